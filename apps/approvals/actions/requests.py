"""From submission to withdrawal: called by the nouns, inside their own acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from apps.approvals import subjects
from apps.approvals.actions import engine
from apps.approvals.business_hours import Workday
from apps.approvals.cases import take
from apps.approvals.choice import candidates, choose, is_asked
from apps.approvals.models import ApprovalPolicy, ApprovalRequest, BarredPerson, PolicyStep, RequestStep
from apps.approvals.payloads import request_body, step_rule_body
from apps.approvals.people import as_engine
from apps.approvals.states import RequestState, StepState
from apps.approvals.subjects import Facts, Subject
from apps.approvals.transitions import OPEN_REQUEST, SKIP_STEP, WITHDRAW
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason, Refused, Stale
from apps.kernel.transitions import Transition, wrong_state
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import creating, finish, take_chunk
from apps.workflow.unit import unit_of_work


def open_requests(kind: str, rows: Sequence[Any], *, actor: Actor, at: dt.datetime) -> dict[int, ApprovalRequest]:
    """Asks for the approval of each row that a policy applies to; the requests by the rows' keys.

    Called by the noun's submit act, which holds the rows locked. A row that is not among the keys needs no approval.
    One query where no policy is active. Raises Refused where a document is before its approvers already.
    """
    if not rows or not is_asked(kind):
        return {}
    subject = subjects.get(kind)
    facts = subject.facts_of(list(rows))
    tenant = Tenant.objects.get(pk=actor.tenant_id)
    day = clock.local_date(at, tenant.time_zone)
    policies = candidates(kind, facts.values(), day)
    chosen = [(row, policy) for row in rows if (policy := choose(policies, facts[row.pk], day)) is not None]
    if not chosen:
        return {}
    prefetch_related_objects(list({policy.pk: policy for _row, policy in chosen}.values()), "steps")
    with creating(OPEN_REQUEST, ApprovalRequest, actor=as_engine(actor), at=at) as batch:
        batch.add(*[_request(subject, row, policy, facts[row.pk], actor, at) for row, policy in chosen])
        storage.insert([BarredPerson(request=made, user_id=user_id) for made in batch.rows for user_id in _barred(facts[made.about_id], actor)])
        workday = engine.workday_of(actor.tenant_id)
        storage.insert([step for made in batch.rows for step in _steps(made, at, workday)])
        bodies = {policy.pk: [step_rule_body(step) for step in policy.steps.all()] for _row, policy in chosen}
        batch.record(lambda row: request_body(row) | {"steps": bodies[row.policy_id]})
    return {made.about_id: made for made in batch.rows}


def open_request(kind: str, row: Any, *, actor: Actor, at: dt.datetime) -> ApprovalRequest | None:
    """`open_requests` for one row: None where no policy applies."""
    return open_requests(kind, [row], actor=actor, at=at).get(row.pk)


def _request(subject: Subject, row: Any, policy: ApprovalPolicy, facts: Facts, actor: Actor, at: dt.datetime) -> ApprovalRequest:
    content, digest = subjects.frozen(subject.content(row))
    expires_at = at + dt.timedelta(days=policy.expire_days) if policy.expire_days else None
    return ApprovalRequest(
        policy=policy, about_kind=subject.kind, about_id=row.pk, label=(facts.label or str(row))[:200], digest=digest, content=content,
        amount_minor=facts.amount_minor, currency=facts.currency, client_id=facts.client_id, department=facts.department,
        contract_kind=facts.contract_kind, owner_user_id=facts.owner_user_id, submitted_by_id=actor.user_id, submitted_label=actor.label[:160],
        submitted_at=at, expires_at=expires_at, live_key=f"{subject.kind}:{row.pk}",
    )  # fmt: skip


def _barred(facts: Facts, actor: Actor) -> list[int]:
    return sorted({user_id for user_id in (actor.user_id, facts.prepared_by_user_id, *facts.also_prepared_by) if user_id is not None})


def _steps(request: ApprovalRequest, at: dt.datetime, workday: Workday) -> list[RequestStep]:
    """The steps of a new request, those of the first stage open."""
    found: list[RequestStep] = []
    stage = 0
    rules: list[PolicyStep] = sorted(request.policy.steps.all(), key=lambda step: step.position)
    for rule in rules:
        stage += not rule.parallel or not found
        step = RequestStep(
            approval=request, rule=rule, position=rule.position, stage=stage, about_kind=request.about_kind, about_id=request.about_id,
            amount_minor=request.amount_minor, currency=request.currency, may_repeat=rule.may_repeat, state=StepState.OPEN if stage == 1 else StepState.WAITING,
        )  # fmt: skip
        if stage == 1:
            engine.set_open(step, at=at, workday=workday, owner_user_id=request.owner_user_id)
        found.append(step)
    return found


def close_withdrawn(kind: str, ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str = "") -> dict[int, Reason]:
    """Withdraws the live requests of documents that their noun's withdraw act holds locked.

    Only who submitted may; the documents of others come back with the reason, and their requests stay as they are. A
    document without a live request passes.
    """
    with unit_of_work(actor=actor, at=at):
        live = list(ApprovalRequest.objects.filter(live_key__in=[f"{kind}:{pk}" for pk in ids]).order_by("pk"))
        own = [row.pk for row in live if _submitted(row, actor)]
        withdrawn = take_chunk(WITHDRAW, ApprovalRequest, own, actor=as_engine(actor), at=at, reason=reason, params={})
        steps = RequestStep.objects.filter(approval_id__in=[row.pk for row in withdrawn.rows], state__in=["waiting", "open", "escalated"])
        skipped = take_chunk(SKIP_STEP, RequestStep, sorted(steps.values_list("pk", flat=True)), actor=as_engine(actor), at=at, reason="", params={})
        if skipped.rows:
            engine.closing(skipped)
            finish(skipped)
        if withdrawn.rows:
            engine.ending(withdrawn)
            finish(withdrawn)
        refused = {row.about_id for row in live} - {row.about_id for row in withdrawn.rows}
        return dict.fromkeys(refused, Reason("not_submitter", _("Only who submitted a document may withdraw it.")))


def _submitted(request: ApprovalRequest, actor: Actor) -> bool:
    if actor.is_system:
        return True
    if actor.user_id is None:
        return request.submitted_by_id is None and request.submitted_label == actor.label
    return request.submitted_by_id == actor.user_id


def withdraw_request(
    request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ApprovalRequest:
    """The submitter takes the document back, by the noun's own withdraw act. Raises NotVisible, NotPermitted, Stale, Refused."""
    with unit_of_work(actor=actor, at=at):
        case = take(request_id, actor=actor)
        require_pending(case.request, WITHDRAW, expected_version)
        if case.subject.on_withdrawn is None:
            raise Refused(Reason("not_withdrawable", _("Documents of this kind are not withdrawn.")))
        case.subject.on_withdrawn(case.request.about_id, actor=actor, at=at, reason=reason)
        return ApprovalRequest.objects.get(pk=request_id)


