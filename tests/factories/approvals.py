"""Policies, and people who decide by them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from apps.approvals import actions
from apps.approvals.actions import StepDraft
from apps.approvals.models import ApprovalPolicy, ApprovalRequest
from apps.invoices.actions import submit_invoice
from apps.kernel.actor import Actor
from apps.tenants.actors import actor_for
from apps.tenants.models import Tenant, User
from tests import factories as make
from tests.factories import AT

_codes = itertools.count(1)
BY_APPROVER = StepDraft("role", role="approver")
BY_OWNER = StepDraft("role", role="owner")
BY_OWNER_TOO = StepDraft("role", role="owner", may_repeat=True)


def drafted(company: Tenant, *steps: StepDraft, **values: Any) -> ApprovalPolicy:
    """A draft for invoices, of one step by any approver where none is given."""
    values = {"name": "Invoices", "applies_to": "invoice", "starts_on": dt.date(2026, 1, 1)} | values
    code = values.pop("code", f"p{next(_codes)}")
    return actions.create_policy(code, steps or [BY_APPROVER], actor=make.system(company), at=AT, **values)


def policy(company: Tenant, *steps: StepDraft, **values: Any) -> ApprovalPolicy:
    """A policy that is switched on; its people must be there."""
    made = drafted(company, *steps, **values)
    return actions.activate_policy(made.pk, actor=make.system(company), at=AT)


def live(kind: str, about_id: int) -> ApprovalRequest | None:
    """The request that the document is before its approvers with, if it is."""
    return ApprovalRequest.objects.filter(live_key=f"{kind}:{about_id}").first()


def owner(company: Tenant) -> Actor:
    """The company's owner, acting."""
    return actor_for(User.objects.get(email=f"owner@{company.slug}.example"), company, door="admin")


def submitted(company: Tenant, amount: str = "100.00", *, by: Actor | None = None, payer: Any = None) -> ApprovalRequest:
    """The request of an invoice that was submitted. Needs a policy that applies, and a bound tenant."""
    invoice = make.draft(company, payer or make.client(company), amount)
    submit_invoice(invoice.pk, actor=by or make.system(company), at=AT)
    return ApprovalRequest.objects.get(live_key=f"invoice:{invoice.pk}")
