"""Pages of lists: the rows and the order that were asked for, two queries of the page however wide its rows, and a count that stops."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.payments.actions import record_payment
from apps.payments.admin import payments
from apps.payments.models import Payment, StatementLine
from apps.reconciliation.actions import settle_together
from apps.reconciliation.models import Match
from apps.tenants.scope import scope
from apps.workflow.admin import paging
from apps.workflow.admin.paging import CappedPaginator
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.statement(company, camt([(f"{1 + number % 3}.00", "x") for number in range(11)]))
    with scope(company.pk):
        yield company


@pytest.mark.parametrize("order", [("-pk",), ("amount_minor", "-pk"), ("-account__iban", "pk"), ("-booked_on", "reference", "pk")])
@pytest.mark.parametrize("size", [1, 4, 11, 50])
def test_pages_together_are_the_rows_in_their_order(acme, order, size):
    rows = StatementLine.objects.select_related("account").filter(amount_minor__lt=300).order_by(*order)
    paginator = CappedPaginator(rows, size)
    found = [row for number in paginator.page_range for row in paginator.page(number)]
    assert [row.pk for row in found] == list(rows.values_list("pk", flat=True)) and len(found) == 8
    assert [len(paginator.page(number).object_list) for number in paginator.page_range] == [size] * (8 // size) + [8 % size] * (8 % size > 0)


def test_a_page_takes_its_keys_then_its_rows_and_counts_to_a_limit(acme, monkeypatch):
    monkeypatch.setattr(paging, "CAP", 5)
    paginator = CappedPaginator(StatementLine.objects.select_related("account").order_by("-pk"), 2)
    with CaptureQueriesContext(connection) as caught:
        page = paginator.page(3)
        assert [row.account.iban for row in page] and len(page.object_list) == 1 and paginator.is_capped and not page.has_next()
    count, keys, rows = [item["sql"] for item in caught.captured_queries]
    assert "COUNT(" in count and "LIMIT 5" in count and "remittance" not in count + keys and "remittance" in rows
    assert CappedPaginator(StatementLine.objects.none(), 2).page(1).object_list == []
    assert CappedPaginator([3, 1, 2], 2).page(2).object_list == [2]


@pytest.mark.parametrize("most", [0, 1, 500])
def test_a_bank_reference_is_found_by_its_start_and_by_an_index(acme, monkeypatch, most):
    """Of lines, of matches and payments by the line, of payments without one; in capitals or not, and never of another company."""
    monkeypatch.setattr(payments, "MOST_LINES", most)
    other = make.tenant("other")
    make.statement(other, camt([("1.00", "x")]))
    payer, actor = make.client(acme), make.member(acme, "accountant")
    for line in StatementLine.objects.order_by("pk")[:3]:
        settle_together([line.pk], {make.issued(acme, payer, "1.00").pk: 100}, actor=actor, at=make.AT)
    reference = StatementLine.objects.order_by("pk").first().reference
    for given in (f"{reference}-CASH", "OTHER"):
        record_payment(actor=actor, at=make.AT, amount_minor=500, currency="UAH", client_id=payer.pk, received_on=make.AT.date(), reference=given, method="cash")
    browser, found = browser_of(actor), {}
    for path in ("payments_statementline", "reconciliation_match", "payments_payment"):
        for term in (reference, reference.lower(), f" {reference[:-1]} ", "OTHER", "nobody"):
            with CaptureQueriesContext(connection) as caught:
                page = browser.get(reverse(f"admin:{path}_changelist"), {"q": term})
            assert not any("LIKE BINARY" in item["sql"] for item in caught.captured_queries) and page.status_code == 200
            rows = page.context["cl"].result_list
            assert {row.tenant_id for row in rows} <= {acme.pk}
            found[path, term] = sorted(getattr(row, "reference", None) or row.line.reference for row in rows)
    for path, kinds in (("payments_statementline", StatementLine), ("reconciliation_match", Match), ("payments_payment", Payment)):
        have = [getattr(row, "reference", None) or row.line.reference for row in kinds.objects.all()]
        for term in {term for _path, term in found}:
            assert found[path, term] == sorted(item for item in have if item.casefold().startswith(term.strip().casefold())), (path, term)
    assert found["payments_payment", reference] == [reference, f"{reference}-CASH"] and len(found["reconciliation_match", f" {reference[:-1]} "]) == 3
