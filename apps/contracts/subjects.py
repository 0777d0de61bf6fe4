"""What approvals look at: the content that a decision is about, and the facts that policies choose by.

Both are pure reads of one row and its terms, ready to be registered as a subject of approval.
"""

from __future__ import annotations

from typing import Any

from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.contracts.payloads import head_values, terms_body


def content(contract: Contract) -> dict[str, Any]:
    """The material fields and the terms, canonical and JSON-able: any change of them is another content.

    Documents are no part of it: the signed one is attached when the contract is approved already.
    """
    terms = BillingTerm.objects.filter(contract=contract, is_live=True).order_by("position", "pk")
    return head_values(contract) | {"terms": terms_body(list(terms))}


def facts(contract: Contract) -> dict[str, Any]:
    """What a policy may ask about: amount in minor units with its currency, kind, client, owner."""
    return {
        "amount_minor": contract.value_minor, "currency": contract.currency, "contract_kind": contract.kind,
        "client_id": contract.client_id, "owner_id": contract.owner_id,
    }  # fmt: skip


def amendment_content(amendment: Amendment) -> dict[str, Any]:
    """What the amendment changes in which contract."""
    return {"contract_id": amendment.contract_id, "title": amendment.title, "changes": amendment.changes}


def amendment_facts(amendment: Amendment) -> dict[str, Any]:
    """As of the contract, with the value that it would have."""
    value = amendment.changes.get("fields", {}).get("value_minor")
    return facts(amendment.contract) | ({"amount_minor": value[1]} if value else {})
