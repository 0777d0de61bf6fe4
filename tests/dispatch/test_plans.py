"""Calendars and plans: what is kept of what people write, what is refused and why, and what is left by a refusal."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dispatch import actions as acts
from apps.dispatch.hours import checked_week, seconds_of, spans_of, text_of, text_of_spans, working_hours
from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.kernel.working_hours import elapsed
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as contract
from tests.factories import dispatch as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def codes(refusal):
    return {(reason.code, reason.field) for reason in refusal.value.reasons}


def test_a_week_is_kept_in_order_and_spans_that_touch_are_one():
    problems = []
    week = checked_week([[["14:00", "18:00"], ["9:00", "13:00"], ["13:00", "14:00"]], [["22:00", "24:00"]], [], [], [], [], []], problems)
    assert (week[0], week[1], problems) == ([["09:00", "18:00"]], [["22:00", "24:00"]], [])


@given(st.sets(st.integers(0, 1440), max_size=8))
def test_what_a_person_reads_of_a_day_is_what_they_may_write(minutes):
    cuts = sorted(minutes)
    spans = [[text_of(a * 60), text_of(b * 60)] for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    assert spans_of(text_of_spans(spans)) == spans
    assert [seconds_of(text) for span in spans for text in span] == [cut * 60 for cut in cuts[: len(spans) * 2]]


@pytest.mark.parametrize("text", ["9", "nine-ten", "09:00", "09:00-10:00-11:00", "09:00 10:00"])
def test_what_is_no_span_is_no_span(text):
    with pytest.raises(ValueError, match="^"):
        spans_of(text)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"week": [[["18:00", "09:00"]], *[[]] * 6]}, {("span", "monday")}),
        ({"week": [[], [["09:00", "12:00"], ["11:00", "13:00"]], *[[]] * 5]}, {("overlap", "tuesday")}),
        ({"week": [[]] * 7}, {("never_open", "monday")}),
        ({"week": [[["24:01", "25:00"]], *[[]] * 6], "time_zone": "Mars/Olympus"}, {("time", "monday"), ("time_zone", "time_zone")}),
        ({"holiday_country": "XX"}, {("holiday_country", "holiday_country")}),
        ({"holiday_country": "DE", "holiday_subdivision": "CA"}, {("holiday_subdivision", "holiday_subdivision")}),
        ({"days_off": ["tomorrow"]}, {("days_off", "days_off")}),
        ({"name": ""}, {("blank", "name")}),
    ],
)
def test_a_calendar_that_is_wrong_is_refused_with_every_reason(acme, values, expected):
    entries = JournalEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        made.calendar(acme, **{"name": "Wrong"} | values)
    assert codes(refusal) == expected
    assert (BusinessCalendar.objects.count(), JournalEntry.objects.count()) == (0, entries)


def test_the_clock_reads_a_calendar_as_it_is_kept(acme):
    row = made.calendar(acme, week=[[["09:00", "13:00"], ["14:00", "18:00"]]] * 7, holiday_country="DE", days_off=["2026-04-01", "2026-04-01"])
    assert row.days_off == ["2026-04-01"]
    hours = working_hours(BusinessCalendar.objects.get(pk=row.pk))
    week = dt.datetime(2026, 3, 30, tzinfo=dt.UTC)
    # Seven days of eight hours but for 1 April and Good Friday.
    assert elapsed(week, week + dt.timedelta(days=7), hours) == dt.timedelta(hours=5 * 8)


def test_a_name_is_given_once_and_another_company_may_have_it(acme):
    made.calendar(acme)
    with pytest.raises(Refused) as refusal:
        made.calendar(acme)
    assert codes(refusal) == {("calendar_name_once", "")}
    other = make.tenant("other")
    with scope(other.pk):
        made.calendar(other)


def test_a_plan_promises_nothing_before_it_is_answered(acme):
    of = made.calendar(acme)
    with pytest.raises(Invalid) as refusal:
        made.plan(acme, of=of, urgent_response=60, urgent_resolution=59, low_response=0)
    assert ("min_value", "low_response") in codes(refusal)
    with pytest.raises(Invalid) as refusal:
        made.plan(acme, of=of, urgent_response=60, urgent_resolution=59)
    assert codes(refusal) == {("targets", "urgent_resolution")}
    assert not SlaPlan.objects.exists()
    targets = made.plan(acme, of=of, urgent_response=60, urgent_resolution=60).targets("urgent")
    assert (targets.response, targets.resolution) == (dt.timedelta(hours=1), dt.timedelta(hours=1))


def test_a_calendar_is_archived_after_its_plans_and_takes_no_new_one_then(acme):
    how = {"actor": make.system(acme), "at": AT}
    plan = made.plan(acme)
    with pytest.raises(Refused) as refusal:
        acts.archive_calendar(plan.calendar_id, **how)
    assert codes(refusal) == {("calendar_in_use", "")}
    assert BusinessCalendar.objects.get().state == "active"
    acts.archive_plan(plan.pk, **how)
    acts.archive_calendar(plan.calendar_id, **how)
    with pytest.raises(Invalid) as refusal:
        made.plan(acme, "Another", of=BusinessCalendar.objects.get())
    assert codes(refusal) == {("no_calendar", "calendar")}


def test_a_contract_promises_one_plan_which_is_changed_and_taken_back(acme):
    how = {"actor": make.member(acme, "manager"), "at": AT}
    plan, other = made.plan(acme), made.plan(acme, "Gold")
    agreed = contract.active(acme, make.client(acme), "C-1")
    row = acts.create_contract_sla(agreed.pk, plan.pk, **how)
    with pytest.raises(Refused) as refusal:
        acts.create_contract_sla(agreed.pk, other.pk, **how)
    assert codes(refusal) == {("contract_sla_once", "")}
    with pytest.raises(Refused) as refusal:
        acts.archive_plan(plan.pk, **how)
    assert codes(refusal) == {("plan_promised", "")}
    acts.update_contract_sla(row.pk, plan_id=other.pk, **how)
    acts.archive_plan(plan.pk, **how)
    with pytest.raises(Invalid):
        acts.update_contract_sla(row.pk, plan_id=plan.pk, **how)
    assert ContractSla.objects.get().plan_id == other.pk
    acts.remove_contract_sla(row.pk, **how)
    assert not ContractSla.objects.exists()
    kept = ContractSla.history.filter(id=row.pk).order_by("history_id").values_list("history_type", "plan_id")
    assert list(kept) == [("+", plan.pk), ("~", other.pk), ("-", other.pk)]


def test_who_may_only_look_makes_no_calendar_and_another_company_sees_none(acme):
    row = made.calendar(acme)
    with pytest.raises(NotPermitted):
        acts.create_calendar(name="Mine", actor=make.member(acme, "auditor"), at=AT)
    with pytest.raises(NotPermitted):
        acts.update_calendar(row.pk, name="Mine", actor=make.member(acme, "dispatcher"), at=AT)
    other = make.tenant("other")
    with scope(other.pk), pytest.raises(NotVisible):
        acts.update_calendar(row.pk, name="Mine", actor=make.system(other), at=AT)
    assert BusinessCalendar.objects.get().version == 1
