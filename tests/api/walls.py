"""What the wall tests share: a company with books of every noun, its state down to the last column, and every address of
the API and the admin as the URL configuration has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver

from apps.api.platform.versions import newest
from apps.approvals.models import ApprovalRequest
from apps.clients.actions import add_contact, record_interaction
from apps.contracts.models import ContractDocument
from apps.dispatch.actions import create_contract_sla
from apps.integrations.models import WebhookDelivery
from apps.invoices.actions import ask_billing, close_month, reopen_period
from apps.invoices.models import NumberSeries, TaxCode
from apps.journal.models import JournalEntry
from apps.journal.sealing import seal
from apps.payments.actions import send_sample
from apps.payments.models import Allocation, ProviderEvent, StatementLine
from apps.shifts.models import Clocking
from apps.tenants.models import Membership, Tenant
from apps.tenants.owned import TenantOwned
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.actions import (
    add_member,
    ask_audit_pack,
    ask_export,
    ask_history_check,
    create_api_key,
    create_group,
    make_export,
)
from apps.workflow.models import HistoryCheck, HistoryDifference, Notice, NoticeState
from tests import factories as make
from tests.factories import AT, events, reports
from tests.scenarios.transitions import MAKERS, stood_in

POLICY = {"name": "New", "kind": "invoice", "starts_on": "2026-01-01", "steps": [{"who": "role", "role": "owner"}]}
METHODS = ("get", "head", "post", "put", "patch", "delete")
STATES = {
    "clients.Client": ("active",), "invoices.Invoice": ("draft", "issued"), "payments.BankAccount": ("open",), "payments.StatementProfile": ("active",), "invoices.WriteOff": ("requested",),
    "payments.Statement": ("quarantined",), "payments.Payment": ("allocated",), "payments.Refund": ("in_approval",), "payments.ProviderConnection": ("active",), "payments.ProviderPayment": ("asked",), "reconciliation.Run": ("checked",),
    "reconciliation.Match": ("proposed", "accepted"),
    "contracts.Contract": ("draft", "active"), "contracts.Amendment": ("draft",),
    "dispatch.WorkOrder": ("queued", "assigned"), "approvals.ApprovalPolicy": ("draft", "active"), "approvals.RequestStep": ("open",), "approvals.Delegation": ("active",),
    "integrations.WebhookEndpoint": ("active",), "shifts.Site": ("active",), "shifts.Employee": ("active",), "shifts.Shift": ("published", "in_progress"),
    "shifts.ShiftTemplate": ("active",), "shifts.Absence": ("active",), "shifts.ShiftRequest": ("asked",), "shifts.Team": ("active",), "shifts.Skill": ("active",),
    "workflow.QuarantinedRow": ("waiting",), "payments.UnreadFile": ("waiting",),
    "reconciliation.RuleSet": ("draft", "active"), "analytics.ReportSchedule": ("active",),
    "dispatch.BusinessCalendar": ("active",), "dispatch.SlaPlan": ("active",), "dispatch.WorkQueue": ("active",),
}  # fmt: skip


@dataclass
class Books:
    """A company and one row or more of every noun. `marks`: words that nobody else's page may hold."""

    company: Tenant
    rows: dict[str, list[Any]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)

    def of(self, model: type[models.Model]) -> list[Any]:
        """The rows of a model, those of this company only."""
        with scope(self.company.pk):
            if issubclass(model, Tenant):
                return [self.company]
            return list(model._base_manager.filter(tenant_id=self.company.pk).order_by("-pk")[:2])


