"""An accounting period is a month, whoever writes it: by its first day, one of a company's holds any day of it.

Acts have never made others; that it ends after it starts, a CHECK says. Guards of closed months look for the one that a day is in, and ask for no stretch of days. On SQLite a
trigger goes with its table: a later migration that makes it anew calls `drop` before and `install` behind.
"""

from django.db import migrations

from apps.journal.triggers import Triggers

TABLE = "invoices_accountingperiod"
MESSAGE = "an accounting period is a month"
_WRONG = {
    "mysql": "DAYOFMONTH(NEW.starts_on) <> 1 OR NEW.ends_before > NEW.starts_on AND NEW.ends_before <> NEW.starts_on + INTERVAL 1 MONTH",
    "sqlite": (
        "strftime('%d', NEW.starts_on) <> '01' OR NEW.ends_before > NEW.starts_on AND NEW.ends_before <> date(NEW.starts_on, '+1 month')"
    ),
}


def install(schema_editor):
    drop(schema_editor)  # what an interrupted migration left
    vendor = schema_editor.connection.vendor
    wrong = _WRONG["mysql" if vendor == "mysql" else "sqlite"]
    with schema_editor.connection.cursor() as cursor:
        for event in ("INSERT", "UPDATE"):
            head = f"CREATE TRIGGER period_is_a_month_{event.lower()} BEFORE {event} ON {TABLE}"
            if vendor == "mysql":
                cursor.execute(f"{head} FOR EACH ROW BEGIN IF {wrong} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{MESSAGE}'; END IF; END")
            else:
                cursor.execute(f"{head} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def drop(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for event in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS period_is_a_month_{event}")


class Migration(migrations.Migration):
    dependencies = [("invoices", "0022_plural_of_series")]

    operations = [Triggers(install, drop)]
