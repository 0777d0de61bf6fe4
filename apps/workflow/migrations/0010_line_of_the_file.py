"""The line of a refused row is one of a file, and no line of people."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0009_newest_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalquarantinedrow',
            name='line',
            field=models.PositiveIntegerField(verbose_name='line of the file'),
        ),
        migrations.AlterField(
            model_name='quarantinedrow',
            name='line',
            field=models.PositiveIntegerField(verbose_name='line of the file'),
        ),
    ]
