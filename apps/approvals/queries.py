"""Reads of approvals that doors share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from apps.approvals import subjects
from apps.approvals.cases import Case, look
from apps.approvals.checks import needed
from apps.approvals.choice import active_policies, choose, misses
from apps.approvals.difference import Change, compare, compared
from apps.approvals.models import ApprovalPolicy, ApprovalRequest, BarredPerson, Decision, PolicyStep, RequestStep
from apps.approvals.people import DECIDE, Asked, Roster, covered_q, escalated_key, queue_key
from apps.approvals.states import Breach, Quorum, Who
from apps.approvals.subjects import Facts
from apps.kernel.actor import Actor
from apps.kernel.db import Branch, first_keys
from apps.tenants.permission import NOTHING, permission_q, permitted

Place = tuple[dt.datetime, int]
MOST_REQUESTS = 10  # on the page of their document


def my_queue(actor: Actor, *, at: dt.datetime) -> QuerySet[RequestStep]:
    """The open steps that wait for the actor: by role, by name, as the owner's manager, as holder of a permission, by
    escalation, and for those who delegated. By due time. Needs a bound tenant.

    Rights are those of now. Who submitted or prepared, who has decided, and who counted in another step is left out, so
    that what is in the queue can be decided, unless the document has changed. For a page of many take `queue_page`.
    """
    found = RequestStep.objects.none()
    waits = [Q(**{f"{way.column}__in": way.keys}) & way.where for way in _ways(actor, at)]
    if waits:
        found = RequestStep.objects.filter(reduce(or_, waits))
    return found.order_by("due_at", "pk")


def queue_page(actor: Actor, *, at: dt.datetime, most: int, after: Place | None = None) -> list[RequestStep]:
    """The first of `my_queue`, with their requests, behind a place (due time and key of a step) where one is given.

    Each way in which a step may wait for the actor is read in the order of its own index and cut there: one WHERE for
    all of them made the database sort everything that waits. Three queries.
    """
    steps = RequestStep.objects.all()
    if after is not None:
        # The first half is for the index, the second for steps that are due at the same instant.
        steps = steps.filter(due_at__gte=after[0]).filter(Q(due_at__gt=after[0]) | Q(pk__gt=after[1]))
    branches = [Branch(steps.filter(way.where), way.column, way.keys) for way in _ways(actor, at)]
    keys = first_keys(branches, by="due_at", most=most)
    found = RequestStep.objects.prefetch_related("approval").in_bulk(keys)
    return [found[key] for key in keys]


@dataclass(frozen=True)
class Way:
    """One way in which steps wait for a person: one of the keys in a column that the queue is indexed by, and the rest."""

    column: str
    keys: list[str]
    where: Q


def _ways(actor: Actor, at: dt.datetime) -> list[Way]:
    """The ways in which steps wait for the actor, in person and for who delegated."""
    if actor.user_id is None or not actor.may(DECIDE):
        return []
    roster, asked = Roster(actor.tenant_id, at), _asked()
    own = _free(actor.user_id, actor.user_id)
    found = [replace(way, where=way.where & own) for way in _waits_for(actor, roster, asked)]
    for delegation in roster.delegations:
        giver = roster.actors.get(delegation.giver_id)
        if delegation.taker_id == actor.user_id and giver is not None and giver.user_id is not None and giver.may(DECIDE):
            theirs = covered_q(delegation) & _free(actor.user_id, giver.user_id)
            found += [replace(way, where=way.where & theirs) for way in _waits_for(giver, roster, asked)]
    return found


@dataclass(frozen=True)
class _Askable:
    """By which keys some version of a policy can ask at all; the rest need no look at the index. `holders`: kinds and
    permissions. `by_manager`: a step's key names the owner, so that it says nothing before there is a document."""

    direct: frozenset[str]
    escalated: frozenset[str]
    holders: list[tuple[str, str]]
    by_manager: bool


