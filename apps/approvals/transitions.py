"""The state machines of policies, requests, steps and delegations, on one screen.

Requests and steps are moved by the engine only: what a person does is decide, withdraw, delegate.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals.states import DelegationState as D
from apps.approvals.states import PolicyState as P
from apps.approvals.states import RequestState as R
from apps.approvals.states import StepState as S
from apps.kernel.transitions import Creation, Machine, Transition

CREATE_POLICY = Creation("approval_policy", "create_policy", "approval_policy.created", _("New approval policy"))
REVISE_POLICY = Creation("approval_policy", "create_policy", "approval_policy.revised", _("Next version"), name="revise")


def _policy(name: str, label: Any, past: str, source: str, *targets: str, permission: str) -> Transition:
    return Transition(name, "approval_policy", permission, f"approval_policy.{past}", label, sources=(source,), targets=targets)


UPDATE_POLICY = _policy("update", _("Edit"), "updated", P.DRAFT, permission="update_policy")
ACTIVATE = _policy("activate", _("Switch on"), "activated", P.DRAFT, P.ACTIVE, permission="activate_policy")
RETIRE = _policy("retire", _("Switch off"), "retired", P.ACTIVE, P.RETIRED, permission="retire_policy")
POLICY = Machine("approval_policy", UPDATE_POLICY, ACTIVATE, RETIRE, label=_("Approval policy"))

OPEN_REQUEST = Creation("approval_request", "decide_request", "approval_request.opened", _("Ask for approval"), name="open")


def _request(name: str, label: Any, past: str, target: str, **more: Any) -> Transition:
    permission = more.pop("permission", "decide_request")
    return Transition(
        name, "approval_request", permission, f"approval_request.{past}", label, sources=(R.PENDING,), targets=(target,), by=more.pop("by", "engine"), **more
    )


APPROVE = _request("approve", _("Approve"), "approved", R.APPROVED)
REJECT = _request("reject", _("Reject"), "rejected", R.REJECTED)
WITHDRAW = _request("withdraw", _("Withdraw"), "withdrawn", R.WITHDRAWN, permission="withdraw_request")
VOID = _request("void", _("Make void"), "voided", R.VOIDED)
EXPIRE = _request("expire", _("Let expire"), "expired", R.EXPIRED, by="job")
REQUEST = Machine("approval_request", APPROVE, REJECT, WITHDRAW, VOID, EXPIRE, label=_("Approval request"))


def _step(name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, by: str = "engine") -> Transition:
    return Transition(name, "approval_step", "decide_request", f"approval_step.{past}", label, sources=sources, targets=targets, by=by)


OPEN_STEP = _step("open", _("Open the step"), "opened", (S.WAITING,), S.OPEN)
COUNT_STEP = _step("count", _("Count a decision"), "counted", (S.OPEN, S.ESCALATED))
APPROVE_STEP = _step("approve", _("Approve"), "approved", (S.OPEN, S.ESCALATED), S.APPROVED)
REJECT_STEP = _step("reject", _("Reject"), "rejected", (S.OPEN, S.ESCALATED), S.REJECTED)
SKIP_STEP = _step("skip", _("Skip"), "skipped", (S.WAITING, S.OPEN, S.ESCALATED), S.SKIPPED)
REMIND_STEP = _step("remind", _("Remind"), "reminded", (S.OPEN, S.ESCALATED), by="job")
ESCALATE_STEP = _step("escalate", _("Escalate"), "escalated", (S.OPEN,), S.ESCALATED, by="job")
STEP = Machine(
    "approval_step", OPEN_STEP, COUNT_STEP, APPROVE_STEP, REJECT_STEP, SKIP_STEP, REMIND_STEP, ESCALATE_STEP, label=_("Approval step")
)

DELEGATE = Creation("delegation", "create_delegation", "delegation.created", _("Delegate"))
REVOKE = Transition(
    "revoke", "delegation", "revoke_delegation", "delegation.revoked", _("Revoke"), sources=(D.ACTIVE,), targets=(D.REVOKED,)
)
DELEGATION = Machine("delegation", REVOKE, label=_("Delegation"))
