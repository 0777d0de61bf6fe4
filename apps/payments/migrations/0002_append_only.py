"""History and allocations are append-only; of what the bank wrote only the state and whether it is in force change."""

from django.db import migrations

from apps.journal.triggers import append_only, facts_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_payments")]

    operations = [
        *append_only(
            "payments_historicalbankaccount",
            "payments_historicalpayment",
            "payments_historicalstatement",
            "payments_allocation",
        ),
        *facts_only("payments_statementline", "reconciled_state", "live_key"),
    ]
