"""Journal entries are never changed or deleted."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = append_only(
        "journal_journalentry",
    )
