"""The only place that writes business rows: the row and its history, in sets, in the open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection, models

from apps.kernel.db import column_of, columns_of, insert_columns, is_mysql, refusing_constraints, update_columns
from apps.kernel.errors import Bug, not_visible
from apps.tenants.owned import TenantOwned
from apps.tenants.permission import end_object_grants
from apps.tenants.prepared import Prepared
from apps.workflow.audited import Audited
from apps.workflow.unit import Unit, current_unit

_HISTORY_ONLY = ("history_date", "history_change_reason", "history_type", "history_user_id", "actor_label", "request_id")


_PLAIN = frozenset({str, int, bool, type(None)})


def insert(rows: Sequence[models.Model], *, reason: str = "") -> None:
    """Inserts rows of one model with their keys set, and their first history rows if the model has history.

    The tenant and the time stamps are those of the open unit. Raises Refused for a broken constraint.
    """
    if not rows:
        return
    unit = current_unit()
    model: Any = type(rows[0])
    audited = issubclass(model, Audited)
    row: Any
    for row in rows:
        row.tenant_id = unit.actor.tenant_id
        if audited:
            row.version, row.created_at, row.updated_at = 1, unit.at, unit.at
    _check_references(model._meta.concrete_fields, rows, unit)
    with refusing_constraints(model):
        if connection.features.can_return_rows_from_bulk_insert:
            _insert_returning(model, rows)
        else:  # MySQL 8 returns no keys from a bulk insert
            for row in rows:
                models.Model.save_base(row, raw=True, force_insert=True)
    unit.own[model].update(row.pk for row in rows)
    if audited:
        write_history(model, [row.pk for row in rows], "+", unit=unit, reason=reason)


def _insert_returning(model: Any, rows: Sequence[models.Model]) -> None:
    """Multi-row INSERTs that return the keys; less than half the time of bulk_create, which prepares value by value."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = [_column(field, [row.__dict__[field.attname] for row in rows]) for field in fields]
    keys = insert_columns(model._meta.db_table, [str(field.column) for field in fields], columns, returning=model._meta.pk.column)
    for row, pk in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = pk, False, connection.alias


