"""Payment pages are made at providers: behind the commit of who asked, and again by a worker until the provider answers.

The same ask is made once: by the provider's idempotency key where it has one; else what a lost answer may have left is looked up first.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.integrations import http
from apps.integrations.providers import registry
from apps.integrations.providers.contract import Adapter, Keys, Page, PageAsk, Question, Unreadable
from apps.kernel.errors import Refused
from apps.kernel.money import from_minor
from apps.payments.actions.provider_events import actor_of
from apps.payments.actions.provider_payments import close_payment, hash_of, link_page
from apps.payments.models import ProviderPayment
from apps.payments.providers.keys import keys_of
from apps.tenants.models import Tenant

logger = structlog.get_logger(__name__)
_LATER = (408, 409, 425, 429)  # of 4xx, those that the same request may pass another time


def sent(question: Question) -> http.Answer:
    """The answer of the provider. Raises http.Unreachable."""
    if problem := http.problem_of(question.url):
        raise http.Forbidden(problem)
    return http.fetch(question.method, question.url, headers=question.headers, body=question.body)


def make_page(row: ProviderPayment, *, again: bool, at: dt.datetime) -> str:
    """Has the page of the payment made and keeps its address; what went wrong, "" for nothing. A refusal of the provider closes the
    payment. `again`: it was tried before, and the answer may have been lost. Raises http.Unreachable, Unreadable."""
    adapter, keys, asked = registry.get(row.connection.kind), keys_of(row.connection, at), _ask_of(row)
    assert adapter.page is not None
    try:
        made = adapter.page(asked, keys)
    except Unreadable as why:
        return _refused(row, str(why), at)
    if isinstance(made, Page):
        return _keep(row, made, at)
    left = _left_behind(row, adapter, keys, asked, at) if again else None
    if left is not None:
        return _keep(row, left, at)
    answer = sent(made)
    if 400 <= answer.status < 500 and answer.status not in _LATER:
        return _refused(row, _why(adapter, answer), at)
    if not 200 <= answer.status < 300:
        return _("The provider answered with HTTP %(status)s.") % {"status": answer.status}
    assert adapter.paged is not None
    return _keep(row, adapter.paged(answer.body), at)


def _ask_of(row: ProviderPayment) -> PageAsk:
    assert row.asked_minor is not None
    with translation.override(settings.LANGUAGE_CODE):  # the same whoever asks: an idempotency key holds for one body
        text = _("Invoice %(number)s, %(company)s") % {"number": row.our_reference, "company": Tenant.objects.get(pk=row.tenant_id).name}
    door = settings.SITE_URL + reverse("provider_message", args=[row.connection.public_id])
    return PageAsk(
        row.page_key, row.our_reference, from_minor(row.asked_minor, row.currency), row.currency, text, settings.PROVIDER_RETURN_URL or settings.SITE_URL,
        door, row.created_at,
    )  # fmt: skip


def _left_behind(row: ProviderPayment, adapter: Adapter, keys: Keys, asked: PageAsk, at: dt.datetime) -> Page | None:
    """What an ask whose answer was lost made, where the provider knows no request by its key. Raises Unreadable where it cannot say."""
    if adapter.lost is None or adapter.found is None:
        return None
    answer = sent(adapter.lost(asked, keys, int(at.timestamp())))
    if answer.status != 200:
        raise Unreadable(f"HTTP {answer.status}")
    pages = adapter.found(asked, answer.body)
    hashes = {hash_of(page.payment_id): page for page in pages}
    known = set(ProviderPayment.objects.filter(connection=row.connection_id, reference_hash__in=list(hashes)).values_list("reference_hash", flat=True))
    return next((page for name, page in hashes.items() if name not in known), None)


def _keep(row: ProviderPayment, page: Page, at: dt.datetime) -> str:
    try:
        link_page(row.pk, reference=page.payment_id, url=page.url, actor=actor_of(row.connection), at=at)
    except Refused:
        logger.info("provider_page_not_awaited", provider_payment=row.pk)
    return ""


def _why(adapter: Adapter, answer: http.Answer) -> str:
    try:
        said = adapter.why_not(answer.body) if adapter.why_not else ""
    except Unreadable:
        said = ""
    return f"HTTP {answer.status}: {said}" if said else f"HTTP {answer.status}"


def _refused(row: ProviderPayment, why: str, at: dt.datetime) -> str:
    sentence = _("The provider refused to make the payment page: %(why)s") % {"why": why[:250]}
    try:
        close_payment(row.pk, actor=actor_of(row.connection), at=at, reason=sentence)
    except Refused:
        logger.info("provider_page_not_awaited", provider_payment=row.pk)
    return sentence
