"""Draft invoices from the billing terms of contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.contracts.queries import day_of
from apps.contracts.states import INVOICED, ContractState
from apps.contracts.sweep import renew_until
from apps.invoices.actions.draft import MAX_LINES, LineDraft, create_invoice
from apps.invoices.billing import ONCE, Due, accounts_of, due_of
from apps.invoices.models import BilledPeriod, BillingRun, Invoice, TaxCode
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import from_minor
from apps.tenants.actors import system_actor
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.unit import unit_of_work

# A slip in the year must not bill ten years.
MOST_DAYS_AHEAD = 31


class _Tried(Exception):
    """Rolls a trial back with what it made."""

    def __init__(self, made: Invoice | None) -> None:
        super().__init__()
        self.made = made


def bill_contract(contract_id: int, on: dt.date, *, actor: Actor, at: dt.datetime, run_id: int | None = None) -> Invoice | None:
    """One draft invoice of what is due of the contract on the day and not billed yet, or None where nothing is.

    A line for each stretch, with the days that it bills. Once only by (term, stretch): the contract is locked, and the
    database has each stretch once. Raises NotVisible, NotPermitted, Refused (a suspended contract), Invalid (a client on hold,
    an unknown tax code), and then nothing is written.
    """
    require(actor, "invoices.bill_invoices")
    with unit_of_work(actor=actor, at=at):
        contract = locked(permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract")).first()
        if contract is None:
            raise not_visible()
        due = due_of(contract, accounts_of([contract.pk])[contract.pk], on)[:MAX_LINES]
        if not due:
            return None
        if contract.state == ContractState.SUSPENDED:
            raise Refused(Reason("contract_suspended", _("The contract is suspended: no new invoices.")))
        if contract.state not in INVOICED:
            return None
        invoice = create_invoice(
            contract.client_id, _lines(contract, due), actor=actor, at=at, contract_id=contract.pk, contract_reference=contract.number,
            currency=contract.currency, issue_on=on,
        )  # fmt: skip
        storage.insert(
            [
                BilledPeriod(
                    term=item.term, key=item.key, starts_on=item.starts_on, ends_before=item.ends_before, amount_minor=item.amount_minor,
                    invoice=invoice, run_id=run_id,
                )
                for item in due
            ]
        )  # fmt: skip
    return invoice


def try_contract(contract_id: int, on: dt.date, *, actor: Actor, at: dt.datetime) -> Invoice | None:
    """What bill_contract would make on the day, or its refusal: it is called, and everything is rolled back.

    A contract that will have renewed itself by the day is renewed first, and that is rolled back too.
    """
    require(actor, "invoices.bill_invoices")
    try:
        with unit_of_work(actor=actor, at=at):
            contract = Contract.objects.filter(pk=contract_id).first()
            if contract is not None:
                renew_until(contract, on, actor=system_actor(actor.tenant_id, "contracts"), at=at)
            raise _Tried(bill_contract(contract_id, on, actor=actor, at=at))
    except _Tried as tried:
        return tried.made


def ask_billing(
    due_on: dt.date, *, actor: Actor, at: dt.datetime, is_trial: bool = False, daily: bool = False
) -> BillingRun | None:
    """Writes down that what is due on the day is to be billed, or tried. A worker does it: see billing_runs.

    `daily`: the run that is made by itself, once for each day; None where it is there already. Raises NotPermitted, and
    Invalid for a real run more than MOST_DAYS_AHEAD days ahead.
    """
    require(actor, "invoices.bill_invoices")
    ahead = (due_on - day_of(at, actor.tenant_id)).days
    if ahead > (MOST_DAYS_AHEAD if not is_trial else 366):
        raise Invalid(Reason("too_far_ahead", _("The day is too far ahead to be billed."), "due_on"))
    key = due_on.isoformat() if daily else None
    with scope(actor.tenant_id):
        if daily and BillingRun.objects.filter(key=key).exists():
            return None
        with unit_of_work(actor=actor, at=at):
            run = BillingRun(
                due_on=due_on, is_trial=is_trial, key=key, membership_id=actor.membership_id, requested_by=actor.label[:160], created_at=at
            )
            storage.insert([run])
    return run


def _lines(contract: Contract, due: Sequence[Due]) -> list[LineDraft]:
    """A line a stretch, in the client's language."""
    codes = dict(TaxCode.objects.filter(code__in={item.term.tax_code for item in due}).values_list("code", "pk"))
    missing = sorted({item.term.tax_code for item in due} - set(codes))
    if missing:
        raise Invalid(Reason("no_tax_code", _("There is no tax code “%(code)s”."), "", {"code": ", ".join(missing)}))
    language = Client.objects.values_list("language", flat=True).get(pk=contract.client_id)
    with override(language):
        unit = gettext("service")
        return [
            LineDraft(_text(item), Decimal(1), from_minor(item.amount_minor, contract.currency), codes[item.term.tax_code], unit) for item in due
        ]


def _text(item: Due) -> str:
    if item.key == ONCE:
        return item.term.description
    last = item.ends_before - dt.timedelta(days=1)
    return f"{item.term.description}, {item.starts_on:%d.%m.%Y} – {last:%d.%m.%Y}"
