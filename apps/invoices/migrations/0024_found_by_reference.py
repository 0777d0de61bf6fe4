"""Invoices are found by the reference that stands in a payment. No run writes it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoices', '0023_periods_are_months'),
    ]

    operations = [
        migrations.AddIndex("invoice", models.Index(fields=["tenant", "payment_reference"], name="invoice_reference")),
    ]
