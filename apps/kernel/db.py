"""The transaction words. A door retries, an act is durable, a helper joins; nothing else opens transactions."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    models,
    transaction,
)
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Busy, Reason, Refused, Text

T = TypeVar("T")
R = TypeVar("R", bound=models.Model)

# MySQL: 1205 lock wait time-out, 1213 deadlock, 1020 record changed since last read. SQLite says it in words.
_RETRIABLE_CODES = frozenset({1205, 1213, 1020})
# MySQL: too many connections, shutting down, connection killed; not reached; gone, silent or lost in the middle.
_AWAY_CODES = frozenset({1040, 1053, 1927, 2002, 2003, 2005, 2006, 2013, 2055, 4031})
_MOST_CHARACTERS = 3_000_000
_MOST_BYTES = 8 << 20  # MariaDB takes statements of 16 MiB
_LONG = 1 << 20  # characters: written as digits, a text takes twice its room
_MOST_BRANCHES = 100  # SQLite takes 500 SELECTs in one statement


def is_contention(error: BaseException) -> bool:
    """True if the database gave up waiting for another writer, so that the same work may be tried again."""
    if not isinstance(error, OperationalError):
        return False
    code = error.args[0] if error.args else None
    return code in _RETRIABLE_CODES or "database is locked" in str(error)


def is_outage(error: BaseException | None) -> bool:
    """True if the database could not be reached, or stopped answering in the middle: of what was under way nobody knows whether it
    was committed."""
    if not isinstance(error, (OperationalError, InterfaceError)) or not error.args:
        return False
    return error.args[0] in _AWAY_CODES or (isinstance(error, InterfaceError) and error.args[0] == 0)  # 0: the connection was lost before


def retrying(work: Callable[[], T], *, attempts: int = 6) -> T:
    """Calls `work` from the door, whole, again after a deadlock or lock time-out, a bounded number of times.

    `work` must open its own transaction. Raises Busy when every attempt met contention.
    """
    for attempt in range(1, attempts + 1):
        try:
            return work()
        except OperationalError as error:
            if not is_contention(error) or transaction.get_connection().in_atomic_block:
                raise
            if attempt == attempts:
                break
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads retries, no secret
    raise Busy(Reason("busy", _("Other changes were being saved at the same time. Nothing was changed; please try again.")))


@contextlib.contextmanager
def durable() -> Iterator[None]:
    """The one outermost transaction of an act: commits whole or not at all, never inside another."""
    with transaction.atomic(durable=True):
        yield


@contextlib.contextmanager
def one_view() -> Iterator[None]:
    """A reading transaction in which all queries see the same commits, whatever is committed meanwhile. Joins a transaction that is
    open already, with the view that this has."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if is_mysql():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def is_mysql(using: str = DEFAULT_DB_ALIAS) -> bool:
    """True on MySQL and MariaDB."""
    return connections[using].vendor == "mysql"


def locked(queryset: models.QuerySet[R]) -> models.QuerySet[R]:
    """The queryset with its rows locked for writing; on SQLite the IMMEDIATE transaction is the lock."""
    return queryset.select_for_update() if is_mysql(queryset.db) else queryset


def held(queryset: models.QuerySet[Any, Any]) -> list[Any]:
    """The rows of a values_list under a shared lock to the end of the transaction: others may hold them too, nobody changes them.
    On SQLite the IMMEDIATE transaction is the lock."""
    if not is_mysql():
        return list(queryset)
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LOCK IN SHARE MODE", params)
        return list(cursor.fetchall())


def refresh(instance: models.Model) -> None:
    """Reads the row again. django-fsm's own refresh switches the state field's protection off, so the
    state is popped and set by loading instead."""
    fresh = type(instance)._base_manager.get(pk=instance.pk)
    names = {field.attname for field in instance._meta.concrete_fields}
    for name in names:
        instance.__dict__.pop(name, None)
    instance.__dict__.update({name: fresh.__dict__[name] for name in names})
    instance._state.fields_cache.clear()


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field of the model's own."""
    field: Any = model._meta.get_field(name)
    return str(field.column)


def columns_of(model: type[models.Model]) -> list[str]:
    """All columns of the model's table, in the order of its fields."""
    return [str(field.column) for field in model._meta.concrete_fields]


