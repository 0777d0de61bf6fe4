"""Lines and tax totals change while their invoice is a draft, and never afterwards."""

from django.db import migrations

from apps.journal.triggers import fixed_with_parent


class Migration(migrations.Migration):
    dependencies = [("invoices", "0008_digest_of_lines")]

    operations = [
        *fixed_with_parent("invoices_invoiceline", "invoices_invoice", "invoice_id", while_in=("draft",)),
        *fixed_with_parent("invoices_invoicetaxtotal", "invoices_invoice", "invoice_id", while_in=("draft",)),
    ]
