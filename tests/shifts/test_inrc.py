"""Rosters of the second International Nurse Rostering Competition, through the table of an import, judged by our rules.

A solution week says who works which kind of shift with which skill on which day; the week's demand says how many at least. What
the competition forbids as a succession of kinds is here a rest that is too short: an early shift is 07:00 to 15:00, a day shift
09:00 to 17:00, a late one 15:00 to 23:00, a night 23:00 to 07:00. Between two that may not follow each other lie then at most ten
hours, between two that may at least fourteen, so that eleven hours of rest tell them apart. The site is on UTC, where no clock
changes. Weeks of solutions belong to different rosters; each is put a week apart from the one before. The competition knows no
week of so many hours, so that ours is as long as a week is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift
from apps.shifts.models.people import WEEK_MINUTES
from apps.shifts.roster import breaks_of, gaps_of, with_places
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import shifts as made
from tests.factories.shifts import how

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
TIMES = {"Early": ("07:00", "15:00"), "Day": ("09:00", "17:00"), "Late": ("15:00", "23:00"), "Night": ("23:00", "07:00")}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST = dt.date(2026, 1, 5)
HEAD = "site,date,begins,ends,role,line,skill,needed,people\n"


@pytest.fixture
def folder(shared_dir):
    found = shared_dir / "data" / "roster"
    if not found.is_dir():
        pytest.skip("needs the rosters of the competition in shared/data/roster")
    return found


def nurses(scenario: str) -> dict[str, list[str]]:
    """Names and skills."""
    lines = scenario.split("NURSES = ")[1].splitlines()[1:]
    return {words[0]: words[3:] for words in map(str.split, lines) if len(words) > 3}


def forbidden(scenario: str) -> set[tuple[str, str]]:
    lines = re.search(r"FORBIDDEN_SHIFT_TYPES_SUCCESSIONS\n(.*?)\n\n", scenario, re.S)[1].splitlines()
    return {(words[0], after) for words in map(str.split, lines) for after in words[2:]}


def demand(text: str) -> dict[tuple[str, str, str], int]:
    """Least people by day, kind and skill."""
    rows = re.findall(r"^(\w+) (\w+) ((?:\(\d+,\d+\) ?){7})", text.split("REQUIREMENTS")[1], re.M)
    return {
        (day, kind, skill): int(least)
        for kind, skill, cells in rows
        for day, least in zip(DAYS, re.findall(r"\((\d+),", cells), strict=True)
    }  # fmt: skip


def assignments(text: str) -> list[tuple[str, str, str, str]]:
    """Name, day, kind, skill."""
    lines = text.split("ASSIGNMENTS = ")[1].splitlines()[1:]
    return [words for words in map(tuple, map(str.split, lines)) if len(words) == 4]  # behind them some files have their cost


def weeks(folder: Path) -> list[tuple[dict, list]]:
    """Each solution week with its demand: `Solution_..._Sol-<name>-<week of demand>-<place>.txt`."""
    found = []
    for path in sorted(folder.glob("Solution_*.txt")):
        name, number = re.search(r"__Sol-(\w+)-(\d+)-\d+$", path.stem).groups()
        found.append((demand((folder / f"WD-{name}-{number}.txt").read_text()), assignments(path.read_text())))
    return found


def table(solved: list[tuple[dict, list]]) -> bytes:
    lines = []
    for index, (least, people) in enumerate(solved):
        on_it = defaultdict(list)
        for name, day, kind, skill in people:
            on_it[day, kind, skill].append(name)
        for key in sorted({*on_it, *(key for key, count in least.items() if count)}):
            day, kind, skill = key
            date = FIRST + dt.timedelta(days=14 * index + DAYS.index(day))
            needed = max(least.get(key, 0), len(on_it[key]))
            lines.append(f"WARD,{date},{TIMES[kind][0]},{TIMES[kind][1]},{kind},{skill},{skill},{needed},{';'.join(on_it[key])}")
    return (HEAD + "\n".join(lines)).encode()


def imported(folder: Path, slug: str, solved: list[tuple[dict, list]]):
    """The weeks, taken in through the table; what was refused."""
    scenario = next(folder.glob("Sc-*.txt")).read_text()
    company = make.tenant(slug)
    with scope(company.pk):
        ward = made.site(company, "WARD", zone="UTC")
        skills = {name: made.skill(company, name) for name in {skill for held in nurses(scenario).values() for skill in held}}
        for name, held in nurses(scenario).items():
            made.employee(company, ward, name, code=name, skills=[skills[one] for one in held], week_max_minutes=WEEK_MINUTES, rest_min_minutes=660)
        return company, acts.import_shifts(table(solved), **how(company))


def broken() -> Counter:
    shifts = with_places(list(Shift.objects.all()))
    return Counter(item.code for item in [*breaks_of(shifts), *gaps_of(shifts)])


@pytest.mark.parametrize(("name", "count_of_weeks", "count"), [("inrc2-n005w4", 12, 310), ("inrc2-n012w8", 24, 1270)])
def test_published_solutions_keep_our_rules(folder, name, count_of_weeks, count):
    solved = weeks(folder / name)
    assert (len(solved), sum(len(people) for _least, people in solved)) == (count_of_weeks, count)
    company, report = imported(folder / name, "ward", solved)
    with scope(company.pk):
        assert (report.refused, report.taken) == ([], report.seen)
        assert Assignment.objects.count() == count
        # No minimum cover is missing, no succession is forbidden, nobody is on two shifts, and every skill is held.
        assert broken() == Counter()


@pytest.mark.parametrize("name", ["inrc2-n005w4", "inrc2-n012w8"])
def test_the_rest_tells_forbidden_successions_from_allowed_ones(folder, name):
    scenario = next((folder / name).glob("Sc-*.txt")).read_text()
    kinds = re.findall(r"^(\w+) \(\d+,\d+\)$", scenario.split("SHIFT_TYPES")[1].split("FORBIDDEN")[0], re.M)
    assert len(kinds) in (3, 4)
    for before in kinds:
        for after in kinds:
            ends = int(TIMES[before][1][:2]) + (24 if before == "Night" else 0)
            assert (24 + int(TIMES[after][0][:2]) - ends < 11) == ((before, after) in forbidden(scenario)), (before, after)


def test_what_is_broken_is_found(folder):
    """One week of the small instance: a nurse twice a day, an early shift after a night, a shift that lacks its people."""
    least, people = weeks(folder / "inrc2-n005w4")[0]
    name, day, _kind, skill = next(row for row in people if row[1] == "Wed" and row[2] == "Early")
    twice = [*people, (name, day, "Late", skill)]
    company, report = imported(folder / "inrc2-n005w4", "twice", [(least, twice)])
    with scope(company.pk):
        assert (report.refused, broken()["rest"] >= 1) == ([], True)

    night = next(row for row in people if row[2] == "Night" and row[1] != "Sun")
    after = DAYS[DAYS.index(night[1]) + 1]
    wrong = [row for row in people if row[:2] != (night[0], after)] + [(night[0], after, "Early", night[3])]
    company, report = imported(folder / "inrc2-n005w4", "forbidden", [(least, wrong)])
    with scope(company.pk):
        assert (report.refused, broken()["rest"]) == ([], 1)

    needed = next(key for key, count in least.items() if count)
    short = [row for row in people if row[1:] != needed]
    company, report = imported(folder / "inrc2-n005w4", "short", [(least, short)])
    with scope(company.pk):
        assert (report.refused, broken()) == ([], Counter({"gap": 1}))

    same = [*people, (name, day, "Early", next(other for other in ("Nurse", "HeadNurse") if other != skill))]
    _company, report = imported(folder / "inrc2-n005w4", "double", [(least, same)])
    assert [problem.reasons[0].code for problem in report.refused] == ["double_booked"]
