"""Write-offs of invoices."""

import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.db import migrations, models

from apps.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("invoices", "0016_credits"), ("tenants", "0002_managers_and_hours")]

    operations = [
        migrations.CreateModel(
            name='HistoricalWriteOff',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, default='', max_length=160)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('approved_digest', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='digest of what was approved')),
                ('live_key', models.BigIntegerField(editable=False, null=True)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('applied', 'Applied'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='requested', max_length=10, verbose_name='state')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical write-off',
                'verbose_name_plural': 'historical write-offs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='WriteOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('approved_digest', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='digest of what was approved')),
                ('live_key', models.BigIntegerField(editable=False, null=True)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('applied', 'Applied'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='requested', max_length=10, verbose_name='state')),
            ],
            options={
                'verbose_name': 'write-off',
                'verbose_name_plural': 'write-offs',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='historicalwriteoff',
            name='invoice',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='invoices.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='historicalwriteoff',
            name='tenant',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='writeoff',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='write_offs', to='invoices.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='writeoff',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddIndex(
            model_name='writeoff',
            index=models.Index(fields=['tenant', 'state', '-id'], name='write_off_state'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.UniqueConstraint(fields=('tenant', 'live_key'), name='write_off_live_once', violation_error_message='A write-off of this invoice is waiting already.'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'applied', 'rejected', 'withdrawn'])), name='write_off_state_known', violation_error_message='There is no such state.'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('live_key__isnull', False), ('state', 'requested')), models.Q(models.Q(('state', 'requested'), _negated=True), ('live_key__isnull', True)), _connector='OR'), name='write_off_live_key_follows_state', violation_error_message='A write-off is live while it is requested.'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('approved_digest', ''), ('state', 'applied'), _connector='OR'), name='write_off_digest_when_applied', violation_error_message='What was approved is on record once the write-off is applied, and not before.'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), models.Q(('reason', ''), _negated=True)), name='write_off_of_something', violation_error_message='A write-off has an amount and says why.'),
        ),
        *append_only("invoices_historicalwriteoff"),
    ]
