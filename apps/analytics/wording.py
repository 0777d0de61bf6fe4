"""What a stored report says in the reader's language: its parameters, cells and controls as people read them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from apps.analytics.kinds import Kind, get_kind
from apps.analytics.models import Report
from apps.analytics.parameters import DAYS, LABELS, RECORDS
from apps.kernel.money import format_money, from_minor


def asked_lines(report: Report) -> list[tuple[str, str]]:
    """The parameters by their names. One query for each record that is named."""
    found = []
    for name in LABELS:
        if name in report.params:
            value = report.params[name]
            found.append((str(LABELS[name]), day_text(value) if name in DAYS else str(RECORDS[name].objects.filter(pk=value).first() or value)))
    return found


def day_text(value: str) -> str:
    """An ISO day as the reader writes it."""
    return date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT") if value else ""


def cell_text(kind: Kind, cells: list[Any], index: int) -> str:
    """A cell as a person reads it."""
    column, value = kind.columns[index], cells[index]
    if column.type == "money":
        return "" if column.sparse and not value else format_money(value, currency_in(kind, cells))
    if column.type == "date":
        return day_text(value)
    if column.type == "word":
        return kind.words(value)
    return number_format(value, use_l10n=True, force_grouping=True) if column.type == "count" else str(value)


def cell_value(kind: Kind, cells: list[Any], index: int) -> Any:
    """A cell as a table for programs has it: amounts and dates as such, words in the reader's language."""
    column, value = kind.columns[index], cells[index]
    if column.type == "money":
        return None if column.sparse and not value else from_minor(value, currency_in(kind, cells))
    if column.type == "date":
        return dt.date.fromisoformat(value) if value else None
    return kind.words(value) if column.type == "word" else value


def currency_in(kind: Kind, cells: list[Any]) -> str:
    """The currency of a row's amounts."""
    place = kind.place("currency")
    return cells[place] if place is not None else ""


def controls(report: Report) -> list[dict[str, Any]]:
    """The controls with their sums as people read them."""
    kind = get_kind(report.kind)
    return [
        {
            "title": kind.words(item["code"]), "currency": item["currency"], "holds": item["holds"],
            "expected": amount_text(item["expected"], item["currency"]), "found": amount_text(item["found"], item["currency"]),
        }
        for item in report.head["controls"]
    ]  # fmt: skip


def amount_text(value: Any, currency: str) -> str:
    """Money of a currency; without one a number; what is text already as it is."""
    if isinstance(value, str):
        return value
    return format_money(value, currency) if currency else number_format(value, force_grouping=True)


def title_of(report: Report) -> str:
    """The heading of the paper and of the page."""
    return _("%(report)s № %(number)s") % {"report": report.label, "number": report.pk}
