"""Clockings, closings and worked time are only added to."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("shifts", "0003_hours")]

    operations = append_only("shifts_clocking", "shifts_closing", "shifts_workedtime")
