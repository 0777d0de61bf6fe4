"""Tenant walls and deny by default, over every address that there is: a new one is tried here without being named."""

from __future__ import annotations

import json

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from apps.tenants.models import Tenant
from apps.workflow.actions import create_api_key, update_member
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.walls import METHODS, body_for, books, routes, state_of, walk
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db
PUBLIC = {"schema", "docs", "nothing", "export-file"}
OWN_APPS = ("clients", "invoices", "payments", "reconciliation", "contracts", "approvals", "journal", "workflow", "tenants")


class Caller:
    """Somebody who asks: by session or by key."""

    def __init__(self, browser, secret=""):
        self.browser, self.browser.raise_request_exception = browser, False
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}

    def ask(self, route, pk, body):
        path = route.address.format(pk=pk)
        if route.action == "create" and route.model._meta.model_name == "statement":
            return self.browser.post(path, {"file": SimpleUploadedFile("s.xml", camt([("1.00", "x")]))}, **self.headers)
        if route.action == "attach":
            return self.browser.post(path, {"file": SimpleUploadedFile("s.pdf", b"%PDF-1.7\nnew\n%%EOF\n")}, **self.headers)
        sent = {} if route.method in ("get", "head") else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.browser, route.method)(path, **sent, **self.headers)

    def get(self, path):
        return self.browser.get(path, **self.headers)


def owner_of(company):
    return Caller(browser_of(make.member(company, "owner")))


def key_of(company, *roles):
    _key, secret = create_api_key("probe", actor=make.system(company), at=AT, roles=roles)
    return Caller(Browser(), secret)


@pytest.fixture
def theirs():
    return books("theirs", 990990)


@pytest.fixture
def ours():
    return books("ours", 110110)


def assert_says_nothing(answer, theirs, told):
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for mark in theirs.marks:
        assert mark.encode() not in text, told


@pytest.mark.parametrize("by", ["session", "key"])
def test_anothers_records_are_not_there_at_any_address_of_the_api(theirs, ours, by):
    caller = owner_of(ours.company) if by == "session" else key_of(ours.company, "owner", "accountant", "integration")
    before = state_of(theirs.company)
    for route in routes():
        if not route.of_one:
            continue
        for row in theirs.of(route.model):
            answer = caller.ask(route, row.pk, body_for(route, theirs))
            told = (route.method, route.address, answer.content)
            assert answer.status_code == 404, told
            assert_says_nothing(answer, theirs, told)
            absent = caller.ask(route, 10**15, body_for(route, theirs))
            assert (absent.status_code, problem_of(absent)) == (404, problem_of(answer)), told  # nothing tells which it was
    assert state_of(theirs.company) == before


def problem_of(answer):
    if not answer.content:
        return {}
    return {name: value for name, value in json.loads(answer.content).items() if name not in ("instance", "request_id")}


def test_bodies_that_name_anothers_records_are_refused(theirs, ours):
    """Our own record, or a new one, with their ids in the body."""
    caller, before = owner_of(ours.company), state_of(theirs.company)
    kept = state_of(ours.company)
    refused = 0
    for route in routes():
        body = body_for(route, theirs)
        named = body["items"][0] if route.action == "create_many" else body
        foreign = set(named) & {"ids", "client", "account", "line", "items", "allocation", "contract", "term", "taker", "site", "employee", "employees", "leaves", "comes", "calendar", "plan", "shift", "from_shift", "lines", "group", "member", "members"}
        if route.method == "post" and foreign:
            own = ours.rows.get(route.model._meta.label, [None])[0]
            answer = caller.ask(route, getattr(own, "pk", 1), body)
            each = route.action == "create_many" and answer.status_code == 200 and not json.loads(answer.content)["done"]
            assert each or answer.status_code in (404, 409, 422), (route, answer.content)
            assert_says_nothing(answer, theirs, route)
            refused += 1
    draft = ours.rows["invoices.Invoice"][0].pk
    moved = caller.browser.patch(
        f"/api/v1/invoices/{draft}", json.dumps({"client": theirs.rows["clients.Client"][0].pk}), content_type="application/json"
    )
    assert moved.status_code == 422 and refused >= 45
    assert (state_of(theirs.company), state_of(ours.company)) == (before, kept)


