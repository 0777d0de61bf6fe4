"""Schedules of reports: made, changed, archived; and what they ask for when it is due."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from apps.analytics.actions.reports import ask_report
from apps.analytics.due import last_due, params_of
from apps.analytics.kinds import get_kind
from apps.analytics.models import Report, ReportSchedule
from apps.analytics.payloads import SCHEDULE, schedule_body
from apps.analytics.states import ScheduleState
from apps.analytics.transitions import ARCHIVE_SCHEDULE, CREATE_SCHEDULE, UPDATE_SCHEDULE
from apps.clients.models import Client
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted
from apps.tenants.scope import scope
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing

# What no clock can say must be asked by hand.
UNSCHEDULED = ("run",)


def create_schedule(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> ReportSchedule:
    """A new schedule. `values`: fields of payloads.SCHEDULE. Raises NotPermitted, Invalid with every problem."""
    with creating(CREATE_SCHEDULE, ReportSchedule, actor=actor, at=at, reason=reason) as batch:
        row = ReportSchedule()
        _assign(row, values, actor)
        batch.add(row)
        batch.record(schedule_body)
    return row


def update_schedule(
    schedule_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> ReportSchedule:
    """Changes the fields that are given; what was due before stays as it was."""
    with performing(UPDATE_SCHEDULE, ReportSchedule, schedule_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _assign(batch.row, values, actor)
        batch.record(schedule_body)
    return batch.row


def archive_schedule(
    schedule_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ReportSchedule:
    """active -> archived: makes no reports any more; those that it made stay."""
    with performing(ARCHIVE_SCHEDULE, ReportSchedule, schedule_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(schedule_body)
    return batch.row


def ask_due_reports(tenant_id: int, *, at: dt.datetime) -> list[Report]:
    """Asks for what is due and not asked for yet, once a schedule and moment, however often and from how many sides it is called.
    After a pause of the installation only the latest moment is made up for."""
    made = []
    with scope(tenant_id):
        zone = ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=tenant_id))
        schedules = list(ReportSchedule.objects.filter(state=ScheduleState.ACTIVE).order_by("pk"))
    for schedule in schedules:
        due_at = last_due(schedule, at, zone)
        if due_at < schedule.updated_at:
            continue
        with scope(tenant_id):
            known = Report.objects.filter(schedule=schedule, due_at=due_at).exists()
        if not known:
            made += _ask(schedule, due_at, zone, at)
    return made


def _ask(schedule: ReportSchedule, due_at: dt.datetime, zone: ZoneInfo, at: dt.datetime) -> list[Report]:
    params = params_of(schedule, get_kind(schedule.kind), due_at, zone=zone)
    actor = system_actor(schedule.tenant_id, "reports")
    try:
        return [ask_report(schedule.kind, params, actor=actor, at=at, schedule=schedule, due_at=due_at)]
    except Refused:  # another scheduler was faster
        return []


def _assign(row: ReportSchedule, values: dict[str, Any], actor: Actor) -> None:
    set_fields(row, values, SCHEDULE)
    kind = get_kind(row.kind)
    problems = field_problems(row, leave_out=("client",))
    if set(kind.needs) & set(UNSCHEDULED):
        problems.append(Reason("not_scheduled", _("This report is about one record and is asked for from its page."), "kind"))
    if row.client_id is None and "client" in kind.needs:
        problems.append(Reason("required", _("Say whose report it is."), "client"))
    if row.client_id is not None:
        if "client" not in kind.asks:
            problems.append(Reason("not_asked", _("This report is about all clients."), "client"))
        elif not permitted(Client.objects.filter(pk=row.client_id), actor, "view_client").exists():
            problems.append(Reason("no_client", _("There is no such client."), "client"))
    if problems:
        raise Invalid(problems)
