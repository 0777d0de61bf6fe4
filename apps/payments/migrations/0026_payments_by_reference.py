"""Payments are found by their reference over the API and in the admin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0025_less_for_each_payment")]

    operations = [
        migrations.AddIndex("payment", models.Index(fields=["tenant", "reference"], name="payment_reference")),
    ]
