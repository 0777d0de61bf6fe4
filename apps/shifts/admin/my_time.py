"""My time: the page on which a person clocks in and out, with one big button for what comes next."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Refusal
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.approval import span_text
from apps.shifts.hours import find_employee, holding
from apps.shifts.models import Assignment, Clocking, Employee
from apps.shifts.roster import STANDING
from apps.shifts.states import ClockingKind
from apps.shifts.words import when_text
from apps.shifts.worked import OFF, PAUSED, WORKING, Event, worked

PAGE = "admin:shifts_my_time"
# What is shown and counted: a night and what is around it.
BACK = dt.timedelta(hours=18)
NEXT = 5


class MyTimePages(ShiftsAdmin):
    """Mixed into the admin of clockings."""

    def get_urls(self) -> list[Any]:
        return [path("my-time/", self.admin_site.admin_view(self.my_time_view), name="shifts_my_time"), *super().get_urls()]

    def my_time_view(self, request: HttpRequest) -> HttpResponse:
        """What the person clocked of late, and what they may clock now. POST: `do`, a kind of clocking."""
        actor, at = self.actor(request), clock.now()
        if not actor.may("shifts.clock"):
            raise PermissionDenied
        person = find_employee(actor)
        if request.method == "POST" and person is not None:
            self._clock(request, person)
            return redirect(PAGE)
        context = self.admin_site.each_context(request) | {"title": _("My time"), "media": self.media, "person": person, "token": uuid.uuid4().hex}
        return render(request, "admin/oblik/my_time.html", context | (_standing(person, at) if person is not None else {}))

    def _clock(self, request: HttpRequest, person: Employee) -> None:
        kind = request.POST.get("do", "")

        def act(employee_id: int, *, actor: Actor, at: dt.datetime, kind: str) -> None:
            actions.clock(employee_id, kind, at, actor=actor, at=at)

        try:
            self.run_once(request, person, "clock", act, {"kind": kind})
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)


def _standing(person: Employee, at: dt.datetime) -> dict[str, Any]:
    """Where the person stands: at work since, on a break since, or not at work; and what may come next."""
    rows = list(holding(Clocking.objects.filter(employee=person, at__gt=at - BACK, at__lte=at + dt.timedelta(minutes=5))).select_related("shift__site").order_by("at", "pk"))
    found = worked([Event(row.kind, row.at) for row in rows])
    since = rows[-1].at if rows else None
    running = int((at - since).total_seconds()) if since is not None and found.state == WORKING else 0
    words = {OFF: _("Not at work"), WORKING: _("At work"), PAUSED: _("On a break")}
    first, *others = {
        OFF: [(ClockingKind.IN, _("Clock in"))],
        WORKING: [(ClockingKind.OUT, _("Clock out")), (ClockingKind.BREAK_START, _("Begin a break"))],
        PAUSED: [(ClockingKind.BREAK_END, _("Back to work"))],
    }[found.state]
    coming = Assignment.objects.filter(employee=person, ends_at__gt=at, shift__state__in=STANDING)
    return {
        "state": found.state, "state_text": words[found.state], "since": since if found.state != OFF else None, "button": first, "buttons": others,
        "so_far": span_text((found.worked_seconds + running) // 60 * 60), "rows": rows[::-1],
        "coming": [(when_text(item.shift), item.shift) for item in coming.select_related("shift__site").order_by("starts_at")[:NEXT]],
    }  # fmt: skip
