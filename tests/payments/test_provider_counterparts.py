"""Money that a clerk recorded by hand and the provider tells of too; and who is told that something waits."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from apps.invoices.models import Invoice
from apps.journal import consumers
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments import actions
from apps.payments.consumers import NAME
from apps.payments.models import Payment, ProviderPayment
from apps.workflow import notices
from apps.workflow.models import Notice
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import providers as made
from tests.payments.books import check_books

PAID = {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}


@pytest.fixture
def shop(company):
    return made.connection(company)


def by_hand(payer, actor, row, *, days=0, minor=10000, **more):
    values = {"client_id": payer.pk, "account_id": row.account_id, "received_on": AT.date() + dt.timedelta(days=days), "method": "card"}
    return actions.record_payment(minor, "UAH", actor=actor, at=AT, **values | more)


def only():
    return ProviderPayment.objects.get()


def codes(row):
    return [item["code"] for item in row.problems]


def tell(company, payer, shop, **more):
    invoice = make.issued(company, payer, "100.00")
    made.told(shop[0], made.signed(shop[1], "payment.succeeded", reference=invoice.number, **PAID | more))
    return invoice


@pytest.mark.parametrize("days", [-3, 0])
def test_money_that_was_recorded_by_hand_is_not_booked_again_and_the_clerk_links_it(company, payer, actor, shop, days):
    hand = by_hand(payer, actor, shop[0], days=days)
    invoice = tell(company, payer, shop)
    assert (codes(only()), only().is_flagged, Payment.objects.count(), f"{hand.received_on:%d.%m.%Y}" in only().problems[0]["en"]) == (["maybe_same"], True, 1, True)
    made.told(shop[0], made.signed(shop[1], "payment.pending", event_id="msg_2", **PAID))
    assert codes(only()) == ["maybe_same"] and Payment.objects.count() == 1
    other = by_hand(payer, actor, shop[0], minor=9000)
    with pytest.raises(Invalid, match="same client"):
        actions.match_payment(only().pk, counterpart_id=other.pk, actor=actor, at=AT)
    with pytest.raises(NotPermitted):
        actions.match_payment(only().pk, counterpart_id=hand.pk, actor=make.member(company, "manager"), at=AT)
    row = actions.match_payment(only().pk, counterpart_id=hand.pk, actor=actor, at=AT)
    assert (row.payment_id, row.is_flagged, Payment.objects.count()) == (hand.pk, False, 2)
    assert Invoice.objects.get(pk=invoice.pk).state == "issued"
    with pytest.raises(Refused, match="in the books already"):
        actions.match_payment(row.pk, counterpart_id=hand.pk, actor=actor, at=AT)
    made.told(shop[0], made.signed(shop[1], "payment.disputed", event_id="msg_3", dispute_id="d", **PAID))
    assert Payment.objects.get(pk=hand.pk).state == "disputed"
    check_books()


def test_the_clerk_says_that_it_is_another(company, payer, actor, shop):
    by_hand(payer, actor, shop[0])
    invoice = tell(company, payer, shop)
    row = actions.book_payment(only().pk, actor=actor, at=AT, reason="the client paid twice")
    assert (row.is_flagged, Payment.objects.count(), Invoice.objects.get(pk=invoice.pk).state) == (False, 2, "paid")
    check_books()


@pytest.mark.parametrize("other", ["four days", "amount", "client", "account", "reversed", "of a provider"])
def test_other_money_does_not_stand_in_the_way(company, payer, actor, shop, other):
    changed = {
        "four days": {"days": -4}, "amount": {"minor": 9999}, "client": {"client_id": make.client(company, "C9", edrpou="36537076").pk},
        "account": {"account_id": actions.open_account("OTHER", "UAH", actor=actor, at=AT, name="Other").pk},
    }  # fmt: skip
    if other == "of a provider":
        made.told(shop[0], made.signed(shop[1], "payment.succeeded", event_id="m0", reference=make.issued(company, payer, "100.00").number, **PAID | {"payment_id": "p-0"}))
    else:
        hand = by_hand(payer, actor, shop[0], **changed.get(other, {}))
        if other == "reversed":
            actions.reverse_payment(hand.pk, actor=actor, at=AT, reason="a slip")
    tell(company, payer, shop)
    row = ProviderPayment.objects.get(reference="p-1")
    assert row.payment is not None and not row.is_flagged


def test_another_amount_than_asked_for_and_money_by_hand_are_both_said(company, payer, actor, shop):
    by_hand(payer, actor, shop[0])
    actions.ask_payment(make.issued(company, payer, "150.00").pk, connection_id=shop[0].pk, reference="p-1", actor=actor, at=AT)
    made.told(shop[0], made.signed(shop[1], "payment.succeeded", **PAID))
    assert codes(only()) == ["amount_differs", "maybe_same"]


def send(company):
    consumers.consume(company.pk, NAME, now=AT)
    for tenant_id, person_id in notices.due(AT):
        notices.send(tenant_id, person_id, at=AT)


def test_who_may_see_to_it_gets_one_mail_and_sees_it_at_home(company, payer, actor, shop):
    people = {role: make.member(company, role) for role in ("accountant", "manager", "auditor")}
    browser = browser_of(people["accountant"])
    home = lambda: browser.get("/admin/", HTTP_ACCEPT_LANGUAGE="en").content.decode()  # noqa: E731
    assert "at a provider waits" not in home()
    by_hand(payer, actor, shop[0])
    tell(company, payer, shop)
    send(company)
    made.told(shop[0], made.signed(shop[1], "payment.pending", event_id="msg_2", **PAID))
    send(company)
    assert sorted(to for item in mail.outbox for to in item.to) == sorted([people["accountant"].label, "owner@acme.example"])
    body = mail.outbox[0].body
    assert "recorded by hand" in body and f"/admin/payments/providerpayment/{only().pk}/change/" in body
    assert "1 payment at a provider waits for a person." in home()
    page = browser.get(f"/admin/payments/providerpayment/{only().pk}/change/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "It is the same money" in page and "counterpart_id" in page
    form = {"counterpart_id": Payment.objects.get().pk, "token": "m1"}
    assert browser.post(f"/admin/payments/providerpayment/{only().pk}/do/match/", form).status_code == 302
    assert only().payment_id == Payment.objects.get().pk and "at a provider waits" not in home()


def test_what_was_never_told_is_mailed_unless_it_was_seen_to_meanwhile(company, payer, actor, shop):
    make.member(company, "accountant")
    row = actions.ask_payment(make.issued(company, payer, "100.00").pk, connection_id=shop[0].pk, reference="p-1", actor=actor, at=AT)
    actions.give_up_payment(row.pk, actor=actor, at=AT)
    consumers.consume(company.pk, NAME, now=AT)
    actions.resolve_payment(row.pk, actor=actor, at=AT, reason="the client paid in cash")
    send(company)
    assert not mail.outbox and [item.state for item in Notice.objects.all()] == ["dropped"] * 2
