"""An invoice holds the digest of its lines and tax totals; empty for those that were written before."""

from django.db import migrations, models

from apps.journal.triggers import lifted

DIGEST = models.CharField(blank=True, editable=False, default="", max_length=64, verbose_name="digest of the lines")


class Migration(migrations.Migration):
    dependencies = [("invoices", "0007_bounds_of_numbers")]

    operations = [
        migrations.AddField(model_name="invoice", name="content_digest", field=DIGEST.clone(), preserve_default=False),
        *lifted(
            "invoices_historicalinvoice",
            migrations.AddField(model_name="historicalinvoice", name="content_digest", field=DIGEST.clone(), preserve_default=False),
        ),
    ]
