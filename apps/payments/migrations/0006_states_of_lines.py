"""A statement line has a known state; what is in quarantine is not settled."""

from django.db import migrations, models

from apps.journal.triggers import lifted


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_sums_without_sign")]

    operations = lifted(
        "payments_statementline",
        migrations.AddConstraint(
            model_name='statementline',
            constraint=models.CheckConstraint(condition=models.Q(('reconciled_state__in', ['open', 'proposed', 'matched', 'ignored'])), name='statement_line_state_known', violation_error_message='There is no such state.'),
        ),
        migrations.AddConstraint(
            model_name='statementline',
            constraint=models.CheckConstraint(condition=models.Q(('live_key__isnull', False), ('reconciled_state__in', ['open', 'ignored']), _connector='OR'), name='statement_line_settled_is_live', violation_error_message='A line in quarantine is neither proposed nor settled.'),
        ),
    )
