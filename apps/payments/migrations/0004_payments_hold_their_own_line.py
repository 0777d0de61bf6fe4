"""Only a standing payment holds a statement line, and only its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_known_states")]

    operations = [
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('line_key__isnull', True), models.Q(('line_key', models.F('statement_line')), ('statement_line__isnull', False), models.Q(('state__in', ['failed', 'reversed']), _negated=True)), _connector='OR'), name='payment_line_key_is_its_line', violation_error_message='Only a standing payment holds its own statement line.'),
        ),
    ]
