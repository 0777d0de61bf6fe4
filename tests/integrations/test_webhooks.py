"""From the journal to a receiver: once noted, signed, tried again, given up, sent again, in order where asked."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from apps.clients.actions import create_client, update_client
from apps.integrations import actions, fan_out
from apps.integrations.models import DeliveryAttempt, EndpointPulse, EndpointSecret, WebhookDelivery, WebhookEndpoint
from apps.integrations.queries import replayable
from apps.integrations.signing import verifies
from apps.journal.models import ConsumerCursor, JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import integrations as made
from tests.integrations.receivers import Receiver

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _private(settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def by(company, **more):
    return {"actor": make.system(company), "at": AT} | more


def clients(company, *codes, at=AT):
    return [create_client(actor=make.system(company), at=at, code=code, legal_name=code) for code in codes]


def states(endpoint=None):
    found = WebhookDelivery.objects.filter(**({"endpoint": endpoint} if endpoint else {})).order_by("pk")
    return list(found.values_list("type", "state", "attempts"))


def test_an_event_reaches_who_asked_for_it_signed_and_with_the_id_of_its_entry(acme):
    with Receiver() as one, Receiver() as other:
        endpoint, secret = actions.create_endpoint(name="One", url=one.url, types=["client.created"], **by(acme))
        made.endpoint(acme, other.url, "client.archived")
        clients(acme, "C1")
        made.told(acme)
        assert made.send() == 1
        entry = JournalEntry.objects.get(type="client.created")
        (headers, body), = one.got
        assert other.got == []
    event = json.loads(body)
    assert event["id"] == headers["webhook-id"] == f"msg_{entry.hash[:32]}"
    assert (event["type"], event["data"]["object"], event["data"]["sequence"]) == ("client.created", entry.subject_id, entry.sequence)
    assert event["data"]["content"] == entry.payload and event["timestamp"] == entry.at.isoformat()
    stamp = int(headers["webhook-timestamp"])
    assert verifies(secret, message_id=event["id"], timestamp=stamp, body=body, signature=headers["webhook-signature"], now=stamp)
    assert states(endpoint) == [("client.created", "delivered", 1)]
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.status, attempt.error) == (204, "")


def test_the_same_entry_is_noted_once_however_often_it_is_read(acme):
    made.endpoint(acme, "https://a.example/", "client.created")
    clients(acme, "C1")
    made.told(acme)
    ConsumerCursor.objects.filter(consumer=fan_out.NAME).update(sequence=0)
    made.told(acme)
    assert WebhookDelivery.objects.count() == 1


def test_what_was_before_the_endpoint_and_what_is_about_people_is_not_sent(acme):
    clients(acme, "C1", at=AT - HOUR)
    made.endpoint(acme, "https://a.example/")
    make.member(acme, "manager")
    made.told(acme)
    assert {type_name for type_name, _state, _attempts in states()} == {"webhook_endpoint.created"}


def test_a_failure_is_tried_again_with_the_same_id_and_body(acme):
    with Receiver((500, {}), (204, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        clients(acme, "C1")
        made.told(acme)
        assert made.send() == 1 and made.send(AT + dt.timedelta(seconds=3)) == 0
        row = WebhookDelivery.objects.get()
        assert (row.state, row.attempts, row.last_status, row.last_error) == ("retrying", 1, 500, "HTTP 500")
        assert dt.timedelta(seconds=4) <= row.due_at - AT <= dt.timedelta(seconds=6)
        assert made.send(AT + MINUTE) == 1
        (first, body), (second, again) = receiver.got
    assert states(endpoint) == [("client.created", "delivered", 2)]
    assert first["webhook-id"] == second["webhook-id"] and body == again
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert list(DeliveryAttempt.objects.values_list("status", flat=True)) == [500, 204]


def test_retry_after_is_waited_for_by_the_whole_endpoint(acme):
    with Receiver((429, {"Retry-After": "600"}), (204, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created", ordered=True)
        clients(acme, "C1", "C2")
        made.told(acme)
        assert made.send() == 1 and made.send(AT + 9 * MINUTE) == 0
        assert EndpointPulse.objects.get(endpoint=endpoint).quiet_ends_at >= AT + 10 * MINUTE
        assert made.send(AT + 11 * MINUTE) == 2
    assert {state for _type, state, _attempts in states(endpoint)} == {"delivered"}


def test_a_redirect_counts_as_a_failure(acme):
    with Receiver() as inner, Receiver((302, {"Location": inner.url})) as receiver:
        made.endpoint(acme, receiver.url, "client.created")
        clients(acme, "C1")
        made.told(acme)
        made.send()
        assert inner.got == []
    assert states() == [("client.created", "retrying", 1)]


def test_what_cannot_be_delivered_in_72_hours_is_given_up_and_told(acme):
    with Receiver((500, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created", "webhook.dead")
        clients(acme, "C1")
        made.told(acme)
        at, attempts = AT, 0
        while WebhookDelivery.objects.exclude(state="dead").exists():
            attempts += made.send(at)
            at += 10 * MINUTE
            assert at < AT + dt.timedelta(hours=80)
    row = WebhookDelivery.objects.get()
    assert row.ended_at >= AT + dt.timedelta(hours=55) and row.attempts == attempts >= 10
    entry = JournalEntry.objects.get(type="webhook.dead")
    assert (entry.subject_kind, entry.subject_id) == ("webhook_endpoint", endpoint.pk)
    assert (entry.payload["delivery_id"], entry.payload["error"], entry.payload["attempts"]) == (row.pk, "HTTP 500", attempts)
    made.told(acme)  # an endpoint is not told of its own dead
    assert WebhookDelivery.objects.count() == 1


def test_gone_pauses_the_endpoint(acme):
    with Receiver((410, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        clients(acme, "C1", "C2")
        made.told(acme)
        assert made.send() >= 1
    endpoint = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert endpoint.state == "paused"
    assert "dead" in {state for _type, state, _attempts in states()}
    assert made.send(AT + HOUR) == 0


def test_a_paused_endpoint_keeps_what_comes_and_gets_it_when_it_goes_on(acme):
    with Receiver() as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        actions.pause_endpoint(endpoint.pk, reason="maintenance", **by(acme))
        clients(acme, "C1", "C2")
        made.told(acme)
        assert made.send() == 0 and len(states()) == 2
        actions.resume_endpoint(endpoint.pk, **by(acme))
        assert made.send() == 2
        actions.archive_endpoint(endpoint.pk, reason="moved", **by(acme))
        clients(acme, "C3")
        made.told(acme)
        assert made.send() == 0 and len(receiver.got) == 2


def test_order_is_kept_past_failures_where_asked(acme):
    codes = [f"C{number}" for number in range(6)]
    with Receiver((204, {}), (500, {}), (503, {}), (204, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created", ordered=True)
        clients(acme, *codes)
        made.told(acme)
        at = AT
        while WebhookDelivery.objects.exclude(state="delivered").exists():
            made.send(at)
            at += MINUTE
            assert at < AT + HOUR
        told = [event["data"]["content"]["code"] for event in receiver.events]
    assert told == ["C0", "C1", "C1", "C1", "C2", "C3", "C4", "C5"]
    assert [attempts for _type, _state, attempts in states(endpoint)] == [1, 3, 1, 1, 1, 1]


def test_an_endpoint_that_only_fails_is_left_alone_by_its_circuit_and_tried_with_one(acme):
    with Receiver((500, {})) as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        clients(acme, *(f"C{number}" for number in range(40)))
        made.told(acme)
        for _n in range(5):
            made.send()
        pulse = EndpointPulse.objects.get(endpoint=endpoint)
        assert pulse.circuit == "open" and 10 <= len(receiver.got) <= 14
        before = len(receiver.got)
        assert made.send(pulse.quiet_ends_at - dt.timedelta(seconds=1)) == 0
        assert made.send(pulse.quiet_ends_at) == 1 and len(receiver.got) == before + 1
        receiver.answers = [(204, {})]
        again = EndpointPulse.objects.get(endpoint=endpoint)
        assert again.circuit == "open" and again.quiet_ends_at - pulse.quiet_ends_at == 2 * MINUTE
        assert made.send(again.quiet_ends_at + 10 * MINUTE) == 40
    assert {state for _type, state, _attempts in states()} == {"delivered"}
    assert EndpointPulse.objects.get(endpoint=endpoint).circuit == "closed"


def test_a_hanging_endpoint_holds_nobody_up(acme):
    with Receiver() as healthy, Receiver(hang=1.5) as sick:
        slow = made.endpoint(acme, sick.url, "client.created")
        quick = made.endpoint(acme, healthy.url, "client.created")
        clients(acme, *(f"C{number}" for number in range(60)))
        made.told(acme)
        sender = made.Sender(seconds=1, now=lambda: AT)
        sender.run()
    assert WebhookDelivery.objects.filter(endpoint=quick, state="delivered").count() == 60
    assert 0 < WebhookDelivery.objects.filter(endpoint=slow, state="delivered").count() < 60


def test_an_old_secret_signs_along_until_its_time_is_over(acme):
    with Receiver() as receiver:
        endpoint, old = actions.create_endpoint(name="One", url=receiver.url, types=["client.created"], **by(acme))
        _row, new = actions.rotate_secret(endpoint.pk, overlap_hours=24, **by(acme))
        clients(acme, "C1")
        made.told(acme)
        made.send()
        clients(acme, "C2", at=AT + 25 * HOUR)
        made.told(acme, at=AT + 25 * HOUR)
        made.send(AT + 25 * HOUR)
        for (headers, body), right in zip(receiver.got, ({old: True, new: True}, {old: False, new: True}), strict=True):
            stamp = int(headers["webhook-timestamp"])
            how = {"message_id": headers["webhook-id"], "timestamp": stamp, "body": body, "signature": headers["webhook-signature"], "now": stamp}
            assert {secret: verifies(secret, **how) for secret in right} == right
    stored = "".join(EndpointSecret.objects.values_list("sealed", flat=True)) + "".join(JournalEntry.objects.values_list("payload_text", flat=True))
    assert old not in stored and new not in stored and old.removeprefix("whsec_") not in stored


def test_a_sample_is_sent_to_who_did_not_even_ask_for_the_type(acme):
    with Receiver() as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        actions.send_sample(endpoint.pk, type_name="invoice.issued", **by(acme))
        assert made.send() == 1
        event, = receiver.events
    assert (event["type"], event["sample"]) == ("invoice.issued", True)
    with pytest.raises(Invalid):
        actions.send_sample(endpoint.pk, type_name="sign_in.failed", **by(acme))


def test_one_and_a_range_are_sent_again_and_what_was_never_sent_comes_too(acme):
    with Receiver() as receiver:
        clients(acme, "C0")
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        clients(acme, "C1", "C2")
        made.told(acme)
        made.send()
        first = WebhookDelivery.objects.order_by("pk").first()
        with pytest.raises(NotVisible):
            actions.replay_delivery(10**9, **by(acme))
        actions.replay_delivery(first.pk, **by(acme))
        with pytest.raises(Refused):
            actions.replay_delivery(first.pk, **by(acme))
        made.send()
        row, = update_client(JournalEntry.objects.filter(type="client.created").last().subject_id, short_name="x", **by(acme)),
        actions.update_endpoint(endpoint.pk, types=["client.created", "client.updated"], **by(acme))
        last = JournalEntry.objects.order_by("sequence").last().sequence
        ahead = replayable(endpoint := WebhookEndpoint.objects.get(pk=endpoint.pk), first=1, last=last)
        before = WebhookDelivery.objects.count(), JournalEntry.objects.count()
        assert (len(ahead.again), [entry.type for entry in ahead.missing]) == (2, ["client.updated"])
        assert (WebhookDelivery.objects.count(), JournalEntry.objects.count()) == before
        done = actions.replay(endpoint.pk, first=1, last=last, **by(acme))
        assert (done.again, [entry.type for entry in done.missing]) == (ahead.again, ["client.updated"])
        made.send()
        ids = [headers["webhook-id"] for headers, _body in receiver.got]
    assert row.pk and len(ids) == 2 + 1 + 3 and ids[0] == ids[2] == ids[3] and len(set(ids)) == 3
    with pytest.raises(Invalid):
        actions.replay(endpoint.pk, first=5, last=4, **by(acme))


def test_every_problem_of_an_endpoint_is_told_at_once(acme, settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False
    with pytest.raises(Invalid) as refusal:
        actions.create_endpoint(name="", url="http://10.0.0.1/", types=["sign_in.failed", "nothing.ever"], **by(acme))
    assert [reason.field for reason in refusal.value.reasons] == ["name", "url", "types"]
    assert "sign_in.failed, nothing.ever" in str(refusal.value.reasons[2])
    for roles in ("manager", "auditor", "accountant"):
        with pytest.raises(NotPermitted):
            actions.create_endpoint(name="A", url="https://a.example/", types=["*"], actor=make.member(acme, roles), at=AT)
    assert not WebhookEndpoint.objects.exists()


def test_companies_do_not_hear_of_each_other(acme):
    other = make.tenant("other")
    with Receiver() as ours, Receiver() as theirs:
        made.endpoint(acme, ours.url, "client.created")
        with scope(other.pk):
            made.endpoint(other, theirs.url, "client.created")
            create_client(actor=make.system(other), at=AT, code="SECRET", legal_name="Secret")
            made.told(other)
        clients(acme, "C1")
        made.told(acme)
        assert made.send() == 2
        assert [event["data"]["content"]["code"] for event in ours.events] == ["C1"]
        assert [event["data"]["content"]["code"] for event in theirs.events] == ["SECRET"]


def test_a_sender_lets_go_of_an_endpoint_that_is_paused_or_changed_under_its_hands(acme):
    """What was begun is noted; nothing more goes to the old address, by the old secret or to a paused endpoint."""
    with Receiver() as old, Receiver() as new:
        endpoint = made.endpoint(acme, old.url, "client.created", ordered=True)
        clients(acme, *(f"C{number}" for number in range(60)))
        made.told(acme)
        for change in (
            lambda: actions.update_endpoint(endpoint.pk, url=new.url, **by(acme)),
            lambda: actions.pause_endpoint(endpoint.pk, reason="why", **by(acme)),
        ):
            sender = made.Sender(seconds=20, now=lambda: AT)
            begin = sender._begin

            def change_then_begin(pool, hand, messages, change=change, begin=begin):
                with scope(acme.pk):
                    change()
                begin(pool, hand, messages)

            sender._begin = change_then_begin
            sender.run()
        assert (len(old.got), len(new.got)) == (25, 25)
        actions.resume_endpoint(endpoint.pk, **by(acme))
        made.send()
        assert len(new.got) == 35
    assert {state for _type, state, _attempts in states()} == {"delivered"}


def test_a_dead_senders_lease_ends_and_another_goes_on(acme):
    from apps.integrations import recording

    with Receiver() as receiver:
        endpoint = made.endpoint(acme, receiver.url, "client.created")
        clients(acme, "C1")
        made.told(acme)
        assert recording.lease(endpoint.pk, "dead-sender", now=AT) is not None
        assert made.send(AT + MINUTE) == 0 and receiver.got == []
        assert made.send(AT + recording.LEASE + dt.timedelta(seconds=1)) == 1
