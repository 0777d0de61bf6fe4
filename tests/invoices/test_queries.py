"""What is found by a number or a client, and what is open of it, the first due first: the same by an index as by looking at all."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.invoices import queries
from apps.invoices.models import Invoice
from apps.invoices.queries import first_open, search
from apps.tenants.scope import scope
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        clients = [make.client(company, f"C-{name}", legal_name=f"{name} Лтд", edrpou=code) for name, code in (("Альфа", "37631700"), ("Бета", "36537076"))]
        for number in range(6):
            make.issued(company, clients[number % 2], "10.00", issue_on=DAY, due_on=DAY + dt.timedelta(days=40 - number))
        make.draft(company, clients[0], "5.00")
        other = make.issued(company, clients[1], "7.00", issue_on=DAY)
        Invoice.objects.filter(pk=other.pk).update(payment_reference="ОСОБЛИВА-9")
        yield company


def terms():
    first = Invoice.objects.exclude(number=None).order_by("pk").first()
    return ["2026", first.number, first.number.lower(), first.number[:-1], first.number[:3] + "9", "ОСОБЛИВА-9", "альфа", "лтд", "nobody", "37631700", "C-Бета"]


@pytest.mark.parametrize("few", [0, 1, 25])
def test_what_is_open_is_found_the_first_due_first(acme, monkeypatch, few):
    monkeypatch.setattr(queries, "FEW_CLIENTS", few)
    sizes = []
    for term in terms():
        found = search(Invoice.objects.all(), term)
        keys = [row.pk for row in sorted(found, key=lambda row: (row.due_on, row.pk)) if row.state in ("issued", "partially_paid")]
        sizes.append(len(keys))
        for most in (1, 3, 50):
            assert first_open(Invoice.objects.all(), term, most=most) == keys[:most], (term, most)
        assert first_open(Invoice.objects.none(), term, most=3) == []
    assert max(sizes) == 7 and {0, 1, 3} < set(sizes)


def test_a_number_is_found_by_its_start_in_capitals_or_not(acme):
    first = Invoice.objects.exclude(number=None).order_by("pk").first()
    for term in (first.number, first.number.lower(), f" {first.number} "):
        assert [row.pk for row in search(Invoice.objects.all(), term)] == [first.pk]
