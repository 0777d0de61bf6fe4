"""What a decision on a contract or an amendment is about: the material fields, canonical and JSON-able."""

from __future__ import annotations

from typing import Any

from apps.approvals.subjects import frozen
from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.contracts.payloads import head_values, term_values, terms_body
from apps.contracts.transitions import AMEND


def content(contract: Contract) -> dict[str, Any]:
    """The material fields and the terms in force: any change of them is another content. Reads the terms.

    Documents are no part of it: the signed one is attached when the contract is approved already.
    """
    terms = BillingTerm.objects.filter(contract=contract, is_live=True).order_by("position", "pk")
    return head_values(contract) | {"terms": terms_body(list(terms))}


def digest(contract: Contract) -> str:
    """SHA-256, hex, of the content as it is now."""
    return frozen(content(contract))[1]


def amendment_content(amendment: Amendment) -> dict[str, Any]:
    """What the amendment changes, from what to what, and how that stands in the contract now; and whether the contract
    can still be amended. So a change of what it touches is another content, and one of anything else is not.

    Reads the contract anew, and those of its terms that are touched.
    """
    contract = Contract.objects.get(pk=amendment.contract_id)
    changes, head = amendment.changes, head_values(contract)
    touched = [pk for pk, _old, _new in changes.get("terms", []) if pk is not None]
    found = BillingTerm.objects.filter(contract=contract, pk__in=touched, is_live=True)
    terms = {str(term.pk): term_values(term) for term in found}
    return {
        "contract_id": amendment.contract_id, "number": amendment.number, "title": amendment.title, "base_version": amendment.base_version,
        "changes": changes, "change_count": amendment.change_count, "amendable": contract.state in AMEND.sources,
        "stands": {"fields": {name: head[name] for name in changes.get("fields", {}) if name in head}, "terms": terms},
    }  # fmt: skip
