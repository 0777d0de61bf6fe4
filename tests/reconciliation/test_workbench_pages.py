"""Pages of what waits are the rows that a plain filter would give, in the same order, however few of them are read at a time."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.payments.models import StatementLine
from apps.reconciliation import waiting
from apps.reconciliation.models import Match
from apps.reconciliation.waiting import Asked, waiting_page
from apps.tenants.scope import scope
from tests import factories as make
from tests.reconciliation.test_workbench import DAY, EDRPOU, lines, twins

pytestmark = pytest.mark.django_db
COMMON, RARE = "ambiguous_twins", "client_subset"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        twins(company)
        for start, text in ((0, "Послуги"), (3, "Абонплата за МАРТ"), (6, "Послуги"), (9, "Абонплата")):
            text = f"{text}. Платник {EDRPOU}"
            lines(company, "50.00", "9.00", "50.00", "50.00", text=text, on=DAY + dt.timedelta(days=start), run=start == 9)
        keys = list(Match.objects.filter(state="proposed").order_by("line__booked_on", "line_id").values_list("pk", flat=True))
        assert len(keys) == 12
        Match.objects.filter(pk__in=[keys[4], keys[9]]).update(rule=RARE)
        yield company


def walked(asked, actor):
    """Lines of all pages, and how many were looked through."""
    found, looked, after = [], 0, None
    for _page in range(50):
        page = waiting_page(Asked(**{**asked.__dict__, "after": after}), actor)
        found += [line.pk for line in page.lines]
        looked, after = max(looked, page.looked), page.behind
        if after is None:
            return found, looked
    raise AssertionError("no end")


def plain(asked, *, most_of_rule=None):
    rows = StatementLine.objects.filter(live_key__isnull=False, reconciled_state__in=("open", "proposed"), amount_minor__gt=0)
    if asked.amount_from is not None:
        rows = rows.filter(amount_minor__gte=asked.amount_from)
    if asked.rule:
        newest = Match.objects.filter(state="proposed", rule=asked.rule).order_by("-pk").values_list("line_id", flat=True)
        rows = rows.filter(pk__in=list(newest[:most_of_rule]))
    return [row.pk for row in rows.order_by(asked.by, "pk") if all(word in row.remittance.casefold() for word in asked.text.split())]


FILTERS = [Asked(), Asked(rule=COMMON), Asked(rule=RARE), Asked(rule=COMMON, amount_from=1), Asked(text="абонплата"),
           Asked(text="несусвітне"), Asked(rule=COMMON, text="март"), Asked(text="послуги", amount_from=100)]  # fmt: skip


def test_pages_of_a_filter_together_are_what_it_asks_for(acme, monkeypatch):
    actor = make.member(acme, "accountant")
    for name, value in {"PAGE": 2, "LOOK": 7, "AT_A_TIME": 3}.items():
        monkeypatch.setattr(waiting, name, value)
    for of_rule, first in itertools.product([3, 5_000], [1, 4, 400]):
        monkeypatch.setattr(waiting, "MOST_OF_RULE", of_rule)
        monkeypatch.setattr(waiting, "FIRST_OF_RULE", first)
        for asked in FILTERS:
            found, looked = walked(asked, actor)
            assert found == plain(asked, most_of_rule=of_rule), (asked, of_rule, first)
            assert looked <= 7 and bool(looked) == bool(asked.text)
    assert len(plain(Asked(text="абонплата"))) == 8 and len(plain(Asked(rule=COMMON))) == 10


def test_a_common_rule_and_common_words_are_answered_out_of_the_next_few_lines(acme, monkeypatch):
    """The newest 5,000 proposals and the next 2,000 lines are read only where the next few have too few that fit."""
    actor, asked = make.member(acme, "accountant"), {}
    for name, value in {"PAGE": 2, "AT_A_TIME": 6, "FIRST_OF_RULE": 4}.items():
        monkeypatch.setattr(waiting, name, value)
    for name, filters in {"common": Asked(rule=COMMON), "rare": Asked(rule=RARE), "words": Asked(text="послуги"), "none": Asked(text="несусвітне")}.items():
        with CaptureQueriesContext(connection) as caught:
            waiting_page(filters, actor)
        asked[name] = [item["sql"] for item in caught.captured_queries]
    all_of_rule = {name: sum("reconciliation_match" in sql and "booked_on" in sql.rpartition("ORDER BY")[2] for sql in found) for name, found in asked.items()}
    assert (all_of_rule["common"], all_of_rule["rare"]) == (0, 1)
    limits = {name: [sql.rpartition("LIMIT ")[2].strip() for sql in found if "UNION" in sql] for name, found in asked.items()}
    assert limits["words"] == ["7"] and limits["none"] == ["7", "1995"]
