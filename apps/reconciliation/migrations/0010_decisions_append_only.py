"""A decision is never changed: another one supersedes it."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0009_decisions")]

    operations = append_only("reconciliation_decision")
