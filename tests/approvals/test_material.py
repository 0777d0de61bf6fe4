"""Every field of what is approved is named here as material or not. A material one that is changed past the acts while the
document waits voids its request, and its page shows what has changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from apps.approvals.actions import approve_request
from apps.approvals.cases import look
from apps.approvals.queries import since_submission
from apps.approvals.subjects import digest_of
from apps.contracts.actions import submit_contract
from apps.contracts.models import BillingTerm, Contract
from apps.invoices.actions import create_invoice, submit_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.approval import INVOICE as INVOICE_SUBJECT
from apps.invoices.models import Invoice, InvoiceLine, TaxCode
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, approvals
from tests.factories import contracts as made
from tests.factories.contracts import monthly

pytestmark = pytest.mark.django_db

# Material: the field, and a change of it that the database lets pass.
CONTRACT = {
    "number": {"number": "D-other"}, "client": lambda company: {"client_id": make.client(company).pk}, "title": {"title": "Another"},
    "kind": {"kind": "fixed_price"}, "currency": {"currency": "EUR"}, "value_minor": {"value_minor": 1},
    "starts_on": {"starts_on": dt.date(2025, 12, 31)}, "ends_before": {"ends_before": dt.date(2029, 1, 1)}, "notice_days": {"notice_days": 1},
    "renewal": {"renewal": "automatic"}, "renewal_months": {"renewal_months": 1},
    "owner": lambda company: {"owner_id": make.member(company, "manager").user_id},
}  # fmt: skip
TERM = {
    "contract": lambda company: {"contract_id": made.draft(company, make.client(company), "D-elsewhere").pk},
    "position": {"position": 9}, "kind": {"kind": "hours", "every_months": 0, "timing": "", "starts_on": None}, "description": {"description": "Other work"},
    "amount_minor": {"amount_minor": 1}, "tax_code": {"tax_code": "20"},
    "due_on": {"kind": "once", "due_on": dt.date(2026, 5, 1), "every_months": 0, "timing": "", "starts_on": None},
    "every_months": {"every_months": 3}, "timing": {"timing": "arrears"}, "aligned": {"aligned": True}, "starts_on": {"starts_on": dt.date(2026, 2, 1)},
    "ends_before": {"ends_before": dt.date(2026, 6, 1)}, "is_live": {"is_live": False},
}  # fmt: skip
INVOICE = {
    "kind": {"kind": "proforma"}, "series": {"series": "X"}, "client": lambda company: {"client_id": make.client(company).pk},
    "contract": lambda company: {"contract_id": made.draft(company, make.client(company), "D-of-another").pk},
    "contract_reference": {"contract_reference": "D-9"}, "issue_on": {"issue_on": dt.date(2026, 3, 1)}, "due_on": {"due_on": dt.date(2027, 1, 1)},
    "tax_point_on": {"tax_point_on": dt.date(2026, 1, 1)}, "currency": {"currency": "EUR"}, "exchange_rate": {"exchange_rate": Decimal("1.5")},
    "payment_reference": {"payment_reference": "RF18"}, "note": {"note": "Pay to another account"},
    "net_minor": {"net_minor": 1, "tax_minor": 2, "total_minor": 3, "open_minor": 3},
    "tax_minor": {"net_minor": 19_999, "tax_minor": 1}, "total_minor": {"net_minor": 1, "total_minor": 1, "open_minor": 1},
}  # fmt: skip
LINE = {
    "invoice": lambda company: {"invoice_id": make.draft(company, make.client(company)).pk, "position": 7},
    "position": {"position": 9}, "description": {"description": "Other work"}, "quantity": {"quantity": Decimal(2)}, "unit": {"unit": "h"},
    "unit_price": {"unit_price": Decimal("0.01")}, "discount_bps": {"discount_bps": 5}, "tax_code": lambda company: {"tax_code_id": TaxCode.objects.get(code="20").pk},
    "net_minor": {"net_minor": 1, "gross_minor": 1}, "tax_minor": {"tax_minor": 1, "gross_minor": 10_001}, "gross_minor": {"net_minor": 2, "gross_minor": 2},
}  # fmt: skip

# Immaterial: what the product keeps for itself, what follows from the rest, and what comes after the approval. What a credit note
# credits is in the content of credit notes; an invoice has none.
KEPT = {"id", "tenant", "version", "created_at", "updated_at", "state", "approved_digest"}
IMMATERIAL = {
    "contracts.Contract": KEPT | {"terms_version", "signed_on", "signed_document", "effective_on", "notice_on", "notice_told_on"},
    "contracts.BillingTerm": KEPT | {"reached_on"},
    "invoices.Invoice": KEPT | {"number", "content_digest", "allocated_minor", "open_minor", "credited_minor", "written_off_minor", "credits"},
    "invoices.InvoiceLine": KEPT | {"credits"},
}
MATERIAL = {"contracts.Contract": CONTRACT, "contracts.BillingTerm": TERM, "invoices.Invoice": INVOICE, "invoices.InvoiceLine": LINE}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        made.under_a_policy(company, "contract")
        made.under_a_policy(company, "invoice")
        yield company


def a_contract(company, number):
    values = {"value_minor": 5, "ends_before": dt.date(2028, 1, 1), "renewal": "manual", "renewal_months": 12}
    row = made.draft(company, make.client(company), f"D-{number}", [monthly(), monthly(description="Parking")], **values)
    submit_contract(row.pk, actor=make.system(company), at=AT)
    return row, row.terms.order_by("position")[0], approvals.live("contract", row.pk)


def an_invoice(company, _number):
    code = TaxCode.objects.get(code="none").pk
    lines = [LineDraft(words, Decimal(1), Decimal(100), code) for words in ("Work", "Parking")]
    row = create_invoice(make.client(company).pk, lines, actor=make.system(company), at=AT, issue_on=AT.date())
    submit_invoice(row.pk, actor=make.system(company), at=AT)
    return row, row.lines.order_by("position")[0], approvals.live("invoice", row.pk)


@pytest.mark.parametrize("label", MATERIAL)
def test_every_field_is_named_as_material_or_not(label):
    fields = {field.name for field in apps.get_model(label)._meta.concrete_fields}
    assert fields - set(MATERIAL[label]) - IMMATERIAL[label] == set(), "say of these whether they are material"
    assert set(MATERIAL[label]) <= fields
    assert not set(MATERIAL[label]) & IMMATERIAL[label]


@pytest.mark.parametrize("label", ["contracts.Contract", "contracts.BillingTerm", "invoices.Invoice"])
def test_a_material_field_that_is_changed_past_the_acts_voids_the_request_and_the_page_shows_it(acme, label):
    browser, owner = browser_of(make.member(acme, "owner")), approvals.owner(acme)
    maker = a_contract if label.startswith("contracts") else an_invoice
    for number, (name, change) in enumerate(MATERIAL[label].items()):
        row, child, request = maker(acme, number)
        changed = child if label == "contracts.BillingTerm" else row
        assert not [item for item in since_submission(look(request.pk, actor=owner)) if item.differs], name
        type(changed)._base_manager.filter(pk=changed.pk).update(**values_of(acme, change))
        differing = [item for item in since_submission(look(request.pk, actor=owner)) if item.differs]
        assert differing, f"{name}: the difference is not shown"
        assert all(item.label and item.before != item.after for item in differing), name
        if number == 0:
            seen = browser.get(f"/admin/approvals/approvalrequest/{request.pk}/change/").content.decode()
            assert "is not what was submitted" in seen
            assert "oblik-fails" in seen
        assert approve_request(request.pk, actor=owner, at=AT).state == "voided", name
        assert type(row).objects.get(pk=row.pk).state == "draft", name


def test_a_line_of_an_invoice_that_waits_is_fixed_and_every_field_of_it_is_in_the_digest(acme):
    row, line, request = an_invoice(acme, 1)
    for name, change in LINE.items():
        values = values_of(acme, change)
        with pytest.raises(DatabaseError), transaction.atomic():
            InvoiceLine.objects.filter(pk=line.pk).update(**values)
        held = Invoice.objects.prefetch_related("lines").get(pk=row.pk)
        lines = [item for item in held.lines.all() if name != "invoice" or item.pk != line.pk]
        for item in lines:
            item.__dict__.update(values if item.pk == line.pk else {})
        held._prefetched_objects_cache["lines"] = lines  # as `lines.all()` gives them
        assert digest_of(INVOICE_SUBJECT, held) != request.digest, name
    assert digest_of(INVOICE_SUBJECT, Invoice.objects.get(pk=row.pk)) == request.digest


def values_of(company, change):
    return change(company) if callable(change) else change


def test_what_is_immaterial_voids_nothing(acme):
    row, term, request = a_contract(acme, 1)
    Contract._base_manager.filter(pk=row.pk).update(notice_told_on="2026-01-01", signed_on="2026-01-01")
    BillingTerm._base_manager.filter(pk=term.pk).update(updated_at=AT)
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "approved"
    row, _line, request = an_invoice(acme, 1)
    Invoice._base_manager.filter(pk=row.pk).update(updated_at=AT)
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "approved"
