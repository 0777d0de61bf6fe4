"""Months of the books can be closed."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoices', '0019_waiting_indexes'),
        ('tenants', '0007_precision_of_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalAccountingPeriod',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, default='', max_length=160)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('starts_on', models.DateField(verbose_name='month')),
                ('ends_before', models.DateField(verbose_name='to, not included')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='closed', max_length=10, verbose_name='state')),
                ('closed_at', models.DateTimeField(verbose_name='closed at')),
                ('closed_by', models.CharField(max_length=160, verbose_name='closed by')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('tenant', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'historical accounting period',
                'verbose_name_plural': 'historical accounting periods',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='AccountingPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('starts_on', models.DateField(verbose_name='month')),
                ('ends_before', models.DateField(verbose_name='to, not included')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='closed', max_length=10, verbose_name='state')),
                ('closed_at', models.DateTimeField(verbose_name='closed at')),
                ('closed_by', models.CharField(max_length=160, verbose_name='closed by')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'accounting period',
                'verbose_name_plural': 'accounting periods',
                'ordering': ['-starts_on'],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'starts_on'), name='period_month_once', violation_error_message='Somebody else closed this month meanwhile.'), models.CheckConstraint(condition=models.Q(('ends_before__gt', models.F('starts_on'))), name='period_ends_after_start', violation_error_message='The period must end after it starts.'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed'])), name='period_state_known', violation_error_message='There is no such state.')],
            },
        ),
    ]
