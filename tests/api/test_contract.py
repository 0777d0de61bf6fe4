"""Every answer matches the published document: operations are asked with what the document allows and with what it does
not, generated from it, the same every time."""

from __future__ import annotations

import json

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks as openapi_checks

from apps.api.platform.documents import contract
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from apps.workflow.ledger import once
from tests import factories as make
from tests.api.walls import books
from tests.factories import AT

pytestmark = pytest.mark.django_db
NOUNS = {
    "clients": "clients.Client", "invoices": "invoices.Invoice", "tax-codes": "invoices.TaxCode", "number-series": "invoices.NumberSeries", "bank-accounts": "payments.BankAccount",
    "statements": "payments.Statement", "statement-profiles": "payments.StatementProfile", "statement-lines": "payments.StatementLine", "payments": "payments.Payment",
    "provider-connections": "payments.ProviderConnection", "provider-events": "payments.ProviderEvent", "provider-payments": "payments.ProviderPayment",
    "refunds": "payments.Refund", "write-offs": "invoices.WriteOff", "runs": "reconciliation.Run", "matches": "reconciliation.Match",
    "interactions": "clients.Interaction", "billing-runs": "invoices.BillingRun", "accounting-periods": "invoices.AccountingPeriod",
    "rule-sets": "reconciliation.RuleSet", "report-schedules": "analytics.ReportSchedule", "members": "tenants.Membership",
    "people-groups": "tenants.PeopleGroup", "api-keys": "tenants.ApiKey", "company": "tenants.Tenant", "journal-entries": "journal.JournalEntry",
    "seals": "journal.Seal", "history-checks": "workflow.HistoryCheck", "history-differences": "workflow.HistoryDifference",
    "audit-packs": "journal.AuditPack", "quarantined-rows": "workflow.QuarantinedRow", "unread-files": "payments.UnreadFile", "notices": "workflow.Notice",
    "contacts": "clients.Contact", "contracts": "contracts.Contract",
    "contract-documents": "contracts.ContractDocument", "amendments": "contracts.Amendment", "approvals": "approvals.RequestStep",
    "approval-requests": "approvals.ApprovalRequest", "approval-policies": "approvals.ApprovalPolicy", "delegations": "approvals.Delegation",
    "webhook-endpoints": "integrations.WebhookEndpoint", "webhook-deliveries": "integrations.WebhookDelivery", "events": "integrations.WebhookEndpoint",
    "idempotency-keys": "workflow.IdempotencyRecord",
    "business-events": "integrations.InboundEvent", "business-event-types": "integrations.InboundEvent",
    "webhooks": "integrations.WebhookEndpoint", "work-orders": "dispatch.WorkOrder", "reports": "analytics.Report",
    "teams": "shifts.Team", "skills": "shifts.Skill", "shift-templates": "shifts.ShiftTemplate", "absences": "shifts.Absence",
    "shift-requests": "shifts.ShiftRequest", "business-calendars": "dispatch.BusinessCalendar", "sla-plans": "dispatch.SlaPlan",
    "contract-slas": "dispatch.ContractSla", "work-queues": "dispatch.WorkQueue",
    "key": "tenants.ApiKey", "exports": "workflow.Export", "bulk-acts": "workflow.BulkAct", "sites": "shifts.Site", "employees": "shifts.Employee", "shifts": "shifts.Shift", "clockings": "shifts.Clocking",
}  # fmt: skip
MUCH = settings(
    max_examples=4, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip


def document():
    return json.loads(contract()[0])


def operations():
    return [
        (path, method, told) for path, item in document()["paths"].items() for method, told in item.items() if method != "parameters"
    ]


@pytest.fixture
def _one_connection():
    """Requests come in this thread and inside the test's transaction: none may close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not-allowed"])
def test_every_answer_matches_the_published_document(mode):
    load_all_checks()
    own = books("acme", 110110)
    _key, secret = create_api_key("all", actor=make.system(own.company), at=AT, roles=["owner"])
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    with scope(own.company.pk), once(actor=make.system(own.company), at=AT, door="api", key="k 1/2", caller=f"key:{_key.prefix}", body={}) as slot:
        slot.keep({}, object_kind="client", object_id=1)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    checks = [
        not_a_server_error, openapi_checks.status_code_conformance, openapi_checks.content_type_conformance,
        openapi_checks.response_schema_conformance, openapi_checks.response_headers_conformance,
    ]  # fmt: skip
    if mode is GenerationMode.NEGATIVE:
        checks.append(openapi_checks.negative_data_rejection)
    seen = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        ids = [row.pk for row in own.rows.get(NOUNS[operation.path.split("/")[3]], ())] or [1]

        @MUCH
        @seed(7)
        @given(case=operation.as_strategy(generation_mode=mode), pk=st.sampled_from(ids))
        def tried(case, pk):
            if mode is GenerationMode.POSITIVE and "id" in (case.path_parameters or {}):
                case.path_parameters["id"] = pk
            if mode is GenerationMode.POSITIVE and "key" in (case.path_parameters or {}):
                case.path_parameters["key"] = "k 1/2"
            sent = headers
            if case.operation.path == "/api/v1/key/rotate":  # a key that ends its own secret is asked with no more
                sent = headers | {"Authorization": f"Bearer {create_api_key('other', actor=make.system(own.company), at=AT)[1]}"}
            answer = case.call(headers=sent)
            case.validate_response(answer, checks=checks, headers=sent)
            seen.add((case.operation.path, case.method, answer.status_code // 100))  # noqa: B023

        tried()
    assert len({(path, method) for path, method, _kind in seen}) == len(operations())
    if mode is GenerationMode.POSITIVE:
        read = {path for path, method, kind in seen if method == "GET" and kind == 2}
        # No contract of these books is for time and materials; tests/invoices/test_bill_hours_door.py has one that is.
        # Nor is a pack for the auditor made; tests/api/test_every_noun.py takes one.
        assert read | {"/api/v1/contracts/{id}/hours-to-bill", "/api/v1/audit-packs/{id}/pack.zip"} == {path for path, method, _told in operations() if method == "get"}


def test_the_document_is_openapi_3_1():
    """Its schemas are JSON Schema 2020-12, and each reference leads somewhere."""
    told = document()
    assert told["openapi"].startswith("3.1")
    for name, schema in told["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("description") or "enum" in schema or name.startswith("Paginated"), name
    references = [line.split('"')[3] for line in json.dumps(told, indent=0).splitlines() if '"$ref"' in line]
    assert references
    for reference in references:
        found = told
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    assert told["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_every_operation_says_what_it_does_and_how_it_refuses():
    for path, method, told in operations():
        assert told["summary"], (path, method)
        refusals = {"401", "403", "404", "422", "429"} | ({"400", "409", "413", "415", "503"} if method != "get" else set())
        assert refusals <= set(told["responses"]), (path, method)
        for status in refusals:
            assert told["responses"][status]["content"]["application/problem+json"], (path, method, status)
        if method != "get":
            assert len(told.get("description", "")) > 10, (path, method)
            assert "Idempotency-Key" in {given["name"] for given in told["parameters"]}
    ids = [told["operationId"] for _path, _method, told in operations()]
    assert len(ids) == len(set(ids))


def test_money_is_shown_by_example():
    schemas = document()["components"]["schemas"]
    for name, field in (("Invoice", "total"), ("Payment", "open"), ("Match", "amount"), ("StatementLine", "amount"), ("PairBodyRequest", "amount")):
        assert "1234.50" in schemas[name]["properties"][field]["examples"], name
    for path in ("clients", "invoices", "payments", "runs", "matches"):
        body = document()["paths"][f"/api/v1/{path}"]["post"]["requestBody"]["content"]["application/json"]
        assert body["examples"], path
