"""Mails of promises at risk and broken: to whom the queue escalates, and to who has the order in hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dispatch.clock import used
from apps.dispatch.models import WorkOrder
from apps.dispatch.states import OPEN, Clock, Level
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.tenants.models import Membership
from apps.tenants.permission import permitted
from apps.workflow import notices
from apps.workflow.notices import Told

NAME = "dispatch_mail"
AT_RISK, BREACHED = "sla.at_risk", "sla.breached"
_SUBJECTS = {AT_RISK: gettext_lazy("At risk: work order %(number)s"), BREACHED: gettext_lazy("Missed: work order %(number)s")}


def register() -> None:
    """Declares the kinds of mail. Called from ready()."""
    notices.register(AT_RISK, partial(promise_words, AT_RISK), label=gettext_lazy("A promised time is at risk"))
    notices.register(BREACHED, partial(promise_words, BREACHED), label=gettext_lazy("A promised time was missed"))


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the mails of the entries. Idempotent by entry and person."""
    for entry in entries:
        if entry.type in (AT_RISK, BREACHED):
            notices.write(entry, _people(entry), kind=entry.type, about_id=entry.subject_id)


def _people(entry: JournalEntry) -> set[int]:
    order = WorkOrder.objects.filter(pk=entry.subject_id).select_related("queue", "employee").first()
    if order is None:
        return set()
    found = {order.queue.escalate_to_id, order.employee.user_id if order.employee else None} - {None}
    if order.queue.escalate_role:
        members = Membership.objects.filter(tenant_id=entry.tenant_id, is_active=True)
        found |= {member.user_id for member in members.only("user_id", "roles") if order.queue.escalate_role in member.roles}
    return found  # type: ignore[return-value]


def promise_words(kind: str, order_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None for who may not see the order, and for a risk that is over."""
    order = permitted(WorkOrder.objects.filter(pk=order_id), actor, "view_workorder").select_related("client", "queue", "employee").first()
    wanted = Level.BREACHED if kind == BREACHED else Level.AT_RISK
    clocks = [clock for clock in Clock if order is not None and used(order, clock, at) == wanted]
    if order is None or not clocks or (kind == AT_RISK and order.state not in OPEN):
        return None
    subject = _SUBJECTS[kind] % {"number": order.number}
    lines = [subject, f"{order.client} · {order.title}", f"{order.queue} · {order.get_priority_display()} · {order.get_state_display()}"]
    lines += [f"{clock.label}: {_time(getattr(order, f'{clock}_due_at'))}" for clock in clocks]
    lines.append(_("Assigned to: %(who)s") % {"who": order.employee.name} if order.employee else _("Nobody has it yet."))
    return Told(subject, tuple(lines), reverse("admin:dispatch_workorder_change", args=[order.pk]))


def _time(moment: Any) -> str:
    """On the clock of the company, which the sender has set."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment is not None else "—"
