"""History and attempts are append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_webhooks")]

    operations = append_only("integrations_historicalwebhookendpoint", "integrations_deliveryattempt")
