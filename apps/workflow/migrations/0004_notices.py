"""Mails that are to be sent, and what each person wants of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0002_managers_and_hours'),
        ('workflow', '0003_history_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.BigIntegerField(verbose_name='journal entry')),
                ('kind', models.CharField(max_length=60, verbose_name='about')),
                ('about_id', models.BigIntegerField(verbose_name='record')),
                ('in_digest', models.BooleanField(default=False, verbose_name='in the daily mail')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('send_at', models.DateTimeField(verbose_name='not before')),
                ('next_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('message_id', models.CharField(blank=True, max_length=120, verbose_name='message')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='sent or given up')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dropped', 'Not sent: it does not concern the person any more'), ('failed', 'Failed')], default='waiting', max_length=8, verbose_name='state')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['tenant', 'next_at'], name='notice_next'), models.Index(fields=['tenant', 'person', 'next_at'], name='notice_person')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'sequence', 'person'), name='notice_entry_person_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'dropped', 'failed'])), name='notice_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False), ('next_at__isnull', True)), _connector='OR'), name='notice_waits_until')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day, when work begins'), ('none', 'No mail')], default='at_once', max_length=8, verbose_name='mails')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'choice of mails',
                'verbose_name_plural': 'choices of mails',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'person'), name='notice_choice_once'), models.CheckConstraint(condition=models.Q(('choice__in', ['at_once', 'daily', 'none'])), name='notice_choice_known')],
            },
        ),
    ]
