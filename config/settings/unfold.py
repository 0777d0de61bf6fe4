"""Look of the admin. Texts are lazy, addresses are resolved at the first request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _allowed(permission: str) -> Callable[[HttpRequest], bool]:
    def allowed(request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and (not permission or actor.may(permission) or _by_exception(request, permission))

    return allowed


def _by_exception(request: HttpRequest, permission: str) -> bool:
    """Whether single records of the kind are shared with the person. Asked once a request, and only of who may see no others."""
    from django.apps import apps

    from apps.tenants.permission import holds_exception, object_grants_of

    label, codename = permission.split(".")
    model = apps.get_model(label, codename.removeprefix("view_")) if codename.startswith("view_") else None
    if model is None or object_grants_of(model) is None:
        return False
    known = request.__dict__.setdefault("oblik_exceptions", {})
    if permission not in known:
        known[permission] = holds_exception(model, request.actor)  # type: ignore[attr-defined]
    return bool(known[permission])


def _group(title: Any, *items: tuple[Any, str, str, str]) -> dict[str, Any]:
    """A part of the sidebar; each item: text, symbol, name of its address, permission that shows it."""
    links = [reverse_lazy(link) for _text, _icon, link, _permission in items]
    _links.extend(links)
    return {
        "title": title,
        "items": [
            {"title": text, "icon": icon, "link": link, "permission": _allowed(permission), "active": _active(link)}
            for (text, icon, _name, permission), link in zip(items, links, strict=True)
        ],
    }


_links: list[Any] = []


def _active(link: Any) -> Callable[[HttpRequest], bool]:
    """Of the items whose address the page's begins with the longest is lit: the roster stands below the list of shifts. The home
    page, below which everything stands, is lit on itself only."""
    return lambda request: str(link) == _lit(request)


def _lit(request: HttpRequest) -> str:
    """The address of the item that is lit. Worked out once a request: each look at a lazy address makes it anew."""
    known = request.__dict__
    if "oblik_lit" not in known:
        home, *others = map(str, _links)
        below = [link for link in others if request.path.startswith(link)]
        known["oblik_lit"] = max(below, key=len, default=home if request.path == home else "")
    return str(known["oblik_lit"])


def _company(request: HttpRequest) -> str:
    tenant = getattr(request, "tenant", None)
    return tenant.name if tenant else ""


def _account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of the person's own name."""
    links = [(_("Companies"), "companies"), (_("Password"), "account_change_password"), (_("Second factor"), "mfa_index"), (_("Sessions"), "usersessions_list"), (_("Mails"), "notices")]
    return [{"title": text, "link": reverse_lazy(name)} for text, name in links]


