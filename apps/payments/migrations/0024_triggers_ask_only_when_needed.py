"""The guards of payments and allocations say the same as before, and cost a third of it on MySQL and MariaDB.

There a condition with a subquery is made ready for every row, also where its first half decides: each stands in an IF of its own
now, and the day of a settlement is asked for once. SQLite evaluates no more than it needs, and keeps its triggers.
"""

from importlib import import_module

from django.db import migrations

from apps.journal.triggers import Triggers

_reversals = import_module("apps.payments.migrations.0007_reversals_take_back_their_allocation")
_refunds = import_module("apps.payments.migrations.0010_refunded_by_an_approved_refund")
_months = import_module("apps.payments.migrations.0012_closed_months_take_no_money")
_BEFORE = (_reversals, _refunds, _months)

_SETTLED_IN_CLOSED = (
    "EXISTS (SELECT 1 FROM payments_payment m JOIN invoices_accountingperiod p ON p.tenant_id = NEW.tenant_id AND p.state = 'closed'"
    " AND p.starts_on <= m.received_on AND p.ends_before > m.received_on WHERE m.id = NEW.payment_id)"
)


def _refuse(message):
    return f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{message}'"


def _bodies():
    """(trigger, event, table, body) of each."""
    yield (
        _reversals.NAME, "INSERT", _reversals.TABLE,
        f"IF NEW.reverses_id IS NOT NULL THEN IF NOT {_reversals.FITS} THEN {_refuse(_reversals.MESSAGE)}; END IF; END IF;",
    )  # fmt: skip
    for event in ("INSERT", "UPDATE"):
        yield (
            _refunds._name(event), event, _refunds.TABLE,
            f"IF NEW.state = 'refunded' THEN IF NOT {_refunds.APPROVED} THEN {_refuse(_refunds.MESSAGE)}; END IF; END IF;",
        )  # fmt: skip
    refuse, table = _refuse(_months.MESSAGE), "payments_allocation"
    yield (
        _months._name(table), "INSERT", table,
        f"IF NEW.settles THEN IF {_SETTLED_IN_CLOSED} THEN {refuse}; END IF; ELSE IF {_months.WRONG[table]} THEN {refuse}; END IF; END IF;",
    )  # fmt: skip


def install(schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    with schema_editor.connection.cursor() as cursor:
        for name, event, table, body in _bodies():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW BEGIN {body} END")


def uninstall(schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    for before in _BEFORE:
        before.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("payments", "0023_lines_repeated")]

    operations = [Triggers(install, uninstall)]
