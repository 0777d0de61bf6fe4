"""What falls due by the calendar: renewals, expiry, reminders; once, and one failure stops no other."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.clients.actions import hold_client
from apps.contracts import sweep as module
from apps.contracts.models import Contract
from apps.contracts.sweep import sweep
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as made

pytestmark = pytest.mark.django_db
END = dt.date(2026, 6, 1)


def at(day, hour=12):
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def states():
    return {row.number: (row.state, row.ends_before) for row in Contract.objects.all()}


def test_what_ended_expires_or_renews_as_it_says_and_only_then(acme):
    client = make.client(acme)
    made.active(acme, client, "ends", ends_before=END)
    made.active(acme, client, "by hand", ends_before=END, renewal="manual", renewal_months=12)
    made.active(acme, client, "by itself", ends_before=END, renewal="automatic", renewal_months=1)
    made.active(acme, client, "endless")
    before = states()
    sweep(acme.pk, at(dt.date(2026, 5, 31)))
    assert states() == before
    found = sweep(acme.pk, at(END))
    assert (found.renewed, found.expired, found.failed) == (1, 2, {})
    assert states() == {
        "ends": ("expired", END), "by hand": ("expired", END), "by itself": ("active", dt.date(2026, 7, 1)), "endless": ("active", None),
    }  # fmt: skip
    again = sweep(acme.pk, at(END))
    assert (again.renewed, again.expired, again.reminded) == (0, 0, 0)


def test_a_contract_that_nobody_looked_at_is_caught_up(acme):
    made.active(acme, make.client(acme), "D", ends_before=dt.date(2026, 1, 31), starts_on=dt.date(2025, 12, 31), renewal="automatic", renewal_months=1)
    assert sweep(acme.pk, at(END)).renewed == 5
    assert states()["D"] == ("active", dt.date(2026, 6, 30))


def test_a_day_begins_where_the_company_is(acme):
    made.active(acme, make.client(acme), "D", ends_before=END)
    sweep(acme.pk, at(dt.date(2026, 5, 31), hour=20))
    assert states()["D"][0] == "active"
    sweep(acme.pk, at(dt.date(2026, 5, 31), hour=21))  # midnight in Kyiv
    assert states()["D"][0] == "expired"


def test_the_notice_is_spoken_of_once_for_each_end(acme):
    contract = made.active(acme, make.client(acme), "D", ends_before=END, notice_days=30, renewal="automatic", renewal_months=12)
    due = Contract.objects.get().notice_on
    assert due == dt.date(2026, 5, 2)
    days = [due - dt.timedelta(days=15), due - dt.timedelta(days=14), due, END, dt.date(2027, 5, 1)]
    assert [sweep(acme.pk, at(day)).reminded for day in days] == [0, 1, 0, 0, 1]
    told = JournalEntry.objects.filter(type="contract.notice_due", subject_id=contract.pk)
    assert [entry.payload["notice_on"] for entry in told.order_by("sequence")] == ["2026-05-02", "2027-05-02"]


def test_one_that_fails_stops_no_other(acme, monkeypatch):
    held, client = make.client(acme), make.client(acme)
    made.active(acme, held, "held", ends_before=END, renewal="automatic", renewal_months=1)
    for number in ("broken", "fine"):
        made.active(acme, client, number, ends_before=END)
    hold_client(held.pk, reason="owes", actor=make.system(acme), at=AT)
    original = module.expire_contract
    broken = Contract.objects.get(number="broken").pk
    monkeypatch.setattr(module, "expire_contract", lambda pk, **more: 1 / 0 if pk == broken else original(pk, **more))
    found = sweep(acme.pk, at(END))
    assert (found.expired, set(found.failed)) == (1, {"held", "broken"})
    assert {number: state for number, (state, _end) in states().items()} == {"held": "active", "broken": "active", "fine": "expired"}


def test_two_sweeps_at_once_renew_and_expire_once(acme, monkeypatch):
    """The second one chose the same contracts before the first was done."""
    client = make.client(acme)
    made.active(acme, client, "D", ends_before=END, renewal="automatic", renewal_months=12)
    made.active(acme, client, "E", ends_before=END)
    original, other = module._each, []

    def overtaken(contracts, act, found):
        chosen = list(contracts.order_by("pk"))
        if not other:
            other.append(sweep_with(original))
        for contract in chosen:
            original(Chosen([contract]), act, found)

    def sweep_with(each):
        with monkeypatch.context() as undone:
            undone.setattr(module, "_each", each)
            return sweep(acme.pk, at(END))

    monkeypatch.setattr(module, "_each", overtaken)
    found = sweep(acme.pk, at(END))
    assert (other[0].renewed, other[0].expired, found.renewed, found.expired, found.failed) == (1, 1, 0, 0, {})
    assert states() == {"D": ("active", dt.date(2027, 6, 1)), "E": ("expired", END)}


class Chosen:
    """Rows as they were read, once."""

    def __init__(self, rows):
        self.rows = rows

    def filter(self, pk__gt):
        return Chosen([row for row in self.rows if row.pk > pk__gt])

    def order_by(self, _name):
        return self.rows


def test_another_company_is_not_touched(acme):
    other = make.tenant("other")
    with scope(other.pk):
        made.active(other, make.client(other), "D", ends_before=END)
    sweep(acme.pk, at(END))
    with scope(other.pk):
        assert states()["D"][0] == "active"
