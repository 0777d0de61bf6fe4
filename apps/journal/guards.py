"""The guards in the database: the triggers that its migrations put there, and what to do where some are missing.

They go missing past every migration: in a dump that was taken or loaded without triggers, or in a change that MariaDB was stopped in.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from django.db.migrations.loader import MigrationLoader

from apps.journal.triggers import Triggers, names

_PUT = re.compile(r'\s*CREATE\s+TRIGGER\s+[`"]?(\w+)', re.IGNORECASE)
_TAKEN_OFF = re.compile(r'\s*DROP\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?[`"]?(\w+)', re.IGNORECASE)


class _Noted:
    """Stands for a connection while an operation says what it would do; a table has no columns there."""

    def __init__(self, vendor: str) -> None:
        self.vendor, self.connection, self.introspection = vendor, self, self
        self.statements: list[str] = []

    def cursor(self) -> contextlib.AbstractContextManager[_Noted]:
        return contextlib.nullcontext(self)

    def execute(self, sql: str, _params: Any = None) -> None:
        self.statements.append(sql)

    def get_table_description(self, _cursor: Any, _table: str) -> list[Any]:
        return []


class _Only:
    """Lets through to a connection what puts the triggers of some names and takes them off. An operation may put others too, which a later one
    has put otherwise since."""

    def __init__(self, connection: Any, wanted: set[str]) -> None:
        self.vendor, self.connection, self.introspection = connection.vendor, self, self
        self._real, self._wanted = connection, wanted
        self._cursor: Any = None

    @contextlib.contextmanager
    def cursor(self) -> Iterator[_Only]:
        with self._real.cursor() as self._cursor:
            yield self

    def execute(self, sql: str, params: Any = None) -> None:
        found = _PUT.match(sql) or _TAKEN_OFF.match(sql)
        if found and found[1] in self._wanted:
            self._cursor.execute(sql, params)

    def get_table_description(self, _cursor: Any, table: str) -> list[Any]:
        found: list[Any] = self._real.introspection.get_table_description(self._cursor, table)
        return found


def declared(connection: Any) -> dict[str, Triggers]:
    """By name each trigger that the applied migrations leave, with the operation that put it last."""
    loader = MigrationLoader(connection)
    order = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    found: dict[str, Triggers] = {}
    for key in order:
        if key not in loader.applied_migrations:
            continue
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, Triggers):
                noted = _Noted(connection.vendor)
                operation.forwards(noted)
                for sql in noted.statements:
                    if put := _PUT.match(sql):
                        found[put[1]] = operation
                    elif off := _TAKEN_OFF.match(sql):
                        found.pop(off[1], None)
    return found


def put_missing(connection: Any) -> list[str]:
    """Puts the declared ones back that the database has not, and touches no other. The names of the missing."""
    known = names(connection)
    absent = {name: operation for name, operation in declared(connection).items() if name not in known}
    for operation in dict.fromkeys(absent.values()):
        operation.forwards(_Only(connection, {name for name, put in absent.items() if put is operation}))
    return sorted(absent)
