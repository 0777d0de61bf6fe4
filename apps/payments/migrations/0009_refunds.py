"""Refunds: what of a payment goes back, and the outgoing payment that carries it out."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.db import migrations, models

from apps.journal.triggers import lifted


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0005_interactions_answer'),
        ('payments', '0008_allocations_say_what_they_settle'),
        ('tenants', '0002_managers_and_hours'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalRefund',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, default='', max_length=160)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('currency', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as UAH.')], verbose_name='currency')),
                ('method', models.CharField(choices=[('bank', 'Bank transfer'), ('card', 'Card'), ('cash', 'Cash')], default='bank', max_length=6, verbose_name='how')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='to IBAN')),
                ('payee', models.CharField(blank=True, max_length=140, verbose_name='payee')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('needs_approval', models.BooleanField(default=True, verbose_name='needs approval')),
                ('content_digest', models.CharField(editable=False, max_length=64)),
                ('approved_digest', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='digest of what was approved')),
                ('live_key', models.BigIntegerField(editable=False, null=True)),
                ('state', models.CharField(choices=[('in_approval', 'In approval'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='in_approval', max_length=15, verbose_name='state')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical refund',
                'verbose_name_plural': 'historical refunds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('currency', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as UAH.')], verbose_name='currency')),
                ('method', models.CharField(choices=[('bank', 'Bank transfer'), ('card', 'Card'), ('cash', 'Cash')], default='bank', max_length=6, verbose_name='how')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='to IBAN')),
                ('payee', models.CharField(blank=True, max_length=140, verbose_name='payee')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('needs_approval', models.BooleanField(default=True, verbose_name='needs approval')),
                ('content_digest', models.CharField(editable=False, max_length=64)),
                ('approved_digest', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='digest of what was approved')),
                ('live_key', models.BigIntegerField(editable=False, null=True)),
                ('state', models.CharField(choices=[('in_approval', 'In approval'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='in_approval', max_length=15, verbose_name='state')),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_open_is_amount_less_allocated',
        ),
        migrations.AddField(
            model_name='payment',
            name='payout_key',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='payment',
            name='refunded_minor',
            field=models.BigIntegerField(default=0, verbose_name='refunded'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='client',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clients.client', verbose_name='client'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='payment',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.payment', verbose_name='payment'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='tenant',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='refund',
            name='client',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='client'),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.payment', verbose_name='payment'),
        ),
        migrations.AddField(
            model_name='refund',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='payment',
            name='payout_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='payments.refund', verbose_name='pays out the refund'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('open_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('amount_minor'), '-', models.F('allocated_minor')), '-', models.F('refunded_minor')))), name='payment_open_is_what_is_left', violation_error_message='What is not allocated must be the amount less what is allocated and what was refunded.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('open_minor', 0), ('refunded_minor__gt', 0), ('state', 'refunded')), models.Q(models.Q(('state', 'refunded'), _negated=True), ('refunded_minor', 0)), _connector='OR'), name='payment_refunded_is_the_rest', violation_error_message='A refunded payment gave back all that was not allocated, and no other gave back anything.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('tenant', 'payout_key'), name='payment_payout_once', violation_error_message='This refund has a pay-out that stands.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payout_key__isnull', True), ('payout_of__isnull', True)), models.Q(('direction', 'out'), ('payout_key__isnull', True), ('payout_of__isnull', False), ('state__in', ('failed', 'reversed'))), models.Q(('direction', 'out'), ('payout_key', models.F('payout_of')), ('payout_key__isnull', False), ('payout_of__isnull', False), models.Q(('state__in', ('failed', 'reversed')), _negated=True)), _connector='OR'), name='payment_payout_key_is_its_refund', violation_error_message='A pay-out goes out, and holds its refund while it stands.'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['tenant', 'state', '-id'], name='refund_state'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('tenant', 'live_key'), name='refund_of_a_payment_once', violation_error_message='This payment has a refund already.'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='refund_amount_positive', violation_error_message='The amount must be more than zero.'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'bank'), models.Q(('iban', ''), _negated=True)), models.Q(models.Q(('method', 'bank'), _negated=True), ('iban', '')), _connector='OR'), name='refund_by_bank_has_iban', violation_error_message='A refund by bank names the IBAN that it goes to, and no other does.'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_digest', models.F('content_digest')), ('needs_approval', True), ('state', 'approved')), models.Q(('approved_digest', ''), ('needs_approval', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_digest', ''), ('needs_approval', True)), _connector='OR'), name='refund_approved_as_asked', violation_error_message='A refund is approved as it was asked for, or no policy asked for approval.'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('live_key', models.F('payment')), ('live_key__isnull', False), ('state__in', ['in_approval', 'approved'])), models.Q(models.Q(('state__in', ['in_approval', 'approved']), _negated=True), ('live_key__isnull', True)), _connector='OR'), name='refund_live_key_is_its_payment', violation_error_message='A refund holds its payment until it is rejected or withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['in_approval', 'approved', 'rejected', 'withdrawn'])), name='refund_state_known', violation_error_message='There is no such state.'),
        ),
        *lifted(
            "payments_historicalpayment",
            migrations.AddField(
                model_name='historicalpayment',
                name='payout_key',
                field=models.BigIntegerField(editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalpayment',
                name='refunded_minor',
                field=models.BigIntegerField(default=0, verbose_name='refunded'),
            ),
            migrations.AddField(
                model_name='historicalpayment',
                name='payout_of',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.refund', verbose_name='pays out the refund'),
            ),
        ),
    ]
