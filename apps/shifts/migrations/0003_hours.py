"""What is clocked, closed and worked; the digest of approved hours."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0005_shared_contracts'),
        ('shifts', '0002_append_only'),
        ('tenants', '0006_days_off'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clocking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('in', 'In'), ('break_start', 'Break begins'), ('break_end', 'Break ends'), ('out', 'Out')], max_length=12, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('source', models.CharField(max_length=20, verbose_name='through')),
                ('by_label', models.CharField(max_length=160, verbose_name='by')),
                ('is_void', models.BooleanField(default=False, verbose_name='void')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('key', models.CharField(editable=False, max_length=80, null=True)),
            ],
            options={
                'verbose_name': 'clocking',
                'verbose_name_plural': 'clockings',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CloseSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_value', models.PositiveIntegerField(default=1, verbose_name='next number')),
            ],
            options={
                'verbose_name': 'close numbers',
                'verbose_name_plural': 'close numbers',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('closed_at', models.DateTimeField(verbose_name='closed at')),
                ('closed_by', models.CharField(max_length=160, verbose_name='closed by')),
            ],
            options={
                'verbose_name': 'closing',
                'verbose_name_plural': 'closings',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='WorkedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='to')),
                ('worked_seconds', models.PositiveIntegerField(verbose_name='worked, seconds')),
                ('break_seconds', models.PositiveIntegerField(verbose_name='breaks, seconds')),
            ],
            options={
                'verbose_name': 'worked time',
                'verbose_name_plural': 'worked time',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='shift',
            name='shift_digest_when_closed',
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'billed']), models.Q(('approved_digest', ''), _negated=True)), models.Q(models.Q(('state__in', ['approved', 'billed']), _negated=True), ('approved_digest', '')), _connector='OR'), name='shift_digest_when_approved', violation_error_message='A shift whose hours are approved, and no other, says what was approved.'),
        ),
        migrations.AddField(
            model_name='clocking',
            name='corrects',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='shifts.clocking', verbose_name='corrects'),
        ),
        migrations.AddField(
            model_name='clocking',
            name='employee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clockings', to='shifts.employee', verbose_name='employee'),
        ),
        migrations.AddField(
            model_name='clocking',
            name='shift',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clockings', to='shifts.shift', verbose_name='shift'),
        ),
        migrations.AddField(
            model_name='clocking',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='closeseries',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shifts.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='closeseries',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='closing',
            name='shift',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='shifts.shift', verbose_name='shift'),
        ),
        migrations.AddField(
            model_name='closing',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='shifts.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='closing',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='workedtime',
            name='closing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worked', to='shifts.closing', verbose_name='closing'),
        ),
        migrations.AddField(
            model_name='workedtime',
            name='employee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worked', to='shifts.employee', verbose_name='employee'),
        ),
        migrations.AddField(
            model_name='workedtime',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company'),
        ),
        migrations.AddIndex(
            model_name='clocking',
            index=models.Index(fields=['employee', 'at'], name='clocking_of_employee'),
        ),
        migrations.AddIndex(
            model_name='clocking',
            index=models.Index(fields=['shift', 'at'], name='clocking_of_shift'),
        ),
        migrations.AddConstraint(
            model_name='clocking',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='clocking_once', violation_error_message='This was clocked already.'),
        ),
        migrations.AddConstraint(
            model_name='clocking',
            constraint=models.UniqueConstraint(fields=('tenant', 'corrects'), name='clocking_corrected_once', violation_error_message='Somebody has corrected this clocking already; correct the correction.'),
        ),
        migrations.AddConstraint(
            model_name='clocking',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['in', 'break_start', 'break_end', 'out'])), name='clocking_kind_known', violation_error_message='There is no such kind of clocking.'),
        ),
        migrations.AddConstraint(
            model_name='clocking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('is_void', False), ('key__isnull', False)), models.Q(('corrects__isnull', False), ('key__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='clocking_correction_says_why', violation_error_message='A correction names what it corrects, and says why.'),
        ),
        migrations.AddConstraint(
            model_name='closeseries',
            constraint=models.UniqueConstraint(fields=('tenant', 'site'), name='close_series_once', violation_error_message='The site has its close numbers already.'),
        ),
        migrations.AddConstraint(
            model_name='closeseries',
            constraint=models.CheckConstraint(condition=models.Q(('next_value__gte', 1)), name='close_series_positive', violation_error_message='Numbers begin with one.'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(fields=('tenant', 'site', 'number'), name='closing_number_once', violation_error_message='Another closing of the site has this number.'),
        ),
        migrations.AddConstraint(
            model_name='workedtime',
            constraint=models.UniqueConstraint(fields=('tenant', 'closing', 'employee'), name='worked_time_once', violation_error_message='A person has their hours once in a closing.'),
        ),
        migrations.AddConstraint(
            model_name='workedtime',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='worked_time_period', violation_error_message='The period must end after it starts.'),
        ),
    ]
