"""A live match holds its own line, an accepted one has its payment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0003_known_states")]

    operations = [
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('live_key__isnull', True), ('live_key', models.F('line')), _connector='OR'), name='match_live_key_is_its_line', violation_error_message='A live match holds its own statement line.'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('payment__isnull', False), _connector='OR'), name='match_accepted_has_payment', violation_error_message='An accepted match has a payment.'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='match_score', violation_error_message='A score is between 0 and 100.'),
        ),
    ]
