"""A payment in the books belongs to one payment at a provider at most."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0017_providers_append_only'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='providerpayment',
            constraint=models.UniqueConstraint(fields=('tenant', 'payment'), name='provider_payment_of_one_payment', violation_error_message='This payment in the books belongs to another payment at a provider.'),
        ),
    ]