def books(slug: str, number: int) -> Books:
    """A company with rows in the states that acts start from; the number is part of all names."""
    company = make.tenant(slug)
    found = Books(company)
    with scope(company.pk):
        for label, states in STATES.items():
            assert label in MAKERS
            model = apps.get_model(label)
            found.rows[label] = [stood_in(model, state, company, number) for state in states]
        found.rows["payments.StatementLine"] = list(StatementLine.objects.all()[:2])
        found.rows["approvals.ApprovalRequest"] = list(ApprovalRequest.objects.filter(state="pending")[:1])
        found.rows["contracts.ContractDocument"] = list(ContractDocument.objects.all()[:2])
        payer = found.rows["clients.Client"][0]
        found.rows["clients.Contact"] = [add_contact(payer.pk, name=f"Ann {number}", actor=make.system(company), at=AT)]
        shop = found.rows["payments.ProviderConnection"][0]
        send_sample(shop.pk, actor=make.system(company), at=AT)
        found.rows["payments.ProviderEvent"] = list(ProviderEvent.objects.filter(connection=shop))
        found.rows["payments.Allocation"] = list(Allocation.objects.all()[:1])
        found.rows["integrations.WebhookDelivery"] = list(WebhookDelivery.objects.all()[:1])
        found.rows["dispatch.ContractSla"] = [
            create_contract_sla(found.rows["contracts.Contract"][1].pk, found.rows["dispatch.SlaPlan"][0].pk, actor=make.system(company), at=AT)
        ]
        found.rows["shifts.Clocking"] = list(Clocking.objects.all()[:2])
        found.rows["invoices.TaxCode"] = list(TaxCode.objects.all()[:1])
        found.rows["invoices.NumberSeries"] = list(NumberSeries.objects.all()[:1])
        found.rows["analytics.Report"] = [reports.report(company, "statement", client=payer.pk, since="2026-01-01", until="2026-03-31")]
        found.rows["integrations.InboundEvent"] = [events.received(company, number)]
        found.rows["invoices.AccountingPeriod"] = [close_month(dt.date(2020, month, 1), actor=make.system(company), at=AT) for month in (1, 2)]
        reopen_period(found.rows["invoices.AccountingPeriod"][1].pk, actor=make.system(company), at=AT, reason="x")
        found.rows["invoices.BillingRun"] = [ask_billing(dt.date(2026, 4, 1), actor=make.system(company), at=AT, is_trial=True)]
        found.rows["clients.Interaction"] = [record_interaction(payer.pk, happened_on=dt.date(2026, 3, 31), summary=f"Called {number}", actor=make.system(company), at=AT)]
        found.rows["workflow.HistoryCheck"] = [ask_history_check(actor=make.system(company), at=AT)]
        found.rows["workflow.HistoryDifference"] = [difference(company, found.rows["workflow.HistoryCheck"][0], number)]
        found.rows["journal.AuditPack"] = [ask_audit_pack(2026, actor=make.system(company), at=AT)]
        found.rows["workflow.Notice"] = [failed_notice(company, number)]
        found.rows["journal.JournalEntry"] = list(JournalEntry.objects.order_by("pk")[:2])
        found.rows["journal.Seal"] = [seal(company.pk, at=AT)]
        found.rows["tenants.Membership"] = [make.member(company, "approver").membership_id, make.member(company, "employee").membership_id]
        found.rows["tenants.Membership"] = list(Membership.objects.filter(pk__in=found.rows["tenants.Membership"]).order_by("-pk"))
        found.rows["tenants.PeopleGroup"] = [create_group(f"Group {number}", members=[found.rows["tenants.Membership"][0].pk], actor=make.system(company), at=AT)]
        found.rows["tenants.Tenant"] = [company]
        owner = make.system(company)
        export = ask_export("clients", "csv", actor=owner, at=AT, language="en", version=newest(), filters={"code": f"active-{number}"})
        found.rows["workflow.Export"] = [make_export(company.pk, export.pk, now=lambda: AT)]
        found.rows["workflow.BulkAct"] = [bulk.ask("invoices.submit", [found.rows["invoices.Invoice"][0].pk], actor=owner, at=AT)]
    key, _secret = create_api_key(f"Key {number}", actor=make.system(company), at=AT)
    found.rows["tenants.ApiKey"] = [key]
    found.marks = [str(number), f"owner@{slug}.example", key.prefix]
    return found


def difference(company: Tenant, check: HistoryCheck, number: int) -> HistoryDifference:
    """What a comparison found, that nothing else would put there."""
    return HistoryDifference.objects.create(
        tenant=company, model_label="clients.Client", row_id=number, what="columns", columns="notes", first_check=check, last_check=check,
        first_seen_at=AT, last_seen_at=AT, open_key=f"clients.Client:{number}:columns",
    )  # fmt: skip


