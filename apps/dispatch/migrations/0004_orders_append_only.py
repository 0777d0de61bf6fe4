"""History of queues and orders is append-only."""

from django.db import migrations

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_work_orders")]

    operations = append_only("dispatch_historicalworkqueue", "dispatch_historicalworkorder")
