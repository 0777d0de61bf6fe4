"""What the bank wrote stays as it wrote it: of a statement line only its state and whether it is in force may change."""

from django.db import migrations

from apps.journal.triggers import facts_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_payment_state_follows_money")]

    operations = facts_only("payments_statementline", "reconciled_state", "live_key")
