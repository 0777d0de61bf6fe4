"""Credits and debits of a statement are sums without a sign."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_payments_hold_their_own_line")]

    operations = [
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('credit_minor__gte', 0), ('debit_minor__gte', 0)), name='statement_sums_not_negative', violation_error_message='Credits and debits are sums without a sign.'),
        ),
    ]
