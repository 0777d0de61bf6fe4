"""Undoing many settlements: shown first, with what is refused and why; then done by a worker."""

from __future__ import annotations

import pytest

from apps.payments import actions as pay
from apps.payments.models import BankAccount, Statement
from apps.reconciliation import actions as acts
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.models import BulkAct
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db
PAGE = "/admin/reconciliation/match/undo/"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    payer = make.client(company)
    owed = [make.issued(company, payer, f"{number}00.00") for number in (1, 2, 3)]
    make.statement(company, camt([(f"{number}00.00", f"Payment of {row.number}") for number, row in enumerate(owed, 1)]))
    with scope(company.pk):
        execute(company.pk, acts.start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT).pk)
        disputed = Match.objects.order_by("pk").first()
        pay.dispute_payment(disputed.payment_id, actor=make.system(company), at=AT, reason="chargeback")
    return company


def chosen(company):
    with scope(company.pk):
        run = Run.objects.get()
        return [{"run": run.pk}, {"statement": Statement.objects.get().pk}, {"rule_set": run.rule_set_id, "since": "2020-01-01"}]


@pytest.mark.parametrize("which", range(3))
def test_a_run_a_statement_and_a_version_of_rules_are_shown_before_they_are_undone(acme, which):
    clerk = browser_of(make.member(acme, "accountant"))
    wanted = chosen(acme)[which]
    page = clerk.get(PAGE, wanted)
    shown = page.context["preview"]
    assert (shown.count, dict(shown.money), list(shown.refused.values())) == (2, {"UAH": 50_000}, [1])
    assert "end that first, then undo the match" in page.content.decode()
    with scope(acme.pk):
        assert Match.objects.filter(state="undone").count() == 0
    answer = clerk.post(PAGE, wanted | {"reason": "wrong account"})
    with scope(acme.pk):
        asked = BulkAct.objects.get()
        assert answer["Location"].endswith(f"/workflow/bulkact/{asked.pk}/change/")
        done = bulk.run(acme.pk, asked.pk)
        assert (done.state, done.done_count, done.refused_count) == ("completed", 2, 1)
        assert sorted(Match.objects.values_list("state", flat=True)) == ["accepted", "undone", "undone"]


def test_nothing_is_undone_without_a_reason_or_a_choice(acme):
    clerk = browser_of(make.member(acme, "accountant"))
    assert "a reason is needed" in clerk.post(PAGE, chosen(acme)[0] | {"reason": " "}).content.decode()
    assert clerk.post(PAGE, {"reason": "x"}).status_code == 422
    assert clerk.get(PAGE, {"since": "2026-01-01"}).status_code == 422
    assert clerk.get(PAGE, {"run": "x"}).status_code == 422
    assert clerk.get(PAGE).status_code == 200
    with scope(acme.pk):
        assert BulkAct.objects.count() == 0


def test_another_companys_run_is_no_choice(acme):
    stranger = browser_of(make.member(make.tenant("other"), "owner"))
    for wanted in chosen(acme):
        assert stranger.get(PAGE, wanted).status_code == 422


def test_a_rule_set_that_settled_nothing_since_a_day_has_nothing_to_undo(acme):
    clerk = browser_of(make.member(acme, "accountant"))
    page = clerk.get(PAGE, chosen(acme)[2] | {"since": "2999-01-01"})
    assert page.context["preview"].count == 0
    assert "Undo 0" not in page.content.decode()


def test_who_may_not_undo_is_shown_nothing(acme):
    for role in ("manager", "auditor"):
        assert browser_of(make.member(acme, role)).get(PAGE, chosen(acme)[0]).status_code == 403
