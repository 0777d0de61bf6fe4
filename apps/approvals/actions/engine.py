"""What the engine does to requests and steps: called by decisions and by the clock, never by a door.

Each is one act on a row that its caller holds locked; what a person may is checked before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from apps.approvals import people
from apps.approvals.business_hours import Workday, add_hours
from apps.approvals.cases import Case
from apps.approvals.models import ApprovalRequest, Decision, RequestStep
from apps.approvals.payloads import decision_body, request_body, step_body
from apps.approvals.states import StepState
from apps.approvals.transitions import (
    APPROVE,
    APPROVE_STEP,
    COUNT_STEP,
    ESCALATE_STEP,
    EXPIRE,
    OPEN_STEP,
    REJECT,
    REJECT_STEP,
    REMIND_STEP,
    SKIP_STEP,
    VOID,
)
from apps.kernel.actor import Actor
from apps.kernel.transitions import Transition
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch, performing


def workday_of(tenant_id: int) -> Workday:
    """The company's working day."""
    tenant = Tenant.objects.get(pk=tenant_id)
    return Workday(
        tenant.time_zone, tenant.workday_starts_at, tenant.workday_ends_at, country=tenant.holiday_country,
        days_off=frozenset(dt.date.fromisoformat(day) for day in tenant.days_off),
    )  # fmt: skip


# --- what each transition does to rows -----------------------------------------------------------
def opening(batch: Batch[RequestStep]) -> None:
    """waiting -> open: from now on it waits for its people, until its due time."""
    for row in batch.rows:
        set_open(row, at=batch.at, workday=workday_of(row.tenant_id), owner_user_id=row.approval.owner_user_id)
    batch.record(step_body)


def set_open(row: RequestStep, *, at: dt.datetime, workday: Workday, owner_user_id: int | None) -> None:
    """The columns of an open step."""
    row.queue_key = people.queue_key(row.rule, owner_user_id)
    row.opened_at, row.due_at = at, add_hours(at, row.rule.sla_hours, workday)
    row.wake_at = row.due_at


def closing(batch: Batch[RequestStep], decision: Decision | None = None) -> None:
    """To an end: it waits for nobody any more."""
    for row in batch.rows:
        row.queue_key = row.escalated_key = row.wake_at = None
        row.approved_count += decision is not None and decision.verdict == "approve"
    batch.record(lambda row: step_body(row) | decision_body(decision))


def counting(batch: Batch[RequestStep], decision: Decision | None = None) -> None:
    """One more approval, and not yet enough."""
    for row in batch.rows:
        row.approved_count += 1
    batch.record(lambda row: step_body(row) | decision_body(decision))


def reminding(batch: Batch[RequestStep]) -> None:
    """Late: the people are reminded, and again after as many working hours."""
    for row in batch.rows:
        row.reminded_count += 1
        row.wake_at = add_hours(batch.at, row.rule.sla_hours, workday_of(row.tenant_id))
    batch.record(lambda row: step_body(row) | {"reminded_count": row.reminded_count})


def escalating(batch: Batch[RequestStep]) -> None:
    """Late: one decision of those above settles it from now on."""
    for row in batch.rows:
        row.escalated_key = people.escalated_key(row.rule)
        row.wake_at = add_hours(batch.at, row.rule.sla_hours, workday_of(row.tenant_id))
    batch.record(lambda row: step_body(row) | {"to": row.escalated_key})


def ending(batch: Batch[ApprovalRequest]) -> None:
    """To an end: the document may come before its approvers again."""
    for row in batch.rows:
        row.live_key, row.ended_at = None, batch.at
    batch.record(request_body)


# --- on one row -----------------------------------------------------------------------------------
def _on_step(declared: Transition, apply: Callable[..., None]) -> Callable[..., RequestStep]:
    def run(step_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **more: Any) -> RequestStep:
        with performing(declared, RequestStep, step_id, actor=actor, at=at, reason=reason) as batch:
            apply(batch, **more)
        return batch.row

    run.__name__, run.__doc__ = f"{declared.name}_step", f"{declared.name}: {apply.__doc__}"
    return run


def _on_request(declared: Transition) -> Callable[..., ApprovalRequest]:
    def run(request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> ApprovalRequest:
        with performing(declared, ApprovalRequest, request_id, actor=actor, at=at, reason=reason) as batch:
            ending(batch)
        return batch.row

    run.__name__, run.__doc__ = f"{declared.name}_request", f"{declared.name}: {ending.__doc__}"
    return run


open_step = _on_step(OPEN_STEP, opening)
count_step = _on_step(COUNT_STEP, counting)
approve_step = _on_step(APPROVE_STEP, closing)
reject_step = _on_step(REJECT_STEP, closing)
skip_step = _on_step(SKIP_STEP, closing)
remind_step = _on_step(REMIND_STEP, reminding)
escalate_step = _on_step(ESCALATE_STEP, escalating)
_ends = {declared.name: _on_request(declared) for declared in (APPROVE, REJECT, VOID, EXPIRE)}


def end_request(name: str, request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> ApprovalRequest:
    """approve, reject, void or expire: to its end."""
    return _ends[name](request_id, actor=actor, at=at, reason=reason)


# What follows from a decision is done as the engine: the decider needs no right to it.
# --- the whole case -------------------------------------------------------------------------------
def advance(case: Case, *, actor: Actor, at: dt.datetime, reason: str = "") -> ApprovalRequest:
    """After a step was met: waits for the rest of its stage, or opens the next one, or approves the document."""
    actor = people.as_engine(actor)
    if any(step.state in (StepState.OPEN, StepState.ESCALATED) for step in case.steps):
        return case.request
    waiting = [step for step in case.steps if step.state == StepState.WAITING]
    if waiting:
        stage = min(step.stage for step in waiting)
        for step in waiting:
            if step.stage == stage:
                open_step(step.pk, actor=actor, at=at)
        return case.request
    request = end_request("approve", case.request.pk, actor=actor, at=at, reason=reason)
    case.subject.on_approved(request.about_id, actor=actor, at=at, reason=reason, digest=request.digest)
    return request


def end(case: Case, name: str, *, actor: Actor, at: dt.datetime, reason: str) -> ApprovalRequest:
    """Ends the case without approval: the steps left are skipped, the document goes back."""
    actor = people.as_engine(actor)
    for step in case.steps:
        if step.state in (StepState.WAITING, StepState.OPEN, StepState.ESCALATED):
            skip_step(step.pk, actor=actor, at=at)
    request = end_request(name, case.request.pk, actor=actor, at=at, reason=reason)
    if case.row is not None:
        case.subject.on_rejected(request.about_id, actor=actor, at=at, reason=reason)
    return request


def void(case: Case, *, actor: Actor, at: dt.datetime) -> ApprovalRequest:
    """Ends a case whose document is not what was submitted."""
    return end(case, "void", actor=actor, at=at, reason=_("The document was changed after it was submitted."))
