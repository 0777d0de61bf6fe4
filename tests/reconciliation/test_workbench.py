"""The workbench: what waits is found without a count, decided by plain forms, many to many too; nothing is half done."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.invoices.models import Invoice, WriteOff
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments.models import BankAccount, Payment, StatementLine
from apps.reconciliation import waiting
from apps.reconciliation.actions import settle_together, start_run
from apps.reconciliation.actions.together import share_out
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Decision, Match, RunLine
from apps.reconciliation.preview import preview_of
from apps.reconciliation.suggestions import suggest
from apps.reconciliation.waiting import Asked, waiting_page
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import approvals as asking
from tests.factories.payments import Booked, Page, camt, imported

pytestmark = pytest.mark.django_db
EDRPOU = "37631700"
DAY = dt.date(2026, 3, 10)
QUERIES = 19  # three of them find out who asks


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def lines(company, *amounts, text="unknown", on=DAY, run=False, **more):
    """Waiting lines of the amounts, each a day later than the one before."""
    before = sum(StatementLine.objects.values_list("amount_minor", flat=True)) / 100
    entries = [Booked(amount, text, f"R{on}{index}{amount}", on=on + dt.timedelta(days=index), **more) for index, amount in enumerate(amounts)]
    made = imported(company, camt(Page(entries, opening=f"{before:.2f}", number=f"{before}")), name=f"{before}.xml")
    if run:
        execute(company.pk, start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT).pk)
    return list(StatementLine.objects.filter(statement=made.statements[0]).order_by("position"))


def twins(company):
    """A client with two invoices of 50.00 and one of 80.00."""
    payer = make.client(company, "PAYER", edrpou=EDRPOU)
    return [make.issued(company, payer, amount, issue_on=DAY) for amount in ("50.00", "50.00", "80.00")]


# --- what is shown ------------------------------------------------------------------------------
def test_pages_show_each_waiting_line_once_in_the_order_of_days(acme, monkeypatch):
    monkeypatch.setattr(waiting, "PAGE", 2)
    made = lines(acme, "1.00", "2.00", "3.00", "4.00", "5.00", "-6.00")
    actor, seen, after = make.member(acme, "accountant"), [], None
    for _page in range(3):
        page = waiting_page(Asked(after=after), actor)
        seen += [line.pk for line in page.lines]
        after = page.behind
    assert seen == [line.pk for line in made[:5]] and after is None
    assert [line.amount_minor for line in waiting_page(Asked(side="out"), actor).lines] == [-600]
    assert [line.amount_minor for line in waiting_page(Asked(amount_from=200, amount_to=300), actor).lines] == [200, 300]
    assert [line.amount_minor for line in waiting_page(Asked(amount_to=300, after=(200, made[1].pk)), actor).lines] == [300]


def test_words_and_clients_are_looked_for_in_a_bounded_number_of_lines(acme, monkeypatch):
    twins(acme)
    lines(acme, "1.00", "2.00", text="Оплата за Послуги")
    lines(acme, "3.00", text=f"ЄДРПОУ {EDRPOU}", on=dt.date(2026, 3, 20))
    actor = make.member(acme, "accountant")
    assert [line.amount_minor for line in waiting_page(Asked(text="послуги оплата"), actor).lines] == [100, 200]
    payer = Invoice.objects.first().client_id
    assert [line.amount_minor for line in waiting_page(Asked(client_id=payer), actor).lines] == [300]
    monkeypatch.setattr(waiting, "LOOK", 1)
    page = waiting_page(Asked(text="єдрпоу"), actor)
    assert (page.lines, page.looked, page.behind) == ([], 1, (DAY, StatementLine.objects.order_by("booked_on").first().pk))


def test_the_page_asks_as_many_queries_for_many_lines_as_for_one_and_counts_nothing(acme):
    twins(acme)
    lines(acme, "50.00", "7.00", text=f"Послуги. Платник {EDRPOU}", run=True)
    browser = browser_of(make.member(acme, "accountant"))
    path = reverse("admin:reconciliation_workbench")
    browser.get(path)
    found = []
    for number in range(3):
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(path).status_code == 200
        found.append([item["sql"] for item in caught.captured_queries])
        lines(acme, "7.00", "50.00", text=f"Послуги. Платник {EDRPOU}", on=dt.date(2026, 4, 1 + 7 * number), run=True)
    assert [len(item) for item in found] == [QUERIES] * 3, "\n".join(found[1])
    assert [sql for item in found for sql in item if re.search(r"COUNT\(", sql)] == []


# --- suggestions --------------------------------------------------------------------------------
def test_a_line_is_answered_by_the_engine_over_what_can_concern_it(acme):
    one, _two, three = twins(acme)
    make.issued(acme, make.client(acme), "80.00")
    actor = make.member(acme, "accountant")
    named, known, unknown = lines(acme, "50.00", "80.00", "9.00", text=f"Рахунок {one.number}")
    assert suggest(named, actor=actor, at=AT).amounts() == {one.pk: 5_000}
    known.remittance, known.counterparty_tax_id = "за послуги", EDRPOU
    answer = suggest(known, actor=actor, at=AT)
    assert (answer.result.rule, answer.amounts()) == ("client_amount", {three.pk: 8_000})
    unknown.remittance = "щось"
    assert suggest(unknown, actor=actor, at=AT).result.state == "unmatched"


def test_who_paid_for_a_client_before_is_known_to_a_run_and_to_a_suggestion_alike(acme):
    """An account of nobody, and one of another client, from which a person decided that a client's invoice was paid."""
    stranger, other_iban = "UA213223130000026007233566001", "UA903052992990004149123456789"
    payer = make.client(acme, "PAYER", edrpou=EDRPOU)
    make.client(acme, "OTHER", edrpou="36537076", ibans=[other_iban])
    actor = make.member(acme, "accountant")
    for iban in (stranger, other_iban):
        paid, first = make.issued(acme, payer, "33.00"), lines(acme, "33.00", text="без призначення", iban=iban)[0]
        assert suggest(first, actor=actor, at=AT).result.rule != "client_amount"
        settle_together([first.pk], {paid.pk: 3_300}, actor=actor, at=AT, reason="pays for PAYER")

    codes = []
    for iban, amount, text in ((stranger, "64.00", "за послуги"), (stranger, "65.00", "№"), (other_iban, "66.00", "№"), (other_iban, "67.00", "за послуги")):
        owed = make.issued(acme, payer, amount)
        line = lines(acme, amount, text=text.replace("№", f"Рахунок {owed.number}"), iban=iban)[0]
        told = suggest(line, actor=actor, at=AT).result
        run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
        execute(acme.pk, run.pk)
        row = RunLine.objects.get(run=run, line=line)
        reasons = [[reason.code, [list(pair) for pair in reason.params], reason.weight] for reason in told.reasons]
        assert (told.state, told.rule, told.score, [list(pair) for pair in told.pairs], reasons) == (row.outcome, row.rule, row.score, row.pairs, row.reasons)
        codes.append((told.state, {reason.code for reason in told.reasons} & {"payer_remembered", "pays_for"}))
    assert codes == [("proposed", {"payer_remembered"}), ("accepted", {"payer_remembered"}), ("accepted", {"pays_for"}), ("unmatched", set())]


