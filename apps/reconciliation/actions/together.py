"""Several lines and several invoices settled as one: many to many, and a small rest given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from apps.invoices.actions import write_off_invoice
from apps.invoices.models import Invoice
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import exponent, format_money
from apps.payments.actions import Settlement, settle_lines
from apps.payments.models import StatementLine
from apps.reconciliation import errors
from apps.reconciliation.actions.decide import match_payload, reject_match
from apps.reconciliation.actions.decisions import put_on_record
from apps.reconciliation.models import Match, MatchItem
from apps.reconciliation.states import DecisionKind, MatchState
from apps.reconciliation.transitions import CREATE_ACCEPTED
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.runner import creating
from apps.workflow.unit import unit_of_work

# A rest that is given up without an approval is at most this: hundredths of the invoice's total, and units of its currency.
TOLERANCE_PERCENT, TOLERANCE_UNITS = 1, 100
MOST_LINES = 100
Shares = dict[int, list[tuple[int, int]]]


def settle_together(
    line_ids: Sequence[int], amounts: Mapping[int, int], *, actor: Actor, at: dt.datetime, write_off: Sequence[int] = (), reason: str = ""
) -> list[Match]:
    """Settles lines with invoices as a person says: `amounts` are minor units by invoice. The lines' money, the earliest first, goes
    to the invoices, the first due first; what is left of it stays on the last payments. Of invoices in `write_off` the rest is given
    up, through approvals where a policy asks for them. Live proposals of the lines are rejected. All or nothing.

    Locks lines, then invoices, ids ascending. Raises NotVisible, Invalid (nothing chosen, several currencies, more than the lines
    have, a line that would pay nothing), Refused (a line or an invoice that does not take it, a rest above the tolerance that no
    policy looks at).
    """
    with unit_of_work(actor=actor, at=at):
        lines = _lines(line_ids, actor)
        invoices = list(permitted(Invoice.objects.filter(pk__in=list(amounts)), actor, "view_invoice").order_by("due_on", "pk"))
        if len(invoices) < len(amounts):
            raise not_visible()
        shares = share_out([(line.pk, line.amount_minor) for line in lines], [(row.pk, amounts[row.pk]) for row in invoices])
        clients = {row.pk: row.client_id for row in invoices}
        for proposal in Match.objects.filter(live_key__in=list(shares), state=MatchState.PROPOSED).order_by("pk"):
            reject_match(proposal.pk, actor=actor, at=at, reason=reason)
        made = _settle(lines, shares, clients, actor=actor, at=at, reason=reason)
        for invoice_id in sorted(set(write_off) & set(amounts)):
            _give_up(invoice_id, actor=actor, at=at, reason=reason)
    return made


def share_out(lines: Sequence[tuple[int, int]], invoices: Sequence[tuple[int, int]]) -> Shares:
    """Which line pays how much of which invoice: pairs of key and minor units, in the order in which they are taken.

    Raises Invalid where nothing is chosen, the invoices take more than the lines have, or a line would pay nothing.
    """
    if not lines or not invoices or any(minor <= 0 for _key, minor in invoices):
        raise Invalid(errors.nothing_to_settle())
    if sum(minor for _key, minor in invoices) > sum(minor for _key, minor in lines):
        raise Invalid(errors.amounts_exceed_line())
    shares: Shares = {key: [] for key, _minor in lines}
    waiting = list(invoices)
    for key, left in lines:
        while left and waiting:
            invoice, wanted = waiting[0]
            taken = min(left, wanted)
            shares[key].append((invoice, taken))
            left -= taken
            waiting[0] = (invoice, wanted - taken)
            if wanted == taken:
                waiting.pop(0)
    if idle := [key for key, pairs in shares.items() if not pairs]:
        raise Invalid(Reason("line_pays_nothing", _("%(count)s of the lines would pay nothing; leave them out."), "lines", {"count": len(idle)}))
    return shares


def _lines(line_ids: Sequence[int], actor: Actor) -> list[StatementLine]:
    wanted = sorted(set(line_ids))
    if len(wanted) > MOST_LINES:
        raise Invalid(Reason("too_many_lines", _("At most %(most)s lines at a time."), "lines", {"most": MOST_LINES}))
    found = list(permitted(StatementLine.objects.filter(pk__in=wanted), actor, "view_statementline").order_by("booked_on", "pk"))
    if not found or len(found) < len(wanted):
        raise not_visible()
    if len({line.currency for line in found}) > 1:
        raise Invalid(Reason("several_currencies", _("Lines of several currencies are not settled together."), "lines"))
    return found


def _settle(
    lines: Sequence[StatementLine], shares: Shares, clients: Mapping[int, int], *, actor: Actor, at: dt.datetime, reason: str
) -> list[Match]:
    with creating(CREATE_ACCEPTED, Match, actor=actor, at=at, reason=reason) as batch:
        settlements = [Settlement(line.pk, clients[shares[line.pk][0][0]], tuple(shares[line.pk])) for line in sorted(lines, key=lambda line: line.pk)]
        payments = settle_lines(settlements, actor=actor, at=at, reason=reason)
        for line in lines:
            left = line.amount_minor - sum(minor for _invoice, minor in shares[line.pk])
            batch.add(
                Match(
                    line=line, live_key=line.pk, rule="by_hand", score=100, reasons=[["by_hand", []]], amount_minor=line.amount_minor,
                    unallocated_minor=left, currency=line.currency, state=MatchState.ACCEPTED, payment_id=payments[line.pk], decided_by=actor.label,
                )
            )  # fmt: skip
        storage.insert([
            MatchItem(match=match, invoice_id=invoice, amount_minor=minor) for match in batch.rows for invoice, minor in shares[match.line_id]
        ])  # fmt: skip
        numbers = dict(Invoice.objects.filter(pk__in=list(clients)).values_list("pk", "number"))
        pays = {line: [(numbers[invoice] or "", minor) for invoice, minor in pairs] for line, pairs in shares.items()}
        batch.record(lambda row: match_payload(row, pays[row.line_id]))
        put_on_record(DecisionKind.ACCEPTED, batch.rows, lambda row: pays[row.line_id], actor=actor, at=at, reason=reason)
    return batch.rows


def _give_up(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """The rest of the invoice: at once within the tolerance, above it only where a policy has it approved."""
    invoice = locked(Invoice.objects.filter(pk=invoice_id)).get()
    if not invoice.open_minor:
        return
    within = within_tolerance(invoice)
    asked = write_off_invoice(invoice_id, actor=actor, at=at, reason=reason or str(_("A small rest")))
    if asked.state == "applied" and not within:
        raise Refused(Reason(
            "above_tolerance",
            _("The rest of %(invoice)s, %(rest)s, is more than may be given up without an approval, and no approval policy asks for one."),
            "write_off", {"invoice": invoice.number or "", "rest": format_money(invoice.open_minor, invoice.currency)},
        ))  # fmt: skip


def within_tolerance(invoice: Invoice) -> bool:
    """Whether what is open of the invoice is small enough to be given up without an approval."""
    return invoice.open_minor * 100 <= invoice.total_minor * TOLERANCE_PERCENT and invoice.open_minor <= TOLERANCE_UNITS * 10 ** exponent(invoice.currency)