def void_if_changed(request_id: int, *, actor: Actor, at: dt.datetime) -> ApprovalRequest:
    """pending -> voided if the document is not what was submitted; else the request as it is."""
    with unit_of_work(actor=actor, at=at):
        case = take(request_id, actor=actor)
        if case.request.state == RequestState.PENDING and not case.unchanged:
            return engine.void(case, actor=actor, at=at)
        return case.request


def require_pending(request: ApprovalRequest, act: Transition, expected_version: int | None) -> None:
    """Raises Refused for a request that has ended, Stale for one that has moved on."""
    if request.state != RequestState.PENDING:
        raise Refused(wrong_state(act, request.get_state_display()))
    if expected_version is not None and request.version != expected_version:
        told = _("You worked on version %(yours)s; the record is at version %(now)s.")
        raise Stale(Reason("stale", told, params={"yours": expected_version, "now": request.version}))


def unproven(kind: str, digests: dict[int, str], rows: Sequence[Any], *, actor: Actor, at: dt.datetime) -> dict[int, Reason]:
    """What speaks against executing documents that stand as approved, by key.

    `digests`: what each row says was approved, "" for nothing. Refused are: content that is not that of the digest; a
    digest that no approved request has; no digest where a policy applies. As many queries for a set as for one.
    """
    subject = subjects.get(kind)
    found: dict[int, Reason] = {}
    said = {pk: digest for pk, digest in digests.items() if digest}
    proven = set(
        ApprovalRequest.objects.filter(about_kind=kind, about_id__in=said, state=RequestState.APPROVED).values_list("about_id", "digest")
    ) if said else set()  # fmt: skip
    unasked = [row for row in rows if row.pk not in said]
    facts = subject.facts_of(unasked) if unasked and is_asked(kind) else {}
    day = clock.local_date(at, Tenant.objects.get(pk=actor.tenant_id).time_zone) if facts else at.date()
    policies = candidates(kind, facts.values(), day) if facts else []
    for row in rows:
        if row.pk not in said:
            if policies and choose(policies, facts[row.pk], day) is not None:
                found[row.pk] = Reason("not_approved", _("A policy asks for approval of this document; take it back to draft and submit it."))
        elif (row.pk, said[row.pk]) not in proven:
            found[row.pk] = Reason("no_approval", _("No approval is on record for what this document holds."))
        elif subjects.digest_of(subject, row) != said[row.pk]:
            found[row.pk] = Reason("changed_since_approval", _("The document is not what was approved; take it back to draft and submit it again."))
    return found
