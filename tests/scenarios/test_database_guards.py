"""The database is the second guard: each invariant of the books holds against plain SQL, past every act.

One line a rule: the row, the UPDATE that breaks it, the constraint that refuses. A constraint of a business model that
no line names fails the test.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from apps.analytics.models import Report
from apps.clients.models import Client
from apps.contracts.models import BillingTerm
from apps.invoices.actions import close_month, reopen_period
from apps.invoices.models import Invoice, InvoiceLine, NumberSeries, TaxCode
from apps.journal.models import AuditPack
from apps.payments.actions import allocate_payment
from apps.payments.models import Allocation, BankAccount, Payment, ProviderEvent, ProviderFact, Statement, StatementLine
from apps.reconciliation.models import Decision, Match, MatchItem
from apps.shifts.actions import set_hour_cost
from apps.shifts.models import HourCost
from apps.tenants.grants import Holder, give, held_by
from apps.tenants.models import Tenant
from apps.tenants.models.grant import GroupGrant, PersonGrant
from apps.tenants.owned import TenantOwned
from apps.tenants.scope import scope
from apps.workflow.actions import create_group
from apps.workflow.audited import Audited
from apps.workflow.models import BulkAct, Export, HistoryCheck, HistoryDifference
from tests import factories as make
from tests.factories import AT, providers, reports
from tests.factories import shifts as work
from tests.factories.payments import received
from tests.scenarios.transitions import MAKERS
from tests.scenarios.transitions.invoices import a_credit_note
from tests.scenarios.transitions.providers import a_payment, booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def invoice(state):
    return lambda company: MAKERS["invoices.Invoice"](company, state, 1)


def endpoint(state):
    return lambda company: MAKERS["integrations.WebhookEndpoint"](company, state, 1)


def provider(model, state):
    return lambda company: MAKERS[f"payments.{model}"](company, state, 1)


def credit_note(company):
    return a_credit_note(invoice("issued")(company), "30.00", actor=make.system(company), at=AT, reason="why")


def write_off(state):
    return lambda company: MAKERS["invoices.WriteOff"](company, state, 1)


def payment(state):
    return lambda company: MAKERS["payments.Payment"](company, state, 1)


def refund(state):
    return lambda company: MAKERS["payments.Refund"](company, state, 1)


def payout(company):
    return refund("approved")(company).payouts.get()


def run(state):
    return lambda company: MAKERS["reconciliation.Run"](company, state, 1)


def match(state):
    return lambda company: MAKERS["reconciliation.Match"](company, state, 1)


def contract(state):
    return lambda company: MAKERS["contracts.Contract"](company, state, 1)


def amendment(state):
    return lambda company: MAKERS["contracts.Amendment"](company, state, 1)


def term(company):
    return BillingTerm.objects.get(contract=contract("draft")(company), kind="recurring")


def policy(state):
    return lambda company: MAKERS["approvals.ApprovalPolicy"](company, state, 1)


def request(state):
    return lambda company: MAKERS["approvals.ApprovalRequest"](company, state, 1)


def step(state):
    return lambda company: MAKERS["approvals.RequestStep"](company, state, 1)


def delegation(company):
    return MAKERS["approvals.Delegation"](company, "active", 1)


def statement(company):
    return make.statement(company, make.camt([("10.00", "x")])).statements[0]


def quarantined_row(company):
    return MAKERS["workflow.QuarantinedRow"](company, "waiting", 1)


def profile(company):
    return MAKERS["payments.StatementProfile"](company, "active", 1)


def unread_file(company):
    return MAKERS["payments.UnreadFile"](company, "waiting", 1)


def line(company):
    return StatementLine.objects.get(statement=statement(company))


def kept(name):
    return lambda company: MAKERS[f"shifts.{name}"](company, "active", 1)


def shift(state):
    return lambda company: MAKERS["shifts.Shift"](company, state, 1)


def dispatched(name, state):
    return lambda company: MAKERS[f"dispatch.{name}"](company, state, 1)


def report_schedule(company):
    return MAKERS["analytics.ReportSchedule"](company, "active", 1)


def shift_request(state):
    return lambda company: MAKERS["shifts.ShiftRequest"](company, state, 1)


def hour_cost(company):
    person = work.employee(company, work.site(company))
    set_hour_cost(person.pk, Decimal(100), actor=make.system(company), at=AT)
    return HourCost.objects.get()


def skill_held(company):
    return work.employee(company, work.site(company), skills=[work.skill(company)]).skills.get()


def tax_code(company):
    return TaxCode.objects.get(code="none")


def grant(noun, to_group):
    """A grant without an end on a row of the noun."""

    def given(company):
        row = {"client": make.client, "contract": contract("draft"), "invoice": invoice("draft")}[noun](company)
        person = make.member(company, "employee")
        holder = Holder(group_id=create_group("Us", actor=make.system(company), at=AT).pk) if to_group else Holder(user_id=person.user_id)
        give(type(row), [row.pk], holder, permissions=[f"view_{noun}"], last_on=None, ends_at=None, at=AT, by="test")
        return held_by(type(row), [row.pk], holder).get()

    return given


# (row, what is written over it, the constraint that refuses)
RULES = [
    (invoice("issued"), {"open_minor": 9_999}, "invoice_open_is_the_rest"),
    (invoice("issued"), {"credited_minor": 1}, "invoice_open_is_the_rest"),
    (invoice("issued"), {"credited_minor": -1, "open_minor": 10_001}, "invoice_credited_not_negative"),
    (invoice("issued"), {"kind": "credit_note"}, "invoice_credit_note_is_not_owed"),
    (credit_note, {"open_minor": 3_000}, "invoice_credit_note_is_not_owed"),
    (credit_note, {"kind": "invoice", "open_minor": 3_000}, "invoice_credit_note_is_not_owed"),
    (invoice("credited"), {"state": "written_off"}, "invoice_sums_follow_state"),
    (invoice("written_off"), {"state": "credited"}, "invoice_sums_follow_state"),
    (invoice("issued"), {"state": "credited"}, "invoice_sums_follow_state"),
    (write_off("requested"), {"state": "gone"}, "write_off_state_known"),
    (write_off("requested"), {"live_key": None}, "write_off_live_key_follows_state"),
    (write_off("requested"), {"state": "applied"}, "write_off_live_key_follows_state"),
    (write_off("requested"), {"approved_digest": "d" * 64}, "write_off_digest_when_applied"),
    (write_off("applied"), {"amount_minor": 0}, "write_off_of_something"),
    (write_off("applied"), {"reason": ""}, "write_off_of_something"),
    (invoice("issued"), {"open_minor": -1, "allocated_minor": 10_001}, "invoice_open_not_negative"),
    (invoice("issued"), {"open_minor": 10_001, "allocated_minor": -1}, "invoice_allocated_not_negative"),
    (invoice("draft"), {"net_minor": 1}, "invoice_total_is_net_and_tax"),
    (invoice("issued"), {"number": None}, "invoice_number_from_issue_on"),
    (invoice("void"), {"number": None}, "invoice_number_from_issue_on"),
    (invoice("draft"), {"state": "issued"}, "invoice_number_from_issue_on"),
    (invoice("draft"), {"number": "INV-1"}, "invoice_number_from_issue_on"),
    (invoice("partially_paid"), {"state": "paid"}, "invoice_paid_is_nothing_open"),
    (invoice("paid"), {"state": "partially_paid"}, "invoice_sums_follow_state"),
    (invoice("partially_paid"), {"state": "issued"}, "invoice_sums_follow_state"),
    (invoice("paid"), {"state": "void"}, "invoice_sums_follow_state"),
    (invoice("issued"), {"state": "sent"}, "invoice_state_known"),
    (invoice("issued"), {"due_on": "2020-01-01"}, "invoice_due_not_before_issue"),
    (invoice("draft"), {"exchange_rate": 0}, "invoice_exchange_rate_positive"),
    (invoice("draft"), {"approved_digest": "d" * 64}, "invoice_digest_from_approval_on"),
    (policy("active"), {"active_key": None}, "policy_active_key_follows_state"),
    (policy("draft"), {"amount_from_minor": 2, "amount_below_minor": 1, "currency": "UAH"}, "policy_amounts"),
    (policy("draft"), {"amount_from_minor": 2, "currency": ""}, "policy_amounts_have_currency"),
    (policy("draft"), {"ends_before": "1900-01-01"}, "policy_period"),
    (request("pending"), {"live_key": None}, "request_live_key_follows_state"),
    (request("pending"), {"digest": ""}, "request_has_digest"),
    (step("open"), {"queue_key": None}, "request_step_queue_follows_state"),
    (step("escalated"), {"escalated_key": None}, "request_step_escalated"),
    (delegation, {"taker": models.F("giver")}, "delegation_to_another"),
    (delegation, {"ends_before": "1900-01-01"}, "delegation_period"),
    (delegation, {"cap_minor": 1}, "delegation_cap"),
    (payment("received"), {"amount_minor": 0, "open_minor": 0}, "payment_amount_positive"),
    (payment("received"), {"open_minor": 1}, "payment_open_is_what_is_left"),
    (payment("partially_allocated"), {"allocated_minor": 10_001, "open_minor": -1}, "payment_not_over_allocated"),
    (payment("partially_allocated"), {"state": "allocated"}, "payment_allocated_is_nothing_open"),
    (payment("partially_allocated"), {"state": "received"}, "payment_unallocated_states"),
    (payment("received"), {"state": "partially_allocated"}, "payment_partly_is_partly"),
    (payment("received"), {"received_on": None}, "payment_received_has_a_day"),
    (payment("received"), {"state": "disputed"}, "payment_dispute_knows_state_before"),
    (payment("received"), {"state": "settled"}, "payment_state_known"),
    (payment("received"), {"line_key": 7}, "payment_line_key_is_its_line"),
    (payment("received"), {"refunded_minor": 1, "open_minor": 9_999}, "payment_refunded_is_the_rest"),
    (payment("refunded"), {"state": "received"}, "payment_refunded_is_the_rest"),
    (payment("received"), {"payout_key": 7}, "payment_payout_key_is_its_refund"),
    (payout, {"payout_key": None}, "payment_payout_key_is_its_refund"),
    (payout, {"state": "failed"}, "payment_payout_key_is_its_refund"),
    (payout, {"direction": "in"}, "payment_payout_key_is_its_refund"),
    (refund("in_approval"), {"amount_minor": 0}, "refund_amount_positive"),
    (refund("in_approval"), {"iban": ""}, "refund_by_bank_has_iban"),
    (refund("in_approval"), {"method": "cash"}, "refund_by_bank_has_iban"),
    (refund("in_approval"), {"state": "approved"}, "refund_approved_as_asked"),
    (refund("in_approval"), {"state": "approved", "approved_digest": "d" * 64}, "refund_approved_as_asked"),
    (refund("approved"), {"approved_digest": ""}, "refund_approved_as_asked"),
    (refund("in_approval"), {"live_key": None}, "refund_live_key_is_its_payment"),
    (refund("approved"), {"live_key": 0}, "refund_live_key_is_its_payment"),
    (refund("rejected"), {"state": "asked"}, "refund_state_known"),
    (lambda company: make.client(company), {"state": "gone"}, "client_state_known"),
    (lambda company: make.client(company), {"credit_limit_minor": -1}, "client_credit_limit"),
    (grant("client", False), {"ends_at": AT}, "client_person_grant_ends"),
    (grant("client", True), {"last_on": AT.date()}, "client_group_grant_ends"),
    (grant("contract", False), {"ends_at": AT}, "contract_person_grant_ends"),
    (grant("contract", True), {"last_on": AT.date()}, "contract_group_grant_ends"),
    (grant("invoice", False), {"ends_at": AT}, "invoice_person_grant_ends"),
    (grant("invoice", True), {"last_on": AT.date()}, "invoice_group_grant_ends"),
    (tax_code, {"rate_bps": 10_001}, "tax_code_rate"),
    (tax_code, {"ends_before": "1900-01-01"}, "tax_code_period"),
    (lambda company: statement(company).account, {"state": "frozen"}, "bank_account_state_known"),
    (statement, {"state": "quarantined"}, "statement_quarantine_has_problem"),
    (statement, {"state": "lost"}, "statement_state_known"),
    (statement, {"debit_minor": -1}, "statement_sums_not_negative"),
    (line, {"reconciled_state": "lost"}, "statement_line_state_known"),
    (quarantined_row, {"state": "lost"}, "quarantined_row_state_known"),
    (quarantined_row, {"object_id": 1}, "quarantined_row_taken_is_there"),
    (quarantined_row, {"state": "taken"}, "quarantined_row_taken_is_there"),
    (profile, {"state": "lost", "live_name": None}, "statement_profile_state_known"),
    (profile, {"live_name": None}, "statement_profile_live_active"),
    (unread_file, {"state": "lost", "live_sha256": None}, "unread_file_state_known"),
    (unread_file, {"live_sha256": None}, "unread_file_live_waits"),
    (line, {"reconciled_state": "matched", "live_key": None}, "statement_line_settled_is_live"),
    (run("queued"), {"ends_before": "1900-01-01"}, "run_period"),
    (run("checked"), {"line_count": 99}, "run_counts_agree"),
    (run("queued"), {"state": "done"}, "run_state_known"),
    (run("checked"), {"result_digest": ""}, "run_completed_has_digests"),
    (match("proposed"), {"live_key": None}, "match_live_key_follows_state"),
    (match("rejected"), {"state": "maybe"}, "match_live_key_follows_state"),
    (match("proposed"), {"live_key": 0}, "match_live_key_is_its_line"),
    (match("accepted"), {"payment": None}, "match_accepted_has_payment"),
    (match("proposed"), {"score": 101}, "match_score"),
    (contract("draft"), {"value_minor": -1}, "contract_value_not_negative"),
    (contract("draft"), {"ends_before": "2020-01-01"}, "contract_period"),
    (contract("draft"), {"renewal_months": 0}, "contract_renewal"),
    (contract("active"), {"signed_on": None}, "contract_signed"),
    (contract("active"), {"effective_on": "2026-01-01"}, "contract_terminated_from_a_day"),
    (contract("expired"), {"ends_before": None}, "contract_expired_has_end"),
    (contract("draft"), {"state": "lost"}, "contract_state_known"),
    (contract("draft"), {"approved_digest": "d" * 64}, "contract_digest_from_approval_on"),
    (amendment("draft"), {"state": "lost"}, "amendment_state_known"),
    (amendment("draft"), {"approved_digest": "d" * 64}, "amendment_digest_from_approval_on"),
    (amendment("draft"), {"applied_version": 1}, "amendment_approved_is_applied"),
    (amendment("approved"), {"applied_version": None}, "amendment_approved_is_applied"),
    (term, {"amount_minor": 0}, "billing_term_amount"),
    (term, {"every_months": 0}, "billing_term_fits_kind"),
    (term, {"reached_on": "2026-01-01"}, "billing_term_reached"),
    (term, {"aligned": True, "every_months": 5}, "billing_term_aligned"),
    (term, {"ends_before": "2020-01-01"}, "billing_term_period"),
    (kept("Site"), {"state": "gone"}, "site_state_known"),
    (kept("Team"), {"state": "gone"}, "team_state_known"),
    (kept("Skill"), {"state": "gone"}, "skill_state_known"),
    (kept("Employee"), {"state": "gone"}, "employee_state_known"),
    (kept("Employee"), {"left_before": "2020-01-01"}, "employee_period"),
    (kept("ShiftTemplate"), {"state": "gone"}, "shift_template_state_known"),
    (kept("ShiftTemplate"), {"needed_count": 0}, "shift_template_needs_people"),
    (skill_held, {"ends_before": "2020-01-01"}, "employee_skill_period"),
    (kept("Absence"), {"state": "gone"}, "absence_state_known"),
    (kept("Absence"), {"ends_before": "2020-01-01"}, "absence_period"),
    (shift("planned"), {"ends_at": AT.replace(year=2020)}, "shift_period"),
    (shift("planned"), {"needed_count": 0}, "shift_needs_people"),
    (shift("planned"), {"state": "closed"}, "shift_closed_has_number"),
    (shift("planned"), {"closed_at": AT}, "shift_open_has_no_close"),
    (shift("closed"), {"approved_digest": "d" * 64}, "shift_digest_when_approved"),
    (shift("approved"), {"approved_digest": ""}, "shift_digest_when_approved"),
    (shift("planned"), {"state": "gone"}, "shift_state_known"),
    (lambda company: shift("planned")(company).assignments.get(), {"ends_at": AT.replace(year=2020)}, "assignment_period"),
    (dispatched("BusinessCalendar", "active"), {"holiday_subdivision": "BY"}, "calendar_part_of_a_country"),
    (dispatched("BusinessCalendar", "active"), {"state": "gone"}, "calendar_state_known"),
    (dispatched("SlaPlan", "active"), {"state": "gone"}, "sla_plan_state_known"),
    (dispatched("SlaPlan", "active"), {"urgent_response": 0}, "sla_plan_urgent"),
    (dispatched("SlaPlan", "active"), {"high_resolution": 1}, "sla_plan_high"),
    (dispatched("SlaPlan", "active"), {"normal_response": 99_999}, "sla_plan_normal"),
    (dispatched("SlaPlan", "active"), {"low_resolution": 0}, "sla_plan_low"),
    (provider("ProviderConnection", "active"), {"state": "gone"}, "provider_connection_state_known"),
    (provider("ProviderConnection", "active"), {"status_url": "https://a.example/", "kind": "stripe"}, "provider_status_address_of_its_own"),
    (provider("ProviderPayment", "asked"), {"asked_minor": 0}, "provider_payment_asked_on_an_invoice"),
    (provider("ProviderPayment", "asked"), {"invoice": None}, "provider_payment_asked_on_an_invoice"),
    (booked, {"paid_minor": None}, "provider_payment_booked_is_paid"),
    (provider("ProviderPayment", "asked"), {"refunded_minor": -1}, "provider_payment_sums_without_sign"),
    (provider("ProviderPayment", "asked"), {"fee_minor": -1}, "provider_payment_sums_without_sign"),
    (provider("ProviderPayment", "asked"), {"state": "gone"}, "provider_payment_state_known"),
    (endpoint("active"), {"url": ""}, "webhook_endpoint_url"),
    (endpoint("active"), {"state": "gone"}, "webhook_endpoint_state_known"),
    (dispatched("WorkQueue", "active"), {"state": "gone"}, "work_queue_state_known"),
    (report_schedule, {"state": "gone"}, "report_schedule_state_known"),
    (report_schedule, {"cadence": "yearly"}, "report_schedule_cadence_known"),
    (report_schedule, {"weekday": 7}, "report_schedule_days"),
    (dispatched("WorkOrder", "queued"), {"estimated_minutes": 0}, "work_order_takes_time"),
    (dispatched("WorkOrder", "queued"), {"state": "assigned"}, "work_order_has_its_person"),
    (dispatched("WorkOrder", "assigned"), {"state": "queued"}, "work_order_has_its_person"),
    (dispatched("WorkOrder", "queued"), {"state": "on_hold"}, "work_order_held_since"),
    (dispatched("WorkOrder", "on_hold"), {"held_at": None}, "work_order_held_since"),
    (dispatched("WorkOrder", "queued"), {"ended_at": AT}, "work_order_ended_at"),
    (dispatched("WorkOrder", "done"), {"ended_at": None}, "work_order_ended_at"),
    (dispatched("WorkOrder", "assigned"), {"state": "in_progress"}, "work_order_answered"),
    (dispatched("WorkOrder", "queued"), {"plan": None}, "work_order_without_plan_has_no_clock"),
    (dispatched("WorkOrder", "queued"), {"priority": "soon"}, "work_order_priority_known"),
    (dispatched("WorkOrder", "queued"), {"state": "gone"}, "work_order_state_known"),
    (shift_request("asked"), {"colleague": None, "other_shift": None}, "shift_request_names_whom"),
    (shift_request("asked"), {"live_key": None}, "shift_request_live_has_key"),
    (shift_request("withdrawn"), {"live_key": "x"}, "shift_request_live_has_key"),
    (shift_request("asked"), {"approved_digest": "d" * 64}, "shift_request_digest_when_approved"),
    (shift_request("withdrawn"), {"state": "gone"}, "shift_request_state_known"),
    (hour_cost, {"hour_cost_minor": 0}, "hour_cost_positive"),
    (lambda company: run("queued")(company).rule_set, {"number": 0}, "rule_set_number_positive"),
    (lambda company: MAKERS["invoices.AccountingPeriod"](company, "closed", 1), {"ends_before": "1999-01-01"}, "period_ends_after_start"),
    (lambda company: MAKERS["invoices.AccountingPeriod"](company, "closed", 1), {"state": "gone"}, "period_state_known"),
    (lambda company: run("queued")(company).rule_set, {"state": "gone"}, "rule_set_state_known"),
]


@pytest.mark.parametrize(("maker", "values", "name"), RULES, ids=[f"{name}-{'-'.join(values)}" for _m, values, name in RULES])
def test_plain_sql_cannot_break_it(acme, maker, values, name):
    row = maker(acme)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def test_every_check_of_a_business_model_is_tried():
    checks = {
        item.name
        for model in apps.get_models()
        if issubclass(model, (Audited, PersonGrant, GroupGrant)) or model is StatementLine
        for item in model._meta.constraints
        if isinstance(item, models.CheckConstraint)
    }
    assert {name for _maker, _values, name in RULES} == checks


@pytest.mark.parametrize("model", [m for m in apps.get_models() if issubclass(m, TenantOwned)], ids=lambda m: m._meta.label)
def test_the_database_has_every_constraint_that_the_models_declare(model):
    """MySQL leaves out what it does not know, without a word."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    declared = {item.name for item in [*model._meta.constraints, *model._meta.indexes]}
    assert declared <= set(found), declared - set(found)


