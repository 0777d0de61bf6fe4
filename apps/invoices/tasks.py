"""Schedules only: each body is one call."""

from celery import shared_task
from celery.schedules import crontab

from apps.invoices import billing_runs
from apps.kernel import clock

# Behind the hour's sweep of contracts, so that what renews is renewed before it is billed.
SCHEDULES = {
    "invoices.ask_daily_billing": {
        "task": "invoices.ask_daily_billing", "schedule": crontab(minute="25"), "options": {"queue": "beat"},
    },
    "invoices.wake_billing": {"task": "invoices.wake_billing", "schedule": 15.0, "options": {"queue": "beat"}},
}  # fmt: skip


@shared_task(name="invoices.ask_daily_billing", queue="beat")
def ask_daily_billing() -> None:
    """Asks for the day's billing of each company, once."""
    billing_runs.ask_daily(clock.now())


@shared_task(name="invoices.wake_billing", queue="beat")
def wake_billing() -> None:
    """Dispatches what waits or whose worker died."""
    for tenant_id, run_id in billing_runs.unfinished(clock.now()):
        execute_billing.delay(tenant_id, run_id)


@shared_task(name="invoices.execute_billing", queue="default")
def execute_billing(tenant_id: int, run_id: int) -> None:
    """Does what is left of a billing run."""
    billing_runs.execute(tenant_id, run_id)
