"""Connections to payment providers and payments there, in every state."""

from __future__ import annotations

from typing import Any

from apps.payments import actions as acts
from apps.payments.actions import provider_payments
from apps.payments.actions.provider_books import Depth
from apps.payments.models import Payment, ProviderConnection, ProviderPayment
from apps.payments.payloads import connection_body, provider_payment_body
from apps.payments.providers.facts import Said
from apps.payments.providers.standing import Reported
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT, system
from tests.factories import providers as made
from tests.scenarios.transitions import WHY, Case, by_key, each

# What is told for a payment to stand there.
TOLD = {
    "pending": ("payment_pending", "dollars"), "paid": ("payment_succeeded",), "refunded": ("payment_succeeded", "payment_refunded"), "failed": ("payment_failed", "dollars"),
    "partly_refunded": ("payment_succeeded", "part"), "disputed": ("payment_succeeded", "payment_disputed"), "lost": ("payment_succeeded", "dispute_lost"),
    "expired": ("payment_expired", "dollars"),
}  # fmt: skip

_OTHER = {"part": Reported("payment_refunded", 100, "UAH"), "dollars": Reported("payment_pending", 1, "USD"), "news": Reported("payment_pending")}


def a_connection(company: Tenant, state: str, number: int) -> ProviderConnection:
    row, _secret = made.connection(company, name=f"Shop {state} {number}")
    if state == "paused":
        acts.pause_connection(row.pk, actor=system(company), **WHY)
    if state == "archived":
        acts.archive_connection(row.pk, actor=system(company), **WHY)
    return ProviderConnection.objects.get(pk=row.pk)


def a_payment(company: Tenant, state: str, number: int, *, amount: int = 9_000) -> ProviderPayment:
    """In every state that a person can have something to look at: another amount than asked for, recorded by hand too, or two currencies."""
    shop = ProviderConnection.objects.filter(name="Shop").first() or made.connection(company, name="Shop")[0]
    invoice = make.issued(company, make.client(company))
    acts.record_payment(
        9_000, "UAH", actor=system(company), at=AT, client_id=invoice.client_id, account_id=shop.account_id, received_on=AT.date(), method="card",
        reference=f"by hand {state}-{number}",
    )  # fmt: skip
    row = acts.ask_payment(invoice.pk, connection_id=shop.pk, reference=f"{state}-{number}", actor=system(company), at=AT)
    if state in TOLD:
        say(row, *TOLD[state], amount=amount)
    if state == "unknown":
        acts.give_up_payment(row.pk, actor=system(company), at=AT)
    if state == "closed":
        acts.close_payment(row.pk, actor=system(company), **WHY)
    return ProviderPayment.objects.get(pk=row.pk)


def booked(company: Tenant) -> ProviderPayment:
    """One that is paid as asked for."""
    return a_payment(company, "paid", 1, amount=10_000)


def say(row: ProviderPayment, *kinds: str, actor: Any = None, amount: int = 10_000) -> None:
    facts = tuple(_OTHER.get(kind) or Reported(kind, amount, "UAH") for kind in kinds)
    who = actor or system(row.tenant)
    with unit_of_work(actor=who, at=AT):
        provider_payments.take_report(row.connection_id, {row.reference: Said(facts, "")}, event=None, depth=Depth.ALL, actor=who, at=AT)


def by_hand(row: ProviderPayment) -> Payment:
    """Money of the invoice's client that a clerk recorded, in the amount that the provider took."""
    return Payment.objects.get(reference=f"by hand {row.reference}")


def plainly(batch: Batch[Any]) -> None:
    batch.record(connection_body)


def telling(**told: Any) -> Any:
    return lambda batch: batch.record(lambda row: {"name": row.name} | told)


def reporting(row: ProviderPayment, batch: Batch[Any]) -> None:
    if row.state not in TOLD:
        row.problems, row.is_flagged = [], False
    batch.to(row, row.state if row.state in TOLD else "pending")


def giving_up(batch: Batch[Any]) -> None:
    provider_payments.ending(batch, (provider_payments.NEVER_TOLD,))


MAKERS = {"payments.ProviderConnection": a_connection, "payments.ProviderPayment": a_payment}
CASES = {
    "provider_connection.update": Case(lambda row, actor: acts.update_connection(row.pk, actor=actor, name=f"{row.name}!", **WHY),
                                       each(lambda row, batch: row.__dict__.update(name=f"{row.name}!"), connection_body)),
    "provider_connection.rotate_secret": by_key(acts.rotate_connection_secret, telling(secrets=["signing"], overlap_hours=24)),
    "provider_connection.pause": by_key(acts.pause_connection, plainly),
    "provider_connection.resume": by_key(acts.resume_connection, plainly),
    "provider_connection.archive": by_key(acts.archive_connection, plainly),
    "provider_connection.send_sample": by_key(acts.send_sample, telling(event_id=1, accepted=True)),
    "provider_payment.check": by_key(acts.check_payment, lambda batch: batch.record(lambda row: {"reference": row.reference})),
    "provider_payment.close": by_key(acts.close_payment, lambda batch: provider_payments.ending(batch, ())),
    "provider_payment.match": Case(lambda row, actor: acts.match_payment(row.pk, counterpart_id=by_hand(row).pk, actor=actor, **WHY),
                                   lambda batch: provider_payments.matching(batch, {row.pk: by_hand(row).pk for row in batch.rows})),
    "provider_payment.resolve": by_key(acts.resolve_payment, provider_payments.resolving),
    "provider_payment.book": by_key(acts.book_payment, provider_payments.booking),
    "provider_payment.report": Case(lambda row, actor: say(row, "news", actor=actor), each(reporting, provider_payment_body), reason=""),
    "provider_payment.link": Case(lambda row, actor: provider_payments.link_page(row.pk, reference=f"cs_{row.reference}", url="https://pay.example/1", actor=actor, at=AT),
                                  lambda batch: provider_payments.linking(batch, {row.pk: (f"cs_{row.reference}", "https://pay.example/1") for row in batch.rows}), reason=""),
    "provider_payment.give_up": Case(lambda row, actor: acts.give_up_payment(row.pk, actor=actor, at=AT), giving_up, reason=""),
}  # fmt: skip
