"""Receivables and statements: the same money told three ways, as of any day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.analytics.actions.reports import rows_of
from apps.analytics.sources.movements import Asked, movements, opening
from apps.analytics.sources.owed import NAMES, by_documents, owed
from apps.clients.models import Client
from apps.invoices.actions import import_invoices, void_invoice
from apps.invoices.models import Invoice
from apps.payments.actions import deallocate, receive_payment, refund_payment, release_all
from apps.payments.models import Payment
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, contracts
from tests.factories.reports import FEBRUARY, MARCH, books, money, report

pytestmark = pytest.mark.django_db
JANUARY_END, FEBRUARY_END, MARCH_END = dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 3, 31)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def ages(as_of, **where):
    """Code of the client -> (open by age, advance), without zeros."""
    codes = dict(Client.objects.values_list("pk", "code")) | {None: ""}
    return {
        codes[item.client_id]: ({name: minor for name, minor in zip(NAMES, item.buckets, strict=True) if minor}, item.advance)
        for item in owed(as_of, **where)
    }


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (dt.date(2026, 1, 4), {}),
        (JANUARY_END, {"ONE": ({"1_30": 10_000}, 0), "TWO": ({"1_30": 7_500}, 0)}),
        (dt.date(2026, 1, 20), {"ONE": ({"not_due": 10_000}, 0), "TWO": ({"1_30": 7_500}, 0)}),
        (FEBRUARY_END, {"ONE": ({"1_30": 25_000}, 0), "TWO": ({"1_30": 4_000, "31_60": 7_500}, 0)}),
        (dt.date(2026, 3, 20), {"ONE": ({"1_30": 15_000}, 3_000), "TWO": ({"61_90": 7_500}, 0)}),
        (MARCH_END, {"ONE": ({"31_60": 10_000}, 3_000), "TWO": ({"61_90": 7_500}, 0)}),
        (dt.date(2026, 12, 31), {"ONE": ({"over_90": 10_000}, 3_000), "TWO": ({"over_90": 7_500}, 0)}),
    ],
)
def test_open_money_of_a_day_in_the_past_is_what_was_open_then(acme, as_of, expected):
    """The write-off of 22:30 UTC on the 20th is of the 21st in Kyiv."""
    books(acme)
    assert ages(as_of) == expected
    assert by_documents(as_of) == ({"UAH": total} if (total := sum(sum(of.values()) for of, _advance in expected.values())) or expected else {})


def test_what_is_open_today_is_what_the_invoices_say(acme):
    books(acme)
    today = dt.date(2026, 4, 1)
    assert sum(item.total for item in owed(today)) == sum(Invoice.objects.values_list("open_minor", flat=True))


def test_a_statement_has_each_document_and_the_balance_after_it(acme):
    one, two = books(acme)
    made = report(acme, "statement", client=one.pk, since="2026-02-01", until="2026-03-31")
    rows = [(cells[0], cells[1], cells[5], cells[6], cells[7]) for cells in rows_of(made)]
    assert rows == [
        ("2026-02-01", "opening", 10_000, 0, 10_000),
        ("2026-02-10", "invoice", 20_000, 0, 30_000),
        ("2026-02-10", "invoice", 5_000, 0, 35_000),
        ("2026-02-10", "payment", 0, 10_000, 25_000),
        ("2026-03-10", "payment", 0, 17_000, 8_000),
        ("2026-03-10", "paid_for_other", 4_000, 0, 12_000),
        ("2026-03-21", "write_off", 0, 5_000, 7_000),
        ("", "turnover", 29_000, 32_000, 7_000),
        ("2026-03-31", "closing", 7_000, 0, 7_000),
    ]
    assert made.holds and [item["code"] for item in made.head["controls"]] == ["adds_up", "as_receivables"]
    theirs = report(acme, "statement", client=two.pk, since="2026-03-01", until="2026-03-31")
    assert [(cells[1], cells[7]) for cells in rows_of(theirs)] == [("opening", 11_500), ("paid_by_other", 7_500), ("turnover", 7_500), ("closing", 7_500)]
    assert theirs.holds


def test_money_that_is_no_clients_money_sent_back_and_a_void_invoice(acme):
    one = make.client(acme, "ONE")
    money(acme, None, 500, FEBRUARY)
    paid = money(acme, one, 9_000, FEBRUARY)
    refund_payment(paid.pk, method="cash", reason="twice", actor=make.system(acme), at=AT)
    gone = make.issued(acme, one, "10.00", issue_on=FEBRUARY)
    void_invoice(gone.pk, actor=make.system(acme), at=AT, reason="mistake")
    assert ages(FEBRUARY_END) == {"": ({}, 500), "ONE": ({}, 9_000)}
    payout = Payment.objects.get(direction="out")
    receive_payment(payout.pk, actor=make.system(acme), at=AT)
    assert ages(MARCH_END) == {"": ({}, 500)}
    lines = [(item.kind, item.minor) for item in movements(Asked(one.pk, FEBRUARY, MARCH_END))]
    assert lines == [("payment", -9_000), ("money_back", 9_000)]


def test_a_payment_ahead_of_its_invoice_is_an_advance_until_the_invoice(acme):
    one = make.client(acme, "ONE")
    later = make.issued(acme, one, "100.00", issue_on=MARCH, due_on=MARCH)
    paid = money(acme, one, 10_000, FEBRUARY, {later.pk: 10_000})
    assert (ages(FEBRUARY_END), ages(MARCH_END)) == ({"ONE": ({}, 10_000)}, {})
    release_all(paid.pk, actor=make.system(acme), at=AT, reason="wrong")
    assert ages(MARCH_END) == {"ONE": ({"1_30": 10_000}, 10_000)}
    assert [item.minor for item in movements(Asked(one.pk, FEBRUARY, MARCH_END))] == [-10_000, 10_000]


def test_what_was_paid_before_the_books_were_taken_over(acme):
    one = make.client(acme, "ONE")
    table = "number,client_code,issue_date,due_date,currency,total,open,state\nA-1,ONE,2026-01-05,2026-02-05,UAH,100.00,60.00,partially_paid\n"
    import_invoices(table.encode(), actor=make.system(acme), at=AT)
    money(acme, one, 6_000, MARCH, {Invoice.objects.get().pk: 6_000})
    assert ages(FEBRUARY_END) == {"ONE": ({"1_30": 6_000}, 0)}
    made = report(acme, "statement", client=one.pk, since="2026-01-01", until="2026-03-31")
    assert made.holds and dict(made.head["totals"][0][1])["closing"] == 0
    assert [(item.kind, item.minor) for item in movements(Asked(one.pk, JANUARY_END.replace(day=1), MARCH_END))] == [
        ("invoice", 10_000), ("paid_before", -4_000), ("payment", -6_000)
    ]  # fmt: skip


def test_a_statement_of_a_contract_counts_money_by_what_it_pays(acme):
    one = make.client(acme, "ONE")
    agreed = contracts.active(acme, one, "C-1")
    of_contract = make.issued(acme, one, "100.00", issue_on=FEBRUARY, contract_id=agreed.pk)
    other = make.issued(acme, one, "30.00", issue_on=FEBRUARY)
    money(acme, one, 13_000, MARCH, {of_contract.pk: 10_000, other.pk: 3_000})
    made = report(acme, "statement", client=one.pk, contract=agreed.pk, since="2026-02-01", until="2026-03-31")
    assert made.holds
    assert [(item.kind, item.minor) for item in movements(Asked(one.pk, FEBRUARY, MARCH_END, agreed.pk))] == [("invoice", 10_000), ("payment", -10_000)]


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    invoices=st.lists(st.tuples(st.integers(1, 500), days), min_size=1, max_size=4),
    payments=st.lists(st.tuples(st.integers(1, 600), days, st.booleans()), max_size=4), cut=st.lists(days, min_size=2, max_size=5),
)  # fmt: skip
def test_on_every_day_the_ages_the_documents_and_the_statement_say_the_same(invoices, payments, cut):
    """And a statement begins where the one before it ended."""
    company = make.tenant(f"t{make._numbers.__next__()}")
    with scope(company.pk):
        one = make.client(company)
        open_rows = [make.issued(company, one, f"{amount}.00", issue_on=on) for amount, on in invoices]
        for amount, on, taken_back in payments:
            left, pays = amount * 100, {}
            for row in open_rows:
                row = Invoice.objects.get(pk=row.pk)
                if part := min(left, row.open_minor):
                    pays[row.pk], left = part, left - part
            paid = money(company, one, amount * 100, on, pays)
            if taken_back and pays:
                deallocate(paid.allocations.first().pk, actor=make.system(company), at=AT, reason="wrong")
        for since, until in pairwise(sorted({*cut, dt.date(2025, 12, 31)})):
            asked = Asked(one.pk, since + dt.timedelta(days=1), until)
            after = opening(asked).get("UAH", 0) + sum(item.minor for item in movements(asked))
            found = owed(until)
            assert sum(item.total for item in found) == by_documents(until).get("UAH", 0)
            assert sum(item.balance for item in found) == after
