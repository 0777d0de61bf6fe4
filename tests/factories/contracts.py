"""Contracts to test with: 1,000.00 a month from 2026-01-01, in every state, by acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from apps.clients.models import Client
from apps.contracts import actions as acts
from apps.contracts.actions.draft import TermDraft
from apps.contracts.models import Amendment, Contract
from apps.tenants.models import Tenant
from tests.factories import AT, approvals, member, system

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
SIGNED_ON = dt.date(2026, 1, 5)


def monthly(amount: str = "1000.00", **more: Any) -> TermDraft:
    return TermDraft(**{"kind": "recurring", "description": "Support", "amount": Decimal(amount), "tax_code": "none", "every_months": 1,
                        "timing": "advance"} | more)  # fmt: skip


@contextmanager
def policy_for_all(company: Tenant) -> Iterator[None]:
    """Contracts and amendments need the owner's approval inside the block; what was submitted there keeps its request."""
    made = [under_a_policy(company, kind) for kind in ("contract", "amendment")]
    try:
        yield
    finally:
        for policy in made:
            approvals.actions.retire_policy(policy.pk, actor=system(company), at=AT)


def under_a_policy(company: Tenant, kind: str, *steps: Any, **values: Any) -> Any:
    """A policy for contracts or amendments; by the owner, where no steps are given. The accountant makes four eyes."""
    member(company, "accountant")
    return approvals.policy(company, *(steps or (approvals.BY_OWNER,)), applies_to=kind, **values)


def draft(company: Tenant, client: Client, number: str, terms: Any = None, **head: Any) -> Contract:
    values = {"title": f"Contract {number}", "starts_on": dt.date(2026, 1, 1), "number": number}
    return acts.create_contract(client.pk, [monthly()] if terms is None else terms, actor=system(company), at=AT, **values | head)


def document(company: Tenant, contract: Contract, data: bytes = PDF, name: str = "signed.pdf") -> Any:
    return acts.attach_document(contract.pk, data, name, actor=system(company), at=AT)


def active(company: Tenant, client: Client, number: str, terms: Any = None, **head: Any) -> Contract:
    made = draft(company, client, number, terms, **head)
    acts.submit_contract(made.pk, actor=system(company), at=AT)
    document(company, made)
    return acts.activate_contract(made.pk, SIGNED_ON, actor=system(company), at=AT)


def contract_in(state: str, company: Tenant, client: Client, number: str, **head: Any) -> Contract:
    how: dict[str, Any] = {"actor": system(company), "at": AT}
    if state in ("draft", "in_approval", "approved", "cancelled"):
        made = draft(company, client, number, **head)
        if state == "in_approval":
            with policy_for_all(company):
                return acts.submit_contract(made.pk, **how)
        if state == "cancelled":
            return acts.cancel_contract(made.pk, **how)
        if state == "approved":
            document(company, made)
            return acts.submit_contract(made.pk, **how)
        return made
    made = active(company, client, number, **head)
    if state == "suspended":
        return acts.suspend_contract(made.pk, reason="why", **how)
    if state == "terminated":
        return acts.terminate_contract(made.pk, AT.date(), reason="why", **how)
    return acts.expire_contract(made.pk, **how) if state == "expired" else made


def amendment(company: Tenant, contract: Contract, **changes: Any) -> Amendment:
    values = {"title": "Other terms", **(changes or {"fields": {"title": "Renamed"}})}
    return acts.propose_amendment(contract.pk, actor=system(company), at=AT, **values)
