"""A clerk that is killed leaves all of an act or nothing of it; what was acknowledged is there."""

from __future__ import annotations

import signal

import pytest

from apps.clients.models import Client
from apps.invoices.actions import issue_invoice, submit_invoice
from apps.invoices.models import Invoice, NumberSeries
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.faults import clerk, crew
from tests.journal.test_journal import assert_chain_holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


def approved(company, count):
    """Invoices ready to issue; their ids."""
    payer = make.client(company)
    ids = [make.draft(company, payer).pk for _n in range(count)]
    for pk in ids:
        submit_invoice(pk, actor=make.system(company), at=AT)
    return ids


def footprint(pk):
    """Everything that issuing writes: row, history, journal, number series."""
    row = Invoice.objects.get(pk=pk)
    history = list(row.history.order_by("history_id").values_list("state", "version", "number"))
    journal = list(JournalEntry.objects.order_by("sequence").values_list("sequence", "type"))
    return row.state, row.version, row.number, history, journal, list(NumberSeries.objects.values_list("next_value", flat=True))


@pytest.mark.parametrize("point", clerk.POINTS)
def test_of_a_killed_act_everything_is_there_or_nothing(process_env, point):
    company = make.tenant()
    with scope(company.pk):
        first, second = approved(company, 2)
        before = footprint(first)
        process = crew.start("die", company.pk, first, point, env=process_env)
        said, errors = process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, errors
        if point in ("after the commit", "after the answer"):
            assert said.split() == ([str(first), "INV-2026-000001"] if point == "after the answer" else [])
            state, version, number, history, journal, next_values = footprint(first)
            assert (state, version, number, next_values) == ("issued", before[1] + 1, "INV-2026-000001", [2])
            assert history == [*before[3], ("issued", version, number)]
            assert journal == [*before[4], (len(before[4]) + 1, "invoice.issued")]
        else:
            assert said == ""
            assert footprint(first) == before
        expected = "INV-2026-000002" if point in ("after the commit", "after the answer") else "INV-2026-000001"
        assert issue_invoice(second, actor=make.system(company), at=AT).number == expected
        assert_chain_holds(company.pk)


@pytest.mark.mariadb
def test_numbers_have_no_gap_although_clerks_are_killed(process_env):
    company = make.tenant()
    with scope(company.pk):
        ids = approved(company, 48)
        said = crew.work([["issue", company.pk, *ids[n::4]] for n in range(4)], env=process_env, die_in={0: 3, 2: 6})
        found = dict(Invoice.objects.values_list("pk", "number"))
        assert sorted(found.values()) == [f"INV-2026-{n:06}" for n in range(1, 49)]
        acknowledged = dict(line.split() for line in said)
        assert len(acknowledged) == len(said) == 48
        assert {pk: found[int(pk)] for pk in acknowledged} == acknowledged
        assert JournalEntry.objects.filter(type="invoice.issued").count() == 48
        assert_chain_holds(company.pk)


@pytest.mark.mariadb
def test_the_journal_has_no_gap_although_writers_are_killed(process_env):
    company = make.tenant()
    with scope(company.pk):
        said = crew.work([["enter", company.pk, f"W{n}", 12] for n in range(4)], env=process_env, die_in={1: 4, 3: 8})
        codes = {f"W{writer}-{number}" for writer in range(4) for number in range(12)}
        assert set(Client.objects.values_list("code", flat=True)) == set(said) == codes and len(said) == 48
        entered = JournalEntry.objects.filter(type="client.created").values_list("subject_id", flat=True)
        assert sorted(entered) == sorted(Client.objects.values_list("pk", flat=True))
        assert_chain_holds(company.pk)
