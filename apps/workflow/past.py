"""A record as it was: its version of an instant, the rows that belonged to it, and what is other today.

History keeps each version of the record itself. Rows that belong to it (lines, terms, accounts) are read as far as
something keeps them, by readers that their apps register; where nothing does, that is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from apps.journal.models import JournalEntry
from apps.kernel.errors import Text
from apps.workflow.wording import NOTHING, Words, label_of, shown_fields

# So many rows of one record are shown; more are told by their number.
MOST = 500


@dataclass(frozen=True)
class Item:
    """One row that belonged to a record, in words. `key` is its own; rows whose keys are not found on the other side (lines
    that were replaced as a whole) are compared by `place`."""

    key: Any
    place: Any
    cells: Sequence[str]


@dataclass(frozen=True)
class Kept:
    """What is known of the rows of a record at a time: `columns` are their captions. `known` false: nothing keeps them, and
    `note` says so. `note` may also say where they are found."""

    columns: Sequence[str] = ()
    items: Sequence[Item] = ()
    note: str = ""
    known: bool = True


# (version, at) -> Kept. `version` is a history row, or the row itself with `at` None for today.
Reader = Callable[[Any, dt.datetime | None], Kept]


@dataclass(frozen=True)
class Children:
    """Rows that belong to records of `parent`, how people call them, and who reads them. `permission`: needed to see them."""

    parent: type[models.Model]
    label: Text
    read: Reader
    permission: str = ""


_children: list[Children] = []


def register(children: Children) -> None:
    """Declares rows that are shown with a record as it was. Called from an app's ready()."""
    _children.append(children)


def children_of(model: type[models.Model]) -> list[Children]:
    """What is shown with records of the model."""
    return [item for item in _children if item.parent is model]


@dataclass(frozen=True)
class Line:
    """A field then and now. `now` None: the record is gone."""

    label: str
    then: str
    now: str | None

    @property
    def differs(self) -> bool:
        return self.now is not None and self.then != self.now


@dataclass(frozen=True)
class Row:
    """A row then and now: each cell with its text of today where that is another (else None). `fate`: "same", "changed",
    "gone" (not there today) or "new" (not there then)."""

    cells: Sequence[tuple[str, str | None]]
    fate: str


@dataclass(frozen=True)
class Section:
    """The rows of one kind, then beside now."""

    label: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str
    known: bool


@dataclass
class Past:
    """A record at an instant. `version` is the history row in force; None before the record was made. `first` and `last` are
    its first and last history rows; `now` the row, None where it was deleted. `is_deleted`: it was gone at the instant.
    `past_acts`: columns of the row that its history does not explain."""

    at: dt.datetime
    first: Any
    last: Any
    version: Any
    now: Any
    number: int = 0
    count: int = 0
    is_deleted: bool = False
    lines: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    past_acts: list[str] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        """Nothing of the record itself has changed since."""
        return self.now is not None and self.version is not None and self.version.pk == self.last.pk


def versions_of(model: Any, pk: int) -> models.QuerySet:
    """The versions of a record, the last written first. By key."""
    found: models.QuerySet = model.history.filter(**{model._meta.pk.name: pk}).order_by("-history_id")
    return found


def look(model: Any, pk: int, *, at: dt.datetime, may: Callable[[str], bool] = lambda _codename: True) -> Past | None:
    """The record at the instant, with what is other today; None for one that never was. Needs a bound tenant.

    `may` says whether rows behind a permission are shown. By keys: five queries, one for each kind of record that it
    points at, and those of the readers.
    """
    versions = versions_of(model, pk)
    last = versions.first()
    if last is None:
        return None
    now = model._default_manager.filter(pk=pk).first()
    first = versions.last()
    version = versions.filter(history_date__lte=at).first()
    past = Past(at, first, last, version, now, count=last.version)
    if now is not None:
        past.past_acts = [label_of(item) for item in model._meta.concrete_fields if getattr(now, item.attname) != getattr(last, item.attname)]
    if version is None:
        return past
    past.number, past.is_deleted = version.version, version.history_type == "-"
    words = Words([version, *([now] if now is not None else [])])
    past.lines = [
        Line(label_of(item), words.text(version, item), None if now is None else words.text(now, item)) for item in shown_fields(model)
    ]
    past.sections = [_section(item, version, at, now) for item in children_of(model) if may(item.permission)]
    return past


