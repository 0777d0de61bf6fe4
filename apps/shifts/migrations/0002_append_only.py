"""History is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("shifts", "0001_shifts")]

    operations = append_only(
        "shifts_historicalsite",
        "shifts_historicalskill",
        "shifts_historicalteam",
        "shifts_historicalemployee",
        "shifts_historicalemployeeskill",
        "shifts_historicalabsence",
        "shifts_historicalshifttemplate",
        "shifts_historicalshift",
        "shifts_historicalassignment",
    )
