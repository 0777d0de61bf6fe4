"""History is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_clients")]

    operations = append_only(
        "clients_historicalclient",
        "clients_historicalcontact",
        "clients_historicalinteraction",
    )
