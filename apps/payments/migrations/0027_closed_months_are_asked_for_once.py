"""The guards of closed months say the same as before, and ask once a statement what is closed at all.

On MariaDB a subquery in a trigger is made ready anew for every row: a payment's was a quarter of what the payment takes. The day behind
the last closed month is kept in a variable of the session for the statement and the company that it was read for; what is dated on
that day or later is in no closed month, and only what is dated before is looked at by itself. Another statement, of the same transaction
too, asks again: NOW(6) is when a statement began. SQLite keeps its triggers.
"""

from importlib import import_module

from django.db import migrations

from apps.journal.triggers import Triggers

_months = import_module("apps.payments.migrations.0012_closed_months_take_no_money")
_before = import_module("apps.payments.migrations.0025_less_for_each_payment")
_READ_FOR = "CONCAT(NEW.tenant_id, ' ', NOW(6))"
_KNOWN = (
    f"IF NOT (@oblik_closed_for <=> {_READ_FOR}) THEN SET @oblik_closed_for = {_READ_FOR}, @oblik_closed_before ="
    " (SELECT MAX(p.ends_before) FROM invoices_accountingperiod p WHERE p.tenant_id = NEW.tenant_id AND p.state = 'closed'); END IF;"
)
_CAME = "(SELECT m.received_on FROM payments_payment m WHERE m.id = NEW.payment_id)"


def install(schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{_months.MESSAGE}'"
    _before._replace(
        schema_editor, "payments_payment",
        f"{_KNOWN} IF NEW.received_on < @oblik_closed_before THEN IF {_before._OF_DAY} THEN {refuse}; END IF; END IF;",
    )  # fmt: skip
    settled = f"IF {_CAME} < @oblik_closed_before THEN IF {_before._OF_PAYMENT} THEN {refuse}; END IF; END IF;"
    by_hand = f"IF {_months.WRONG['payments_allocation']} THEN {refuse}; END IF;"
    _before._replace(
        schema_editor, "payments_allocation",
        f"{_KNOWN} IF @oblik_closed_before IS NOT NULL THEN IF NEW.settles THEN {settled} ELSE {by_hand} END IF; END IF;",
    )  # fmt: skip


def uninstall(schema_editor):
    if schema_editor.connection.vendor == "mysql":
        _before.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("payments", "0026_payments_by_reference")]

    operations = [Triggers(install, uninstall)]
