"""No money is received in a closed month, and none put on invoices or taken off in it, whoever writes it.

An allocation that settles a statement line belongs to the day of its payment, one by hand to the later of that day and the
invoice's issue. On SQLite a trigger goes with its table: a later migration that makes one of these tables anew calls `drop`
before and `install` behind.
"""

from django.db import migrations

from apps.journal.triggers import Triggers

MESSAGE = "the month is closed"
_CLOSED = (
    "EXISTS (SELECT 1 FROM invoices_accountingperiod p WHERE p.tenant_id = NEW.tenant_id AND p.state = 'closed'"
    " AND p.starts_on <= {day} AND p.ends_before > {day})"
)
_CAME = "(SELECT m.received_on FROM payments_payment m WHERE m.id = NEW.payment_id)"
_ISSUED = "(SELECT i.issue_on FROM invoices_invoice i WHERE i.id = NEW.invoice_id)"
_LATER = f"CASE WHEN NEW.settles OR {_CAME} > {_ISSUED} THEN {_CAME} ELSE {_ISSUED} END"
WRONG = {
    "payments_payment": "NEW.received_on IS NOT NULL AND " + _CLOSED.format(day="NEW.received_on"),
    "payments_allocation": _CLOSED.format(day=f"({_LATER})"),
}


def _name(table):
    return f"month_is_open_insert_{table}"


def install(schema_editor):
    drop(schema_editor)  # what an interrupted migration left
    with schema_editor.connection.cursor() as cursor:
        for table, wrong in WRONG.items():
            head = f"CREATE TRIGGER {_name(table)} BEFORE INSERT ON {table}"
            if schema_editor.connection.vendor == "mysql":
                refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{MESSAGE}'"
                cursor.execute(f"{head} FOR EACH ROW BEGIN IF {wrong} THEN {refuse}; END IF; END")
            else:
                cursor.execute(f"{head} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def drop(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in WRONG:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table)}")


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_waiting_indexes"), ("invoices", "0021_periods_append_only")]

    operations = [Triggers(install, drop)]
