"""The guards in the database: the triggers that its migrations put there, and what to do where some are missing.

They go missing past every migration: in a dump that was taken or loaded without triggers, or in a change that MariaDB was stopped in.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from apps.journal.triggers import Triggers, names
from apps.kernel.errors import Reason, Refused

_DENIED = frozenset({1044, 1142, 1227, 1419})  # MySQL and MariaDB: no right to it, or none while the binary log is on
_STEP = re.compile(r'\s*(CREATE|DROP)\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?[`"]?(\w+)')


class _Heard:
    """Stands for a connection in front of an operation that puts triggers: tells `hear` what it would put (CREATE) and take off (DROP), the name,
    and the statement. Whatever else it asks goes to the cursor; without one a table has no columns."""

    def __init__(self, connection: Any, hear: Callable[[str, str, str], object], cursor: Any = None) -> None:
        self.vendor, self.connection, self.introspection = connection.vendor, self, self
        self.mysql_is_mariadb = getattr(connection, "mysql_is_mariadb", False)
        self._real, self._hear, self._cursor = connection, hear, cursor

    def cursor(self) -> contextlib.AbstractContextManager[_Heard]:
        return contextlib.nullcontext(self)

    def execute(self, sql: str) -> None:
        if step := _STEP.match(sql):
            self._hear(step[1], step[2], sql)
        elif self._cursor:
            self._cursor.execute(sql)

    def fetchall(self) -> Sequence[Any]:
        return self._cursor.fetchall() if self._cursor else ()

    def get_table_description(self, _cursor: Any, table: str) -> Sequence[Any]:
        return self._real.introspection.get_table_description(self._cursor, table) if self._cursor else ()


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
                steps: list[tuple[str, ...]] = []
                operation.forwards(_Heard(connection, lambda *step, to=steps: to.append(step)))
                for step, name, _sql in steps:
                    if step == "CREATE":
                        found[name] = operation
                    else:
                        found.pop(name, None)
    return found


def missing(connection: Any) -> tuple[dict[str, Triggers], int]:
    """Those of the declared that the database has not, and how many are declared. On MySQL who has no right TRIGGER misses all."""
    known, wanted = names(connection), declared(connection)
    return {name: operation for name, operation in wanted.items() if name not in known}, len(wanted)


def put(connection: Any, absent: Mapping[str, Triggers]) -> None:
    """Puts triggers, by name with the operation that puts each, and touches no other: an operation may put some that a later one has put
    otherwise since. Raises Refused where this user of the database may not."""
    with connection.cursor() as cursor:

        def hear(_step: str, name: str, sql: str) -> None:
            if absent.get(name) is operation:
                cursor.execute(sql)

        try:
            for operation in dict.fromkeys(absent.values()):
                operation.forwards(_Heard(connection, hear, cursor))
        except DatabaseError as error:
            if not error.args or error.args[0] not in _DENIED:
                raise
            raise Refused(Reason("no_right_to_triggers", _("This user of the database has no right TRIGGER: run it as the user that migrates. %(error)s"), params={"error": str(error.args[-1])})) from None
