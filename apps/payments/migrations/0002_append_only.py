"""History and allocations are append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_payments")]

    operations = append_only(
        "payments_historicalbankaccount",
        "payments_historicalpayment",
        "payments_historicalstatement",
        "payments_allocation",
    )
