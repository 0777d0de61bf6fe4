"""What a match says pays what is append-only: another answer is another match."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0005_completed_runs_have_digests")]

    operations = append_only("reconciliation_matchitem")
