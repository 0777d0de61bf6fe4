"""The history of accounting periods is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("invoices", "0020_accounting_periods")]

    operations = append_only("invoices_historicalaccountingperiod")
