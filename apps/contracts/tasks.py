"""Schedules only: each body is one call."""

from celery import shared_task
from celery.schedules import crontab

from apps.contracts.sweep import sweep
from apps.kernel import clock
from apps.tenants.models import Tenant

# Every hour, since a company's day begins where it is.
SCHEDULES = {"contracts.sweep_all": {"task": "contracts.sweep_all", "schedule": crontab(minute="5"), "options": {"queue": "beat"}}}


@shared_task(name="contracts.sweep_all", queue="beat")
def sweep_all() -> None:
    """Asks for the sweep of each company's contracts."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        sweep_company.delay(tenant_id)


@shared_task(name="contracts.sweep", queue="default")
def sweep_company(tenant_id: int) -> None:
    """Renews, expires and reminds."""
    sweep(tenant_id, clock.now())
