"""History is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_calendars_and_plans")]

    operations = append_only("dispatch_historicalbusinesscalendar", "dispatch_historicalslaplan", "dispatch_historicalcontractsla")
