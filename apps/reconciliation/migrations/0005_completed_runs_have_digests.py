"""A completed run says what it read and what came of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0004_matches_hold_their_own_line")]

    operations = [
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['completed', 'checked', 'suspect']), _negated=True), models.Q(models.Q(('input_digest', ''), _negated=True), models.Q(('result_digest', ''), _negated=True)), _connector='OR'), name='run_completed_has_digests', violation_error_message='A completed run has the digests of its inputs and of its result.'),
        ),
    ]
