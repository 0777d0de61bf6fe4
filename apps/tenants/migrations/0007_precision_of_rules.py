"""How precise new matching rules must be."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0006_days_off'),
    ]

    operations = [
        migrations.AddField(
            model_name='tenant',
            name='rule_precision_bps',
            field=models.PositiveSmallIntegerField(default=9950, help_text='In hundredths of a percent: 9950 is 99.50 %. Rules that settled less of past decisions rightly are not switched on.', verbose_name='precision demanded of new matching rules'),
        ),
        migrations.AddConstraint(
            model_name='tenant',
            constraint=models.CheckConstraint(condition=models.Q(('rule_precision_bps__lte', 10000)), name='tenant_rule_precision', violation_error_message='A precision is at most 10000 hundredths of a percent.'),
        ),
    ]
