"""Invoices are found by the reference that stands in a payment, which no run writes. What is owed is summed by its age out of an index alone:
the index of open amounts holds the currency and the day too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoices', '0023_periods_are_months'),
    ]

    operations = [
        migrations.AddIndex("invoice", models.Index(fields=["tenant", "payment_reference"], name="invoice_reference")),
        migrations.RemoveIndex("invoice", "invoice_state_open"),
        migrations.AddIndex("invoice", models.Index(fields=["tenant", "state", "open_minor", "currency", "due_on"], name="invoice_state_open")),
    ]
