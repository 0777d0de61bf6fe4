"""The credit limit at issue, the rate of another currency, and what an import refuses by line instead of cutting it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.clients.actions import archive_client, hold_client
from apps.invoices.actions import import_invoices, issue_invoice, issue_invoices, submit_invoice, update_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db
HEAD = "number,client_code,issue_date,currency,total,contract,exchange_rate"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def approved(company, payer, amount, **head):
    draft = make.draft(company, payer, amount, **head)
    return submit_invoice(draft.pk, actor=make.system(company), at=AT)


def test_an_invoice_over_the_limit_is_refused_with_the_figures(acme):
    payer = make.client(acme, credit_limit_minor=25_000)
    make.issued(acme, payer, "200.00")
    over = approved(acme, payer, "50.01")
    with pytest.raises(Refused) as refused:
        issue_invoice(over.pk, actor=make.system(acme), at=AT)
    assert str(refused.value) == "The client owes 200.00 UAH; with 50.01 more it would be over its credit limit of 250.00."
    over = Invoice.objects.get(pk=over.pk)
    assert (over.state, over.number, over.history.count()) == ("approved", None, 2)
    assert JournalEntry.objects.filter(type="invoice.issued").count() == 1
    assert issue_invoice(approved(acme, payer, "50.00").pk, actor=make.system(acme), at=AT).state == "issued"


def test_a_set_counts_what_it_issues_itself(acme):
    payer, other = make.client(acme, credit_limit_minor=25_000), make.client(acme)
    ids = [approved(acme, payer, "100.00").pk for _n in range(3)] + [approved(acme, other, "900.00").pk]
    outcome = issue_invoices(Invoice.objects.all(), ids=ids, actor=make.system(acme), at=AT)
    assert (outcome.done, outcome.refused) == (3, {"credit_limit": 1})
    numbers = sorted(Invoice.objects.exclude(number=None).values_list("number", flat=True))
    assert numbers == [f"INV-2026-{value:06}" for value in (1, 2, 3)]


def test_a_proforma_is_not_owed(acme):
    payer = make.client(acme, credit_limit_minor=0)
    made = approved(acme, payer, "100.00", kind="proforma")
    assert issue_invoice(made.pk, actor=make.system(acme), at=AT).state == "issued"


def test_another_currency_needs_its_rate_and_the_own_one_has_none(acme):
    payer = make.client(acme, currency="EUR")
    with pytest.raises(Invalid) as refused:
        make.draft(acme, payer)
    assert [reason.field for reason in refused.value.reasons] == ["exchange_rate"]
    assert not Invoice.objects.exists()
    made = make.draft(acme, payer, exchange_rate=Decimal("48.5"))
    assert made.exchange_rate == Decimal("48.5")
    with pytest.raises(Invalid):
        make.draft(acme, payer, currency="UAH", exchange_rate=Decimal(2))
    with pytest.raises(Invalid):
        update_invoice(made.pk, currency="USD", actor=make.system(acme), at=AT)
    back = update_invoice(made.pk, currency="UAH", actor=make.system(acme), at=AT)
    assert (back.currency, back.exchange_rate) == ("UAH", 1)


def taken(company, *rows):
    return import_invoices("\n".join([HEAD, *rows]).encode(), actor=make.system(company), at=AT)


def test_an_import_takes_what_is_owed_by_a_client_on_hold_and_refuses_an_archived_one(acme):
    held, gone = make.client(acme, "HELD"), make.client(acme, "GONE")
    hold_client(held.pk, actor=make.system(acme), at=AT, reason="late")
    archive_client(gone.pk, actor=make.system(acme), at=AT)
    report = taken(acme, "A-1,HELD,2026-03-01,UAH,10,,", "A-2,GONE,2026-03-01,UAH,10,,")
    assert list(Invoice.objects.values_list("number", flat=True)) == ["A-1"]
    assert "client_archived" in str(report.refused)


def test_an_import_refuses_by_line_what_it_would_have_to_cut_or_make_up(acme):
    make.client(acme, "C1")
    report = taken(
        acme, f"A-1,C1,2026-03-01,UAH,10,{'x' * 61},", "A-2,C1,2026-03-01,EUR,10,,", "A-3,C1,2026-03-01,EUR,10,,48.50",
        "A-4,C1,2026-03-01,UAH,10,,48.50", "A-5,C1,2026-03-01,UAH,10,,-1", f"A-6,C1,2026-03-01,UAH,10,{'x' * 60},",
    )  # fmt: skip
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["A-3", "A-6"]
    assert Invoice.objects.get(number="A-3").exchange_rate == Decimal("48.50")
    assert len(report.refused) == 4
