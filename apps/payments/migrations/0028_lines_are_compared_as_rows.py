"""The guard of statement lines is put anew: on MariaDB it compares a row with the row before at once, in two thirds of the time."""

from django.db import migrations

from apps.journal.triggers import lifted


class Migration(migrations.Migration):
    dependencies = [("payments", "0027_closed_months_are_asked_for_once")]

    operations = lifted("payments_statementline")
