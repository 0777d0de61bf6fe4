"""Statements taken into the books: each entry once, whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments.actions import close_account, open_account
from apps.payments.actions import statements as act
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from tests import factories
from tests.factories import AT
from tests.factories.payments import DAY, Booked, Page, camt, imported

NEXT = DAY + dt.timedelta(days=1)


def sums() -> tuple[int, int]:
    """Lines in force: how many, and their sum."""
    amounts = list(StatementLine.objects.filter(live_key__isnull=False).values_list("amount_minor", flat=True))
    return len(amounts), sum(amounts)


def three() -> list[Booked]:
    return [
        Booked("100.00", "Invoice 1", "BR1", payer="Zoria", iban="UA" + "1" * 27), Booked("-2.50", "Fee", "BR2"),
        Booked("40.00", "Invoice 2", "BR3", on=NEXT),
    ]  # fmt: skip


def nothing_stored() -> bool:
    kinds = ("statement", "bank_account")
    return not (
        Statement.objects.exists() or StatementLine.objects.exists() or BankAccount.objects.exists()
        or JournalEntry.objects.filter(subject_kind__in=kinds).exists()
    )  # fmt: skip


def test_a_statement_is_stored_with_its_lines_history_and_one_journal_entry(company: Tenant) -> None:
    data = camt(Page(three(), opening="10.00", since=DAY, until=NEXT))

    result = imported(company, data, name="march.xml")

    [statement] = result.statements
    assert (result.new, result.had, result.known, result.warnings) == (3, 0, False, [])
    assert (statement.opening_minor, statement.closing_minor, statement.credit_minor, statement.debit_minor) == (1000, 14750, 14000, 250)
    assert (statement.state, statement.balances, statement.account.iban) == ("imported", True, factories.ACCOUNT)
    assert (statement.starts_on, statement.ends_on, statement.file_sha256) == (DAY, NEXT, hashlib.sha256(data).hexdigest())
    first = StatementLine.objects.get(position=1)
    assert (first.amount_minor, first.counterparty_name, first.reference, first.remittance) == (10000, "Zoria", "BR1", "Invoice 1")
    assert "<Ntry" in first.raw.replace("ns0:", "") and first.reconciled_state == "open"
    assert statement.history.count() == 1
    [entry] = JournalEntry.objects.filter(subject_kind="statement")
    assert entry.type == "statement.imported"
    assert entry.payload | {"entries": 3, "new": 3, "credit": "140.00", "debit": "2.50"} == entry.payload
    assert len(entry.payload["lines_digest"]) == 64
    assert not JournalEntry.objects.filter(subject_kind="statement_line").exists()


def test_the_same_file_again_adds_nothing_and_says_so(company: Tenant) -> None:
    data = camt(Page(three()))
    imported(company, data)
    before = JournalEntry.objects.count()

    again = imported(company, data, name="other-name.xml")

    assert again.known and (again.new, again.had) == (0, 3)
    assert sums() == (3, 13750) and Statement.objects.count() == 1 and JournalEntry.objects.count() == before


def test_an_overlapping_statement_adds_only_what_is_new(company: Tenant) -> None:
    imported(company, camt(Page(three(), opening="0.00")))

    result = imported(company, camt(Page([*three()[1:], Booked("7.00", "Invoice 3", "BR4", on=NEXT)], opening="100.00")))

    assert (result.new, result.had) == (1, 2)
    assert result.statements[0].new_count == 1 and result.statements[0].entry_count == 3
    assert sums() == (4, 14450)


def test_equal_entries_are_counted_not_merged(company: Tenant) -> None:
    coffee = Booked("-4.00", "Coffee")

    first = imported(company, camt(Page([coffee, coffee, coffee], opening="100.00")))
    more = imported(company, camt(Page([coffee, coffee, coffee, coffee], opening="100.00")))

    assert (first.new, more.new, more.had) == (3, 1, 3)
    assert sums() == (4, -1600)


def test_an_equal_entry_on_the_next_page_of_the_day_is_another_one(company: Tenant) -> None:
    coffee = Booked("-4.00", "Coffee")
    morning, evening = Page([coffee], opening="100.00"), Page([coffee], opening="96.00", number="2")

    result = imported(company, camt(morning, evening))

    assert result.new == 2 and sums() == (2, -800)


def test_pages_of_a_day_in_files_of_their_own_then_the_whole_day(company: Tenant) -> None:
    coffee, rent = Booked("-4.00", "Coffee"), Booked("-50.00", "Rent", "R1")
    imported(company, camt(Page([coffee], opening="100.00")))
    imported(company, camt(Page([rent, coffee], opening="96.00", number="2")))
    third = imported(company, camt(Page([coffee], opening="42.00", number="3")))

    day = imported(company, camt(Page([coffee, rent, coffee, coffee, Booked("1.00", "Interest")], opening="100.00")))

    assert third.new == 1
    assert (day.new, day.had) == (1, 4)
    assert sums() == (5, -6100)


def test_a_repeated_statement_without_net_movement_adds_nothing(company: Tenant) -> None:
    page = [Booked("5.00", "In"), Booked("-5.00", "Out")]
    imported(company, camt(Page(page, opening="100.00")))

    longer = imported(company, camt(Page([*page, Booked("1.00", "Interest")], opening="100.00")))

    assert (longer.new, longer.had) == (1, 2)


def test_statements_of_several_accounts_in_one_file_go_each_to_its_own(company: Tenant) -> None:
    euro = "UA903052992990004149123456789"

    result = imported(
        company,
        camt(
            Page([Booked("1.00")]), Page([Booked("2.00", currency="EUR")], account=euro, currency="EUR"),
            Page([Booked("3.00", on=NEXT)], opening="1.00", number="2"), Page([Booked("4.00")], account="26007233566001"),
        ),
    )  # fmt: skip

    found = [(item.account.iban, item.account.currency, item.closing_minor) for item in result.statements]
    assert found == [
        (factories.ACCOUNT, "UAH", 100), (euro, "EUR", 200), (factories.ACCOUNT, "UAH", 400), ("26007233566001", "UAH", 400),
    ]  # fmt: skip
    assert BankAccount.objects.count() == 3 and result.new == 4 and not result.warnings


def test_a_number_written_with_blanks_is_the_same_account(company: Tenant) -> None:
    imported(company, camt(Page([Booked("1.00", "a")], account="2600 7233 5660 01")))
    imported(company, camt(Page([Booked("1.00", "b")], account="26007233566001", opening="1.00")))

    assert [account.iban for account in BankAccount.objects.all()] == ["26007233566001"]


def test_a_file_without_an_account_goes_to_the_one_that_is_named(company: Tenant, actor: Actor) -> None:
    data = b"date;amount;text\n2026-03-10;10.00;a\n2026-03-11;-3.00;b\n"
    with pytest.raises(Invalid) as refused:
        imported(company, data)
    assert refused.value.reasons[0].field == "account" and nothing_stored()
    account = open_account("UA1", "USD", actor=actor, at=AT)

    by_id = imported(company, data, account_id=account.pk)
    by_number = imported(company, data.replace(b"10.00", b"11.00"), account_number="26001")

    assert by_id.statements[0].account == account and by_id.statements[0].state == "imported"
    assert set(StatementLine.objects.filter(account=account).values_list("currency", flat=True)) == {"USD"}
    assert (by_number.statements[0].account.iban, by_number.statements[0].account.currency) == ("26001", "UAH")
    assert any("no opening and closing balance" in text for text in by_id.warnings)


def test_a_gap_to_the_statement_before_or_after_is_a_warning(company: Tenant) -> None:
    imported(company, camt(Page([Booked("5.00", "a")], opening="100.00", since=DAY)))
    later = DAY + dt.timedelta(days=5)
    after_gap = imported(company, camt(Page([Booked("1.00", "c", on=later)], opening="120.00", since=later)))
    between = imported(company, camt(Page([Booked("9.00", "b", on=NEXT)], opening="105.00", since=NEXT)))

    assert "105.00" in after_gap.warnings[0] and "120.00" in after_gap.warnings[0]
    assert len(between.warnings) == 1 and "114.00" in between.warnings[0]
    assert after_gap.statements[0].warnings == after_gap.warnings and not after_gap.quarantined


def test_a_closed_account_takes_no_statement(company: Tenant, actor: Actor) -> None:
    account = open_account(factories.ACCOUNT, "UAH", actor=actor, at=AT)
    close_account(account.pk, actor=actor, at=AT, reason="left the bank")

    with pytest.raises(Refused) as refused:
        imported(company, camt(Page(three())))

    assert refused.value.reasons[0].code == "account_closed"
    assert not Statement.objects.exists()


def test_two_companies_may_have_the_same_file(company: Tenant) -> None:
    data = camt(Page(three()))
    imported(company, data)
    other = factories.tenant("other")

    result = imported(other, data)

    assert not result.known and result.new == 3
    with scope(other.pk):
        assert sums() == (3, 13750)
    assert sums() == (3, 13750)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_file_that_breaks_off_leaves_nothing(company: Tenant, cut: float) -> None:
    data = camt(Page([Booked("1.00", f"Entry {number}", f"R{number}") for number in range(2500)]))

    with pytest.raises(Invalid) as refused:
        imported(company, data[: int(len(data) * cut)])

    assert refused.value.reasons[0].code == "unreadable" and str(refused.value)
    assert nothing_stored()


def test_a_failure_while_storing_leaves_nothing(company: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    data = camt(Page([Booked("1.00", f"Entry {number}", f"R{number}") for number in range(2500)]))
    real, calls = act.storage.pour, []

    def failing(*args: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise OSError("the disk is full")
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(act.storage, "pour", failing)
    with pytest.raises(OSError):
        imported(company, data)

    assert len(calls) == 3 and nothing_stored()


def test_who_may_not_import_leaves_nothing(company: Tenant) -> None:
    with pytest.raises(NotPermitted):
        imported(company, camt(Page(three())), actor=factories.member(company, "auditor"))

    assert nothing_stored()


def test_what_a_bank_writes_at_length_is_cut_to_fit(company: Tenant) -> None:
    long = "Я" * 300
    entry = Booked("1.00", long, long, payer=long, iban="UA" + "9" * 60)
    data = camt(Page([entry], number="7" * 200))

    result = imported(company, data, name=long)
    again = imported(company, camt(Page([entry, Booked("2.00")], number="8")))

    line = StatementLine.objects.filter(statement=result.statements[0]).get()
    assert (len(line.reference), len(line.counterparty_name), len(line.counterparty_iban)) == (70, 200, 40)
    assert line.remittance == long and again.had == 1


def test_amounts_beyond_what_the_books_can_hold_are_refused(company: Tenant) -> None:
    data = camt(Page([Booked("8999999999999.00", str(number)) for number in range(2600)], opening=None))

    with pytest.raises(Invalid) as refused:
        imported(company, data)

    assert refused.value.reasons[0].code == "too_large" and nothing_stored()


def test_keys_do_not_depend_on_the_format(company: Tenant) -> None:
    """The same month as CAMT and as CSV, as some banks offer both."""
    head = b"date;amount;currency;account;reference;text\n"
    rows = f"{DAY};100.00;UAH;{factories.ACCOUNT};BR1;Invoice 1\n{DAY};-2.50;UAH;{factories.ACCOUNT};BR2;Fee\n"
    imported(company, camt(Page([Booked("100.00", "Invoice 1", "BR1"), Booked("-2.50", "Fee", "BR2")])))

    result = imported(company, head + rows.encode())

    assert (result.new, result.had) == (0, 2)