def insert_values(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, returning: str = "") -> list[Any]:
    """Multi-row INSERTs of values as the database takes them; the column `returning` of each row, in their order.

    A third of the time of bulk_create, which prepares value by value. Up to 1,000 rows a statement, and fewer where
    their text is long.
    """
    quote = connection.ops.quote_name
    head = f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608 - names from the models
    place, tail = f"({', '.join(['%s'] * len(columns))})", f" RETURNING {quote(returning)}" if returning else ""
    most = connection.features.max_query_params
    size = min(1000, most // len(columns)) if most else 1000
    found: list[Any] = []
    with connection.cursor() as cursor:
        for part in _parts(rows, size):
            cursor.execute(f"{head}{', '.join([place] * len(part))}{tail}", list(chain.from_iterable(part)))
            if returning:
                found.extend(row[0] for row in cursor.fetchall())
    return found


def insert_columns(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]], *, returning: str = "") -> list[Any]:
    """insert_values of rows that are given column by column; on MySQL and MariaDB as literals, without the driver's work for each value, and
    without columns of which every row has nothing: each costs the server a thirtieth of a row."""
    if is_mysql():
        given = [(name, column) for name, column in zip(columns, values, strict=True) if any(value is not None for value in column)]
        return insert_literals(table, [name for name, _column in given], literal_rows([column for _name, column in given]), returning=returning)
    return insert_values(table, columns, list(zip(*values, strict=True)), returning=returning)


def update_columns(model: type[models.Model], keys: Sequence[int], values: dict[str, Any], *, counted: str = "") -> None:
    """Sets columns, by the names of their fields, to the same values in the rows of the keys; `counted` names one that grows by one."""
    quote, meta = connection.ops.quote_name, model._meta
    fields: list[Any] = [meta.get_field(name) for name in values]
    sets = [f"{quote(field.column)} = %s" for field in fields]
    if counted:
        column = quote(column_of(model, counted))
        sets.append(f"{column} = {column} + 1")
    params = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    places = ", ".join(map(str, map(int, keys)))  # a number is its own text
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(meta.db_table)} SET {', '.join(sets)} WHERE {quote(str(meta.pk.column))} IN ({places})", params)  # noqa: S608 - names from the model


