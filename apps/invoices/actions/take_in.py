"""Open invoices of another system from a table, under their own numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.clients.states import ClientState
from apps.invoices.content import content_of, digest_of
from apps.invoices.models import Invoice, InvoiceLine, InvoiceTaxTotal, TaxCode
from apps.invoices.payloads import invoice_body
from apps.invoices.periods import month_of, months_closed_now, reason_of, require_open
from apps.invoices.states import InvoiceState, TaxCategory
from apps.invoices.transitions import CREATE_TAX_CODE, TAKE_IN
from apps.kernel.actor import Actor
from apps.kernel.amounts import minor_of
from apps.kernel.errors import Invalid, Reason, Refusal
from apps.kernel.money import decimal_text, from_minor, is_currency
from apps.tenants.models import Tenant
from apps.tenants.scope import current_tenant_id, scope
from apps.workflow import quarantine, storage
from apps.workflow.imports import Importer, ImportReport, currency_named, no_day, parse_day, take_in
from apps.workflow.reading import Row, read_table
from apps.workflow.runner import creating

COLUMNS = {
    "number": ("номер", "invoice", "invoice_number", "номер документа", "номер документу", "номер рахунку"),
    "client_code": ("код клієнта", "client", "код контрагента"),
    "contract": ("договір", "договір контрагента", "договор", "договор контрагента"),
    "issue_date": ("дата", "issue_on", "дата рахунку", "дата документа", "дата документу"),
    "due_date": ("оплатити до", "due_on", "срок оплаты", "строк оплати", "оплатить до"),
    "currency": ("валюта", "валюта документа", "валюта документу"),
    "total": ("сума", "amount", "сума документа", "сума документу", "сумма", "сумма документа"),
    "open": ("відкрито", "залишок", "залишок боргу", "борг", "остаток долга", "долг"),
    "state": ("стан",),
    "exchange_rate": ("курс",),
}
REQUIRED = ("number", "client_code", "issue_date", "currency", "total")
DOOR = "import:invoices"
NOT_STATED = "not_stated"
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class _Parsed:
    invoice: Invoice
    client_code: str
    has_rate: bool


def import_invoices(data: bytes, *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes in issued invoices with what is open on them. Idempotent by number.

    Each gets one line of its total under the tax code "not stated": the table does not say its tax. What was
    paid before stands as allocated. Raises Invalid for a file that is no such table.
    """
    with scope(actor.tenant_id):
        return take_in(_importer(None if dry_run else _not_stated(actor, at)), read_table(data, COLUMNS, REQUIRED), actor=actor, at=at, dry_run=dry_run)


def _importer(code: TaxCode | None) -> Importer[_Parsed]:
    return Importer(
        door=DOOR, kind="invoice", key_of=lambda row: row.cells.get("number", ""), parse=_parse, check=_check,
        store=lambda items, actor, at: _store(items, code, actor, at),
    )  # fmt: skip


def _not_stated(actor: Actor, at: dt.datetime) -> TaxCode:
    found = TaxCode.objects.filter(code=NOT_STATED).first()
    if found is not None:
        return found
    row = TaxCode(code=NOT_STATED, name=str(_("Tax not stated")), rate_bps=0, category=TaxCategory.OUTSIDE, starts_on=dt.date(1992, 1, 1))
    with creating(CREATE_TAX_CODE, TaxCode, actor=actor, at=at) as batch:
        batch.add(row)
        batch.record(lambda code: {"code": code.code, "rate_bps": 0, "category": code.category})
    return row


def _parse(row: Row) -> _Parsed:
    cells, problems = row.cells, []
    if len(cells["number"]) > 40:
        problems.append(Reason("number", _("A number has at most 40 characters."), "number"))
    if len(cells.get("contract", "")) > 60:
        problems.append(Reason("contract", _("A contract's name has at most 60 characters."), "contract"))
    issue_on = _date(cells, "issue_date", problems)
    due_on = _date(cells, "due_date", problems) if cells.get("due_date") else issue_on
    currency = currency_named(cells["currency"])
    if not is_currency(currency):
        problems.append(Reason("currency", _("A currency is three letters of ISO 4217, such as UAH."), "currency"))
    total = _amount(cells, "total", currency, problems)
    open_minor = _amount(cells, "open", currency, problems) if cells.get("open") else total
    state = cells.get("state") or InvoiceState.ISSUED
    if state not in (InvoiceState.ISSUED, InvoiceState.PARTIALLY_PAID):
        problems.append(Reason("state", _("Only issued and partially paid invoices are taken in."), "state"))
    if total is not None and open_minor is not None and not 0 < open_minor <= total:
        problems.append(Reason("open", _("The open amount must be more than zero and at most the total."), "open"))
    if issue_on and due_on and due_on < issue_on:
        problems.append(Reason("due_before_issue", _("The due date is before the issue date."), "due_date"))
    rate = _rate(cells.get("exchange_rate", ""), problems)
    if problems:
        raise Invalid(problems)
    assert issue_on and due_on and total is not None and open_minor is not None
    invoice = Invoice(
        number=cells["number"], series="import", contract_reference=cells.get("contract", ""), issue_on=issue_on, due_on=due_on,
        tax_point_on=issue_on, currency=currency, exchange_rate=rate or Decimal(1), payment_reference=cells["number"], net_minor=total, total_minor=total,
        open_minor=open_minor, allocated_minor=total - open_minor,
        state=InvoiceState.ISSUED if open_minor == total else InvoiceState.PARTIALLY_PAID,
    )  # fmt: skip
    return _Parsed(invoice, cells["client_code"], rate is not None)


