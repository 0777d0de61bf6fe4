"""A key may be the way in of one user of a client."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0003_groups_of_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='membership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to='tenants.membership', verbose_name='user of a client'),
        ),
    ]
