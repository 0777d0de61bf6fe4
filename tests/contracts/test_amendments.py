"""Amendments: proposed, decided, applied as a whole; refused when the contract has changed meanwhile."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from apps.approvals.actions import approve_request
from apps.contracts import actions as acts
from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.contracts.queries import differences
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, Refused
from apps.tenants.scope import scope
from apps.workflow import completeness
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories import contracts as made
from tests.factories.contracts import monthly

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def contract(acme):
    return made.active(acme, make.client(acme, "C1"), "D-1", value_minor=12_000_00, ends_before=dt.date(2027, 1, 1))


def how(company):
    return {"actor": make.system(company), "at": AT}


def test_it_is_applied_as_a_whole_and_the_old_values_are_kept(acme, contract):
    term = contract.terms.get()
    proposed = made.amendment(
        acme, contract, fields={"value_minor": 15_000_00, "title": "More", "notice_days": 30}, change_terms={term.pk: {"amount": Decimal(1250)}},
        add_terms=[monthly("10", description="Parking", starts_on=dt.date(2026, 4, 1))],
    )  # fmt: skip
    assert [(item.label, item.before, item.after) for item in differences(proposed)] == [
        ("title", "Contract D-1", "More"), ("value", "UAH\xa012,000.00", "UAH\xa015,000.00"),
        ("Billing term «Support»: amount", "UAH\xa01,000.00", "UAH\xa01,250.00"),
        ("Billing term", "—", "Parking (billed: Every so many months; amount: UAH\xa010.00; tax code: none; every, months: 1; timing: In advance;"
                              " from: 1 Apr 2026)"),
    ]  # fmt: skip
    assert Contract.objects.get().title == "Contract D-1"
    done = acts.submit_amendment(proposed.pk, **how(acme))
    row = Contract.objects.get()
    assert (done.state, done.base_version, done.applied_version) == ("approved", 1, 2)
    assert (row.title, row.value_minor, row.terms_version) == ("More", 15_000_00, 2)
    assert list(row.terms.values_list("description", "amount_minor")) == [("Support", 1250_00), ("Parking", 10_00)]
    assert list(term.history.order_by("history_id").values_list("amount_minor", flat=True)) == [1000_00, 1250_00]
    assert done.changes["fields"]["title"] == ["Contract D-1", "More"]
    assert [entry.type for entry in JournalEntry.objects.order_by("-sequence")[:2]] == ["amendment.submitted", "contract.amended"]
    assert list(completeness.differences(acme.pk)) == []


def test_of_two_that_change_one_field_the_second_is_refused_and_nothing_of_it_applied(acme, contract):
    first = made.amendment(acme, contract, fields={"title": "First"})
    second = made.amendment(acme, contract, fields={"title": "Second", "value_minor": 1})
    third = made.amendment(acme, contract, fields={"value_minor": 99_00})
    acts.submit_amendment(first.pk, **how(acme))
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused) as found:
        acts.submit_amendment(second.pk, **how(acme))
    assert [reason.code for reason in found.value.reasons] == ["changed_meanwhile"]
    assert "title" in str(found.value)
    row = Contract.objects.get()
    assert (row.title, row.value_minor, row.terms_version, JournalEntry.objects.count()) == ("First", 12_000_00, 2, entries)
    assert Amendment.objects.get(pk=second.pk).state == "draft"
    assert acts.submit_amendment(third.pk, **how(acme)).state == "approved"
    redrawn = acts.update_amendment(second.pk, fields={"title": "Second"}, **how(acme))
    assert redrawn.base_version == 3
    assert acts.submit_amendment(second.pk, **how(acme)).applied_version == 4


def test_what_changed_while_it_was_in_approval_is_seen_when_it_is_approved(acme, contract):
    proposed = made.amendment(acme, contract, fields={"title": "Late"})
    with made.policy_for_all(acme):
        assert acts.submit_amendment(proposed.pk, **how(acme)).state == "in_approval"
    acts.submit_amendment(made.amendment(acme, contract, fields={"title": "Early"}).pk, **how(acme))
    with pytest.raises(Refused):
        acts.approve_amendment(proposed.pk, digest="d" * 64, **how(acme))
    assert (Amendment.objects.get(pk=proposed.pk).state, Contract.objects.get().title) == ("in_approval", "Early")
    request = approvals.live("amendment", proposed.pk)
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "voided"
    assert (Amendment.objects.get(pk=proposed.pk).state, Contract.objects.get().title) == ("rejected", "Early")


def test_a_term_that_changed_or_is_gone_is_a_conflict_too(acme, contract):
    term = contract.terms.get()
    dearer = made.amendment(acme, contract, change_terms={term.pk: {"amount": Decimal(2)}})
    acts.submit_amendment(made.amendment(acme, contract, remove_terms=[term.pk]).pk, **how(acme))
    assert BillingTerm.objects.get(pk=term.pk).is_live is False
    with pytest.raises(Refused):
        acts.submit_amendment(dearer.pk, **how(acme))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": {"currency": "EUR"}}, "fields.currency"), ({"fields": {"client_id": 1}}, "fields.client_id"),
        ({"fields": {"ends_before": dt.date(2025, 1, 1)}}, "ends_before"), ({"fields": {"renewal": "automatic"}}, "renewal"),
        ({"add_terms": [monthly("0")]}, "terms.0.amount"), ({"remove_terms": [0]}, "terms.0"), ({"title": "", "fields": {}}, "title"),
    ],
)  # fmt: skip
def test_what_may_not_be_amended_is_named(acme, contract, changes, field):
    with pytest.raises(Invalid) as found:
        made.amendment(acme, contract, **changes)
    assert [reason.field for reason in found.value.reasons] == [field]
    assert Amendment.objects.count() == 0


def test_how_a_term_counts_its_periods_is_not_amended(acme, contract):
    with pytest.raises(Invalid) as found:
        made.amendment(acme, contract, change_terms={contract.terms.get().pk: {"every_months": 3}})
    assert [reason.code for reason in found.value.reasons] == ["not_amendable"]


def test_one_that_changes_nothing_is_not_submitted(acme, contract):
    proposed = made.amendment(acme, contract, fields={"title": contract.title})
    with pytest.raises(Refused) as found:
        acts.submit_amendment(proposed.pk, **how(acme))
    assert [reason.code for reason in found.value.reasons] == ["nothing_proposed"]


@pytest.mark.parametrize("state", ["draft", "in_approval", "cancelled", "terminated"])
def test_only_what_was_approved_and_is_not_over_is_amended(acme, state):
    row = made.contract_in(state, acme, make.client(acme), "D-2")
    with pytest.raises(Refused) as found:
        made.amendment(acme, row)
    assert [reason.code for reason in found.value.reasons] == ["contract_state"]


def test_a_new_end_moves_the_day_of_notice(acme, contract):
    acts.submit_amendment(made.amendment(acme, contract, fields={"ends_before": dt.date(2028, 1, 1), "notice_days": 10}).pk, **how(acme))
    assert Contract.objects.get().notice_on == dt.date(2027, 12, 22)
