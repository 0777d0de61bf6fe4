"""The history of connections and of payments at providers is append-only, and so is what providers told."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0016_providers")]

    operations = append_only("payments_historicalproviderconnection", "payments_historicalproviderpayment", "payments_providerfact")
