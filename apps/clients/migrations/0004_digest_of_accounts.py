"""A client holds the digest of its accounts; empty for those that were written before."""

from django.db import migrations, models

from apps.journal.triggers import lifted

DIGEST = models.CharField(blank=True, editable=False, default="", max_length=64, verbose_name="digest of the accounts")


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_known_states")]

    operations = [
        migrations.AddField(model_name="client", name="ibans_digest", field=DIGEST.clone(), preserve_default=False),
        *lifted(
            "clients_historicalclient",
            migrations.AddField(model_name="historicalclient", name="ibans_digest", field=DIGEST.clone(), preserve_default=False),
        ),
    ]