def _rate(text: str, problems: list[Reason]) -> Decimal | None:
    """A rate of at most ten digits before the point and eight behind it; None where there is none."""
    if not text:
        return None
    if re.fullmatch(r"\d{1,10}([.,]\d{1,8})?", text) and (rate := Decimal(text.replace(",", "."))) > 0:
        return rate
    problems.append(Reason("exchange_rate", _("“%(text)s” is not an exchange rate such as 41.25."), "exchange_rate", {"text": text[:30]}))
    return None


def _date(cells: dict[str, str], name: str, problems: list[Reason]) -> dt.date | None:  # type: ignore[type-arg]
    day = parse_day(cells[name])
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    problems.append(no_day(cells[name], name))
    return None


def _amount(cells: dict[str, str], name: str, currency: str, problems: list[Reason]) -> int | None:  # type: ignore[type-arg]
    try:
        return minor_of(cells[name], currency)
    except Refusal as refusal:
        problems += [Reason(item.code, item.message, name, item.params) for item in refusal.reasons]
        return None


def _check(items: Sequence[_Parsed]) -> dict[int, list[Reason]]:
    numbers = [item.invoice.number for item in items]
    taken = set(Invoice.objects.filter(number__in=numbers).values_list("number", flat=True))
    codes = {item.client_code for item in items}
    clients = {code: (pk, state) for code, pk, state in Client.objects.filter(code__in=codes).values_list("code", "pk", "state")}
    own = Tenant.objects.get(pk=current_tenant_id()).currency
    closed = months_closed_now()
    against: dict[int, list[Reason]] = {}
    for index, item in enumerate(items):
        found = []
        if item.invoice.number in taken:
            found.append(Reason("number_taken", _("Another invoice has this number."), "number"))
        if item.client_code not in clients:
            found.append(Reason("no_client", _("There is no client with the code “%(code)s”."), "client_code", {"code": item.client_code[:30]}))
        else:
            item.invoice.client_id, state = clients[item.client_code]
            if state == ClientState.ARCHIVED:
                found.append(
                    Reason("client_archived", _("The client “%(code)s” is archived; restore it first."), "client_code", {"code": item.client_code[:30]})
                )
        if item.invoice.exchange_rate != 1 if item.invoice.currency == own else not item.has_rate:
            found.append(_rate_reason(item, own))
        if month_of(item.invoice.issue_on) in closed:
            found.append(reason_of(item.invoice.issue_on))
        if found:
            against[index] = found
    return against


def _rate_reason(item: _Parsed, own: str) -> Reason:
    if item.has_rate and item.invoice.currency == own:
        return Reason("exchange_rate", _("The company keeps its books in %(currency)s: the rate is 1."), "exchange_rate", {"currency": own})
    return Reason(
        "exchange_rate", _("Give the rate of %(currency)s on the tax point: how many %(own)s one is."), "exchange_rate",
        {"currency": item.invoice.currency, "own": own},
    )  # fmt: skip


def _store(items: Sequence[_Parsed], code: TaxCode | None, actor: Actor, at: dt.datetime) -> list[int]:
    assert code is not None
    invoices = [item.invoice for item in items]
    lines = [_line(invoice, code) for invoice in invoices]
    totals = [InvoiceTaxTotal(invoice=i, category=code.category, rate_bps=0, base_minor=i.total_minor, tax_minor=0) for i in invoices]
    contents = {}
    for invoice, line, total in zip(invoices, lines, totals, strict=True):
        contents[id(invoice)] = content_of([line], [total])
        invoice.content_digest = digest_of(contents[id(invoice)])
    with creating(TAKE_IN, Invoice, actor=actor, at=at, reason="import") as batch:
        require_open(invoice.issue_on for invoice in invoices)
        batch.add(*invoices)
        for part in (*lines, *totals):
            part.invoice = part.invoice  # it has its key now
        storage.insert(lines)
        storage.insert(totals)
        batch.record(
            lambda row: invoice_body(row) | contents[id(row)] | {"open": decimal_text(row.open_minor, row.currency),
                                             "paid_before": decimal_text(row.allocated_minor, row.currency)}
        )  # fmt: skip
    return [invoice.pk for invoice in invoices]


def _line(invoice: Invoice, code: TaxCode) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice, position=1, description=str(_("Taken over from another system")), quantity=Decimal(1),
        unit_price=from_minor(invoice.total_minor, invoice.currency), tax_code=code, net_minor=invoice.total_minor, tax_minor=0,
        gross_minor=invoice.total_minor,
    )  # fmt: skip


quarantine.register(
    quarantine.Source(
        door=DOOR, label=_("Import of open invoices"), permission="invoices.import_invoices", columns=COLUMNS, act=import_invoices,
        importer=lambda actor, at: _importer(_not_stated(actor, at)),
    )
)
