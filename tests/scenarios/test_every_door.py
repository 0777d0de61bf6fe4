"""Random sequences of everything that people, keys, jobs and tables can try at every door, what the pages do not offer included.

After each try, for contracts, amendments, requests, steps, invoices and work orders: each new version came from the one before by a declared
edge; a change is one version, one history row and one journal entry; what was refused left nothing; and no door broke down.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.approvals.actions import StepDraft, sweep
from apps.approvals.models import ApprovalRequest, RequestStep
from apps.contracts.actions import import_contracts, submit_amendment, submit_contract
from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.contracts.sweep import sweep as sweep_contracts
from apps.dispatch.models import WorkOrder
from apps.dispatch.sweep import hand_out
from apps.dispatch.sweep import sweep as sweep_orders
from apps.invoices.actions import submit_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT, approvals, dispatch, shifts
from tests.factories import contracts as made

pytestmark = pytest.mark.django_db
MODELS = (Contract, Amendment, ApprovalRequest, RequestStep, Invoice, WorkOrder)
ADDRESSES = {model: f"/admin/{model._meta.app_label}/{model._meta.model_name}" for model in MODELS}
ACTS = sorted({item.name for model in MODELS for item in model.machine})
ROLES = ("owner", "manager", "accountant", "approver", "auditor", "employee")
# What nobody may give: it is sent with every form and body.
SMUGGLED = {"state": "approved", "approved_digest": "d" * 64, "digest": "d" * 64, "number": "X-1", "signed_on": "2026-01-05", "applied_version": "9",
            "queue_key": "role:owner", "live_key": "x", "ended_at": "2026-01-01", "effective_on": "2026-06-01", "reason": "why"}  # fmt: skip
SETS = {Contract: ("contracts_submit", "contracts_renew"), Invoice: ("invoices_submit", "invoices_issue", "invoices_void")}
_slugs = (f"door{number}" for number in itertools.count())

likely = st.sampled_from(["submit", "approve", "approve", "activate", "issue", "withdraw", "reject", "suspend", "resume", "reopen", "void", "terminate", "enqueue", "start", "hold", "complete"])
moves = st.tuples(
    st.sampled_from(["button", "button", "button", "queue", "queue", "form", "api", "api body", "set", "job", "table", "amend"]),
    st.sampled_from(MODELS), likely | st.sampled_from(ACTS), st.sampled_from(("owner", "owner", *ROLES)), st.integers(0, 3),
)  # fmt: skip


class World:
    """A company with two contracts, one of them in force with an amendment, two invoices, policies for all, and people at the doors."""

    def __init__(self):
        self.company = company = make.tenant(next(_slugs))
        self.hours = 0
        with scope(company.pk):
            people = {role: make.member(company, role) for role in ROLES}
            self.browsers = {role: browser_of(actor) for role, actor in people.items()}
            self.partner = Partner(company)
            payer = make.client(company, "C1")
            contract = made.draft(company, payer, "D-1", value_minor=5, ends_before=dt.date(2026, 12, 31), renewal="manual", renewal_months=12)
            made.document(company, contract)
            active = made.active(company, payer, "D-2", ends_before=dt.date(2028, 1, 1))
            amendment = made.amendment(company, active)
            made.amendment(company, active, fields={"notice_days": 9})
            invoice, _other = make.draft(company, payer), make.draft(company, payer)
            steps = [approvals.BY_OWNER, StepDraft("role", role="approver", on_breach="escalate", escalate_role="manager")]
            for kind in ("contract", "amendment", "invoice"):
                approvals.policy(company, *steps, applies_to=kind, expire_days=30)
            place = shifts.site(company)
            self.person = shifts.employee(company, place).pk
            dispatch.at_work(company, place, shifts.employee(company, place), at=clock.now())
            queue = dispatch.queue(company, plan_id=dispatch.round_the_clock(company).pk)
            dispatch.order(company, queue, at=clock.now(), client_id=payer.pk)
            dispatch.order(company, queue, at=clock.now(), client_id=payer.pk, queued=False)
            how = {"actor": make.system(company), "at": AT}
            submit_contract(contract.pk, **how)
            submit_amendment(amendment.pk, **how)
            submit_invoice(invoice.pk, **how)

    def rows(self):
        return {(model, row.pk): row for model in MODELS for row in model.objects.all()}

    def keys(self, model):
        return list(model.objects.order_by("pk").values_list("pk", flat=True))


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def edges(model):
    return {(source, target) for item in model.machine for source in item.sources for target in (item.targets or (source,))}


def try_it(world, door, model, act, role, number):
    """One try; the answer of the door where it has one."""
    keys = world.keys(model)
    pk = keys[number % len(keys)]
    browser = world.browsers[role]
    row = model.objects.get(pk=pk)
    if door == "button":
        form = SMUGGLED | {"token": f"t{world.hours}", "employee_id": world.person, "signed_on": "2026-01-05", "effective_on": "2026-06-01"}
        return browser.post(f"{ADDRESSES[model]}/{pk}/do/{act}/", form)
    if door == "queue":
        ids = world.keys(ApprovalRequest)
        verdict = "reject" if act == "reject" else "approve"
        return browser.post("/admin/approvals/approvalrequest/queue/", {"request": ids[-1 - number % len(ids)], "verdict": verdict, "comment": "why"})
    if door == "form":
        forms = {f"{name}-{part}": 0 for name in ("terms", "lines", "steps") for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
        return browser.post(f"{ADDRESSES[model]}/{pk}/change/", SMUGGLED | forms | {"title": "Through the form", "row_version": row.version})
    if door == "api":
        return world.partner.call("post", f"invoices/{world.keys(Invoice)[0]}/{act}", {"reason": "why"}, idempotency_key=f"k{world.hours}")
    if door == "api body":
        return world.partner.call("patch", f"invoices/{world.keys(Invoice)[0]}", {"state": "approved", "note": "x"}, if_match=f'"{row.version}"')
    if door == "set":
        names = SETS.get(model, SETS[Invoice])
        model = model if model in SETS else Invoice
        form = {"action": names[number % len(names)], "_selected_action": world.keys(model), "reason": "why"}
        return browser.post(f"{ADDRESSES[model]}/", form)
    if door == "amend":
        contract = world.keys(Contract)[number % len(world.keys(Contract))]
        terms = {f"term_{term}_amount": "1000" for term in BillingTerm.objects.filter(contract_id=contract, is_live=True).values_list("pk", flat=True)}
        form = {"title": "More", "new_title": f"Title {world.hours}", "value": "7", "notice_days": "3", "renewal": "none", "renewal_months": "0"}
        return browser.post(f"{ADDRESSES[Contract]}/{contract}/amend/", SMUGGLED | terms | form)
    if door == "job":
        late = clock.now() + dt.timedelta(days=(1, 8, 20, 40)[number % 4])
        own = world.company.pk
        for step in [step for tenant_id, step in sweep.late_steps(late) if tenant_id == own]:
            sweep.wake_step(own, step, at=late)
        if act == "expire":
            for request in [request for tenant_id, request in sweep.old_requests(late) if tenant_id == own]:
                sweep.expire_request(own, request, at=late)
            sweep_contracts(own, late)
        sweep_orders(own, late)
        hand_out(own, clock.now())
        return None
    # A table that names what is there already, with a state in it.
    table = b"number,client_code,title,currency,starts_on,state\nD-1,C1,Other,UAH,2026-01-01,active\n"
    with contextlib.suppress(Refusal):
        import_contracts(table, actor=make.system(world.company), at=AT)
    return None


def check(before, after, entries, model_entries):
    """What a try may have changed, and how."""
    written = 0
    for key, row in after.items():
        model, pk = key
        history = list(model.history.filter(id=pk).order_by("history_id"))
        assert len(history) == row.version, f"{key}: versions and history"
        unseen = 1 if model is RequestStep else 0  # steps are made by the entry of their request
        assert model_entries(row) == row.version - unseen, f"{key}: versions and journal"
        old = before.get(key)
        if old is None:
            written += row.version - unseen
            continue
        written += row.version - old.version
        if row.version == old.version:
            assert values_of(row) == values_of(old), f"{key}: changed without a version"
        states = [item.state for item in history[old.version - 1 :]]
        assert set(zip(states, states[1:], strict=False)) <= edges(model), f"{key}: {states}"
    written += len(before.keys() - after.keys())
    assert entries == written, "entries of the six, and their changes"


def entries_of_all():
    return JournalEntry.objects.filter(subject_kind__in=[model.subject_kind for model in MODELS]).count()


def entries_of(row):
    return JournalEntry.objects.filter(subject_kind=row.subject_kind, subject_id=row.pk).count()


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(moves, min_size=40, max_size=40))
def test_no_door_leads_where_no_edge_does(sequence):
    world = World()
    for move in sequence:
        world.hours += 1
        with scope(world.company.pk):
            before, count = world.rows(), entries_of_all()
        answer = try_with(world, move)
        assert answer is None or answer.status_code < 500, (move, answer.content[:300])
        with scope(world.company.pk):
            after = world.rows()
            check(before, after, entries_of_all() - count, entries_of)


def try_with(world, move):
    with scope(world.company.pk):
        return try_it(world, *move)


@pytest.mark.parametrize("role", ["auditor", "employee"])
def test_who_may_only_look_changes_nothing_at_any_door(role):
    """Every act of every machine, offered or not, posted to every kind of document, with states smuggled in."""
    world = World()
    with scope(world.company.pk):
        before, count = world.rows(), entries_of_all()
        for model in MODELS:
            for act in ACTS:
                assert try_it(world, "button", model, act, role, 0).status_code < 500
            assert try_it(world, "form", model, "update", role, 0).status_code < 500
        for door in ("queue", "set", "amend"):
            assert try_it(world, door, Contract, "approve", role, 0).status_code < 500
        after = world.rows()
        assert {key: values_of(row) for key, row in after.items()} == {key: values_of(row) for key, row in before.items()}
        assert entries_of_all() == count


def test_an_act_that_no_button_has_is_no_address():
    """What only the engine or a job may do is not to be reached by the owner either."""
    world = World()
    with scope(world.company.pk):
        for model in MODELS:
            engine = [item.name for item in model.machine if item.by in ("engine", "job")]
            before = {pk: model.objects.get(pk=pk).version for pk in world.keys(model)}
            for act in engine:
                if model is ApprovalRequest and act in ("approve", "reject", "withdraw"):
                    continue  # there they are decisions of a person
                if model is Invoice and act == "write_off":
                    continue  # there a person asks for it
                assert try_it(world, "button", model, act, "owner", 0).status_code == 404, (model, act)
            assert {pk: model.objects.get(pk=pk).version for pk in world.keys(model)} == before
