"""What belonged to a contract at a time: its billing terms by their history, its documents, which are only added."""

from django.utils.translation import gettext_lazy as _

from apps.contracts.models import Amendment, BillingTerm, Contract, ContractDocument
from apps.contracts.queries import differences
from apps.workflow import past, wording

_TERM = (
    "kind", "description", "amount_minor", "tax_code", "every_months", "timing", "aligned", "starts_on", "ends_before", "due_on", "reached_on",
    "is_live",
)  # fmt: skip


def changes_text(amendment: Amendment) -> str:
    """What an amendment, or a version of one, changes: a line for each field."""
    return "\n".join(f"{item.label}: {item.before} → {item.after}" for item in differences(amendment))


def register() -> None:
    """Declares them. Called from ready()."""
    terms = past.kept_by_history(BillingTerm, "contract", names=_TERM, order="position")
    documents = past.appended(ContractDocument, "contract", names=("name", "content_type", "size", "sha256", "uploaded_at"), since="uploaded_at")
    past.register(past.Children(Contract, _("Billing terms"), terms, "contracts.view_billingterm"))
    past.register(past.Children(Contract, _("Documents"), documents))
    wording.register(Amendment._meta.label, "changes", changes_text)
