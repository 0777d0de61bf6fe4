"""The house rules that import-linter cannot see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "apps").rglob("*.py") if "migrations" not in path.parts)
# Where another company's rows may be read: sweepers that wake workers for all.
UNSCOPED = {
    "apps/workflow/bulk.py", "apps/reconciliation/execution.py", "apps/reconciliation/parts.py", "apps/reconciliation/tasks.py", "apps/tenants/scope.py", "apps/approvals/actions/sweep.py",
    "apps/workflow/tasks.py", "apps/analytics/tasks.py", "apps/integrations/queries.py", "apps/integrations/tasks.py",
    "apps/payments/tasks.py", "apps/payments/providers/taking.py",
}  # fmt: skip


def calls(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def relative(path):
    return path.relative_to(ROOT).as_posix()


def test_the_scope_is_left_only_where_it_is_listed():
    found = {relative(path) for path in SOURCES if any(name_of(call) == "unscoped" for call in calls(path))}
    assert found <= UNSCOPED | {"apps/workflow/notices.py", "apps/journal/consumers.py", "apps/journal/sealing.py", "apps/workflow/completeness.py"}


def test_no_state_is_set_past_the_state_machine():
    """QuerySet.update(state=...) would pass every guard; only the own progress of bulk acts, mails, deliveries and messages does it."""
    found = {
        relative(path)
        for path in SOURCES
        for call in calls(path)
        if name_of(call) == "update" and any(word.arg == "state" for word in call.keywords)
    }
    assert found <= {"apps/workflow/bulk.py", "apps/workflow/notices.py", "apps/integrations/recording.py", "apps/integrations/actions/deliveries.py",
                     "apps/payments/actions/provider_events.py", "apps/payments/providers/taking.py", "apps/payments/providers/polling.py"}  # fmt: skip


def test_states_are_columns_of_our_own_field():
    """`StateField` of the kernel: migrations with django-fsm-2's own field take twice as long (its docstring says why)."""
    found = {relative(path) for path in (ROOT / "apps").rglob("*.py") if "FSMField(" in path.read_text("utf-8").replace("StateField(FSMField)", "")}
    assert found == set()


def test_business_rows_are_saved_by_nobody():
    """`.save()` stands only where rows without history are written."""
    allowed = ("apps/workflow/", "apps/tenants/", "apps/journal/", "apps/reconciliation/execution.py", "apps/reconciliation/parts.py", "apps/reconciliation/demo.py",
               "apps/reconciliation/exports.py", "apps/analytics/files.py")  # fmt: skip
    found = {relative(path) for path in SOURCES if any(name_of(call) == "save" for call in calls(path))}
    assert {path for path in found if not path.startswith(allowed)} == set()


@pytest.mark.parametrize("model", [m for m in apps.get_models() if issubclass(m, TenantOwned)], ids=lambda m: m._meta.label)
def test_every_unique_and_index_starts_with_the_tenant_or_its_row(model):
    """A foreign key to a tenant's row says the tenant too, and its own index is one that MariaDB needs anyway."""
    for constraint in model._meta.constraints:
        fields = getattr(constraint, "fields", ())
        assert not fields or fields[0] == "tenant", constraint.name
    for index in model._meta.indexes:
        parent = model._meta.get_field(index.fields[0]).related_model
        assert index.fields[0] == "tenant" or (parent and issubclass(parent, TenantOwned)), index.name


@pytest.mark.parametrize("model", [m for m in apps.get_models() if issubclass(m, Audited)], ids=lambda m: m._meta.label)
def test_every_business_model_names_its_subject(model):
    assert model.subject_kind
    for constraint in model._meta.constraints:
        assert constraint.violation_error_message != constraint.default_violation_error_message, constraint.name


def test_every_transition_has_a_permission_that_some_role_holds():
    from apps.tenants import roles

    held = roles.grants()
    for model in apps.get_models():
        machine = getattr(model, "machine", None)
        for item in machine or ():
            assert held.get(f"{model._meta.app_label}.{item.permission}"), f"{model._meta.label}.{item.name}"


def test_there_is_no_drawer_for_odds_and_ends():
    assert not [relative(path) for path in SOURCES if path.stem in ("utils", "helpers", "common", "misc")]


def test_admin_is_thin():
    """The admin translates; it neither opens transactions nor writes rows."""
    for path in SOURCES:
        if "admin" in path.parts:
            names = {name_of(call) for call in calls(path)}
            assert not names & {"atomic", "bulk_create", "save", "create"} or relative(path).endswith("formats.py"), relative(path)


@pytest.mark.parametrize("model", [m for m in apps.get_models() if issubclass(m, Audited)], ids=lambda m: m._meta.label)
def test_no_column_takes_the_name_of_a_stamp_of_history(model):
    """A foreign key named `request` would be stored over the request id of the history row."""
    columns = [field.column for field in model.history.model._meta.concrete_fields]
    assert sorted(columns) == sorted(set(columns))
    assert not {field.column for field in model._meta.concrete_fields} & {"actor_label", "request_id", "history_user_id"}
