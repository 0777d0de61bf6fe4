"""A statement knows how many lines in force it repeats: not as many as its entries where a batch is told whole and taken apart."""

from django.db import migrations, models

from apps.journal.triggers import lifted

COLUMN = "repeated_count"


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_lines_by_payer")]

    operations = [
        *lifted("payments_historicalstatement", migrations.AddField("historicalstatement", COLUMN, models.PositiveIntegerField(editable=False, null=True))),
        migrations.AddField("statement", COLUMN, models.PositiveIntegerField(editable=False, null=True)),
    ]
