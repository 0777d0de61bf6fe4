"""Approve or reject: one person, one step, for oneself or on behalf of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from apps.approvals.actions import engine
from apps.approvals.actions.requests import require_pending
from apps.approvals.cases import Case, look, take
from apps.approvals.models import ApprovalRequest, Decision, RequestStep
from apps.approvals.people import DECIDE, Roster, as_engine
from apps.approvals.states import Quorum, RequestState, Verdict
from apps.approvals.transitions import APPROVE, REJECT
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, NotPermitted, Reason, Refusal, Refused
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.observed import observing_act
from apps.workflow.unit import unit_of_work

BARRED = Reason("four_eyes", _("You submitted or prepared this document; somebody else must decide."))
BARRED_GIVER = Reason("four_eyes_giver", _("Who you would decide for submitted or prepared this document."))
DECIDED = Reason("decided", _("You have decided on this step already; a decision is final."))
COUNTED = Reason("counted_elsewhere", _("You have counted in another step of this request, and nobody counts in two."))
NOT_ASKED = Reason("not_asked", _("This does not wait for you."))
NOT_DELEGATED = Reason("not_delegated", _("Nobody has delegated this decision to you."))


@dataclass(frozen=True)
class Standing:
    """On which step a person may decide now, and for whom (None: for themselves)."""

    step: RequestStep
    on_behalf_of: int | None = None
    by_escalation: bool = False


def decide(
    request_id: int, verdict: str, *, actor: Actor, at: dt.datetime, comment: str = "", on_behalf_of: int | None = None,
    step_id: int | None = None, expected_version: int | None = None,
) -> ApprovalRequest:  # fmt: skip
    """Approves or rejects (with a comment) on the first open step that waits for the actor, or on `step_id`.

    `on_behalf_of`: the user for whom, under a delegation; left out, the actor decides in person if asked, else for the
    first who delegated. Who is asked is read now. A document that is not what was submitted voids the request instead:
    look at the state of what comes back. Locks: the document, the request, its steps; at the end the journal head.
    Raises NotVisible, NotPermitted (not asked), Refused (four eyes, decided, counted elsewhere, ended), Invalid, Stale.
    """
    if verdict == Verdict.REJECT and not comment.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    with observing_act(f"approval_request.decide.{verdict}"), unit_of_work(actor=actor, at=at):
        case = take(request_id, actor=actor)
        if actor.user_id is None or not actor.may(DECIDE):  # before anything is found out: who may not decide makes nothing void
            raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
        require_pending(case.request, APPROVE if verdict == Verdict.APPROVE else REJECT, expected_version)
        if not case.unchanged:
            return engine.void(case, actor=actor, at=at)
        roster = Roster(actor.tenant_id, at)
        place = standing(case, roster, actor=actor, on_behalf_of=on_behalf_of, step_id=step_id)
        return _record(case, roster, place, Verdict(verdict), actor=actor, at=at, comment=comment.strip()[:500])


def approve_request(request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **more: int | None) -> ApprovalRequest:
    """`decide` with "approve"."""
    return decide(request_id, Verdict.APPROVE, actor=actor, at=at, comment=reason, **more)


def reject_request(request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **more: int | None) -> ApprovalRequest:
    """`decide` with "reject": needs a reason."""
    return decide(request_id, Verdict.REJECT, actor=actor, at=at, comment=reason, **more)


def standing(case: Case, roster: Roster, *, actor: Actor, on_behalf_of: int | None = None, step_id: int | None = None) -> Standing:
    """Where the actor may decide. Raises NotPermitted where nothing waits for them, Refused with every reason against."""
    user_id = actor.user_id
    if user_id is None or user_id not in roster.deciders:
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
    if user_id in case.barred:
        raise Refused(BARRED)
    against: list[Reason] = []
    for step in case.live:
        if step_id is not None and step.pk != step_id:
            continue
        for place in _places(case, roster, step, user_id, on_behalf_of):
            reason = _against(case, place, user_id)
            if reason is None:
                return place
            if reason not in against:
                against.append(reason)
    if against:
        raise Refused(against)
    raise NotPermitted(NOT_ASKED if on_behalf_of is None else NOT_DELEGATED)


def _places(case: Case, roster: Roster, step: RequestStep, user_id: int, on_behalf_of: int | None) -> list[Standing]:
    """The places that the person could take on a step: their own first, then those of who delegated to them."""
    asked = roster.people_of(step.rule, case.asked)
    above = roster.escalated_to(step.rule) if step.state == "escalated" else frozenset()
    givers = roster.givers_to(user_id, case.asked)
    wanted: Iterable[int] = [user_id, *givers] if on_behalf_of is None else [giver for giver in givers if giver == on_behalf_of]
    return [Standing(step, None if place == user_id else place, place in above) for place in wanted if place in asked or place in above]


def _against(case: Case, place: Standing, user_id: int) -> Reason | None:
    """Why the person may not take the place, if they may not."""
    counts_for = place.on_behalf_of or user_id
    if counts_for in case.barred:
        return BARRED_GIVER
    here = case.on(place.step)
    if any(item.decided_by_id == user_id or item.counts_for == counts_for for item in here):
        return DECIDED
    if not place.step.rule.may_repeat and {user_id, counts_for} & case.counted_elsewhere(place.step):
        return COUNTED
    return None


def is_met(case: Case, roster: Roster, step: RequestStep) -> bool:
    """True if the approvals on the step are enough, as people stand now. One of those it was escalated to is enough."""
    approvals = [item for item in case.on(step) if item.verdict == Verdict.APPROVE]
    if not approvals or any(item.by_escalation for item in approvals):
        return bool(approvals)
    places = {item.counts_for for item in approvals}
    if step.rule.quorum == Quorum.ANY:
        return True
    if step.rule.quorum == Quorum.SOME:
        return len(places) >= step.rule.quorum_count
    away = case.barred if step.rule.may_repeat else case.barred | case.counted_elsewhere(step)
    return roster.people_of(step.rule, case.asked) - away <= places


def _record(
    case: Case, roster: Roster, place: Standing, verdict: Verdict, *, actor: Actor, at: dt.datetime, comment: str
) -> ApprovalRequest:
    step, user_id = place.step, actor.user_id
    assert user_id is not None
    decision = Decision(
        request=case.request, step=step, verdict=verdict, decided_by_id=user_id, on_behalf_of_id=place.on_behalf_of,
        counts_for=place.on_behalf_of or user_id, by_escalation=place.by_escalation, comment=comment, decided_at=at,
    )  # fmt: skip
    storage.insert([decision])
    case.decisions.append(decision)
    if verdict == Verdict.REJECT:
        _replace(case, engine.reject_step(step.pk, actor=as_engine(actor), at=at, reason=comment, decision=decision))
        return engine.end(case, "reject", actor=actor, at=at, reason=comment)
    if not is_met(case, roster, step):
        engine.count_step(step.pk, actor=as_engine(actor), at=at, reason=comment, decision=decision)
        return case.request
    _replace(case, engine.approve_step(step.pk, actor=as_engine(actor), at=at, reason=comment, decision=decision))
    return engine.advance(case, actor=actor, at=at, reason=comment)


def _replace(case: Case, fresh: RequestStep) -> None:
    case.steps = [fresh if step.pk == fresh.pk else step for step in case.steps]


@dataclass
class Foreseen:
    """What would come of one decision of many. `reasons` speak against it."""

    request: ApprovalRequest
    step: RequestStep | None = None
    on_behalf_of: int | None = None
    last: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass
class Decided:
    """What came of many decisions: requests decided, and those refused with their reasons."""

    done: list[ApprovalRequest] = field(default_factory=list)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


def preview_many(request_ids: Iterable[int], *, actor: Actor, at: dt.datetime) -> list[Foreseen]:
    """What would come of approving each, without doing it or locking anything. Those not visible are left out."""
    found = []
    with scope(actor.tenant_id):
        roster = Roster(actor.tenant_id, at)
        for request_id in request_ids:
            try:
                case = look(request_id, actor=actor)
            except Refusal:
                continue
            found.append(_foresee(case, roster, actor))
    return found


def _foresee(case: Case, roster: Roster, actor: Actor) -> Foreseen:
    seen = Foreseen(case.request)
    try:
        require_pending(case.request, APPROVE, None)
        if not case.unchanged:
            raise Refused(Reason("changed", _("The document was changed after it was submitted.")))
        place = standing(case, roster, actor=actor)
    except Refusal as refusal:
        seen.reasons = refusal.reasons
        return seen
    seen.step, seen.on_behalf_of = place.step, place.on_behalf_of
    seen.last = len([step for step in case.steps if step.state in ("waiting", "open", "escalated")]) == 1
    return seen


def decide_many(request_ids: Iterable[int], verdict: str, *, actor: Actor, at: dt.datetime, comment: str = "") -> Decided:
    """Decides on each, each in its own transaction; one refused stops none of the others. Not for use inside an act."""
    outcome = Decided()
    for request_id in request_ids:
        try:
            request = retrying(lambda pk=request_id: decide(pk, verdict, actor=actor, at=at, comment=comment))  # type: ignore[misc]
        except Refusal as refusal:
            outcome.refused[request_id] = refusal.reasons
            continue
        if request.state == RequestState.VOIDED:
            outcome.refused[request_id] = (Reason("changed", _("The document was changed after it was submitted.")),)
        else:
            outcome.done.append(request)
    return outcome
