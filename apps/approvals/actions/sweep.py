"""What the clock does: late steps are reminded of, escalated or rejected; old requests expire.

The due time is a column; whoever comes to it first does it, and whoever comes after finds nothing to do.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from apps.approvals.actions import engine
from apps.approvals.actions.decide import is_met
from apps.approvals.cases import take
from apps.approvals.models import ApprovalRequest, RequestStep
from apps.approvals.people import Roster
from apps.approvals.states import LIVE, Breach, RequestState, StepState
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.tenants.scope import scope, unscoped
from apps.workflow.unit import unit_of_work

MOST = 1000


def late_steps(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, step) that are to be looked at, at most MOST: for the sweeper."""
    found = unscoped(RequestStep, reason="the sweeper looks at every tenant's late steps").filter(tenant_id__in=_companies(), wake_at__lte=now)
    return list(found.order_by("wake_at").values_list("tenant_id", "pk")[:MOST])


def old_requests(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, request) that are to expire, at most MOST: for the sweeper."""
    found = unscoped(ApprovalRequest, reason="the sweeper ends every tenant's old requests")
    return list(found.filter(tenant_id__in=_companies(), state=RequestState.PENDING, expires_at__lte=now).values_list("tenant_id", "pk")[:MOST])


def _companies() -> list[int]:
    """The active ones; named, since every index begins with the company."""
    return list(Tenant.objects.filter(is_active=True).values_list("pk", flat=True))


def wake_step(tenant_id: int, step_id: int, *, at: dt.datetime) -> RequestStep | None:
    """Does what the policy says of a late step: remind, escalate (then remind), or reject. None for no such step.

    Idempotent by the step's own `wake_at`, read under its lock. A document that has changed voids its request here too,
    and a step that needs all is met if those who are left have approved.
    """
    actor = system_actor(tenant_id, "approvals")
    with scope(tenant_id), unit_of_work(actor=actor, at=at):
        request_id = RequestStep.objects.filter(pk=step_id).values_list("approval_id", flat=True).first()
        if request_id is None:
            return None
        case = take(request_id, actor=actor)
        step = next(item for item in case.steps if item.pk == step_id)
        if step.state not in LIVE or step.wake_at is None or step.wake_at > at:
            return step
        if not case.unchanged:
            engine.void(case, actor=actor, at=at)
        elif is_met(case, Roster(tenant_id, at), step):
            met = engine.approve_step(step_id, actor=actor, at=at)
            case.steps = [met if item.pk == step_id else item for item in case.steps]
            engine.advance(case, actor=actor, at=at)
        elif step.rule.on_breach == Breach.REJECT:
            why = _("Nobody decided in time.")
            rejected = engine.reject_step(step_id, actor=actor, at=at, reason=why)
            case.steps = [rejected if item.pk == step_id else item for item in case.steps]
            engine.end(case, "reject", actor=actor, at=at, reason=why)
        elif step.rule.on_breach == Breach.ESCALATE and step.state == StepState.OPEN:
            engine.escalate_step(step_id, actor=actor, at=at)
        else:
            engine.remind_step(step_id, actor=actor, at=at)
        return RequestStep.objects.get(pk=step_id)


def expire_request(tenant_id: int, request_id: int, *, at: dt.datetime) -> ApprovalRequest:
    """pending -> expired where its last day has passed; else the request as it is."""
    actor = system_actor(tenant_id, "approvals")
    with scope(tenant_id), unit_of_work(actor=actor, at=at):
        case = take(request_id, actor=actor)
        request = case.request
        if request.state != RequestState.PENDING or request.expires_at is None or request.expires_at > at:
            return request
        return engine.end(case, "expire", actor=actor, at=at, reason=_("Nobody finished it before its last day."))
