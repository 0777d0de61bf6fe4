"""A run is written in parts by several workers: the parts, and what is decided and not written yet."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reconciliation', '0012_rule_sets_append_only'),
        ('tenants', '0010_keys_that_send_if_match'),
    ]

    operations = [
        migrations.AddField(
            model_name='runprogress',
            name='decided',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='runprogress',
            name='inputs_changed',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='RunPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('worker', models.CharField(blank=True, max_length=80)),
                ('beat_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('number', models.PositiveSmallIntegerField(verbose_name='part')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to')),
                ('kept', models.PositiveIntegerField(default=0)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='reconciliation.run')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'part of a run',
                'verbose_name_plural': 'parts of a run',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='RunChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.BinaryField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reconciliation.run')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chunks', to='reconciliation.runpart')),
            ],
            options={
                'verbose_name': 'decided lines of a run',
                'verbose_name_plural': 'decided lines of a run',
            },
        ),
        migrations.AddConstraint(
            model_name='runpart',
            constraint=models.UniqueConstraint(fields=('tenant', 'run', 'number'), name='run_part_once'),
        ),
        migrations.AddIndex(
            model_name='runchunk',
            index=models.Index(fields=['tenant', 'part', 'id'], name='run_chunk_part'),
        ),
    ]
