"""History and decisions are append-only, and so is who may not decide."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_approvals")]

    operations = append_only(
        "approvals_historicalapprovalpolicy",
        "approvals_historicalapprovalrequest",
        "approvals_historicalrequeststep",
        "approvals_historicaldelegation",
        "approvals_decision",
        "approvals_barredperson",
    )
