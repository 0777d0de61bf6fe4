"""A reversing allocation takes back one allocation, whole: the same payment, invoice and amount."""

from django.db import migrations

from apps.journal.triggers import Triggers

TABLE, NAME = "payments_allocation", "reversal_fits_payments_allocation"
MESSAGE = "a reversal takes back one allocation, whole"
FITS = (
    "EXISTS (SELECT 1 FROM payments_allocation o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL AND o.tenant_id = NEW.tenant_id"
    " AND o.payment_id = NEW.payment_id AND o.invoice_id = NEW.invoice_id AND o.amount_minor = -NEW.amount_minor)"
)


def install(schema_editor):
    drop(schema_editor)  # what an interrupted migration left
    wrong = f"NEW.reverses_id IS NOT NULL AND NOT {FITS}"
    head = f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE}"
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "mysql":
            refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{MESSAGE}'"
            cursor.execute(f"{head} FOR EACH ROW BEGIN IF {wrong} THEN {refuse}; END IF; END")
        else:
            cursor.execute(f"{head} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def drop(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_states_of_lines")]

    operations = [Triggers(install, drop)]
