"""The life of a payment, apart from what it pays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.invoices.periods import require_open
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, Reason
from apps.payments.actions.allocate import take_back
from apps.payments.actions.settle import settlement_ended
from apps.payments.models import BankAccount, Payment
from apps.payments.payloads import payment_body
from apps.payments.states import AccountState, PaymentState
from apps.payments.transitions import AUTHORISE, DISPUTE, FAIL, LOSE, RECEIVE, RECORD, REVERSE, WIN
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted
from apps.workflow.runner import creating, performing


def record_payment(
    amount_minor: int, currency: str, *, actor: Actor, at: dt.datetime, client_id: int | None = None, account_id: int | None = None,
    received_on: dt.date | None = None, reason: str = "", **values: Any,
) -> Payment:  # fmt: skip
    """Records money of a client: received where `received_on` is given, else pending. Minor units, more than zero.

    `values`: direction, method, reference. Raises NotPermitted, Invalid.
    """
    if amount_minor <= 0:
        raise Invalid(Reason("amount", _("The amount must be more than zero."), "amount"))
    with creating(RECORD, Payment, actor=actor, at=at, reason=reason) as batch:
        _must_see(Client, client_id, actor, "client")
        _must_see(BankAccount, account_id, actor, "account")
        _check_account(account_id, currency)
        payment = Payment(
            client_id=client_id, account_id=account_id, amount_minor=amount_minor, open_minor=amount_minor, currency=currency,
            received_on=received_on, state=PaymentState.RECEIVED if received_on else PaymentState.PENDING, **values,
        )  # fmt: skip
        try:
            payment.clean_fields(exclude=["client", "account", "statement_line"])
        except ValidationError as error:
            raise Invalid(reasons_of(error)) from None
        require_open([received_on])
        batch.add(payment)
        batch.record(payment_body)
    return payment


def _must_see(model: Any, pk: int | None, actor: Actor, field: str) -> None:
    if pk is not None and not permitted(model.objects.filter(pk=pk), actor, f"view_{model._meta.model_name}").exists():
        raise Invalid(Reason(f"no_{field}", _("There is no such record."), field))


def _check_account(account_id: int | None, currency: str) -> None:
    account = BankAccount.objects.filter(pk=account_id).first() if account_id is not None else None
    if account is not None and account.currency != currency:
        raise Invalid(
            Reason("account_currency", _("The account %(account)s is in another currency."), "account", {"account": account.iban})
        )
    if account is not None and account.state == AccountState.CLOSED:
        raise Invalid(Reason("account_closed", _("The account %(account)s is closed; reopen it first."), "account", {"account": account.iban}))


def authorise_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Payment:
    """pending -> authorised."""
    with performing(AUTHORISE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(payment_body)
    return batch.row


def receive_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Payment:
    """pending, authorised -> received, on the company's day of `at`."""
    with performing(RECEIVE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.received_on = batch.row.received_on or local_date(at, Tenant.objects.get(pk=actor.tenant_id).time_zone)
        require_open([batch.row.received_on])
        batch.record(payment_body)
    return batch.row


def fail_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """pending, authorised -> failed. A pay-out that fails leaves its refund without one: `pay_out_refund` records another."""
    with performing(FAIL, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.payout_key = None
        batch.record(payment_body)
    return batch.row


def reverse_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """received -> reversed. Refused while money is allocated, and for the payment of a settled statement line: that
    is undone with its match (`unsettle_lines`)."""
    with performing(REVERSE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        require_open([batch.row.received_on])
        batch.row.payout_key = None
        batch.record(payment_body)
    return batch.row


def dispute_payment(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """received, allocated -> disputed; the state before is kept."""
    with performing(DISPUTE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.state_before_dispute = batch.row.state
        batch.record(payment_body)
    return batch.row


def win_dispute(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Payment:
    """disputed -> the state before."""
    with performing(WIN, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.to(batch.row, batch.row.state_before_dispute)
        batch.row.state_before_dispute = ""
        batch.record(payment_body)
    return batch.row


def lose_dispute(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """disputed -> reversed; its allocations are taken back by reversing ones and the invoices are open again.

    A statement line that it settled is open again too, and what the apps above say of the line (its match) ends with it.
    Locks as `unsettle_lines`: what stands above, the line, the payment, the invoices.
    """
    with settlement_ended(payment_id, actor=actor, at=at, reason=reason), performing(
        LOSE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version
    ) as batch:
        payment = batch.row
        require_open([payment.received_on])
        take_back([payment], actor=actor, at=at, reason=reason)
        payment.line_key, payment.payout_key, payment.state_before_dispute = None, None, ""
        batch.record(payment_body)
    return payment
