"""Schedules only: each body is one call."""

from celery import shared_task
from celery.schedules import crontab

from apps.kernel import clock
from apps.payments import mapped_files
from apps.payments.actions import handle_due_messages
from apps.payments.models import ProviderCheck, ProviderEvent
from apps.payments.providers import keeping, polling
from apps.tenants.models import Tenant
from apps.tenants.scope import unscoped

SCHEDULES = {
    "payments.wake_providers": {"task": "payments.wake_providers", "schedule": 15.0, "options": {"queue": "beat"}},
    "payments.clear_provider_messages": {"task": "payments.clear_provider_messages", "schedule": crontab(hour="2", minute="40"), "options": {"queue": "beat"}},
    "payments.remove_mapped_files": {"task": "payments.remove_mapped_files", "schedule": crontab(minute="35"), "options": {"queue": "beat"}},
}


@shared_task(name="payments.wake_providers", queue="beat")
def wake_providers() -> None:
    """Wakes a worker for each company in which a provider's message or a question to one is due."""
    now = clock.now()
    events = unscoped(ProviderEvent, reason="the sweeper wakes workers for every tenant").filter(due_at__lte=now, tenant__is_active=True, connection__state="active")
    for tenant_id in events.order_by().values_list("tenant_id", flat=True).distinct():
        handle_provider_messages.delay(tenant_id)
    checks = unscoped(ProviderCheck, reason="the sweeper wakes workers for every tenant").filter(due_at__lte=now, tenant__is_active=True, about__connection__state="active")
    for tenant_id in checks.order_by().values_list("tenant_id", flat=True).distinct():
        check_provider_payments.delay(tenant_id)


@shared_task(name="payments.handle_provider_messages", queue="integrations")
def handle_provider_messages(tenant_id: int) -> None:
    """Judges and handles what providers sent to a company."""
    polling.fetch_keys(tenant_id, now=clock.now)
    if handle_due_messages(tenant_id, now=clock.now) >= 500:
        handle_provider_messages.delay(tenant_id)


@shared_task(name="payments.check_provider_payments", queue="integrations")
def check_provider_payments(tenant_id: int) -> None:
    """Asks providers how payments of a company stand that are due."""
    if polling.check_due_payments(tenant_id, now=clock.now) >= 50:
        check_provider_payments.delay(tenant_id)


@shared_task(name="payments.clear_provider_messages", queue="beat")
def clear_provider_messages() -> None:
    """Removes wrong and ignored messages of providers that are too old."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        keeping.clear_messages(tenant_id, at=clock.now())


@shared_task(name="payments.remove_mapped_files", queue="beat")
def remove_mapped_files() -> None:
    """Takes away tables that were kept for a day while their columns were chosen."""
    mapped_files.remove_old(at=clock.now())
