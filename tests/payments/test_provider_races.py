"""The same message by ten deliveries at once makes one payment; messages of one payment at once lose nothing."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from apps.invoices.models import Invoice
from apps.kernel import clock
from apps.payments import actions
from apps.payments.models import Payment, ProviderEvent, ProviderFact, ProviderPayment
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import providers as made
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds
from tests.payments.books import check_books

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
PAID = {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}


def deliver(row, message):
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in message.headers.items() if name != "content-type"}
    answer = Browser().post(f"/hooks/providers/{row.public_id}", message.body, content_type="application/json", **headers)
    actions.handle_due_messages(row.tenant_id, now=clock.now)
    return answer.status_code


@pytest.mark.parametrize("asked", [False, True])
def test_one_message_delivered_ten_times_at_once(asked):
    company = make.tenant()
    with scope(company.pk):
        invoice = make.issued(company, make.client(company))
        row, secret = made.connection(company)
        if asked:
            actions.ask_payment(invoice.pk, connection_id=row.pk, reference="p-1", actor=make.system(company), at=AT)
        message = made.signed(secret, "payment.succeeded", at=clock.now(), reference=invoice.number, **PAID)
        assert crew.at_once(10, lambda _number: deliver(row, message)) == [200] * 10
        actions.handle_due_messages(company.pk, now=clock.now)
        states = sorted(ProviderEvent.objects.values_list("state", flat=True))
        assert states == ["handled", *["ignored"] * 9]
        assert Payment.objects.count() == ProviderPayment.objects.count() == ProviderFact.objects.count() == 1
        assert Invoice.objects.get(pk=invoice.pk).state == "paid"
        check_books()
        assert_chain_holds(company.pk)


def test_different_messages_of_one_payment_at_once():
    company = make.tenant()
    with scope(company.pk):
        invoice = make.issued(company, make.client(company))
        row, secret = made.connection(company)
        kinds = ["payment.pending", "payment.failed", "payment.succeeded", "payment.pending", "payment.succeeded"] * 2
        messages = [made.signed(secret, kind, event_id=f"m{number}", at=clock.now(), reference=invoice.number, **PAID) for number, kind in enumerate(kinds)]
        assert crew.at_once(10, lambda number: deliver(row, messages[number])) == [200] * 10
        actions.handle_due_messages(company.pk, now=clock.now)
        assert set(ProviderEvent.objects.values_list("state", flat=True)) == {"handled"}
        assert (ProviderPayment.objects.get().state, Payment.objects.get().state) == ("paid", "allocated")
        check_books()
        assert_chain_holds(company.pk)
