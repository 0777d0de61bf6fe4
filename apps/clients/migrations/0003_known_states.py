"""No other state can be stored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prospect', 'active', 'on_hold', 'archived'])), name='client_state_known', violation_error_message='There is no such state.'),
        ),
    ]
