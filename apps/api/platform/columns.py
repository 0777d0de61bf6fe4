"""Pages as columns: a serializer's own fields, made once into the columns that they read and what makes JSON of each.

A page of 50 invoices with their lines is some 250 rows, which cost a third of the processor time when no objects are made of them
(benchmarks/api.py). Only fields that say no more than their column does are made so; a serializer with any other field has no columns, and
its pages are written by itself. What comes out is the same (tests/api/test_columns.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, ManyToOneRel, Model, QuerySet
from rest_framework import serializers

from apps.api.platform.fields import CURRENCY_HOLDERS, MaybeMoneyField, MoneyField, PercentField
from apps.kernel.money import decimal_text

# Their value is the column's own.
_AS_IS = (
    serializers.CharField, serializers.EmailField, serializers.RegexField, serializers.SlugField, serializers.URLField,
    serializers.ChoiceField, serializers.IntegerField, serializers.BigIntegerField, serializers.BooleanField, serializers.JSONField,
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One field of the answer: the paths that it reads, and what makes its value of theirs (None: the value as it is)."""

    name: str
    paths: tuple[str, ...]
    make: Callable[..., Any] | None = None


class Columns:
    """What a serializer says, as columns. `names`: its fields in their order."""

    def __init__(self, names: Sequence[str], own: Sequence[Column], children: Sequence[Children] = ()) -> None:
        self.names, self.own, self.children = names, own, children
        self.paths = list(dict.fromkeys(path for column in own for path in column.paths))
        place = {path: number for number, path in enumerate(self.paths, start=1)}
        self._as_is = [(column.name, place[column.paths[0]]) for column in own if column.make is None]
        self._made = [(column.name, column.make, [place[path] for path in column.paths]) for column in own if column.make]

    def only(self, names: Collection[str]) -> Columns:
        """The columns of these fields; what the others read is not read."""
        return Columns(*([item for item in told if getattr(item, "name", item) in names] for told in (self.names, self.own, self.children)))

    def select(self, rows: QuerySet, first: str = "pk") -> QuerySet:
        """The rows as tuples: the key, then what the columns read."""
        return rows.select_related(None).prefetch_related(None).values_list(first, *self.paths)

    def write(self, page: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """The JSON of a page of such tuples, in their order. One query for each list of children."""
        page = list(page)
        lists = [(child.name, child.of([row[0] for row in page])) for child in self.children] if page else []
        found = []
        for row in page:
            one = self.one(row)
            for name, of_key in lists:
                one[name] = of_key.get(row[0], [])
            found.append({name: one[name] for name in self.names})
        return found

    def one(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """The fields of one tuple without its children, in no order of their own."""
        made = {name: row[place] for name, place in self._as_is}
        for name, make, places in self._made:
            made[name] = make(*[row[place] for place in places])
        return made


@dataclass(frozen=True)
class Children:
    """A list of rows that belong to each row: by which key, in which order, and their own columns."""

    name: str
    model: type[Model]
    key: str
    columns: Columns

    def of(self, keys: Sequence[Any]) -> dict[Any, list[dict[str, Any]]]:
        """The JSON of the children by the key of what they belong to."""
        found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for row in self.columns.select(self.model._default_manager.filter(**{f"{self.key}__in": keys}), self.key):
            one = self.columns.one(row)
            found[row[0]].append({name: one[name] for name in self.columns.names})
        return found


def columns_for(serializer_class: type[serializers.BaseSerializer], rows: QuerySet) -> Columns | None:
    """The columns that a page of these rows is made of; None where it must be made of models, children in an order of their own among them."""
    own_order = any(not isinstance(lookup, str) for lookup in rows._prefetch_related_lookups)  # type: ignore[attr-defined]
    return None if own_order else columns_of(serializer_class)


@cache
def columns_of(serializer_class: type[serializers.BaseSerializer]) -> Columns | None:
    """The columns of a serializer of a model; None where one of its fields says more than its columns do."""
    if not issubclass(serializer_class, serializers.ModelSerializer) or "to_representation" in _own_names(serializer_class):
        return None
    model, serializer = serializer_class.Meta.model, serializer_class()
    own: list[Column] = []
    children: list[Children] = []
    for name, field in serializer.fields.items():
        if field.write_only:
            continue
        made = _children(model, name, field) if isinstance(field, serializers.ListSerializer) else _column(model, name, field)
        if made is None:
            return None
        (children if isinstance(made, Children) else own).append(made)  # type: ignore[attr-defined]
    names = tuple(name for name, field in serializer.fields.items() if not field.write_only)
    return Columns(names, own, children)


def _own_names(serializer_class: type) -> set[str]:
    """What the class says itself, before Django REST framework's own classes."""
    ours = [base for base in serializer_class.__mro__ if not base.__module__.startswith("rest_framework.")]
    return {name for base in ours for name in vars(base)}


def _children(model: type[Model], name: str, field: serializers.ListSerializer) -> Children | None:
    relation = _field(model, field.source)
    columns = columns_of(type(field.child))
    if not isinstance(relation, ManyToOneRel) or columns is None or columns.children:
        return None
    return Children(name, relation.related_model, relation.field.attname, columns)  # type: ignore[arg-type]


def _column(model: type[Model], name: str, field: serializers.Field) -> Column | None:
    if type(field) in (MoneyField, MaybeMoneyField):
        currency = _currency(model)
        if currency is None or _field(model, field.source_name) is None:
            return None
        return Column(name, (field.source_name, currency), _money)
    path = _path(model, field)
    if path is None:
        return None
    if type(field) in _AS_IS or (isinstance(field, serializers.PrimaryKeyRelatedField) and field.pk_field is None):
        return Column(name, (path,))
    if type(field) in (PercentField, serializers.DateField, serializers.DateTimeField):
        return Column(name, (path,), _present(field.to_representation))
    if type(field) is serializers.DecimalField and not field.localize:
        return Column(name, (path,), _present(_decimal(field)))
    return None


def _path(model: type[Model], field: serializers.Field) -> str | None:
    """The column behind a field as the ORM writes it; None where there is none, or where the way to it may be missing and the field would
    then be left out."""
    at, steps = model, list(field.source_attrs)
    if not steps:
        return None
    if isinstance(field, serializers.PrimaryKeyRelatedField):
        steps[-1] = f"{steps[-1]}_id"
    for step in steps[:-1]:
        found = _field(at, step)
        if not isinstance(found, ForeignKey) or (found.null and not field.allow_null):
            return None
        at = found.related_model  # type: ignore[assignment]
    last = _field(at, steps[-1])
    if last is None or (isinstance(last, ForeignKey) and steps[-1] != last.attname):
        return None
    return "__".join(steps)


def _field(model: type[Model], name: str) -> Field | ManyToOneRel | None:
    """The model's column or relation of the name, a foreign key by its column too."""
    try:
        return model._meta.get_field(name)  # type: ignore[return-value]
    except FieldDoesNotExist:
        return next((field for field in model._meta.concrete_fields if field.attname == name), None)


def _currency(model: type[Model]) -> str | None:
    """The path to the currency beside a row's amounts (see fields.currency_of)."""
    for holder in CURRENCY_HOLDERS:
        found = _field(model, holder) if holder else None
        if not holder and _field(model, "currency") is not None:
            return "currency"
        if isinstance(found, ForeignKey) and not found.null and _field(found.related_model, "currency") is not None:  # type: ignore[arg-type]
            return f"{holder}__currency"
    return None


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_text(minor, currency)


def _decimal(field: serializers.DecimalField) -> Callable[[Decimal], str]:
    """Digits in full, as many decimals as the field has; the database keeps no more."""
    template = f".{field.decimal_places}f"
    return lambda value: format(value, template)


def _present(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else make(value)
