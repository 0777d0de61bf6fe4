"""Business events: taken once, each by its contract, handled as acts, and told of."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.dispatch.models import WorkOrder
from apps.integrations import business
from apps.integrations.actions import handle_due_events, retry_event
from apps.integrations.actions.handle import MOST_ATTEMPTS
from apps.integrations.models import InboundEvent
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.payments.models import Payment
from apps.shifts.models import Clocking
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_api_key
from tests import factories as make
from tests.api.test_api import Partner
from tests.api.walls import books
from tests.factories import AT
from tests.factories.events import received, told
from tests.faults import crew

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(monkeypatch):
    monkeypatch.setattr("apps.integrations.tasks.handle_events.delay_on_commit", lambda *_args: None)
    return Partner(make.tenant("acme"))


def send(partner, *events, **headers):
    return partner.call("post", "business-events", events[0] if len(events) == 1 else {"events": list(events)}, **headers)


def later(*, days):
    """Later than the clock of any request of these tests."""
    return clock.now() + dt.timedelta(days=days)


def handle(company, at=None):
    return handle_due_events(company.pk, now=lambda: at or later(days=1))


def only(company):
    with scope(company.pk):
        return InboundEvent.objects.get()


def test_an_event_is_taken_handled_and_told_of(acme):
    answer = send(acme, told())
    assert answer.status_code == 202, answer.content
    (item,) = answer.json()["items"]
    assert (item["status"], item["problems"]) == ("accepted", [])
    assert acme.call("get", f"business-events/{item['id']}").json()["state"] == "received"
    assert handle(acme.company) == 1
    done = acme.call("get", f"business-events/{item['id']}").json()
    with scope(acme.company.pk):
        made = Client.objects.get(code="E-1")
        entry = JournalEntry.objects.get(type="client.created")
    assert (done["state"], done["record_kind"], done["record_id"], done["reasons"]) == ("processed", "client", made.pk, [])
    assert entry.actor_label == f"key:{acme.key.prefix}"


def test_the_same_again_is_known_and_another_content_is_refused(acme):
    first = send(acme, told()).json()["items"][0]["id"]
    again = send(acme, told()).json()["items"][0]
    assert (again["status"], again["id"]) == ("known", first)
    other = send(acme, told(code="E-1", legal_name="Another"))
    assert other.status_code == 422
    assert [(error["code"], error["pointer"]) for error in other.json()["errors"]] == [("event_id_reused", "/id")]
    assert send(acme, told(source="shop")).json()["items"][0]["status"] == "accepted"
    handle(acme.company)
    assert send(acme, told()).json()["items"][0] == {"index": 0, "status": "known", "id": first, "problems": []}


def test_of_a_batch_the_good_are_taken_and_nothing_of_the_others_is_stored(acme):
    bad = told(2) | {"data": {"code": 5, "legal_name": "", "surprise": 1}}
    answer = send(acme, told(1), bad, told(3, type="no.such"), told(1), {"type": "x"})
    assert answer.status_code == 202
    items = answer.json()["items"]
    assert [item["status"] for item in items] == ["accepted", "refused", "refused", "known", "refused"]
    assert {(item["code"], item["pointer"]) for item in items[1]["problems"]} == {
        ("json_type", "/events/1/data/code"), ("too_short", "/events/1/data/legal_name"), ("unknown_field", "/events/1/data/surprise"),
    }  # fmt: skip
    assert [(item["code"], item["pointer"]) for item in items[2]["problems"]] == [("unknown_type", "/events/2/type")]
    assert {item["code"] for item in items[4]["problems"]} == {"required"}
    with scope(acme.company.pk):
        assert InboundEvent.objects.count() == 1


def test_problems_are_told_in_the_callers_language(acme):
    answer = acme.call("post", "business-events", told() | {"occurred_at": "yesterday"}, accept_language="uk")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/occurred_at"
    assert answer.json()["errors"][0]["detail"].startswith("Вкажіть час")


@pytest.mark.parametrize("body", [
    [], {"events": []}, {"events": [told()] * 501}, {"events": 5}, {"events": [None, 1, "x", []]}, {"events": [told()], "more": 1}, {}, {"type": None},
    told() | {"id": "a\u0000b"}, told() | {"id": "\ud800"}, told() | {"data": {"code": "x" * 70_000}}, told() | {"version": 10**400},
    told() | {"occurred_at": "2026-03-31T08:00:00"}, told() | {"a.b/c~d": 1}, told() | {"version": True}, told() | {"occurred_at": "0001-01-01T00:00:00+23:59"},
])  # fmt: skip
def test_hostile_bodies_are_refused_in_words_and_leave_nothing(acme, body):
    answer = send(acme, body)
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["code"]
    with scope(acme.company.pk):
        assert not InboundEvent.objects.exists()


def test_a_pointer_is_written_as_rfc_6901_says(acme):
    errors = send(acme, told() | {"a.b/c~d": 1}).json()["errors"]
    assert [error["pointer"] for error in errors] == ["/a.b~1c~0d"]


def test_what_the_books_refuse_is_rejected_with_every_reason_and_leaves_nothing_else(acme):
    send(acme, told(1, type="invoice.requested", client="NOBODY", lines=[{"description": "Work", "unit_price": "1.00", "tax_code": "20"}]))
    before = journal_of(acme.company)
    handle(acme.company)
    row = acme.call("get", f"business-events/{only(acme.company).pk}").json()
    assert (row["state"], row["record_id"], row["attempts"]) == ("rejected", None, 1)
    assert [(reason["code"], reason["pointer"]) for reason in row["reasons"]] == [("no_such_record", "/data/client")]
    assert journal_of(acme.company) == before


def journal_of(company):
    with scope(company.pk):
        return JournalEntry.objects.count()


def test_a_revoked_keys_events_are_rejected_and_a_person_may_have_them_handled(acme):
    send(acme, told())
    revoke_api_key(acme.key.pk, actor=make.system(acme.company), at=AT)
    handle(acme.company)
    row = only(acme.company)
    assert (row.state, row.reasons[0]["code"]) == ("rejected", "sender_gone")
    owner = make.member(acme.company, "owner")
    with scope(acme.company.pk):
        retry_event(row.pk, actor=owner, at=AT, reason="checked with the partner")
    handle(acme.company)
    with scope(acme.company.pk):
        assert only(acme.company).state == "processed"
        assert JournalEntry.objects.get(type="client.created").actor_label == owner.label
        assert JournalEntry.objects.get(type="business_event.retried").reason == "checked with the partner"


def test_only_what_failed_is_handled_again_by_who_may_and_with_a_reason(acme):
    row = received(acme.company)
    owner, clerk = make.member(acme.company, "owner"), make.member(acme.company, "auditor")
    stranger = make.member(make.tenant("other"), "owner")
    with scope(acme.company.pk):
        for actor, reason, refusal in ((owner, "x", Refused), (owner, " ", Invalid), (clerk, "x", NotPermitted)):
            with pytest.raises(refusal):
                retry_event(row.pk, actor=actor, at=AT, reason=reason)
    with scope(stranger.tenant_id), pytest.raises(NotVisible):
        retry_event(row.pk, actor=stranger, at=AT, reason="x")


def test_an_error_of_the_program_is_tried_again_later_and_given_up_in_the_end(acme, monkeypatch):
    send(acme, told())
    ran = []

    def broken(_data, *, actor, at):
        ran.append(at)
        raise ZeroDivisionError

    kind = business.find("client.upserted", 1)
    monkeypatch.setitem(business._types, ("client.upserted", 1), business.EventType(kind.name, 1, kind.label, kind.schema, broken))
    assert handle(acme.company, AT) == 0  # the clock of the request is later
    for day in range(1, MOST_ATTEMPTS + 3):
        handle(acme.company, later(days=day))
    assert len(ran) == MOST_ATTEMPTS
    row = only(acme.company)
    assert (row.state, row.reasons[0]["code"], row.due_at) == ("dead", "failed", None)


def test_a_handler_that_dies_with_its_worker_leaves_nothing_and_the_next_one_ends_it(acme, monkeypatch):
    """SystemExit goes past every except, as SIGKILL does: the claim is committed, the effect is not."""
    send(acme, told())
    kind, at = business.find("client.upserted", 1), later(days=1)

    def killed(data, **given):
        kind.handle(data, **given)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setitem(business._types, ("client.upserted", 1), business.EventType(kind.name, 1, kind.label, kind.schema, killed))
        with pytest.raises(SystemExit):
            handle(acme.company, at)
    with scope(acme.company.pk):
        assert not Client.objects.exists()
    assert handle(acme.company, at) == 0, "not before the pause is over"
    assert handle(acme.company, at + dt.timedelta(hours=1)) == 1
    with scope(acme.company.pk):
        assert (Client.objects.count(), only(acme.company).attempts) == (1, 2)


def test_every_type_makes_what_it_says(acme):
    own = books("house", 7)
    partner = Partner(own.company, "integration", "owner")
    with scope(own.company.pk):
        client, contract = own.rows["clients.Client"][0], own.rows["contracts.Contract"][1]
        queue, person = own.rows["dispatch.WorkOrder"][0].queue, own.rows["shifts.Employee"][0]
        term = contract.terms.get(kind="milestone")
        cases = {
            "client.upserted": ({"code": client.code, "legal_name": "Renamed"}, Client),
            "invoice.requested": ({"client": client.code, "lines": [{"description": "Work", "quantity": "2", "unit_price": "10.50", "tax_code": "20"}]}, Invoice),
            "work_order.requested": ({"client": client.code, "queue": queue.name, "title": "No light"}, WorkOrder),
            "clocking.recorded": ({"employee": person.code, "kind": "in", "at": "2026-03-31T08:00:00Z"}, Clocking),
            "payment.received": ({"amount": "12.34", "currency": "UAH", "received_on": "2026-03-31", "client": client.code}, Payment),
            "milestone.reached": ({"contract": contract.number, "position": term.position, "reached_on": "2026-03-31"}, Contract),
        }
    assert set(cases) == {kind.name for kind in business.all_types()}
    sent = send(partner, *[told(name, type=name, **data) for name, (data, _model) in cases.items()])
    assert {item["status"] for item in sent.json()["items"]} == {"accepted"}, sent.content
    handle(own.company)
    with scope(own.company.pk):
        for row in InboundEvent.objects.order_by("pk"):
            assert row.state == "processed", (row.type, row.reasons)
            assert cases[row.type][1].objects.filter(pk=row.object_id).exists()
        assert Client.objects.get(pk=client.pk).legal_name == "Renamed"
        assert Invoice.objects.order_by("-pk").first().net_minor == 2100
        paid = Payment.objects.order_by("-pk").first()
        assert (paid.amount_minor, paid.state, paid.client_id) == (1234, "received", client.pk)


def test_the_contracts_are_served_and_are_schemas(acme):
    from jsonschema import Draft202012Validator

    told_types = acme.call("get", "business-event-types").json()
    assert {item["type"] for item in told_types["items"]} >= {"client.upserted", "invoice.requested"}
    for schema in (told_types["envelope"], *(item["schema"] for item in told_types["items"])):
        Draft202012Validator.check_schema(schema)
        assert json.dumps(schema).count('"additionalProperties": false') == json.dumps(schema).count('"properties"')


def test_another_companys_event_is_not_there_and_its_id_is_free(acme):
    other = Partner(make.tenant("other"))
    mine = send(acme, told()).json()["items"][0]["id"]
    assert other.call("get", f"business-events/{mine}").status_code == 404
    assert other.call("get", "business-events").json()["items"] == []
    assert send(other, told()).json()["items"][0]["status"] == "accepted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_the_same_event_twenty_times_at_once_has_one_effect(acme):
    def attempt(_number):
        answer = Partner.call(acme, "post", "business-events", told())
        handle(acme.company)
        return answer.status_code, answer.json()["items"][0]["id"], answer.json()["items"][0]["status"]

    answers = crew.at_once(20, attempt)
    assert len({(status, pk) for status, pk, _told in answers}) == 1
    assert sorted(told for _status, _pk, told in answers) == ["accepted"] + ["known"] * 19
    with scope(acme.company.pk):
        assert (InboundEvent.objects.count(), Client.objects.count()) == (1, 1)
        assert JournalEntry.objects.filter(type="client.created").count() == 1
