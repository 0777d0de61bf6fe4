"""Providers are asked: how payments stand that nothing was told of, and by which key they sign now. Called by jobs, never in a request.

Each question is bounded in time and bytes (apps.integrations.http); where it fails, it is asked again by the schedule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from django.db.models import F
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.integrations import http
from apps.integrations.providers import registry
from apps.integrations.providers.contract import Unreadable
from apps.integrations.reasons import written
from apps.kernel.errors import Invalid, Reason, Refused
from apps.payments.actions.provider_events import MOST_ATTEMPTS, actor_of, take_answer
from apps.payments.actions.provider_payments import CHECKED_AFTER, give_up_payment
from apps.payments.models import ProviderCheck, ProviderConnection, ProviderEvent, ProviderPayment, ProviderPulse
from apps.payments.providers.keys import keys_of
from apps.payments.providers.pages import make_page, sent
from apps.payments.providers.taking import judge
from apps.payments.states import AWAITED, ConnectionState, EventState
from apps.tenants.scope import scope

logger = structlog.get_logger(__name__)
LEASE = dt.timedelta(minutes=10)
KEY_AGAIN = dt.timedelta(minutes=5)
Clock = Callable[[], dt.datetime]


def check_due_payments(tenant_id: int, *, now: Clock, most: int = 50) -> int:
    """Asks about the payments of the company that are due; how many. Each is claimed by one UPDATE for ten minutes, so that a killed
    worker leaves nothing behind."""
    asked = 0
    with scope(tenant_id):
        due = ProviderCheck.objects.filter(about__connection__state=ConnectionState.ACTIVE).select_related("about__connection")
        while asked < most:
            check = due.filter(due_at__lte=now()).order_by("due_at", "pk").first()
            if check is None:
                break
            if ProviderCheck.objects.filter(pk=check.pk, due_at=check.due_at).update(due_at=now() + LEASE, checks=F("checks") + 1):
                _check(check, now)
                asked += 1
    return asked


def ask_at_once(payment_id: int, *, now: Clock) -> ProviderPayment:
    """Asks about one payment that is due, unless a worker has it in hand; the payment as it stands then. Needs the bound tenant, outside of
    any transaction: a request waits here for the provider, 15 s at most."""
    check = ProviderCheck.objects.filter(about_id=payment_id, due_at__lte=now()).select_related("about__connection").first()
    if check is not None and ProviderCheck.objects.filter(pk=check.pk, due_at=check.due_at).update(due_at=now() + LEASE, checks=F("checks") + 1):
        _check(check, now)
    return ProviderPayment.objects.get(pk=payment_id)


def _check(check: ProviderCheck, now: Clock) -> None:
    error = ""
    try:
        error = _ask(check, now())
    except http.Unreachable as failed:
        error = str(failed)
    except Unreadable as failed:
        error = _g("The answer is not as this provider writes: %(why)s.") % {"why": failed}
    except Invalid as failed:
        error = str(failed)
    except Exception:
        logger.exception("provider_check_failed", provider_payment=check.about_id)
        error = _g("The program failed over it; its log has more.")
    _go_on(check, error, now())


def _ask(check: ProviderCheck, at: dt.datetime) -> str:
    """Asks, and takes the answer; what went wrong, "" for nothing."""
    connection, reference = check.about.connection, check.about.reference
    if check.about.page_key and not check.about.page_url:
        return make_page(check.about, again=check.checks > 0, at=at)
    adapter, keys = registry.get(connection.kind), keys_of(connection, at)
    question = adapter.ask(reference, keys, int(at.timestamp())) if adapter.ask else None
    if question is None or adapter.answered is None:
        return _g("This connection has nobody to ask: only messages tell.")
    answer = sent(question)
    if answer.status != 200:
        return _g("The provider answered with HTTP %(status)s.") % {"status": answer.status}
    facts = adapter.answered(reference, answer.body)
    if facts:
        take_answer(check, facts, at=at)
    return ""


def _go_on(check: ProviderCheck, error: str, at: dt.datetime) -> None:
    """When it is asked next; after the last time it is given up."""
    following = next((check.asked_at + after for after in CHECKED_AFTER if check.asked_at + after > at), None)
    awaited = ProviderPayment.objects.filter(pk=check.about_id, state__in=AWAITED).exists()
    if awaited and following is None:
        _give_up(check, at)
    ProviderCheck.objects.filter(pk=check.pk).update(due_at=following if awaited else None, last_error=error[:300])


def _give_up(check: ProviderCheck, at: dt.datetime) -> None:
    try:
        give_up_payment(check.about_id, actor=actor_of(check.about.connection), at=at)
    except Refused:
        logger.info("provider_payment_told_meanwhile", provider_payment=check.about_id)


def fetch_keys(tenant_id: int, *, now: Clock) -> None:
    """Fetches the keys that providers sign with, where messages wait to be judged by them, and judges these."""
    with scope(tenant_id):
        waiting = ProviderEvent.objects.filter(state=EventState.RECEIVED, due_at__lte=now())
        for connection in ProviderConnection.objects.filter(pk__in=waiting.values("connection_id")):
            _fetch_key(connection, now())
            for event in waiting.filter(connection=connection).order_by("pk")[:500]:
                judge(event, connection, at=now())


def _fetch_key(connection: ProviderConnection, at: dt.datetime) -> None:
    """The key is kept; where it cannot be had, what waits for it waits on, and is refused in the end."""
    adapter = registry.get(connection.kind)
    if adapter.ask_key is None or adapter.key_of is None:
        return
    pulse = ProviderPulse.objects.filter(connection=connection)
    try:
        answer = sent(adapter.ask_key(keys_of(connection, at)))
        key = adapter.key_of(answer.body)
    except (http.Unreachable, Unreadable) as error:
        logger.warning("provider_key_not_fetched", connection=connection.pk, error=str(error)[:200])
        waiting = ProviderEvent.objects.filter(connection=connection, state=EventState.RECEIVED, due_at__lte=at)
        never = Reason("no_key", _("The provider's key could not be fetched, so that the signature was never judged."))
        waiting.filter(attempts__gte=MOST_ATTEMPTS).update(state=EventState.REFUSED, due_at=None, ended_at=at, reasons=[written(never)])
        waiting.update(attempts=F("attempts") + 1, due_at=at + KEY_AGAIN)
    else:
        pulse.update(signing_key=key, key_asked_at=at)
