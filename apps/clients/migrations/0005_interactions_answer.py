"""A conversation says which earlier one it comes back to, so that a follow-up is due until somebody has."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0004_digest_of_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalinteraction',
            name='answers',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clients.interaction', verbose_name='comes back to'),
        ),
        migrations.AddField(
            model_name='interaction',
            name='answers',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='clients.interaction', verbose_name='comes back to'),
        ),
    ]