def _asked() -> _Askable:
    """The keys of all steps of all versions, ended ones too: what they asked may still be open. One query."""
    columns = ("policy__applies_to", "who", "role", "user_id", "permission", "on_breach", "escalate_role", "escalate_user_id")
    rules = set(PolicyStep.objects.order_by().values_list(*columns, named=True).distinct())
    return _Askable(
        direct=frozenset(queue_key(rule, None) for rule in rules),
        escalated=frozenset(escalated_key(rule) for rule in rules if rule.on_breach == Breach.ESCALATE),
        holders=sorted({(rule.policy__applies_to, rule.permission) for rule in rules if rule.who == Who.HOLDERS}),
        by_manager=any(rule.who == Who.MANAGER for rule in rules),
    )


def _waits_for(person: Actor, roster: Roster, asked: _Askable) -> list[Way]:
    """How steps ask the person."""
    by_name = [f"role:{role}" for role in sorted(person.roles)] + [f"user:{person.user_id}"]
    direct = [key for key in by_name if key in asked.direct]
    if asked.by_manager:
        direct += [f"manager:{user_id}" for user_id in sorted(roster.members) if roster.manager_of(user_id) == person.user_id]
    found = [Way("queue_key", direct, Q()), Way("escalated_key", [key for key in by_name if key in asked.escalated], Q())]
    for kind, codename in asked.holders:
        subject = subjects.find(kind)
        held = permission_q(subject.model, person, codename) if subject is not None else NOTHING
        if subject is None or held == NOTHING:
            continue
        of_kind = Q(about_kind=kind)
        if held:
            of_kind &= Q(about_id__in=subject.model._default_manager.filter(held).values("pk"))  # type: ignore[attr-defined]
        found.append(Way("queue_key", [f"holders:{codename}"], of_kind))
    return [way for way in found if way.keys]


