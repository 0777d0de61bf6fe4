"""A run counts the attempts of its workers that came to nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0006_match_items_append_only")]

    operations = [
        migrations.AddField(model_name="runprogress", name="attempts", field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(model_name="runprogress", name="problem", field=models.CharField(blank=True, default="", max_length=500), preserve_default=False),
    ]
