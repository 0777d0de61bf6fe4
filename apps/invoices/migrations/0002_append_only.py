"""History is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_invoices")]

    operations = append_only(
        "invoices_historicalinvoice",
        "invoices_historicaltaxcode",
    )
