"""Schedules of reports, active and archived."""

from __future__ import annotations

from typing import Any

from apps.analytics import actions as acts
from apps.analytics.payloads import schedule_body
from apps.tenants.models import Tenant
from tests.factories import reports, system
from tests.scenarios.transitions import WHY, Case, by_key, each, setting


def a_schedule(company: Tenant, state: str, number: int) -> Any:
    made = reports.schedule(company, month_day=number % 28 + 1)
    return acts.archive_schedule(made.pk, actor=system(company), **WHY) if state == "archived" else made


MAKERS = {"analytics.ReportSchedule": a_schedule}
CASES = {
    "report_schedule.update": Case(
        lambda row, actor: acts.update_schedule(row.pk, actor=actor, cadence="daily", **WHY), setting(schedule_body, cadence="daily")
    ),
    "report_schedule.archive": by_key(acts.archive_schedule, each(lambda row, batch: None, schedule_body)),
}
