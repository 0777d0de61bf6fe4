"""Migrating makes anew what a change concerns, and migrations that work on rows meet models that fit together."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import pytest
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import ConnectionHandler

from apps.journal.management.commands.migrate import one_at_a_time
from apps.journal.triggers import Triggers

ROOT = Path(__file__).resolve().parents[2]


def two_tables() -> ProjectState:
    """A company and what belongs to it, as migrations know them."""
    state = ProjectState()
    state.add_model(ModelState("tried", "Company", [("id", models.BigAutoField(primary_key=True))]))
    state.add_model(ModelState("tried", "Thing", [
        ("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField()),
        ("company", models.ForeignKey("tried.Company", models.PROTECT, related_name="things")),
    ]))  # fmt: skip
    assert state.apps.get_model("tried", "Thing")
    return state


def test_of_a_constraint_the_one_model_is_made_anew_and_for_rows_all_are():
    state = two_tables()
    company, thing = state.apps.get_model("tried", "Company"), state.apps.get_model("tried", "Thing")
    with one_at_a_time():
        state.add_constraint("tried", "thing", models.CheckConstraint(condition=models.Q(size__gt=0), name="size_positive"))
        changed = state.apps.get_model("tried", "Thing")
        assert changed is not thing and [item.name for item in changed._meta.constraints] == ["size_positive"]
        assert state.apps.get_model("tried", "Company") is company
        state.clear_delayed_apps_cache()  # as Django does in front of code that works on rows
    fresh = state.apps.get_model("tried", "Company")
    assert fresh is not company
    assert state.apps.get_model("tried", "Thing")._meta.get_field("company").related_model is fresh


def test_a_new_table_is_known_to_what_it_refers_to():
    state = two_tables()
    with one_at_a_time():
        state.add_model(ModelState("tried", "Part", [
            ("id", models.BigAutoField(primary_key=True)), ("thing", models.ForeignKey("tried.Thing", models.PROTECT, related_name="parts")),
        ]))  # fmt: skip
        assert state.apps.get_model("tried", "Part")._meta.get_field("thing").related_model is state.apps.get_model("tried", "Thing")
        assert "parts" in {relation.name for relation in state.apps.get_model("tried", "Thing")._meta.related_objects}


def test_a_field_that_relates_makes_both_anew():
    state = two_tables()
    company = state.apps.get_model("tried", "Company")
    with one_at_a_time():
        state.add_field("tried", "thing", "other", models.ForeignKey("tried.Company", models.PROTECT, null=True, related_name="+"), preserve_default=True)
    assert state.apps.get_model("tried", "Company") is not company


def test_django_is_as_it_was_behind_it():
    before = ProjectState._find_reload_model
    with pytest.raises(ZeroDivisionError), one_at_a_time():
        assert ProjectState._find_reload_model is not before
        raise ZeroDivisionError
    assert ProjectState._find_reload_model is before


def test_triggers_make_no_model_anew():
    """Forty migrations put triggers on tables; RunPython would have all models made in front of each."""
    state, done = two_tables(), []
    before = state.apps.get_model("tried", "Thing")
    state.is_delayed = True
    operation = Triggers(lambda editor: done.append(("on", editor)), lambda editor: done.append(("off", editor)))
    operation.state_forwards("tried", state)
    operation.database_forwards("tried", "editor", state, state)
    operation.database_backwards("tried", "editor", state, state)
    assert done == [("on", "editor"), ("off", "editor")]
    assert state.apps.get_model("tried", "Thing") is before


def test_where_migrations_run_code_it_is_for_rows():
    """What asks for no model is `Triggers`."""
    for path in sorted((ROOT / "apps").glob("*/migrations/*.py")):
        text = path.read_text("utf-8")
        assert text.count("RunPython(") <= text.count("apps.get_model("), path.name


@pytest.mark.parametrize("vendor", ["mysql", "sqlite"])
def test_a_trigger_that_an_interrupted_migration_left_does_not_stop_the_next(vendor):
    """MariaDB takes no DDL back: what was made before the interruption is there, and the migration runs again from its start."""
    created = 0
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        for operation in migration.operations:
            if isinstance(operation, Triggers):
                for put in (operation.forwards, operation.backwards):
                    editor = MagicMock()
                    editor.connection.vendor = vendor
                    put(editor)
                    absent = set()
                    for call in editor.connection.cursor.return_value.__enter__.return_value.execute.call_args_list:
                        words = call.args[0].replace("`", "").replace('"', "").split()
                        if words[:4] == ["DROP", "TRIGGER", "IF", "EXISTS"]:
                            absent.add(words[4])
                        elif words[:2] == ["CREATE", "TRIGGER"]:
                            assert words[2] in absent, f"{app}.{name}: {words[2]}"
                            absent.discard(words[2])
                            created += 1
    assert created > 100


@pytest.fixture
def empty(tmp_path, monkeypatch, django_db_blocker):
    """A connection to an empty database on SQLite."""
    file = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "books"}}
    monkeypatch.setitem(connections.settings, "empty", ConnectionHandler(file).settings["default"])
    with django_db_blocker.unblock():
        yield connections["empty"]
        connections["empty"].close()
        del connections["empty"]


def test_a_contract_is_taken_off_invoices_past_the_triggers_that_name_them(empty):
    """Taking the column back, SQLite makes the table anew; triggers of lines and tax totals, which name it, are as before."""
    without, with_contract = [("invoices", "0009_lines_fixed_with_their_invoice")], [("invoices", "0010_contract")]
    seen = []
    for targets in ([*without, ("contracts", "0002_append_only")], with_contract, without, with_contract):
        with one_at_a_time():
            MigrationExecutor(empty).migrate(targets)
        with empty.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            seen.append(cursor.fetchall())
    assert seen[0] and seen == [seen[0]] * 4