def _none(rows: QuerySet[Any]) -> IsNull:
    """No such row, looked up step by step by a key. Not NOT EXISTS: MariaDB turns that into a list, read whole before
    the first step, of everything that the person has ever decided or submitted."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), True)


def _free(user_id: int, place: int) -> Q:
    """Steps on which the person may take the place, their own or that of who delegated: the rule of `decide`, as a WHERE.

    Neither is barred; the person has not decided on the step and the place does not count on it; and neither counts in
    another step, unless this one allows it.
    """
    two = {user_id, place}
    barred = BarredPerson.objects.filter(request_id=OuterRef("approval_id"), user_id__in=two)
    here = Decision.objects.filter(Q(decided_by_id=user_id) | Q(counts_for=place), step_id=OuterRef("pk"))
    of_either = Decision.objects.filter(Q(decided_by_id__in=two) | Q(counts_for__in=two), request_id=OuterRef("approval_id"))
    elsewhere = of_either.filter(~Q(step_id=OuterRef("pk")))
    return Q(_none(barred)) & Q(_none(here)) & (Q(may_repeat=True) | Q(_none(elsewhere)))


@dataclass
class ForeseenStep:
    """Whom a step would ask. `delegates`: who may decide for whom, by name. `dead_end`: why nobody could, or ""."""

    position: int
    stage: int
    asks: str
    wanted: int
    people: list[str]
    delegates: dict[str, list[str]]
    dead_end: str = ""
    escalates_to: list[str] = field(default_factory=list)


@dataclass
class Foresight:
    """What would happen to a document. `policy` None: no approval is needed. `passed_over`: other policies and why."""

    policy: ApprovalPolicy | None
    steps: list[ForeseenStep]
    passed_over: list[tuple[ApprovalPolicy, str]]


def who_would_approve(kind: str, facts: Facts, *, tenant_id: int, at: dt.datetime, about_id: int | None = None, submitter: int | None = None) -> Foresight:
    """The policy that would apply at the instant, its steps, the people of now, their delegates then, and dead ends.

    `about_id`: the document, where there is one (for grants on single documents). `submitter`: who would submit it; they
    and who prepared it are left out. Needs a bound tenant.
    """
    roster = Roster(tenant_id, at)
    policies = active_policies(kind)
    policy = choose(policies, facts, roster.day)
    passed = [(other, _why_not(other, facts, roster.day)) for other in policies if other is not policy]
    if policy is None:
        return Foresight(None, [], passed)
    asked = Asked(kind, about_id, facts.amount_minor, facts.currency, facts.owner_user_id)
    barred = {user_id for user_id in (submitter, facts.prepared_by_user_id, *facts.also_prepared_by) if user_id is not None}
    steps, stage = [], 0
    for rule in sorted(policy.steps.all(), key=lambda step: step.position):
        stage += not rule.parallel or not steps
        steps.append(_foreseen(rule, stage, asked, roster, frozenset(barred)))
    return Foresight(policy, steps, passed)


def _why_not(policy: ApprovalPolicy, facts: Facts, day: dt.date) -> str:
    return ", ".join(str(told) for told in misses(policy, facts, day)) or _("another one is more specific")


def _foreseen(rule: PolicyStep, stage: int, asked: Asked, roster: Roster, barred: frozenset[int]) -> ForeseenStep:
    everybody = roster.people_of(rule, asked)
    people = everybody - barred
    wanted = needed(rule, len(people)) if rule.quorum != Quorum.ALL else len(people)
    delegates = {
        roster.label(giver): sorted(roster.label(taker) for taker in takers if taker not in barred)
        for giver, takers in roster.takers_from(people, asked).items()
    }
    dead_end = ""
    if not everybody:
        dead_end = _("Nobody is asked here.")
    elif not people:
        dead_end = _("Only people who submitted or prepared the document are asked.")
    elif wanted > len(people):
        dead_end = _("%(wanted)s people are wanted and %(count)s may decide.") % {"wanted": wanted, "count": len(people)}
    return ForeseenStep(
        rule.position, stage, who_text(rule, roster), wanted, sorted(roster.label(user_id) for user_id in people), delegates, dead_end,
        sorted(roster.label(user_id) for user_id in roster.escalated_to(rule) - barred),
    )  # fmt: skip


def who_text(rule: PolicyStep, roster: Roster) -> str:
    """Whom a step asks, in words."""
    if rule.who == Who.ROLE:
        return str(rule.get_role_display())
    if rule.who == Who.USER:
        return roster.label(rule.user_id or 0)
    return f"{rule.get_who_display()}: {rule.permission}" if rule.who == Who.HOLDERS else str(rule.get_who_display())


@dataclass(frozen=True)
class Requested:
    """A request as the page of its document shows it. `changes`: what differs since it was submitted, while it is pending."""

    request: ApprovalRequest
    changes: list[Change]


def foresee_query(row: Any, actor: Actor) -> str:
    """The query of the page that says who would approve this draft; empty where it is no draft, or the page not theirs."""
    return f"kind={subjects.kind_of(row)}&document={row.pk}" if row.state == "draft" and actor.may("approvals.view_approvalpolicy") else ""


def requests_about(row: Any, actor: Actor) -> list[Requested]:
    """The last requests of a document that the actor may see, the newest first, with what has changed since submission."""
    found = permitted(ApprovalRequest.objects.filter(about_kind=subjects.kind_of(row), about_id=row.pk), actor, "view_approvalrequest").order_by("-pk")
    return [
        Requested(item, [change for change in since_submission(look(item.pk, actor=actor)) if change.differs] if item.state == "pending" else [])
        for item in found[:MOST_REQUESTS]
    ]


def since_submission(case: Case) -> list[Change]:
    """The document's material fields as submitted and as they are now, in words, those that differ first."""
    return compared(case).flat()


def flat_content(request: Any) -> list[tuple[str, str]]:
    """The material fields of a request, or of a version of it, as submitted, in words: label and value."""
    subject = subjects.find(request.about_kind)
    found = compare(subject, request.content, request.content).flat() if subject else []
    return [(change.label, change.before) for change in found]
