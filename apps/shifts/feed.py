"""A person's shifts as an iCalendar feed (RFC 5545), at an address that is its own key."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from icalendar import Calendar, Event

from apps.kernel.clock import local_date
from apps.shifts.models import Employee, Shift
from apps.shifts.roster import STANDING
from apps.shifts.states import KeptState
from apps.tenants.models import Tenant
from apps.tenants.scope import scope

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=366)
_SIGNER = {"salt": "shifts.calendar", "sep": "~"}
_LONGEST = 200


def address_of(employee: Employee) -> str:
    """The path of the person's calendar; "" before one was made. It is signed over company, person and key."""
    if not employee.feed_key:
        return ""
    token = signing.Signer(**_SIGNER).sign(f"{employee.tenant_id}.{employee.pk}.{employee.feed_key}")
    return reverse("calendar", args=[token])


def feed(token: str, at: dt.datetime) -> bytes | None:
    """The calendar behind the token, or None: not signed by us, an address that was replaced, somebody who works here no more.
    Of a token that is not signed nothing is asked of the database."""
    if len(token) > _LONGEST:
        return None
    try:
        tenant_id, employee_id, key = signing.Signer(**_SIGNER).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    tenant = Tenant.objects.filter(pk=int(tenant_id), is_active=True).first()
    if tenant is None:
        return None
    with scope(tenant.pk):
        person = Employee.objects.filter(pk=int(employee_id), state=KeptState.ACTIVE).select_related("site").first()
        if person is None or not person.feed_key or not constant_time_compare(person.feed_key, key):
            return None
        today = local_date(at, person.site.time_zone)
        if person.left_before is not None and person.left_before <= today:
            return None
        return calendar_of(person, tenant, today)


def calendar_of(person: Employee, tenant: Tenant, today: dt.date) -> bytes:
    """The shifts of the person that are published or later, from 30 days back to a year ahead, by the clock of their sites. Role
    and site of each, and nothing of other people. Needs a bound tenant. Two queries."""
    shifts = Shift.objects.filter(assignments__employee=person, on__gte=today - BACK, on__lt=today + AHEAD)
    shown = shifts.filter(state__in=STANDING).select_related("site").order_by("starts_at", "pk")
    calendar = Calendar()
    calendar.add("prodid", "-//Oblik//Shifts//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", tenant.name)
    calendar.add("x-wr-timezone", person.site.time_zone)
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", dt.timedelta(hours=1))
    for row in shown:
        calendar.add_component(_event(row, person, tenant))
    # Rules of the zones for the years that are shown, so that a calendar that does not know a zone is right, too.
    calendar.add_missing_timezones(first_date=today - BACK, last_date=today + AHEAD)
    return calendar.to_ical()


def _event(row: Shift, person: Employee, tenant: Tenant) -> Event:
    zone = ZoneInfo(row.site.time_zone)
    event = Event()
    event.add("uid", f"shift-{row.pk}-{person.pk}@{tenant.slug}.oblik")
    event.add("sequence", row.version)
    event.add("dtstamp", row.updated_at.astimezone(dt.UTC))
    event.add("last-modified", row.updated_at.astimezone(dt.UTC))
    event.add("dtstart", row.starts_at.astimezone(zone))
    event.add("dtend", row.ends_at.astimezone(zone))
    event.add("summary", f"{row.role} · {row.site.name}")
    event.add("location", ", ".join(filter(None, (row.site.name, row.site.address))))
    return event
