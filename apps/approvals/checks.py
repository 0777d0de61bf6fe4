"""The static check of a policy: what would leave a document without anybody to approve it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from apps.approvals import subjects
from apps.approvals.choice import active_policies, rivals
from apps.approvals.models import ApprovalPolicy, PolicyStep
from apps.approvals.people import Asked, Roster
from apps.approvals.states import Breach, Quorum, Who
from apps.kernel.errors import Reason, Text


@dataclass
class Findings:
    """`problems` forbid to switch the policy on; `warnings` are told."""

    problems: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def problem(self, code: str, message: Text, **params: object) -> None:
        self.problems.append(Reason(code, message, "", params))

    def warning(self, code: str, message: Text, **params: object) -> None:
        self.warnings.append(Reason(code, message, "", params))


def needed(step: PolicyStep, people: int) -> int:
    """How many places a step has to fill with so many people asked; at least one."""
    return {Quorum.ANY: 1, Quorum.ALL: max(1, people), Quorum.SOME: step.quorum_count}[Quorum(step.quorum)]


def can_be_met(steps: Sequence[PolicyStep], people: Mapping[int, frozenset[int]], barred: frozenset[int]) -> bool:
    """True if every step can be met, by position, by people who are not barred, each counting once except where a step
    says that they may repeat. Finds places for people by augmenting paths."""
    places: list[frozenset[int]] = []
    for step in steps:
        free = people[step.position] - barred
        wanted = needed(step, len(free))
        if len(free) < wanted:
            return False
        if not step.may_repeat and step.quorum != Quorum.ALL:
            places += [free] * wanted
    taken: dict[int, int] = {}
    return all(_seat(index, places, taken, set()) for index in range(len(places)))


def _seat(index: int, places: Sequence[frozenset[int]], taken: dict[int, int], tried: set[int]) -> bool:
    for person in sorted(places[index]):
        if person in tried:
            continue
        tried.add(person)
        if person not in taken or _seat(taken[person], places, taken, tried):
            taken[person] = index
            return True
    return False


def check_policy(policy: ApprovalPolicy, roster: Roster) -> Findings:
    """Everything that speaks against switching the policy on, and what is worth knowing."""
    found = Findings()
    steps = list(policy.steps.order_by("position"))
    subject = subjects.find(policy.applies_to)
    if subject is None:
        found.problem("no_such_kind", _("Nothing of this kind can be approved."))
        return found
    if not steps:
        found.problem("no_steps", _("The policy has no steps."))
    if policy.ends_before is not None and policy.ends_before <= roster.day:
        found.problem("over", _("The policy's last day has passed."))
    for other in rivals(policy, active_policies(policy.applies_to)):
        found.problem("equal_rank", _("“%(other)s” would apply to the same documents and neither is more specific."), other=str(other))
    people = {step.position: _whom(step, policy, roster, found) for step in steps}
    if steps and not found.problems:
        _check_four_eyes(steps, people, roster, subject, found)
    return found


def _whom(step: PolicyStep, policy: ApprovalPolicy, roster: Roster, found: Findings) -> frozenset[int]:
    """The people of a step for an imagined document, with what is wrong about them."""
    place = {"step": step.position}
    if step.who == Who.MANAGER:
        managers = frozenset(filter(None, (roster.manager_of(user_id) for user_id in roster.members))) & roster.deciders
        orphans = sorted(roster.label(user_id) for user_id in roster.members if roster.manager_of(user_id) not in managers)
        if not managers:
            found.problem("no_managers", _("Step %(step)s: no member has a manager who may decide."), **place)
        elif orphans:
            found.warning("some_without_manager", _("Step %(step)s: no manager to ask for %(people)s."), people=", ".join(orphans[:10]), **place)
        if step.quorum == Quorum.SOME and step.quorum_count > 1:
            found.problem("too_many_wanted", _("Step %(step)s asks for %(wanted)s people and there are %(count)s."), wanted=step.quorum_count, count=1, **place)
        people = managers
    else:
        people = roster.people_of(step, Asked(policy.applies_to, None, 0, policy.currency, None))
        _check_people(step, people, roster, found)
    if step.on_breach == Breach.ESCALATE:
        above = roster.escalated_to(step)
        if not above:
            found.problem("escalates_to_nobody", _("Step %(step)s escalates to nobody."), **place)
        elif step.who != Who.MANAGER and above <= people:
            found.problem("escalates_in_a_circle", _("Step %(step)s escalates to the people who are late."), **place)
    return people


def _check_people(step: PolicyStep, people: frozenset[int], roster: Roster, found: Findings) -> None:
    place = {"step": step.position}
    if not people and step.who == Who.USER:
        found.problem("no_member", _("Step %(step)s names somebody who is no active member or may not decide."), **place)
    elif not people and step.who == Who.ROLE:
        found.problem("nobody_holds_role", _("Step %(step)s: nobody who may decide has the role “%(role)s”."), role=step.get_role_display(), **place)
    elif not people:
        found.problem("nobody_holds_permission", _("Step %(step)s: nobody holds the permission “%(name)s”."), name=step.permission, **place)
    elif step.quorum == Quorum.SOME and step.quorum_count > len(people):
        found.problem("too_many_wanted", _("Step %(step)s asks for %(wanted)s people and there are %(count)s."), wanted=step.quorum_count, count=len(people), **place)


def _check_four_eyes(
    steps: Sequence[PolicyStep], people: Mapping[int, frozenset[int]], roster: Roster, subject: subjects.Subject, found: Findings
) -> None:
    """Tries everybody who may submit: whoever submits is barred, and nobody counts twice."""
    if not can_be_met(steps, people, frozenset()):
        found.problem("one_for_two", _("The steps need more people than there are: nobody counts in two steps unless a step allows it."))
        return
    submitters = [user_id for user_id, actor in roster.actors.items() if not subject.submit_permission or actor.may(subject.submit_permission)]
    stuck = [user_id for user_id in submitters if not can_be_met(steps, people, frozenset({user_id}))]
    if submitters and len(stuck) == len(submitters):
        found.problem("self_approval", _("Only people who would approve their own documents are asked: four eyes are needed."))
    elif stuck:
        names = ", ".join(sorted(roster.label(user_id) for user_id in stuck)[:10])
        found.warning("some_stuck", _("Nobody could approve what these people submit: %(people)s."), people=names)


def check_now(policy: ApprovalPolicy, *, at: dt.datetime) -> Findings:
    """`check_policy` with the people of now. Needs a bound tenant."""
    return check_policy(policy, Roster(policy.tenant_id, at))
