"""Rows of reports and the history of schedules are append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_reports")]

    operations = append_only("analytics_reportrow", "analytics_historicalreportschedule")