def test_lists_filters_and_searches_reach_nothing_of_anothers(theirs, ours):
    caller = owner_of(ours.company)
    for route in routes():
        if route.of_one or route.method != "get":
            continue
        assert_says_nothing(caller.get(f"{route.address}?limit=200"), theirs, route)
        filterset = next(p.callback.cls for path, p in walk("api/") if p.name == route.name).__dict__.get("filterset_class")
        for name, item in (filterset.base_filters if filterset else {}).items():
            for value in values_for(name, item, theirs):
                answer = caller.get(f"{route.address}?{name}={value}")
                assert answer.status_code in (200, 422), (route.address, name, answer.content)
                if answer.status_code == 200:
                    ids = {row["id"] for row in answer.json()["items"]}
                    assert not ids & {row.pk for row in theirs.of(route.model)}, (route.address, name, value)
                if name in ("client", "account", "run", "line", "statement", "search", "code", "iban", "contract", "owner", "giver", "taker", "document", "number"):
                    assert answer.status_code == 200
                    assert answer.json() == {"items": [], "next": None, "previous": None}, (route.address, name)
        for row in theirs.of(route.model)[:1]:  # their keys as a cursor shift our pages and show nothing
            assert_says_nothing(caller.get(f"{route.address}?after={cursor(row.pk + 1)}"), theirs, route)


def cursor(pk):
    from apps.api.platform.paging import _encode

    return _encode(pk)


def values_for(name, item, theirs):
    models = {"client": "clients.Client", "account": "payments.BankAccount", "run": "reconciliation.Run",
              "line": "payments.StatementLine", "statement": "payments.Statement", "contract": "contracts.Contract"}  # fmt: skip
    if name in models:
        return [row.pk for row in theirs.rows[models[name]]]
    if name == "document":
        return [row.about_id for row in theirs.rows["approvals.ApprovalRequest"]]
    texts = {"owner": ["owner@theirs.example"], "giver": ["owner@theirs.example"], "taker": ["owner@theirs.example"],
             "search": ["990990", "active-990990"], "code": ["active-990990"], "iban": ["2600-open-990990"]}
    return texts.get(name, ["true", "2026-03-31", "990990", "UAH", *(value for value, _label in item.extra.get("choices", ()))])


def test_anothers_records_are_not_there_at_any_address_of_the_admin(theirs, ours):
    caller = owner_of(ours.company)
    before, tried = state_of(theirs.company), 0
    for model, site in admin.site._registry.items():
        if model._meta.app_label not in OWN_APPS:
            continue
        rows = theirs.of(model)
        for pattern in site.get_urls():
            name, needed = pattern.name, set(pattern.pattern.converters)
            if not name or not needed & {"object_id", "run_id"}:
                continue
            acts = list(getattr(site, "buttons", {})) or ["void"]
            for row in rows:
                for act in acts if "act" in needed else [None]:
                    given = {"object_id": row.pk, "run_id": row.pk, "act": act}
                    path = reverse(f"admin:{name}", kwargs={key: given[key] for key in needed})
                    for method in ("get", "post"):
                        answer = getattr(caller.browser, method)(path, {"reason": "x", "post": "yes"} if method == "post" else {})
                        told = (method, path, answer.status_code)
                        # A redirect leads to the list, with a word that there is no such record.
                        assert answer.status_code in (302, 403, 404, 405), told
                        assert_says_nothing(answer, theirs, told)
                        if answer.status_code == 302:
                            assert_says_nothing(caller.browser.get(answer["Location"], follow=True), theirs, told)
                        tried += 1
        listed = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for query in ("", "?q=active-99099", f"?id__exact={rows[0].pk if rows else 0}", f"?id={rows[0].pk if rows else 0}"):
            assert_says_nothing(caller.browser.get(listed + query, follow=True), theirs, (listed, query))
        chosen = [str(row.pk) for row in rows]
        for action in ["delete_selected", *(site.actions or ())]:
            form = {"action": getattr(action, "__name__", action), "_selected_action": chosen, "reason": "x", "post": "yes", "confirmed": "yes"}
            answer = caller.browser.post(listed, form, follow=True)
            assert answer.status_code in (200, 403, 404), (listed, action)
            assert_says_nothing(answer, theirs, (listed, action))
    assert tried > 100
    assert state_of(theirs.company) == before


def test_autocomplete_offers_nothing_of_anothers(theirs, ours):
    caller = owner_of(ours.company)
    for model, site in admin.site._registry.items():
        for name in site.autocomplete_fields:
            query = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}&term=990990"
            answer = caller.get(f"/admin/autocomplete/?{query}")
            assert answer.status_code in (200, 403)
            assert_says_nothing(answer, theirs, query)


