"""The list of idempotency keys goes by places: a page costs the same however many rows there are and however far back it is."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.tenants.scope import scope
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
KEYS = "/admin/workflow/idempotencyrecord/"
PAGE = 50
# The session, the person, their membership with the company; the keys of the page, and their rows.
QUERIES = 5


def filled(company, count, begin=0):
    """Ledger rows of both doors, every tenth of them sent again with another body."""
    with scope(company.pk):
        IdempotencyRecord.objects.bulk_create([
            IdempotencyRecord(
                tenant_id=company.pk, door=("api", "admin")[number % 2], key=f"k-{number}", key_hash=hashlib.sha256(f"{number}".encode()).hexdigest(),
                fingerprint="f", actor_label="key:x", created_at=AT, sent_again=2 if number % 10 == 0 else 0,
            )
            for number in range(begin, begin + count)
        ])  # fmt: skip


def shown(page):
    return [row.key for row in page.context["cl"].result_list]


def older(page):
    found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    return found[1].replace("&amp;", "&") if found else ""


def test_every_row_is_on_one_page_newest_first_and_a_new_one_moves_none():
    acme = make.tenant("acme")
    filled(make.tenant("other"), 7)
    filled(acme, 120)
    browser = browser_of(make.member(acme, "auditor"))
    page, found = browser.get(KEYS), []
    assert 'rel="next"' in page.content.decode() and "To the newest" not in page.content.decode()
    while True:
        found += shown(page)
        filled(acme, 1, begin=1000 + len(found))
        if not (address := older(page)):
            break
        page = browser.get(KEYS + address, headers={"accept-language": "en"})
    assert found == [f"k-{number}" for number in reversed(range(120))]
    assert not older(page)


def test_a_filter_begins_at_the_newest_and_is_kept_from_page_to_page():
    acme = make.tenant("acme")
    filled(acme, 130)
    browser = browser_of(make.member(acme, "auditor"))
    page = browser.get(KEYS, {"door": "api"})
    second = browser.get(KEYS + older(page))
    assert "door=api" in older(page) and {row.door for row in second.context["cl"].result_list} == {"api"}
    assert shown(page) + shown(second) == [f"k-{number}" for number in reversed(range(0, 130, 2))]
    assert "after=" not in second.context["cl"].get_query_string({"door": "admin"})
    for nonsense in ("x", "-1", "9" * 30, ""):
        assert shown(browser.get(KEYS, {"after": nonsense})) == shown(browser.get(KEYS)), nonsense
    assert shown(browser.get(KEYS, {"after": "1"})) == []


def asked(browser, **query):
    browser.get(KEYS)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(KEYS, query).status_code == 200
    return [item["sql"] for item in seen.captured_queries]


def of_rows(queries):
    return [sql for sql in queries if "workflow_idempotencyrecord" in sql]


def test_a_page_costs_as_many_queries_for_one_row_as_for_many():
    acme = make.tenant("acme")
    browser = browser_of(make.member(acme, "auditor"))
    filled(acme, 1)
    one = asked(browser)
    filled(acme, 300, begin=1)
    with scope(acme.pk):
        middle = IdempotencyRecord.objects.get(key="k-100").pk
    many = asked(browser, after=middle)
    assert (len(one), len(many), len(of_rows(many))) == (QUERIES, QUERIES, 2), "\n".join(many)
    assert "COUNT(" not in "".join(of_rows(many)) and f"LIMIT {PAGE + 1}" in of_rows(many)[0]


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return dict(zip([item[0] for item in cursor.description], cursor.fetchone(), strict=True))


def read_by(sql):
    """How many rows the storage engine read for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE FORMAT=JSON {sql}")
        return sum(float(number) for number in re.findall(r'"r_rows": ([0-9.]+)', cursor.fetchone()[0]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_no_page_sorts_or_reads_what_it_does_not_show():
    """Two companies whose rows lie one between the other: the plan is by an index of company and key, and reads a page."""
    acme, other = make.tenant("acme"), make.tenant("other")
    for begin in range(0, 20_000, 500):
        filled(acme, 500, begin)
        filled(other, 500, begin)
    browser = browser_of(make.member(acme, "auditor"))
    with scope(acme.pk):
        middle = IdempotencyRecord.objects.get(key="k-9000").pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE TABLE workflow_idempotencyrecord")
        cursor.fetchall()
    for query, index in (({}, "idempotency_newest"), ({"door": "api"}, "idempotency_door"), ({"sent_again__exact": "2"}, "idempotency_again")):
        for after in ({}, {"after": middle}):
            keys, rows = of_rows(asked(browser, **query, **after))
            assert plan_of(keys)["key"] == index and "Using index" in plan_of(keys)["Extra"] and "filesort" not in plan_of(keys)["Extra"], plan_of(keys)
            assert (read_by(keys), read_by(rows)) == (PAGE + 1, PAGE), (query, after)
