"""What the journal keeps of contracts and amendments, version 1, and the values that amendments compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.kernel.money import decimal_text

# How the journal tells what happened, by type.
TOLD = {
    "contract.created": _("Contract drafted"),
    "contract.imported": _("Contract taken in"),
    "contract.updated": _("Contract changed"),
    "contract.submitted": _("Contract submitted"),
    "contract.withdrawn": _("Contract withdrawn"),
    "contract.approved": _("Contract approved"),
    "contract.rejected": _("Contract rejected"),
    "contract.cancelled": _("Contract cancelled"),
    "contract.activated": _("Contract in force"),
    "contract.suspended": _("Contract suspended"),
    "contract.resumed": _("Contract resumed"),
    "contract.terminated": _("Contract terminated"),
    "contract.expired": _("Contract expired"),
    "contract.renewed": _("Contract renewed"),
    "contract.notice_due": _("Notice period is about to begin"),
    "contract.document_attached": _("Document attached"),
    "contract.milestone_reached": _("Milestone reached"),
    "contract.amended": _("Contract amended"),
    "amendment.proposed": _("Amendment drafted"),
    "amendment.updated": _("Amendment changed"),
    "amendment.submitted": _("Amendment submitted"),
    "amendment.withdrawn": _("Amendment withdrawn"),
    "amendment.approved": _("Amendment approved"),
    "amendment.rejected": _("Amendment rejected"),
    "contract.shared": _("Contract shared"),
    "contract.unshared": _("Sharing of the contract ended"),
}

HEAD = (
    "number", "client_id", "title", "kind", "currency", "value_minor", "starts_on", "ends_before", "notice_days", "renewal",
    "renewal_months", "owner_id",
)  # fmt: skip
TERM = (
    "kind", "description", "amount_minor", "tax_code", "due_on", "every_months", "timing", "aligned", "starts_on", "ends_before",
)  # fmt: skip


def plain(value: Any) -> Any:
    """A column's value as JSON has it: days in ISO form."""
    return value.isoformat() if isinstance(value, dt.date) else value


def head_values(contract: Contract) -> dict[str, Any]:
    """What a person enters of a contract, JSON-able; amounts in minor units."""
    return {name: plain(getattr(contract, name)) for name in HEAD}


def term_values(term: BillingTerm) -> dict[str, Any]:
    """What a person enters of a term, JSON-able; amounts in minor units."""
    return {name: plain(getattr(term, name)) for name in TERM}


def contract_body(contract: Contract) -> dict[str, Any]:
    """The fields that others may rely on."""
    return {
        "number": contract.number,
        "client_id": contract.client_id,
        "title": contract.title,
        "kind": contract.kind,
        "currency": contract.currency,
        "value": decimal_text(contract.value_minor, contract.currency),
        "starts_on": contract.starts_on,
        "ends_before": contract.ends_before,
        "terms_version": contract.terms_version,
    }


def terms_body(terms: Sequence[BillingTerm]) -> list[dict[str, Any]]:
    """The terms in order."""
    return [term_values(term) for term in terms]


def amendment_body(amendment: Amendment) -> dict[str, Any]:
    """What is proposed, on which version, and the version that it made."""
    return {
        "contract_id": amendment.contract_id,
        "number": amendment.number,
        "title": amendment.title,
        "changes": amendment.changes,
        "base_version": amendment.base_version,
        "applied_version": amendment.applied_version,
    }
