"""What payment providers tell: kept raw, once, in any order, and what the books make of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from apps.integrations.sealed import Given
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.payments import actions
from apps.payments.models import (
    Allocation,
    Payment,
    ProviderConnection,
    ProviderEvent,
    ProviderFact,
    ProviderPayment,
    ProviderPulse,
    ProviderSecret,
)
from apps.payments.providers import keeping, taking
from apps.payments.providers.facts import standing
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import providers as made
from tests.payments.books import check_books

PAID = {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}


@pytest.fixture
def shop(company):
    return made.connection(company)


def an_invoice(company, payer, amount="100.00"):
    return make.issued(company, payer, amount)


def only():
    return ProviderPayment.objects.get()


def codes(row):
    return [item["code"] for item in row.problems]


def test_paid_by_the_number_of_the_invoice(company, payer, shop):
    row, secret = shop
    invoice = an_invoice(company, payer)
    event = made.told(row, made.signed(secret, "payment.succeeded", reference=invoice.number, fee="1.50", **PAID))
    assert event.state == "handled" and event.about == only()
    payment = Payment.objects.get()
    assert (payment.state, payment.client_id, payment.account_id, payment.method, payment.reference) == ("allocated", payer.pk, row.account_id, "card", "p-1")
    assert Invoice.objects.get(pk=invoice.pk).state == "paid"
    assert (only().state, only().payment_id, only().is_flagged, only().fee_minor) == ("paid", payment.pk, False, 150)
    assert ProviderPulse.objects.get().last_event_at == AT
    check_books()


def test_the_bytes_are_kept_before_anything_else(company, shop):
    row, secret = shop
    message = made.signed(secret, "payment.succeeded", **PAID)
    taken = taking.take(row, message, at=AT)
    event = ProviderEvent.objects.get(pk=taken.event_pk)
    assert (bytes(event.body), event.size, event.state, event.event_id) == (message.body, len(message.body), "verified", "")
    assert event.headers == dict(message.headers)
    assert not ProviderPayment.objects.exists()


def test_the_same_message_takes_effect_once(company, payer, shop):
    row, secret = shop
    message = made.signed(secret, "payment.succeeded", **PAID)
    first, again = made.told(row, message), made.told(row, message)
    assert (first.state, again.state, [item["code"] for item in again.reasons]) == ("handled", "ignored", ["handled_before"])
    same_fact = made.told(row, made.signed(secret, "payment.succeeded", event_id="msg_2", occurred_at=AT, **PAID))
    assert same_fact.state == "handled"
    assert Payment.objects.count() == ProviderFact.objects.count() == 1


def test_what_failed_before_is_tried_again_when_it_comes_again(company, shop, monkeypatch):
    row, secret = shop
    message = made.signed(secret, "payment.succeeded", **PAID)
    with monkeypatch.context() as broken:
        broken.setattr("apps.payments.actions.provider_events.take_report", lambda *args, **kwargs: 1 / 0)
        event = made.told(row, message)
        for hour in range(1, 7):
            actions.handle_due_messages(company.pk, now=lambda hour=hour: AT + dt.timedelta(hours=2 * hour))
    event = ProviderEvent.objects.get(pk=event.pk)
    assert (event.state, event.attempts, event.event_id) == ("failed", 6, "msg_1")
    assert made.told(row, message).state == "handled"
    event = ProviderEvent.objects.get(pk=event.pk)
    assert (event.state, event.reasons[0]["code"]) == ("ignored", "handled_later")


def test_a_failed_message_is_handled_again_or_set_aside_by_a_person_with_a_reason(company, shop, actor):
    row, secret = shop
    event = made.told(row, made.signed(secret, "payment.succeeded", **PAID | {"amount": "100.001"}))
    assert (event.state, event.reasons[0]["code"]) == ("failed", "too_many_decimals")
    with pytest.raises(Invalid):
        actions.retry_message(event.pk, actor=actor, at=AT, reason=" ")
    with pytest.raises(NotPermitted):
        actions.retry_message(event.pk, actor=make.member(company, "manager"), at=AT, reason="why")
    assert actions.retry_message(event.pk, actor=actor, at=AT, reason="mended").state == "verified"
    actions.handle_due_messages(company.pk, now=lambda: AT)
    assert actions.ignore_message(event.pk, actor=actor, at=AT, reason="seen to").state == "ignored"
    with pytest.raises(Refused):
        actions.retry_message(event.pk, actor=actor, at=AT, reason="once more")
    told = JournalEntry.objects.filter(subject_kind="provider_event").order_by("sequence")
    assert [(entry.type, entry.reason) for entry in told] == [("provider_event.retried", "mended"), ("provider_event.ignored", "seen to")]


FACTS = {
    "pending": ("payment.pending", {}, 1), "paid": ("payment.succeeded", {}, 2), "failed": ("payment.failed", {}, 3), "back": ("payment.refunded", {}, 4),
    "disputed": ("payment.disputed", {"dispute_id": "d"}, 5), "lost": ("payment.dispute_lost", {"dispute_id": "d"}, 6),
}  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(["pending", "paid", "failed"])) + list(itertools.permutations(["paid", "disputed", "lost"])) + [("back", "paid"), ("paid", "back")])
def test_any_order_of_messages_ends_the_same(company, payer, shop, order):
    row, secret = shop
    invoice = an_invoice(company, payer)
    for name in order:
        kind, more, hour = FACTS[name]
        made.told(row, made.signed(secret, kind, event_id=name, occurred_at=AT + dt.timedelta(hours=hour - 12), reference=invoice.number, **PAID, **more))
    end = {"pending": ("paid", "allocated", False), "lost": ("lost", "reversed", False), "back": ("refunded", "allocated", True)}
    expected = next(end[name] for name in end if name in order)
    payment = Payment.objects.get()
    assert (only().state, payment.state, only().is_flagged) == expected
    assert Invoice.objects.get(pk=invoice.pk).open_minor == (invoice.total_minor if "lost" in order else 0)
    check_books()


def test_a_refund_of_the_provider_ends_ours_of_the_same_amount(company, payer, shop, actor):
    row, secret = shop
    made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    actions.refund_payment(Payment.objects.get().pk, actor=actor, at=AT, reason="not wanted", method="card")
    made.told(row, made.signed(secret, "payment.refunded", event_id="msg_2", **PAID))
    payout = Payment.objects.get(direction="out")
    assert (payout.state, only().state, only().is_flagged) == ("received", "refunded", False)


def test_a_refund_that_the_books_do_not_have_is_flagged_and_matched_later(company, shop, actor):
    row, secret = shop
    made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    made.told(row, made.signed(secret, "payment.refunded", event_id="msg_2", **PAID))
    assert codes(only()) == ["refund_unmatched"]
    actions.refund_payment(Payment.objects.get().pk, actor=actor, at=AT, reason="not wanted", method="card")
    actions.book_payment(only().pk, actor=actor, at=AT, reason="refunded here too")
    assert (only().is_flagged, Payment.objects.get(direction="out").state) == (False, "received")


def test_another_amount_than_asked_for_is_flagged_and_not_booked(company, payer, shop, actor):
    row, secret = shop
    invoice = an_invoice(company, payer)
    actions.ask_payment(invoice.pk, connection_id=row.pk, reference="p-1", actor=actor, at=AT)
    made.told(row, made.signed(secret, "payment.succeeded", **PAID | {"amount": "99.00"}))
    assert (codes(only()), only().state, Payment.objects.count()) == (["amount_differs"], "paid", 0)
    actions.resolve_payment(only().pk, actor=actor, at=AT, reason="the client agreed to pay the rest")
    assert not only().is_flagged
    made.told(row, made.signed(secret, "payment.pending", event_id="msg_2", **PAID))
    assert only().is_flagged and Payment.objects.count() == 0
    actions.book_payment(only().pk, actor=actor, at=AT, reason="the rest is waived")
    payment = Payment.objects.get()
    assert (payment.state, payment.amount_minor, payment.client_id, only().is_flagged) == ("received", 9900, payer.pk, False)
    with pytest.raises(Refused, match="in the books already"):
        actions.book_payment(only().pk, actor=actor, at=AT, reason="once more")


def test_another_currency_than_the_account_is_flagged_and_not_booked(company, payer, shop):
    row, secret = shop
    made.told(row, made.signed(secret, "payment.succeeded", **PAID | {"currency": "USD"}))
    assert (codes(only()), Payment.objects.count()) == (["account_currency"], 0)
    with pytest.raises(Refused, match="is not"):
        actions.book_payment(only().pk, actor=make.system(company), at=AT, reason="try")


@pytest.mark.parametrize(("reference", "code"), [("", "no_reference"), ("INV-404", "no_invoice"), ("number", "invoice_differs")])
def test_money_that_fits_no_invoice_is_booked_and_left_for_a_person(company, payer, shop, reference, code):
    row, secret = shop
    invoice = an_invoice(company, payer, "150.00")
    made.told(row, made.signed(secret, "payment.succeeded", reference=invoice.number if reference == "number" else reference, **PAID))
    payment = Payment.objects.get()
    assert (payment.state, codes(only())) == ("received", [code])
    assert payment.client_id == (payer.pk if reference == "number" else None)
    check_books()


def test_part_of_an_invoice_is_asked_for_and_paid(company, payer, shop, actor):
    row, secret = shop
    invoice = an_invoice(company, payer, "150.00")
    actions.ask_payment(invoice.pk, connection_id=row.pk, reference="p-1", amount_minor=10000, actor=actor, at=AT)
    made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    assert (Invoice.objects.get(pk=invoice.pk).state, only().is_flagged) == ("partially_paid", False)


def test_what_stands_in_the_way_of_the_books_is_said_and_brought_in_later(company, payer, shop, actor):
    row, secret = shop
    actions.close_account(row.account_id, actor=actor, at=AT, reason="moved")
    event = made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    assert (event.state, codes(only()), Payment.objects.count()) == ("handled", ["account_closed"], 0)
    with pytest.raises(Invalid, match="closed"):
        actions.book_payment(only().pk, actor=actor, at=AT, reason="try")
    actions.reopen_account(row.account_id, actor=actor, at=AT)
    actions.book_payment(only().pk, actor=actor, at=AT, reason="reopened")
    assert Payment.objects.get().state == "received" and codes(only()) == ["no_reference"]


def test_a_wrong_signature_is_kept_for_a_while_and_only_so_many(company, shop, monkeypatch):
    row, secret = shop
    monkeypatch.setattr(taking, "MOST_WRONG_AN_HOUR", 3)
    other = "whsec_" + secret[6:][::-1].replace("=", "A")[:40] + "AAA="
    for number in range(5):
        taken = taking.take(row, made.signed(other, "payment.succeeded", event_id=f"m{number}", **PAID), at=AT)
        assert not taken.accepted
    assert list(ProviderEvent.objects.values_list("state", flat=True)) == ["refused"] * 3
    assert ProviderPulse.objects.get().dropped == 2
    assert taking.take(row, made.signed(other, "payment.succeeded", **PAID), at=AT + dt.timedelta(hours=2)).event_pk
    assert actions.handle_due_messages(company.pk, now=lambda: AT + dt.timedelta(days=1)) == 0
    assert keeping.clear_messages(company.pk, at=AT + dt.timedelta(days=7)) == 0
    assert keeping.clear_messages(company.pk, at=AT + dt.timedelta(days=7, hours=1)) == 3


def test_test_mode_never_comes_into_the_books(company, shop):
    row, secret = shop
    event = made.told(row, made.signed(secret, "payment.succeeded", test=True, **PAID))
    assert (event.state, event.reasons[0]["code"], ProviderPayment.objects.count()) == ("ignored", "test_message", 0)
    bench, key = made.connection(company, is_test=True)
    assert made.told(bench, made.signed(key, "payment.succeeded", test=True, **PAID)).state == "handled"
    assert made.told(bench, made.signed(key, "payment.succeeded", event_id="m2", test=False, **PAID)).reasons[0]["code"] == "live_message"
    assert (only().state, Payment.objects.count()) == ("paid", 0)


def test_a_sample_goes_the_whole_way_and_changes_nothing(company, shop, actor):
    row, _secret = shop
    actions.send_sample(row.pk, actor=actor, at=AT)
    actions.handle_due_messages(company.pk, now=lambda: AT)
    event = ProviderEvent.objects.get()
    assert (event.state, event.type, event.reasons[0]["code"]) == ("ignored", "sample", "no_facts")
    bank, _none = made.connection(company, "monobank", api=Given("a-long-token"))
    with pytest.raises(Refused, match="itself can sign"):
        actions.send_sample(bank.pk, actor=actor, at=AT)


def test_a_paused_connection_keeps_what_comes(company, shop, actor):
    row, secret = shop
    actions.pause_connection(row.pk, actor=actor, at=AT, reason="moving")
    assert made.told(ProviderConnection.objects.get(pk=row.pk), made.signed(secret, "payment.succeeded", **PAID)).state == "verified"
    actions.resume_connection(row.pk, actor=actor, at=AT)
    assert actions.handle_due_messages(company.pk, now=lambda: AT) == 1 and Payment.objects.count() == 1


def test_an_old_secret_holds_as_long_as_was_said(company, shop, actor):
    row, old = shop
    _row, new = actions.rotate_connection_secret(row.pk, actor=actor, at=AT, overlap_hours=1)
    for hours, secret, accepted in ((0, old, True), (0, new, True), (1, old, False), (1, new, True)):
        moment = AT + dt.timedelta(hours=hours)
        assert taking.take(row, made.signed(secret, "payment.pending", at=moment, **PAID), at=moment).accepted is accepted
    kept = "".join(ProviderSecret.objects.values_list("sealed", flat=True))
    assert old not in kept and new not in kept


def test_what_a_provider_needs_is_asked_for(company, actor):
    where = made.account(company).pk

    def wrong(**values):
        with pytest.raises(Invalid) as refused:
            actions.create_connection(actor=actor, at=AT, **{"name": "Shop", "account_id": where} | values)
        return {(reason.code, reason.field) for reason in refused.value.reasons}

    assert wrong(kind="stripe") == {("secret_needed", "signing")}
    assert wrong(kind="stripe", signing=Given("a b")) == {("secret", "signing")}
    assert wrong(kind="liqpay", private=Given("long-enough")) == {("public_key", "public_key")}
    assert wrong(kind="monobank", api=Given("long-enough"), public_key="x") == {("public_key", "public_key")}
    assert wrong(kind="generic", signing=Given("long-enough")) == {("secret_not_taken", "signing")}
    assert wrong(kind="generic", status_url="ftp://x") == {("status_url", "status_url")}
    assert wrong(kind="monobank", api=Given("long-enough"), status_url="https://a.example/") == {("status_url", "status_url")}
    assert wrong(kind="generic", account_id=None) == {("no_account", "account")}
    assert ("invalid_choice", "kind") in wrong(kind="paypal")
    secret = Given("s3cret-s3cret")
    assert "s3cret" not in f"{secret}{secret!r}" and str(secret) == str(Given("s3cret-s3cret"))


def test_asking_for_a_payment(company, payer, shop, actor):
    row, secret = shop
    invoice = an_invoice(company, payer)

    def wrong(pk=invoice.pk, **values):
        with pytest.raises(Invalid) as refused:
            actions.ask_payment(pk, **{"connection_id": row.pk, "reference": "p-1", "actor": actor, "at": AT} | values)
        return [reason.field for reason in refused.value.reasons]

    assert wrong(reference=" ") == wrong(reference="x" * 101) == ["reference"]
    assert wrong(amount_minor=0) == wrong(amount_minor=10001) == ["amount"]
    assert wrong(connection_id=0) == ["connection"] and wrong(pk=0) == ["invoice"]
    assert wrong(pk=make.draft(company, payer).pk) == ["invoice"]
    asked = actions.ask_payment(invoice.pk, connection_id=row.pk, reference=" p-1 ", actor=actor, at=AT)
    assert (asked.state, asked.reference, asked.asked_minor) == ("asked", "p-1", 10000)
    with pytest.raises(Refused):
        actions.ask_payment(invoice.pk, connection_id=row.pk, reference="p-1", actor=actor, at=AT)
    made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    assert Invoice.objects.get(pk=invoice.pk).state == "paid" and Allocation.objects.count() == 1
    assert standing(only()).paid_minor == 10000


def test_another_companys_rows_are_not_there(company, shop, actor):
    row, secret = shop
    event = made.told(row, made.signed(secret, "payment.succeeded", **PAID))
    payment_id = only().pk
    other = make.tenant("other")
    stranger = make.system(other)
    for act, key in ((actions.pause_connection, row.pk), (actions.retry_message, event.pk), (actions.resolve_payment, payment_id)):
        with pytest.raises(NotVisible), scope(other.pk):
            act(key, actor=stranger, at=AT, reason="why")
    with scope(other.pk):
        theirs, their_secret = made.connection(other)
        assert not taking.take(theirs, made.signed(secret, "payment.succeeded", **PAID), at=AT).accepted
        with pytest.raises(Invalid):
            actions.create_connection(actor=stranger, at=AT, kind="generic", name="X", account_id=row.account_id)
        assert made.told(theirs, made.signed(their_secret, "payment.succeeded", **PAID)).state == "handled"
    assert ProviderEvent.objects.count() == ProviderPayment.objects.count() == 1
    assert taking.find_connection(row.public_id) == row and taking.find_connection(row.public_id.upper()) is None
    actions.archive_connection(row.pk, actor=actor, at=AT, reason="gone")
    assert taking.find_connection(row.public_id) is None
