"""The kinds of report: what each asks for, which columns it has, and what makes it. Each registers itself in ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Text

Cells = list[Any]


@dataclass(frozen=True)
class Column:
    """`type`: text, word (a code that the kind has words for), date (ISO), money (minor units, in the currency of the row's column
    "currency"), count. Amounts of zero are left blank where `sparse`."""

    name: str
    label: Text
    type: str = "text"
    sparse: bool = False


@dataclass(frozen=True)
class Control:
    """A sum that must be equal to another one made in another way, in minor units of `currency` ("": numbers)."""

    code: str
    currency: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return self.expected == self.found

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "currency": self.currency, "expected": self.expected, "found": self.found, "holds": self.holds}


@dataclass
class Built:
    """A report in the making. `rows` is read once, to its end; what `head` holds is whole only then.

    `head`: "facts" [[code, value]], "totals" and "bars" [[currency, [[code, minor or number]]]], "controls". Codes, dates in ISO and
    minor units only: it reads the same in every language, and so does its digest.
    """

    rows: Iterator[Cells]
    head: dict[str, Any] = field(default_factory=lambda: {"facts": [], "totals": [], "bars": [], "controls": []})

    def control(self, code: str, currency: str, *, expected: int, found: int) -> None:
        self.head["controls"].append(Control(code, currency, expected, found).as_dict())


@dataclass(frozen=True)
class Kind:
    """One kind of report. `build(asked)` gives the rows for checked parameters; `asks`: names of parameters (`parameters.py`), those
    of `needs` must be given. `words(code)` says a code of its cells, totals, bars and controls in the reader's language. `own`: a
    client's user may have it of that client. `bar_money`: bars are sums, not numbers."""

    code: str
    label: Text
    explained: Text
    columns: tuple[Column, ...]
    asks: tuple[str, ...]
    needs: tuple[str, ...]
    build: Callable[[dict[str, Any]], Built]
    words: Callable[[str], str]
    own: bool = False
    bar_money: bool = True
    emphasised: tuple[str, ...] = ()

    def place(self, name: str) -> int | None:
        """Where a column stands in a row."""
        return next((index for index, column in enumerate(self.columns) if column.name == name), None)


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Declares kinds of report. Called from ready()."""
    _kinds.update({kind.code: kind for kind in kinds})


def all_kinds() -> list[Kind]:
    """Every kind, in the order of declaration."""
    return list(_kinds.values())


def get_kind(code: str) -> Kind:
    """The kind with the code. Raises Invalid."""
    if code not in _kinds:
        raise Invalid(Reason("no_such_kind", _("There is no such kind of report."), "kind"))
    return _kinds[code]


def offered_to(actor: Actor) -> list[Kind]:
    """The kinds that the actor may have made."""
    if not actor.may("analytics.make_report"):
        return []
    return [kind for kind in all_kinds() if kind.own or actor.client_id is None]


def label_of(code: str) -> str:
    """What people call a kind; the code of one that is not there any more."""
    return str(_kinds[code].label) if code in _kinds else code
