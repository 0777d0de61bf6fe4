"""Random sequences of acts on a contract: no state but by a declared edge, whoever calls what in which order."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.approvals.actions import decide
from apps.contracts import actions as acts
from apps.contracts.models import Amendment, Contract
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refusal
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories import contracts as made
from tests.factories.contracts import SIGNED_ON

pytestmark = pytest.mark.django_db


def decided(verdict, pk, act, **how):
    """By the owner on the request that is open; by the engine's own act where none is."""
    request = approvals.live(act.__name__.split("_")[1], pk)
    if request is None:
        return act(pk, **how)
    how.pop("digest", None)
    company = Tenant.objects.get(pk=how.pop("actor").tenant_id)
    return decide(request.pk, verdict, actor=approvals.owner(company), at=how["at"], comment=how["reason"])


STEPS = {
    "submit": acts.submit_contract, "withdraw": acts.withdraw_contract,
    "approve": lambda pk, **how: decided("approve", pk, acts.approve_contract, digest="d" * 64, **how),
    "reject": lambda pk, **how: decided("reject", pk, acts.reject_contract, **how),
    "cancel": acts.cancel_contract, "suspend": acts.suspend_contract, "resume": acts.resume_contract, "expire": acts.expire_contract,
    "renew": acts.renew_contract, "remind": acts.remind_of_notice,
    "activate": lambda pk, **how: acts.activate_contract(pk, SIGNED_ON, **how),
    "terminate": lambda pk, **how: acts.terminate_contract(pk, dt.date(2026, 2, 1), **how),
    "update": lambda pk, **how: acts.update_contract(pk, notice_days=10, **how),
}  # fmt: skip
AMENDING = {
    "submit": acts.submit_amendment, "withdraw": acts.withdraw_amendment,
    "approve": lambda pk, **how: decided("approve", pk, acts.approve_amendment, digest="d" * 64, **how),
    "reject": lambda pk, **how: decided("reject", pk, acts.reject_amendment, **how),
    "update": lambda pk, **how: acts.update_amendment(pk, title="Again", **how),
}  # fmt: skip


def walk(row, machine, steps, sequence, company):
    """Performs the sequence; each success is one declared edge, one version, one history row and one entry of its own."""
    model = type(row)
    for name, under_policy in sequence:
        before = model.objects.get(pk=row.pk)
        entries = JournalEntry.objects.filter(subject_kind=model.subject_kind, subject_id=row.pk)
        count, item = entries.count(), machine[name]
        try:
            with made.policy_for_all(company) if under_policy else nullcontext():
                steps[name](row.pk, actor=make.system(company), at=AT, reason="why")
        except Refusal:
            assert model.objects.get(pk=row.pk).version == before.version
            assert entries.count() == count
        else:
            after = model.objects.get(pk=row.pk)
            assert before.state in item.sources
            assert after.state in (item.targets or (before.state,))
            assert (after.version, after.history.count(), entries.count()) == (before.version + 1, before.version + 1, count + 1)


SEQUENCES = {"max_examples": 25, "suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


@settings(**SEQUENCES)
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.booleans()), max_size=14))
def test_a_contract_moves_by_declared_edges_only(db, sequence):
    company = made_company()
    with scope(company.pk):
        row = made.draft(
            company, make.client(company), f"D-{Contract.objects.count()}", ends_before=dt.date(2026, 3, 1), renewal="manual", renewal_months=12
        )
        made.document(company, row)
        walk(Contract.objects.get(pk=row.pk), Contract.machine, STEPS, sequence, company)
        assert list(differences(company.pk)) == []


@settings(**SEQUENCES)
@given(st.lists(st.tuples(st.sampled_from(sorted(AMENDING)), st.booleans()), max_size=8))
def test_an_amendment_moves_by_declared_edges_only_and_is_applied_once(db, sequence):
    company = made_company()
    with scope(company.pk):
        contract = made.active(company, make.client(company), f"D-{Contract.objects.count()}")
        row = made.amendment(company, contract)
        walk(row, Amendment.machine, AMENDING, sequence, company)
        row, contract = Amendment.objects.get(pk=row.pk), Contract.objects.get(pk=contract.pk)
        assert (contract.title, contract.terms_version) == (("Renamed", 2) if row.state == "approved" else (f"Contract {contract.number}", 1))


def made_company():
    return Tenant.objects.filter(slug="acme").first() or make.tenant("acme")
