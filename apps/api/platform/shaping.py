"""What of a record a caller wants: `?fields=id,number` leaves the others out, `?expand=client` brings along the record that an id names.

What is not asked for is not read either, as far as a query can leave it out: relations that hang on a field that is out, and long
texts. An expanded record stands under `expanded`, as its own address would give it to this caller, and is null where that would be
404; the ids stay where they are. One query more for each name, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Model, QuerySet, TextField
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import BaseSerializer

from apps.api.platform.fields import MoneyField
from apps.api.platform.queries import BadQuery
from apps.kernel.errors import Reason

FIELDS, EXPAND, EXPANDED = "fields", "expand", "expanded"
MOST_EXPANDED = 3
# Where a currency is found that does not stand in the row itself.
_CURRENCY_OF = frozenset({"payment", "invoice", "contract"})


class UnknownName(BadQuery):
    """400: a name that records here do not have."""

    status = 400


@dataclass(frozen=True)
class Shape:
    """What was asked for. `fields`: names of the newest version, None for all. `expand`: fields whose records come along."""

    fields: frozenset[str] | None = None
    expand: tuple[str, ...] = ()

    def cut(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record without what was not asked for."""
        return {name: value for name, value in record.items() if self.fields is None or name in self.fields}

    def prune(self, serializer: BaseSerializer) -> None:
        """Takes from a serializer the fields that nobody asked for, so that they are not worked out."""
        declared = getattr(getattr(serializer, "child", serializer), "fields", {})
        for name in [name for name in declared if self.fields is not None and name not in self.fields]:
            del declared[name]

    def narrowed(self, rows: QuerySet, serializer: BaseSerializer) -> QuerySet:
        """The rows without what only fields that are out need. Never wrong: what is needed all the same is read when it is."""
        if self.fields is None:
            return rows
        declared = getattr(serializer, "fields", {})
        kept = [field for name, field in declared.items() if name in self.fields]
        out = [field for name, field in declared.items() if name not in self.fields]
        if any(field.source == "*" and not isinstance(field, MoneyField) for field in kept):
            return rows  # worked out of the row in a way that only the field knows
        needed = {_root(field) for field in kept} | (_CURRENCY_OF if any(isinstance(field, MoneyField) for field in kept) else set())
        dropped = {str(field.field_name) if field.source == "*" else _root(field) for field in out} - needed
        rows = _without_relations(rows, dropped)
        known = {name for item in rows.model._meta.concrete_fields for name in (item.name, item.attname)}
        if all(isinstance(field, MoneyField) or _root(field) in known for field in kept):
            rows = rows.defer(*_long(rows.model, dropped))
        return rows


WHOLE = Shape()


def shape_of(asked: Mapping[str, str], *, known: Mapping[str, str], expands: Collection[str]) -> Shape:
    """What the query asks for. `known`: names that the caller's version has, with those of the newest. `id` always stays, and so does
    what is expanded. Raises UnknownName, BadQuery."""
    expand = tuple(_names(asked, EXPAND, {name: name for name in expands}))
    if len(expand) > MOST_EXPANDED:
        raise BadQuery(Reason("too_many", _("At most %(most)s records are expanded at once."), EXPAND, {"most": MOST_EXPANDED}))
    if FIELDS not in asked:
        return Shape(None, expand)
    return Shape(frozenset({*_names(asked, FIELDS, known), *expand, "id", EXPANDED}), expand)


def _names(asked: Mapping[str, str], parameter: str, known: Mapping[str, str]) -> list[str]:
    given = asked[parameter].split(",") if parameter in asked else []
    unknown = [name for name in given if name not in known]
    if unknown:
        said = _("There is no “%(name)s” here. Write some of: %(known)s.")
        raise UnknownName(Reason("unknown_name", said, parameter, {"name": name[:60], "known": ", ".join(known)}) for name in unknown[:20])
    if len(set(given)) != len(given):
        raise UnknownName(Reason("given_twice", _("A name stands here more than once."), parameter))
    return [known[name] for name in given]


def _root(field: Any) -> str:
    return str(field.source).split(".")[0]


def _without_relations(rows: QuerySet, dropped: Collection[str]) -> QuerySet:
    """The rows, without what is loaded along of the relations that are named."""
    along: Iterable[Any] = rows._prefetch_related_lookups  # type: ignore[attr-defined]
    kept = [item for item in along if str(getattr(item, "prefetch_through", item)).split("__")[0] not in dropped]
    joined = rows.query.select_related
    rows = rows.prefetch_related(None).prefetch_related(*kept)
    if isinstance(joined, dict):
        rows.query.select_related = {name: item for name, item in joined.items() if name not in dropped} or False
    return rows


def _long(model: type[Model], dropped: Collection[str]) -> list[str]:
    """Columns of long values among the names."""
    return [item.name for item in model._meta.concrete_fields if item.name in dropped and isinstance(item, (TextField, JSONField))]
