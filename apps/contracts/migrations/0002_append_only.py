"""History and documents are append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_contracts")]

    operations = append_only(
        "contracts_historicalcontract",
        "contracts_historicalbillingterm",
        "contracts_historicalamendment",
        "contracts_contractdocument",
    )
