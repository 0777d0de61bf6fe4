"""How a source of people is called."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shifts', '0008_append_only_costs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='source',
            field=models.CharField(choices=[('plan', 'By plan'), ('open', 'Open shift'), ('swap', 'Swap'), ('replacement', 'Replacement'), ('import', 'By import')], default='plan', max_length=12, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='historicalassignment',
            name='source',
            field=models.CharField(choices=[('plan', 'By plan'), ('open', 'Open shift'), ('swap', 'Swap'), ('replacement', 'Replacement'), ('import', 'By import')], default='plan', max_length=12, verbose_name='how'),
        ),
    ]
