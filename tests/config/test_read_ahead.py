"""Queries that a thread asks ahead: in their order, in the open transaction, and none under way when it is over."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.clients.models import Client
from apps.kernel.ahead import read_ahead
from apps.tenants.scope import scope
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients():
    """Six clients, not committed: another connection would not see them."""
    company = make.tenant("acme")
    with scope(company.pk):
        made = [make.client(company, f"C{number}") for number in range(6)]
        yield [row.pk for row in made]


def code_of(pk):
    return lambda: list(Client.objects.filter(pk=pk).values_list("code", flat=True))


def test_answers_come_in_order_from_the_open_transaction_of_the_bound_company(clients):
    found = []
    read_ahead([code_of(pk) for pk in clients], found.append)
    assert found == [[f"C{number}"] for number in range(6)]


def test_nothing_is_asked_of_nobody(clients, django_assert_num_queries):
    with django_assert_num_queries(0):
        read_ahead([], pytest.fail)


@pytest.mark.parametrize("bad", [0, 2, 5])
def test_a_query_that_fails_ends_it_behind_those_before(clients, bad):
    def fails():
        raise ValueError("no answer")

    asks, found = [code_of(pk) for pk in clients], []
    asks[bad] = fails
    with pytest.raises(ValueError, match="no answer"):
        read_ahead(asks, found.append)
    assert found == [[f"C{number}"] for number in range(bad)]
    assert Client.objects.count() == 6


def test_who_looks_may_fail_and_the_connection_is_free_then(clients):
    asked = []

    def ask(pk):
        def sent():
            asked.append(pk)
            return code_of(pk)()

        return sent

    def look(_rows):
        raise LookupError("not wanted")

    with pytest.raises(LookupError, match="not wanted") as told:
        read_ahead([ask(pk) for pk in clients], look)
    assert told.traceback  # the frames are alive, as where an error is told: nothing hangs on them
    assert len(asked) <= 2
    assert Client.objects.count() == 6
    assert not connection.allow_thread_sharing
