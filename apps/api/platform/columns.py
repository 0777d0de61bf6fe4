"""Pages as columns: a serializer's own fields, made once into the columns that they read and what makes JSON of each.

A page of 50 invoices with their lines is some 250 rows, which cost a third of the processor time when no objects are made of them
(benchmarks/api.py). Only fields that say no more than their column does are made so; a serializer with any other field has no columns, and
its pages are written by itself. What comes out is the same (tests/api/test_columns.py).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field, ForeignKey, IntegerField, ManyToOneRel, Model, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils import timezone
from rest_framework import serializers

from apps.api.platform.fields import CURRENCY_HOLDERS, MaybeMoneyField, MoneyField, PercentField
from apps.kernel.db import is_mysql
from apps.kernel.money import decimal_writer
from apps.tenants.owned import TenantManager
from apps.tenants.prepared import Prepared
from apps.tenants.scope import current_tenant_id

# Their value is the column's own.
_AS_IS = (
    serializers.CharField, serializers.EmailField, serializers.RegexField, serializers.SlugField, serializers.URLField,
    serializers.ChoiceField, serializers.IntegerField, serializers.BigIntegerField, serializers.BooleanField, serializers.JSONField,
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One field of the answer: the path that it reads, what makes its value of the column's (None: the value as it is), and of an amount the
    path to its currency. Nothing is made of NULL."""

    name: str
    path: str
    make: Callable[[Any], Any] | None = None
    currency: str = ""


