"""A payment and its allocation cost less, and are guarded as before.

Allocations are found by invoice through the foreign key's own index; another by company and invoice cost each of them a second
place in a second order, and answered nothing that the first does not. On MySQL and MariaDB the guards of closed months look up the
one month that the day is in, by its key; a stretch of days was searched for every row. SQLite keeps its triggers.
"""

from importlib import import_module

from django.db import migrations

from apps.journal.triggers import Triggers

_months = import_module("apps.payments.migrations.0012_closed_months_take_no_money")
_asked = import_module("apps.payments.migrations.0024_triggers_ask_only_when_needed")
_FIRST = "{day} - INTERVAL (DAYOFMONTH({day}) - 1) DAY"
_PERIOD = "invoices_accountingperiod p"
_OF_DAY = f"(SELECT p.state FROM {_PERIOD} WHERE p.tenant_id = NEW.tenant_id AND p.starts_on = {_FIRST.format(day='NEW.received_on')}) = 'closed'"
_OF_PAYMENT = (
    f"(SELECT p.state FROM payments_payment m JOIN {_PERIOD} ON p.tenant_id = NEW.tenant_id AND p.starts_on = {_FIRST.format(day='m.received_on')}"
    " WHERE m.id = NEW.payment_id) = 'closed'"
)


def _replace(schema_editor, table, body):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {_months._name(table)}")
        cursor.execute(f"CREATE TRIGGER {_months._name(table)} BEFORE INSERT ON {table} FOR EACH ROW BEGIN {body} END")


def install(schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{_months.MESSAGE}'"
    _replace(schema_editor, "payments_payment", f"IF {_OF_DAY} THEN {refuse}; END IF;")
    by_hand = _months.WRONG["payments_allocation"]
    _replace(
        schema_editor, "payments_allocation",
        f"IF NEW.settles THEN IF {_OF_PAYMENT} THEN {refuse}; END IF; ELSE IF {by_hand} THEN {refuse}; END IF; END IF;",
    )  # fmt: skip


def uninstall(schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    _months.install(schema_editor)
    _asked.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("payments", "0024_triggers_ask_only_when_needed"), ("invoices", "0023_periods_are_months")]

    operations = [
        migrations.RemoveIndex(model_name="allocation", name="allocation_invoice"),
        Triggers(install, uninstall),
    ]
