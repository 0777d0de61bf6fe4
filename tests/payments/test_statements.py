"""Statements into the books: once, whole, proved by their balance."""

from __future__ import annotations

import io

import pytest

from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments.actions import import_statement, release_statement
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_the_same_file_adds_nothing_twice(acme):
    data = camt([("10.00", "a"), ("-3.00", "b")])
    first, second = make.statement(acme, data), make.statement(acme, data)
    assert (first.new, second.known, second.new) == (2, True, 0)
    assert (Statement.objects.count(), StatementLine.objects.count(), BankAccount.objects.count()) == (1, 2, 1)


def test_an_overlapping_statement_adds_only_what_is_new(acme):
    make.statement(acme, camt([("10.00", "a"), ("20.00", "b")]))
    again = make.statement(acme, camt([("10.00", "a"), ("20.00", "b"), ("5.00", "c")]))
    assert (again.new, again.had) == (1, 2)
    assert StatementLine.objects.count() == 3


def test_equal_entries_of_a_day_are_counted_not_merged(acme):
    twice = camt([("10.00", "a")]).replace(b"</Stmt>", camt([("10.00", "a")]).split(b"</Bal>")[2].split(b"</Stmt>")[0] + b"</Stmt>")
    twice = twice.replace(b'<Amt Ccy="UAH">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>', b'<Amt Ccy="UAH">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>')
    assert make.statement(acme, twice).new == 2
    assert make.statement(acme, twice + b" ").new == 0


def test_a_statement_that_does_not_balance_waits_for_a_person(acme):
    result = make.statement(acme, camt([("10.00", "a")], closing="11.00"))
    held = result.statements[0]
    assert held.state == "quarantined"
    assert "difference of -1.00" in held.problem
    with pytest.raises(NotPermitted):
        release_statement(held.pk, actor=make.member(acme, "auditor"), at=AT, reason="seen")
    assert release_statement(held.pk, actor=make.member(acme, "accountant"), at=AT, reason="bank confirmed").state == "released"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        camt([("10.00", "a")])[:-60],
        camt([("10.005", "a")]),
        camt([("10.00", "a")]).replace(b"2026-03-11", b"2026-02-30"),
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + camt([("1.00", "a")])[38:],
    ],
)
def test_a_broken_file_is_refused_whole(acme, data):
    with pytest.raises(Invalid):
        make.statement(acme, data)
    assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)


def test_who_may_not_import_imports_nothing(acme):
    with pytest.raises(NotPermitted):
        import_statement(io.BytesIO(camt([("1.00", "a")])), "s.xml", actor=make.member(acme, "auditor"), at=AT)


def test_lines_in_quarantine_are_not_settled(acme):
    from apps.payments.actions import Settlement, settle_lines

    make.statement(acme, camt([("100.00", "a")], closing="1.00"))
    owed = make.issued(acme, make.client(acme))
    line = StatementLine.objects.get()
    with pytest.raises(Refused, match="quarantine"):
        settle_lines([Settlement(line.pk, owed.client_id, ((owed.pk, 10000),))], actor=make.system(acme), at=AT)
