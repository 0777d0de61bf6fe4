import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0002_append_only'),
        ('invoices', '0010_contract'),
        ('tenants', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BillingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('is_trial', models.BooleanField(default=False, verbose_name='trial')),
                ('key', models.CharField(max_length=10, null=True)),
                ('requested_by', models.CharField(max_length=160, verbose_name='requested by')),
                ('cursor', models.BigIntegerField(default=0)),
                ('invoice_count', models.PositiveIntegerField(default=0, verbose_name='invoices')),
                ('failed_count', models.PositiveIntegerField(default=0, verbose_name='failed')),
                ('totals', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('worker', models.CharField(blank=True, max_length=80)),
                ('beat_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.membership')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'billing run',
                'verbose_name_plural': 'billing runs',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='BilledPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=10)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_before', models.DateField(verbose_name='to, not included')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='billed_periods', to='invoices.invoice', verbose_name='invoice')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.billingterm', verbose_name='billing term')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='invoices.billingrun', verbose_name='billing run')),
            ],
            options={
                'verbose_name': 'billed period',
                'verbose_name_plural': 'billed periods',
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='billingrun',
            index=models.Index(fields=['tenant', 'finished_at'], name='billing_run_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='billingrun',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='billing_run_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='billedperiod',
            constraint=models.UniqueConstraint(fields=('tenant', 'term', 'key'), name='billed_period_once', violation_error_message='This period is billed already.'),
        ),
        migrations.AddConstraint(
            model_name='billedperiod',
            constraint=models.CheckConstraint(condition=models.Q(('ends_before__gt', models.F('starts_on'))), name='billed_period_period', violation_error_message='The period must end after it starts.'),
        ),
    ]
