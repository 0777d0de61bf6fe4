"""Mails of approvals: who is asked, reminded, escalated to, and what became of what somebody submitted.

The reader says whom an entry may concern; whether it still does is asked when the mail is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.approvals import subjects
from apps.approvals.models import ApprovalRequest, BarredPerson, RequestStep
from apps.approvals.people import Asked, Roster
from apps.approvals.queries import my_queue
from apps.approvals.states import LIVE, StepState
from apps.journal.models import JournalEntry
from apps.journal.queries import actor_text
from apps.kernel.actor import Actor
from apps.kernel.errors import Text
from apps.kernel.money import format_money
from apps.tenants.permission import permitted
from apps.workflow import notices
from apps.workflow.notices import Told

NAME = "approvals_mail"
OPENED, REMINDED, ESCALATED, ENDED = "approval.asked", "approval.reminded", "approval.escalated", "approval.ended"
_STEP_TYPES = {"approval_step.opened": OPENED, "approval_step.reminded": REMINDED, "approval_step.escalated": ESCALATED}
_END_TYPES = ("approval_request.approved", "approval_request.rejected", "approval_request.voided", "approval_request.expired")
_ASKED: dict[str, Text] = {
    OPENED: gettext_lazy("For your approval: %(label)s"),
    REMINDED: gettext_lazy("Still waits for your approval: %(label)s"),
    ESCALATED: gettext_lazy("Late, and now for you to decide: %(label)s"),
}
_LABELS: dict[str, Text] = {
    OPENED: gettext_lazy("Waits for approval"), REMINDED: gettext_lazy("Reminder"), ESCALATED: gettext_lazy("Escalated"),
    ENDED: gettext_lazy("What became of a request"),
}  # fmt: skip
_ENDED: dict[str, Text] = {
    "approved": gettext_lazy("Approved: %(label)s"),
    "rejected": gettext_lazy("Rejected: %(label)s"),
    "voided": gettext_lazy("Void, since the document was changed: %(label)s"),
    "expired": gettext_lazy("Expired, nobody finished it in time: %(label)s"),
}


def register() -> None:
    """Declares the kinds of mail. Called from ready()."""
    for kind, label in _LABELS.items():
        notices.register(kind, partial(asked_words, kind) if kind in _ASKED else ended_words, label=label)


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the mails of the entries. Idempotent by entry and person."""
    roster = cache(lambda: Roster(entries[0].tenant_id, entries[-1].at))
    for entry in entries:
        if entry.type == "approval_request.opened":
            steps = RequestStep.objects.filter(approval_id=entry.subject_id, stage=1)  # later ones are told when they open
            _ask(entry, steps, OPENED, roster())
        elif entry.type in _STEP_TYPES:
            steps = RequestStep.objects.filter(pk=entry.subject_id)
            _ask(entry, steps, _STEP_TYPES[entry.type], roster())
        elif entry.type in _END_TYPES:
            submitter = ApprovalRequest.objects.filter(pk=entry.subject_id).values_list("submitted_by_id", flat=True).first()
            if submitter is not None:
                notices.write(entry, [submitter], kind=ENDED, about_id=entry.subject_id)


def _ask(entry: JournalEntry, steps: QuerySet[RequestStep], kind: str, roster: Roster) -> None:
    """To the people of the steps (of one request) and their delegates, without those who may not decide on it."""
    live = list(steps.select_related("rule", "approval"))
    if not live:
        return
    request_id = live[0].approval_id
    found = set().union(*(_people(roster, step, kind) for step in live))
    barred = set(BarredPerson.objects.filter(request_id=request_id).values_list("user_id", flat=True))
    notices.write(entry, found - barred, kind=kind, about_id=request_id)


def _people(roster: Roster, step: RequestStep, kind: str) -> set[int]:
    request = step.approval
    asked = Asked(step.about_kind, step.about_id, request.amount_minor, request.currency, request.owner_user_id)
    people = set() if kind == ESCALATED else set(roster.people_of(step.rule, asked))
    if kind == ESCALATED or step.state == StepState.ESCALATED:
        people |= roster.escalated_to(step.rule)
    takers = roster.takers_from(people, asked)
    return people | {taker for found in takers.values() for taker in found}


def asked_words(kind: str, request_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None where it does not wait for the person now: decided, ended, or the right is gone."""
    step = my_queue(actor, at=at).filter(approval_id=request_id, state__in=LIVE).first()
    request = permitted(ApprovalRequest.objects.filter(pk=request_id), actor, "view_approvalrequest").first()
    if step is None or request is None:
        return None
    lines = [*_about(request), _("Submitted by: %(who)s") % {"who": actor_text(request.submitted_label)}]
    if step.due_at is not None:
        lines.append(_("Decide by: %(time)s") % {"time": _time(step.due_at)})
    return _told(_ASKED[kind], request, lines)


def ended_words(request_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None for who may not see the request any more."""
    request = permitted(ApprovalRequest.objects.filter(pk=request_id), actor, "view_approvalrequest").first()
    if request is None or request.state not in _ENDED:
        return None
    reason = JournalEntry.objects.filter(
        subject_kind="approval_request", subject_id=request_id, type=f"approval_request.{request.state}"
    ).values_list("reason", flat=True).first()  # fmt: skip
    lines = [*_about(request), *([_("Reason: %(reason)s") % {"reason": reason}] if reason else [])]
    if request.ended_at is not None:
        lines.append(_("When: %(time)s") % {"time": _time(request.ended_at)})
    return _told(_ENDED[request.state], request, lines)


def _told(subject: Any, request: ApprovalRequest, lines: list[str]) -> Told:
    text = str(subject) % {"label": request.label}
    return Told(text, (text, *lines), reverse("admin:approvals_approvalrequest_change", args=[request.pk]))


def _about(request: ApprovalRequest) -> list[str]:
    subject = subjects.find(request.about_kind)
    kind = str(subject.label) if subject else request.about_kind
    amount = format_money(request.amount_minor, request.currency) if request.currency else ""
    return [f"{kind}: {amount}" if amount else kind]


def _time(moment: dt.datetime) -> str:
    """On the clock of the company, which the sender has set."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")

