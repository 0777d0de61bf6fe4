"""Addresses of the API: /api/v1/..., its OpenAPI document and the page that shows it."""

from django.urls import path, re_path
from django.urls.resolvers import RoutePattern
from rest_framework.routers import SimpleRouter

from apps.api.platform.documents import DocsView, NoSuchAddress, OpenApiView
from apps.api.platform.routing import ByNoun
from apps.api.v1.absences import AbsenceView
from apps.api.v1.accounting_periods import AccountingPeriodView
from apps.api.v1.amendments import AmendmentView
from apps.api.v1.approvals import QueueView, RequestView
from apps.api.v1.billing_runs import BillingRunView
from apps.api.v1.bulk_acts import BulkActView
from apps.api.v1.business_events import BusinessEventView, EventTypeView
from apps.api.v1.clients import ClientView, ContactView
from apps.api.v1.clockings import ClockingView
from apps.api.v1.company import ApiKeyView, CompanyView
from apps.api.v1.contract_hours import ContractHoursView
from apps.api.v1.contracts import ContractView, DocumentView
from apps.api.v1.delegations import DelegationView
from apps.api.v1.events import EventView
from apps.api.v1.exports import ExportFileView, ExportView
from apps.api.v1.foresight import WhoView
from apps.api.v1.idempotency_keys import IdempotencyKeyView
from apps.api.v1.interactions import InteractionView
from apps.api.v1.invoices import InvoiceView
from apps.api.v1.key import KeyView
from apps.api.v1.members import MemberView, PeopleGroupView
from apps.api.v1.number_series import NumberSeriesView
from apps.api.v1.payments import BankAccountView, PaymentView, StatementLineView, StatementView
from apps.api.v1.people import EmployeeView
from apps.api.v1.places import SiteView, SkillView, TeamView
from apps.api.v1.policies import PolicyView
from apps.api.v1.providers import ProviderConnectionView, ProviderEventView, ProviderPaymentView
from apps.api.v1.proving import (
    AuditPackView,
    HistoryCheckView,
    HistoryDifferenceView,
    JournalEntryView,
    NoticeView,
    SealView,
)
from apps.api.v1.quarantine import QuarantinedRowView, UnreadFileView
from apps.api.v1.reconciliation import MatchView, RunView
from apps.api.v1.refunds import RefundView
from apps.api.v1.report_schedules import ReportScheduleView
from apps.api.v1.reports import ClientStatementView, KindView, ReportView
from apps.api.v1.rule_sets import RuleSetView
from apps.api.v1.service_levels import CalendarView, ContractSlaView, PlanView, WorkQueueView
from apps.api.v1.shift_requests import ShiftRequestView
from apps.api.v1.shift_templates import TemplateView
from apps.api.v1.shifts import ShiftView
from apps.api.v1.statement_profiles import StatementProfileView
from apps.api.v1.tax_codes import TaxCodeView
from apps.api.v1.together import TogetherView
from apps.api.v1.undoing import UndoingView
from apps.api.v1.webhooks import WebhookDeliveryView, WebhookEndpointView
from apps.api.v1.work_orders import WorkOrderView
from apps.api.v1.write_offs import WriteOffView

app_name = "api"

