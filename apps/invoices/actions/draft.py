"""Drafts: made, edited as a whole, deleted. Nothing else may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.contracts.states import INVOICED, ContractState
from apps.invoices.content import content_of, digest_of
from apps.invoices.models import BilledHours, BilledPeriod, Invoice, InvoiceLine, InvoiceTaxTotal, TaxCode
from apps.invoices.payloads import invoice_body
from apps.invoices.states import InvoiceKind
from apps.invoices.totals import LineInput, Totals, compute
from apps.invoices.transitions import CREATE, DELETE, UPDATE
from apps.invoices.valid_codes import not_valid_then, valid_on
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import reasons_of
from apps.kernel.errors import Bug, Invalid, Reason
from apps.tenants.models import Tenant
from apps.tenants.permission import permission_q, permitted
from apps.tenants.prepared import Prepared
from apps.workflow import storage
from apps.workflow.runner import creating, performing
from apps.workflow.unit import current_unit

HEAD = ("kind", "series", "contract_id", "contract_reference", "issue_on", "due_on", "tax_point_on", "currency", "exchange_rate", "note")
MAX_LINES = 1000


@dataclass(frozen=True)
class LineDraft:
    """A line as a person gives it. Quantity and unit price with up to four decimals."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_code_id: int
    unit: str = "pcs"
    discount_bps: int = 0


def create_invoice(
    client_id: int, lines: Sequence[LineDraft], *, actor: Actor, at: dt.datetime, reason: str = "", **head: Any
) -> Invoice:
    """Makes a draft with exact totals. Dates default to the company's day of `at` and the client's payment term.

    `contract_id`: a contract of the client that takes invoices; its number is written on the invoice.
    Raises NotPermitted, Invalid (an unknown client, contract or tax code, a bad field, with its place), Refused.
    """
    with creating(CREATE, Invoice, actor=actor, at=at, reason=reason) as batch:
        client = _client(client_id, actor)
        invoice = Invoice(client=client)
        if "issue_on" not in head:
            head["issue_on"] = local_date(at, client.tenant.time_zone)
        issue_on = head["issue_on"]
        head.setdefault("due_on", issue_on + dt.timedelta(days=client.payment_terms_days))
        head.setdefault("tax_point_on", issue_on)
        head.setdefault("currency", client.currency)
        if head.get("contract_id") is not None:
            head.setdefault("contract_reference", _contract(head["contract_id"], client_id, actor).number)
        _assign(invoice, head)
        _check_rate(invoice, head, client.tenant.currency)
        parts = _parts(invoice, lines, _totals(invoice, lines))
        batch.add(invoice)
        content = store(invoice, *parts)
        batch.record(lambda row: invoice_body(row) | content)
    return invoice


