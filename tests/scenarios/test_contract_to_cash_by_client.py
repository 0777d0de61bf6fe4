"""From a contract to the money, by a partner's program with the typed client: what it asks for, workers do in between."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from oblik_client import File, Refused

from apps.invoices.billing_runs import execute as bill
from apps.kernel import clock
from apps.reconciliation.execution import execute as reconcile
from tests import factories as make
from tests.api.client import client_of
from tests.api.test_api import Partner
from tests.factories import ACCOUNT, camt

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nsigned\n%%EOF\n"


def test_a_program_takes_a_contract_to_its_money():
    company = make.tenant("acme")
    oblik = client_of(Partner(company, "owner").secret)
    today = clock.today(company.time_zone)

    payer = oblik.clients.create(code="Z", legal_name="ТОВ «Зоря»", ibans=["UA213223130000026007233566001"], payment_terms_days=14)
    term = {"kind": "recurring", "description": "Support", "amount": Decimal("1200.00"), "every_months": 1, "timing": "advance", "starts_on": today, "tax_code": "20"}
    contract = oblik.contracts.create(client=payer.id, number="D-1", title="Support", starts_on=today, terms=[term])  # type: ignore[list-item]
    oblik.contracts.create_documents(contract.id, file=File("signed.pdf", PDF))
    oblik.contracts.submit(contract.id)
    contract = oblik.contracts.activate(contract.id, signed_on=today, if_match=oblik.contracts.get(contract.id).version)
    assert contract.state == "active"

    tried = oblik.billing_runs.create(due_on=today)
    bill(company.pk, tried.id)
    foreseen = oblik.billing_runs.get(tried.id)
    assert (foreseen.state, foreseen.invoice_count, list(oblik.invoices.each())) == ("done", 1, [])
    run = oblik.billing_runs.create(due_on=today, trial=False)
    bill(company.pk, run.id)
    (draft,) = oblik.billing_runs.each_invoices(run.id)
    assert (draft.state, draft.total, draft.contract_reference) == ("draft", foreseen.totals and Decimal(foreseen.totals[0].total), "D-1")

    oblik.invoices.submit(draft.id)
    issued = oblik.invoices.issue(draft.id)
    assert (issued.state, issued.due_on) == ("issued", today + dt.timedelta(days=14))
    with pytest.raises(Refused):
        oblik.invoices.delete(issued.id)

    oblik.statements.create(file=File("bank.xml", camt([(str(issued.total), f"За договором, рахунок {issued.number}")])))
    (account,) = oblik.bank_accounts.each()
    assert account.iban == ACCOUNT
    matching = oblik.runs.create(account=account.id)
    reconcile(company.pk, matching.id)
    for proposal in oblik.matches.each(state="proposed"):
        oblik.matches.accept(proposal.id)
    paid = oblik.invoices.get(issued.id)
    assert (paid.state, paid.open) == ("paid", Decimal("0.00"))
    assert oblik.matches.undo_preview().count == 1
    assert [row.type for row in oblik.journal_entries.each(subject_kind="invoice", subject_id=paid.id, order="oldest")][:1] == ["invoice.created"]
