"""What a contract may and may not do. Denied means: the error, the row unchanged, no history, no journal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.approvals.actions import reject_request
from apps.clients.actions import hold_client
from apps.contracts import actions as acts
from apps.contracts.approval import facts
from apps.contracts.content import content
from apps.contracts.models import Contract
from apps.invoices.actions import create_invoice, update_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import TaxCode
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refusal, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories import contracts as made
from tests.factories.contracts import SIGNED_ON, monthly

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def client(acme):
    return make.client(acme, "C1")


def how(company):
    return {"actor": make.system(company), "at": AT}


def refused(act, contract, error=Refused):
    """The codes of the refusal; nothing was left behind."""
    before = Contract.objects.get(pk=contract.pk).version, contract.history.count(), JournalEntry.objects.count()
    with pytest.raises(error) as found:
        act()
    assert (Contract.objects.get(pk=contract.pk).version, contract.history.count(), JournalEntry.objects.count()) == before
    return [reason.code for reason in found.value.reasons]


def test_a_client_on_hold_gets_no_new_contract(acme, client):
    contract = made.draft(acme, client, "D-1")
    hold_client(client.pk, reason="owes", **how(acme))
    with pytest.raises(Invalid):
        made.draft(acme, client, "D-2")
    assert refused(lambda: acts.submit_contract(contract.pk, **how(acme)), contract) == ["client_closed"]


def test_activation_needs_a_document_a_day_that_has_come_and_an_open_client(acme, client):
    contract = made.draft(acme, client, "D-1")
    acts.submit_contract(contract.pk, **how(acme))

    def activate(day=SIGNED_ON, document=None):
        return lambda: acts.activate_contract(contract.pk, day, document, **how(acme))

    assert refused(activate(), contract) == ["no_document"]
    other = made.document(acme, made.draft(acme, client, "D-2"))
    document = made.document(acme, contract)
    assert refused(activate(document=other.pk), contract) == ["document"]
    assert refused(activate(day=AT.date() + dt.timedelta(days=2)), contract, Invalid) == ["signed_on"]
    row = acts.activate_contract(contract.pk, SIGNED_ON, document.pk, **how(acme))
    assert (row.state, row.signed_on, row.signed_document_id) == ("active", SIGNED_ON, document.pk)


def test_reasons_are_asked_for(acme, client):
    contract = made.active(acme, client, "D-1")
    for act in (acts.suspend_contract, lambda pk, **more: acts.terminate_contract(pk, AT.date(), **more)):
        assert refused(lambda act=act: act(contract.pk, reason=" ", **how(acme)), contract, Invalid) == ["reason_needed"]


@pytest.mark.parametrize("day", [dt.date(2025, 12, 31), dt.date(2026, 12, 2)])
def test_a_contract_is_terminated_within_its_period(acme, client, day):
    contract = made.active(acme, client, "D-1", ends_before=dt.date(2026, 12, 1))
    assert refused(lambda: acts.terminate_contract(contract.pk, day, reason="x", **how(acme)), contract) == ["effective_on"]


def test_an_approved_contract_is_not_edited(acme, client):
    contract = made.active(acme, client, "D-1")
    assert refused(lambda: acts.update_contract(contract.pk, title="x", **how(acme)), contract) == ["wrong_state"]


def test_every_problem_of_a_draft_is_named_with_its_place(acme, client):
    terms = [monthly("0"), monthly(timing=""), monthly(kind="once", every_months=0, timing=""), monthly(aligned=True, every_months=5),
             monthly(starts_on=dt.date(2025, 1, 1)), monthly("1.005")]  # fmt: skip
    with pytest.raises(Invalid) as found:
        made.draft(acme, client, "D-1", terms)
    assert [reason.field for reason in found.value.reasons] == [
        "terms.0.amount", "terms.1.timing", "terms.2.due_on", "terms.3.aligned", "terms.4.starts_on", "terms.5.amount",
    ]  # fmt: skip
    for wrong, field in (
        ({"ends_before": dt.date(2026, 1, 1)}, "ends_before"), ({"renewal": "manual", "renewal_months": 1}, "renewal"),
        ({"owner_id": 99999}, "owner"), ({"currency": "uah"}, "currency"), ({"title": ""}, "title"), ({"number": " "}, "number"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as found:
            made.draft(acme, client, **{"number": "D-1", **wrong})
        assert found.value.reasons[0].field == field
    assert Contract.objects.count() == 0


def test_terms_that_began_with_a_draft_move_with_it(acme, client):
    late = monthly(description="Late", starts_on=dt.date(2026, 2, 1))
    contract = made.draft(acme, client, "D-1", [monthly(), late])
    acts.update_contract(contract.pk, starts_on=dt.date(2026, 1, 20), **how(acme))
    assert list(contract.terms.values_list("starts_on", flat=True)) == [dt.date(2026, 1, 20), dt.date(2026, 2, 1)]
    with pytest.raises(Invalid) as found:
        acts.update_contract(contract.pk, starts_on=dt.date(2026, 2, 10), **how(acme))
    assert [reason.field for reason in found.value.reasons] == ["terms.1.starts_on"]
    assert Contract.objects.get().starts_on == dt.date(2026, 1, 20)


def test_a_number_is_there_once_in_a_company(acme, client):
    made.draft(acme, client, "D-1")
    with pytest.raises(Refused) as found:
        made.draft(acme, client, "D-1")
    assert [reason.code for reason in found.value.reasons] == ["contract_number_once"]
    other = make.tenant("other")
    assert made.draft(other, make.client(other), "D-1").number == "D-1"


@pytest.mark.parametrize(
    "change",
    ["signed_on = NULL", "ends_before = starts_on", "effective_on = '2026-03-01'", "renewal = 'manual'", "value_minor = -1",
     "state = 'terminated'", "state = 'expired'"],
)  # fmt: skip
def test_the_database_refuses_what_the_acts_refuse(acme, client, change):
    contract = made.active(acme, client, "D-1")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE contracts_contract SET {change} WHERE id = {contract.pk}")  # noqa: S608


def test_a_policy_leads_through_approval_and_content_tells_every_material_change(acme, client):
    contract = made.draft(acme, client, "D-1", value_minor=120_000_00)
    before = content(contract)
    assert facts(contract).amount_minor == 120_000_00
    assert len(before["terms"]) == 1
    changed = acts.update_contract(contract.pk, terms=[monthly("1000.01")], **how(acme))
    assert content(changed) != before
    with made.policy_for_all(acme):
        assert acts.submit_contract(contract.pk, **how(acme)).state == "in_approval"
    assert content(Contract.objects.get(pk=contract.pk)) == content(changed)
    reject_request(approvals.live("contract", contract.pk).pk, actor=approvals.owner(acme), at=AT, reason="too dear")
    assert Contract.objects.get(pk=contract.pk).state == "draft"


def test_roles_and_companies(acme, client):
    contract = made.active(acme, client, "D-1")
    other = make.tenant("other")
    outsider = make.member(other, "owner")
    with scope(other.pk), pytest.raises(NotVisible):
        acts.suspend_contract(contract.pk, reason="x", actor=outsider, at=AT)
    for role, act in (("auditor", acts.suspend_contract), ("accountant", acts.renew_contract)):
        member = make.member(acme, role)
        assert refused(lambda actor=member, act=act: act(contract.pk, reason="x", actor=actor, at=AT), contract, NotPermitted) == ["not_permitted"]
    theirs = make.member(acme, "client", client_id=make.client(acme, "C2").pk)
    assert refused(lambda: acts.suspend_contract(contract.pk, reason="x", actor=theirs, at=AT), contract, NotVisible) == ["not_found"]


def test_a_milestone_is_reached_once(acme, client):
    contract = made.active(acme, client, "D-1", [monthly(kind="milestone", every_months=0, timing="")])
    term = contract.terms.get()
    acts.reach_milestone(contract.pk, term.pk, **how(acme))
    assert contract.terms.get().reached_on == AT.date()
    assert contract.terms.get().history.count() == 2
    assert refused(lambda: acts.reach_milestone(contract.pk, term.pk, **how(acme)), contract) == ["milestone"]


@pytest.mark.parametrize("state", ["draft", "approved", "suspended", "cancelled"])
def test_invoices_are_made_for_a_contract_in_force_only(acme, client, state):
    code = TaxCode.objects.get(code="none").pk
    line = [LineDraft("Work", Decimal(1), Decimal(5), code)]
    contract = made.contract_in(state, acme, client, "D-1")
    with pytest.raises(Invalid) as found:
        create_invoice(client.pk, line, contract_id=contract.pk, **how(acme))
    assert [reason.code for reason in found.value.reasons] == ["contract_closed"]


def test_an_invoice_names_its_clients_own_contract(acme, client):
    contract = made.active(acme, client, "D-1")
    code = TaxCode.objects.get(code="none").pk
    line = [LineDraft("Work", Decimal(1), Decimal(5), code)]
    invoice = create_invoice(client.pk, line, contract_id=contract.pk, **how(acme))
    assert (invoice.contract_id, invoice.contract_reference) == (contract.pk, "D-1")
    other = make.client(acme, "C2")
    for act in (
        lambda: create_invoice(other.pk, line, contract_id=contract.pk, **how(acme)),
        lambda: update_invoice(invoice.pk, client_id=other.pk, **how(acme)),
    ):
        with pytest.raises(Refusal) as found:
            act()
        assert [reason.code for reason in found.value.reasons] == ["no_contract"]


def test_a_contract_is_shared_with_one_person(acme, client):
    """A grant on one contract shows that one and no other, and what was granted only."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    from apps.contracts.models import ContractUserPermission
    from apps.tenants.permission import permitted

    shared, hidden = made.active(acme, client, "D-1"), made.active(acme, client, "D-2")
    employee = make.member(acme, "employee")
    assert not permitted(Contract.objects.all(), employee, "view_contract").exists()
    kind = ContentType.objects.get_for_model(Contract)
    for codename in ("view_contract", "suspend_contract"):
        permission, _made = Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})
        ContractUserPermission.objects.create(user_id=employee.user_id, permission=permission, content_object_id=shared.pk)
    assert [row.pk for row in permitted(Contract.objects.all(), employee, "view_contract")] == [shared.pk]
    assert refused(lambda: acts.suspend_contract(hidden.pk, reason="x", actor=employee, at=AT), hidden, NotVisible) == ["not_found"]
    assert refused(lambda: acts.renew_contract(shared.pk, actor=employee, at=AT), shared, NotPermitted) == ["not_permitted"]
    assert acts.suspend_contract(shared.pk, reason="x", actor=employee, at=AT).state == "suspended"
