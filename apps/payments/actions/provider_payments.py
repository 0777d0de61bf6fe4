"""Payments at providers: asked for, told of, brought into the books, seen to. Lock order: the payment at the provider, then as the acts
on payments and invoices do."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from apps.integrations.providers import registry
from apps.integrations.reasons import written
from apps.invoices.models import Invoice
from apps.invoices.states import InvoiceKind, InvoiceState
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.payments.actions.provider_books import Depth, counterparts, follow
from apps.payments.models import ProviderCheck, ProviderConnection, ProviderEvent, ProviderPayment, ProviderSecret
from apps.payments.payloads import provider_payment_body
from apps.payments.provider_transitions import ASK, BOOK, CHECK, CLOSE, GIVE_UP, LINK, MATCH, NOTICE, REPORT, RESOLVE
from apps.payments.providers import facts as kept
from apps.payments.providers.facts import Said
from apps.payments.providers.standing import Standing
from apps.payments.states import AWAITED, ConnectionState, ProviderState
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.runner import Batch, creating, performing

CHECKED_AFTER = tuple(
    dt.timedelta(**{unit: count}) for unit, count in (("minutes", 5), ("hours", 1), ("days", 1), ("days", 2), ("days", 3), ("days", 4), ("days", 5))
)
MOST_REFERENCE = 100


def ask_payment(
    invoice_id: int, *, connection_id: int, actor: Actor, at: dt.datetime, reference: str = "", amount_minor: int | None = None, reason: str = ""
) -> ProviderPayment:
    """Awaits a payment of an invoice that was set up at the provider under its id `reference`; of all that is open, or of part. What the
    provider tells is held against it, and it is asked how the payment stands after 5 minutes, an hour, and on the five days that follow.

    Without `reference` a payment page is to be made at the provider, which the caller's door asks for behind the commit and a worker again
    until it is there; not of a generic provider.

    Raises NotPermitted, Invalid with every problem, Refused where this id of the connection is here already.
    """
    with creating(ASK, ProviderPayment, actor=actor, at=at, reason=reason) as batch:
        reference, problems = reference.strip(), []
        connection = permitted(ProviderConnection.objects.filter(pk=connection_id), actor, "view_providerconnection").select_related("account").first()
        if connection is None or connection.state != ConnectionState.ACTIVE:
            problems.append(Reason("no_connection", _("Choose a payment provider that is active."), "connection"))
        invoice = permitted(Invoice.objects.filter(pk=invoice_id, kind=InvoiceKind.INVOICE), actor, "view_invoice").first()
        if invoice is None or invoice.state not in (InvoiceState.ISSUED, InvoiceState.PARTIALLY_PAID):
            problems.append(Reason("no_invoice", _("Choose an invoice that was issued and is not paid."), "invoice"))
        else:
            amount_minor = invoice.open_minor if amount_minor is None else amount_minor
            if not 0 < amount_minor <= invoice.open_minor:
                problems.append(Reason("amount", _("The amount is more than zero and at most what is open."), "amount"))
            if connection is not None and connection.account.currency != invoice.currency:
                problems.append(Reason("account_currency", _("The account %(account)s is in another currency."), "connection", {"account": connection.account.iban}))
        page_key = "" if reference or connection is None or not registry.get(connection.kind).page else uuid.uuid4().hex
        reference = reference or page_key
        if page_key and connection is not None and not _opens_pages(connection):
            no_key = _("This connection has no API key, so no payment page can be made: give one by “New secret”, or enter the payment's id at the provider.")
            problems.append(Reason("no_api_key", no_key, "connection"))
        if not 0 < len(reference) <= MOST_REFERENCE or not reference.isprintable():
            problems.append(Reason("reference", _("Give the payment's id at the provider, as its cabinet or its page shows it."), "reference"))
        if problems or invoice is None:
            raise Invalid(problems)
        row = ProviderPayment(
            connection_id=connection_id, reference=reference, reference_hash=hash_of(reference), invoice=invoice, our_reference=(invoice.number or "")[:100],
            currency=invoice.currency, asked_minor=amount_minor, state=ProviderState.ASKED, page_key=page_key,
        )  # fmt: skip
        batch.add(row)
        storage.insert([ProviderCheck(about=row, asked_at=at, due_at=at if page_key else at + CHECKED_AFTER[0])])
        batch.record(provider_payment_body)
    return row


def _opens_pages(connection: ProviderConnection) -> bool:
    return ProviderSecret.objects.filter(connection=connection, name=registry.get(connection.kind).page_secret, ends_at=None).exists()


def link_page(payment_id: int, *, reference: str, url: str, actor: Actor, at: dt.datetime) -> ProviderPayment:
    """The payment page is made: the provider's id, and the address for the payer. Raises Refused where it is awaited no more."""
    with performing(LINK, ProviderPayment, payment_id, actor=actor, at=at) as batch:
        linking(batch, {payment_id: (reference, url)})
    return batch.row


