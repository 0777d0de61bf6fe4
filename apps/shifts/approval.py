"""Hours as their approvers see them: what policies look at, how the sheet reads, what follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.approvals.subjects import Facts, Subject, Told
from apps.contracts.models import Contract
from apps.contracts.states import ContractKind
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.actions.hours import KIND
from apps.shifts.content import sheet_content
from apps.shifts.models import Assignment, Clocking, Employee, Shift, Site
from apps.tenants.models import Membership

_PREPARED = ("shift.closed", "clocking.recorded", "clocking.corrected")


def many_facts(shifts: list[Shift]) -> dict[int, Facts]:
    """Hours have no amount. The client and the kind are the contract's, the department that of who closed the shift. Everybody
    who worked on the shift, closed it, or clocked or corrected for somebody, prepared it and does not decide. Six queries."""
    ids = [row.pk for row in shifts]
    prepared = _prepared(ids)
    contracts = Contract.objects.in_bulk({row.contract_id for row in shifts if row.contract_id})
    sites = Site.objects.in_bulk({row.site_id for row in shifts})
    closers = {pk: next(iter(found), None) for pk, found in prepared.items()}
    departments = dict(Membership.objects.filter(tenant_id__in={row.tenant_id for row in shifts}, user_id__in=set(closers.values()) - {None}).values_list("user_id", "department"))
    return {row.pk: _facts(row, sites[row.site_id], contracts.get(row.contract_id), prepared[row.pk], departments.get(closers[row.pk], "")) for row in shifts}


def _facts(row: Shift, site: Site, contract: Contract | None, prepared: list[int], department: str) -> Facts:
    first = next(iter(prepared), None)
    return Facts(
        client_id=contract.client_id if contract else None, currency=contract.currency if contract else "", department=department,
        contract_kind=contract.kind if contract else "", owner_user_id=first, prepared_by_user_id=first, also_prepared_by=frozenset(prepared),
        label=f"{site.name} № {row.close_number} · {row.role} · {row.on:%Y-%m-%d}",
    )  # fmt: skip


def _prepared(ids: list[int]) -> dict[int, list[int]]:
    """Users, the last closer first."""
    found: dict[int, list[int]] = {pk: [] for pk in ids}
    closed = JournalEntry.objects.filter(subject_kind="shift", subject_id__in=ids, type="shift.closed").order_by("-sequence")
    for pk, user_id in closed.values_list("subject_id", "actor_user_id"):
        found[pk].append(user_id)
    of: dict[int, int] = dict(Clocking.objects.filter(shift_id__in=ids).values_list("pk", "shift_id"))
    clocked = JournalEntry.objects.filter(subject_kind="clocking", subject_id__in=list(of), type__in=_PREPARED)
    for pk, user_id in clocked.values_list("subject_id", "actor_user_id"):
        found[of[pk]].append(user_id)
    people: dict[int, set[int]] = defaultdict(set)
    for model in (Assignment, Clocking):
        for shift_id, employee_id in model.objects.filter(shift_id__in=ids).values_list("shift_id", "employee_id"):  # type: ignore[attr-defined]
            people[employee_id].add(shift_id)
    for pk, user_id in Employee.objects.filter(pk__in=list(people), user_id__isnull=False).values_list("pk", "user_id"):
        for shift_id in people[pk]:
            found[shift_id].append(user_id)
    return {pk: [user for user in dict.fromkeys(users) if user is not None] for pk, users in found.items()}


def facts(shift: Shift) -> Facts:
    """What policies look at."""
    return many_facts([shift])[shift.pk]


def told_sheet(seen: dict[str, Any]) -> list[Told]:
    """A sheet of hours as a person reads it: the shift, then a line a person; times by the clock of the site."""
    site = Site.objects.filter(pk=seen["site_id"]).first()
    zone = ZoneInfo(site.time_zone if site else "UTC")
    people = Employee.objects.in_bulk({item["employee_id"] for item in seen["people"]})
    contract = Contract.objects.filter(pk=seen["contract_id"]).first() if seen["contract_id"] else None
    told = [
        Told("site_id", gettext("site"), site.name if site else "—"), Told("role", gettext("role"), seen["role"]),
        Told("line", gettext("line"), seen["line"]), Told("on", gettext("day"), date_format(dt.date.fromisoformat(seen["on"]))),
        Told("starts_at", gettext("planned"), f"{_wall(seen['starts_at'], zone)} – {_wall(seen['ends_at'], zone)}"),
        Told("contract_id", gettext("contract"), contract.number if contract else "—"),
        Told("close_number", gettext("close number"), str(seen["close_number"])),
        Told("closed_at", gettext("closed at"), _wall(seen["closed_at"], zone) if seen["closed_at"] else gettext("reopened")),
    ]  # fmt: skip
    if not seen["stands"]:
        told.append(Told("stands", gettext("clockings"), gettext("changed after the close")))
    for item in seen["people"]:
        person = people.get(item["employee_id"])
        words = {
            "from": _wall(item["starts_at"], zone), "to": _wall(item["ends_at"], zone), "worked": span_text(item["worked_seconds"]),
            "breaks": span_text(item["break_seconds"]),
        }  # fmt: skip
        text = gettext("%(worked)s, from %(from)s to %(to)s, breaks %(breaks)s") % words
        told.append(Told(f"people.{item['employee_id']}", person.name if person else f"№ {item['employee_id']}", text))
    return told


def span_text(seconds: int) -> str:
    """7:30, or 7:30:05 where there are seconds."""
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _wall(text: str, zone: ZoneInfo) -> str:
    at = dt.datetime.fromisoformat(text).astimezone(zone)
    return f"{date_format(at.date(), 'SHORT_DATE_FORMAT')} {at:%H:%M}"


def papers(row: Shift, actor: Actor) -> list[tuple[str, str]]:
    """The shift's page."""
    try:
        return [(str(row), reverse("admin:shifts_shift_change", args=[row.pk]))]
    except NoReverseMatch:
        return []


SHEET = Subject(
    kind=KIND, model=Shift, label=_("Hours of a shift"), content=sheet_content, facts=facts, many_facts=many_facts,
    on_approved=actions.approve_hours, on_rejected=actions.reject_hours, on_withdrawn=actions.withdraw_hours,
    submit_permission="shifts.submit_hours", told=told_sheet, papers=papers, contract_kinds=ContractKind.choices,
)  # fmt: skip
