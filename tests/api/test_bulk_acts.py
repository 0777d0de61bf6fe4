"""Acts on all that filters choose: what is foreseen is what is done, with the rights of then."""

from __future__ import annotations

import pytest

from apps.api.platform import throttle
from apps.invoices.models import Invoice
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.actions import revoke_api_key, update_api_key
from apps.workflow.models import BulkAct
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT

pytestmark = pytest.mark.django_db
SUBMIT = {"noun": "invoices", "verb": "submit", "filters": {"state": "draft"}}


@pytest.fixture
def acme():
    throttle.forget()
    partner = Partner(make.tenant("acme"), "integration")
    partner.payer = make.client(partner.company)
    partner.drafts = [make.draft(partner.company, partner.payer, amount).pk for amount in ("10.00", "20.00", "30.00")]
    make.issued(partner.company, partner.payer)
    return partner


def states(partner):
    with scope(partner.company.pk):
        return sorted(Invoice.objects.filter(pk__in=partner.drafts).values_list("state", flat=True))


def test_what_is_foreseen_is_done(acme):
    foreseen = acme.call("post", "bulk-acts", SUBMIT | {"dry_run": True})
    assert foreseen.status_code == 200
    assert foreseen.json() == {"noun": "invoices", "verb": "submit", "count": 3, "sums": [{"currency": "UAH", "amount": "60.00"}]}
    assert states(acme) == ["draft"] * 3
    asked = acme.call("post", "bulk-acts", SUBMIT | {"expected_count": 3, "reason": "month end"}, idempotency_key="b1")
    again = acme.call("post", "bulk-acts", SUBMIT | {"expected_count": 3, "reason": "month end"}, idempotency_key="b1")
    assert (asked.status_code, again.json(), asked.json()["state"]) == (202, asked.json(), "queued")
    done = bulk.run(acme.company.pk, asked.json()["id"])
    assert (done.done_count, states(acme)) == (3, ["approved"] * 3)
    told = acme.call("get", f"bulk-acts/{done.pk}").json()
    assert told.items() >= {"noun": "invoices", "verb": "submit", "state": "completed", "total": 3, "done": 3, "refused": 0, "percent": 100, "refusals": []}.items()
    with scope(acme.company.pk):
        assert BulkAct.objects.count() == 1


def test_what_was_refused_says_why_and_which(acme):
    asked = acme.call("post", "bulk-acts", SUBMIT | {"filters": {"client": str(acme.payer.pk)}}).json()
    bulk.run(acme.company.pk, asked["id"])
    told = acme.call("get", f"bulk-acts/{asked['id']}").json()
    assert (told["done"], told["refused"]) == (3, 1)
    with scope(acme.company.pk):
        issued = Invoice.objects.get(state="issued").pk
    assert [(item["code"], item["count"], item["ids"]) for item in told["refusals"]] == [("wrong_state", 1, [issued])]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"expected_count": 2}, 409, "count_differs"), ({"verb": "pay"}, 422, "unknown_verb"), ({"noun": "nothing"}, 422, "unknown_noun"),
        ({"filters": {"sum": "1"}}, 422, "unknown_parameter"), ({"filters": {"client": "x"}}, 422, "invalid"), ({"verb": "void"}, 403, "not_permitted"),
        ({"values": {"note": "x"}}, 422, "unknown_field"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_done(acme, body, status, code):
    refused = acme.call("post", "bulk-acts", SUBMIT | body)
    told = refused.json()
    assert (refused.status_code, told["errors"][0]["code"]) == (status, code), told
    with scope(acme.company.pk):
        assert not BulkAct.objects.exists()


def test_the_rights_of_a_key_are_read_anew_when_it_starts(acme):
    first, second = (acme.call("post", "bulk-acts", SUBMIT).json()["id"] for _ in range(2))
    update_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, permissions=["invoices.view_invoice"])
    narrowed = bulk.run(acme.company.pk, first)
    assert (narrowed.done_count, states(acme)) == (0, ["draft"] * 3)
    revoke_api_key(acme.key.pk, actor=make.system(acme.company), at=AT)
    assert bulk.run(acme.company.pk, second).state == "failed"
    assert states(acme) == ["draft"] * 3


def test_who_asked_cancels_and_nobody_else(acme):
    pk = acme.call("post", "bulk-acts", SUBMIT).json()["id"]
    other, owner = Partner(acme.company, "owner"), browser_of(make.member(acme.company, "owner"))
    assert other.call("post", f"bulk-acts/{pk}/cancel", {}).status_code == 404
    assert owner.post(f"/api/v1/bulk-acts/{pk}/cancel", {}, content_type="application/json").status_code == 404
    cancelled = acme.call("post", f"bulk-acts/{pk}/cancel", {})
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert acme.call("post", f"bulk-acts/{pk}/cancel", {}).json()["errors"][0]["code"] == "wrong_state"
    bulk.run(acme.company.pk, pk)
    assert states(acme) == ["draft"] * 3


def test_filters_choose_no_more_than_the_caller_may_see(acme):
    other = Partner(make.tenant("other"), "integration")
    assert other.call("post", "bulk-acts", SUBMIT | {"dry_run": True}).json()["count"] == 0
    chosen = other.call("post", "bulk-acts", SUBMIT | {"filters": {"client": str(acme.payer.pk)}}).json()
    assert chosen["total"] == 0
    bulk.run(other.company.pk, chosen["id"])
    assert states(acme) == ["draft"] * 3
    own = acme.call("post", "bulk-acts", SUBMIT).json()["id"]
    assert other.call("get", f"bulk-acts/{own}").status_code == 404
