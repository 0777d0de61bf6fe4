"""What is told of a key that is used again: when, by whom, how it was answered, what differed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from apps.clients.actions import import_clients
from apps.kernel.errors import KeyReused
from apps.tenants.scope import scope
from apps.workflow import ledger
from apps.workflow.models import KEPT_REPLAYS, IdempotencyRecord, IdempotencyReplay, SentAgain
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import NEW, Partner
from tests.factories import AT
from tests.faults import crew
from tests.workflow.test_ledger import command

pytestmark = pytest.mark.django_db
KEYS = "/admin/workflow/idempotencyrecord/"


@pytest.fixture
def acme():
    return Partner(make.tenant("acme"))


def kept(company):
    with scope(company.pk):
        return IdempotencyRecord.objects.get(), list(IdempotencyReplay.objects.order_by("number"))


def test_the_first_use_writes_no_more_than_its_row(acme):
    actor = make.system(acme.company)
    command(actor, key="warm", code="C0")
    with CaptureQueriesContext(connection) as seen:
        command(actor)
    assert [item["sql"] for item in seen.captured_queries if "replay" in item["sql"] and not item["sql"].startswith(("SELECT", "INSERT"))] == []
    with scope(acme.company.pk):
        assert not IdempotencyReplay.objects.exists()


def test_each_use_is_kept_with_its_answer_and_what_differed(acme):
    acme.call("post", "clients", NEW, idempotency_key="k1")
    acme.call("post", "clients", NEW, idempotency_key="k1")
    other = acme.call("post", "clients", NEW | {"legal_name": "Other"}, idempotency_key="k1")
    assert [(item["code"], item.get("pointer")) for item in other.json()["errors"]] == [("idempotency_key_reused", None), ("differs", "/legal_name")]
    assert NEW["legal_name"] not in other.content.decode(), "the answer names the place; who sent the values has them"
    record, lines = kept(acme.company)
    assert (record.key, record.replay_count, record.sent_again) == ("k1", 2, SentAgain.OTHER)
    assert record.request_id and record.replayed_at
    assert [(line.number, line.status, len(line.differences)) for line in lines] == [(1, 201, 0), (2, 422, 1)]
    assert lines[1].differences == [{"part": "body", "pointer": "/legal_name", "before": NEW["legal_name"], "now": "Other"}]
    assert len({record.request_id, *(line.request_id for line in lines)}) == 3


def test_the_answer_is_in_the_language_of_the_caller(acme):
    acme.call("post", "clients", NEW, idempotency_key="k1")
    answer = acme.call("post", "clients", NEW | {"code": "X"}, idempotency_key="k1", accept_language="uk")
    assert "перш" in answer.json()["errors"][1]["detail"]


def test_the_last_twenty_uses_are_kept_and_all_are_counted(acme):
    actor = make.system(acme.company)
    command(actor)
    for number in range(KEPT_REPLAYS + 5):
        command(replace(actor, request_id=f"r{number + 1}"))
    record, lines = kept(acme.company)
    assert (record.replay_count, record.sent_again) == (KEPT_REPLAYS + 5, SentAgain.SAME)
    assert [(line.number, line.request_id) for line in lines] == [(number, f"r{number}") for number in range(6, KEPT_REPLAYS + 6)]


def test_an_answer_is_given_where_its_use_could_not_be_noted(acme, monkeypatch):
    command(make.system(acme.company))

    def busy(*_args):
        raise OperationalError(1205, "Lock wait timeout exceeded")

    monkeypatch.setattr(ledger, "_note", busy)
    assert command(make.system(acme.company)).replayed
    with pytest.raises(KeyReused):
        command(make.system(acme.company), name="Other")
    assert kept(acme.company)[0].replay_count == 0


def test_a_table_that_is_imported_again_is_counted_and_what_differs_is_told(acme):
    actor = make.system(acme.company)
    for name in ("First", "First", "Second"):
        import_clients(f"code,name\nA,{name}\n".encode(), actor=actor, at=AT)
    import_clients(b"code,name\nA,Third\n", actor=actor, at=AT, dry_run=True)
    record, lines = kept(acme.company)
    assert (record.key, record.replay_count, record.sent_again) == ("A", 2, SentAgain.OTHER)
    assert [line.differences for line in lines] == [[{"part": "body", "pointer": "/name", "before": "First", "now": "Second"}]]


def test_a_partner_asks_after_its_own_key_and_no_other(acme):
    made = acme.call("post", "clients", NEW, idempotency_key="k 1/2").json()
    acme.call("post", "clients", NEW | {"code": "X"}, idempotency_key="k 1/2")
    told = acme.call("get", "idempotency-keys/k%201%2F2").json()
    assert (told["state"], told["status"], told["record"]) == ("done", 201, {"kind": "client", "id": made["id"]})
    assert (told["replay_count"], told["differs"]) == (1, True)
    assert [(line["status"], line["differences"]) for line in told["replays"]] == [(422, [{"part": "body", "pointer": "/code"}])]
    assert acme.call("get", "idempotency-keys/k2").status_code == 404
    for other in (Partner(make.tenant("other")), Partner(acme.company, "integration")):
        assert other.call("get", "idempotency-keys/k%201%2F2").status_code == 404


def test_the_page_tells_what_was_asked_what_it_made_and_what_differed(acme):
    made = acme.call("post", "clients", NEW, idempotency_key="order-77").json()
    acme.call("post", "clients", NEW | {"legal_name": "Other"}, idempotency_key="order-77")
    record, lines = kept(acme.company)
    browser = browser_of(make.member(acme.company, "auditor"))
    page = browser.get(f"{KEYS}{record.pk}/change/").content.decode()
    assert "POST /api/v1/clients" in page
    assert f"/admin/clients/client/{made['id']}/change/" in page
    assert "It was sent again once" in page
    for text in ("/legal_name", NEW["legal_name"], "Other", lines[0].request_id):
        assert text in page
    assert browser.post(f"{KEYS}{record.pk}/change/", {"key": "x"}).status_code == 403
    searches = ("order-77", "order-", f"client {made['id']}", f"Client № {made['id']}", record.request_id, lines[0].request_id, record.actor_label)
    for term in searches:
        assert str(record.pk) in ids_of(browser, q=term), term
    assert ids_of(browser, q="client 999999") == ids_of(browser, q="nobody") == set()
    assert ids_of(browser, sent_again__exact="2") == ids_of(browser, door="api") == {str(record.pk)}
    assert ids_of(browser, sent_again__exact="1") == ids_of(browser, door="admin") == set()
    stranger = browser_of(make.member(make.tenant("other"), "owner"))
    assert ids_of(stranger, q="order-77") == set()
    assert stranger.get(f"{KEYS}{record.pk}/change/").status_code in (302, 404)
    assert browser_of(make.member(acme.company, "employee")).get(KEYS).status_code == 403


def ids_of(browser, **asked):
    return {str(row.pk) for row in browser.get(KEYS, asked).context["cl"].result_list}


def test_no_search_reads_the_whole_table(acme):
    acme.call("post", "clients", NEW, idempotency_key="order-77")
    with scope(acme.company.pk), CaptureQueriesContext(connection) as seen:
        ledger.found("order-77", record=("client", 1))
    for item in seen.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{item['sql']}")
            plan = json.dumps(cursor.fetchall(), default=str)
        # SQLite's LIKE folds case by itself and goes through the rows of the company in an index.
        assert "USING" in plan or "idempotency" in plan, plan
        assert "SCAN" not in plan, plan


def test_every_change_form_sent_twice_takes_effect_once(acme):
    company = acme.company
    row, other = make.client(company, "C1"), make.member(company, "manager")
    browser = browser_of(make.member(company, "owner"))
    for address, change in ((f"/admin/clients/client/{row.pk}/change/", {"notes": "x"}), (f"/admin/tenants/membership/{other.membership_id}/change/", {"roles": ["auditor"]})):
        page = browser.get(address)
        form = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None} | change
        form |= {"form_token": page.context["oblik_form_token"], "row_version": page.context["oblik_version"]}
        for formset in page.context["inline_admin_formsets"]:
            form |= {f"{formset.formset.prefix}-TOTAL_FORMS": "0", f"{formset.formset.prefix}-INITIAL_FORMS": "0"}
        assert browser.post(address, form).status_code == 302, address
        again = browser.post(address, form, follow=True)
        assert "the record was changed once" in again.content.decode(), address
    with scope(company.pk):
        assert sorted(IdempotencyRecord.objects.values_list("object_kind", "replay_count")) == [("client", 1), ("membership", 1)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_a_hundred_at_once_with_one_body_are_one_effect_one_body_and_ninety_nine_uses(acme):
    answers = crew.at_once(100, lambda _n: Partner.call(acme, "post", "clients", NEW, idempotency_key="k1"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    record, lines = kept(acme.company)
    assert (record.replay_count, record.sent_again, len(lines)) == (99, SentAgain.SAME, KEPT_REPLAYS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_a_hundred_bodies_at_once_one_takes_effect_and_ninety_nine_are_told(acme):
    answers = crew.at_once(100, lambda n: Partner.call(acme, "post", "clients", NEW | {"legal_name": f"N{n}"}, idempotency_key="k1"))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 99
    assert {answer.json()["errors"][1]["pointer"] for answer in answers if answer.status_code == 422} == {"/legal_name"}
    record, lines = kept(acme.company)
    assert (record.replay_count, record.sent_again, len(lines)) == (99, SentAgain.OTHER, KEPT_REPLAYS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_a_hundred_at_once_whose_answers_are_lost_and_asked_again(acme, monkeypatch):
    """Every second answer is lost behind the commit; each of those callers asks again with its key."""
    from apps.api.platform.views import ScopedView

    whole, lost = ScopedView.finalize_response, set()

    def losing(self, request, response, *args, **kwargs):
        mark = request.headers.get("X-Mark", "")
        if mark and int(mark) % 2 and mark not in lost:
            lost.add(mark)
            raise ConnectionError("the caller is gone")
        return whole(self, request, response, *args, **kwargs)

    monkeypatch.setattr(ScopedView, "finalize_response", losing)

    def attempt(number):
        for _again in range(3):
            answer = Partner.call(acme, "post", "clients", NEW, idempotency_key="k1", x_mark=str(number))
            if answer.status_code != 500:
                return answer.status_code, answer.content
        return None

    answers = crew.at_once(100, attempt)
    assert ({status for status, _body in answers}, len({body for _status, body in answers}), len(lost)) == ({201}, 1, 50)
    with scope(acme.company.pk):
        from apps.clients.models import Client

        assert Client.objects.count() == IdempotencyRecord.objects.count() == 1
        assert IdempotencyRecord.objects.get().replay_count == 149
