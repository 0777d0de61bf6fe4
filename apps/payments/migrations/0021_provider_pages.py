"""Payment pages that are made at providers. SQLite makes the history's table anew for a column, and its triggers go with the old one."""

from django.db import migrations, models

from apps.journal.triggers import lifted


def _columns(name: str) -> list[migrations.AddField]:
    return [
        migrations.AddField(name, "page_key", models.CharField(blank=True, default="", editable=False, max_length=32)),
        migrations.AddField(name, "page_url", models.TextField(blank=True, default="", verbose_name="payment page")),
    ]


class Migration(migrations.Migration):
    dependencies = [("payments", "0020_statement_profiles_append_only")]

    operations = [
        *lifted("payments_historicalproviderpayment", *_columns("historicalproviderpayment")),
        *_columns("providerpayment"),
        migrations.AddIndex("providerpayment", models.Index(fields=["connection", "page_key"], name="provider_payment_page")),
    ]
