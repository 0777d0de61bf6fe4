"""Reports in the admin and over the API: asked for, read, taken away."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from apps.analytics import actions
from apps.analytics.models import Report, ReportSchedule
from apps.kernel import clock
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories.reports import books, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_a_statement_is_asked_for_from_the_clients_page_and_read_at_once(acme):
    one, _two = books(acme)
    browser = browser_of(make.member(acme, "accountant"))
    ask = reverse("admin:analytics_report_ask", args=["statement"])
    assert f"{ask}?client={one.pk}" in browser.get(reverse("admin:clients_client_change", args=[one.pk])).content.decode()
    assert browser.get(f"{ask}?client={one.pk}").status_code == 200
    page = browser.post(ask, {"client": one.pk, "since": "2026-02-01", "until": "2026-03-31", "contract": ""}, follow=True)
    text = page.content.decode()
    assert page.status_code == 200 and "UAH&nbsp;70.00" in text.replace("\u00a0", "&nbsp;") and "holds" in text
    made = Report.objects.get()
    for name, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF-")):
        answer = browser.get(reverse("admin:analytics_report_file", args=[made.pk, name]))
        assert b"".join(answer.streaming_content).startswith(start), name
        assert f"statement-2026-02-01-2026-03-31-{made.pk}.{name}" in answer["Content-Disposition"]
    assert browser.get(reverse("admin:analytics_report_file", args=[made.pk, "exe"])).status_code == 404


def test_a_report_that_a_worker_makes_shows_that_it_waits_and_then_its_bars(acme):
    books(acme)
    browser = browser_of(make.member(acme, "auditor"))
    page = browser.post(reverse("admin:analytics_report_ask", args=["receivables"]), {"as_of": "2026-03-31", "client": ""}, follow=True)
    assert 'data-refresh-seconds="2"' in page.content.decode()
    waiting = Report.objects.get()
    actions.make_report(acme.pk, waiting.pk, now=clock.now)
    text = browser.get(reverse("admin:analytics_report_change", args=[waiting.pk])).content.decode()
    assert '<div class="oblik-chart" role="img"' in text and 'style="width:100.0%"' in text and "data-refresh-seconds" not in text and waiting.label in text


def test_what_is_asked_wrongly_stands_beside_its_field(acme):
    browser = browser_of(make.member(acme, "accountant"))
    ask = reverse("admin:analytics_report_ask", args=["statement"])
    page = browser.post(ask, {"client": make.client(acme).pk, "since": "2026-03-31", "until": "2026-02-01", "contract": "no such"})
    assert page.status_code == 422 and set(page.context["form"].errors) == {"contract"}
    page = browser.post(ask, {"client": make.client(acme).pk, "since": "2026-03-31", "until": "2026-02-01", "contract": ""})
    assert set(page.context["form"].errors) == {"until"} and not Report.objects.exists()
    assert browser.get(reverse("admin:analytics_report_ask", args=["nonsense"])).status_code == 404


def test_schedules_are_kept_by_who_may_and_reports_shown_to_who_may(acme):
    books(acme)
    made = report(acme, "receivables", as_of="2026-03-31")
    values = {"kind": "receivables", "client": "", "cadence": "weekly", "at_time": "07:00", "weekday": "0", "month_day": "1", "told_role": ""}
    add = reverse("admin:analytics_reportschedule_add")
    assert browser_of(make.member(acme, "manager")).post(add, values).status_code == 302
    assert ReportSchedule.objects.count() == 1
    assert browser_of(make.member(acme, "auditor")).get(add).status_code == 403
    clerk = browser_of(make.member(acme, "dispatcher"))
    assert clerk.get(reverse("admin:analytics_report_change", args=[made.pk])).status_code == 403
    assert clerk.get(reverse("admin:analytics_report_file", args=[made.pk, "csv"])).status_code == 404


def test_over_the_api_a_clients_user_reads_their_own_statement(acme):
    one, two = books(acme)
    browser = browser_of(make.member(acme, "client", client_id=one.pk))
    period = "since=2026-02-01&until=2026-03-31"
    told = browser.get(f"/api/v1/clients/{one.pk}/statement?{period}").json()
    assert told["totals"] == [{"currency": "UAH", "opening": "100.00", "debit": "290.00", "credit": "320.00", "closing": "70.00"}]
    assert [line["what"] for line in told["lines"]][0] == "opening" and all(control["holds"] for control in told["controls"])
    assert browser.get(f"/api/v1/clients/{two.pk}/statement?{period}").status_code == 404
    assert browser.get(f"/api/v1/clients/{one.pk}/statement?since=2026-02-01").status_code == 422
    asked = browser.post("/api/v1/reports", json.dumps({"kind": "statement", "since": "2026-02-01", "until": "2026-03-31"}), content_type="application/json")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert browser.get(f"/api/v1/reports/{asked.json()['id']}").json()["rows"] == []
    actions.make_report(acme.pk, asked.json()["id"], now=clock.now)
    ready = browser.get(f"/api/v1/reports/{asked.json()['id']}").json()
    assert (ready["state"], ready["client"], len(ready["rows"])) == ("ready", one.pk, 9)
    theirs = report(acme, "receivables", as_of="2026-03-31", client=one.pk)
    assert browser.get(f"/api/v1/reports/{theirs.pk}").status_code == 404
    kinds = browser.get("/api/v1/reports/kinds").json()["items"]
    assert [kind["code"] for kind in kinds] == ["statement"]