def linking(batch: Batch[ProviderPayment], pages: Mapping[int, tuple[str, str]]) -> None:
    """Each has the id and the address of its page."""
    for row in batch.rows:
        row.reference, row.page_url = pages[row.pk]
        row.reference_hash = hash_of(row.reference)
    batch.record(provider_payment_body)


def hash_of(reference: str) -> str:
    """SHA-256, hex: collations fold case, a hash does not."""
    return hashlib.sha256(reference.encode()).hexdigest()


def take_report(
    connection_id: int, told: dict[str, Said], *, event: ProviderEvent | None, depth: Depth, actor: Actor, at: dt.datetime, refused: Sequence[Reason] = ()
) -> list[ProviderPayment]:
    """Keeps what a provider said of payments, by its ids, and has the books follow as far as `depth`; the payments. One that nobody
    asked for is noted. `refused`: why the books did not follow further before. In the open unit of the job; raises refusals of the acts
    on the books, and Refused with `provider_payment_once` where another worker notes the same payment: try the whole again."""
    found = []
    for reference, said in told.items():
        row = locked(ProviderPayment.objects.filter(connection_id=connection_id, reference_hash=hash_of(reference))).first()
        row = row or _of_page(connection_id, said)
        if row is None:
            row = _notice(connection_id, reference, said.our_reference, actor=actor, at=at)
        found.append(row)
        if kept.keep(row, said.facts, event=event, at=at):
            _report(row.pk, said.our_reference, reference="" if said.of_page else reference, depth=depth, refused=refused, actor=actor, at=at)
    return found


def _of_page(connection_id: int, said: Said) -> ProviderPayment | None:
    """The payment that was asked for by the page that is named; or by one for the same invoice whose making was never answered."""
    asked = ProviderPayment.objects.filter(connection_id=connection_id)
    if said.page_key:
        return locked(asked.filter(page_key=said.page_key)).first()
    unanswered = asked.filter(state=ProviderState.ASKED, page_url="", our_reference=said.our_reference).exclude(page_key="")
    found = list(locked(unanswered)[:2]) if said.our_reference else []
    return found[0] if len(found) == 1 else None


def _notice(connection_id: int, reference: str, our_reference: str, *, actor: Actor, at: dt.datetime) -> ProviderPayment:
    with creating(NOTICE, ProviderPayment, actor=actor, at=at) as batch:
        currency = ProviderConnection.objects.values_list("account__currency", flat=True).get(pk=connection_id)
        row = ProviderPayment(
            connection_id=connection_id, reference=reference, reference_hash=hash_of(reference), our_reference=our_reference, currency=currency
        )
        batch.add(row)
        storage.insert([ProviderCheck(about=row, asked_at=at, due_at=at + CHECKED_AFTER[0])])
        batch.record(provider_payment_body)
    return row


def _report(pk: int, our_reference: str, *, reference: str, depth: Depth, refused: Sequence[Reason], actor: Actor, at: dt.datetime) -> None:
    with performing(REPORT, ProviderPayment, pk, actor=actor, at=at) as batch:
        row = batch.row
        standing = kept.standing(row)
        row.our_reference = row.our_reference or our_reference
        if reference and row.reference != reference:  # the page had another
            row.reference, row.reference_hash = reference, hash_of(reference)
        _stands(row, standing)
        _flag(row, [*follow(row, standing, depth=depth, actor=actor, at=at), *refused])
        batch.to(row, standing.state)
        batch.record(provider_payment_body)
    if standing.state not in AWAITED:
        ProviderCheck.objects.filter(about_id=pk).update(due_at=None, last_error="")


