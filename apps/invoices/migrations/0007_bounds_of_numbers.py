"""Rates are positive, discounts at most the whole, numbers begin with one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0006_due_not_before_issue")]

    operations = [
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('exchange_rate__gt', 0)), name='invoice_exchange_rate_positive', violation_error_message='The exchange rate must be more than zero.'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('discount_bps__lte', 10000)), name='invoice_line_discount', violation_error_message='A discount is between 0 and 100 per cent.'),
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.CheckConstraint(condition=models.Q(('next_value__gte', 1)), name='number_series_positive', violation_error_message='Numbers begin with one.'),
        ),
    ]
