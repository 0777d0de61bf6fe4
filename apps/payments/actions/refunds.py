"""Money that goes back to its payer: asked for, approved, paid out. Lock order: payment, refund, its approval; the journal head last."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.approvals.models import ApprovalRequest
from apps.approvals.people import as_engine
from apps.clients.identifiers import check_iban, normal_iban
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.payments import refunds
from apps.payments.models import BankAccount, Payment, Refund
from apps.payments.payloads import payment_body, refund_body
from apps.payments.states import AccountState, Direction, PaymentMethod, PaymentState
from apps.payments.transitions import APPROVE_REFUND, ASK_REFUND, ORDER_PAYOUT, PAY_OUT, REFUND, REJECT_REFUND, WITHDRAW_REFUND
from apps.tenants.scope import scope
from apps.workflow.runner import Batch, creating, performing, take_one
from apps.workflow.unit import unit_of_work

MOST_PAYEE = 140


def refund_payment(
    payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, method: str = PaymentMethod.BANK, iban: str = "", payee: str = "",
    expected_version: int | None = None,
) -> Refund:  # fmt: skip
    """Asks for all that the payment has open to go back; carried out at once where no policy applies.

    `method`: bank (with `iban`), card or cash. A refund that was asked for before what the payment has open changed is ended
    as void and gives way. Locks the payment, then as `approve_refund`. Raises NotVisible, NotPermitted, Stale, Invalid (no
    reason, no IBAN), Refused for money that went out, another state, a refund that waits.
    """
    iban, payee = _checked(method, iban, payee)
    with unit_of_work(actor=actor, at=at):
        _end_outdated(payment_id, actor=actor, at=at)
        payment = take_one(REFUND, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version).row
        with creating(ASK_REFUND, Refund, actor=actor, at=at, reason=reason) as batch:
            refund = Refund(
                payment=payment, client_id=payment.client_id, amount_minor=payment.open_minor, currency=payment.currency, method=method,
                iban=iban, payee=payee, reason=reason.strip(), live_key=payment.pk,
            )  # fmt: skip
            refund.content_digest = refunds.digest_of(refund)
            batch.add(refund)
            batch.record(refund_body)
        if approvals.open_request(refunds.KIND, refund, actor=actor, at=at) is None:
            refund = approve_refund(refund.pk, actor=as_engine(actor), at=at, digest="")
    return refund


def approve_refund(refund_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> Refund:
    """in_approval -> approved; the payment -> refunded, and an outgoing payment of the same amount is recorded as pending.

    `digest`: of the content that was approved; "" where no policy applies. Called by the engine. Locks the payment, the
    refund. Raises Refused where the digest is not that of an approved request or of what is there now.
    """
    asked = _get(refund_id, actor)
    with performing(
        REFUND, Payment, asked.payment_id, actor=actor, at=at, reason=asked.reason, params={"refund": refund_id}
    ) as paid:  # fmt: skip
        with performing(APPROVE_REFUND, Refund, refund_id, actor=actor, at=at, reason=reason) as batch:
            approving(batch, {refund_id: digest})
        refunding(paid)
        _order(batch.row, paid.row, actor=actor, at=at)
    return batch.row


def approving(batch: Batch[Refund], digests: dict[int, str]) -> None:
    """The refunds remember what was approved, by key: what was asked for, and nothing else."""
    against = approvals.unproven(refunds.KIND, digests, list(batch.rows), actor=batch.actor, at=batch.at)
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, against[row.pk])
        elif refunds.digest_of(row) != row.content_digest:
            batch.refuse(row, Reason("changed_since_asked", _("The payment is not what it was when the refund was asked for; ask for it anew.")))
        row.approved_digest, row.needs_approval = digests[row.pk], bool(digests[row.pk])
    batch.record(refund_body)


def refunding(batch: Batch[Payment]) -> None:
    """What is open goes back; what is allocated stays allocated."""
    for row in batch.rows:
        row.refunded_minor, row.open_minor = row.open_minor, 0
    batch.record(payment_body)


def _order(refund: Refund, payment: Payment, *, actor: Actor, at: dt.datetime) -> Payment:
    """The outgoing payment that finance carries out: pending, for the refund, from the account that the money came to."""
    own = BankAccount.objects.filter(pk=payment.account_id, state=AccountState.OPEN).first() if refund.method == PaymentMethod.BANK else None
    with creating(ORDER_PAYOUT, Payment, actor=actor, at=at, reason=refund.reason) as batch:
        batch.add(
            Payment(
                client_id=refund.client_id, account=own, direction=Direction.OUT, method=refund.method, reference=f"R-{refund.pk}",
                amount_minor=refund.amount_minor, open_minor=refund.amount_minor, currency=refund.currency, payout_of=refund,
                payout_key=refund.pk, state=PaymentState.PENDING,
            )
        )  # fmt: skip
        batch.record(payment_body)
    return batch.row


def pay_out_refund(refund_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Refund:
    """Records another pay-out of an approved refund whose last one failed or was reversed: it stays approved, to the same
    place. Raises Refused while a pay-out stands."""
    with performing(PAY_OUT, Refund, refund_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        refund = batch.row
        _order(refund, refund.payment, actor=as_engine(actor), at=at)
        batch.record(refund_body)
    return refund


def reject_refund(refund_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> Refund:
    """in_approval -> rejected: rejected, voided or expired. Called by the engine. The payment stays as it is."""
    with performing(REJECT_REFUND, Refund, refund_id, actor=actor, at=at, reason=reason) as batch:
        ending(batch)
    return batch.row


def withdraw_refund(refund_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Refund:
    """in_approval -> withdrawn, by who asked for it. The payment stays as it is."""
    with performing(WITHDRAW_REFUND, Refund, refund_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        withdrawing(batch)
    return batch.row


def ending(batch: Batch[Refund]) -> None:
    """The payment is free for another refund."""
    for row in batch.rows:
        row.live_key = None
    batch.record(refund_body)


def withdrawing(batch: Batch[Refund]) -> None:
    """With the requests for approval; those that another person asked for stay."""
    ids = [row.pk for row in batch.rows]
    against = approvals.close_withdrawn(refunds.KIND, ids, actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, against[row.pk])
    ending(batch)


def _checked(method: str, iban: str, payee: str) -> tuple[str, str]:
    """IBAN and payee in their normal form. Raises Invalid for what cannot be paid to."""
    iban, payee, problems = normal_iban(iban), payee.strip(), []
    if method not in PaymentMethod.values:
        problems.append(Reason("method", _("Say how the money goes back: by bank, to the card, in cash."), "method"))
    if method == PaymentMethod.BANK and not iban:
        problems.append(Reason("iban_needed", _("Give the IBAN that the money goes back to."), "iban"))
    elif iban and method != PaymentMethod.BANK:
        problems.append(Reason("iban_not_needed", _("An IBAN is given for a refund by bank only."), "iban"))
    elif iban and (told := check_iban(iban)):
        problems.append(Reason("iban", told, "iban"))
    if len(payee) > MOST_PAYEE:
        problems.append(Reason("payee", _("A payee has at most %(most)s characters."), "payee", {"most": MOST_PAYEE}))
    if problems:
        raise Invalid(problems)
    return iban, payee


def _end_outdated(payment_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """Voids a waiting request that the payment has moved away from, as its next decision would."""
    if not actor.may("payments.refund_payment"):
        return  # refused by what follows, with nothing done
    live = Refund.objects.filter(live_key=payment_id).values_list("pk", flat=True).first()
    found = ApprovalRequest.objects.filter(live_key=f"{refunds.KIND}:{live}").values_list("pk", flat=True).first() if live else None
    if found is not None:
        approvals.void_if_changed(found, actor=as_engine(actor), at=at)


def _get(refund_id: int, actor: Actor) -> Refund:
    with scope(actor.tenant_id):
        found = Refund.objects.filter(pk=refund_id).first()
    if found is None:
        raise not_visible()
    return found