def test_what_belongs_to_lines_series_items_and_bulk_acts(acme):
    row = make.issued(acme, make.client(acme))
    part = MAKERS["reconciliation.Match"](acme, "proposed", 1)
    asked = BulkAct.objects.create(tenant=acme, act="x", total_count=1, requested_by="x", created_at=AT, updated_at=AT)
    tried = [
        (InvoiceLine.objects.filter(invoice=row), {"gross_minor": 1}),
        (InvoiceLine.objects.filter(invoice=row), {"discount_bps": 10_001}),
        (NumberSeries.objects.all(), {"next_value": 0}),
        (MatchItem.objects.filter(match=part), {"amount_minor": 0}),
        (BulkAct.objects.filter(pk=asked.pk), {"done_count": 2}),
    ]
    for rows, values in tried:
        assert rows.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)


def test_a_payment_in_the_books_is_of_one_payment_at_a_provider(acme):
    first, other = booked(acme), a_payment(acme, "paid", 2)
    with pytest.raises(IntegrityError, match="provider_payment_of_one_payment|payment_id"), transaction.atomic():
        type(other)._base_manager.filter(pk=other.pk).update(payment=first.payment_id)


def test_a_message_of_a_provider_waits_or_has_ended_and_took_effect_once(acme):
    row, secret = providers.connection(acme)
    event = providers.told(row, providers.signed(secret, "payment.pending", payment_id="p-1"))
    rows = ProviderEvent.objects.filter(pk=event.pk)
    tried = [
        ({"ended_at": None}, "provider_event_waits_or_ended"), ({"due_at": AT}, "provider_event_waits_or_ended"), ({"handled_key": None}, "provider_event_handled_has_its_key"),
        ({"state": "failed"}, "provider_event_handled_has_its_key"), ({"state": "gone", "handled_key": None}, "provider_event_state_known"),
    ]  # fmt: skip
    for changed, name in tried:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changed)
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ProviderFact.objects.update(amount_minor=1)


