"""Rule sets: a draft is tried on what people decided, and switched on only where it errs seldom enough."""

from __future__ import annotations

import pytest

from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation import actions as acts
from apps.reconciliation.actions import rule_sets
from apps.reconciliation.actions.rule_sets import current_rule_set
from apps.reconciliation.backtest import Decisions, judge
from apps.reconciliation.engine import Line, Result
from apps.reconciliation.execution import execute
from apps.reconciliation.models import BackTest, Match, RuleSet
from apps.tenants.scope import scope
from apps.workflow.actions import update_tenant
from tests import factories as make
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db
BOLD = {"version": "bold", "rules": [{"kind": "client_subset", "auto_accept": 10}, {"kind": "reference_part", "auto_accept": 60}]}
EMPTY = {"version": "none", "rules": []}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def how(company):
    return {"actor": make.member(company, "accountant"), "at": AT}


def decided(company):
    """Two payments of which a person decided: one as the sum of two invoices, one as another invoice than it seems."""
    payer = make.client(company, edrpou="37631700")
    owed = [make.issued(company, payer, amount) for amount in ("100.00", "250.00", "900.00")]
    make.statement(company, camt([("350.00", "Services. Payer 37631700"), ("90.00", f"part of {owed[2].number}")]))
    run = acts.start_run(BankAccount.objects.get().pk, **how(company))
    execute(company.pk, run.pk)
    lines = {line.amount_minor: line for line in StatementLine.objects.all()}
    acts.accept_match(Match.objects.get(line=lines[35_000]).pk, **how(company))
    acts.match_by_hand(lines[9_000].pk, [(make.issued(company, payer, "500.00").pk, 9_000)], reason="the payer said so", **how(company))
    return owed


def tried(company, rules, name="Bold"):
    draft = acts.create_rule_set(name, rules, **how(company))
    test = acts.backtest_rule_set(draft.pk, **how(company))
    return draft, acts.make_backtest(company.pk, test.pk, now=clock.now)


def test_a_back_test_counts_hits_false_hits_and_what_is_missed(acme):
    decided(acme)
    draft, test = tried(acme, BOLD)
    assert (test.error, test.decision_count) == ("", 2)
    assert (test.hit_count, test.false_count, test.conflict_count, test.offered_count, test.missed_count) == (1, 1, 1, 0, 0)  # that proposal was rejected
    assert test.precision_bps == 5_000
    assert test.figures["money"] == {"UAH": {"false": 9_000, "hit": 35_000}}
    [wrong] = test.figures["false_hits"]
    assert (wrong["rule"], wrong["decided"][0][1]) == ("reference_part", 9_000)
    _same, again = tried(acme, BOLD, "The same")
    assert (again.input_digest == test.input_digest, again.figures == test.figures) == (True, True)
    assert JournalEntry.objects.filter(type="rule_set.backtested", subject_id=draft.pk).count() == 1


def test_a_back_test_changes_nothing_in_the_books(acme):
    decided(acme)
    books = JournalEntry.objects.filter(subject_kind__in=["match", "payment", "invoice", "statement_line", "run"])
    before = books.count()
    tried(acme, BOLD)
    assert books.count() == before


def test_a_draft_is_not_used_until_it_is_switched_on_and_not_after_it_is_retired(acme):
    first = current_rule_set(acme.pk, at=AT)
    draft, _test = tried(acme, EMPTY)
    assert current_rule_set(acme.pk, at=AT) == first
    acts.activate_rule_set(draft.pk, **how(acme))
    assert current_rule_set(acme.pk, at=AT) == draft
    acts.retire_rule_set(draft.pk, reason="it knows nothing", **how(acme))
    assert current_rule_set(acme.pk, at=AT) == first
    with pytest.raises(Refused):
        acts.activate_rule_set(draft.pk, **how(acme))
    acts.retire_rule_set(first.pk, reason="old", **how(acme))
    assert current_rule_set(acme.pk, at=AT).number == 3  # Oblik's own again


def test_without_a_back_test_nothing_is_switched_on(acme):
    draft = acts.create_rule_set("Bold", BOLD, **how(acme))
    with pytest.raises(Refused, match="Try the rules on past decisions first"):
        acts.activate_rule_set(draft.pk, **how(acme))
    waiting = acts.backtest_rule_set(draft.pk, **how(acme))
    assert acts.backtest_rule_set(draft.pk, **how(acme)) == waiting
    with pytest.raises(Refused, match="Try the rules"):
        acts.activate_rule_set(draft.pk, **how(acme))


