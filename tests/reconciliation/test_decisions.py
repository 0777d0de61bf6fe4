"""Decisions are for ever and supersede one another; what was known at a number of the journal is told in the same bytes."""

from __future__ import annotations

import datetime as dt
import json

import orjson
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.invoices.models import Invoice
from apps.kernel.errors import Invalid, Refused
from apps.payments import actions as pay
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation import actions as acts
from apps.reconciliation.as_of import as_known, head_sequence, sequence_at
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Decision, Match
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def how(company):
    return {"actor": make.member(company, "accountant"), "at": AT}


def reconciled(company, count=3):
    """A run that settles some lines, each with the invoice that it names, and proposes one."""
    payer = make.client(company, edrpou="37631700")
    owed = [make.issued(company, payer, f"{number}00.00") for number in range(1, count + 1)]
    twins = [make.issued(company, payer, "50.00") for _twin in range(2)]
    entries = [(f"{number}00.00", f"Payment of {invoice.number}") for number, invoice in enumerate(owed, 1)]
    make.statement(company, camt([*entries, ("50.00", "Services. Payer 37631700")]))
    run = execute(company.pk, acts.start_run(BankAccount.objects.get().pk, **how(company)).pk)
    return run, owed, twins


def told(line):
    return list(Decision.objects.filter(line=line).order_by("number").values_list("number", "kind", "unaided"))


def test_what_is_decided_differently_later_is_another_decision(acme):
    _run, _owed, twins = reconciled(acme)
    proposal = Match.objects.get(state="proposed")
    line = proposal.line
    acts.reject_match(proposal.pk, **how(acme))
    made = acts.match_by_hand(line.pk, [(twins[1].pk, 5_000)], reason="the payer said so", **how(acme))
    acts.undo_match(made.pk, reason="wrong", **how(acme))
    assert told(line) == [(1, "proposed", True), (2, "rejected", False), (3, "accepted", False), (4, "undone", False)]
    rows = list(Decision.objects.filter(line=line).order_by("number"))
    assert [row.supersedes_id for row in rows] == [None, rows[0].pk, rows[1].pk, rows[2].pk]
    assert rows[2].pairs == [[twins[1].number, 5_000]]
    assert (rows[3].reason, rows[3].pairs) == ("wrong", rows[2].pairs)


def test_an_accepted_proposal_supersedes_it(acme):
    _run, _owed, twins = reconciled(acme)
    proposal = Match.objects.get(state="proposed")
    acts.accept_match(proposal.pk, alternative=1, **how(acme))
    assert told(proposal.line) == [(1, "proposed", True), (2, "accepted", False)]
    assert Decision.objects.get(line=proposal.line, number=2).pairs == [[twins[1].number, 5_000]]


def test_a_set_is_undone_but_for_what_cannot_be(acme):
    run, owed, _twins = reconciled(acme)
    disputed = Match.objects.filter(state="accepted").order_by("pk").first()
    pay.dispute_payment(disputed.payment_id, reason="chargeback", **how(acme))
    refused = acts.not_undoable(list(Match.objects.filter(run=run, state="accepted")))
    assert list(refused) == [disputed.pk]
    outcome = acts.undo_matches(Match.objects.filter(run=run, state="accepted"), reason="wrong account", **how(acme))
    assert (outcome.done, outcome.refused) == (2, {"payment_stands": 1})
    assert "Disputed" in str(outcome.reasons["payment_stands"])
    assert sorted(Invoice.objects.filter(pk__in=[row.pk for row in owed]).values_list("state", flat=True)) == ["issued", "issued", "paid"]
    with pytest.raises(Refused, match="end that first"):
        acts.undo_match(disputed.pk, reason="again", **how(acme))


