"""My shifts: the days that a person has before them, for a phone in a pocket."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.feed import address_of
from apps.shifts.hours import find_employee
from apps.shifts.models import Assignment
from apps.shifts.roster import STANDING
from apps.shifts.sheet import window
from apps.shifts.times import paid_minutes
from apps.shifts.words import hours_text, walls

DAYS = 14


@dataclass(frozen=True)
class Mine:
    """A shift of the reader. `over`: days after which it ends; `is_now`: they should be there."""

    on: dt.date
    hours: str
    over: int
    role: str
    place: str
    address: str
    note: str
    is_now: bool


class MyPages(ShiftsAdmin):
    """Mixed into the admin of shifts: the page of who works them."""

    def get_urls(self) -> list[Any]:
        return [path("mine/", self.admin_site.admin_view(self.mine_view), name="shifts_mine"), *super().get_urls()]

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        """The published shifts of the next 14 days, the hours of this week, and the address of the calendar."""
        actor, at = self.actor(request), clock.now()
        person = find_employee(actor)
        context: dict[str, Any] = {"title": _("My shifts"), "media": self.media, "person": person, "most": DAYS}
        if person is not None:
            today = clock.local_date(at, person.site.time_zone)
            week, before = window(today, "week"), today + dt.timedelta(days=DAYS)
            found = Assignment.objects.filter(employee=person, shift__on__gte=week.first, shift__on__lt=max(before, week.before))
            shifts = [row.shift for row in found.filter(shift__state__in=STANDING).select_related("shift__site").order_by("starts_at")]
            minutes = sum(paid_minutes(row.starts_at, row.ends_at, row.break_minutes) for row in shifts if row.on < week.before)
            address = address_of(person)
            context |= {
                "shifts": [_mine(row, at) for row in shifts if row.ends_at > at and row.on < before], "today": today,
                "week": _("%(hours)s of %(most)s h") % {"hours": hours_text(minutes), "most": hours_text(person.week_max_minutes)},
                "calendar_of": person, "calendar": f"{settings.SITE_URL}{address}" if address else "",
            }  # fmt: skip
        return render(request, "admin/oblik/my_shifts.html", self.admin_site.each_context(request) | context)


def _mine(row: Any, at: dt.datetime) -> Mine:
    begins, ends = walls(row)
    over = (ends.date() - begins.date()).days
    return Mine(row.on, f"{begins:%H:%M}–{ends:%H:%M}", over, row.role, row.site.name, row.site.address, row.note, row.starts_at <= at)
