"""The history of rows in quarantine is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_quarantined_rows")]

    operations = append_only("workflow_historicalquarantinedrow")
