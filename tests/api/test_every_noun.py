"""The nouns of the back office over the API, each through its life: what only people could do before, a program does."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.clients.models import Client
from apps.invoices.billing_runs import execute
from apps.journal.models import JournalEntry
from apps.journal.sealing import seal
from apps.reconciliation.actions import make_backtest
from apps.tenants.scope import scope
from apps.workflow.actions import make_audit_pack, run_history_check
from tests import factories as make
from tests.api.test_api import Partner
from tests.api.walls import POLICY, failed_notice
from tests.factories import AT, camt
from tests.factories import contracts as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return Partner(make.tenant("acme"), "owner")


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code), answer.content


def test_a_policy_is_drafted_changed_switched_on_revised_and_retired(owner):
    drafted = owner.call("post", "approval-policies", POLICY | {"code": "big", "currency": "UAH", "amount_from": "50000.00"})
    assert drafted.status_code == 201, drafted.content
    first = drafted.json()
    assert (first["state"], first["amount_from"], first["steps"][0]["role"]) == ("draft", "50000.00", "owner")
    steps = [{"who": "user", "user": "owner@acme.example", "sla_hours": 4}]
    changed = owner.call("patch", f"approval-policies/{first['id']}", {"steps": steps, "amount_below": "90000.50"})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["steps"][0]["user"], changed.json()["amount_below"]) == ("owner@acme.example", "90000.50")
    assert owner.call("post", f"approval-policies/{first['id']}/activate", {}).status_code == 409  # that person would approve what is their own
    make.member(owner.company, "owner")
    assert owner.call("patch", f"approval-policies/{first['id']}", {"steps": POLICY["steps"]}).json()["steps"][0]["user"] is None
    on = owner.call("post", f"approval-policies/{first['id']}/activate", {})
    assert on.json().get("state") == "active", [item["detail"] for item in on.json()["errors"]]
    assert owner.call("patch", f"approval-policies/{first['id']}", {"name": "x"}).status_code == 409
    assert owner.call("post", f"approval-policies/{first['id']}/revise", {}, if_match='"1"').status_code == 412
    draft = owner.call("post", f"approval-policies/{first['id']}/revise", {})
    assert (draft.status_code, draft.json()["number"], draft.json()["state"], len(draft.json()["steps"])) == (201, 2, "draft", 1)
    refused(owner.call("post", f"approval-policies/{first['id']}/revise", {}), 409, "draft_exists")
    assert owner.call("post", f"approval-policies/{first['id']}/retire", {}).json()["state"] == "retired"


def test_what_is_wrong_with_a_policy_is_told_at_its_place_in_the_body(owner):
    wrong = POLICY | {"code": "big", "currency": "UAH", "amount_from": "2.00", "amount_below": "1.00"}
    assert owner.call("post", "approval-policies", wrong).json()["errors"][0]["pointer"] == "/amount_below"
    lacking = POLICY | {"code": "big", "steps": [{"who": "role", "role": "owner"}, {"who": "user"}]}
    assert owner.call("post", "approval-policies", lacking).json()["errors"][0]["pointer"] == "/steps/1/user"
    nobody = POLICY | {"code": "big", "steps": [{"who": "user", "user": "nobody@acme.example"}]}
    assert owner.call("post", "approval-policies", nobody).json()["errors"][0]["pointer"] == "/steps/0/user"
    assert owner.call("post", "approval-policies", POLICY | {"code": "big", "amount_from": "2.00"}).json()["errors"][0]["code"] == "currency_needed"


def test_rules_are_drafted_tried_and_switched_on(owner):
    drafted = owner.call("post", "rule-sets", {"name": "Ours", "rules": [{"kind": "exact_reference", "auto_accept": 90}]})
    assert drafted.status_code == 201, drafted.content
    path = f"rule-sets/{drafted.json()['id']}"
    assert drafted.json()["rules"] == [{"kind": "exact_reference", "params": {}, "auto_accept": 90}]
    assert owner.call("post", f"{path}/activate", {}).status_code == 409
    asked = owner.call("post", f"{path}/back-tests", {})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert owner.call("post", f"{path}/back-tests", {}).json()["id"] == asked.json()["id"]
    make_backtest(owner.company.pk, asked.json()["id"], now=lambda: AT)
    told = owner.call("get", f"{path}/back-tests").json()["items"]
    assert [(item["state"], item["decision_count"], item["precision_percent"]) for item in told] == [("done", 0, None)]
    assert owner.call("post", f"{path}/activate", {}).json()["state"] == "active"
    assert owner.call("post", f"{path}/retire", {"reason": "worse"}).json()["state"] == "retired"
    unknown = owner.call("post", "rule-sets", {"name": "Ours", "rules": [{"kind": "guess"}]})
    assert unknown.status_code == 422 and "guess" in unknown.json()["errors"][0]["detail"]


def test_contracts_are_billed_by_a_run_and_tried_before(owner):
    contract = made.active(owner.company, make.client(owner.company), "D-1", [made.monthly()])
    asked = owner.call("post", "billing-runs", {"due_on": "2026-04-01"})
    assert (asked.status_code, asked.json()["trial"], asked.json()["state"]) == (202, True, "waiting")
    execute(owner.company.pk, asked.json()["id"])
    tried = owner.call("get", f"billing-runs/{asked.json()['id']}").json()
    assert (tried["state"], tried["invoice_count"], tried["totals"][0]["currency"]) == ("done", 1, "UAH")
    assert owner.call("get", f"billing-runs/{asked.json()['id']}/invoices").json()["items"] == []
    real = owner.call("post", "billing-runs", {"due_on": "2026-04-01", "trial": False}).json()["id"]
    execute(owner.company.pk, real)
    drafts = owner.call("get", f"billing-runs/{real}/invoices").json()["items"]
    assert [(row["state"], row["contract_reference"]) for row in drafts] == [("draft", contract.number)]
    refused(owner.call("post", "billing-runs", {"due_on": "2028-04-01", "trial": False}), 422, "too_far_ahead")


def test_a_month_is_closed_and_opened_again(owner):
    closed = owner.call("post", "accounting-periods", {"starts_on": "2026-01-01"})
    assert (closed.status_code, closed.json()["state"], closed.json()["ends_before"]) == (201, "closed", "2026-02-01")
    path = f"accounting-periods/{closed.json()['id']}"
    refused(owner.call("post", f"{path}/reopen", {}), 422, "required")
    assert owner.call("post", f"{path}/reopen", {"reason": "a late bill"}).json()["state"] == "open"
    assert owner.call("post", f"{path}/close", {}).json()["state"] == "closed"
    refused(owner.call("post", "accounting-periods", {"starts_on": "2026-01-02"}), 422, "month")
    assert owner.call("get", "accounting-periods?starts_on=2026-01-01").json()["items"][0]["state"] == "closed"


def test_a_tax_code_of_another_country_is_entered(owner):
    made = owner.call("post", "tax-codes", {"code": "DE19", "name": "USt 19 %", "rate_percent": "19.00", "category": "S", "starts_on": "2007-01-01"})
    assert (made.status_code, made.json()["rate_percent"]) == (201, "19.00")


def test_a_report_is_scheduled_changed_and_ended(owner):
    made = owner.call("post", "report-schedules", {"kind": "receivables", "cadence": "monthly", "month_day": 31, "at_time": "06:30"})
    assert (made.status_code, made.json()["at_time"]) == (201, "06:30")
    path = f"report-schedules/{made.json()['id']}"
    assert owner.call("patch", path, {"told_role": "owner"}).json()["told_role"] == "owner"
    assert owner.call("post", f"{path}/archive", {}).json()["state"] == "archived"
    refused(owner.call("post", "report-schedules", {"kind": "reconciliation"}), 422, "not_scheduled")


def test_people_come_change_and_go(owner):
    came = owner.call("post", "members", {"email": "Olena@example.com", "name": "Олена", "roles": ["accountant"]}, idempotency_key="m1")
    assert (came.status_code, came["Cache-Control"]) == (201, "no-store")
    assert len(came.json()["secret"]) > 10
    assert owner.call("post", "members", {"email": "Olena@example.com", "name": "Олена", "roles": ["accountant"]}, idempotency_key="m1").json()["secret"] is None
    path = f"members/{came.json()['id']}"
    assert owner.call("patch", path, {"department": "Sales", "roles": ["manager"]}).json()["roles"] == ["manager"]
    group = owner.call("post", "people-groups", {"name": "Sales", "members": [came.json()["id"]]}).json()
    assert [item["email"] for item in group["members"]] == ["olena@example.com"]
    assert owner.call("post", f"people-groups/{group['id']}/remove", {"member": came.json()["id"]}).json()["members"] == []
    assert owner.call("post", f"people-groups/{group['id']}/add", {"member": came.json()["id"]}).json()["members"][0]["member"] == came.json()["id"]
    assert owner.call("patch", f"people-groups/{group['id']}", {"name": "Key accounts"}).json()["name"] == "Key accounts"
    assert owner.call("post", f"{path}/revoke", {"reason": "left"}).json()["active"] is False
    last = owner.call("get", "members?active=true").json()["items"]
    refused(owner.call("post", f"members/{last[0]['id']}/revoke", {}), 409, "last_owner")


def test_only_an_owner_changes_people_keys_and_the_company(owner):
    clerk = Partner(owner.company, "accountant")
    for method, path, body in (
        ("post", "members", {"email": "x@example.com", "roles": ["owner"]}), ("post", "api-keys", {"name": "x"}), ("patch", "company", {"name": "x"}),
    ):  # fmt: skip
        assert clerk.call(method, path, body).status_code == 403, path
    assert clerk.call("get", "members").status_code == 403


def test_a_key_is_made_limited_rotated_and_revoked(owner):
    made = owner.call("post", "api-keys", {"name": "Warehouse", "networks": ["203.0.113.0/24"]})
    assert (made.status_code, made.json()["secret"].startswith("obk_")) == (201, True)
    path = f"api-keys/{made.json()['id']}"
    assert "secret" not in owner.call("get", path).json()
    limited = owner.call("patch", path, {"read_only": True}).json()
    assert (limited["read_only"], limited["networks"]) == (True, ["203.0.113.0/24"])  # what is left out stays
    assert owner.call("post", f"{path}/rotate", {"overlap_hours": 1}).json()["secret"] != made.json()["secret"]
    assert owner.call("post", f"{path}/revoke", {}).json()["revoked_at"]


def test_the_company_is_read_and_changed(owner):
    changed = owner.call("patch", "company", {"workday_starts_at": "08:30", "rule_precision_percent": "99.00", "days_off": ["2026-12-31"]})
    assert changed.status_code == 200, changed.content
    told = owner.call("get", "company").json()
    assert (told["workday_starts_at"], told["rule_precision_percent"], told["days_off"], told["slug"]) == ("08:30", "99.00", ["2026-12-31"], "acme")
    assert owner.call("patch", "company", {"time_zone": "Mars/Base"}).json()["errors"][0]["pointer"] == "/time_zone"


def test_an_account_is_added_to_a_client_and_taken_away(owner):
    row = make.client(owner.company)
    path, iban = f"clients/{row.pk}", "UA213223130000026007233566001"
    assert owner.call("post", f"{path}/add-iban", {"iban": "ua21 3223 1300 0002 6007 2335 6600 1"}).json()["ibans"] == [iban]
    assert owner.call("post", f"{path}/add-iban", {"iban": iban}).json()["ibans"] == [iban]
    assert owner.call("post", f"{path}/add-iban", {"iban": "UA00"}).status_code == 422
    assert owner.call("post", f"{path}/remove-iban", {"iban": iban}).json()["ibans"] == []


def test_a_record_is_shared_shown_and_taken_back(owner):
    row, person = make.client(owner.company), make.member(owner.company, "employee")
    path, email = f"clients/{row.pk}", person.label.removeprefix("user:")
    shared = owner.call("post", f"{path}/share", {"person": email, "permissions": ["update_client"], "last_on": "2999-12-31"})
    assert (shared.status_code, shared.json()["id"]) == (200, row.pk), shared.content
    told = owner.call("get", f"{path}/shares").json()["items"]
    assert [(item["person"], item["group"], item["last_on"], len(item["permissions"])) for item in told] == [(email, None, "2999-12-31", 2)]
    refused(owner.call("post", f"{path}/share", {}), 422, "one_holder")
    assert owner.call("post", f"{path}/unshare", {"person": email}).status_code == 200
    assert owner.call("get", f"{path}/shares").json() == {"items": []}
    refused(owner.call("post", f"{path}/unshare", {"person": email}), 409, "not_shared")


def test_lines_are_settled_together_foreseen_and_undone(owner):
    payer = make.client(owner.company)
    debts = [make.issued(owner.company, payer, amount) for amount in ("60.00", "40.00")]
    make.statement(owner.company, camt([("70.00", "a"), ("30.00", "b")]))
    lines = [row["id"] for row in owner.call("get", "statement-lines").json()["items"]]
    items = [{"invoice": row.pk, "amount": amount} for row, amount in zip(debts, ("60.00", "40.00"), strict=True)]
    before = owner.call("get", "matches/as-known").json()
    done = owner.call("post", "matches/together", {"lines": lines, "items": items}, idempotency_key="t1")
    assert (done.status_code, {row["state"] for row in done.json()["items"]}) == (201, {"accepted"}), done.content
    assert owner.call("post", "matches/together", {"lines": lines, "items": items}, idempotency_key="t1").json() == done.json()
    shown = owner.call("get", f"matches/undo-preview?statement={owner.call('get', 'statements').json()['items'][0]['id']}").json()
    assert (shown["count"], shown["money"], shown["ids"]) == (2, [{"currency": "UAH", "amount": "100.00"}], sorted(row["id"] for row in done.json()["items"]))
    for pk in shown["ids"]:
        assert owner.call("post", f"matches/{pk}/undo", {"reason": "x"}).status_code == 200
    assert owner.call("get", "matches/undo-preview").json()["count"] == 0
    assert owner.call("get", f"matches/as-known?sequence={before['sequence']}").json() == before
    assert owner.call("get", "matches/as-known?sequence=999999").status_code == 422
    assert owner.call("get", "matches/as-known?at=2026-01-01").status_code == 422


def test_a_payment_gives_all_invoices_back(owner):
    payer = make.client(owner.company)
    debts = [make.issued(owner.company, payer, "10.00") for _each in range(2)]
    paid = owner.call("post", "payments", {"amount": "20.00", "currency": "UAH", "client": payer.pk, "received_on": "2026-03-01"}).json()
    path = f"payments/{paid['id']}"
    assert owner.call("post", f"{path}/allocate", {"items": [{"invoice": row.pk, "amount": "10.00"} for row in debts]}).json()["open"] == "0.00"
    assert owner.call("post", f"{path}/release-all", {"reason": "wrong client"}, if_match='"1"').status_code == 412
    assert owner.call("post", f"{path}/release-all", {"reason": "wrong client"}).json()["open"] == "20.00"


def test_the_journal_its_seals_and_the_history_are_read(owner):
    row = make.client(owner.company)
    seal(owner.company.pk, at=AT)
    entry = owner.call("get", f"journal-entries?subject_kind=client&subject_id={row.pk}").json()["items"][0]
    assert (entry["type"], entry["payload"]["code"], len(entry["hash"])) == ("client.created", row.code, 64)
    assert owner.call("get", "seals").json()["items"][0]["last"] >= entry["sequence"]
    asked = owner.call("post", "history-checks", {})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    with scope(owner.company.pk):
        Client.objects.filter(pk=row.pk).update(notes="by hand")
    run_history_check(asked.json()["id"], actor=make.system(owner.company), now=lambda: AT)
    assert owner.call("get", f"history-checks/{asked.json()['id']}").json()["difference_count"] == 1
    found = owner.call("get", "history-differences?resolved=false").json()["items"]
    assert [(item["model"], item["row"], item["columns"]) for item in found] == [("clients.Client", row.pk, ["notes"])]
    assert owner.call("get", "history-differences?resolved=true").json()["items"] == []


def test_a_pack_is_made_and_taken_and_that_is_noted(owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = owner.call("post", "audit-packs", {"year": 2026})
    assert asked.status_code == 202, asked.content
    path = f"audit-packs/{asked.json()['id']}"
    refused(owner.call("get", f"{path}/pack.zip"), 409, "no_file")
    make_audit_pack(owner.company.pk, asked.json()["id"], now=lambda: AT + dt.timedelta(minutes=1))
    told = owner.call("get", path).json()
    assert told["state"] == "done", told
    taken = owner.call("get", f"{path}/pack.zip")
    assert (taken["Content-Type"], b"".join(taken.streaming_content)[:2]) == ("application/zip", b"PK")
    with scope(owner.company.pk):
        assert JournalEntry.objects.filter(type="audit_pack.downloaded").count() == 1


def test_a_mail_that_failed_is_tried_again(owner):
    failed = failed_notice(owner.company, 1)
    told = owner.call("post", f"notices/{failed.pk}/retry", {"reason": "the server is back"})
    assert (told.status_code, told.json()["state"]) == (200, "waiting")
    refused(owner.call("post", f"notices/{failed.pk}/retry", {}), 409, "none_failed")


def test_orders_of_a_queue_are_handed_out(owner):
    queue = owner.call("post", "work-queues", {"name": "All"}).json()["id"]
    assert owner.call("post", f"work-queues/{queue}/dispatch", {}).json() == {"assigned": 0, "waiting": 0}