# A dispatcher decides what a policy asks of them, and lets another decide it; what they may do there has tests of its own.
OWN = {("dispatcher", "delegation"), ("dispatcher", "approvalrequest"), ("dispatcher", "workorder"), ("dispatcher", "shift"), ("dispatcher", "clocking"), ("dispatcher", "shifttemplate"), ("dispatcher", "absence"),
    ("dispatcher", "shiftrequest"), ("employee", "shiftrequest"), ("dispatcher", "site"), ("dispatcher", "workqueue"),
    ("auditor", "report"), ("auditor", "historycheck"), ("auditor", "auditpack"), ("auditor", "export")}

# A client's own people ask for work.
ASKS = {("client", "work-order-list", "post"), ("client", "work-order-create-many", "post")}


@pytest.mark.parametrize("role", ["auditor", "employee", "client", "dispatcher"])
def test_who_may_not_change_changes_nothing(ours, role):
    client = ours.rows["clients.Client"][0]
    caller = Caller(browser_of(make.member(ours.company, role, client_id=client.pk if role == "client" else None)))
    before = state_of(ours.company)
    for route in routes():
        if route.method in ("get", "head"):
            continue
        for row in ours.rows[route.model._meta.label] if route.of_one else [None]:
            if (role, route.model._meta.model_name) in OWN or (role, route.name, route.method) in ASKS:
                continue
            answer = caller.ask(route, getattr(row, "pk", None), body_for(route, ours))
            assert answer.status_code in (403, 404), (role, route.method, route.address, answer.content)
            assert answer["Content-Type"] == "application/problem+json"
    assert state_of(ours.company) == before


def test_an_auditor_changes_nothing_by_any_form_of_the_admin(ours):
    browser, before = browser_of(make.member(ours.company, "auditor")), state_of(ours.company)
    for model, site in admin.site._registry.items():
        if model._meta.app_label not in OWN_APPS:
            continue
        for pattern in site.get_urls():
            needed = set(pattern.pattern.converters)
            if not pattern.name or not needed <= {"object_id", "act"}:
                continue
            for row in ours.of(model) if needed else [None]:
                for act in list(getattr(site, "buttons", {})) or ["void"] if "act" in needed else [None]:
                    given = {"object_id": getattr(row, "pk", None), "act": act}
                    path = reverse(f"admin:{pattern.name}", kwargs={key: given[key] for key in needed})
                    answer = browser.post(path, {"reason": "x", "post": "yes", "name": "x", "notes": "x"})
                    assert answer.status_code in (200, 302, 403, 404, 405), path
    after = state_of(ours.company)
    asked = after.pop("workflow.HistoryCheck")  # to compare the books changes nothing in them
    assert asked == before.pop("workflow.HistoryCheck")  # one waits already
    assert after == before


OPEN = {("employee", "site"), ("employee", "team"), ("employee", "skill")}


@pytest.mark.parametrize("role", ["employee", "client"])
def test_who_may_not_look_is_shown_nothing(ours, role):
    with_client = make.client(ours.company, "MINE", legal_name="Mine alone")
    caller = Caller(browser_of(make.member(ours.company, role, client_id=with_client.pk if role == "client" else None)))
    for route in routes():
        if route.method != "get" or (role, route.model._meta.model_name) in OPEN:  # where they work, with whom, and what it takes, is no secret
            continue
        for row in ours.rows[route.model._meta.label] if route.of_one else [None]:
            answer = caller.ask(route, getattr(row, "pk", None), {})
            assert_says_nothing(answer, ours, route)
            assert answer.status_code in (403, 404) or answer.json()["items"] == [] or role == "client", route