def insert_literals(table: str, columns: Sequence[str], rows: Sequence[str], *, returning: str = "") -> list[Any]:
    """insert_values on MySQL and MariaDB of rows that are written as SQL already, without their brackets (`literal_rows`)."""
    quote = connection.ops.quote_name
    head = f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ("  # noqa: S608 - names from the models
    tail = f") RETURNING {quote(returning)}" if returning else ")"
    found: list[Any] = []
    with connection.cursor() as cursor:
        start = 0
        while start < len(rows):
            end, length = start, 0
            while end < len(rows) and end - start < 1000 and (end == start or length + _bytes_of(rows[end]) <= _MOST_BYTES):
                length += _bytes_of(rows[end])
                end += 1
            cursor.execute(f"{head}{'), ('.join(rows[start:end])}{tail}")
            if returning:
                found.extend([row[0] for row in cursor.fetchall()])
            start = end
    return found


def literal_rows(columns: Sequence[Sequence[Any]]) -> list[str]:
    """Values, column by column, as rows of SQL without their brackets. MySQL and MariaDB only."""
    connection.ensure_connection()
    return list(map(", ".join, zip(*map(_literals, columns), strict=True)))


def _literals(values: Sequence[Any]) -> list[str]:
    """The values of one column as they are written into a statement; of texts that repeat each is written once. The driver does the
    same value by value, through its table of types, in eight times the time."""
    kinds = set(map(type, values))
    if len(kinds) == 1 and len(values) > 1 and values.count(values[0]) == len(values):
        return _literals(values[:1]) * len(values)
    if kinds == {int}:
        return list(map(str, values))
    write = _text_literal()
    if kinds == {str}:
        if len(different := set(values)) * 2 > len(values):
            return list(map(write, values))
        known = {value: write(value) for value in different}
        return [known[value] for value in values]
    driver = connection.connection
    return [
        "NULL" if value is None else str(value) if value.__class__ is int else write(value) if value.__class__ is str
        else f"x'{value.hex()}'" if value.__class__ is bytes else driver.literal(value).decode()
        for value in values
    ]  # fmt: skip


def _text_literal() -> Callable[[str], str]:
    """What writes a text as SQL: as hexadecimal digits of its UTF-8, which MariaDB reads in five sixths of the time that a row with quoted
    texts takes. Long texts are quoted, so that what fits into a statement does so still; on MySQL all are, which takes no such digits for JSON."""
    quoted = connection.connection.string_literal
    if getattr(connection, "mysql_is_mariadb", False):
        return lambda text: f"x'{text.encode().hex()}'" if len(text) < _LONG else quoted(text.encode()).decode()
    return lambda text: quoted(text.encode()).decode()


def _bytes_of(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _parts(rows: Sequence[Sequence[Any]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    part: list[Sequence[Any]] = []
    length = 0
    for row in rows:
        of_row = sum([len(value) for value in row if value.__class__ is str])
        if part and (len(part) == size or length + of_row > _MOST_CHARACTERS):
            yield part
            part, length = [], 0
        part.append(row)
        length += of_row
    if part:
        yield part


@dataclass(frozen=True)
class Branch:
    """Rows of a queryset that have one of the values in a column of text; each value is looked for apart."""

    rows: models.QuerySet[Any]
    column: str
    values: Sequence[str]


_ANY_VALUE = "\x00any"


def first_keys(branches: Iterable[Branch], *, by: str, most: int) -> list[int]:
    """The keys of the first rows of all branches together, ascending by the field and the key, each once.

    Every value of every branch is ordered and cut by itself, so that the database reads each in the order of the index
    (column, field) and stops after `most` rows; asked for all at once it sorts everything. A branch is compiled once
    for all its values. One statement for a hundred values.
    """
    parts: list[tuple[str, list[Any]]] = []
    for branch in branches:
        with contextlib.suppress(EmptyResultSet):
            one = branch.rows.filter(**{branch.column: _ANY_VALUE}).order_by(by, "pk").values_list(by, "pk")[:most]
            text, args = one.query.sql_with_params()
            parts += [(text, [value if arg == _ANY_VALUE else arg for arg in args]) for value in branch.values]
    found: set[tuple[Any, int]] = set()
    for start in range(0, len(parts), _MOST_BRANCHES):
        some = parts[start : start + _MOST_BRANCHES]
        united = " UNION ".join(f"SELECT * FROM ({text}) b{index}" for index, (text, _args) in enumerate(some))  # noqa: S608 - compiled by Django
        with connection.cursor() as cursor:
            cursor.execute(f"{united} ORDER BY 1, 2 LIMIT {int(most)}", [arg for _text, args in some for arg in args])
            found.update(cursor.fetchall())
    return [key for _value, key in sorted(found)[:most]]


@contextlib.contextmanager
def refusing_constraints(model: type[models.Model]) -> Iterator[None]:
    """Turns a broken CHECK or UNIQUE of the model into a Refused that carries the constraint's sentence."""
    try:
        yield
    except IntegrityError as error:
        reason = _reason_of(error, model)
        if reason is None:
            raise
        raise Refused(reason) from error


def _reason_of(error: IntegrityError, model: type[models.Model]) -> Reason | None:
    text = str(error)
    for constraint in model._meta.constraints:
        columns = ", ".join(f"{model._meta.db_table}.{column_of(model, name)}" for name in getattr(constraint, "fields", ()))
        if constraint.name in text or (columns and columns in text):
            message = getattr(constraint, "violation_error_message", None) or _("This would break a rule of the books.")
            return Reason(constraint.name, message)
    if "UNIQUE" in text or "Duplicate" in text:
        return Reason("duplicate", _("A record like this exists already."))
    return None


def reasons_of(error: ValidationError) -> list[Reason]:
    """The reasons inside a Django ValidationError, one each, with their fields."""
    if hasattr(error, "error_dict"):
        return [
            Reason(item.code or "invalid", _text(item), "" if name == "__all__" else name)
            for name, items in error.error_dict.items()
            for item in items
        ]
    return [Reason(item.code or "invalid", _text(item)) for item in error.error_list]


def _text(error: ValidationError) -> Text:
    """The sentence, put in words when it is read: who mends it may read another language."""
    if not error.params:
        return error.message
    return lazy(lambda: str(error.message % error.params), str)()
