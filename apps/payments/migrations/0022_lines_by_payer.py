"""Lines are found by the payer's account: to see for whom it has paid before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0021_provider_pages")]

    operations = [
        migrations.AddIndex("statementline", models.Index(fields=["tenant", "counterparty_iban"], name="statement_line_payer")),
    ]
