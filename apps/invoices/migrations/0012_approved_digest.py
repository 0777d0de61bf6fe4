"""An invoice remembers what was approved. SQLite makes a table anew for a column: the triggers of the history go with the
old one, and those of lines and tax totals, which name the invoices, stand in the way."""

from django.db import migrations, models

from apps.journal.triggers import lifted


def _column() -> models.CharField:
    return models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="digest of what was approved")


_CHECK = models.CheckConstraint(
    condition=models.Q(("approved_digest", ""), models.Q(("state__in", ["draft", "in_approval"]), _negated=True), _connector="OR"),
    name="invoice_digest_from_approval_on",
    violation_error_message="What was approved is on record from the approval on, and not before.",
)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_append_only"),
        ("invoices", "0011_billing"),
    ]

    operations = [
        *lifted("invoices_historicalinvoice", migrations.AddField("historicalinvoice", "approved_digest", _column())),
        *lifted(
            "invoices_invoiceline",
            *lifted(
                "invoices_invoicetaxtotal",
                migrations.AddField("invoice", "approved_digest", _column()),
                migrations.AddConstraint("invoice", _CHECK),
            ),
        ),
    ]
