"""What the journal keeps of approvals, version 1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals.models import ApprovalPolicy, ApprovalRequest, Decision, Delegation, PolicyStep, RequestStep
from apps.kernel.money import decimal_text

# How the journal tells what happened, by type.
TOLD = {
    "approval_policy.created": _("Approval policy drafted"),
    "approval_policy.revised": _("Next version of an approval policy drafted"),
    "approval_policy.updated": _("Approval policy changed"),
    "approval_policy.activated": _("Approval policy switched on"),
    "approval_policy.retired": _("Approval policy switched off"),
    "approval_request.opened": _("Approval asked for"),
    "approval_request.approved": _("Approval given"),
    "approval_request.rejected": _("Approval refused"),
    "approval_request.withdrawn": _("Approval request withdrawn"),
    "approval_request.voided": _("Approval request void: the document changed"),
    "approval_request.expired": _("Approval request expired"),
    "approval_step.opened": _("Approval step opened"),
    "approval_step.counted": _("A decision counted"),
    "approval_step.approved": _("Approval step met"),
    "approval_step.rejected": _("Approval step rejected"),
    "approval_step.skipped": _("Approval step not needed any more"),
    "approval_step.reminded": _("Approvers reminded"),
    "approval_step.escalated": _("Approval step escalated"),
    "delegation.created": _("Approvals delegated"),
    "delegation.revoked": _("Delegation revoked"),
}

POLICY_FIELDS = (
    "name", "applies_to", "currency", "amount_from_minor", "amount_below_minor", "client_id", "department", "contract_kind",
    "starts_on", "ends_before", "expire_days",
)  # fmt: skip
STEP_FIELDS = (
    "parallel", "who", "role", "user_id", "permission", "quorum", "quorum_count", "sla_hours", "on_breach", "escalate_role",
    "escalate_user_id", "may_repeat",
)  # fmt: skip


def policy_body(policy: ApprovalPolicy) -> dict[str, Any]:
    """The policy whole, with its steps in order."""
    steps = [step_rule_body(step) for step in PolicyStep.objects.filter(policy_id=policy.pk).order_by("position")]
    return {"code": policy.code, "number": policy.number} | {name: getattr(policy, name) for name in POLICY_FIELDS} | {"steps": steps}


def step_rule_body(step: PolicyStep) -> dict[str, Any]:
    """What one step of a policy says."""
    return {name: getattr(step, name) for name in STEP_FIELDS}


def request_body(request: ApprovalRequest) -> dict[str, Any]:
    """The document, its amount and digest, and the policy that it goes by."""
    return {
        "about_kind": request.about_kind,
        "about_id": request.about_id,
        "label": request.label,
        "digest": request.digest,
        "policy": request.policy.code,
        "policy_version": request.policy.number,
        "amount": decimal_text(request.amount_minor, request.currency or "XXX"),
        "currency": request.currency,
    }


def step_body(step: RequestStep) -> dict[str, Any]:
    """Where the step stands."""
    return {
        "request": step.approval_id,
        "about_kind": step.about_kind,
        "about_id": step.about_id,
        "position": step.position,
        "due_at": step.due_at,
        "approved_count": step.approved_count,
    }


def decision_body(decision: Decision | None) -> dict[str, Any]:
    """Who said what, for whom."""
    if decision is None:
        return {}
    return {
        "verdict": decision.verdict,
        "decided_by": decision.decided_by_id,
        "on_behalf_of": decision.on_behalf_of_id,
        "by_escalation": decision.by_escalation,
    }


def delegation_body(delegation: Delegation) -> dict[str, Any]:
    """From whom to whom, when, for what."""
    return {
        "giver": delegation.giver_id,
        "taker": delegation.taker_id,
        "starts_on": delegation.starts_on,
        "ends_before": delegation.ends_before,
        "kinds": delegation.kinds,
        "cap": None if delegation.cap_minor is None else decimal_text(delegation.cap_minor, delegation.currency),
        "currency": delegation.currency,
    }