def _stands(row: ProviderPayment, standing: Standing) -> None:
    row.paid_minor, row.paid_at, row.refunded_minor, row.fee_minor = standing.paid_minor, standing.paid_at, standing.refunded_minor, standing.fee_minor
    row.currency = standing.currency or row.currency


def _flag(row: ProviderPayment, problems: Iterable[Reason]) -> None:
    row.problems = [written(reason) for reason in problems]
    row.is_flagged = bool(row.problems)


def book_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> ProviderPayment:
    """Brings what the provider took into the books, after what stood in the way was mended, or although another amount came than was
    asked for: it is then on no invoice. Raises as the acts that record and allocate a payment, Refused where it still cannot be."""
    with performing(BOOK, ProviderPayment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        booking(batch)
    return batch.row


def booking(batch: Batch[ProviderPayment]) -> None:
    """The books follow by a person's word."""
    for row in list(batch.rows):
        problems = follow(row, kept.standing(row), depth=Depth.ALL, actor=batch.actor, at=batch.at, decided=True)
        _flag(row, problems)
        if row.payment_id is None:
            batch.refuse(row, *problems or [Reason("test", _("It is of a test: nothing of it comes into the books."))])
    batch.record(provider_payment_body)


def match_payment(payment_id: int, *, counterpart_id: int, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ProviderPayment:
    """What the provider took is money that the books have: nothing is booked, and from now on the books follow with that payment. Locks
    it too. Raises Invalid for one that cannot be the same: see `counterparts`."""
    with performing(MATCH, ProviderPayment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        matching(batch, {payment_id: counterpart_id})
    return batch.row


def matching(batch: Batch[ProviderPayment], chosen_ids: Mapping[int, int]) -> None:
    """The books follow with the payment that is named for each."""
    for row in list(batch.rows):
        standing = kept.standing(row)
        chosen = locked(permitted(counterparts(row, standing, at=batch.at).filter(pk=chosen_ids[row.pk]), batch.actor, "view_payment")).first()
        if chosen is None:
            raise Invalid(Reason("counterpart", _("Choose money of the same client, amount, currency and account, three days away at most, that is of no provider."), "counterpart"))
        row.payment_id = chosen.pk
        _flag(row, follow(row, standing, depth=Depth.ALL, actor=batch.actor, at=batch.at))
    batch.record(provider_payment_body)


def resolve_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> ProviderPayment:
    """A person has seen to what was flagged; how, says the reason. It is flagged again only when the provider tells something new."""
    with performing(RESOLVE, ProviderPayment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        resolving(batch)
    return batch.row


def resolving(batch: Batch[ProviderPayment]) -> None:
    """Nothing waits for a person any more."""
    solved = {row.pk: [item["code"] for item in row.problems] for row in batch.rows}
    for row in batch.rows:
        _flag(row, [])
    batch.record(lambda row: provider_payment_body(row) | {"resolved": solved[row.pk]})


def close_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> ProviderPayment:
    """asked, pending, unknown, failed, expired -> closed: it is awaited no more. What the provider tells later still counts."""
    with performing(CLOSE, ProviderPayment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        ending(batch, ())
    return batch.row


def give_up_payment(payment_id: int, *, actor: Actor, at: dt.datetime) -> ProviderPayment:
    """asked, pending -> unknown: asked seven times and never told. Flagged for a person."""
    with performing(GIVE_UP, ProviderPayment, payment_id, actor=actor, at=at) as batch:
        ending(batch, (NEVER_TOLD,))
    return batch.row


NEVER_TOLD = Reason("never_told", _("The provider was asked for five days and did not say how this payment ended: look it up in its cabinet, then ask again or close it."))


def ending(batch: Batch[ProviderPayment], problems: Sequence[Reason]) -> None:
    """The provider is asked no more."""
    for row in batch.rows:
        _flag(row, problems)
    ProviderCheck.objects.filter(about__in=[row.pk for row in batch.rows]).update(due_at=None)
    batch.record(provider_payment_body)


def check_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ProviderPayment:
    """Has the provider asked at once how the payment stands; a worker does. Beside the times at which it is asked anyway."""
    with performing(CHECK, ProviderPayment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        ProviderCheck.objects.filter(about=batch.row).update(due_at=at)
        batch.record(lambda row: {"reference": row.reference})
    return batch.row
