"""Rule sets are drafts, active or retired, and are tried on past decisions. What was saved before was used: it is active."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reconciliation', '0007_attempts_of_runs'),
        ('tenants', '0007_precision_of_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_by', models.CharField(max_length=160, verbose_name='who')),
                ('created_at', models.DateTimeField(verbose_name='asked for at')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started at')),
                ('updated_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('decision_count', models.PositiveIntegerField(default=0, verbose_name='decisions')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='hits')),
                ('false_count', models.PositiveIntegerField(default=0, verbose_name='false hits')),
                ('conflict_count', models.PositiveIntegerField(default=0, verbose_name='conflicts')),
                ('offered_count', models.PositiveIntegerField(default=0, verbose_name='offered')),
                ('missed_count', models.PositiveIntegerField(default=0, verbose_name='missed')),
                ('figures', models.JSONField(default=dict)),
                ('input_digest', models.CharField(blank=True, max_length=64)),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
            ],
            options={
                'verbose_name': 'back-test',
                'verbose_name_plural': 'back-tests',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='historicalruleset',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='active', max_length=10, verbose_name='state'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='historicalruleset',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='active', max_length=10, verbose_name='state'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='ruleset',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'active', 'retired'])), name='rule_set_state_known', violation_error_message='There is no such state.'),
        ),
        migrations.AddField(
            model_name='backtest',
            name='rule_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backtests', to='reconciliation.ruleset', verbose_name='rule set'),
        ),
        migrations.AddField(
            model_name='backtest',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddIndex(
            model_name='backtest',
            index=models.Index(fields=['tenant', 'ended_at'], name='backtest_ended'),
        ),
        migrations.AddIndex(
            model_name='backtest',
            index=models.Index(fields=['rule_set', '-id'], name='backtest_of_rule_set'),
        ),
        migrations.AddConstraint(
            model_name='backtest',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('error', ''), _negated=True), models.Q(('input_digest', ''), _negated=True), _connector='OR'), name='backtest_ended_has_digest', violation_error_message='A back-test that is done has the digest of what it tried; one that failed says why.'),
        ),
        migrations.AddConstraint(
            model_name='backtest',
            constraint=models.CheckConstraint(condition=models.Q(('decision_count', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('hit_count'), '+', models.F('false_count')), '+', models.F('offered_count')), '+', models.F('missed_count')))), name='backtest_counts_agree', violation_error_message='Hits, false hits, offered and missed add up to the decisions.'),
        ),
        migrations.AddConstraint(
            model_name='backtest',
            constraint=models.CheckConstraint(condition=models.Q(('conflict_count__lte', models.F('false_count'))), name='backtest_conflicts_are_false', violation_error_message='Every conflict is a false hit.'),
        ),
    ]
