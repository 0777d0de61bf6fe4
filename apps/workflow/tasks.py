"""Schedules only: each body is one call."""

from celery import shared_task
from celery.schedules import crontab

from apps.journal.models import AuditPack
from apps.kernel import clock
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.tenants.scope import unscoped
from apps.workflow import actions, bulk, ended_shares, mail, notices
from apps.workflow.models import Export, HistoryCheck

SCHEDULES = {
    "workflow.wake_bulk_acts": {"task": "workflow.wake_bulk_acts", "schedule": 15.0, "options": {"queue": "beat"}},
    "workflow.wake_history_checks": {"task": "workflow.wake_history_checks", "schedule": 60.0, "options": {"queue": "beat"}},
    "workflow.wake_audit_packs": {"task": "workflow.wake_audit_packs", "schedule": 60.0, "options": {"queue": "beat"}},
    "workflow.wake_exports": {"task": "workflow.wake_exports", "schedule": 60.0, "options": {"queue": "beat"}},
    "workflow.remove_exports": {"task": "workflow.remove_exports", "schedule": crontab(minute="50"), "options": {"queue": "beat"}},
    "workflow.wake_notices": {"task": "workflow.wake_notices", "schedule": 15.0, "options": {"queue": "beat"}},
    "workflow.check_histories": {"task": "workflow.check_histories", "schedule": crontab(hour="1", minute="40"), "options": {"queue": "beat"}},
    "workflow.end_shares": {"task": "workflow.end_shares", "schedule": crontab(minute="10"), "options": {"queue": "beat"}},
}


@shared_task(name="workflow.run_bulk_act", queue="default")
def run_bulk_act(tenant_id: int, bulk_id: int) -> None:
    """Does what is left of a set act."""
    bulk.run(tenant_id, bulk_id)


@shared_task(name="workflow.wake_bulk_acts", queue="beat")
def wake_bulk_acts() -> None:
    """Dispatches again what is unfinished."""
    for tenant_id, bulk_id in bulk.unfinished(clock.now()):
        run_bulk_act.delay(tenant_id, bulk_id)


@shared_task(name="workflow.wake_notices", queue="beat")
def wake_notices() -> None:
    """Wakes a worker for each person whose mails are due."""
    for tenant_id, person_id in notices.due(clock.now()):
        send_notices.delay(tenant_id, person_id)


@shared_task(name="workflow.send_notices", queue="integrations")
def send_notices(tenant_id: int, person_id: int) -> None:
    """Sends what is due to a person."""
    notices.send(tenant_id, person_id, at=clock.now())


@shared_task(name="workflow.check_histories", queue="beat")
def check_histories() -> None:
    """Asks for the comparison of rows with history, company by company."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        check_history.delay(tenant_id)


@shared_task(name="workflow.check_history", queue="analytics")
def check_history(tenant_id: int) -> None:
    """Compares one company's rows with their history."""
    actions.check_history(actor=system_actor(tenant_id, "history"), at=clock.now(), now=clock.now)


@shared_task(name="workflow.run_history_check", queue="analytics")
def run_history_check(tenant_id: int, check_id: int) -> None:
    """Does a check that a person asked for."""
    actions.run_history_check(check_id, actor=system_actor(tenant_id, "history"), now=clock.now)


@shared_task(name="workflow.wake_history_checks", queue="beat")
def wake_history_checks() -> None:
    """Dispatches again the checks that nobody does."""
    waiting = unscoped(HistoryCheck, reason="the sweeper wakes workers for every tenant").filter(actions.unfinished_checks(clock.now()))
    for tenant_id, check_id in waiting.values_list("tenant_id", "pk"):
        run_history_check.delay(tenant_id, check_id)


@shared_task(name="workflow.end_shares", queue="beat")
def end_shares() -> None:
    """Asks for the end of what was shared until a day that has passed, company by company."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        end_shares_of.delay(tenant_id)


@shared_task(name="workflow.end_shares_of", queue="default")
def end_shares_of(tenant_id: int) -> None:
    """Takes back what has ended in one company."""
    ended_shares.sweep(tenant_id, clock.now())


@shared_task(name="workflow.make_audit_pack", queue="analytics")
def make_audit_pack(tenant_id: int, pack_id: int) -> None:
    """Makes an audit pack that a person asked for."""
    actions.make_audit_pack(tenant_id, pack_id, now=clock.now)


@shared_task(name="workflow.wake_audit_packs", queue="beat")
def wake_audit_packs() -> None:
    """Dispatches again the packs that nobody makes, and removes files whose time is up."""
    waiting = unscoped(AuditPack, reason="the sweeper wakes workers for every tenant").filter(actions.unfinished_packs(clock.now()))
    for tenant_id, pack_id in waiting.values_list("tenant_id", "pk"):
        make_audit_pack.delay(tenant_id, pack_id)
    kept = unscoped(AuditPack, reason="the sweeper removes files of every tenant").filter(removed_at=None).exclude(file_name="")
    for tenant_id in kept.order_by().values_list("tenant_id", flat=True).distinct():
        actions.remove_old_packs(tenant_id, at=clock.now())


@shared_task(name="workflow.make_export", queue="analytics")
def make_export(tenant_id: int, export_id: int) -> None:
    """Makes an export that somebody asked for."""
    actions.make_export(tenant_id, export_id, now=clock.now)


@shared_task(name="workflow.wake_exports", queue="beat")
def wake_exports() -> None:
    """Dispatches again the exports that nobody makes."""
    waiting = unscoped(Export, reason="the sweeper wakes workers for every tenant").filter(actions.unfinished_exports(clock.now()))
    for tenant_id, export_id in waiting.values_list("tenant_id", "pk"):
        make_export.delay(tenant_id, export_id)


@shared_task(name="workflow.remove_exports", queue="beat")
def remove_exports() -> None:
    """Removes files of exports whose time is up."""
    kept = unscoped(Export, reason="the sweeper removes files of every tenant").filter(removed_at=None).exclude(sha256="")
    for tenant_id in kept.order_by().values_list("tenant_id", flat=True).distinct():
        actions.remove_old_exports(tenant_id, at=clock.now())


@shared_task(name="workflow.send_reset_link", queue="critical", autoretry_for=(OSError,), retry_backoff=2, retry_backoff_max=60, max_retries=5)
def send_reset_link(email: str) -> None:
    """Mails the link to a new password; a mail server that is away is tried again for a few minutes."""
    mail.send_reset_link(email)
