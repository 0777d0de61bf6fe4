"""Keys that must say which version of a record they change."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0009_old_secret_ends_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='require_if_match',
            field=models.BooleanField(default=False, verbose_name='must say which version it changes'),
        ),
    ]
