"""Approvals on the time line of the document that they are about: requests, steps, decisions and for whom they were made.

Every turn of a request is an entry of the journal about the request or one of its steps; here they are told in words.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from apps.approvals import subjects
from apps.approvals.models import ApprovalRequest, Decision, PolicyStep, RequestStep
from apps.approvals.states import Quorum, Who
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.money import format_money
from apps.tenants.models import User
from apps.tenants.permission import permitted
from apps.workflow.timeline import Event, entries_of, event_of, state_labels


def approvals_of(row: Any, *, actor: Actor, before: int | None, limit: int) -> list[Event]:
    """What approvals add to the time line of a document. Five queries where it was ever submitted, else one."""
    kind = subjects.kind_of(row)
    if subjects.find(kind) is None or not actor.may("approvals.view_approvalrequest"):
        return []
    about = ApprovalRequest.objects.filter(about_kind=kind, about_id=row.pk).select_related("policy")
    requests = {item.pk: item for item in permitted(about, actor, "view_approvalrequest")}
    if not requests:
        return []
    steps = {item.pk: item for item in RequestStep.objects.filter(approval_id__in=list(requests)).select_related("rule__user", "rule__escalate_user")}
    people = Decision.objects.filter(request_id__in=list(requests)).select_related("decided_by", "on_behalf_of")
    decisions = {(item.step_id, item.decided_by_id): item for item in people}
    found = [_of_request(entry, requests[entry.subject_id]) for entry in entries_of("approval_request", list(requests), before=before, limit=limit)]
    for entry in entries_of("approval_step", list(steps), before=before, limit=limit):
        step = steps[entry.subject_id]
        decision = decisions.get((step.pk, entry.payload.get("decided_by")))
        found.append(_of_step(entry, step, decision))
    return sorted(found, key=lambda event: -event.sequence)[:limit]


def _of_request(entry: JournalEntry, request: ApprovalRequest) -> Event:
    event = event_of(entry, state_labels(ApprovalRequest))
    event.address = _address(request.pk)
    if entry.type == "approval_request.opened":
        amount = format_money(request.amount_minor, request.currency) if request.currency else ""
        asked = _("By the policy “%(name)s”, version %(number)s.") % {"name": request.policy.name, "number": request.policy.number}
        event.details = [" ".join(filter(None, [asked, amount]))]
    return event


def _of_step(entry: JournalEntry, step: RequestStep, decision: Decision | None) -> Event:
    event = event_of(entry, state_labels(RequestStep))
    event.address = _address(step.approval_id)
    rule = step.rule
    event.details = [_("Step %(number)s: %(who)s, %(how_many)s.") % {"number": step.position, "who": asked_text(rule), "how_many": _how_many(rule)}]
    if entry.type == "approval_step.opened" and step.due_at is not None:
        event.details.append(_("To be decided by %(when)s.") % {"when": localize(timezone.localtime(step.due_at))})
    if entry.type == "approval_step.escalated":
        event.details.append(_("From now on it waits for: %(who)s.") % {"who": above_text(rule)})
    if decision is not None:
        event.who = _name(decision.decided_by)
        event.details.append(_decided(decision))
        event.reason = decision.comment
    return event


def _decided(decision: Decision) -> str:
    words = {"who": _name(decision.decided_by), "what": decision.get_verdict_display()}
    if decision.on_behalf_of is not None:
        text = _("%(who)s: %(what)s, on behalf of %(giver)s.") % (words | {"giver": _name(decision.on_behalf_of)})
    else:
        text = _("%(who)s: %(what)s.") % words
    return f"{text} {_('By escalation.')}" if decision.by_escalation else text


def asked_text(rule: PolicyStep) -> str:
    """Whom a step of a policy asks, in words."""
    if rule.who == Who.ROLE:
        return str(rule.get_role_display())
    if rule.who == Who.USER and rule.user is not None:
        return _name(rule.user)
    return f"{rule.get_who_display()}: {rule.permission}" if rule.who == Who.HOLDERS else str(rule.get_who_display())


def above_text(rule: PolicyStep) -> str:
    """Whom a late step goes to, in words."""
    return str(rule.get_escalate_role_display()) if rule.escalate_role else _name(rule.escalate_user)


def _how_many(rule: PolicyStep) -> str:
    text = str(rule.get_quorum_display())
    return (f"{text}: {rule.quorum_count}" if rule.quorum == Quorum.SOME else text).lower()


def _name(person: User | None) -> str:
    return (person.name or person.email) if person is not None else "—"


def _address(request_id: int) -> str:
    return reverse("admin:approvals_approvalrequest_change", args=[request_id])
