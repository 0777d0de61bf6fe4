"""Parts of a batch know the batch whole. Lines that are there stay as they are: no batch was taken apart before."""

from django.db import migrations, models

from apps.journal.triggers import lifted


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_unread_files_append_only")]

    operations = lifted(
        "payments_statementline",
        migrations.AddField("statementline", "batch_key", models.CharField(blank=True, default="", editable=False, max_length=64)),
        migrations.AddIndex("statementline", models.Index(fields=["account", "batch_key"], name="statement_line_batch")),
    )
