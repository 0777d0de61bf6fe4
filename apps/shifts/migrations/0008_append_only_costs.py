"""The history of costs is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("shifts", "0007_hour_costs")]

    operations = append_only("shifts_historicalhourcost")
