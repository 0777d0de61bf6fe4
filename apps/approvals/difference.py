"""A document's content as its approvers read it: as submitted, and as it is now.

Contents are kept as canonical data (keys, minor units, ISO days). Here they become words: names for keys, money in the
document's currency, days and figures as the reader's language writes them; what a document lists becomes a table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import localize
from django.utils.text import capfirst

from apps.approvals import subjects
from apps.approvals.cases import Case
from apps.approvals.subjects import Subject, Told
from apps.workflow.wording import NOTHING, Words, label_of


@dataclass(frozen=True)
class Change:
    """One field of a document: as submitted, and now. "—" where it is not there. `is_figure`: read from the right."""

    label: str
    before: str
    after: str
    is_figure: bool = False

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Table:
    """What a document lists: rows of cells under the columns. Columns that say nothing are left out."""

    label: str
    columns: list[Change]
    rows: list[list[Change]]


@dataclass
class Shown:
    """The fields, those that differ first, and the lists."""

    fields: list[Change] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def flat(self) -> list[Change]:
        """Everything as single changes, those that differ first; a cell's label says its row."""
        cells = [
            Change(f"{number}. {cell.label}", cell.before, cell.after, cell.is_figure)
            for table in self.tables
            for number, row in enumerate(table.rows, 1)
            for cell in row
        ]
        return sorted([*self.fields, *cells], key=lambda change: not change.differs)


def compared(case: Case) -> Shown:
    """The document of the case as submitted beside what it is now. One query for each kind of row that it names."""
    now = subjects.frozen(case.subject.content(case.row))[0] if case.row is not None else {}
    return compare(case.subject, case.request.content, now)


def compare(subject: Subject, before: Mapping[str, Any], after: Mapping[str, Any]) -> Shown:
    """Two contents of one kind of document, in words. A subject that tells its content itself (`told`) is asked."""
    if subject.told is not None:
        return Shown(_told(subject.told(dict(before)) if before else [], subject.told(dict(after)) if after else []))
    words = _Words(subject.model, before, after)
    names = _ordered(subject.model, (*before, *after))
    lists = [name for name in names if isinstance(before.get(name, after.get(name)), list)]
    fields = [change for name in names if name not in lists for change in words.changes(subject.model, name, before=before.get(name), after=after.get(name))]
    fields = [change for change in fields if (change.before, change.after) != (NOTHING, NOTHING)]
    tables = [words.table(subject.model, name, before=before.get(name) or [], after=after.get(name) or []) for name in lists]
    return Shown(sorted(fields, key=lambda change: not change.differs), [table for table in tables if table.rows])


def _told(before: list[Told], after: list[Told]) -> list[Change]:
    nothing = Told("", "", NOTHING)
    one, other = {told.key: told for told in before}, {told.key: told for told in after}
    changes = [Change(told.label, one.get(key, nothing).text, other.get(key, nothing).text) for key, told in (other | one).items()]
    return sorted(changes, key=lambda change: not change.differs)


class _Words:
    """Turns the values of two contents into text. Rows that they name by key are read once a kind."""

    def __init__(self, model: type[models.Model], *contents: Mapping[str, Any]) -> None:
        currency = next((content["currency"] for content in reversed(contents) if content.get("currency")), "")
        self.words = Words((), currency=currency)
        for content in contents:
            for column, value in _references(model, content):
                self.words.want_key(column, value)

    def table(self, model: type[models.Model], name: str, *, before: list[Any], after: list[Any]) -> Table:
        """Rows by their place; one that is not there on one side has empty cells on it."""
        item = _related(model, name)
        shown: list[list[Change]] = []
        columns = _ordered(item, (key for row in (*before, *after) for key in row))
        for index in range(max(len(before), len(after))):
            one, other = (side[index] if index < len(side) else {} for side in (before, after))
            shown.append([self.change(item, column, before=one.get(column), after=other.get(column)) for column in columns])
        # A column of nothing but blanks, or of zeros such as discounts, would only push the others aside.
        empty = {NOTHING, "0", self.text(item, "discount_bps", 0)} if item else {NOTHING}
        kept = [place for place in range(len(columns)) if any({row[place].before, row[place].after} - empty for row in shown)]
        return Table(_label(model, name), [shown[0][place] for place in kept] if shown else [], [[row[place] for place in kept] for row in shown])

    def changes(self, model: type[models.Model] | None, name: str, *, before: Any, after: Any) -> Iterator[Change]:
        """One field; or those of another record that the content holds under the name of the key to it."""
        if not isinstance(before, dict) and not isinstance(after, dict):
            yield self.change(model, name, before=before, after=after)
            return
        other, one, two = _related(model, name), before or {}, after or {}
        for inner in _ordered(other, (*one, *two)):
            for found in self.changes(other, inner, before=one.get(inner), after=two.get(inner)):
                yield replace(found, label=f"{_label(model, name)}: {found.label}")

    def change(self, model: type[models.Model] | None, name: str, *, before: Any, after: Any) -> Change:
        figure = any(isinstance(value, int) and not isinstance(value, bool) for value in (before, after)) or _is_decimal(model, name)
        is_key = isinstance(_find(model, name), models.ForeignKey)
        return Change(_label(model, name), self.text(model, name, before), self.text(model, name, after), figure and not is_key)

    def text(self, model: type[models.Model] | None, name: str, value: Any) -> str:
        """A value in the reader's language."""
        if value is None or value == "" or value == []:
            return NOTHING
        column = _find(model, name)
        if isinstance(column, models.Field):
            return self.words.value(column, value)
        return str(localize(value) if isinstance(value, (int, dt.date)) else value)


def _references(model: type[models.Model] | None, content: Mapping[str, Any]) -> Iterator[tuple[models.Field, int]]:
    """Every whole number of a content, with its column: some are keys of other rows."""
    for name, value in content.items():
        if isinstance(value, list):
            item = _related(model, name)
            for row in value:
                yield from _references(item, row if isinstance(row, dict) else {})
        if isinstance(value, dict):
            yield from _references(_related(model, name), value)
        column = _find(model, name)
        if isinstance(column, models.Field) and isinstance(value, int):
            yield column, value


def _ordered(model: type[models.Model] | None, names: Iterable[str]) -> list[str]:
    """Each name once, in the order of the model's fields: the canonical form is sorted by name."""
    places = {item.attname: place for place, item in enumerate(model._meta.concrete_fields)} if model is not None else {}
    return sorted(dict.fromkeys(names), key=lambda name: places.get(name, len(places)))


def _find(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _related(model: type[models.Model] | None, name: str) -> type[models.Model] | None:
    return getattr(_find(model, name), "related_model", None)


def _is_decimal(model: type[models.Model] | None, name: str) -> bool:
    return isinstance(_find(model, name), models.DecimalField)


def _label(model: type[models.Model] | None, name: str) -> str:
    found = _find(model, name)
    if isinstance(found, models.Field):
        return label_of(found)
    related = _related(model, name)
    return capfirst(str(related._meta.verbose_name_plural)) if related else name
