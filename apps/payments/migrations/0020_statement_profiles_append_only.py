"""The history of mapping profiles is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0019_statement_profiles")]

    operations = append_only("payments_historicalstatementprofile")
