"""The history of statement files in quarantine is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_unread_files")]

    operations = append_only("payments_historicalunreadfile")
