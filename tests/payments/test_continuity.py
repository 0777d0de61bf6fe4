"""Which days of an account are proved: balances that meet, days between, quarantine, what the bank changed."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.payments.actions import open_account
from apps.payments.continuity import Continuity, DayState, continuity_of, known_period
from apps.payments.models import BankAccount
from apps.tenants.models import Tenant
from tests import factories
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories.payments import Booked, Page, camt, imported

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 3, 2)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def page(first: int, last: int, opening: str, *amounts: str, **more: object) -> Page:
    entries = [Booked(amount, f"Рах. {at}", f"R{first}-{at}", on=day(first)) for at, amount in enumerate(amounts)]
    return Page(entries, opening=opening, since=day(first), until=day(last), number=f"{first}-{last}", **more)  # type: ignore[arg-type]


def proof_of(company: Tenant, *pages: Page) -> Continuity:
    for one in pages:
        imported(company, camt(one))
    account = BankAccount.objects.get()
    known = known_period(account)
    assert known is not None
    return continuity_of(account, starts_on=known[0], ends_before=known[1])


def states(proof: Continuity) -> str:
    return "".join(str(state)[0] if state != DayState.QUARANTINED else "!" for state in proof.days.values())


def test_days_of_statements_that_meet_are_proved_and_those_between_them_are_quiet(company: Tenant) -> None:
    proof = proof_of(company, page(2, 3, "0.00", "10.00"), page(6, 6, "10.00", "-4.00"))

    assert states(proof) == "ppqqp"
    assert (proof.opening_minor, proof.moved_minor, proof.closing_minor, proof.difference_minor) == (0, 600, 600, 0)
    assert proof.is_proved
    assert (proof.breaks, proof.overlaps, proof.quarantined) == ([], [], [])


def test_a_statement_that_opens_elsewhere_leaves_the_days_between_missing_and_says_by_how_much(company: Tenant) -> None:
    proof = proof_of(company, page(2, 3, "0.00", "10.00"), page(6, 6, "15.00", "1.00"))

    assert states(proof) == "ppmmp"
    assert [item.difference_minor for item in proof.breaks] == [500]
    assert proof.difference_minor == 500
    assert not proof.is_proved


def test_a_statement_in_quarantine_proves_nothing_and_one_without_balances_little(company: Tenant) -> None:
    proof = proof_of(company, page(2, 2, "0.00", "10.00"), page(3, 3, "10.00", "1.00", closing="99.00"), page(4, 4, None, "5.00", closing=None))  # type: ignore[arg-type]

    assert states(proof) == "p!u"
    assert [item.problem != "" for item in proof.quarantined] == [True]


def test_what_a_later_statement_of_the_same_days_no_longer_has_was_changed_by_the_bank(company: Tenant) -> None:
    whole = page(2, 3, "0.00", "10.00", "20.00", "30.00")
    corrected = page(2, 4, "0.00", "10.00", "20.00")
    corrected.entries.append(Booked("33.00", "Виправлено", "R2-9", on=day(2)))

    proof = proof_of(company, whole, corrected)

    [found] = proof.overlaps
    assert (found.new, found.had, found.changed) == (1, 2, 1)
    assert proof.difference_minor == 6300 - 9300
    assert not proof.is_proved


def test_equal_lines_are_counted_each(company: Tenant) -> None:
    coffee = [Booked("-2.50", "Кава", "", on=day(2)) for _cup in range(3)]
    proof = proof_of(company, Page(coffee, opening="10.00", since=day(2), until=day(2)))

    assert (proof.equal_lines, proof.moved_minor, proof.is_proved) == (3, -750, True)


def test_an_account_without_statements_has_no_days(company: Tenant) -> None:
    imported(company, camt(page(2, 2, "0.00", "10.00")))
    account = open_account("UA" + "9" * 27, "UAH", actor=factories.system(company), at=factories.AT)
    assert known_period(account) is None


@pytest.mark.parametrize("count", [1, 4])
def test_it_takes_the_same_queries_for_one_statement_and_for_many(company: Tenant, django_assert_num_queries, count: int) -> None:
    for at in range(count):
        imported(company, camt(page(2 + at, 3 + at, f"{at}.00", "1.00")))
    account = BankAccount.objects.get()
    with django_assert_num_queries(4):
        continuity_of(account, starts_on=FIRST, ends_before=day(20))


def test_the_page_and_the_api_tell_the_same(company: Tenant) -> None:
    proof = proof_of(company, page(2, 3, "0.00", "10.00"), page(6, 6, "15.00", "1.00"))
    partner = Partner(company, "integration", "owner")

    told = partner.call("get", f"bank-accounts/{proof.account.pk}/continuity").json()
    shown = browser_of(factories.member(company, "accountant")).get(f"/admin/payments/bankaccount/{proof.account.pk}/continuity/").content.decode()

    assert [item["state"] for item in told["days"]] == ["proved", "proved", "missing", "missing", "proved"]
    assert (told["opening"], told["closing"], told["difference"], told["is_proved"]) == ("0.00", "16.00", "5.00", False)
    assert [item["difference"] for item in told["breaks"]] == ["5.00"]
    assert shown.count('data-state="missing"') == 2 + 1  # and the legend
    assert partner.call("get", f"bank-accounts/{proof.account.pk}/continuity?from=2026-03-02&until=2029-03-02").status_code == 422


def test_the_page_of_another_company_is_not_there(company: Tenant) -> None:
    proof = proof_of(company, page(2, 3, "0.00", "10.00"))
    other = factories.tenant("rival")
    assert browser_of(factories.member(other, "owner")).get(f"/admin/payments/bankaccount/{proof.account.pk}/continuity/").status_code == 404
