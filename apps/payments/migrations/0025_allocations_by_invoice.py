"""Allocations are found by invoice through the foreign key's own index; another by company and invoice cost each of them a second
place in a second order, and answered nothing that the first does not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0024_triggers_ask_only_when_needed")]

    operations = [migrations.RemoveIndex(model_name="allocation", name="allocation_invoice")]
