"""No invoice is due before it is issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0005_allocated_follows_state")]

    operations = [
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('issue_on'))), name='invoice_due_not_before_issue', violation_error_message='The due date is before the issue date.'),
        ),
    ]