def test_what_checks_of_history_found_is_open_once_and_until_it_is_resolved(acme):
    check = HistoryCheck.objects.create(tenant=acme, created_at=AT, updated_at=AT)
    values = {"tenant": acme, "model_label": "clients.Client", "row_id": 1, "what": "gone", "first_check": check, "last_check": check,
              "first_seen_at": AT, "last_seen_at": AT}  # fmt: skip
    found = HistoryDifference.objects.create(**values, open_key="clients.Client:1:gone")
    tried = [
        (HistoryCheck.objects.filter(pk=check.pk), {"ended_at": AT}, "history_check_ends_after_start"),
        (HistoryDifference.objects.filter(pk=found.pk), {"resolved_at": AT}, "history_difference_open_until_resolved"),
        (HistoryDifference.objects.filter(pk=found.pk), {"open_key": None}, "history_difference_open_until_resolved"),
        (HistoryDifference.objects.filter(pk=found.pk), {"last_seen_at": AT - dt.timedelta(days=1)}, "history_difference_seen_in_order"),
    ]
    for rows, changed, name in tried:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        HistoryDifference.objects.create(**values, open_key="clients.Client:1:gone")


def test_a_report_is_ready_with_its_digest_or_says_why_not(acme):
    rows = Report.objects.filter(pk=reports.report(acme, "receivables", as_of="2026-03-31").pk)
    tried = [
        ({"started_at": None}, "report_ends_after_start"), ({"ended_at": None}, "report_ends_after_start"), ({"digest": ""}, "report_ready_has_digest"),
        ({"error": "x"}, "report_ready_has_digest"), ({"journal_sequence": None}, "report_ready_has_digest"), ({"due_at": AT}, "report_due_by_schedule"),
    ]  # fmt: skip
    for changed, name in tried:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changed)


