"""Draft invoices of approved hours, and what issue and deletion make of their shifts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from apps.approvals.people import as_engine
from apps.approvals.subjects import frozen
from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.contracts.states import INVOICED, ContractKind, ContractState
from apps.invoices.actions.draft import MAX_LINES, LineDraft, create_invoice
from apps.invoices.hours import HoursLine, lines_of_hours, unbilled
from apps.invoices.models import BilledHours, Invoice, InvoiceLine, TaxCode
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import from_minor
from apps.shifts.actions import bill_shifts
from apps.shifts.content import sheet_contents
from apps.shifts.models import Shift
from apps.tenants.permission import permitted, require
from apps.tenants.prepared import Prepared
from apps.workflow import storage
from apps.workflow.unit import unit_of_work


@dataclass(frozen=True)
class HoursForeseen:
    """An invoice of hours that was tried and is not there: its totals and lines, and the shifts that would stand on it."""

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    hours: tuple[BilledHours, ...]


class _Tried(Exception):
    """Rolls a trial back with what it made."""

    def __init__(self, made: Invoice | None) -> None:
        super().__init__()
        self.made = made
        self.lines = tuple(made.lines.select_related("tax_code").order_by("position")) if made is not None else ()
        hours = BilledHours.objects.filter(invoice=made).select_related("shift__site").order_by("shift__on", "shift_id")
        self.hours = tuple(hours) if made is not None else ()


def bill_hours(
    contract_id: int, starts_on: dt.date | None, before: dt.date, *, actor: Actor, at: dt.datetime, issue_on: dt.date | None = None, run_id: int | None = None
) -> Invoice | None:
    """One draft invoice of the contract's approved hours that are on no invoice, of shifts that begin from a day (None: since
    ever) to another that is not included; None where there are none.

    A line for each week, site and role. Each shift once: the contract and the shifts are locked, and the database has each
    shift once. At most 1,000 lines; what is more is billed the next time. Raises NotVisible, NotPermitted, Invalid for another
    kind of contract and for a client on hold, Refused for a suspended contract, a role without a rate, hours that are not what
    was approved; then nothing is written.
    """
    require(actor, "invoices.bill_invoices")
    with unit_of_work(actor=actor, at=at):
        contract = locked(permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract")).first()
        if contract is None:
            raise not_visible()
        if contract.kind != ContractKind.TIME_AND_MATERIALS:
            raise Invalid(Reason("not_by_hours", _("Hours are billed of a contract for time and materials only."), "contract"))
        ids = list(unbilled([contract.pk], before, since=starts_on).order_by("pk").values_list("pk", flat=True))
        shifts = [row for row in locked(Shift.objects.filter(pk__in=ids).order_by("pk")) if row.state == "approved"]
        if not shifts:
            return None
        if contract.state not in INVOICED:
            raise Refused(Reason("contract_closed", _("The contract is in the state “%(state)s”: no new invoices."), "", {"state": ContractState(contract.state).label}))
        lines = _lines(contract, shifts)
        if not lines:
            return None
        head = {} if issue_on is None else {"issue_on": issue_on}
        invoice = create_invoice(
            contract.client_id, _drafts(contract, lines), actor=actor, at=at, contract_id=contract.pk, contract_reference=contract.number,
            currency=contract.currency, **head,
        )  # fmt: skip
        storage.insert(
            [
                BilledHours(shift_id=pk, term=line.term, seconds=seconds, invoice=invoice, run_id=run_id)
                for line in lines
                for pk, seconds in sorted(line.seconds.items())
            ]
        )  # fmt: skip
    return invoice


def try_hours(contract_id: int, starts_on: dt.date | None, before: dt.date, *, actor: Actor, at: dt.datetime, issue_on: dt.date | None = None) -> Invoice | None:
    """What bill_hours would make, or its refusal: it is called, and everything is rolled back."""
    found = foresee_hours(contract_id, starts_on, before, actor=actor, at=at, issue_on=issue_on)
    return found.invoice if found is not None else None


def foresee_hours(
    contract_id: int, starts_on: dt.date | None, before: dt.date, *, actor: Actor, at: dt.datetime, issue_on: dt.date | None = None
) -> HoursForeseen | None:  # fmt: skip
    """As try_hours, with the lines and the shifts; None where no hours are to be billed. Raises what bill_hours does."""
    try:
        with unit_of_work(actor=actor, at=at):
            raise _Tried(bill_hours(contract_id, starts_on, before, actor=actor, at=at, issue_on=issue_on))
    except _Tried as tried:
        return HoursForeseen(tried.made, tried.lines, tried.hours) if tried.made is not None else None


_BILLED = Prepared(lambda keys: BilledHours.objects.filter(invoice_id__in=keys).values_list("invoice_id", "shift_id"))


def lock_hours(invoice_ids: Sequence[int]) -> None:
    """Locks the shifts whose hours stand on the invoices, before the invoices."""
    ids = [shift_id for _invoice_id, shift_id in _BILLED.rows(keys=invoice_ids)]
    if ids:
        list(locked(Shift.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "version")))


def bill_issued(invoices: Sequence[Invoice], *, actor: Actor, at: dt.datetime) -> None:
    """The shifts of invoices that are being issued are billed with them; whoever may issue need not hold a right to shifts."""
    found: dict[int, list[int]] = defaultdict(list)
    for invoice_id, shift_id in _BILLED.rows(keys=[row.pk for row in invoices]):
        found[invoice_id].append(shift_id)
    for row in invoices:
        bill_shifts(found[row.pk], actor=as_engine(actor), at=at, invoice=str(row.number))


def _lines(contract: Contract, shifts: Sequence[Shift]) -> list[HoursLine]:
    sheets = sheet_contents(shifts)
    changed = [row for row in shifts if frozen(sheets[row.pk])[1] != row.approved_digest]
    if changed:
        words = {"shift": str(changed[0]), "number": changed[0].close_number}
        raise Refused(Reason("changed_since_approval", _("The hours of “%(shift)s” (close number %(number)s) are not what was approved."), "", words))
    with_sites = Shift.objects.filter(pk__in=[row.pk for row in shifts]).select_related("site")
    lines, problems = lines_of_hours(contract, list(with_sites))
    if problems:
        raise Refused(problems)
    return lines[:MAX_LINES]


def _drafts(contract: Contract, lines: Sequence[HoursLine]) -> list[LineDraft]:
    """In the client's language."""
    wanted = {line.term.tax_code for line in lines}
    codes = dict(TaxCode.objects.filter(code__in=wanted).values_list("code", "pk"))
    if wanted - set(codes):
        raise Invalid(Reason("no_tax_code", _("There is no tax code “%(code)s”."), "", {"code": ", ".join(sorted(wanted - set(codes)))}))
    with override(Client.objects.values_list("language", flat=True).get(pk=contract.client_id)):
        unit = gettext("h")
        return [
            LineDraft(_text(line), line.quantity, from_minor(line.term.amount_minor, contract.currency), codes[line.term.tax_code], unit) for line in lines
        ]


def _text(line: HoursLine) -> str:
    """Guard, Warehouse, 23.03.2026 – 28.03.2026: 5 shifts, 3 people."""
    first, last = line.shifts[0].on, line.shifts[-1].on
    name = line.role if line.term.description.strip().casefold() == line.role.strip().casefold() else f"{line.term.description} ({line.role})"
    days = f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"
    shifts = ngettext("%(count)s shift", "%(count)s shifts", len(line.shifts)) % {"count": len(line.shifts)}
    people = ngettext("%(count)s person", "%(count)s people", len(line.people)) % {"count": len(line.people)}
    tail = f", {line.site}, {days}: {shifts}, {people}"
    return f"{name[: 300 - len(tail)]}{tail}"
