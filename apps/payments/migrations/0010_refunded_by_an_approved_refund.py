"""A payment is refunded by an approved refund of that amount only, whoever writes it; the history of refunds is append-only.

On SQLite the trigger names the table of refunds, and goes with the table of payments: a later migration that makes either
anew calls `drop` before and `install` behind.
"""

from django.db import migrations

from apps.journal.triggers import Triggers, append_only

TABLE, MESSAGE = "payments_payment", "a payment is refunded by an approved refund"
APPROVED = (
    "EXISTS (SELECT 1 FROM payments_refund r WHERE r.payment_id = NEW.id AND r.tenant_id = NEW.tenant_id AND r.state = 'approved'"
    " AND r.amount_minor = NEW.refunded_minor)"
)


def _name(event):
    return f"refund_is_approved_{event.lower()}_{TABLE}"


def install(schema_editor):
    drop(schema_editor)  # what an interrupted migration left
    wrong = f"NEW.state = 'refunded' AND NOT {APPROVED}"
    with schema_editor.connection.cursor() as cursor:
        for event in ("INSERT", "UPDATE"):
            head = f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE}"
            if schema_editor.connection.vendor == "mysql":
                refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{MESSAGE}'"
                cursor.execute(f"{head} FOR EACH ROW BEGIN IF {wrong} THEN {refuse}; END IF; END")
            else:
                cursor.execute(f"{head} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def drop(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for event in ("INSERT", "UPDATE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(event)}")


class Migration(migrations.Migration):
    dependencies = [("payments", "0009_refunds")]

    operations = [*append_only("payments_historicalrefund"), Triggers(install, drop)]