def test_a_clients_own_user_sees_that_client_and_what_was_issued_to_it(ours):
    own = make.client(ours.company, "MINE", legal_name="Mine alone", notes="pays late", tags=["watch"], credit_limit_minor=5_000)
    make.draft(ours.company, own)
    owed = make.issued(ours.company, own, "12.00")
    caller = Caller(browser_of(make.member(ours.company, "client", client_id=own.pk)))
    assert [row["id"] for row in caller.get("/api/v1/clients").json()["items"]] == [own.pk]
    told = caller.get(f"/api/v1/clients/{own.pk}").json()
    assert told["legal_name"] == "Mine alone"
    assert not {"notes", "tags", "credit_limit"} & set(told)
    assert [row["id"] for row in caller.get("/api/v1/invoices").json()["items"]] == [owed.pk]  # a draft is not theirs yet
    foreign = ours.rows["invoices.Invoice"][1]
    for query in (f"client={foreign.client_id}", f"number={foreign.number}", "search=issued-110110", f"search={foreign.number}"):
        assert caller.get(f"/api/v1/invoices?{query}").json() == {"items": [], "next": None, "previous": None}, query
    assert caller.get(f"/api/v1/invoices/{foreign.pk}").status_code == 404
    closed = ("payments", "statements", "statement-lines", "matches", "runs", "bank-accounts", "tax-codes", "contacts", "amendments",
              "contract-documents", "approvals", "approval-requests", "approval-policies", "delegations")  # fmt: skip
    for noun in closed:
        assert caller.get(f"/api/v1/{noun}").status_code == 403


def test_the_anonymous_are_refused_everywhere_but_where_it_is_public(ours):
    nobody, before = Caller(Browser()), state_of(ours.company)
    for route in routes():
        pk = ours.of(route.model)[0].pk if route.of_one else None
        answer = nobody.ask(route, pk, body_for(route, ours))
        assert answer.status_code == 401, (route.method, route.address)
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert_says_nothing(answer, ours, route)
    named = {pattern.name for _path, pattern in walk("api/") if not hasattr(pattern.callback, "actions")}
    assert named == PUBLIC
    for path, pattern in walk("admin/"):
        concrete = path
        for key in pattern.pattern.converters:
            concrete = concrete.replace(next(part for part in path.split("/") if f":{key}>" in part).split("report")[0], "1")
        if "<" in concrete or "(" in concrete:
            continue
        for method in ("get", "post"):
            answer = getattr(nobody.browser, method)(f"/{concrete}")
            assert answer.status_code in (302, 301, 403, 404, 405) or concrete == "admin/jsi18n/", concrete
            if answer.status_code == 302 and "logout" not in concrete:
                assert answer["Location"].startswith(("/accounts/login/", "/admin/login/", "/accounts/password/change/")), (concrete, answer["Location"])
    assert state_of(ours.company) == before


def test_methods_that_an_address_does_not_have_are_refused(ours):
    caller = key_of(ours.company, "owner")
    known = {(route.address, route.method) for route in routes()}
    for address in {route.address for route in routes()}:
        for method in METHODS:
            if (address, method) in known or (method == "head" and (address, "get") in known):
                continue
            answer = getattr(caller.browser, method)(address.format(pk=1), **caller.headers)
            assert answer.status_code == 405, (method, address)
            assert answer["Allow"]


def test_a_session_changes_nothing_without_its_csrf_token(ours):
    browser, before = browser_of(make.member(ours.company, "owner")), state_of(ours.company)
    browser.handler.enforce_csrf_checks = True
    caller = Caller(browser)
    for route in routes():
        if route.method in ("post", "patch", "delete"):
            pk = ours.rows[route.model._meta.label][0].pk if route.of_one else None
            assert caller.ask(route, pk, body_for(route, ours)).status_code == 403, route
    assert state_of(ours.company) == before


def test_a_role_that_was_taken_away_stops_at_the_next_request(ours):
    clerk = make.member(ours.company, "accountant")
    caller = Caller(browser_of(clerk))
    assert caller.get("/api/v1/payments").status_code == 200
    update_member(clerk.membership_id, ["employee"], actor=make.system(ours.company), at=AT)
    assert caller.get("/api/v1/payments").status_code == 403
    Tenant.objects.filter(pk=ours.company.pk).update(is_active=False)
    assert caller.get("/api/v1/payments").status_code in (401, 403)


def test_a_key_of_a_company_that_is_closed_stops(ours):
    caller = key_of(ours.company, "owner")
    assert caller.get("/api/v1/clients").status_code == 200
    Tenant.objects.filter(pk=ours.company.pk).update(is_active=False)
    assert caller.get("/api/v1/clients").status_code == 401


def test_a_key_cannot_be_a_clients():
    from apps.kernel.errors import Invalid

    company = make.tenant("acme")
    for roles in (["client"], ["client", "integration"], [], ["king"]):
        with pytest.raises(Invalid):
            create_api_key("probe", actor=make.system(company), at=AT, roles=roles)