# --- deciding -----------------------------------------------------------------------------------
def press(browser, line, **values):
    return browser.post(reverse("admin:reconciliation_workbench"), {"line": line.pk, "token": f"t{len(values)}{line.pk}{values}"[:90], **values}, follow=True)


def test_a_proposal_is_accepted_by_the_answer_that_is_chosen_rejected_and_undone(acme):
    one, two, _three = twins(acme)
    first, second = lines(acme, "50.00", "50.00", text=f"Послуги. Платник {EDRPOU}", run=True)
    browser = browser_of(make.member(acme, "accountant"))
    match = Match.objects.get(line=first)
    page = press(browser, first, act="accept", match=match.pk, alternative=1, next=second.pk)
    assert page.status_code == 200 and page.context["line"].pk == second.pk
    assert Invoice.objects.get(pk=two.pk).state == "paid" and Invoice.objects.get(pk=one.pk).state == "issued"
    assert press(browser, second, act="reject", match=Match.objects.get(line=second).pk).status_code == 200
    assert StatementLine.objects.get(pk=second.pk).reconciled_state == "open"
    assert press(browser, first, act="undo", match=match.pk, reason="").status_code == 422
    press(browser, first, act="undo", match=match.pk, reason="wrong invoice")
    assert Invoice.objects.get(pk=two.pk).state == "issued" and Match.objects.get(pk=match.pk).state == "undone"


def test_several_lines_pay_several_invoices_and_the_money_is_shared_in_order(acme):
    one, two, three = twins(acme)
    first, second = lines(acme, "70.00", "110.00")
    browser = browser_of(make.member(acme, "accountant"))
    amounts = {f"amount_{row.pk}": f"{row.open_minor / 100:.2f}" for row in (one, two, three)}
    press(browser, first, confirm=1, lines=[second.pk], **amounts)
    assert {row.state for row in Invoice.objects.all()} == {"paid"}
    shares = {match.line_id: [(item.invoice_id, item.amount_minor) for item in match.items.all()] for match in Match.objects.prefetch_related("items")}
    assert shares == {first.pk: [(one.pk, 5_000), (two.pk, 2_000)], second.pk: [(two.pk, 3_000), (three.pk, 8_000)]}
    assert sorted(Payment.objects.values_list("amount_minor", "open_minor")) == [(7_000, 0), (11_000, 0)]
    assert list(Decision.objects.order_by("line_id").values_list("kind", "pairs")) == [
        ("accepted", [[one.number, 5_000], [two.number, 2_000]]), ("accepted", [[two.number, 3_000], [three.number, 8_000]])
    ]  # fmt: skip


def test_a_double_press_settles_once(acme):
    one, _two, _three = twins(acme)
    (line,) = lines(acme, "50.00")
    browser = browser_of(make.member(acme, "accountant"))
    for _twice in range(2):
        assert press(browser, line, confirm=1, **{f"amount_{one.pk}": "50,00"}).status_code == 200
    assert (Payment.objects.count(), Match.objects.count()) == (1, 1)