def test_an_export_is_what_it_says(acme):
    export = Export.objects.create(tenant=acme, noun="clients", format="csv", contract_version="x", language="en", requested_by="x", created_at=AT, updated_at=AT)
    rows = Export.objects.filter(pk=export.pk)
    for changed, name in (
        ({"ended_at": AT, "error": "x"}, "export_ends_after_start"), ({"sha256": "x"}, "export_ends_after_start"),
        ({"started_at": AT, "ended_at": AT}, "export_ready_has_digest"), ({"removed_at": AT}, "export_removed_was_ready"), ({"format": "pdf"}, "export_format_known"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changed)


def test_a_pack_and_a_fiscal_year_are_what_they_say(acme):
    pack = AuditPack.objects.create(
        tenant=acme, year=2026, starts_on="2026-01-01", ends_before="2027-01-01", requested_by="x", created_at=AT, updated_at=AT
    )
    packs, company = AuditPack.objects.filter(pk=pack.pk), Tenant.objects.filter(pk=acme.pk)
    tried = [
        (packs, {"ended_at": AT, "error": "x"}, "audit_pack_ends_after_start"), (packs, {"sha256": "x"}, "audit_pack_ends_after_start"),
        (packs, {"started_at": AT, "ended_at": AT}, "audit_pack_ready_has_digest"), (packs, {"ends_before": "2026-01-01"}, "audit_pack_period"),
        (company, {"rule_precision_bps": 10_001}, "tenant_rule_precision"),
        (company, {"fiscal_year_starts_in": 13}, "tenant_fiscal_year"), (company, {"fiscal_year_starts_in": 0}, "tenant_fiscal_year"),
    ]  # fmt: skip
    for rows, changed, name in tried:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changed)


