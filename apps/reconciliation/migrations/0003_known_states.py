"""No other state can be stored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0002_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'completed', 'checked', 'suspect', 'failed', 'cancelled'])), name='run_state_known', violation_error_message='There is no such state.'),
        ),
    ]
