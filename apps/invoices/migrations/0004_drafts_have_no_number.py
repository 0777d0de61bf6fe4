"""What is not issued has no number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0003_known_states")]

    operations = [
        migrations.RemoveConstraint(
            model_name='invoice',
            name='invoice_number_from_issue_on',
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('state__in', ('issued', 'partially_paid', 'paid', 'void', 'credited', 'written_off'))), models.Q(('number__isnull', True), ('state__in', ('draft', 'in_approval', 'approved'))), _connector='OR'), name='invoice_number_from_issue_on', violation_error_message='An issued invoice has a number, and no other has one.'),
        ),
    ]
