"""Append-only tables: the database itself refuses UPDATE and DELETE.

On MySQL with binary logging an ordinary user may create triggers only under
`log_bin_trust_function_creators=1` (error 1419); migrate as a privileged user otherwise. TRUNCATE goes past
triggers: in production the runtime user holds no DROP (see docs/journal.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory

PREFIX = "append_only_"
# Tables of facts that carry a little state: the columns that may change, by table.
_movable: dict[str, tuple[str, ...]] = {}
# Tables whose rows may change while their parent is in one of some states: the parent's table, the key to it, the states.
_parents: dict[str, tuple[str, str, tuple[str, ...]]] = {}


class Triggers(Operation):
    """A migration operation that puts triggers on tables, or takes them off: `forwards` and `backwards` are called with the schema editor.

    RunPython would do the same, and have Django make all models anew in front of each of them, which no trigger asks for.
    """

    reduces_to_sql = False
    category = OperationCategory.SQL

    def __init__(self, forwards: Callable[[Any], None], backwards: Callable[[Any], None]) -> None:
        self.forwards = forwards
        self.backwards = backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.forwards(schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.backwards(schema_editor)

    def describe(self) -> str:
        return "Triggers"


def append_only(*tables: str) -> list[Triggers]:
    """Migration operations that protect the tables; reversible. Put them after the tables' creation."""

    def protect(schema_editor: Any) -> None:
        for table in tables:
            install(schema_editor.connection, table)

    def lift(schema_editor: Any) -> None:
        for table in tables:
            drop(schema_editor.connection, table)

    return [Triggers(protect, lift)]


def facts_only(table: str, *movable: str) -> list[Triggers]:
    """As append_only, for a table of facts with a little state beside them: the named columns may change.

    A later migration of the table goes through lifted().
    """
    _movable[table] = movable
    return append_only(table)


def fixed_with_parent(table: str, parent: str, key: str, *, while_in: tuple[str, ...]) -> list[Triggers]:
    """As append_only, but rows may change and go while the state of their parent row is one of `while_in`.

    On SQLite the triggers name the parent's table, so a later migration that makes that one anew goes through lifted() of
    this one.
    """
    _parents[table] = (parent, key, while_in)
    return append_only(table)


def lifted(table: str, *operations: Any) -> list[Any]:
    """The operations with the table's triggers off around them and on again behind: where SQLite makes a table anew
    its triggers go with the old one, and where a column comes they do not know it. Reversible."""

    def protect(schema_editor: Any) -> None:
        install(schema_editor.connection, table)

    def lift(schema_editor: Any) -> None:
        drop(schema_editor.connection, table)

    return [Triggers(lift, protect), *operations, Triggers(protect, lift)]


def install(connection: Any, table: str) -> None:
    """Creates the two triggers of a table; those that an interrupted migration left are replaced, as MariaDB takes no DDL back."""
    drop(connection, table)
    message = f"{table} is append-only"
    with connection.cursor() as cursor:
        for event in ("UPDATE", "DELETE"):
            name = _name(table, event)
            changed = _changed(connection, cursor, table) if event == "UPDATE" and table in _movable else _fixed(table, event)
            if connection.vendor == "mysql":
                refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{message}'"
                body = f"BEGIN IF {changed} THEN {refuse}; END IF; END" if changed else refuse
                cursor.execute(f"CREATE TRIGGER `{name}` BEFORE {event} ON `{table}` FOR EACH ROW {body}")
            else:
                when = f" WHEN {changed}" if changed else ""
                cursor.execute(
                    f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"{when} BEGIN SELECT RAISE(ABORT, \'{message}\'); END'
                )


def _changed(connection: Any, cursor: Any, table: str) -> str:
    """True when a column that is not movable changes: when not the same bytes stand in it, since the collation takes A for a. MariaDB compares
    texts by a collation that takes nothing for something else, a whole row at once, in two thirds of the time that bytes made of each
    take; this is where a third of an UPDATE of a statement line went."""
    fixed = [item.name for item in connection.introspection.get_table_description(cursor, table) if item.name not in _movable[table]]
    if connection.vendor != "mysql":
        return " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed)
    if not connection.mysql_is_mariadb:
        return "NOT (" + " AND ".join(f"BINARY NEW.`{name}` <=> BINARY OLD.`{name}`" for name in fixed) + ")"
    cursor.execute(
        f"SELECT COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{table}'"  # noqa: S608
        " AND CHARACTER_SET_NAME IS NOT NULL"
    )
    exact = {name: f" COLLATE {charset}_nopad_bin" for name, charset in cursor.fetchall()}
    new, old = ", ".join(f"NEW.`{name}`{exact.get(name, '')}" for name in fixed), ", ".join(f"OLD.`{name}`" for name in fixed)
    return f"NOT (ROW({new}) <=> ROW({old}))"


def _fixed(table: str, event: str) -> str:
    """True when the parent of the row, the one before or the one after, is not in a state that lets its rows change."""
    if table not in _parents:
        return ""
    parent, key, states = _parents[table]
    allowed = ", ".join(f"'{state}'" for state in states)
    sides = ("OLD", "NEW") if event == "UPDATE" else ("OLD",)
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {side}.{key} AND p.state NOT IN ({allowed}))" for side in sides  # noqa: S608
    )


def drop(connection: Any, table: str) -> None:
    """Drops the two triggers of a table, if they are there."""
    quote = "`" if connection.vendor == "mysql" else '"'
    with connection.cursor() as cursor:
        for event in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote}{_name(table, event)}{quote}")


def protected_tables(connection: Any = None) -> list[str]:
    """The tables that are protected in this database (the default one, if none is given)."""
    if connection is None:
        from django.db import connection
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute(
                "SELECT DISTINCT EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS"
                " WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME LIKE %s",
                [PREFIX + "%"],
            )
        else:
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [PREFIX + "%"])
        return sorted(row[0] for row in cursor.fetchall())


def names(connection: Any) -> set[str]:
    """The names of all triggers in the database. MySQL shows none to who has no right TRIGGER; MariaDB does."""
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def _name(table: str, event: str) -> str:
    return f"{PREFIX}{event.lower()}_{table}"[:64]
