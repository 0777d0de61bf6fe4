"""Schedules only: each body is one call."""

from celery import shared_task

from apps.analytics import actions
from apps.analytics.models import Report, ReportSchedule
from apps.analytics.states import ScheduleState
from apps.kernel import clock
from apps.tenants.scope import unscoped

SCHEDULES = {
    "analytics.wake_reports": {"task": "analytics.wake_reports", "schedule": 30.0, "options": {"queue": "beat"}},
    "analytics.wake_schedules": {"task": "analytics.wake_schedules", "schedule": 60.0, "options": {"queue": "beat"}},
}


@shared_task(name="analytics.make_report", queue="analytics")
def make_report(tenant_id: int, report_id: int) -> None:
    """Makes a report that somebody or a schedule asked for."""
    actions.make_report(tenant_id, report_id, now=clock.now)


@shared_task(name="analytics.wake_reports", queue="beat")
def wake_reports() -> None:
    """Dispatches again the reports that nobody makes."""
    waiting = unscoped(Report, reason="the sweeper wakes workers for every tenant").filter(actions.unfinished_reports(clock.now()))
    for tenant_id, report_id in waiting.values_list("tenant_id", "pk"):
        make_report.delay(tenant_id, report_id)


@shared_task(name="analytics.wake_schedules", queue="beat")
def wake_schedules() -> None:
    """Asks a worker to look, in each company that has schedules, what is due."""
    active = unscoped(ReportSchedule, reason="the sweeper wakes workers for every tenant").filter(state=ScheduleState.ACTIVE, tenant__is_active=True)
    for tenant_id in active.order_by().values_list("tenant_id", flat=True).distinct():
        ask_due_reports.delay(tenant_id)


@shared_task(name="analytics.ask_due_reports", queue="analytics")
def ask_due_reports(tenant_id: int) -> None:
    """Asks for the reports of a company that are due, and has them made."""
    for report in actions.ask_due_reports(tenant_id, at=clock.now()):
        make_report.delay_on_commit(tenant_id, report.pk)