def failed_notice(company: Tenant, number: int) -> Notice:
    """A mail that no server took."""
    person = make.member(company, "owner")
    with scope(company.pk):
        return Notice.objects.create(
            tenant=company, sequence=number, person_id=person.user_id, kind="invoice.issued", about_id=1, created_at=AT, send_at=AT, ended_at=AT, error="x",
            state=NoticeState.FAILED,
        )  # fmt: skip


def state_of(company: Tenant) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the company, its history and its journal included."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = {item.name for item in model._meta.concrete_fields}
        if "tenant" not in names or model._meta.label == "workflow.IdempotencyRecord":
            continue
        columns = [item.attname for item in model._meta.concrete_fields if item.name not in ("last_used_at", "last_used_from", "last_login")]
        rows = models.QuerySet(model).filter(tenant_id=company.pk).values_list(*columns)
        found[model._meta.label] = sorted(rows, key=repr)
    assert found[JournalEntry._meta.label]
    assert any(issubclass(apps.get_model(label), TenantOwned) for label in found)
    return found


def walk(prefix: str) -> Iterator[tuple[str, URLPattern]]:
    """Every (address, pattern) below the prefix."""

    def inside(resolver: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
        for item in resolver.url_patterns:
            path = before + str(item.pattern)
            if hasattr(item, "url_patterns"):
                yield from inside(item, path)
            elif path.startswith(prefix):
                yield path, item

    return inside(get_resolver(), "")


@dataclass(frozen=True)
class Route:
    """One address of the API and one method of it."""

    name: str
    method: str
    address: str
    action: str
    model: type[models.Model]

    @property
    def of_one(self) -> bool:
        return "{pk}" in self.address


def routes() -> list[Route]:
    """Every method of every noun's address."""
    found = []
    for path, pattern in walk("api/"):
        actions = getattr(pattern.callback, "actions", None)
        if not actions:
            continue
        address = "/" + path.replace("^", "").replace("$", "").replace("\\Z", "").replace("(?P<pk>[1-9][0-9]{0,17})", "{pk}").replace("\\.", ".")
        for method, action in actions.items():
            found.append(Route(str(pattern.name), method, address, action, pattern.callback.cls.model))
    assert len(found) >= 108
    assert not [route for route in found if "(" in route.address or "\\" in route.address]
    return found


def body_for(route: Route, own: Books) -> dict[str, Any]:
    """A body that the route takes, of the records of the books."""
    client, invoice = own.rows["clients.Client"][0].pk, own.rows["invoices.Invoice"][1].pk
    account, line = own.rows["payments.BankAccount"][0].pk, own.rows["payments.StatementLine"][0].pk
    allocation = own.rows["payments.Allocation"][0].pk
    site, person = own.rows["shifts.Site"][0].pk, own.rows["shifts.Employee"][0].pk
    sharing = {"group": own.rows["tenants.PeopleGroup"][0].pk}
    with scope(own.company.pk):
        term = own.rows["contracts.Contract"][1].terms.get(kind="milestone").pk
    bodies: dict[tuple[str, str], dict[str, Any]] = {
        ("client", "create"): {"code": "NEW", "legal_name": "New"},
        ("client", "partial_update"): {"notes": "x"},
        ("webhookendpoint", "create"): {"name": "NEW", "url": "https://hooks.example.com/", "types": ["invoice.issued"]},
        ("webhookendpoint", "partial_update"): {"ordered": True},
        ("webhookendpoint", "send_sample"): {"type": "invoice.issued"},
        ("webhookendpoint", "replay"): {"first": 1, "last": 1},
        ("webhookendpoint", "reconcile"): {"endpoint": own.rows["integrations.WebhookEndpoint"][0].pk, "ranges": [{"after": 0, "until": 9, "digest": "0" * 64}]},
        ("client", "add_contact"): {"name": "Ann"},
        ("client", "record_interaction"): {"happened_on": "2026-03-31", "summary": "Called"},
        ("contact", "partial_update"): {"name": "Bob"},
        ("contract", "create"): {"client": client, "number": "NEW", "title": "New", "starts_on": "2026-04-01"},
        ("contract", "partial_update"): {"title": "x"},
        ("contract", "activate"): {"signed_on": "2026-03-31"},
        ("contract", "terminate"): {"effective_on": "2026-03-31", "reason": "x"},
        ("contract", "reach"): {"term": term},
        ("amendment", "create"): {"contract": own.rows["contracts.Contract"][1].pk, "title": "x", "change": {"title": "x"}},
        ("amendment", "partial_update"): {"title": "x"},
        ("delegation", "create"): {"taker": f"owner@{own.company.slug}.example", "starts_on": "2026-04-01", "ends_before": "2027-04-01"},
        ("workorder", "create"): {"client": client, "queue": own.rows["dispatch.WorkOrder"][0].queue_id, "title": "New"},
        ("workorder", "partial_update"): {"title": "x"},
        ("workorder", "assign"): {"employee": own.rows["dispatch.WorkOrder"][1].employee_id, "reason": "x"},
        ("invoice", "create"): {"client": client, "lines": []},
        ("invoice", "partial_update"): {"note": "x"},
        ("invoice", "destroy"): {},
        ("invoice", "credit"): {"reason": "x", "lines": [{"position": 1, "amount": "1.00"}]},
        ("bankaccount", "create"): {"iban": "26009", "currency": "UAH"},
        ("bankaccount", "partial_update"): {"name": "x"},
        ("payment", "create"): {"amount": "1.00", "currency": "UAH", "client": client},
        ("payment", "allocate"): {"items": [{"invoice": invoice, "amount": "1.00"}]},
        ("payment", "deallocate"): {"allocation": allocation, "reason": "x"},
        ("payment", "refund"): {"reason": "x", "method": "cash"},
        ("providerconnection", "create"): {"kind": "generic", "name": "NEW", "account": account},
        ("providerconnection", "partial_update"): {"name": "x"},
        ("providerpayment", "create"): {"invoice": invoice, "connection": own.rows["payments.ProviderConnection"][0].pk, "reference": "new"},
        ("providerpayment", "match"): {"payment": own.rows["payments.Payment"][0].pk},
        ("run", "create"): {"account": account},
        ("inboundevent", "create"): events.told("new"),
        ("report", "create"): {"kind": "receivables", "as_of": "2026-03-31", "client": client},
        ("shift", "create"): {"site": site, "role": "Guard", "starts_at": "2026-04-01T08:00:00Z", "ends_at": "2026-04-01T16:00:00Z"},
        ("shift", "partial_update"): {"note": "x"},
        ("shift", "assign"): {"employees": [person]},
        ("shift", "unassign"): {"employees": [person]},
        ("clocking", "create"): {"employee": person, "kind": "in", "at": "2026-03-31T08:00:00Z"},
        ("shift", "replace"): {"leaves": person, "comes": person},
        ("shift", "move"): {"employee": person, "from_shift": max(row.pk for row in own.rows["shifts.Shift"]) + 1000},
        ("site", "create"): {"code": "NEW", "name": "New", "time_zone": "Europe/Kyiv", "client": client},
        ("site", "partial_update"): {"address": "x"},
        ("site", "roll_out"): {"begins": "2026-04-06", "before": "2026-04-13"},
        ("site", "copy_roster"): {"begins": "2026-04-06", "before": "2026-04-13", "to": "2026-04-13"},
        ("site", "publish_roster"): {"begins": "2026-04-06", "before": "2026-04-13"},
        ("team", "create"): {"code": "NEW", "name": "New", "site": site},
        ("team", "partial_update"): {"name": "x"},
        ("skill", "create"): {"code": "NEW", "name": "New"},
        ("skill", "partial_update"): {"name": "x"},
        ("employee", "create"): {"code": "NEW", "name": "New", "site": site, "hired_on": "2026-04-01"},
        ("employee", "partial_update"): {"phone": "x"},
        ("employee", "set_hour_cost"): {"hour_cost": "1.00"},
        ("shifttemplate", "create"): {"code": "NEW", "site": site, "role": "Guard", "begins": "08:00", "ends": "16:00"},
        ("shifttemplate", "partial_update"): {"role": "x"},
        ("absence", "create"): {"employee": person, "kind": "sick", "starts_on": "2027-04-01", "ends_before": "2027-04-02"},
        ("shiftrequest", "create"): {"kind": "take", "shift": own.rows["shifts.Shift"][0].pk, "employee": person},
        ("businesscalendar", "create"): {"name": "New"},
        ("businesscalendar", "partial_update"): {"name": "x"},
        ("slaplan", "create"): {"name": "New", "calendar": own.rows["dispatch.BusinessCalendar"][0].pk},
        ("slaplan", "partial_update"): {"name": "x"},
        ("contractsla", "create"): {"contract": own.rows["contracts.Contract"][0].pk, "plan": own.rows["dispatch.SlaPlan"][0].pk},
        ("contractsla", "partial_update"): {"plan": own.rows["dispatch.SlaPlan"][0].pk},
        ("workqueue", "create"): {"name": "New", "plan": own.rows["dispatch.SlaPlan"][0].pk, "site": site},
        ("workqueue", "partial_update"): {"name": "x"},
        ("contract", "bill"): {"before": "2026-04-01"},
        ("quarantinedrow", "partial_update"): {"cells": {"number": "X-9"}},
        ("unreadfile", "retry"): {"account": account},
        ("taxcode", "end"): {"ends_before": "2031-01-01"},
        ("taxcode", "create"): {"code": "NEW", "name": "New", "rate_percent": "7.00", "category": "S", "starts_on": "2026-01-01"},
        ("billingrun", "create"): {"due_on": "2026-04-01"},
        ("accountingperiod", "create"): {"starts_on": "2025-02-01"},
        ("approvalpolicy", "create"): POLICY | {"code": "NEW"},
        ("approvalpolicy", "partial_update"): {"name": "x"},
        ("ruleset", "create"): {"name": "NEW", "rules": [{"kind": "exact_reference"}]},
        ("ruleset", "backtest"): {},
        ("reportschedule", "create"): {"kind": "receivables", "client": client},
        ("reportschedule", "partial_update"): {"told_role": "owner"},
        ("membership", "create"): {"email": "new@example.com", "roles": ["employee"]},
        ("membership", "partial_update"): {"department": "x"},
        ("peoplegroup", "create"): {"name": "NEW", "members": [own.rows["tenants.Membership"][1].pk]},
        ("peoplegroup", "partial_update"): {"name": "x"},
        ("peoplegroup", "add"): {"member": own.rows["tenants.Membership"][1].pk},
        ("peoplegroup", "remove"): {"member": own.rows["tenants.Membership"][0].pk},
        ("apikey", "create"): {"name": "NEW"},
        ("apikey", "partial_update"): {"read_only": True},
        ("tenant", "change"): {"name": "x"},
        ("historycheck", "create"): {},
        ("auditpack", "create"): {"year": 2026},
        ("workqueue", "hand_out"): {},
        ("client", "add_iban"): {"iban": "UA213223130000026007233566001"},
        ("client", "remove_iban"): {"iban": "UA213223130000026007233566001"},
        ("client", "share"): sharing, ("contract", "share"): sharing, ("invoice", "share"): sharing,
        ("client", "unshare"): sharing, ("contract", "unshare"): sharing, ("invoice", "unshare"): sharing,
        ("match", "settle"): {"lines": [line], "items": [{"invoice": invoice, "amount": "1.00"}]},
        ("statementprofile", "create"): {"name": "New", "body": {"columns": {"date": "Day", "amount": "Sum"}}},
        ("export", "create"): {"noun": "invoices", "format": "csv"},
        ("bulkact", "create"): {"noun": "invoices", "verb": "submit", "filters": {"client": str(client)}},
        ("match", "create"): {"line": line, "items": [{"invoice": invoice, "amount": "1.00"}]},
    }
    noun = str(route.model._meta.model_name)
    if route.action == "create_many":
        return {"items": [bodies[(noun, "create")]]}
    if route.action.endswith("_many"):
        return {"ids": [row.pk for row in own.rows[route.model._meta.label]], "reason": "x"}
    return bodies.get((noun, route.action), {"reason": "x"})


class NounRows:
    """One more row of a noun at a time."""

    LABELS = {
        "clients": ("clients.Client", "active"), "invoices": ("invoices.Invoice", "issued"), "write-offs": ("invoices.WriteOff", "requested"), "tax-codes": ("clients.Client", "active"), "number-series": ("clients.Client", "active"),
        "bank-accounts": ("payments.BankAccount", "open"), "statements": ("payments.Statement", "quarantined"), "statement-profiles": ("payments.StatementProfile", "active"),
        "statement-lines": ("reconciliation.Match", "proposed"), "payments": ("payments.Payment", "allocated"),
        "refunds": ("payments.Refund", "approved"), "runs": ("reconciliation.Run", "checked"), "matches": ("reconciliation.Match", "accepted"),
        "contracts": ("contracts.Contract", "active"), "amendments": ("contracts.Amendment", "draft"), "work-orders": ("dispatch.WorkOrder", "queued"),
        "approval-policies": ("approvals.ApprovalPolicy", "active"), "approval-requests": ("approvals.ApprovalRequest", "pending"),
        "delegations": ("approvals.Delegation", "active"),
        "sites": ("shifts.Site", "active"), "employees": ("shifts.Employee", "active"), "shifts": ("shifts.Shift", "planned"),
        "clockings": ("shifts.Shift", "in_progress"), "teams": ("shifts.Team", "active"), "skills": ("shifts.Skill", "active"),
        "shift-templates": ("shifts.ShiftTemplate", "active"), "absences": ("shifts.Absence", "active"), "shift-requests": ("shifts.ShiftRequest", "asked"),
        "business-calendars": ("dispatch.BusinessCalendar", "active"), "sla-plans": ("dispatch.SlaPlan", "active"), "work-queues": ("dispatch.WorkQueue", "active"), "reports": ("clients.Client", "active"),
        "quarantined-rows": ("workflow.QuarantinedRow", "waiting"), "unread-files": ("payments.UnreadFile", "waiting"),
        "business-events": ("clients.Client", "active"), "interactions": ("clients.Client", "active"), "billing-runs": ("clients.Client", "active"),
        "accounting-periods": ("invoices.AccountingPeriod", "closed"), "rule-sets": ("reconciliation.RuleSet", "draft"),
        "report-schedules": ("analytics.ReportSchedule", "active"), "members": ("clients.Client", "active"), "people-groups": ("clients.Client", "active"),
        "api-keys": ("clients.Client", "active"), "journal-entries": ("clients.Client", "active"), "notices": ("clients.Client", "active"),
        "provider-connections": ("payments.ProviderConnection", "active"), "provider-payments": ("payments.ProviderPayment", "asked"),
    }  # fmt: skip

    def __init__(self, company: Tenant) -> None:
        self.company, self.number = company, 100

    def add(self, noun: str) -> None:
        """Makes one by acts."""
        label, state = self.LABELS[noun]
        self.number += 1
        with scope(self.company.pk):
            made = stood_in(apps.get_model(label), state, self.company, self.number)
            if noun == "business-events":
                events.received(self.company, self.number)
            how = {"actor": make.system(self.company), "at": AT}
            if noun == "interactions":
                record_interaction(made.pk, happened_on=dt.date(2026, 3, 31), summary="x", **how)
            if noun == "billing-runs":
                ask_billing(dt.date(2026, 4, 1), is_trial=True, **how)
            if noun in ("members", "people-groups"):
                member, _password = add_member(f"m{self.number}@example.com", ["employee"], **how)
                create_group(f"G{self.number}", members=[member.pk], **how)
            if noun == "api-keys":
                create_api_key(f"K{self.number}", **how)
            if noun == "number-series":
                NumberSeries.objects.create(tenant=self.company, series=f"S{self.number}", year=2026)
            if noun == "notices":
                failed_notice(self.company, self.number)
            if noun == "reports":
                reports.report(self.company, "statement", client=made.pk, since="2026-01-01", until="2026-03-31")
