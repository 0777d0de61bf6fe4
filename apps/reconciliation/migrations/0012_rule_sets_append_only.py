"""History of rule sets is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0011_waiting_indexes")]

    operations = append_only("reconciliation_historicalruleset")
