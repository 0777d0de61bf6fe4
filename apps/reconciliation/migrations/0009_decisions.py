"""What was decided of a line, one decision after the other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0010_refunded_by_an_approved_refund'),
        ('reconciliation', '0008_rule_sets_in_states'),
        ('tenants', '0007_precision_of_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Settled'), ('rejected', 'Rejected'), ('undone', 'Undone')], max_length=10, verbose_name='decision')),
                ('unaided', models.BooleanField(default=False, verbose_name='without a person')),
                ('pairs', models.JSONField(default=list)),
                ('actor_label', models.CharField(max_length=160, verbose_name='who')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('decided_at', models.DateTimeField(verbose_name='when')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.statementline', verbose_name='statement line')),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='reconciliation.match', verbose_name='match')),
                ('supersedes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reconciliation.decision', verbose_name='supersedes')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['line', 'number'],
                'indexes': [models.Index(fields=['match', 'number'], name='decision_match')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'line', 'number'), name='decision_number_once', violation_error_message='Something else was decided of this line meanwhile.'), models.UniqueConstraint(fields=('tenant', 'supersedes'), name='decision_superseded_once', violation_error_message='Something else was decided of this line meanwhile.'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('supersedes__isnull', True)), models.Q(('number__gt', 1), ('supersedes__isnull', False)), _connector='OR'), name='decision_follows_another', violation_error_message='Every decision but the first supersedes the one before it.'), models.CheckConstraint(condition=models.Q(('kind__in', ['proposed', 'accepted', 'rejected', 'undone'])), name='decision_kind_known', violation_error_message='There is no such state.')],
            },
        ),
    ]