def test_the_gate_refuses_with_its_numbers(acme, monkeypatch):
    decided(acme)
    draft, _test = tried(acme, BOLD)
    monkeypatch.setattr(rule_sets, "LEAST_DECISIONS", 2)
    with pytest.raises(Refused, match=r"Of 2 past decisions .* 1 are right and 1 wrong: 50.00 %, and the company demands 99.50 %"):
        acts.activate_rule_set(draft.pk, **how(acme))
    assert RuleSet.objects.get(pk=draft.pk).state == "draft"
    update_tenant(acme.pk, actor=make.member(acme, "owner"), at=AT, rule_precision_bps=5_000)
    acts.activate_rule_set(draft.pk, **how(acme))
    told = JournalEntry.objects.get(type="rule_set.activated").payload
    assert (told["hits"], told["false_hits"], told["precision_bps"], told["demanded_bps"]) == (1, 1, 5_000, 5_000)


def test_with_few_decisions_the_figures_do_not_keep_it_out(acme):
    decided(acme)
    draft, _test = tried(acme, BOLD)
    assert acts.activate_rule_set(draft.pk, **how(acme)).state == "active"


def test_an_older_draft_is_not_switched_on_under_a_newer_version(acme):
    old, _test = tried(acme, EMPTY)
    new, _test = tried(acme, EMPTY)
    acts.activate_rule_set(new.pk, **how(acme))
    with pytest.raises(Refused, match="A newer version is active"):
        acts.activate_rule_set(old.pk, **how(acme))


def test_a_precision_is_a_share(acme):
    with pytest.raises(Invalid):
        update_tenant(acme.pk, actor=make.member(acme, "owner"), at=AT, rule_precision_bps=10_001)


def test_who_may_not_tries_and_switches_nothing(acme):
    draft, _test = tried(acme, EMPTY)
    auditor = make.member(acme, "auditor")
    for act in (acts.backtest_rule_set, acts.activate_rule_set):
        with pytest.raises(NotPermitted):
            act(draft.pk, actor=auditor, at=AT)
    assert BackTest.objects.count() == 1


def test_what_goes_wrong_ends_a_back_test_in_words(acme, monkeypatch):
    from apps.reconciliation.actions import backtests

    def broken(rules):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(backtests, "try_on_decisions", broken)
    _draft, test = tried(acme, EMPTY)
    assert test.ended_at is not None
    assert "ZeroDivisionError: a defect" in test.error


def test_a_back_test_is_done_by_one_worker(acme):
    draft = acts.create_rule_set("x", EMPTY, **how(acme))
    test = acts.backtest_rule_set(draft.pk, **how(acme))
    BackTest.objects.filter(pk=test.pk).update(started_at=clock.now(), updated_at=clock.now())
    assert acts.make_backtest(acme.pk, test.pk, now=clock.now).ended_at is None


def said(state, pairs, *others, rule="exact_reference"):
    return Result("L", state, rule, 90, pairs, others, 0, ())


RIGHT, WRONG, OTHER = (("A", 100),), (("B", 100),), (("C", 100),)


@pytest.mark.parametrize(
    ("result", "right", "wrong", "counts"),
    [
        (said("accepted", RIGHT), RIGHT, (), {"hit": 1}),
        (said("accepted", OTHER), RIGHT, (), {"false": 1}),
        (said("accepted", WRONG), RIGHT, (WRONG,), {"false": 1, "conflict": 1}),
        (said("accepted", WRONG), None, (WRONG,), {"false": 1, "conflict": 1}),
        (said("accepted", OTHER), None, (WRONG,), {}),
        (said("proposed", OTHER, RIGHT), RIGHT, (), {"offered": 1}),
        (said("proposed", OTHER), RIGHT, (), {"missed": 1}),
        (said("unmatched", ()), RIGHT, (), {"missed": 1}),
        (said("unmatched", ()), None, (WRONG,), {}),
    ],
)  # fmt: skip
def test_what_is_judged_a_hit(result, right, wrong, counts):
    made = Decisions()
    if right:
        made.right["L"] = right
    if wrong:
        made.wrong["L"] = set(wrong)
    judged = judge([Line("L", "2026-03-10", 100, "UAH")], [result], made)
    assert {name: count for name, count in judged.counts.items() if count} == counts
