"""Requests for invoices of 100.00 under a policy of two steps, each open to the company's owner."""

from __future__ import annotations

from typing import Any

from apps.approvals import actions as acts
from apps.approvals.actions import engine
from apps.approvals.models import ApprovalRequest, RequestStep
from apps.approvals.payloads import delegation_body, policy_body, request_body
from apps.approvals.states import RequestState, StepState
from apps.invoices.models import Invoice
from apps.tenants.models import Membership, Tenant
from tests import factories as make
from tests.factories import AT
from tests.factories import approvals as given
from tests.scenarios.transitions import WHY, Case, by_key, each, setting
from tests.scenarios.transitions.invoices import an_invoice


def a_policy(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    make.member(company, "accountant")
    payer = make.client(company, f"P-{state}-{number}")
    row = given.drafted(company, given.BY_OWNER, client_id=payer.pk, code=f"{state}-{number}")
    if state == "draft":
        return row
    row = acts.activate_policy(row.pk, **how)
    return row if state == "active" else acts.retire_policy(row.pk, **how)


def a_request(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    invoice: Invoice = an_invoice(company, "in_approval", 100 * number + 1 + RequestState.values.index(state))
    row = ApprovalRequest.objects.get(live_key=f"invoice:{invoice.pk}")
    if state == "pending":
        return row
    if state == "withdrawn":
        return acts.withdraw_request(row.pk, **how)
    name = {"approved": "approve", "rejected": "reject", "voided": "void", "expired": "expire"}[state]
    return engine.end_request(name, row.pk, **how)


def a_step(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    request = a_request(company, "pending", 1000 + 10 * number + StepState.values.index(state))
    first, second = RequestStep.objects.filter(approval=request).order_by("position")
    if state in ("open", "waiting"):
        return first if state == "open" else second
    if state == "escalated":
        return engine.escalate_step(first.pk, **how)
    return {"approved": engine.approve_step, "rejected": engine.reject_step, "skipped": engine.skip_step}[state](first.pk, **how)


def a_delegation(company: Tenant, state: str, number: int) -> Any:
    giver = Membership.objects.filter(tenant=company, roles__icontains="owner").order_by("pk")[0]
    taker = make.member(company, "approver")
    row = acts.delegate(
        taker.user_id, giver_id=giver.user_id, starts_on=AT.date(), ends_before=AT.date().replace(year=2027), actor=make.system(company), at=AT
    )
    return row if state == "active" else acts.revoke_delegation(row.pk, actor=make.system(company), at=AT)


def named(row: Any, batch: Any) -> None:
    row.name = "Renamed"


def step(name: str, apply: Any, **more: Any) -> Case:
    return by_key(getattr(engine, f"{name}_step"), apply, **more)


def ended(name: str) -> Case:
    return Case(lambda row, actor: engine.end_request(name, row.pk, actor=actor, **WHY), engine.ending)


MAKERS = {
    "approvals.ApprovalPolicy": a_policy, "approvals.ApprovalRequest": a_request, "approvals.RequestStep": a_step,
    "approvals.Delegation": a_delegation,
}  # fmt: skip
CASES = {
    "approval_policy.update": Case(
        lambda row, actor: acts.update_policy(row.pk, actor=actor, name="Renamed", **WHY),
        each(named, lambda row: {"changed": {"name": ["Invoices", "Renamed"]}}),
    ),
    "approval_policy.activate": by_key(
        acts.activate_policy, each(lambda row, batch: setattr(row, "active_key", row.code), policy_body)
    ),
    "approval_policy.retire": by_key(acts.retire_policy, setting(policy_body, active_key=None)),
    "approval_request.approve": ended("approve"),
    "approval_request.reject": ended("reject"),
    "approval_request.withdraw": by_key(acts.withdraw_request, setting(request_body, live_key=None, ended_at=AT)),
    "approval_request.void": ended("void"),
    "approval_request.expire": ended("expire"),
    "approval_step.open": step("open", engine.opening),
    "approval_step.count": step("count", engine.counting),
    "approval_step.approve": step("approve", engine.closing),
    "approval_step.reject": step("reject", engine.closing),
    "approval_step.skip": step("skip", engine.closing),
    "approval_step.remind": step("remind", engine.reminding),
    "approval_step.escalate": step("escalate", engine.escalating),
    "delegation.revoke": by_key(acts.revoke_delegation, each(lambda row, batch: None, delegation_body)),
}
