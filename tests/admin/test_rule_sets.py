"""Rule sets in the admin: the next version is written as JSON, and what is wrong with it is named."""

from __future__ import annotations

import json

import pytest

from apps.kernel import clock
from apps.reconciliation.actions import current_rule_set, make_backtest
from apps.reconciliation.models import BackTest, RuleSet
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
ADD = "/admin/reconciliation/ruleset/add/"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    current_rule_set(company.pk, at=AT)
    return company


def versions(company):
    with scope(company.pk):
        return list(RuleSet.objects.order_by("number"))


def test_the_next_version_begins_with_the_one_in_force(acme):
    clerk = browser_of(make.member(acme, "accountant"))
    begun = clerk.get(ADD).context["adminform"].form.initial["rules"]
    assert json.loads(begun) == versions(acme)[0].rules["rules"]
    strict = [rule | {"auto_accept": None} for rule in json.loads(begun)]
    assert clerk.post(ADD, {"name": "By hand only", "rules": json.dumps(strict)}).status_code == 302
    first, second = versions(acme)
    assert (second.number, second.name) == (2, "By hand only")
    assert all(rule["auto_accept"] is None for rule in second.rules["rules"])
    page = f"/admin/reconciliation/ruleset/{first.pk}/change/"
    assert "New runs use this version" in clerk.get(page).content.decode()
    clerk.post(page, {"name": "Changed", "rules": "[]"})  # a version is never changed
    assert versions(acme)[0].name == first.name
    assert current_rule_set(acme.pk, at=AT) == first


def test_a_draft_is_tried_and_switched_on_from_its_page(acme):
    clerk = browser_of(make.member(acme, "accountant"))
    clerk.post(ADD, {"name": "By hand only", "rules": "[]"})
    draft = versions(acme)[1]
    page = f"/admin/reconciliation/ruleset/{draft.pk}/change/"
    shown = clerk.get(page).content.decode()
    assert "Try it on past decisions" in shown
    assert clerk.post(f"{page}../backtest/".replace("change/../", ""), {}).status_code == 302
    with scope(acme.pk):
        test = BackTest.objects.get()
    make_backtest(acme.pk, test.pk, now=clock.now)
    assert "At least 30 decisions are needed" in clerk.get(page).content.decode()
    token = clerk.get(page).context["oblik_token"] if "oblik_token" in (clerk.get(page).context or {}) else "t" * 32
    answer = clerk.post(f"/admin/reconciliation/ruleset/{draft.pk}/do/activate/", {"token": token, "version": "1"})
    assert answer.status_code == 302
    assert current_rule_set(acme.pk, at=AT) == draft
    assert "new runs use version 2" in clerk.get(f"/admin/reconciliation/ruleset/{versions(acme)[0].pk}/change/").content.decode()


def test_who_may_not_tries_no_rules(acme):
    draft = versions(acme)[0]
    for role in ("manager", "auditor"):
        assert browser_of(make.member(acme, role)).post(f"/admin/reconciliation/ruleset/{draft.pk}/backtest/").status_code == 404


@pytest.mark.parametrize(("rules", "said"), [
    ("[", "This is not JSON"), ('{"a": 1}', "list"), ('[{"kind": "magic"}]', "magic"), ("[" * 3000, "This is not JSON"),
    ('[{"kind": "client_subset", "params": {"max_invoices": 99}}]', "Rule 1 (client_subset): max_invoices must be"),
])  # fmt: skip
def test_rules_that_cannot_be_used_are_refused_by_name(acme, rules, said):
    answer = browser_of(make.member(acme, "owner")).post(ADD, {"name": "x", "rules": rules})
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert len(versions(acme)) == 1


def test_who_may_not_writes_no_version(acme):
    for role in ("manager", "auditor"):
        assert browser_of(make.member(acme, role)).post(ADD, {"name": "x", "rules": "[]"}).status_code == 403
    assert len(versions(acme)) == 1
