"""The roster page over a year of 200 people at 10 sites, by a dispatcher: a month by post and by person, of one site and of all.

Each person works five days a week, two on a shift; some are absent. Marks, on MariaDB, warm, through the whole of Django: at
most 15 queries and p95 under 200 ms.
    python benchmarks/roster_month.py [SITES]
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from stage import company, copies, cpu_ms, p95, prepare, settle, spread, table, timed

SITES, LINES, WEEKS, TIMES, MOST_QUERIES, MOST_MS = 10, 10, 52, 40, 15, 200
MONDAY = dt.date(2026, 1, 5)
ROSTER = "/admin/shifts/shift/roster/"


def fill(tenant: Any, sites: int) -> list[Any]:
    """Sites with ten posts of two people each, a week by acts, and its copies over the year, published."""
    from apps.shifts import actions as acts
    from apps.shifts.models import Assignment
    from tests.factories import shifts as make

    places = []
    for number in range(sites):
        place = make.site(tenant, f"S-{number}")
        places.append(place)
        paper = make.skill(tenant, f"K-{number}")
        for line in range(LINES):
            people = [make.employee(tenant, place, f"Person {number} {line} {half}", skills=[paper]) for half in "ab"]
            starts = 18 if line % 3 == 2 else 8
            for day in range(5):
                row = make.shift(tenant, place, MONDAY + dt.timedelta(days=day), f"{starts:02}:00", f"{(starts + 8) % 24:02}:00", people=people,
                                 line=f"Post {line}", skill_id=paper.pk, needed_count=3 if line == 0 else 2)  # fmt: skip
                moved = {name: f"DATE_ADD(t.{name}, INTERVAL s.seq * 7 DAY)" for name in ("starts_at", "ends_at")}
                before = copies(type(row), row, WEEKS - 1, **moved, on="DATE_ADD(t.`on`, INTERVAL s.seq * 7 DAY)", state="'published'")
                for item in Assignment.objects.filter(shift=row):
                    copies(Assignment, item, WEEKS - 1, **moved, shift_id=f"{before} + s.seq")
            for person in people:
                first = dt.date(2026, 6, 1) + dt.timedelta(days=(person.pk * 7) % 28)
                acts.record_absence(person.pk, first, first + dt.timedelta(days=3), kind="leave", **make.how(tenant))
    return places


def main(sites: int) -> int:
    prepare("oblik_bench_roster")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.shifts.models import Absence, Assignment, Employee, EmployeeSkill, Shift
    from apps.shifts.sheet import MOST_PEOPLE
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope
    from tests import factories as make
    from tests.admin.test_pages import browser_of

    tenant = Tenant.objects.get(pk=company())
    with scope(tenant.pk):
        places = fill(tenant, sites)
        settle(Shift, Assignment, Employee, EmployeeSkill, Absence)
        sizes = Employee.objects.count(), Shift.objects.count(), Assignment.objects.count()
    browser = browser_of(make.member(tenant, "dispatcher"))
    browser.defaults["SERVER_NAME"] = "localhost"
    month, week, site = "span=month&on=2026-06-10", "span=week&on=2026-06-10", f"site={places[-1].pk}"
    pages = {
        "month by post, a site": f"{month}&by=post&{site}", "month by person, a site": f"{month}&by=person&{site}",
        "month by person, all sites": f"{month}&by=person&site=all", "the last page of it": f"{month}&by=person&site=all&page={-(-sites * LINES * 2 // MOST_PEOPLE)}",
        "week by post, a site": f"{week}&by=post&{site}",
    }  # fmt: skip
    rows = []
    for name, query in pages.items():
        address = f"{ROSTER}?{query}"
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            answer = browser.get(address)
        shown, queries = answer.content.decode().count("data-shift="), len(caught)

        def turn(address: str = address) -> None:
            browser.get(address)

        values, cpu = timed(turn, TIMES), cpu_ms(turn)
        met = answer.status_code == 200 and shown > 0 and queries <= MOST_QUERIES and p95(values) < MOST_MS
        rows.append((name, shown, queries, spread(values), f"{p95(values):.0f}", cpu, "yes" if met else "NO"))
    title = "The roster of {:,} people at {} sites, {:,} shifts and {:,} assignments in a year, {} times each".format(sizes[0], sites, *sizes[1:], TIMES)
    table(title, ("page", "shifts shown", "queries", "ms: median (min–max)", "p95", "CPU ms", f"met ({MOST_QUERIES} queries, {MOST_MS} ms)"), rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SITES))
