"""Shifts from a table, once each; and the table that comes out is one that goes in."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from apps.journal.models import JournalEntry
from apps.kernel.errors import NotPermitted
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift
from apps.shifts.table import export_rows, roster_csv
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.shifts import MONDAY, how

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HEAD = "site,date,begins,ends,role,line,skill,needed,people,break,number\n"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        place = made.site(company, "DEPOT")
        made.skill(company, "AID")
        for code in ("101", "102"):
            made.employee(company, place, f"Person {code}", code=code)
        yield company


def taken(company, *lines, **more):
    return acts.import_shifts((HEAD + "\n".join(lines)).encode(), **how(company), **more)


def codes(report):
    return [[reason.code for reason in problem.reasons] for problem in report.refused]


def test_a_table_becomes_plans_with_people_once(acme):
    lines = ("DEPOT,2026-03-23,08:00,16:00,Guard,Gate,,2,101;102,30,", "DEPOT,28.03.2026,22:00,6:00,Guard,,,,101,,")
    report = taken(acme, *lines)
    assert (report.taken, codes(report)) == (2, [])
    first, night = Shift.objects.order_by("on")
    assert (first.state, first.line, first.needed_count, first.break_minutes) == ("planned", "Gate", 2, 30)
    assert (night.line, night.needed_count, night.length_seconds) == ("Guard", 1, 7 * 3600)  # the clocks go forward
    assert sorted(Assignment.objects.filter(shift=first).values_list("employee__code", "source")) == [("101", "import"), ("102", "import")]
    entry = JournalEntry.objects.filter(type="shift.imported").order_by("sequence").first()
    assert len(entry.payload["employees"]) == 2
    again = taken(acme, *lines)
    assert (again.taken, again.known, codes(again), Shift.objects.count()) == (0, 2, [], 2)
    other = taken(acme, "DEPOT,2026-03-23,08:00,16:00,Guard,Gate,,2,101,30,")
    assert (other.taken, len(other.differing)) == (0, 1)


def test_every_row_that_cannot_be_is_told_by_line_and_stops_no_other(acme):
    acts.archive_skill(made.skill(acme, "OLD").pk, **how(acme))
    report = taken(
        acme,
        "NOWHERE,2026-03-23,08:00,16:00,Guard,,,,,,",
        "DEPOT,2026-02-30,08:00,16:00,Guard,,,,,,",
        "DEPOT,2026-03-23,8 am,16:00,Guard,,,,,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,,OLD,,,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,,,,101;999,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,A,,1,101;102,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,B,,0,,,",
        "DEPOT,2026-03-23,08:00,16:00,,C,,,,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,D,,,101;101,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,E,,,,480,",
        "DEPOT,2024-03-23,08:00,16:00,Guard,F,,,101,,",
        "DEPOT,2026-03-23,08:00,16:00,Guard,G,,,101,,",
        "DEPOT,2026-03-23,15:00,23:00,Guard,H,,,101,,",
    )
    assert report.taken == 1
    expected = ["unknown", "date", "time", "archived", "unknown", "full", "whole", "required", "twice", "break", "not_employed", "double_booked"]
    found = sorted((problem.line, problem.reasons[0].code) for problem in report.refused)
    assert [code for _line, code in found] == expected
    assert [line for line, _code in found] == [*range(2, 13), 14]
    assert Assignment.objects.count() == 1


def test_a_shift_that_is_there_by_another_way_does_not_come_twice(acme):
    made.shift(acme, acts.create_site(**how(acme), code="PORT", name="Port", time_zone="Europe/Kyiv"), role="Guard")
    row = "PORT,2026-03-23,08:00,16:00,Guard,,,,,,"
    assert codes(taken(acme, row)) == [["there"]]
    assert taken(acme, row + "2").taken == 1
    assert codes(taken(acme, "PORT,23.03.2026,08:00,16:00,Guard,,,,,,2")) == [["there"]]


def test_what_is_exported_is_imported_as_it_was(acme):
    place = acts.create_site(**how(acme), code="=PORT", name="Port", time_zone="Europe/Kyiv")
    olha = made.employee(acme, place, code="7")
    made.shift(acme, place, people=[olha], needed_count=3, break_minutes=15)
    made.shift(acme, place)
    made.shift(acme, place)  # like the one before
    acts.cancel_shift(made.shift(acme, place, MONDAY + DAY).pk, **how(acme))
    # An hour that comes twice, the second time; and a day and a half.
    twice = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    acts.create_shift(**how(acme), site_id=place.pk, role="Guard", starts_at=twice, ends_at=twice + 8 * dt.timedelta(hours=1))
    acts.create_shift(**how(acme), site_id=place.pk, role="Guard", starts_at=twice + DAY, ends_at=twice + 2.5 * DAY)
    rows, table = export_rows(Shift.objects.all()), roster_csv(Shift.objects.all())
    assert len(rows) == 5
    assert all(problem == ["there"] for problem in codes(acts.import_shifts(table, **how(acme))))
    other = make.tenant("other")
    with scope(other.pk):
        place = acts.create_site(**how(other), code="=PORT", name="Port", time_zone="Europe/Kyiv")
        made.employee(other, place, code="7")
        report = acts.import_shifts(table, **how(other))
        assert (report.taken, codes(report)) == (5, [])
        assert export_rows(Shift.objects.all()) == rows
        assert roster_csv(Shift.objects.all()) == table


def test_a_trial_writes_nothing_and_an_employee_imports_nothing(acme):
    row = "DEPOT,2026-03-23,08:00,16:00,Guard,,,,101,,"
    assert taken(acme, row, dry_run=True).taken == 1
    with pytest.raises(NotPermitted):
        acts.import_shifts((HEAD + row).encode(), actor=make.member(acme, "employee"), at=AT)
    assert not Shift.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_in_and_writes_out(acme, tmp_path, capsys):
    file = tmp_path / "roster.csv"
    file.write_text(HEAD + "DEPOT,2026-03-23,08:00,16:00,Guard,,AID,,,,\n", encoding="utf-8")
    call_command("shifts", "import", str(file), "--tenant", "acme")
    assert "1 taken" in capsys.readouterr().out
    out = tmp_path / "out.csv"
    call_command("shifts", "export", "--tenant", "acme", "--from", "2026-03-23", "--before", "2026-03-30", "--site", "DEPOT", "--out", str(out))
    [row] = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert row == {
        "site": "DEPOT", "date": "2026-03-23", "begins": "08:00", "ends": "16:00", "role": "Guard", "line": "Guard", "skill": "AID",
        "needed": "1", "people": "", "break": "0", "number": "",
    }  # fmt: skip


def test_a_page_checks_the_table_and_then_takes_it_in(acme):
    manager, page = browser_of(make.member(acme, "dispatcher")), "/admin/shifts/shift/import/"
    assert page in manager.get("/admin/shifts/shift/").content.decode()
    data = (HEAD + "DEPOT,2026-03-23,08:00,16:00,Guard,,,,101,,\nDEPOT,2026-03-23,8,16:00,Guard,,,,,,\n").encode()
    checked = manager.post(page, {"file": SimpleUploadedFile("t.csv", data), "check": "1"})
    assert (checked.context["report"]["taken"], [row["line"] for row in checked.context["problems"]]) == (1, [3])
    assert not Shift.objects.exists()
    manager.post(page, {"file": SimpleUploadedFile("t.csv", data), "import": "1"})
    assert Shift.objects.count() == 1
    worker = browser_of(make.member(acme, "employee"))
    assert worker.get(page).status_code == 403