def test_amounts_that_do_not_fit_are_told_and_nothing_is_done(acme):
    one, _two, three = twins(acme)
    (line,) = lines(acme, "50.00")
    browser = browser_of(make.member(acme, "accountant"))
    for amounts in ({one.pk: "60.00"}, {three.pk: "50.01"}, {one.pk: "x"}, {}):
        page = press(browser, line, confirm=1, **{f"amount_{pk}": text for pk, text in amounts.items()})
        assert page.status_code == 422 and page.context["choosing"].errors, amounts
    assert not Payment.objects.exists() and not Match.objects.exists()
    press(browser, line, act="aside", reason="a gift")
    assert StatementLine.objects.get(pk=line.pk).reconciled_state == "ignored"


def test_a_small_rest_is_given_up_and_a_larger_one_needs_a_policy(acme):
    payer = make.client(acme)
    small, large = make.issued(acme, payer, "100.00"), make.issued(acme, payer, "100.00")
    first, second = lines(acme, "99.50", "90.00")
    actor = make.member(acme, "accountant")
    settle_together([first.pk], {small.pk: 9_950}, write_off=[small.pk], actor=actor, at=AT)
    assert Invoice.objects.get(pk=small.pk).state == "written_off" and WriteOff.objects.get().amount_minor == 50
    with pytest.raises(Refused) as refusal:
        settle_together([second.pk], {large.pk: 9_000}, write_off=[large.pk], actor=actor, at=AT)
    assert [reason.code for reason in refusal.value.reasons] == ["above_tolerance"]
    assert not Match.objects.filter(line=second).exists() and Invoice.objects.get(pk=large.pk).state == "issued"
    asking.policy(acme, asking.BY_OWNER, applies_to="write_off")
    settle_together([second.pk], {large.pk: 9_000}, write_off=[large.pk], actor=actor, at=AT)
    assert (Invoice.objects.get(pk=large.pk).state, WriteOff.objects.order_by("-pk").first().state) == ("partially_paid", "requested")


def test_who_only_looks_decides_nothing(acme):
    one, _two, _three = twins(acme)
    (line,) = lines(acme, "50.00")
    auditor = make.member(acme, "auditor")
    assert browser_of(auditor).get(reverse("admin:reconciliation_workbench")).status_code == 200
    assert press(browser_of(auditor), line, confirm=1, **{f"amount_{one.pk}": "50.00"}).status_code == 403
    with pytest.raises(NotPermitted):
        settle_together([line.pk], {one.pk: 5_000}, actor=auditor, at=AT)
    other = make.tenant("other")
    assert press(browser_of(make.member(other, "accountant")), line, confirm=1, **{f"amount_{one.pk}": "50.00"}).status_code == 404


# --- many at once -------------------------------------------------------------------------------
def test_many_are_accepted_after_a_preview_that_says_what_is_refused_and_why(acme):
    one, _two, _three = twins(acme)
    payer = make.client(acme, "OTHER", edrpou="36537076")
    for _number in range(2):
        make.issued(acme, payer, "33.00")
    lines(acme, "80.00", text=f"Послуги. Платник {EDRPOU}; або 36537076", run=True)
    lines(acme, "50.00", text=f"Послуги. Платник {EDRPOU}", run=True, on=dt.date(2026, 3, 20))
    matches = list(Match.objects.filter(state="proposed"))
    found = preview_of([match.pk for match in matches] + [10**9], make.member(acme, "accountant"))
    assert sum(found.refused.values()) + len(found.ids) == len(matches) + 1
    assert found.refused["There is no such record."] == 1
    browser = browser_of(make.member(acme, "accountant"))
    page = browser.post(reverse("admin:reconciliation_workbench"), {"act": "preview", "lines": [match.line_id for match in matches]})
    assert page.status_code == 200 and page.context["preview"]["count"] == len(found.ids)
    done = browser.post(reverse("admin:reconciliation_workbench"), {"act": "many", "matches": ",".join(map(str, found.ids))}, follow=True)
    assert done.status_code == 200 and Match.objects.filter(state="accepted", pk__in=found.ids).count() == len(found.ids)


money = st.lists(st.tuples(st.integers(1, 10), st.integers(1, 500)), min_size=1, max_size=6, unique_by=lambda pair: pair[0])


@given(money, money)
def test_what_is_shared_out_is_what_the_invoices_take_and_no_line_gives_more_than_it_has(of_lines, of_invoices):
    has, wants = sum(minor for _key, minor in of_lines), sum(minor for _key, minor in of_invoices)
    try:
        shares = share_out(of_lines, of_invoices)
    except Invalid as refusal:
        assert wants > has or refusal.reasons[0].code == "line_pays_nothing"
        return
    assert all(sum(minor for _key, minor in shares[key]) <= minor_of for key, minor_of in of_lines)
    taken = {}
    for pairs in shares.values():
        for key, minor in pairs:
            assert minor > 0
            taken[key] = taken.get(key, 0) + minor
    assert taken == dict(of_invoices)
