"""Hours of shifts that stand on invoices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0005_shared_contracts'),
        ('invoices', '0017_write_offs'),
        ('shifts', '0004_facts_of_hours'),
        ('tenants', '0006_days_off'),
    ]

    operations = [
        migrations.CreateModel(
            name='BilledHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.PositiveIntegerField(verbose_name='worked, seconds')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='billed_hours', to='invoices.invoice', verbose_name='invoice')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='invoices.billingrun', verbose_name='billing run')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shifts.shift', verbose_name='shift')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.billingterm', verbose_name='billing term')),
            ],
            options={
                'verbose_name': 'billed hours',
                'verbose_name_plural': 'billed hours',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'shift'), name='billed_hours_once', violation_error_message='The hours of this shift are on an invoice already.'), models.CheckConstraint(condition=models.Q(('seconds__gt', 0)), name='billed_hours_of_something', violation_error_message='Nothing was worked on the shift.')],
            },
        ),
    ]