def update_invoice(
    invoice_id: int, *, actor: Actor, at: dt.datetime, lines: Sequence[LineDraft] | None = None, client_id: int | None = None,
    expected_version: int | None = None, reason: str = "", **head: Any,
) -> Invoice:  # fmt: skip
    """Changes a draft's head and, where given, replaces its lines as a whole. Locks the invoice, and so its lines."""
    with performing(UPDATE, Invoice, invoice_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        invoice = batch.row
        before = invoice_body(invoice)
        if client_id is not None:
            invoice.client = _client(client_id, actor)
        contract_id = head.get("contract_id", invoice.contract_id)
        if contract_id is not None and (contract_id, invoice.client_id) != (invoice.contract_id, before["client_id"]):
            head.setdefault("contract_reference", _contract(contract_id, invoice.client_id, actor).number)
        _assign(invoice, head)
        if invoice.currency != before["currency"] or "exchange_rate" in head:
            _check_rate(invoice, head, Tenant.objects.get(pk=actor.tenant_id).currency)
        if lines is None and invoice.currency != before["currency"]:
            lines = lines_of(invoice)
        content: dict[str, Any] = {}
        if lines is not None:
            storage.delete_children(InvoiceLine.objects.filter(invoice=invoice))
            storage.delete_children(InvoiceTaxTotal.objects.filter(invoice=invoice))
            content = store(invoice, *_parts(invoice, lines, _totals(invoice, lines)))
        batch.record(lambda row: {"changed": {k: [before[k], v] for k, v in invoice_body(row).items() if before[k] != v}} | content)
    return invoice


def delete_invoice(
    invoice_id: int, *, actor: Actor, at: dt.datetime, expected_version: int | None = None, reason: str = ""
) -> Invoice:
    """Deletes a draft. What has a number is never deleted. History and journal keep that it was. Periods of contracts
    and hours of shifts that it billed are to be billed again."""
    with performing(DELETE, Invoice, invoice_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        invoice = batch.row
        storage.delete_children(InvoiceLine.objects.filter(invoice=invoice))
        storage.delete_children(InvoiceTaxTotal.objects.filter(invoice=invoice))
        storage.delete_children(BilledPeriod.objects.filter(invoice=invoice))
        storage.delete_children(BilledHours.objects.filter(invoice=invoice))
        batch.delete_rows()
        batch.record(invoice_body)
    return invoice


def lines_of(invoice: Invoice) -> list[LineDraft]:
    """The stored lines as drafts, in order."""
    return [
        LineDraft(line.description, line.quantity, line.unit_price, line.tax_code_id, line.unit, line.discount_bps)
        for line in InvoiceLine.objects.filter(invoice=invoice).order_by("position")
    ]


_CLIENT = Prepared(lambda key: Client.objects.select_related("tenant").filter(pk=key).order_by()[:1])
_CODES = Prepared(lambda keys: TaxCode.objects.filter(pk__in=keys).order_by())


def _client(client_id: int, actor: Actor) -> Client:
    limited = permission_q(Client, actor, "view_client")
    client = Client.objects.select_related("tenant").filter(limited, pk=client_id).first() if limited else _CLIENT.first(key=client_id)
    if client is None:
        raise Invalid(Reason("no_client", _("There is no such client."), "client"))
    if client.state not in ("active", "prospect"):
        raise Invalid(Reason("client_closed", _("The client is on hold or archived: no new invoices."), "client"))
    return client


def _contract(contract_id: int, client_id: int, actor: Actor) -> Contract:
    """The client's contract, if it takes invoices. Raises Invalid."""
    contract = permitted(Contract.objects.filter(pk=contract_id, client_id=client_id), actor, "view_contract").first()
    if contract is None:
        raise Invalid(Reason("no_contract", _("The client has no such contract."), "contract"))
    if contract.state not in INVOICED:
        state = ContractState(contract.state).label
        text = _("The contract is in the state “%(state)s”: no new invoices.")
        raise Invalid(Reason("contract_closed", text, "contract", {"state": state}))
    return contract


def _assign(invoice: Invoice, head: dict[str, Any]) -> None:
    for name, value in head.items():
        if name not in HEAD:
            raise Bug(f"invoices have no field {name!r} to set")
        setattr(invoice, name, value)
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        raise Invalid(Reason("credit_note", _("A credit note is made of the invoice that it corrects."), "kind"))
    try:
        invoice.clean_fields(exclude=["tenant", "client", "contract", "created_at", "updated_at", "number"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    if invoice.due_on < invoice.issue_on:
        raise Invalid(Reason("due_before_issue", _("The due date is before the issue date."), "due_on"))


def _check_rate(invoice: Invoice, head: dict[str, Any], own: str) -> None:
    """Another currency than the company's needs its rate, and the company's own has none."""
    if invoice.currency == own and invoice.exchange_rate != 1:
        if "exchange_rate" in head:
            raise Invalid(
                Reason("exchange_rate", _("The company keeps its books in %(currency)s: the rate is 1."), "exchange_rate", {"currency": own})
            )
        invoice.exchange_rate = Decimal(1)  # a draft that came back to the company's currency
    if invoice.currency != own and "exchange_rate" not in head:
        raise Invalid(
            Reason(
                "exchange_rate", _("Give the rate of %(currency)s on the tax point: how many %(own)s one is."), "exchange_rate",
                {"currency": invoice.currency, "own": own},
            )
        )  # fmt: skip


def _totals(invoice: Invoice, lines: Sequence[LineDraft]) -> Totals:
    if len(lines) > MAX_LINES:
        raise Invalid(Reason("too_many_lines", _("An invoice has at most %(most)s lines."), "lines", {"most": MAX_LINES}))
    codes = {code.pk: code for code in _CODES.rows(keys={line.tax_code_id for line in lines})}
    current_unit().own[TaxCode] |= codes.keys()
    problems = [
        Reason("no_tax_code", _("There is no such tax code."), f"lines.{index}.tax_code")
        for index, line in enumerate(lines)
        if line.tax_code_id not in codes
    ]
    problems += [
        not_valid_then(codes[line.tax_code_id], f"lines.{index}.tax_code", invoice.tax_point_on)
        for index, line in enumerate(lines)
        if line.tax_code_id in codes and not valid_on(codes[line.tax_code_id], invoice.tax_point_on)
    ]
    problems += [reason for index, line in enumerate(lines) for reason in _line_problems(index, line)]
    if problems:
        raise Invalid(problems)
    totals = compute(
        [
            LineInput(line.quantity, line.unit_price, line.discount_bps, codes[line.tax_code_id].category, codes[line.tax_code_id].rate_bps)
            for line in lines
        ],
        invoice.currency,
    )
    invoice.net_minor, invoice.tax_minor, invoice.total_minor = totals.net_minor, totals.tax_minor, totals.total_minor
    invoice.open_minor = totals.total_minor
    if not 0 <= totals.total_minor <= 9_000_000_000_000_000:
        raise Invalid(Reason("total_out_of_range", _("The total must be between zero and 90 trillion."), "lines"))
    return totals


def _line_problems(index: int, line: LineDraft) -> list[Reason]:
    found = []
    for name, limit in (("quantity", 10**9), ("unit_price", 10**11)):
        value = getattr(line, name)
        if not value.is_finite() or value != round(value, 4) or abs(value) > limit:
            found.append(Reason(name, _("A number with at most four decimals."), f"lines.{index}.{name}"))
    if not 0 <= line.discount_bps <= 10_000:
        found.append(Reason("discount", _("A discount is between 0 and 100 per cent."), f"lines.{index}.discount_bps"))
    if not line.description.strip() or len(line.description) > 300:
        found.append(Reason("description", _("Say what is invoiced, in at most 300 characters."), f"lines.{index}.description"))
    if len(line.unit) > 20:
        found.append(Reason("unit", _("A unit has at most 20 characters."), f"lines.{index}.unit"))
    return found


def _parts(invoice: Invoice, lines: Sequence[LineDraft], totals: Totals) -> tuple[list[InvoiceLine], list[InvoiceTaxTotal]]:
    """The rows of lines and tax totals, not stored yet; the invoice gets their digest."""
    rows = [
        InvoiceLine(
            invoice=invoice, position=position, description=line.description.strip(), quantity=line.quantity, unit=line.unit,
            unit_price=line.unit_price, discount_bps=line.discount_bps, tax_code_id=line.tax_code_id, net_minor=net,
            tax_minor=tax, gross_minor=net + tax,
        )
        for position, (line, net, tax) in enumerate(zip(lines, totals.nets, totals.taxes, strict=True), 1)
    ]  # fmt: skip
    sums = [
        InvoiceTaxTotal(
            invoice=invoice, category=total.category, rate_bps=total.rate_bps, base_minor=total.base_minor, tax_minor=total.tax_minor
        )
        for total in totals.by_rate
    ]
    invoice.content_digest = digest_of(content_of(rows, sums))
    return rows, sums


def store(invoice: Invoice, rows: list[InvoiceLine], sums: list[InvoiceTaxTotal]) -> dict[str, Any]:
    """Stores the parts of an invoice that has its key; gives them as the journal keeps them."""
    for part in (*rows, *sums):
        part.invoice = invoice
    storage.insert(rows)
    storage.insert(sums)
    return content_of(rows, sums)
