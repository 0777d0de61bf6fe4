"""No other state can be stored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed'])), name='bank_account_state_known', violation_error_message='There is no such state.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'authorised', 'received', 'partially_allocated', 'allocated', 'disputed', 'failed', 'refunded', 'reversed'])), name='payment_state_known', violation_error_message='There is no such state.'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['imported', 'quarantined', 'released'])), name='statement_state_known', violation_error_message='There is no such state.'),
        ),
    ]
