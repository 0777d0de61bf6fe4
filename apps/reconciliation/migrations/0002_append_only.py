"""History, the results of runs and their reports are append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_reconciliation")]

    operations = append_only(
        "reconciliation_historicalmatch",
        "reconciliation_historicalrun",
        "reconciliation_historicalruleset",
        "reconciliation_runline",
        "reconciliation_runreport",
    )
