"""The history of rule sets is append-only on SQLite again: there 0008 made its table anew, and the triggers went with the old one."""

from django.db import migrations

from apps.journal.triggers import lifted


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0011_waiting_indexes")]

    operations = lifted("reconciliation_historicalruleset")