def test_a_decision_is_for_ever_and_supersedes_one(acme):
    match = MAKERS["reconciliation.Match"](acme, "undone", 1)
    first, second = match.decisions.order_by("number")
    rows = {"tenant": acme, "line_id": match.line_id, "match": match, "kind": "undone", "actor_label": "x", "decided_at": AT}
    for values, name in (
        ({"number": 3}, "decision_follows_another"), ({"number": 1, "supersedes": second}, "decision_follows_another"),
        ({"number": 3, "supersedes": second, "kind": "gone"}, "decision_kind_known"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Decision.objects.create(**(rows | values))
    for values in ({"number": 2, "supersedes": second}, {"number": 3, "supersedes": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**(rows | values))
    for change in (lambda: match.decisions.update(kind="accepted"), lambda: match.decisions.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_back_test_is_what_it_says(acme):
    acts = MAKERS["reconciliation.RuleSet"](acme, "draft", 1).backtests
    tried = [
        ({"input_digest": ""}, "backtest_ended_has_digest"), ({"hit_count": 1}, "backtest_counts_agree"),
        ({"conflict_count": 1}, "backtest_conflicts_are_false"),
    ]  # fmt: skip
    for changed, name in tried:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            acts.all().update(**changed)


def test_one_number_one_file_one_live_line_one_match_a_line(acme):
    """Uniques: an INSERT of a copy is refused."""
    MAKERS["reconciliation.Match"](acme, "accepted", 1)
    held = [
        Invoice.objects.filter(number__isnull=False).first(),
        Client.objects.first(),
        BankAccount.objects.first(),
        Statement.objects.first(),
        StatementLine.objects.filter(live_key__isnull=False).first(),
        Payment.objects.filter(line_key__isnull=False).first(),
        Match.objects.filter(live_key__isnull=False).first(),
        TaxCode.objects.first(),
        NumberSeries.objects.first(),
    ]
    for row in held:
        assert row is not None
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Model.save_base(row, raw=True, force_insert=True)


def allocation(acme):
    payer = make.client(acme)
    paid = received(acme, 10_000, payer)
    allocate_payment(paid.pk, {make.issued(acme, payer).pk: 4_000}, actor=make.system(acme), at=AT)
    return Allocation.objects.get()


@pytest.mark.parametrize(("month", "settles", "refused"), [(3, False, True), (3, True, True), (4, False, False), (2, True, False)])
def test_no_money_moves_in_a_closed_month(acme, month, settles, refused):
    """The payment came, and the invoice was issued, in March."""
    first = allocation(acme)
    close_month(dt.date(2026, month, 1), actor=make.system(acme), at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    paid = first.payment
    paid.pk, paid.__dict__["state"] = None, paid.state
    rows = {"tenant": acme, "payment_id": first.payment_id, "invoice_id": first.invoice_id, "amount_minor": 1, "settles": settles, "created_at": AT}
    for write in (lambda: Allocation.objects.create(**rows), lambda: models.Model.save_base(paid, raw=True, force_insert=True)):
        with transaction.atomic(), pytest.raises(DatabaseError, match="month is closed") if refused else contextlib.nullcontext(), transaction.atomic():
            write()


@pytest.mark.parametrize("day", [1, 15, 31])
def test_the_first_and_the_last_day_are_in_a_closed_month(acme, day):
    first = allocation(acme)
    close_month(dt.date(2026, 3, 1), actor=make.system(acme), at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    for on, refused in ((dt.date(2026, 3, day), True), (dt.date(2026, 2, 28), False), (dt.date(2026, 4, 1), False)):
        paid = Payment.objects.get(pk=first.payment_id)
        paid.pk, paid.received_on = None, on
        with transaction.atomic(), pytest.raises(DatabaseError, match="month is closed") if refused else contextlib.nullcontext(), transaction.atomic():
            models.Model.save_base(paid, raw=True, force_insert=True)


@pytest.mark.parametrize(("starts_on", "ends_before"), [("2026-03-02", "2026-04-02"), ("2026-03-01", "2026-05-01"), ("2026-03-01", "2026-03-31")])
def test_an_accounting_period_is_a_month(acme, starts_on, ends_before):
    period = close_month(dt.date(2026, 3, 1), actor=make.system(acme), at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    rows = type(period)._base_manager.filter(pk=period.pk)
    with pytest.raises(DatabaseError, match="period is a month"), transaction.atomic():
        rows.update(starts_on=starts_on, ends_before=ends_before)
    with pytest.raises(DatabaseError, match="period is a month"), transaction.atomic():
        period.pk, period.starts_on, period.ends_before = None, dt.date.fromisoformat(starts_on), dt.date.fromisoformat(ends_before)
        models.Model.save_base(period, raw=True, force_insert=True)


@pytest.mark.parametrize("state", ["in_approval", "rejected", "withdrawn"])
def test_a_payment_is_refunded_by_an_approved_refund_only(acme, state):
    paid = refund(state)(acme).payment
    with pytest.raises(DatabaseError, match="by an approved refund"), transaction.atomic():
        Payment._base_manager.filter(pk=paid.pk).update(state="refunded", refunded_minor=10_000, open_minor=0)
    paid.pk, paid.refunded_minor, paid.open_minor = None, 10_000, 0
    paid.__dict__["state"] = "refunded"
    with pytest.raises(DatabaseError, match="by an approved refund"), transaction.atomic():
        models.Model.save_base(paid, raw=True, force_insert=True)


def test_a_month_is_closed_from_one_statement_to_the_next(acme):
    """Within one transaction, and for this company alone, though one statement writes for several."""
    first, other = allocation(acme), make.tenant("other")
    later = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    with scope(other.pk):
        elsewhere = allocation(other)

    def put(row):
        Allocation.objects.create(
            tenant_id=row.tenant_id, payment_id=row.payment_id, invoice_id=row.invoice_id, amount_minor=1, settles=True, created_at=AT
        )

    put(first)
    month = close_month(dt.date(2026, 3, 1), actor=make.system(acme), at=later)
    with pytest.raises(DatabaseError, match="month is closed"), transaction.atomic():
        put(first)
    both = "INSERT INTO payments_allocation (tenant_id, payment_id, invoice_id, amount_minor, settles, reason, actor_label, created_at)" \
        " SELECT tenant_id, payment_id, invoice_id, 1, settles, reason, actor_label, created_at FROM payments_allocation ORDER BY id DESC"  # fmt: skip
    with scope(other.pk):
        put(elsewhere)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="month is closed"), transaction.atomic():
        cursor.execute(both)
    reopen_period(month.pk, actor=make.system(acme), at=later, reason="again")
    with connection.cursor() as cursor:
        cursor.execute(both)


def test_a_payment_has_one_refund_and_a_refund_one_pay_out(acme):
    for row in (refund("in_approval")(acme), payout(acme)):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Model.save_base(row, raw=True, force_insert=True)


@pytest.mark.parametrize("change", [{"amount_minor": -1}, {"amount_minor": -4_001}, {"payment_id": 0}, {"invoice_id": 0}])
def test_a_reversal_takes_back_one_allocation_whole(acme, change):
    first = allocation(acme)
    other = received(acme, 10_000, make.client(acme)), make.issued(acme, make.client(acme))
    values = {"payment_id": first.payment_id, "invoice_id": first.invoice_id, "amount_minor": -4_000}
    values |= {name: value or {"payment_id": other[0].pk, "invoice_id": other[1].pk}[name] for name, value in change.items()}
    with pytest.raises(DatabaseError, match="takes back one allocation"), transaction.atomic():
        Allocation.objects.create(tenant=acme, reverses=first, created_at=AT, **values)


def test_an_allocation_is_taken_back_once_and_a_reversal_never(acme):
    first = allocation(acme)
    values = {"tenant": acme, "payment_id": first.payment_id, "invoice_id": first.invoice_id, "created_at": AT}
    back = Allocation.objects.create(amount_minor=-4_000, reverses=first, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Allocation.objects.create(amount_minor=-4_000, reverses=first, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Allocation.objects.create(amount_minor=4_000, reverses=back, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Allocation.objects.create(amount_minor=0, **values)


def test_a_draft_that_an_exception_was_given_on_cannot_leave_it_behind(acme):
    """A row goes with what points at it, or not at all: no reference is left to a key that another row may take."""
    row = make.draft(acme, make.client(acme))
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice._base_manager.filter(pk=row.pk)._raw_delete(connection.alias)
        connection.check_constraints()


def other_than(value, most):
    """What differs from a value of a line: for a text also by a capital, and by a space at its end where it has room for one."""
    if isinstance(value, str):
        return [value[:-1] + "~", *([value.swapcase()] if value.swapcase() != value else []), *([value + " "] if len(value) < most else [])]
    return [value + (dt.timedelta(days=1) if isinstance(value, dt.date) else 1)]


def test_nothing_that_the_bank_wrote_changes(acme):
    """Each column of a statement line, but for those that say what came of it."""
    row = line(acme)
    row.pk, row.live_key, row.value_on, row.remittance = None, None, dt.date(2026, 3, 1), "Рахунок РФ-1"
    row.reconciled_state = "ignored"
    models.Model.save_base(row, raw=True, force_insert=True)
    rows = StatementLine._base_manager.filter(pk=row.pk)
    fixed = [field for field in StatementLine._meta.concrete_fields if field.name not in ("reconciled_state", "live_key")]
    said = rows.values().get()
    assert all(said[field.attname] is not None for field in fixed)
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for field in fixed:
            for value in other_than(said[field.attname], field.max_length or 1000):
                with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                    cursor.execute(f"UPDATE payments_statementline SET {field.attname} = %s WHERE id = %s", [value, row.pk])
            if field.null:
                with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                    rows.update(**{field.name: None})
    assert rows.values().get() == said
