"""Schedules only: each body is one call."""

from celery import shared_task

from apps.kernel import clock
from apps.reconciliation import actions, demo, execution
from apps.reconciliation.models import BackTest
from apps.tenants.scope import unscoped

SCHEDULES = {
    "reconciliation.wake_runs": {"task": "reconciliation.wake_runs", "schedule": 10.0, "options": {"queue": "beat"}},
    "reconciliation.wake_backtests": {"task": "reconciliation.wake_backtests", "schedule": 30.0, "options": {"queue": "beat"}},
}


@shared_task(name="reconciliation.execute_run", queue="reconciliation")
def execute_run(tenant_id: int, run_id: int) -> None:
    """Does what is left of a run."""
    execution.execute(tenant_id, run_id, wake=execute_part.delay)


@shared_task(name="reconciliation.execute_part", queue="reconciliation")
def execute_part(tenant_id: int, part_id: int) -> None:
    """Writes a part of a run; behind the last the run is completed."""
    if run_id := execution.execute_part(tenant_id, part_id):
        execute_run.delay(tenant_id, run_id)


@shared_task(name="reconciliation.wake_runs", queue="beat")
def wake_runs() -> None:
    """Dispatches again what waits or whose worker died."""
    for tenant_id, run_id in execution.unfinished(clock.now()):
        execute_run.delay(tenant_id, run_id)
    for tenant_id, part_id in execution.unwritten_parts(clock.now()):
        execute_part.delay(tenant_id, part_id)


@shared_task(name="reconciliation.make_backtest", queue="reconciliation")
def make_backtest(tenant_id: int, test_id: int) -> None:
    """Tries a rule set on past decisions."""
    actions.make_backtest(tenant_id, test_id, now=clock.now)


@shared_task(name="reconciliation.wake_backtests", queue="beat")
def wake_backtests() -> None:
    """Dispatches again the back-tests that nobody does."""
    waiting = unscoped(BackTest, reason="the sweeper wakes workers for every tenant").filter(actions.unfinished_backtests(clock.now()))
    for tenant_id, test_id in waiting.values_list("tenant_id", "pk"):
        make_backtest.delay(tenant_id, test_id)


@shared_task(name="reconciliation.run_demo", queue="reconciliation")
def run_demo(slug: str) -> None:
    """Imports and reconciles the sample statement of a demo company."""
    demo.reconcile_sample(slug, at=clock.now())
