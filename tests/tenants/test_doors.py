"""No door lets a row point at another company's: API, admin form, import, command. Nothing is left of the attempt."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse

from apps.clients.models import Client
from apps.invoices.actions.take_in import import_invoices
from apps.invoices.models import Invoice, TaxCode
from apps.journal.models import JournalEntry
from apps.payments.models import BankAccount, StatementLine
from apps.tenants.models import User
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from apps.workflow.audited import Audited
from tests import factories as make
from tests.factories import AT
from tests.factories.payments import received

pytestmark = pytest.mark.django_db


class Two:
    """Two companies with the same things, and the first one's owner at the doors."""

    def __init__(self):
        self.mine, self.other = make.tenant("mine"), make.tenant("other")
        self.own, self.theirs = self.fill(self.mine), self.fill(self.other)
        self.owner = make.member(self.mine, "owner")
        _key, self.secret = create_api_key("all", actor=make.system(self.mine), at=AT, roles=["owner"])

    def fill(self, company):
        with scope(company.pk):
            payer = make.client(company, "C1")
            invoice = make.issued(company, payer)
            make.statement(company, make.camt([("100.00", invoice.number)]))
            return {
                "client": payer.pk,
                "invoice": invoice.pk,
                "payment": received(company, 10_000, payer).pk,
                "account": BankAccount.objects.get().pk,
                "line": StatementLine.objects.get().pk,
                "tax_code": TaxCode.objects.get(code="none").pk,
            }

    def post(self, path, body):
        browser = Browser(raise_request_exception=False)
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {self.secret}")

    def footprint(self):
        """Every row of both companies by count, and how far both journals are."""
        models = [model for model in apps.get_models() if issubclass(model, Audited)]
        found = {}
        for company in (self.mine, self.other):
            with scope(company.pk):
                counts = {model._meta.label: (model.objects.count(), model.history.count()) for model in models}
                found[company.slug] = counts, JournalEntry.objects.count()
        return found


@pytest.fixture
def two():
    return Two()


LINES = [{"description": "Work", "unit_price": "10.00", "tax_code": "none"}]
ASKED = {
    "an invoice for their client": lambda t: ("invoices", {"client": t.theirs["client"], "lines": LINES}),
    "money of their client": lambda t: ("payments", {"amount": "1.00", "currency": "UAH", "client": t.theirs["client"]}),
    "money on their account": lambda t: ("payments", {"amount": "1.00", "currency": "UAH", "account": t.theirs["account"]}),
    "our money on their invoice": lambda t: (
        f"payments/{t.own['payment']}/allocate", {"items": [{"invoice": t.theirs["invoice"], "amount": "1.00"}], "reason": "x"}
    ),
    "their money on our invoice": lambda t: (
        f"payments/{t.theirs['payment']}/allocate", {"items": [{"invoice": t.own["invoice"], "amount": "1.00"}], "reason": "x"}
    ),
    "our line to their invoice": lambda t: (
        "matches", {"line": t.own["line"], "items": [{"invoice": t.theirs["invoice"], "amount": "100.00"}], "reason": "x"}
    ),
    "their line to our invoice": lambda t: (
        "matches", {"line": t.theirs["line"], "items": [{"invoice": t.own["invoice"], "amount": "100.00"}], "reason": "x"}
    ),
    "a run over their account": lambda t: ("runs", {"account": t.theirs["account"]}),
    "their invoice made void": lambda t: (f"invoices/{t.theirs['invoice']}/void", {"reason": "x"}),
    "their client held": lambda t: (f"clients/{t.theirs['client']}/hold", {"reason": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_the_api_refuses(two, what):
    path, body = ASKED[what](two)
    before = two.footprint()
    answer = two.post(path, body)
    assert answer.status_code in (404, 409, 422), answer.content
    assert two.footprint() == before
    # What does not exist at all is answered alike: nothing tells that the other company has it.
    swapped = json.loads(json.dumps([path, body]).replace(str(two.theirs["client"]), "987654321")) if "client" in what else None
    if swapped:
        absent = two.post(*swapped)
        assert (absent.status_code, absent.json()["code"]) == (answer.status_code, answer.json()["code"])


def test_the_same_asked_of_our_own_is_done(two):
    """The requests above are right but for whose the things are."""
    assert two.post("invoices", {"client": two.own["client"], "lines": LINES}).status_code == 201
    body = {"items": [{"invoice": two.own["invoice"], "amount": "1.00"}], "reason": "x"}
    assert two.post(f"payments/{two.own['payment']}/allocate", body).status_code == 200
    assert two.post("payments", {"amount": "1.00", "currency": "UAH", "account": two.own["account"]}).status_code == 201


def test_a_form_of_the_admin_refuses(two):
    browser = Browser()
    browser.force_login(User.objects.get(pk=two.owner.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("admin:invoices_invoice_add")
    page = browser.get(address)
    posted = {name: value for form in page.context["inline_admin_formsets"] for name, value in form.formset.management_form.initial.items()}
    prefix = page.context["inline_admin_formsets"][0].formset.prefix
    posted = {f"{prefix}-{name}": value for name, value in posted.items()} | {f"{prefix}-TOTAL_FORMS": 1}
    posted |= {f"{prefix}-0-{name}": value for name, value in
               {"description": "Work", "quantity": "1", "unit": "pcs", "unit_price": "10", "discount_bps": "0", "tax_code": two.own["tax_code"]}.items()}
    posted |= {"kind": "invoice", "series": "INV", "currency": "UAH", "issue_on": "2026-03-31", "due_on": "2026-04-30",
               "tax_point_on": "2026-03-31", "exchange_rate": "1"}  # fmt: skip
    before = two.footprint()
    for wrong in ({"client": two.theirs["client"]}, {"client": two.own["client"], f"{prefix}-0-tax_code": two.theirs["tax_code"]}):
        assert browser.post(address, posted | wrong).status_code == 200  # the form again, with what is wrong
        assert two.footprint() == before
    made = browser.post(address, posted | {"client": two.own["client"]})
    assert made.status_code == 302, [form.errors for form in made.context["inline_admin_formsets"]]
    with scope(two.mine.pk):
        assert Invoice.objects.filter(client_id=two.own["client"]).count() == 2


def test_an_import_refuses(two):
    with scope(two.other.pk):
        make.client(two.other, "ONLY-THEIRS")
    before = two.footprint()
    data = b"number,client_code,issue_date,currency,total\nX-1,ONLY-THEIRS,2026-03-01,UAH,10.00\n"
    report = import_invoices(data, actor=make.system(two.mine), at=AT)
    assert [reason.code for problem in report.refused for reason in problem.reasons] == ["no_client"]
    after = two.footprint()
    assert after["other"] == before["other"]
    with scope(two.mine.pk):
        assert not Invoice.objects.filter(number="X-1").exists()
        assert not Client.objects.filter(code="ONLY-THEIRS").exists()
