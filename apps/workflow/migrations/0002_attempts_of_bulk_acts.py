"""A bulk act counts its failed attempts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="bulkact", name="attempts", field=models.PositiveSmallIntegerField(default=0, verbose_name="failed attempts")
        ),
    ]