def pour(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts many rows without history, given as values of the named fields: for lines by the hundred thousand,
    whose keys nobody needs and which no objects are made for. The tenant is that of the open unit.

    Raises Refused for a broken constraint.
    """
    if issubclass(model, Audited):
        raise Bug(f"{model.__name__} has history; use insert().")
    tenant_id = current_unit().actor.tenant_id
    meta: Any = model._meta
    fields = [meta.get_field(name) for name in names]
    given = list(zip(*rows, strict=True))
    if not given:
        return
    stored = [[tenant_id] * len(given[0]), *map(_column, fields, given)]
    columns = [column_of(model, name) for name in ("tenant", *names)]
    with refusing_constraints(model):
        insert_columns(model._meta.db_table, columns, stored)


def fill(model: type[Audited], names: Sequence[str], columns: Sequence[Sequence[Any]], *, reason: str = "") -> list[int]:
    """insert() of rows with history that nobody needs as objects, given column by column; other fields take their defaults.
    The keys, in the order of the rows.

    The tenant and the time stamps are those of the open unit. Raises Refused for a broken constraint, NotVisible for a row of
    another company that one would point at.
    """
    unit, meta = current_unit(), model._meta
    given: dict[str, Sequence[Any]] = {str(meta.get_field(name).attname): values for name, values in zip(names, columns, strict=True)}  # type: ignore[union-attr]
    count = len(columns[0])
    if not connection.features.can_return_rows_from_bulk_insert:
        rows = [model(**dict(zip(given, values, strict=True))) for values in zip(*given.values(), strict=True)]
        insert(rows, reason=reason)
        return [row.pk for row in rows]
    stamps = {"tenant_id": unit.actor.tenant_id, "version": 1, "created_at": unit.at, "updated_at": unit.at}
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    for field in fields:
        if field.attname in given and _is_owned(field.related_model):
            _check_keys(field, {*given[field.attname]} - {None}, unit)
    stored = [
        _column(field, given[field.attname] if field.attname in given else [stamps[field.attname] if field.attname in stamps else field.get_default()] * count)
        for field in fields
    ]
    with refusing_constraints(model):
        keys = insert_columns(meta.db_table, [str(field.column) for field in fields], stored, returning=str(meta.pk.column))
    unit.own[model].update(keys)
    write_history(model, keys, "+", unit=unit, reason=reason)
    return keys


def _column(field: models.Field, values: Sequence[Any]) -> Sequence[Any]:
    """The values of one column as the database takes them. Plain ones pass; of equal others each is prepared once."""
    if isinstance(field, models.JSONField):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    if set(map(type, values)) <= _PLAIN:
        return values
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [known[value] for value in values]


def update(rows: Sequence[Audited], before: Sequence[dict[str, Any]], *, reason: str = "") -> None:
    """Writes what changed in the rows against the values before, raises versions, writes history.

    One UPDATE for columns that changed to the same value in all rows, and for the others one UPDATE that
    joins the new values as a table. Raises Refused for a broken constraint.
    """
    if not rows:
        return
    unit = current_unit()
    model = type(rows[0])
    ids = [row.pk for row in rows]
    common, varied = _changes(model, rows, before)
    _check_references([f for f in model._meta.concrete_fields if f in varied or f.attname in common], rows, unit)
    for row in rows:
        row.version += 1
        row.updated_at = unit.at
    with refusing_constraints(model):
        if varied:
            _update_varied(model, rows, varied, common | {"updated_at": unit.at})
        else:
            update_columns(model, ids, common | {"updated_at": unit.at}, counted="version")
    write_history(model, ids, "~", unit=unit, reason=reason)


def delete(rows: Sequence[Audited], *, reason: str = "") -> None:
    """Deletes rows (drafts only; the act's transition says so), leaving a last history row of type "-"."""
    unit = current_unit()
    model = type(rows[0])
    ids = [row.pk for row in rows]
    write_history(model, ids, "-", unit=unit, reason=reason)
    end_object_grants(model, row_ids=ids)
    model._base_manager.filter(pk__in=ids)._raw_delete(connection.alias)


def delete_children(queryset: models.QuerySet) -> None:
    """Deletes rows that have no history of their own (lines of a locked draft)."""
    if issubclass(queryset.model, Audited):
        raise Bug(f"{queryset.model.__name__} has history; delete it by an act.")
    queryset._raw_delete(queryset.db)


def _check_references(fields: Iterable[models.Field], rows: Sequence[models.Model], unit: Unit) -> None:
    """Refuses a row that would point at another company's: whatever the door let through, it ends here.

    Looks at the row itself where it is loaded, else asks, for each key once a transaction. Raises NotVisible, the answer for
    what is another's.
    """
    for field in fields:
        if not _is_owned(field.related_model):
            continue
        unknown = set()
        for row in rows:
            pk = row.__dict__[field.attname]
            loaded = row._state.fields_cache.get(field.name)
            if pk is None:
                continue
            if loaded is None or loaded.pk != pk:
                unknown.add(pk)
            elif loaded.tenant_id != unit.actor.tenant_id:
                raise not_visible()
        _check_keys(field, unknown, unit)


def _is_owned(target: Any) -> bool:
    return isinstance(target, type) and issubclass(target, TenantOwned)


def _check_keys(field: models.Field, keys: set[int], unit: Unit) -> None:
    """Refuses keys of another company's rows; asks for each once a transaction."""
    target: Any = field.related_model
    unknown = keys - unit.own[target]
    for part in _of_size(sorted(unknown), 1000):
        if _foreign(target).rows(keys=part, company=unit.actor.tenant_id):
            raise not_visible()
    unit.own[target] |= unknown


@cache
def _foreign(target: Any) -> Prepared:
    """Those of the keys that are another company's: the first."""
    return Prepared(lambda keys, company: target._base_manager.filter(pk__in=keys).exclude(tenant_id=company).values_list("pk")[:1])


def _of_size(keys: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def values_of(row: models.Model) -> dict[str, Any]:
    """The row's column values as loaded, to compare with later."""
    return row.__dict__.copy()


def _changes(
    model: type[Audited], rows: Sequence[Audited], before: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], list[models.Field]]:
    common: dict[str, Any] = {}
    varied: list[models.Field] = []
    known = set().union(*(row.__dict__ for row in rows))
    for field in model._meta.concrete_fields:
        name = field.attname
        if name in ("id", "version", "updated_at") or name not in known:
            continue
        new = [row.__dict__.get(name) for row in rows]
        if new == [old.get(name) for old in before]:
            continue
        if all(value == new[0] for value in new):
            common[name] = new[0]
        else:
            varied.append(field)
    return common, varied


def _prepared(field: models.Field, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _update_varied(
    model: type[Audited], rows: Sequence[Audited], varied: list[models.Field], common: dict[str, Any]
) -> None:
    """UPDATE ... joined with a JSON table of the new values: one statement, whatever the number of rows."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    stored = [_json_values(_column(field, [row.__dict__[field.attname] for row in rows])) for field in varied]
    data = orjson.dumps(list(zip([row.pk for row in rows], *stored, strict=True))).decode()
    meta: Any = model._meta
    sets = [f"{quote(column_of(model, name))} = %s" for name in common]
    params = [_prepared(meta.get_field(name), value) for name, value in common.items()]
    if is_mysql():
        columns = ", ".join(
            f"c{i} {_mysql_type(field)} PATH '$[{i}]'" for i, field in enumerate(varied, 1)
        )
        sql = (
            f"UPDATE {table} t JOIN JSON_TABLE(%s, '$[*]' COLUMNS (k BIGINT PATH '$[0]', {columns})) v ON v.k = t.id SET "
            + ", ".join([f"t.{quote(str(f.column))} = v.c{i}" for i, f in enumerate(varied, 1)])
            + "".join(f", t.{part}" for part in sets)
            + ", t.version = t.version + 1"
        )
        args = [data, *params]
    else:
        source = ", ".join(f"json_extract(value, '$[{i}]') AS c{i}" for i in range(1, len(varied) + 1))
        sql = (
            f"UPDATE {table} SET "
            + ", ".join([f"{quote(str(f.column))} = v.c{i}" for i, f in enumerate(varied, 1)])
            + "".join(f", {part}" for part in sets)
            + ", version = version + 1"
            + f" FROM (SELECT json_extract(value, '$[0]') AS k, {source} FROM json_each(%s)) v WHERE v.k = {table}.id"
        )
        args = [*params, data]
    with connection.cursor() as cursor:
        cursor.execute(sql, args)


def _json_values(values: Sequence[Any]) -> Sequence[Any]:
    return values if set(map(type, values)) <= {str, int, type(None)} else [_json_value(value) for value in values]


def _json_value(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return value if value is None or isinstance(value, (int, str)) else str(value)


def _mysql_type(field: models.Field) -> str:
    """The column's type for JSON_TABLE; text (and JSON, which is text here) is read wide and cut by the column."""
    kind = (field.db_type(connection) or "").lower()
    if kind.split("(")[0] in ("varchar", "longtext", "char", "json"):
        return "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
    return {"bool": "TINYINT"}.get(kind, kind.replace("unsigned", "").replace("auto_increment", ""))


@cache
def _history_head(model: Any, _vendor: str) -> str:
    history = model.history.model
    quote = connection.ops.quote_name
    columns = [quote(name) for name in columns_of(model)]
    return (
        f"INSERT INTO {quote(history._meta.db_table)} "  # noqa: S608 - names come from the models
        f"({', '.join([*columns, *(quote(history._meta.get_field(n).column) for n in _HISTORY_ONLY)])}) "
        f"SELECT {', '.join([*columns, *['%s'] * len(_HISTORY_ONLY)])} FROM {quote(model._meta.db_table)} WHERE id IN "
    )


def write_history(model: type[models.Model], ids: Iterable[int], kind: str, *, unit: Unit, reason: str = "") -> None:
    """History rows copied from the rows as they stand now: INSERT ... SELECT, no round trip of values."""
    ids = list(ids)
    stamps = [
        connection.ops.adapt_datetimefield_value(unit.at),
        reason[:100] or None,
        kind,
        unit.actor.user_id,
        unit.actor.label[:160],
        unit.actor.request_id[:64],
    ]
    head = _history_head(model, connection.vendor)
    with connection.cursor() as cursor:
        for start in range(0, len(ids), 1000):
            part = ids[start : start + 1000]
            cursor.execute(f"{head}({', '.join(map(str, map(int, part)))})", stamps)
