"""No other state can be stored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0002_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_approval', 'approved', 'issued', 'partially_paid', 'paid', 'void', 'credited', 'written_off'])), name='invoice_state_known', violation_error_message='There is no such state.'),
        ),
    ]
