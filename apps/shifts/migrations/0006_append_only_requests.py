"""The history of requests is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("shifts", "0005_shift_requests")]

    operations = append_only("shifts_historicalshiftrequest")
