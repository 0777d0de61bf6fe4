"""Credit notes: of all of an invoice, of a line, of part of one; and what an invoice owes behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.approvals import actions as approvals
from apps.approvals.models import ApprovalRequest
from apps.clients.actions import hold_client
from apps.invoices import actions
from apps.invoices.actions.draft import LineDraft
from apps.invoices.crediting import LineCredit
from apps.invoices.models import Invoice, InvoiceTaxTotal, TaxCode
from apps.invoices.queries import ageing, overdue
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import approvals as policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def invoiced(company, *lines, payer=None, issue=True, **head):
    """An issued invoice of (description, quantity, price, tax code)."""
    codes = dict(TaxCode.objects.values_list("code", "pk"))
    drafts = [LineDraft(text, Decimal(quantity), Decimal(price), codes[code]) for text, quantity, price, code in lines]
    payer = payer or make.client(company)
    row = actions.create_invoice(payer.pk, drafts, actor=make.system(company), at=AT, issue_on=AT.date(), **head)
    return issued(company, row) if issue else row


def issued(company, row):
    how = {"actor": make.system(company), "at": AT}
    actions.submit_invoice(row.pk, **how)
    return actions.issue_invoice(row.pk, **how)


def credit(company, row, lines=None, **more):
    chosen = lines and {position: LineCredit(**{kind: Decimal(value)}) for position, (kind, value) in lines.items()}
    return actions.credit_invoice(row.pk, actor=make.system(company), at=AT, reason="agreed", lines=chosen, **more)


def sums(row):
    row = Invoice.objects.get(pk=row.pk)
    return row.state, row.allocated_minor, row.credited_minor, row.written_off_minor, row.open_minor


WORK = ("Support", "10", "85.00", "20")
LICENCE = ("Licence", "1", "99.99", "7")


def test_all_of_an_invoice_is_credited_to_the_minor_unit(acme):
    row = invoiced(acme, WORK, LICENCE)
    note = credit(acme, row)
    assert (note.kind, note.state, note.total_minor, note.open_minor, note.credits_id) == ("credit_note", "draft", row.total_minor, 0, row.pk)
    assert sums(row) == ("issued", 0, 0, 0, row.total_minor), "a draft credits nothing yet"
    note = issued(acme, note)
    assert (note.number, note.state, note.open_minor) == ("CN-2026-000001", "issued", 0)
    assert sums(row) == ("credited", 0, row.total_minor, 0, 0)
    told = JournalEntry.objects.get(type="invoice.credited")
    assert (told.subject_id, told.from_state, told.to_state) == (row.pk, "issued", "credited")
    assert told.payload["credit_notes"] == ["CN-2026-000001"]
    lines = zip(row.lines.order_by("position"), note.lines.order_by("position"), strict=True)
    assert all((a.pk, a.net_minor, a.tax_minor) == (b.credits_id, b.net_minor, b.tax_minor) for a, b in lines)


def test_a_part_leaves_the_rest_owed_and_the_rest_can_be_paid(acme):
    row = invoiced(acme, WORK)  # 850.00 + 170.00
    issued(acme, credit(acme, row, {1: ("quantity", "2.5")}))
    assert sums(row) == ("issued", 0, 25_500, 0, 76_500)
    actions.apply_allocations({row.pk: 76_500}, actor=make.system(acme), at=AT)
    assert sums(row) == ("paid", 76_500, 25_500, 0, 0)


def test_an_amount_is_given_back_and_the_last_credit_takes_the_rest(acme):
    row = invoiced(acme, WORK)
    first = issued(acme, credit(acme, row, {1: ("amount", "100.01")}))
    assert (first.net_minor, first.tax_minor) == (10_001, 2_000)
    actions.apply_allocations({row.pk: 20_000}, actor=make.system(acme), at=AT)
    with pytest.raises(Refused) as refused:
        credit(acme, row)
    assert refused.value.reasons[0].code == "less_open_than_credited"
    actions.release_allocations({row.pk: 20_000}, actor=make.system(acme), at=AT)
    last = issued(acme, credit(acme, row))
    line = last.lines.get()
    assert (line.description, line.quantity, line.unit_price) == ("Support (10 pcs)", 1, Decimal("749.99"))
    assert sums(row) == ("credited", 0, 102_000, 0, 0)


def test_drafts_hold_what_they_credit(acme):
    row = invoiced(acme, WORK)
    draft = credit(acme, row, {1: ("quantity", "8")})
    with pytest.raises(Invalid) as refused:
        credit(acme, row, {1: ("quantity", "3")})
    assert (refused.value.reasons[0].field, str(refused.value)) == ("lines.1.quantity", "Of this line 2 is left to credit, less than 3.")
    assert credit(acme, row).lines.get().quantity == 2
    with pytest.raises(Refused, match="Nothing is left to credit"):
        credit(acme, row)
    actions.delete_invoice(draft.pk, actor=make.system(acme), at=AT)
    assert credit(acme, row).lines.get().quantity == 8


@pytest.mark.parametrize(
    ("lines", "place"),
    [({2: ("quantity", "1")}, "lines.2"), ({1: ("quantity", "0")}, "lines.1.quantity"), ({1: ("quantity", "-1")}, "lines.1.quantity"),
     ({1: ("quantity", "0.00001")}, "lines.1.quantity"), ({1: ("amount", "850.01")}, "lines.1.amount"), ({1: ("amount", "0.001")}, "lines.1"),
     ({1: ("quantity", "NaN")}, "lines.1.quantity")],
)  # fmt: skip
def test_what_cannot_be_credited_is_refused_with_its_place(acme, lines, place):
    row = invoiced(acme, WORK)
    with pytest.raises(Invalid) as refused:
        credit(acme, row, lines)
    assert refused.value.reasons[0].field == place
    assert not Invoice.objects.filter(kind="credit_note").exists()


def test_money_on_the_invoice_comes_off_first(acme):
    row = invoiced(acme, WORK)
    note = credit(acme, row)
    actions.submit_invoice(note.pk, actor=make.system(acme), at=AT)
    actions.apply_allocations({row.pk: 100}, actor=make.system(acme), at=AT)
    with pytest.raises(Refused, match="less open than the credit"):
        actions.issue_invoice(note.pk, actor=make.system(acme), at=AT)
    assert Invoice.objects.get(pk=note.pk).number is None
    assert sums(row) == ("partially_paid", 100, 0, 0, 101_900)
    part = issued(acme, credit(acme, invoiced(acme, WORK)))
    assert part.number == "CN-2026-000001", "the refused one took no number"


def test_of_two_notes_in_a_set_the_one_that_does_not_fit_is_counted(acme):
    row = invoiced(acme, WORK)
    notes = [credit(acme, row, {1: ("quantity", "6")}), credit(acme, row, {1: ("quantity", "4")})]
    how = {"actor": make.system(acme), "at": AT}
    for note in notes:
        actions.submit_invoice(note.pk, **how)
    actions.apply_allocations({row.pk: 30_600}, **how)
    ids = [note.pk for note in notes]
    outcome = actions.issue_invoices(Invoice.objects.all(), ids=ids, **how)
    assert (outcome.done, outcome.refused) == (1, {"less_open_than_credited": 1})
    assert sums(row) == ("partially_paid", 30_600, 61_200, 0, 10_200)


def test_a_credit_note_is_never_owed(acme):
    payer = make.client(acme, credit_limit_minor=102_000)
    row = invoiced(acme, WORK, payer=payer)
    note = issued(acme, credit(acme, row))
    everything = Invoice.objects.all()
    late = AT.date().replace(year=2027)
    assert not overdue(everything, late).exists()
    assert ageing(everything, late) == []
    with pytest.raises(Refused, match="credit note"):
        actions.apply_allocations({note.pk: 1}, actor=make.system(acme), at=AT)
    with pytest.raises(Refused, match="credit note"):
        actions.void_invoice(note.pk, actor=make.system(acme), at=AT, reason="wrong")
    with pytest.raises(Refused, match="is a credit note itself"):
        credit(acme, note)
    assert invoiced(acme, WORK, payer=payer).state == "issued", "the limit is free again"


def test_a_client_on_hold_gets_its_credit(acme):
    row = invoiced(acme, WORK)
    hold_client(row.client_id, actor=make.system(acme), at=AT, reason="dispute")
    assert issued(acme, credit(acme, row)).state == "issued"


@pytest.mark.parametrize("kind", ["void", "proforma", "paid"])
def test_nothing_is_credited_that_is_not_owed(acme, kind):
    row = invoiced(acme, WORK, kind="proforma" if kind == "proforma" else "invoice")
    if kind == "void":
        actions.void_invoice(row.pk, actor=make.system(acme), at=AT, reason="wrong")
    if kind == "paid":
        actions.apply_allocations({row.pk: row.total_minor}, actor=make.system(acme), at=AT)
    with pytest.raises(Refused):
        credit(acme, row)


def test_an_invoice_behind_a_credit_is_not_made_void_and_a_note_is_not_edited(acme):
    row = invoiced(acme, WORK)
    note = credit(acme, row, {1: ("quantity", "1")})
    with pytest.raises(Refused, match="credit note"):
        actions.update_invoice(note.pk, actor=make.system(acme), at=AT, note="more")
    with pytest.raises(Invalid, match="made of the invoice"):
        actions.create_invoice(row.client_id, [], actor=make.system(acme), at=AT, kind="credit_note")
    issued(acme, note)
    with pytest.raises(Refused, match="credit note stands"):
        actions.void_invoice(row.pk, actor=make.system(acme), at=AT, reason="wrong")


def test_who_may_credit(acme):
    row = invoiced(acme, WORK)
    for role in ("owner", "manager", "accountant", "integration"):
        note = actions.credit_invoice(row.pk, actor=make.member(acme, role), at=AT, reason="agreed")
        actions.delete_invoice(note.pk, actor=make.system(acme), at=AT)
    for role in ("auditor", "approver", "dispatcher"):
        with pytest.raises(NotPermitted):
            actions.credit_invoice(row.pk, actor=make.member(acme, role), at=AT, reason="agreed")


def test_a_credit_note_goes_before_its_own_approvers(acme):
    clerk, approver = make.member(acme, "accountant"), make.member(acme, "approver")
    policies.policy(acme, applies_to="credit_note")
    row = invoiced(acme, WORK)  # no policy for invoices
    note = actions.credit_invoice(row.pk, actor=clerk, at=AT, reason="agreed")
    assert actions.submit_invoice(note.pk, actor=clerk, at=AT).state == "in_approval"
    request = ApprovalRequest.objects.get(live_key=f"credit_note:{note.pk}")
    assert request.content["credits_id"] == row.pk
    done = approvals.approve_request(request.pk, actor=approver, at=AT)
    assert done.state == "approved"
    assert actions.issue_invoice(note.pk, actor=clerk, at=AT).state == "issued"
    assert sums(row)[0] == "credited"


def test_a_note_that_was_never_approved_is_not_issued(acme):
    row = invoiced(acme, WORK)
    note = credit(acme, row)
    actions.submit_invoice(note.pk, actor=make.system(acme), at=AT)
    make.member(acme, "approver")
    policies.policy(acme, applies_to="credit_note")
    with pytest.raises(Refused, match="asks for approval"):
        actions.issue_invoice(note.pk, actor=make.system(acme), at=AT)
    Invoice.objects.filter(pk=note.pk).update(approved_digest="d" * 64)
    with pytest.raises(Refused, match="No approval is on record"):
        actions.issue_invoice(note.pk, actor=make.system(acme), at=AT)
    assert sums(row) == ("issued", 0, 0, 0, 102_000)


figures = st.tuples(st.integers(1, 99_999), st.integers(1, 9_999_999), st.sampled_from(["20", "14", "7", "0"]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(figures, min_size=1, max_size=4), st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(1, 99)), max_size=4))
def test_all_credit_notes_of_an_invoice_add_up_to_it(acme, lines, parts):
    row = invoiced(acme, *[(f"L{n}", Decimal(q).scaleb(-4), Decimal(p).scaleb(-4), code) for n, (q, p, code) in enumerate(lines)], issue=False)
    if row.total_minor == 0:
        return
    row = issued(acme, row)
    for position, by_quantity, percent in parts:
        line = row.lines.filter(position=position).first()
        if line is None:
            continue
        kind, whole = ("quantity", line.quantity) if by_quantity else ("amount", Decimal(line.net_minor).scaleb(-2))
        part = (whole * percent / 100).quantize(Decimal("0.0001") if by_quantity else Decimal("0.01"))
        try:
            issued(acme, credit(acme, row, {position: (kind, part)}))
        except (Invalid, Refused):
            continue  # more than is left, or nothing
    if Invoice.objects.get(pk=row.pk).open_minor:
        issued(acme, credit(acme, row))
    assert sums(row) == ("credited", 0, row.total_minor, 0, 0)
    for total in row.tax_totals.all():
        of_rate = InvoiceTaxTotal.objects.filter(invoice__credits=row, category=total.category, rate_bps=total.rate_bps)
        found = [sum(values) for values in zip(*of_rate.values_list("base_minor", "tax_minor"), strict=True)] or [0, 0]
        assert found == [total.base_minor, total.tax_minor]
    for line in row.lines.all():
        assert sum(item.net_minor for item in line.credit_lines.all()) == line.net_minor
