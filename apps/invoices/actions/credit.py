"""Credit notes: drafted of an invoice, and put on it when they are issued."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.approvals.people import as_engine
from apps.invoices.actions.draft import store
from apps.invoices.content import content_of, digest_of
from apps.invoices.crediting import LineCredit, credited_lines, taxed
from apps.invoices.models import Invoice
from apps.invoices.payloads import invoice_body, owed_body
from apps.invoices.states import OPEN, InvoiceKind, InvoiceState
from apps.invoices.transitions import CREDIT, DRAFT_CREDIT
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import locked, reasons_of
from apps.kernel.errors import Invalid, Reason, Refused, Stale, not_visible
from apps.kernel.money import decimal_text
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted
from apps.tenants.prepared import Prepared
from apps.workflow.runner import Batch, creating, finish, take_chunk

SERIES = "CN"


def credit_invoice(
    invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str, lines: Mapping[int, LineCredit] | None = None,
    issue_on: dt.date | None = None, series: str = SERIES, expected_version: int | None = None,
) -> Invoice:  # fmt: skip
    """Drafts a credit note of an issued invoice: of all that no other credit note has, or of `lines` by position.

    The draft holds what it credits: no other can be made of it, until the draft is deleted. It takes effect when it is
    issued. The reason becomes its note. Locks the invoice. Raises NotVisible, NotPermitted, Stale, Invalid (a line that is
    not there, more than is left of one, with the place), Refused (a proforma, nothing left, less open than the credit).
    """
    if not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    with creating(DRAFT_CREDIT, Invoice, actor=actor, at=at, reason=reason.strip()) as batch:
        invoice = owed(invoice_id, actor=actor, expected_version=expected_version)
        if reasons := uncreditable(invoice, 0):
            raise Refused(reasons)
        credit = _head(invoice, issue_on or local_date(at, Tenant.objects.get(pk=actor.tenant_id).time_zone), series, reason.strip())
        rows = credited_lines(invoice, lines)
        if not rows:
            raise Refused(Reason("nothing_left", _("Nothing is left to credit: other credit notes, drafts among them, have all of it.")))
        totals = taxed(invoice, rows)
        credit.net_minor = sum(line.net_minor for line in rows)
        credit.tax_minor = sum(total.tax_minor for total in totals)
        credit.total_minor = credit.net_minor + credit.tax_minor
        if credit.total_minor <= 0:
            raise Invalid(Reason("total_not_positive", _("The total must be more than zero."), "lines"))
        if reasons := uncreditable(invoice, credit.total_minor):
            raise Refused(reasons)
        credit.content_digest = digest_of(content_of(rows, totals))
        batch.add(credit)
        content = store(credit, rows, totals)
        batch.record(lambda row: invoice_body(row) | content | {"credits": invoice.number})
    return credit


def owed(invoice_id: int, *, actor: Actor, expected_version: int | None) -> Invoice:
    """The invoice, locked. Raises NotVisible, Stale."""
    invoice = locked(permitted(Invoice.objects.filter(pk=invoice_id), actor, "view_invoice")).first()
    if invoice is None:
        raise not_visible()
    if expected_version is not None and invoice.version != expected_version:
        told = _("You worked on version %(yours)s; the record is at version %(now)s.")
        raise Stale(Reason("stale", told, params={"yours": expected_version, "now": invoice.version}))
    return invoice


def uncreditable(invoice: Invoice, minor: int) -> list[Reason]:
    """What speaks against giving so much of the invoice back, in its currency."""
    named = {"number": str(invoice)}
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return [Reason("credit_note", _("%(number)s is a credit note itself; invoice again what is owed after all."), "", named)]
    if invoice.kind == InvoiceKind.PROFORMA:
        return [Reason("proforma_not_owed", _("Nothing is owed on a proforma; make it void instead."))]
    if invoice.state == InvoiceState.PAID:
        return [Reason("paid", _("Invoice %(number)s is paid: take the money off it or refund it first."), "", named)]
    if invoice.state not in OPEN:
        told = _("Invoice %(number)s is in the state “%(state)s”: nothing is owed on it.")
        return [Reason("not_owed", told, "", named | {"state": InvoiceState(invoice.state).label})]
    if minor > invoice.open_minor:
        told = _("Invoice %(number)s has %(open)s open, less than the credit of %(amount)s: take money off it or refund it first.")
        amounts = {"open": decimal_text(invoice.open_minor, invoice.currency), "amount": decimal_text(minor, invoice.currency)}
        return [Reason("less_open_than_credited", told, "", named | amounts)]
    return []


def _head(invoice: Invoice, day: dt.date, series: str, reason: str) -> Invoice:
    """The draft without its lines: client, contract, currency and rate are those of the invoice."""
    if day < invoice.issue_on:
        raise Invalid(Reason("before_invoice", _("A credit note is not dated before the invoice that it corrects."), "issue_on"))
    credit = Invoice(
        kind=InvoiceKind.CREDIT_NOTE, series=series, credits=invoice, client_id=invoice.client_id, contract_id=invoice.contract_id,
        contract_reference=invoice.contract_reference, issue_on=day, due_on=day, tax_point_on=day, currency=invoice.currency,
        exchange_rate=invoice.exchange_rate, note=reason,
    )  # fmt: skip
    try:
        credit.clean_fields(exclude=["tenant", "client", "contract", "created_at", "updated_at", "number"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    return credit


_CORRECTED = Prepared(lambda keys: Invoice.objects.filter(pk__in=keys, credits__isnull=False).values_list("credits_id"))


def lock_corrected(ids: Sequence[int]) -> None:
    """Locks the invoices among `ids` and those that they correct, ids ascending, before the act takes the first of them."""
    corrected = [row[0] for row in _CORRECTED.rows(keys=ids)]
    if corrected:
        list(locked(Invoice.objects.filter(pk__in={*ids, *corrected}).order_by("pk").values_list("pk", "version")))


def crediting(batch: Batch[Invoice]) -> tuple[Batch[Invoice] | None, dict[int, Reason]]:
    """Puts the credit notes of the batch, in their order, on the invoices that they correct: those in hand, to be finished
    when the notes have their numbers, and what speaks against single notes."""
    notes = [row for row in batch.rows if row.credits_id is not None]
    if not notes:
        return None, {}
    taken = take_chunk(CREDIT, Invoice, sorted({row.credits_id for row in notes}), actor=as_engine(batch.actor), at=batch.at, reason=batch.reason, params={})  # fmt: skip
    rows = {row.pk: row for row in taken.rows}
    refused = {row.pk: row for row, _reasons in taken.refused}
    against: dict[int, Reason] = {}
    amounts: Counter[int] = Counter()
    of: dict[int, list[Invoice]] = defaultdict(list)
    for note in notes:
        invoice = rows.get(note.credits_id) or refused[note.credits_id]
        reasons = uncreditable(invoice, note.total_minor)
        if (invoice.client_id, invoice.currency) != (note.client_id, note.currency):
            reasons.append(Reason("another_client", _("The credit note is for another client or in another currency than its invoice.")))
        if reasons:
            against[note.pk] = reasons[0]
            continue
        invoice.credited_minor += note.total_minor
        invoice.open_minor -= note.total_minor
        amounts[invoice.pk] += note.total_minor
        of[invoice.pk].append(note)
    for row in list(taken.rows):
        if row.pk in amounts:
            taken.to(row, row.state if row.open_minor else InvoiceState.CREDITED)
        else:
            taken.refuse(row)
    taken.record(
        lambda row: owed_body(row)
        | {"amount": decimal_text(amounts[row.pk], row.currency), "credit_notes": [note.number for note in of[row.pk]]}
    )
    return taken, against


def finish_crediting(taken: Batch[Invoice] | None) -> None:
    """Writes what `crediting` put on invoices."""
    if taken is not None:
        finish(taken)