UNFOLD = {
    "SITE_TITLE": "Oblik",
    "SITE_HEADER": "Oblik",
    "SITE_SUBHEADER": lambda request: _company(request) or _("Back office"),
    "SITE_URL": None,
    "SITE_SYMBOL": "receipt_long",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")},
    ],
    "ACCOUNT": {"navigation": _account_links},
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eef6f4",
            "100": "#d5e9e4",
            "200": "#aed5cb",
            "300": "#7fbaac",
            "400": "#539b8b",
            "500": "#388071",
            "600": "#2b675b",
            "700": "#25534a",
            "800": "#20433d",
            "900": "#1d3833",
            "950": "#0d201d",
        },
    },
    "STYLES": [lambda request: static("oblik/admin.css")],
    "DASHBOARD_CALLBACK": "apps.reconciliation.home.dashboard",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            _group(
                _("Today"),
                (_("Home"), "home", "admin:index", ""),
                (_("My shifts"), "today", "admin:shifts_mine", "shifts.view_shift"),
                (_("My approvals"), "task_alt", "admin:approvals_queue", "approvals.decide_request"),
            ),
            _group(
                _("Sales"),
                (_("Clients"), "groups", "admin:clients_client_changelist", "clients.view_client"),
                (_("Contracts"), "contract", "admin:contracts_contract_changelist", "contracts.view_contract"),
                (_("Amendments"), "edit_document", "admin:contracts_amendment_changelist", "contracts.view_amendment"),
                (_("Invoices"), "receipt_long", "admin:invoices_invoice_changelist", "invoices.view_invoice"),
                (_("Write-offs"), "money_off", "admin:invoices_writeoff_changelist", "invoices.view_writeoff"),
                (_("Billing runs"), "event_repeat", "admin:invoices_billingrun_changelist", "invoices.view_billingrun"),
                (_("Tax codes"), "percent", "admin:invoices_taxcode_changelist", "invoices.view_taxcode"),
                (_("Number series"), "tag", "admin:invoices_numberseries_changelist", "invoices.view_numberseries"),
            ),
            _group(
                _("Shifts"),
                (_("My time"), "timer", "admin:shifts_my_time", "shifts.clock"),
                (_("Roster"), "calendar_view_week", "admin:shifts_roster", "shifts.view_shift"),
                (_("Shifts"), "schedule", "admin:shifts_shift_changelist", "shifts.view_shift"),
                (_("Requests for shifts"), "swap_horiz", "admin:shifts_shiftrequest_changelist", "shifts.view_shiftrequest"),
                (_("Clockings"), "punch_clock", "admin:shifts_clocking_changelist", "shifts.view_clocking"),
                (_("Employees"), "badge", "admin:shifts_employee_changelist", "shifts.view_employee"),
                (_("Absences"), "event_busy", "admin:shifts_absence_changelist", "shifts.view_absence"),
                (_("Shift templates"), "event_note", "admin:shifts_shifttemplate_changelist", "shifts.view_shifttemplate"),
                (_("Sites"), "location_on", "admin:shifts_site_changelist", "shifts.view_site"),
                (_("Teams"), "group_work", "admin:shifts_team_changelist", "shifts.view_team"),
                (_("Skills"), "license", "admin:shifts_skill_changelist", "shifts.view_skill"),
            ),
            _group(
                _("Dispatch"),
                (_("Dispatch board"), "dashboard", "admin:dispatch_board", "dispatch.view_workorder"),
                (_("Work orders"), "assignment", "admin:dispatch_workorder_changelist", "dispatch.view_workorder"),
                (_("Work queues"), "low_priority", "admin:dispatch_workqueue_changelist", "dispatch.view_workqueue"),
                (_("Service level plans"), "speed", "admin:dispatch_slaplan_changelist", "dispatch.view_slaplan"),
                (_("Service levels of contracts"), "handshake", "admin:dispatch_contractsla_changelist", "dispatch.view_contractsla"),
                (_("Business calendars"), "calendar_month", "admin:dispatch_businesscalendar_changelist", "dispatch.view_businesscalendar"),
            ),
            _group(
                _("Bank"),
                (_("Statements"), "account_balance", "admin:payments_statement_changelist", "payments.view_statement"),
                (_("Unread files"), "unknown_document", "admin:payments_unreadfile_changelist", "payments.view_unreadfile"),
                (_("Mapping profiles"), "view_column", "admin:payments_statementprofile_changelist", "payments.view_statementprofile"),
                (_("Statement lines"), "list_alt", "admin:payments_statementline_changelist", "payments.view_statementline"),
                (_("Payments"), "payments", "admin:payments_payment_changelist", "payments.view_payment"),
                (_("Refunds"), "undo", "admin:payments_refund_changelist", "payments.view_refund"),
                (_("Payments at providers"), "credit_card", "admin:payments_providerpayment_changelist", "payments.view_providerpayment"),
                (_("Bank accounts"), "savings", "admin:payments_bankaccount_changelist", "payments.view_bankaccount"),
            ),
            _group(
                _("Reconciliation"),
                (_("Workbench"), "checklist", "admin:reconciliation_workbench", "reconciliation.view_match"),
                (_("Runs"), "play_circle", "admin:reconciliation_run_changelist", "reconciliation.view_run"),
                (_("Matches"), "join_inner", "admin:reconciliation_match_changelist", "reconciliation.view_match"),
                (_("Rule sets"), "rule", "admin:reconciliation_ruleset_changelist", "reconciliation.view_ruleset"),
                (_("Accounting periods"), "lock_clock", "admin:invoices_accountingperiod_changelist", "invoices.view_accountingperiod"),
            ),
            _group(
                _("Reports"),
                (_("Reports"), "summarize", "admin:analytics_report_changelist", "analytics.view_report"),
                (_("Report schedules"), "schedule_send", "admin:analytics_reportschedule_changelist", "analytics.view_reportschedule"),
            ),
            _group(
                _("Approvals"),
                (_("Requests"), "approval", "admin:approvals_approvalrequest_changelist", "approvals.view_approvalrequest"),
                (_("Policies"), "policy", "admin:approvals_approvalpolicy_changelist", "approvals.view_approvalpolicy"),
                (_("Who would approve"), "person_search", "admin:approvals_who", "approvals.view_approvalpolicy"),
                (_("Delegations"), "forward_to_inbox", "admin:approvals_delegation_changelist", "approvals.view_delegation"),
                (_("Mails"), "mail", "admin:workflow_notice_changelist", "workflow.view_notice"),
            ),
            _group(
                _("Records"),
                (_("Journal"), "history", "admin:journal_journalentry_changelist", "journal.view_journalentry"),
                (_("Seals"), "verified", "admin:journal_seal_changelist", "journal.view_seal"),
                (_("Audit packs"), "inventory_2", "admin:journal_auditpack_changelist", "journal.view_auditpack"),
                (_("History checks"), "rule_settings", "admin:workflow_historycheck_changelist", "workflow.view_historycheck"),
                (_("Exports"), "download", "admin:workflow_export_changelist", "workflow.view_export"),
                (_("Bulk acts"), "stacks", "admin:workflow_bulkact_changelist", "workflow.view_bulkact"),
                (_("Quarantine of imports"), "healing", "admin:workflow_quarantinedrow_changelist", "workflow.view_quarantinedrow"),
                (_("Idempotency keys"), "fact_check", "admin:workflow_idempotencyrecord_changelist", "workflow.view_idempotencyrecord"),
            ),
            _group(
                _("Integrations"),
                (_("Webhook endpoints"), "webhook", "admin:integrations_webhookendpoint_changelist", "integrations.view_webhookendpoint"),
                (_("Webhook deliveries"), "outgoing_mail", "admin:integrations_webhookdelivery_changelist", "integrations.view_webhookdelivery"),
                (_("Business events"), "move_to_inbox", "admin:integrations_inboundevent_changelist", "integrations.view_inboundevent"),
                (_("Payment providers"), "add_card", "admin:payments_providerconnection_changelist", "payments.view_providerconnection"),
                (_("Providers' messages"), "inbox", "admin:payments_providerevent_changelist", "payments.view_providerevent"),
            ),
            _group(
                _("Company"),
                (_("Settings"), "domain", "admin:tenants_tenant_changelist", "tenants.view_tenant"),
                (_("Members"), "group", "admin:tenants_membership_changelist", "tenants.view_membership"),
                (_("Groups of people"), "diversity_3", "admin:tenants_peoplegroup_changelist", "tenants.view_peoplegroup"),
                (_("API keys"), "key", "admin:tenants_apikey_changelist", "tenants.view_apikey"),
            ),
        ],
    },
}
