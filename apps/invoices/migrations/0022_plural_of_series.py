"""What several series of numbers are called."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('invoices', '0021_periods_append_only'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='numberseries',
            options={'ordering': ['series', 'year'], 'verbose_name': 'number series', 'verbose_name_plural': 'series of numbers'},
        ),
    ]
