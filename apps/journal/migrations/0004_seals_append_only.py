"""A seal is never changed or deleted either: its removal would leave the entries under it unproved."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_seals_and_consumers")]

    operations = append_only("journal_seal")
