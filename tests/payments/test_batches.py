"""Batches of a bank taken apart into their transactions and charges, where they add up; the same money never twice."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.payments.actions import release_statement
from apps.payments.continuity import continuity_of, known_period
from apps.payments.models import BankAccount, StatementLine
from apps.payments.parsers import Entry
from apps.payments.parsers.camt import CHARGE, read
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import ACCOUNT, AT
from tests.factories.payments import imported

MOST = settings(max_examples=60, deadline=None)


def amount(value, *, name="Amt", currency="UAH"):
    value = Decimal(value)
    return f'<{name} Ccy="{currency}">{abs(value)}</{name}><CdtDbtInd>{"DBIT" if value < 0 else "CRDT"}</CdtDbtInd>'


def charge(value, *, currency="UAH", included="true"):
    return f"<Rcrd>{amount(value, currency=currency)}<ChrgInclInd>{included}</ChrgInclInd></Rcrd>"


def detail(value, text="", *charges, currency="UAH", payer="", reference=""):
    said = f"<Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>" if reference else ""
    taken = f"<Chrgs>{''.join(charges)}</Chrgs>" if charges else ""
    worth = amount(value, currency=currency) if value else ""
    party = f"<RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties>" if payer else ""
    return f"<TxDtls>{said}{worth}{taken}{party}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"


def entry(value, *details, charges=(), reference="B1"):
    taken = f"<Chrgs>{''.join(charges)}</Chrgs>" if charges else ""
    return (
        f"<Ntry>{amount(value)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>{taken}"
        f"<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def statement(*entries, opening="0.00", closing=None, number="1"):
    bounds = ""
    if closing is not None:
        bounds = "".join(f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount(value)}</Bal>" for code, value in (("OPBD", opening), ("CLBD", closing)))
    return (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<Stmt><Id>{number}</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>UAH</Ccy></Acct>{bounds}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def lines(*entries):
    return [event for event in read(io.BytesIO(statement(*entries))) if isinstance(event, Entry)]


def told(found):
    return [(one.amount_minor, one.remittance, one.counterparty_name, one.reference) for one in found]


def test_a_batch_becomes_its_transactions():
    found = lines(entry("300.00", detail("100.00", "INV-1", payer="One", reference="T1"), detail("200.00", "INV-2", payer="Two")))
    assert told(found) == [(10000, "INV-1", "One", "T1"), (20000, "INV-2", "Two", "B1/2")]
    assert [one.position for one in found] == [1, 2] and found[0].whole is found[1].whole and found[0].whole.amount_minor == 30000


def test_charges_that_were_taken_off_are_lines_of_their_own():
    found = lines(entry("291.00", detail("100.00", "INV-1", charge("-3.00")), detail("200.00", "INV-2", charge("-6.00"))))
    assert [one.amount_minor for one in found] == [10000, -300, 20000, -600]
    assert found[1].remittance.startswith(CHARGE)
    (whole, taken) = lines(entry("97.50", detail("100.00", "INV-1", charge("-2.50"))))
    assert (whole.amount_minor, taken.amount_minor) == (10000, -250)


def test_a_charge_of_the_entry_counts_where_it_makes_the_sum():
    assert [one.amount_minor for one in lines(entry("295.00", detail("100.00"), detail("200.00"), charges=[charge("-5.00")]))] == [10000, 20000, -500]
    assert [one.amount_minor for one in lines(entry("300.00", detail("100.00"), detail("200.00"), charges=[charge("-5.00")]))] == [10000, 20000]


@pytest.mark.parametrize("details", [
    [detail("100.00", "INV-1"), detail("199.99", "INV-2")], [detail("100.00", "INV-1"), detail("", "INV-2")],
    [detail("100.00", "INV-1"), detail("200.00", "INV-2", currency="EUR")], [detail("100.00", "INV-1", charge("-1.00", currency="EUR")), detail("200.00", "INV-2")],
], ids=["other sum", "an amount lacks", "other currency", "charge in another currency"])  # fmt: skip
def test_what_does_not_add_up_stays_whole(details):
    (found,) = lines(entry("300.00", *details))
    assert (found.amount_minor, found.remittance, found.whole) == (30000, "INV-1 INV-2", None)


def test_charges_that_were_not_taken_off_change_nothing():
    (found,) = lines(entry("100.00", detail("100.00", "INV-1", charge("-2.00", included="false"))))
    assert (found.amount_minor, found.whole) == (10000, None)


@MOST
@given(st.lists(st.tuples(st.integers(-10**8, 10**8), st.integers(0, 10**5)), min_size=2, max_size=12))
def test_parts_always_add_up_to_the_entry(parts):
    net = sum(value for value, _fee in parts) - sum(fee for _value, fee in parts)
    made = [detail(Decimal(value) / 100 or "0.00", f"T{n}", *([charge(Decimal(-fee) / 100)] if fee else [])) for n, (value, fee) in enumerate(parts)]
    found = lines(entry(Decimal(net) / 100, *made))
    assert sum(one.amount_minor for one in found) == net
    assert [one.position for one in found] == list(range(1, len(found) + 1))


BLIND = entry("300.00", detail("", "INV-1"), detail("", "INV-2"))
SEEN = entry("300.00", detail("100.00", "INV-1"), detail("200.00", "INV-2"))
LATER = entry("5.00", detail("", "INV-3"), reference="B2")


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second", "stored"), [
    (BLIND, SEEN, [30000, 500]), (SEEN, BLIND, [10000, 20000, 500]), (SEEN, SEEN, [10000, 20000, 500]),
], ids=["whole, then apart", "apart, then whole", "apart twice"])  # fmt: skip
def test_a_batch_that_the_account_has_is_not_brought_again_in_another_form(first, second, stored):
    company = make.tenant("acme")
    imported(company, statement(first, closing="300.00"))
    again = imported(company, statement(second, LATER, closing="305.00", number="2"))
    assert (again.new, again.quarantined) == (1, [])
    with scope(company.pk):
        assert list(StatementLine.objects.order_by("pk").values_list("amount_minor", flat=True)) == stored


X, Y = (entry(value, detail("", text), reference=reference) for value, text, reference in (("7.00", "X", "X1"), ("7.00", "Y", "Y1")))


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second", "had"), [(BLIND, SEEN, 2), (SEEN, BLIND, 1), (SEEN, SEEN, 2)], ids=["whole, then apart", "apart, then whole", "apart twice"])
@pytest.mark.parametrize("held", [False, True], ids=["at once", "released"])
def test_a_batch_that_comes_again_in_another_form_was_had_and_not_changed_by_the_bank(first, second, had, held):
    """Beside it an entry that the bank did change is told."""
    company = make.tenant("acme")
    imported(company, statement(first, X, closing="307.00"))
    for number, (other, changed) in enumerate(((X, 0), (Y, 1))):
        again = imported(company, statement(second, other, LATER, closing="999.00" if held else "312.00", number=f"2{number}"))
        with scope(company.pk):
            if held:
                release_statement(again.quarantined[0].pk, actor=make.system(company), at=AT, reason="the bank erred")
            account = BankAccount.objects.get()
            starts_on, ends_before = known_period(account)
            found = continuity_of(account, starts_on=starts_on, ends_before=ends_before).overlaps[-1]
            assert found.changed == changed
            assert found.had == had + 1


@pytest.mark.django_db
def test_two_equal_batches_of_a_day_are_two():
    company = make.tenant("acme")
    result = imported(company, statement(SEEN, SEEN, closing="600.00"))
    assert result.new == 4
    assert imported(company, statement(BLIND, BLIND, LATER, closing="605.00", number="2")).new == 1


@pytest.mark.django_db
def test_a_released_statement_brings_no_batch_again():
    company = make.tenant("acme")
    imported(company, statement(BLIND, closing="300.00"))
    held = imported(company, statement(SEEN, LATER, closing="999.00", number="2")).quarantined[0]
    with scope(company.pk):
        release_statement(held.pk, actor=make.system(company), at=AT, reason="the bank erred")
        assert list(StatementLine.objects.filter(live_key__isnull=False).order_by("pk").values_list("amount_minor", flat=True)) == [30000, 500]
