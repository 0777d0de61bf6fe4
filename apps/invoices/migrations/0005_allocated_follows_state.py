"""What is allocated to an invoice fits its state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0004_drafts_have_no_number")]

    operations = [
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('allocated_minor', 0), ('state__in', ['draft', 'in_approval', 'approved', 'issued', 'void'])), models.Q(('allocated_minor__gt', 0), ('open_minor__gt', 0), ('state', 'partially_paid')), models.Q(('allocated_minor__gt', 0), ('state', 'paid')), ('state__in', ['credited', 'written_off']), _connector='OR'), name='invoice_allocated_follows_state', violation_error_message='What is allocated to the invoice does not fit its state.'),
        ),
    ]