class Columns:
    """What a serializer says, as columns. `names`: its fields in their order. `holder`: the relation to whom the rows are children of;
    a currency that stands there is told by who reads them, not read again for each (`lent`: its path there)."""

    def __init__(self, names: Sequence[str], own: Sequence[Column], children: Sequence[Children] = (), *, holder: str = "") -> None:
        self.names, self.own, self.children = names, own, children
        currencies = {column.currency for column in own if column.currency}
        self.lent = next((path.removeprefix(f"{holder}__") for path in currencies if holder and path.startswith(f"{holder}__")), "")
        read = [] if self.lent else sorted(currencies)
        self.paths = list(dict.fromkeys([*(column.path for column in own), *read, *(child.columns.lent for child in children if child.columns.lent)]))
        self._place = {path: number for number, path in enumerate(self.paths, start=1)}
        self.texts = frozenset(self._place[column.path] for column in own if column.make in (_day, _instant))
        self._queries: dict[Any, Prepared] = {}

    def only(self, names: Collection[str]) -> Columns:
        """The columns of these fields; what the others read is not read."""
        return _only(self, frozenset(names))

    def select(self, rows: QuerySet, first: str = "pk", *, texts: bool = False) -> QuerySet:
        """The rows as tuples: the key, then what the columns read. `texts`: days and instants as the text that the database keeps or makes of
        them, which costs less than to read them and to write them again."""
        cast = texts and is_mysql()  # of SQLite they come without a zone, which is as quick
        paths = [Cast(path, CharField()) if cast and place in self.texts else path for path, place in self._place.items()]
        return rows.select_related(None).prefetch_related(None).values_list(first, *paths)

    def prepared(self, name: Any, build: Callable[..., QuerySet]) -> Prepared:
        """A query for these columns, made once."""
        return self._queries.get(name) or self._queries.setdefault(name, Prepared(build))

    def write(self, page: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """The JSON of a page of such tuples, in their order. One query for each list of children."""
        page = list(page)
        lists = [(self.names.index(child.name), child.of(self._keys(page, child.columns.lent))) for child in self.children] if page else []
        return self.records(page, lists)

    def _keys(self, page: Sequence[tuple[Any, ...]], lent: str) -> dict[Any, Any]:
        """The keys of a page, each with the value that its children borrow."""
        if not lent:
            return dict.fromkeys([row[0] for row in page])
        place = self._place[lent]
        return {row[0]: row[place] for row in page}

    def records(
        self, page: Sequence[tuple[Any, ...]], lists: Sequence[tuple[int, Mapping[Any, list[Any]]]] = (), lent: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        """The JSON of tuples. `lists`: of each list of children its place among the fields and its items by the key of their row.
        `lent`: the currency of each row, where it is read from whom they belong to.

        Made column by column, of equal values once."""
        if not page:
            return []
        read = list(zip(*page, strict=True))
        utc = _speaks_utc()
        made: list[Iterable[Any]] = []
        for column in self.own:
            values = read[self._place[column.path]]
            if column.currency:
                made.append(_amounts(values, lent or read[self._place[column.currency]]))
            elif column.make is not None:
                made.append(_each(_utc_text if column.make is _instant and utc else column.make, values))
            else:
                made.append(values)
        for place, of_key in lists:
            made.insert(place, [of_key.get(key, []) for key in read[0]])
        names = self.names
        return [dict(zip(names, values, strict=True)) for values in zip(*made, strict=True)]


def _each(make: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
    made = {value: None if value is None else make(value) for value in set(values)}
    return [made[value] for value in values]


def _amounts(values: Sequence[int | None], currencies: Sequence[str]) -> list[str | None]:
    """The texts of minor units, each in the currency beside it."""
    if len(set(currencies)) == 1:
        return _each(decimal_writer(currencies[0]), values)
    return [None if value is None else decimal_writer(currency)(value) for value, currency in zip(values, currencies, strict=True)]


@lru_cache(maxsize=500)
def _only(columns: Columns, names: frozenset[str]) -> Columns:
    return Columns(*([item for item in told if getattr(item, "name", item) in names] for told in (columns.names, columns.own, columns.children)))


@dataclass(frozen=True)
class Children:
    """A list of rows that belong to each row: by which key, and their own columns. `order`: where among them stands the number by which
    they are ordered, so that the database need not sort them (half of the time of 150 lines); 0 where it must."""

    name: str
    model: type[Model]
    key: str
    columns: Columns
    order: int = 0

    def of(self, keys: Mapping[Any, Any]) -> dict[Any, list[dict[str, Any]]]:
        """The JSON of the children by the key of what they belong to. `keys`: each with the currency that its children borrow."""
        rows = read(self.columns.prepared(self.key, self._rows), self.columns, keys=list(keys))
        if self.order:
            rows = sorted(rows, key=itemgetter(self.order))
        found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for row, one in zip(rows, self.columns.records(rows, lent=[keys[row[0]] for row in rows] if self.columns.lent else ()), strict=True):
            found[row[0]].append(one)
        return found

    def _rows(self, keys: Any) -> QuerySet:
        rows = self.model._default_manager.filter(**{f"{self.key}__in": keys})
        return self.columns.select(rows.order_by() if self.order else rows, self.key, texts=True)


class Everything:
    """All rows of the bound company as columns, by queries that are prepared."""

    def __init__(self, columns: Columns, model: type[Model]) -> None:
        self._columns, self._model = columns, model

    def page(self, cursor: int | None, *, falling: bool, most: int) -> Sequence[tuple[Any, ...]]:
        """The first rows by key behind a place, as tuples."""

        def build(**place: Any) -> QuerySet:
            rows = self._model._default_manager.filter(**({"pk__lt" if falling else "pk__gt": place["cursor"]} if place else {}))
            return self._columns.select(rows, texts=True).order_by("-pk" if falling else "pk")

        if cursor is None:
            return read(self._columns.prepared(("page", falling), lambda: build()), self._columns, f" LIMIT {most:d}")
        return read(self._columns.prepared(("page behind", falling), lambda cursor: build(cursor=cursor)), self._columns, f" LIMIT {most:d}", cursor=cursor)

    def one(self, key: int) -> Sequence[tuple[Any, ...]]:
        """The row of the key as a tuple, or nothing."""
        query = self._columns.prepared("one", lambda key: self._columns.select(self._model._default_manager.filter(pk=key), texts=True).order_by())
        return read(query, self._columns, key=key)


def everything(columns: Columns, rows: QuerySet) -> Everything | None:
    """The rows as columns where they are all of the company's and nothing else is asked of them; None for every other queryset."""
    query, model = rows.query, rows.model
    plain = isinstance(model._default_manager, TenantManager) and len(query.where.children) == 1 and not query.where.negated
    if not plain or query.is_sliced or query.distinct or query.combinator or query.annotations or query.extra:
        return None
    only: Any = query.where.children[0]
    is_scope = getattr(getattr(only, "lhs", None), "target", None) is model._meta.get_field("tenant") and isinstance(only, Exact) and only.rhs == current_tenant_id()
    return Everything(columns, model) if is_scope else None


def read(query: Prepared, columns: Columns, more: str = "", /, **values: Any) -> Sequence[tuple[Any, ...]]:
    """The tuples of a prepared query of columns, days and instants as texts."""
    return query.converted(query.bare(more, **values), leave=columns.texts)


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
    child: Any = relation.related_model
    columns = Columns(columns.names, columns.own, holder=relation.field.name)
    return Children(name, child, relation.field.attname, columns, _order(child, columns))


def _order(model: type[Model], columns: Columns) -> int:
    """Where the column stands by which the model's rows are ordered, if it is one number from low to high; else 0."""
    name = model._meta.ordering[0] if len(model._meta.ordering) == 1 else None
    number = isinstance(name, str) and name in columns.paths and isinstance(field := _field(model, name), IntegerField) and not field.null
    return columns.paths.index(name) + 1 if number else 0  # type: ignore[arg-type]


def _column(model: type[Model], name: str, field: serializers.Field) -> Column | None:
    if type(field) in (MoneyField, MaybeMoneyField):
        currency = _currency(model)
        if currency is None or _field(model, field.source_name) is None:
            return None
        return Column(name, field.source_name, None, currency)
    path = _path(model, field)
    if path is None:
        return None
    if type(field) in _AS_IS or (isinstance(field, serializers.PrimaryKeyRelatedField) and field.pk_field is None):
        return Column(name, path)
    if type(field) is serializers.DateTimeField and not hasattr(field, "format"):
        return Column(name, path, _instant)
    if type(field) is serializers.DateField and not hasattr(field, "format"):
        return Column(name, path, _day)
    if type(field) in (PercentField, serializers.DateField, serializers.DateTimeField):
        return Column(name, path, field.to_representation)
    if type(field) is serializers.DecimalField and not field.localize:
        return Column(name, path, _decimal(field))
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


def _speaks_utc() -> bool:
    return timezone.get_current_timezone_name() == "UTC"


def _day(value: dt.date | str) -> str:
    return value[:10] if isinstance(value, str) else value.isoformat()


def _instant(value: dt.datetime | str) -> str:
    """As Django REST framework writes it, in the time zone of now. What has no zone is UTC, as databases keep it."""
    at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return timezone.localtime(at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)).isoformat().replace("+00:00", "Z")


def _utc_text(value: dt.datetime | str) -> str:
    """The same where that is UTC."""
    if not isinstance(value, str):
        return f"{(value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)).isoformat()}Z"
    return f"{value[:10]}T{value[11:].removesuffix('.000000')}Z"


def _decimal(field: serializers.DecimalField) -> Callable[[Decimal], str]:
    """Digits in full, as many decimals as the field has; the database keeps no more."""
    template = f".{field.decimal_places}f"
    return lambda value: format(value, template)
