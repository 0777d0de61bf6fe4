"""Every form of the admin that is posted takes effect once: it carries a token, or stands here with the reason why it need not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse

from apps.contracts.models import Contract
from apps.integrations.models import InboundEvent, WebhookDelivery
from apps.invoices.models import Invoice
from apps.kernel.errors import Reason
from apps.payments.actions import keep_file, open_account
from apps.payments.models import BankAccount, Statement
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, RuleSet
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.actions import ask_export, import_table
from apps.workflow.models import BulkAct, Export, IdempotencyRecord, QuarantinedRow
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_every_noun import failed_notice
from tests.factories import AT, camt, events, integrations, providers
from tests.factories import approvals as approving
from tests.factories import contracts as agreed
from tests.factories import dispatch as orders
from tests.payments import test_columns as columns

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates" / "admin"
TOKEN = "a" * 32
_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
_HAS_TOKEN = re.compile(r'\{% form_token %\}|name="(form_)?token"')

# Forms without a token, by template and a piece of the form, and why.
NO_TOKEN = {
    ("pack_download.html", "auditpack_download"): "It gives a file and changes nothing; that it was taken is noted each time it is.",
    ("export_bar.html", "export_download"): "It gives a file and changes nothing; that it was taken is noted each time it is.",
    ("approval_queue.html", 'value="preview"'): "It shows what would be decided.",
    ("workbench.html", 'name="least"'): "It shows what would be accepted.",
    ("workbench.html", 'id="bench"'): "Its token comes with the line, in workbench_line.html.",
}
# Addresses of the admin that change nothing. (`payments_columns` puts a file by under its digest, the same one however often.)
READS = {
    "payments_columns",
    "as_of", "timeline", "rights", "table", "approvals_who", "contracts_contract_document", "shifts_mine", "dispatch_board", "dispatch_board_rows",
    "payments_bankaccount_continuity", "reconciliation_run_known", "reconciliation_run_csv", "reconciliation_run_xlsx", "analytics_report_file", "workflow_export_download",
    "journal_auditpack_download", "payments_providerpayment_ask",  # leads to the form
}  # fmt: skip
# Addresses whose forms call `run_once`, by the test that sends one twice.
BY_RUN_ONCE = "tests/workflow/test_ledger.py::test_a_double_click_in_the_admin_takes_effect_once"
RUN_ONCE = {
    "sharing", "unshare", "shifts_my_time", "shifts_roster", "shifts_shift_people", "shifts_shift_replace", "payments_payment_allocate",
    "invoices_invoice_credit", "integrations_webhookendpoint_replay", "reconciliation_match_by_hand",
}  # fmt: skip


def forms():
    for path in sorted(TEMPLATES.rglob("*.html")):
        for found in _FORM.finditer(path.read_text()):
            yield path.name, found[0]


def test_every_posted_form_of_the_templates_has_a_token_or_a_reason():
    used = set()
    for name, text in forms():
        if _HAS_TOKEN.search(text):
            continue
        reasons = [key for key in NO_TOKEN if key[0] == name and key[1] in text]
        assert reasons, f"{name}: a form that is posted without a token: {text[:160]}"
        used.update(reasons)
    assert used == set(NO_TOKEN), "reasons of forms that are no more"
    assert _HAS_TOKEN.search((TEMPLATES / "oblik" / "workbench_line.html").read_text())


def addresses():
    """The names of every address that our pages add to those of the framework."""
    for model, page in admin.site._registry.items():
        if not model.__module__.startswith("apps."):
            continue
        base = f"{page.opts.app_label}_{page.opts.model_name}"
        usual = {f"{base}_{name}" for name in ("changelist", "add", "history", "delete", "change", "do")}
        yield from (found.name for found in page.get_urls() if getattr(found, "name", None) and found.name not in usual)


def test_every_address_is_a_read_or_has_a_door_that_is_tried_below():
    plain = {name for name in addresses() if not any(name.endswith(f"_{read}") or name == read for read in READS)}
    known = {name for name in plain if any(name.endswith(f"_{known}") or name == known for known in RUN_ONCE)}
    assert plain - known == {name.partition("/")[0] for name in DOORS} - {"workflow_quarantinedrow_change", "payments_unreadfile_change", "invoices_invoice_changelist"}


def test_every_list_with_acts_on_chosen_rows_has_a_token():
    with_acts = [page for page in admin.site._registry.values() if getattr(page, "set_acts", ()) or getattr(page, "actions", ())]
    assert len([page for page in with_acts if "form_token" in page.action_form.base_fields]) >= 6
    assert all("form_token" in page.action_form.base_fields for page in with_acts if type(page).__module__.startswith("apps."))


# --- one of each door: the address, what is posted, and who posts it ---------------------------------
def _owner(company):
    return make.member(company, "owner")


def check(company):
    return reverse("admin:workflow_historycheck_now"), dict, _owner(company)


def export(company):
    asker = _owner(company)
    with scope(company.pk):
        row = ask_export("clients", "csv", actor=asker, at=AT, language="en", version="2026-01-01")
        Export.objects.update(started_at=F("created_at"), ended_at=F("created_at"), error="disk full")
    return reverse("admin:workflow_export_again", args=[row.pk]), dict, asker


def _bulk(company, **values):
    asker = _owner(company)
    with scope(company.pk):
        row = bulk.ask("invoices.submit", [make.draft(company, make.client(company)).pk], actor=asker, at=AT, wake=False)
        if values:
            BulkAct.objects.filter(pk=row.pk).update(**values)
    return row, asker


def cancel(company):
    row, asker = _bulk(company)
    return reverse("admin:workflow_bulkact_cancel", args=[row.pk]), dict, asker


def restart(company):
    row, asker = _bulk(company, state="failed", finished_at=AT)
    return reverse("admin:workflow_bulkact_restart", args=[row.pk]), dict, asker


def notice(company):
    return reverse("admin:workflow_notice_retry", args=[failed_notice(company, 1).pk]), dict, _owner(company)


def pack(company):
    return reverse("admin:journal_auditpack_make"), lambda: {"year": "2026"}, _owner(company)


def _rows(company):
    make.client(company, "A1")
    data = b"number,client_code,issue_date,currency,total\nX-2,A1,soon,UAH,10.00\n"
    import_table(data, "open.csv", door="import:invoices", actor=make.system(company), at=AT)
    with scope(company.pk):
        return QuarantinedRow.objects.get()


def discard_row(company):
    return reverse("admin:workflow_quarantinedrow_discard", args=[_rows(company).pk]), lambda: {"reason": "not ours"}, _owner(company)


def mend_row(company):
    row = _rows(company)
    cells = row.cells | {"issue_date": "2026-03-01", "row_version": row.version}
    return reverse("admin:workflow_quarantinedrow_change", args=[row.pk]), lambda: cells, _owner(company)


def retry_rows(company):
    row = _rows(company)
    return reverse("admin:workflow_quarantinedrow_retry"), lambda: {"door": row.door, "file": row.file_sha256}, _owner(company)


def mended_table(company):
    row = _rows(company)
    table = f"quarantined_row,number,client_code,issue_date,currency,total\n{row.pk},X-2,A1,2026-03-01,UAH,10.00\n".encode()
    return (
        reverse("admin:workflow_quarantinedrow_mended"),
        lambda: {"door": row.door, "file": row.file_sha256, "file_name": "m.csv"} | {"file": SimpleUploadedFile("m.csv", table)},
        _owner(company),
    )


def replay(company):
    with scope(company.pk):
        integrations.endpoint(company)
        make.client(company)
        integrations.told(company)
        row = WebhookDelivery.objects.first()
        WebhookDelivery.objects.filter(pk=row.pk).update(state="dead", due_at=None, ended_at=AT)
    return reverse("admin:integrations_webhookdelivery_replay", args=[row.pk]), dict, _owner(company)


def event(company):
    with scope(company.pk):
        row = events.received(company)
        InboundEvent.objects.filter(pk=row.pk).update(outcome="rejected", due_at=None, ended_at=AT)
    return reverse("admin:integrations_inboundevent_retry", args=[row.pk]), lambda: {"reason": "checked"}, _owner(company)


def _provider_event(name):
    def door(company):
        with scope(company.pk):
            shop, secret = providers.connection(company)
            row = providers.told(shop, providers.signed(secret, "payment.succeeded", reference="X-1", amount="100.001", currency="UAH"))
        return reverse(f"admin:payments_providerevent_{name}", args=[row.pk]), lambda: {"reason": "checked"}, _owner(company)

    return door


def _columns(company, **more):
    account = open_account(iban="26009", currency="UAH", actor=make.system(company), at=AT)
    return lambda: columns.chosen(account, save="1", name="Own", **more)


def columns_of_upload(company):
    person, posted = _owner(company), _columns(company)
    return columns.uploaded(browser_of(person)), posted, person


def columns_of_unread(company):
    posted = _columns(company)
    row = keep_file(columns.TABLE, "x.csv", [Reason("unreadable", "No.", "file")], actor=make.system(company), at=AT)
    return reverse("admin:payments_columns_unread", args=[row.pk]), posted, _owner(company)


def queue(company):
    make.member(company, "accountant")
    person = make.member(company, "approver")
    with scope(company.pk):
        approving.policy(company)
        asked = approving.submitted(company)
    return reverse("admin:approvals_queue"), lambda: {"request": asked.pk, "verdict": "approve", "comment": ""}, person


def upload(company):
    with scope(company.pk):
        row = agreed.active(company, make.client(company), "D-1")
    return reverse("admin:contracts_contract_upload", args=[row.pk]), lambda: {"file": SimpleUploadedFile("s.pdf", agreed.PDF + b"2")}, _owner(company)


def amend(company):
    with scope(company.pk):
        row = agreed.active(company, make.client(company), "D-1")
    person = _owner(company)
    address = reverse("admin:contracts_contract_amend", args=[row.pk])
    shown = browser_of(person).get(address).context["form"]
    form = {name: field.initial if field.initial is not None else "" for name, field in shown.fields.items()}
    form |= {name: value for name, value in shown.initial.items() if value is not None}
    with scope(company.pk):
        term = Contract.objects.get(pk=row.pk).terms.get()
    form.pop(f"term_{term.pk}_remove")
    form |= {"ends_before": "", "title": "Dearer", f"term_{term.pk}_amount": "1500"}
    return address, lambda: form, person


def dispatch(company):
    with scope(company.pk):
        orders.order(company, orders.queue(company))
    return reverse("admin:dispatch_board_dispatch"), dict, _owner(company)


def billing(company):
    return reverse("admin:invoices_billingrun_ask"), lambda: {"due_on": "2026-03-01", "is_trial": "on"}, _owner(company)


def hours(company):
    from tests.invoices.test_bill_hours_door import agreed as agreement_of

    agreement, _shift = agreement_of(company)
    days = {"starts_on": "2026-03-01", "before": "2026-04-01", "bill": "1"}
    return reverse("admin:invoices_billingrun_hours", args=[agreement.pk]), lambda: days, _owner(company)


def _file(company):
    open_account(iban="26009", currency="UAH", actor=make.system(company), at=AT)
    return keep_file(b"what;is;this\n1;2;3\n", "bank.csv", [Reason("unreadable", "No.", "file")], actor=make.system(company), at=AT)


def read_file(company):
    return reverse("admin:payments_unreadfile_change", args=[_file(company).pk]), lambda: {"account": "", "profile": ""}, _owner(company)


def discard_file(company):
    return reverse("admin:payments_unreadfile_discard", args=[_file(company).pk]), lambda: {"reason": "not ours"}, _owner(company)


def _proposals(company):
    """A run with settlements and a proposal."""
    payer = make.client(company, "ACME-1", edrpou="37631700")
    paid = make.issued(company, payer, "100.00")
    for _twin in range(2):
        make.issued(company, payer, "50.00")
    make.statement(company, camt([("100.00", paid.number), ("50.00", "Services. Payer 37631700")]))
    with scope(company.pk):
        run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
        execute(company.pk, run.pk)
    return run


def backtest(company):
    _proposals(company)
    with scope(company.pk):
        row = RuleSet.objects.order_by("-pk").first()
    return reverse("admin:reconciliation_ruleset_backtest", args=[row.pk]), dict, _owner(company)


def run_start(company):
    make.statement(company, camt([("1.00", "x")]))
    with scope(company.pk):
        account = BankAccount.objects.get()
    return reverse("admin:reconciliation_run_start"), lambda: {"account": account.pk, "starts_on": "", "ends_on": ""}, _owner(company)


def undo_many(company):
    run = _proposals(company)
    form = {"run": run.pk, "statement": "", "rule_set": "", "since": "", "reason": "wrong account"}
    return reverse("admin:reconciliation_match_undo_many"), lambda: form, _owner(company)


def accept_many(company):
    _proposals(company)
    with scope(company.pk):
        match = Match.objects.get(state="proposed")
    return reverse("admin:reconciliation_workbench"), lambda: {"act": "many", "matches": f"{match.pk},"}, _owner(company)


def report(company):
    ask = reverse("admin:analytics_report_ask", args=["receivables"])
    return ask, lambda: {"as_of": "2026-03-31", "client": ""}, _owner(company)


def own_report(company):
    payer = make.client(company)
    form = {"client": payer.pk, "since": "2026-02-01", "until": "2026-03-31", "contract": ""}
    return reverse("admin:analytics_report_ask", args=["statement"]), lambda: form, _owner(company)


def statement(company):
    data = camt([("1.00", "x")])
    return reverse("admin:payments_statement_import"), lambda: {"file": SimpleUploadedFile("s.xml", data), "account": "", "profile": ""}, _owner(company)


def _table(noun, table):
    def door(company):
        make.client(company, "A1")
        return reverse(f"admin:{noun}_import"), lambda: {"file": SimpleUploadedFile("t.csv", table), "import": "keep"}, _owner(company)

    return door


def set_act(company):
    row = make.draft(company, make.client(company))
    chosen = {"action": "invoices_submit", "_selected_action": [row.pk], "index": 0}
    return reverse("admin:invoices_invoice_changelist"), lambda: chosen, make.member(company, "accountant")


DOORS = {
    "workflow_historycheck_now": check, "workflow_export_again": export, "workflow_bulkact_cancel": cancel, "workflow_bulkact_restart": restart,
    "workflow_notice_retry": notice, "journal_auditpack_make": pack, "workflow_quarantinedrow_discard": discard_row,
    "workflow_quarantinedrow_change": mend_row, "workflow_quarantinedrow_retry": retry_rows, "workflow_quarantinedrow_mended": mended_table,
    "integrations_webhookdelivery_replay": replay, "integrations_inboundevent_retry": event, "approvals_queue": queue,
    "payments_columns_held": columns_of_upload, "payments_columns_unread": columns_of_unread,
    "payments_providerevent_retry": _provider_event("retry"), "payments_providerevent_ignore": _provider_event("ignore"),
    "contracts_contract_upload": upload, "contracts_contract_amend": amend, "dispatch_board_dispatch": dispatch, "invoices_billingrun_ask": billing,
    "invoices_billingrun_hours": hours, "payments_unreadfile_change": read_file, "payments_unreadfile_discard": discard_file,
    "reconciliation_ruleset_backtest": backtest, "reconciliation_run_start": run_start, "reconciliation_match_undo_many": undo_many,
    "reconciliation_workbench": accept_many, "analytics_report_ask": report, "analytics_report_ask/own": own_report, "payments_statement_import": statement,
    "clients_client_import": _table("clients_client", b"code,legal_name\nB1,Beta\n"),
    "invoices_invoice_import": _table("invoices_invoice", b"number,client_code,issue_date,currency,total\nX-1,A1,2026-03-01,UAH,10.00\nX-2,A1,soon,UAH,1\n"),
    "shifts_shift_import": _table("shifts_shift", b"site,date,begins,ends,role\nNONE,2026-03-31,08:00,16:00,Guard\n"), "invoices_invoice_changelist": set_act,
}  # fmt: skip


def rows():
    """How many rows there are of each model, but of the uses of keys again."""
    return {model: model._base_manager.count() for model in apps.get_models() if model.__module__.startswith("apps.") and model.__name__ != "IdempotencyReplay"}


@pytest.mark.parametrize("name", list(DOORS))
def test_two_clicks_take_effect_once_and_the_second_shows_what_came_of_the_first(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    acme = make.tenant("acme")
    address, posted, person = DOORS[name](acme)
    browser = browser_of(person)
    first = browser.post(address, posted() | {"form_token": TOKEN})
    assert first.status_code in (200, 302, 422), first.content.decode()[:2000]
    with scope(acme.pk):
        assert IdempotencyRecord.objects.filter(key=TOKEN, door="admin").exists(), first.content.decode()[-6000:]
    before = rows()
    again = browser.post(address, posted() | {"form_token": TOKEN})
    assert (again.status_code, again.get("Location")) == (first.status_code, first.get("Location"))
    assert rows() == before
    with scope(acme.pk):
        assert IdempotencyRecord.objects.get(key=TOKEN).replay_count == 1
    page = browser.get(again["Location"]) if again.status_code == 302 else again
    assert "This form was sent twice; it took effect once." in page.content.decode()
    browser.post(address, posted() | {"form_token": TOKEN, "odd": "1"})
    assert rows() == before, "sent with other values it does nothing"


@pytest.mark.parametrize("name", ["payments_statement_import", "invoices_invoice_import"])
def test_the_second_click_of_an_import_shows_the_report_of_the_first(name):
    acme = make.tenant("acme")
    address, posted, person = DOORS[name](acme)
    browser = browser_of(person)
    shown = [re.search(r'<section class="oblik-card" aria-live="polite">.*?</section>', browser.post(address, posted() | {"form_token": TOKEN}).content.decode(), re.DOTALL)[0] for _click in range(2)]
    assert shown[0] == shown[1] and "Imported" in shown[0]
    with scope(acme.pk):
        assert Statement.objects.count() + Invoice.objects.count() == 1


def test_the_tests_that_are_named_are_there():
    path, _, name = BY_RUN_ONCE.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text()
    for cited in re.findall(r"`(tests/[\w/]+(?:\.py)?)(?:::(\w+))?`", (ROOT / "docs/idempotency.md").read_text()):
        assert (ROOT / cited[0]).exists() and (not cited[1] or f"def {cited[1]}(" in (ROOT / cited[0]).read_text()), cited
