"""How the columns of a bank's CSV are to be read: a mapping profile, ours or a company's own as JSON.

Headers are compared folded: case, blanks, look-alike letters.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.kernel.money import is_currency
from apps.payments.parsers.errors import UnreadableFile

# Cyrillic letters that look Latin, as banks and people mix them in headers.
_LOOK_ALIKE = str.maketrans("аесорхуікмтнвАЕСОРХУІКМТНВ", "aecopxyikmthbAECOPXYIKMTHB")
DATES = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%Y%m%d", "%d-%b-%Y",
    "%d-%b-%y", "%d %b %Y",
)  # fmt: skip
ROLES = (
    "date", "value_date", "amount", "debit", "credit", "fee", "direction", "currency", "account", "reference", "party", "iban",
    "tax_id", "text", "balance", "status",
)  # fmt: skip
MOST_TEXT = 20_000
# Settings beside the columns, and what those may be that are chosen from a list.
_OPTIONS: dict[str, type] = {
    "header": bool, "invert": bool, "skip_rows": int, "delimiter": str, "encoding": str, "decimal": str, "default_currency": str,
    "carried_forward": str, "dates": list, "booked_statuses": list, "debit_words": list, "credit_words": list,
}  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "delimiter": ("", ",", ";", "\t", "|"), "decimal": ("", ",", "."),
    "encoding": ("", "utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "latin-1", "cp866"),
}  # fmt: skip


def folded(header: str) -> str:
    """A header for comparison."""
    return re.sub(r"\s+", " ", header.strip().strip("\ufeff").translate(_LOOK_ALIKE).casefold())


def names(*headers: str) -> tuple[str, ...]:
    """Headers as profiles hold them."""
    return tuple(folded(header) for header in headers)


@dataclass(frozen=True)
class CsvProfile:
    """Which header (by any of its names) means what, and how numbers and dates are written.

    `amount` is signed; or `debit` and `credit` are columns apart; or `direction` marks unsigned amounts. `fee` is taken off the
    amount. A column is named by its header, or by its number, counted from 1, where the table has no header (`header`).
    `more_text`: columns whose text is put behind that of `text`. `dates`: strptime formats, tried in order over all rows.
    `decimal`: the decimal mark, "" to find it from all amounts. `delimiter`, `encoding`: "" to find them.
    `invert`: a positive amount is money out. `carried_forward`: a row whose text starts so is the opening balance and no movement.
    """

    name: str
    date: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    fee: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    value_date: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    iban: tuple[str, ...] = ()
    tax_id: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    more_text: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    booked_statuses: tuple[str, ...] = ()
    dates: tuple[str, ...] = DATES
    default_currency: str = ""
    carried_forward: str = ""
    invert: bool = False
    debit_words: tuple[str, ...] = ("d", "dt", "dr", "debit", "дебет", "o", "out", "outflow", "s", "af")
    credit_words: tuple[str, ...] = ("c", "ct", "cr", "credit", "кредит", "i", "in", "inflow", "h", "k", "bij")
    required: tuple[str, ...] = ()
    header: bool = True
    skip_rows: int = 0
    delimiter: str = ""
    encoding: str = ""
    decimal: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a profile: `place` as "columns.amount" or "decimal", "" for all of it."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


def profile_of(text: str) -> CsvProfile:
    """A profile from JSON, for example {"name": "my bank", "columns": {"date": "Posted", "amount": ["Sum", "Total"]},
    "decimal": ","}; without a header the columns are numbers: {"header": false, "columns": {"date": 1, "amount": 4}}.

    Raises UnreadableFile, which says everything that is wrong with it.
    """
    try:
        raw = json.loads(text) if len(text) <= MOST_TEXT else None
    except ValueError as error:
        raise _wrong(_("it is not JSON: %(error)s") % {"error": str(error)[:100]}) from None
    profile, problems = checked(raw)
    if profile is None:
        raise _wrong("; ".join(str(problem) for problem in problems[:20]))
    return profile


def checked(raw: Any) -> tuple[CsvProfile | None, list[Problem]]:
    """A profile from what JSON holds, or None and every problem of it with its place."""
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), dict):
        return None, [Problem("", _("it must be an object with “columns”"))]
    problems: list[Problem] = []
    values: dict[str, Any] = {"name": str(raw.get("name") or "custom")[:40]}
    for name, value in raw["columns"].items():
        found = _columns(name, value, numbered=raw.get("header") is False)
        if isinstance(found, str):
            problems.append(Problem(f"columns.{name[:40]}", found))
        else:
            values[name] = found
    for name, value in raw.items():
        if name in ("name", "columns"):
            continue
        if name not in _OPTIONS:
            problems.append(Problem(name[:40], _("there is no setting “%(name)s”; there are %(known)s") % {"name": name[:40], "known": ", ".join(sorted(_OPTIONS))}))
        elif problem := _problem(name, value):
            problems.append(Problem(name, problem))
        else:
            values[name] = _setting(name, value)
    named = raw["columns"]
    if "date" not in named or not ("amount" in named or {"debit", "credit"} <= set(named)):
        problems.append(Problem("columns", _("it must name a column for date, and one for amount or two for debit and credit")))
    return (None, problems) if problems else (CsvProfile(**values), [])


def _wrong(problem: str) -> UnreadableFile:
    return UnreadableFile(_("The mapping profile cannot be used: %(problem)s."), problem=problem)


def _columns(name: str, value: Any, *, numbered: bool) -> tuple[str, ...] | str:
    """The headers or numbers as profiles hold them; or what is wrong with them."""
    if name not in (*ROLES, "more_text"):
        return _("there is no column “%(name)s”; there are %(known)s") % {"name": name[:40], "known": ", ".join((*ROLES, "more_text"))}
    items = value if isinstance(value, list) else [value]
    for item in items:
        fits = type(item) is int and 1 <= item <= 100 if numbered else isinstance(item, str) and item.strip()
        if not fits or len(items) > 50:
            return (_("column “%(name)s” must be a number from 1 to 100") if numbered else _("column “%(name)s” must be a header or a list of headers")) % {"name": name}
    if not items:
        return _("column “%(name)s” must be a header or a list of headers") % {"name": name}
    return tuple(str(item) if numbered else folded(item) for item in items)


def _problem(name: str, value: Any) -> str:
    kind = _OPTIONS[name]
    if type(value) is not kind or (kind is list and not all(isinstance(item, str) for item in value)):
        return _("setting “%(name)s” has a value of another kind") % {"name": name}
    if name in ALLOWED and value not in ALLOWED[name]:
        return _("setting “%(name)s” must be one of %(allowed)s") % {"name": name, "allowed": " ".join(repr(item) for item in ALLOWED[name])}
    if name == "skip_rows" and not 0 <= value <= 100:
        return _("setting “%(name)s” must be one of %(allowed)s") % {"name": name, "allowed": "0–100"}
    if name == "default_currency" and value and not is_currency(value.upper()):
        return _("“%(value)s” is not a currency of ISO 4217.") % {"value": value[:10]}
    wrong = next((form for form in value if not _is_date_format(form)), None) if name == "dates" else None
    return _("“%(format)s” is no date with day, month and year; write it as %%d.%%m.%%Y") % {"format": wrong[:40]} if wrong is not None else ""


def _is_date_format(form: str) -> bool:
    """Whether a day that is written so is read back as that day."""
    day = dt.datetime(2026, 3, 31)  # noqa: DTZ001 - of no zone, as the cells
    try:
        return dt.datetime.strptime(day.strftime(form), form).date() == day.date()
    except ValueError:
        return False


def _setting(name: str, value: Any) -> Any:
    if name == "default_currency":
        return value.upper()
    if name == "dates":
        return tuple(value) or DATES
    return tuple(item.casefold() for item in value) if isinstance(value, list) else value
