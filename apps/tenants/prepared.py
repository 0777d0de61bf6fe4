"""Queries that are compiled once: the same text each time, with other values.

Of a query that finds one row by its key, Django needs several times as long to make the text as the database to answer it. What is asked
for with every request or act is written here as a queryset like any other, with `Given("name")` where a value stands; its text is kept,
and a call is one execution (benchmarks/api.py). Tenancy is as everywhere: the bound tenant is one of the values, and a call without one
raises. What depends on more than values (filters of a caller, permissions by row) is asked for with the ORM.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django_fsm import FSMFieldDescriptor

from apps.kernel.db import is_mysql
from apps.kernel.errors import Bug
from apps.tenants.scope import binding_value, current_tenant_id

MANY = frozenset({"keys", "codes"})
_TENANT = "tenant_id"


class Given(models.Expression):
    """The place of a value. `many`: of the values behind IN."""

    def __init__(self, name: str, many: bool = False) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return ("(%s)" if self.many else "%s"), [self]


class Prepared:
    """A query by its builder, a function of the names of its values; `keys` and `codes` take several values, for IN. `names`: of a builder
    that takes any.

    Values are given as the database takes them; instants and days as they are. The builder gives a queryset of rows, or a values_list;
    nothing that is loaded by a query of its own (prefetch_related).
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], names: Sequence[str] = ()) -> None:
        self._build, self._names = build, names or tuple(inspect.signature(build).parameters)
        self._texts: dict[str, _Text] = {}

    def rows(self, **values: Any) -> list[Any]:
        """All rows: objects of the model, or tuples of a values_list."""
        text = self._text()
        return text.made(text.asked(values))

    def first(self, **values: Any) -> Any:
        """The first row, or None. The builder cuts the query to one."""
        found = self.rows(**values)
        return found[0] if found else None

    def bare(self, more: str = "", /, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Tuples of a values_list as the database's driver gives them, nothing converted. `more`: what stands behind the text, such as a limit."""
        return self._text().asked(values, more)

    def held(self, **values: Any) -> Sequence[tuple[Any, ...]]:
        """As `bare`, under a shared lock to the end of the transaction (kernel.db.held)."""
        return self.bare(" LOCK IN SHARE MODE" if is_mysql() else "", **values)

    def converted(self, rows: Sequence[tuple[Any, ...]], *, leave: Collection[int]) -> Sequence[tuple[Any, ...]]:
        """Such tuples with the values that a model would have, but for the places to leave."""
        text = self._text()
        return text.converted(rows, {place: makes for place, makes in text.converters.items() if place not in leave})

    def _text(self) -> _Text:
        found = self._texts.get(connection.vendor)
        if found is None:
            found = self._texts[connection.vendor] = _Text(self._build, self._names)
        return found


class _Text:
    """The text of a query on one kind of database, with what makes rows of its answers."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], names: Sequence[str]) -> None:
        places = {name: Given(name, many=name in MANY) for name in names}
        with binding_value(Given(_TENANT)):
            rows = build(**places)
        if rows._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise Bug("A prepared query loads nothing by a query of its own.")
        compiler: Any = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.parts, self.params = sql.split("%s"), params
        if len(self.parts) != len(params) + 1:
            raise Bug("A prepared query has a text in which %s is no place.")
        self.sql = None if any(isinstance(item, Given) and item.many for item in params) else sql
        self.many = {item.name for item in params if isinstance(item, Given) and item.many}
        self.names = [item.name if isinstance(item, Given) else None for item in params]
        self.scoped = _TENANT in self.names
        self.converters = compiler.get_converters([item[0] for item in compiler.select])
        about = compiler.klass_info if rows._iterable_class is models.query.ModelIterable else None  # type: ignore[attr-defined]
        self._of = _Rows(compiler, about) if about else None

    def asked(self, values: dict[str, Any], more: str = "") -> Sequence[tuple[Any, ...]]:
        """What the driver gives."""
        if self.scoped:
            values[_TENANT] = current_tenant_id()
        if any(not values[name] for name in self.many):
            return ()
        sql = self.sql
        if sql is None:
            sql, params = self._spread(values)
        else:
            params = [item if name is None else _stored(values[name]) for name, item in zip(self.names, self.params, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(sql + more, params)
            return cursor.fetchall()

    def _spread(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """The text with a place for each of several values, and all values in their order."""
        text, params = [self.parts[0]], []
        for name, item, part in zip(self.names, self.params, self.parts[1:], strict=True):
            if name in self.many:
                if all(value.__class__ is int for value in values[name]):  # keys need no place: a number is its own text
                    text.append(", ".join(map(str, values[name])))
                else:
                    text.append(", ".join(["%s"] * len(values[name])))
                    params.extend(values[name])
            else:
                text.append("%s")
                params.append(item if name is None else _stored(values[name]))
            text.append(part)
        return "".join(text), params

    def made(self, found: Sequence[tuple[Any, ...]]) -> list[Any]:
        found = self.converted(found, self.converters)
        return [tuple(row) for row in found] if self._of is None else self._of.all(found)

    @staticmethod
    def converted(found: Sequence[tuple[Any, ...]], converters: dict[int, Any]) -> Sequence[Any]:
        if not converters:
            return found
        rows = [list(row) for row in found]
        for place, (makes, expression) in converters.items():
            for row in rows:
                value = row[place]
                for make in makes:
                    value = make(value, expression, connection)
                row[place] = value
        return rows


class _Rows:
    """Makes objects of a model of its columns, with those that were joined and what was annotated."""

    def __init__(self, compiler: Any, about: Any) -> None:
        fields = about["select_fields"]
        self._model, self._from, self._until = about["model"], fields[0], fields[-1] + 1
        self._names = [item[0].target.attname for item in compiler.select[self._from : self._until]]
        self._joined = get_related_populators(about, compiler.select, connection.alias)
        self._annotated = list(compiler.annotation_col_map.items())
        self._plain = not self._joined and _is_plain(self._model, self._names)

    def all(self, rows: Sequence[Sequence[Any]]) -> list[models.Model]:
        """The rows as objects. Where nothing looks on while an object is made, its values are put where they end up: a third of the time."""
        if not self._plain or any(signal.has_listeners(self._model) for signal in (models.signals.pre_init, models.signals.post_init)):
            return [self._one(row) for row in rows]
        names = [*self._names, *[name for name, _place in self._annotated]]
        places = [*range(self._from, self._until), *[place for _name, place in self._annotated]]
        values_of, made = itemgetter(*places), []
        for row in rows:
            one = self._model.__new__(self._model)
            state = one._state = ModelState()
            state.adding, state.db = False, connection.alias
            one.__dict__.update(zip(names, values_of(row), strict=True))
            made.append(one)
        return made

    def _one(self, row: Sequence[Any]) -> models.Model:
        made: models.Model = self._model.from_db(connection.alias, self._names, row[self._from : self._until])
        for joined in self._joined:
            joined.populate(row, made)
        for name, place in self._annotated:
            setattr(made, name, row[place])
        return made


def _is_plain(model: Any, names: Sequence[str]) -> bool:
    """Whether objects of the model are made by Django's own means, and these columns do nothing but keep their value."""
    if len(names) < 2 or model.__init__ is not models.Model.__init__ or model.from_db.__func__ is not models.Model.from_db.__func__:
        return False
    kept = (DeferredAttribute, ForeignKeyDeferredAttribute, FSMFieldDescriptor)
    return all(type(_inherited(model, name)) in kept and not getattr(model._meta.get_field(name), "state_proxy", None) for name in names)


def _inherited(model: Any, name: str) -> Any:
    """What the class has under the name, not called."""
    return next((base.__dict__[name] for base in model.__mro__ if name in base.__dict__), None)


def _stored(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value
