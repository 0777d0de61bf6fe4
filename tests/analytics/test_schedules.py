"""Schedules: when, over which days, once, and who is told."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from apps.analytics import actions
from apps.analytics.actions.schedules import ask_due_reports
from apps.analytics.due import last_due, params_of
from apps.analytics.kinds import get_kind
from apps.analytics.models import Report, ReportSchedule
from apps.journal.consumers import consume
from apps.kernel.errors import Invalid, NotPermitted
from apps.tenants.scope import scope
from apps.workflow import notices
from apps.workflow.models import Notice
from tests import factories as make
from tests.factories import AT
from tests.factories.reports import books, schedule

KYIV = ZoneInfo("Europe/Kyiv")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=KYIV).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("values", "now", "due", "since", "until", "as_of"),
    [
        ({"cadence": "daily"}, "2026-03-31 06:59", "2026-03-30 07:00", "2026-03-29", "2026-03-29", "2026-03-29"),
        ({"cadence": "daily"}, "2026-03-31 07:00", "2026-03-31 07:00", "2026-03-30", "2026-03-30", "2026-03-30"),
        ({"cadence": "weekly", "weekday": 2}, "2026-03-31 12:00", "2026-03-25 07:00", "2026-03-16", "2026-03-22", "2026-03-24"),
        ({"cadence": "monthly", "month_day": 31}, "2026-03-30 12:00", "2026-02-28 07:00", "2026-01-01", "2026-01-31", "2026-02-27"),
        ({"cadence": "monthly", "month_day": 1}, "2026-04-01 07:00", "2026-04-01 07:00", "2026-03-01", "2026-03-31", "2026-03-31"),
    ],
)
def test_when_it_is_due_and_over_which_days(values, now, due, since, until, as_of):
    row = ReportSchedule(kind="statement", client_id=1, **values)
    moment = last_due(row, at(now), KYIV)
    assert moment == at(due)
    found = params_of(row, get_kind("statement"), moment, zone=KYIV)
    assert (found["since"].isoformat(), found["until"].isoformat(), found["client"]) == (since, until, 1)
    assert params_of(row, get_kind("receivables"), moment, zone=KYIV)["as_of"].isoformat() == as_of


@pytest.fixture
def acme(db):
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_each_moment_makes_one_report_and_tells_who_may_see_it(acme, settings):
    books(acme)
    accountant, _clerk = make.member(acme, "accountant"), make.member(acme, "dispatcher")
    schedule(acme, told_role="accountant", cadence="daily")
    assert ask_due_reports(acme.pk, at=AT) == []  # it was due before there was a schedule
    morning = at("2026-04-01 07:01")
    asked = ask_due_reports(acme.pk, at=morning)
    assert [row.params for row in asked] == [{"as_of": "2026-03-31"}] and ask_due_reports(acme.pk, at=morning) == []
    done = actions.make_report(acme.pk, asked[0].pk, now=lambda: morning)
    assert done.holds and done.due_at == at("2026-04-01 07:00")
    while consume(acme.pk, "reports_mail", now=morning):
        pass
    assert [row.person_id for row in Notice.objects.filter(kind="report.ready")] == [accountant.user_id]
    assert notices.send(acme.pk, accountant.user_id, at=morning) == 1
    assert f"/admin/analytics/report/{done.pk}/change/" in mail.outbox[-1].body
    assert "150" not in mail.outbox[-1].body.split("/admin/")[0]  # no figures in a mail


def test_a_pause_is_made_up_for_once_and_an_archived_schedule_is_silent(acme):
    row = schedule(acme, cadence="daily")
    assert len(ask_due_reports(acme.pk, at=at("2026-04-10 12:00"))) == 1
    actions.archive_schedule(row.pk, actor=make.system(acme), at=AT)
    assert ask_due_reports(acme.pk, at=at("2026-04-11 12:00")) == []
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"kind": "reconciliation"}, {("not_scheduled", "kind")}),
        ({"kind": "statement"}, {("required", "client")}),
        ({"kind": "rules", "client_id": 10**9}, {("not_asked", "client")}),
        ({"client_id": 10**9}, {("no_client", "client")}),
        ({"month_day": 40}, {("max_value", "month_day")}),
    ],
)
def test_a_schedule_that_could_make_nothing_is_refused(acme, values, expected):
    with pytest.raises(Invalid) as refusal:
        schedule(acme, **values)
    assert {(reason.code, reason.field) for reason in refusal.value.reasons} == expected


def test_who_only_looks_makes_no_schedule(acme):
    with pytest.raises(NotPermitted):
        actions.create_schedule(actor=make.member(acme, "auditor"), at=AT, kind="receivables")