router = SimpleRouter(trailing_slash=False)
router.register("clients", ClientView, basename="client")
router.register("contacts", ContactView, basename="contact")
router.register("contracts", ContractView, basename="contract")
router.register("contract-documents", DocumentView, basename="contract-document")
router.register("amendments", AmendmentView, basename="amendment")
router.register("approval-requests", RequestView, basename="approval-request")
router.register("approval-policies", PolicyView, basename="approval-policy")
router.register("delegations", DelegationView, basename="delegation")
router.register("work-orders", WorkOrderView, basename="work-order")
router.register("business-calendars", CalendarView, basename="business-calendar")
router.register("sla-plans", PlanView, basename="sla-plan")
router.register("contract-slas", ContractSlaView, basename="contract-sla")
router.register("work-queues", WorkQueueView, basename="work-queue")
router.register("teams", TeamView, basename="team")
router.register("skills", SkillView, basename="skill")
router.register("shift-templates", TemplateView, basename="shift-template")
router.register("absences", AbsenceView, basename="absence")
router.register("shift-requests", ShiftRequestView, basename="shift-request")
router.register("sites", SiteView, basename="site")
router.register("employees", EmployeeView, basename="employee")
router.register("shifts", ShiftView, basename="shift")
router.register("clockings", ClockingView, basename="clocking")
router.register("invoices", InvoiceView, basename="invoice")
router.register("write-offs", WriteOffView, basename="write-off")
router.register("tax-codes", TaxCodeView, basename="tax-code")
router.register("number-series", NumberSeriesView, basename="number-series")
router.register("bank-accounts", BankAccountView, basename="bank-account")
router.register("statements", StatementView, basename="statement")
router.register("statement-profiles", StatementProfileView, basename="statement-profile")
router.register("statement-lines", StatementLineView, basename="statement-line")
router.register("payments", PaymentView, basename="payment")
router.register("refunds", RefundView, basename="refund")
router.register("provider-connections", ProviderConnectionView, basename="provider-connection")
router.register("provider-events", ProviderEventView, basename="provider-event")
router.register("provider-payments", ProviderPaymentView, basename="provider-payment")
router.register("runs", RunView, basename="run")
router.register("matches", MatchView, basename="match")
router.register("reports", ReportView, basename="report")
router.register("webhook-endpoints", WebhookEndpointView, basename="webhook-endpoint")
router.register("webhook-deliveries", WebhookDeliveryView, basename="webhook-delivery")
router.register("interactions", InteractionView, basename="interaction")
router.register("billing-runs", BillingRunView, basename="billing-run")
router.register("accounting-periods", AccountingPeriodView, basename="accounting-period")
router.register("rule-sets", RuleSetView, basename="rule-set")
router.register("report-schedules", ReportScheduleView, basename="report-schedule")
router.register("members", MemberView, basename="member")
router.register("people-groups", PeopleGroupView, basename="people-group")
router.register("api-keys", ApiKeyView, basename="api-key")
router.register("journal-entries", JournalEntryView, basename="journal-entry")
router.register("seals", SealView, basename="seal")
router.register("history-checks", HistoryCheckView, basename="history-check")
router.register("history-differences", HistoryDifferenceView, basename="history-difference")
router.register("audit-packs", AuditPackView, basename="audit-pack")
router.register("notices", NoticeView, basename="notice")
router.register("business-events", BusinessEventView, basename="business-event")
router.register("quarantined-rows", QuarantinedRowView, basename="quarantined-row")
router.register("unread-files", UnreadFileView, basename="unread-file")
router.register("exports", ExportView, basename="export")
router.register("bulk-acts", BulkActView, basename="bulk-act")

urlpatterns = [
    path("v1/openapi.json", OpenApiView.as_view(), name="schema"),
    path("v1/docs", DocsView.as_view(), name="docs"),
    path("v1/approvals", QueueView.as_view({"get": "list"}, basename="approval"), name="approval-list"),
    path("v1/approval-policies/who-would-approve", WhoView.as_view({"get": "foresee"}, basename="who"), name="who-would-approve"),
    path("v1/business-event-types", EventTypeView.as_view({"get": "types"}, basename="business-event-type"), name="business-event-types"),
    path("v1/idempotency-keys/<path:key>", IdempotencyKeyView.as_view({"get": "read"}, basename="idempotency-key"), name="idempotency-key"),
    path("v1/reports/kinds", KindView.as_view({"get": "kinds"}, basename="report-kind"), name="report-kinds"),
    re_path(r"v1/clients/(?P<pk>[1-9][0-9]{0,17})/statement$", ClientStatementView.as_view({"get": "statement"}, basename="client-statement"), name="client-statement"),
    path("v1/company", CompanyView.as_view({"get": "show", "patch": "change"}, basename="company"), name="company"),
    path("v1/matches/together", TogetherView.as_view({"post": "settle"}, basename="match"), name="matches-together"),
    path("v1/matches/undo-preview", UndoingView.as_view({"get": "foresee"}, basename="match"), name="matches-undo-preview"),
    path("v1/matches/as-known", UndoingView.as_view({"get": "known"}, basename="match"), name="matches-as-known"),
    path("v1/key", KeyView.as_view({"get": "show"}, basename="key"), name="key"),
    path("v1/key/rotate", KeyView.as_view({"post": "rotate"}, basename="key"), name="key-rotate"),
    path("v1/events", EventView.as_view({"get": "feed"}, basename="event"), name="events"),
    path("v1/webhooks/reconcile", EventView.as_view({"post": "reconcile"}, basename="webhook"), name="webhooks-reconcile"),
    re_path(r"^v1/contracts/(?P<pk>[1-9][0-9]{0,17})/hours-to-bill$", ContractHoursView.as_view({"get": "foresee"}, basename="contract"), name="contract-hours"),
    re_path(r"^v1/contracts/(?P<pk>[1-9][0-9]{0,17})/bill-hours$", ContractHoursView.as_view({"post": "bill"}, basename="contract"), name="contract-bill-hours"),
    re_path(r"^v1/exports/(?P<pk>[1-9][0-9]{0,17})/file$", ExportFileView.as_view(), name="export-file"),
    ByNoun(RoutePattern("v1/"), router.urls),
    re_path("", NoSuchAddress.as_view(), name="nothing"),
]