def test_what_was_known_then_stays_byte_for_byte(acme):
    run, _owed, twins = reconciled(acme)
    number = head_sequence(acme.pk)
    then = as_known(acme.pk, number)
    body = orjson.loads(then)
    states = body["accounts"][0]["states"]
    assert (states["matched"], states["proposed"]) == ({"count": 3, "sum": "600.00"}, {"count": 1, "sum": "50.00"})
    assert body["accounts"][0]["lines"] == 4
    # Everything is decided differently.
    line = Match.objects.get(state="proposed").line
    acts.match_by_hand(line.pk, [(twins[0].pk, 5_000)], **how(acme))
    acts.undo_matches(Match.objects.filter(run=run, state="accepted"), reason="wrong", **how(acme))
    pay.set_line_aside(StatementLine.objects.filter(reconciled_state="open").first().pk, reason="not ours", **how(acme))
    make.statement(acme, camt([("7.00", "later")], opening="650.00"))
    assert as_known(acme.pk, number) == then
    now = orjson.loads(as_known(acme.pk, head_sequence(acme.pk)))["accounts"][0]["states"]
    assert [now[state]["count"] for state in ("matched", "ignored", "open")] == [1, 1, 3]


def test_before_anything_was_imported_nothing_was_known(acme):
    reconciled(acme)
    assert orjson.loads(as_known(acme.pk, 0))["accounts"] == []


def test_a_time_stands_for_the_last_number_before_anything_later(acme):
    _run, _owed, twins = reconciled(acme)
    number = head_sequence(acme.pk)
    with pytest.raises(Invalid, match="Nothing has happened since"):
        sequence_at(acme.pk, AT + dt.timedelta(days=900_00))
    later = {"actor": make.member(acme, "owner"), "at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}
    member = head_sequence(acme.pk)
    acts.match_by_hand(Match.objects.get(state="proposed").line_id, [(twins[0].pk, 5_000)], **later)
    assert sequence_at(acme.pk, dt.datetime(2099, 1, 1, tzinfo=dt.UTC)) == member >= number


def test_a_number_that_is_not_there_is_refused(acme):
    with pytest.raises(Invalid, match="no entry number"):
        as_known(acme.pk, head_sequence(acme.pk) + 1)


def test_the_command_writes_the_report(acme, tmp_path):
    reconciled(acme)
    out = tmp_path / "known.json"
    number = head_sequence(acme.pk)
    call_command("reconciliation", "known", tenant="acme", sequence=number, out=str(out))
    assert out.read_bytes() == as_known(acme.pk, number)
    assert json.loads(out.read_text())["sequence"] == number
    with pytest.raises(CommandError, match="зон|zone"):
        call_command("reconciliation", "known", tenant="acme", at="2026-03-31")


def test_the_page_tells_the_past_and_gives_the_same_bytes(acme):
    browser = browser_of(make.member(acme, "accountant"))
    address = "/admin/reconciliation/run/known/"
    with scope(acme.pk):
        make.statement(acme, camt([("50.00", "a gift")]))
        before = head_sequence(acme.pk)
        pay.mark_lines([StatementLine.objects.get().pk], "ignored", actor=make.system(acme), at=AT + dt.timedelta(days=1))
        bytes_then = as_known(acme.pk, before)
    page = browser.get(address, {"entry": before})
    assert page.status_code == 200 and orjson.loads(bytes_then)["digest"] in page.content.decode()
    assert browser.get(address, {"entry": before, "file": "1"}).content == bytes_then
    by_day = browser.get(address, {"day": AT.date().isoformat()})
    assert by_day.context["sequence"] == before
    assert browser.get(address).context["sequence"] == before + 1


@pytest.mark.parametrize("asked", [{"entry": "999999"}, {"entry": "-1"}, {"day": "2026-03-31", "entry": "1"}, {"day": "2999-01-01"}, {"day": "soon"}])
def test_the_page_says_what_is_wrong_with_what_was_asked(acme, asked):
    answer = browser_of(make.member(acme, "accountant")).get("/admin/reconciliation/run/known/", asked)
    assert answer.status_code == 422 and answer.context["form"].errors