def _section(children: Children, version: Any, at: dt.datetime, now: Any) -> Section:
    then = children.read(version, at)
    today = children.read(now, None) if now is not None else None
    known = today if today is not None and today.known else None
    rows = _compared(then, known) if then.known else []
    return Section(str(children.label), then.columns, rows, then.note, then.known)


def _compared(then: Kept, now: Kept | None) -> list[Row]:
    if now is None:
        return [Row([(cell, None) for cell in item.cells], "same") for item in then.items]
    by_key = {item.key: item for item in now.items}
    pairs = {item.key: by_key.pop(item.key) for item in then.items if item.key in by_key}
    by_place = {item.place: item for item in by_key.values()}
    rows, paired = [], set()
    for item in then.items:
        other = pairs.get(item.key)
        if other is None and item.place in by_place:
            other = by_place.pop(item.place)
            paired.add(other.key)
        if other is None:
            rows.append(Row([(cell, None) for cell in item.cells], "gone"))
            continue
        cells = [(cell, None if cell == today else today) for cell, today in zip(item.cells, other.cells, strict=True)]
        rows.append(Row(cells, "changed" if any(today is not None for _cell, today in cells) else "same"))
    return rows + [Row([(NOTHING, cell) for cell in item.cells], "new") for item in by_key.values() if item.key not in paired]


# --- readers -------------------------------------------------------------------------------------
def kept_by_history(model: Any, parent: str, *, names: Sequence[str], order: str, lasting: bool = False) -> Reader:
    """Rows that have history of their own: `parent` names their foreign key, `names` the columns shown, `order` that of their
    place. `lasting`: they are never deleted, so those of today are looked up and no index on history is needed."""
    fields = [model._meta.get_field(name) for name in names]

    def read(version: Any, at: dt.datetime | None) -> Kept:
        live = model._default_manager.filter(**{f"{parent}_id": version.pk if at is None else getattr(version, "id")})  # noqa: B009
        if at is None:
            rows = list(live.order_by(order, "pk")[: MOST + 1])
        else:
            found = model.history.filter(history_date__lte=at)
            found = found.filter(id__in=list(live.values_list("pk", flat=True))) if lasting else found.filter(**{f"{parent}_id": version.id})
            newest = {row.id: row for row in found.order_by("history_id")}
            rows = sorted((row for row in newest.values() if row.history_type != "-"), key=lambda row: (getattr(row, order), row.id))
        return listed(fields, rows, order=order, currency=getattr(version, "currency", "") or "")

    return read


def appended(model: Any, parent: str, *, names: Sequence[str], since: str) -> Reader:
    """Rows that are only ever added, since the instant in the column `since`."""
    fields = [model._meta.get_field(name) for name in names]

    def read(version: Any, at: dt.datetime | None) -> Kept:
        rows = model._default_manager.filter(**{f"{parent}_id": version.pk if at is None else version.id})
        if at is not None:
            rows = rows.filter(**{f"{since}__lte": at})
        return listed(fields, list(rows.order_by("pk")[: MOST + 1]), currency=getattr(version, "currency", "") or "")

    return read


def listed(fields: Sequence[models.Field], rows: Sequence[Any], *, order: str = "", currency: str = "") -> Kept:
    """Rows in words, at most MOST of them."""
    words = Words(rows[:MOST], currency=currency)
    items = [
        Item(getattr(row, "id"), getattr(row, order) if order else getattr(row, "id"), [words.text(row, item) for item in fields])  # noqa: B009
        for row in rows[:MOST]
    ]
    note = _("The first %(most)s are shown.") % {"most": MOST} if len(rows) > MOST else ""
    return Kept([label_of(item) for item in fields], items, note)


def contents(kind: str, pk: int, *, types: Sequence[str], at: dt.datetime) -> list[dict[str, Any]]:
    """What the journal kept in entries of some types about a record up to an instant, the newest first; at most MOST. One
    query, by key."""
    found = JournalEntry.objects.filter(subject_kind=kind, subject_id=pk, type__in=types, at__lte=at).order_by("-sequence")
    return [entry.payload for entry in found[:MOST]]


def unknown() -> Kept:
    """For rows that nothing kept."""
    return Kept(note=_("What stood here then is not known: nothing kept it."), known=False)
