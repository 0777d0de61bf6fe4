"""Limits of a key, its pinned version of the contract, and a second secret while it is rotated."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0007_precision_of_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='contract_version',
            field=models.CharField(blank=True, editable=False, max_length=10, verbose_name='version of the contract'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='last_used_from',
            field=models.CharField(blank=True, editable=False, max_length=45, verbose_name='last used from'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='networks',
            field=models.JSONField(blank=True, default=list, verbose_name='only from these networks'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='old_secret_hash',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='apikey',
            name='old_secret_until',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='old secret valid until'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='permissions',
            field=models.JSONField(blank=True, default=list, verbose_name='only these rights'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='read_only',
            field=models.BooleanField(default=False, verbose_name='may only read'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='requests_per_minute',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='requests a minute'),
        ),
    ]
