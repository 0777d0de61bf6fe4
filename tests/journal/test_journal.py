"""Gapless, chained, append-only."""

from __future__ import annotations

import contextlib
import gc
import threading
import tracemalloc
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from apps.invoices.actions import issue_invoice, submit_invoice
from apps.invoices.models import Invoice
from apps.journal import sealing, triggers
from apps.journal.hashing import GENESIS, HASHED, canonical, entry_hash, instant_text
from apps.journal.log import Draft
from apps.journal.models import JournalEntry, JournalHead, Seal
from apps.kernel.db import retrying
from apps.tenants.scope import scope
from apps.workflow.completeness import audited_models
from apps.workflow.unit import unit_of_work
from tests import factories as make


def assert_chain_holds(tenant_id):
    """Every entry follows the one before, without a gap, and hashes to what it says."""
    previous, expected = GENESIS, 1
    for entry in JournalEntry.objects.order_by("sequence"):
        values = {name: getattr(entry, name) for name in HASHED} | {"at": instant_text(entry.at)}
        assert (entry.sequence, entry.previous_hash, entry.hash) == (expected, previous, entry_hash(values))
        previous, expected = entry.hash, expected + 1
    head = JournalHead.objects.get(tenant_id=tenant_id)
    assert (head.sequence, head.hash) == (expected - 1, previous)


@pytest.mark.django_db
def test_the_chain_holds_over_everything_that_was_done():
    company = make.tenant()
    with scope(company.pk):
        make.issued(company, make.client(company))
        assert JournalEntry.objects.count() > 8
        assert_chain_holds(company.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_journalentry SET reason = 'x'", "DELETE FROM journal_journalentry",
                                       "UPDATE clients_historicalclient SET notes = 'x'", "DELETE FROM clients_historicalclient"])  # fmt: skip
def test_the_database_refuses_to_change_what_was_written(statement):
    company = make.tenant()
    make.client(company)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


REFUSED = {
    "every database": [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ],
    "sqlite": [
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE OR REPLACE {table} SET {column} = {column}",
        "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT DO UPDATE SET {column} = {column}",
    ],
    "mysql": [
        "INSERT INTO {table} SELECT * FROM {table} b ON DUPLICATE KEY UPDATE {column} = b.{column}",
        "UPDATE {table} j JOIN tenants_tenant t ON t.id = j.tenant_id SET j.{column} = j.{column}, t.name = t.name",
        "DELETE j FROM {table} j JOIN tenants_tenant t ON t.id = j.tenant_id",
    ],
}


@pytest.mark.django_db
def test_no_statement_of_the_database_changes_an_append_only_table(db):
    """Every protected table that has rows, every form of statement that can change or replace one."""
    company = make.tenant()
    payer = make.client(company)
    make.issued(company, payer)
    sealing.seal(company.pk, at=make.AT)
    tried = 0
    for table in triggers.protected_tables():
        columns = [item.name for item in introspected(table)]
        column = "raw" if "raw" in columns else columns[-1]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            if not cursor.fetchone()[0]:
                continue
        for form in REFUSED["every database"] + REFUSED[connection.vendor]:
            if table in triggers._movable and "{column} = " in form:
                form = form.replace("{column} = {column}", "{column} = 'x'")
            statement = form.format(table=table, column=column)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            tried += 1
    assert tried > 20


def introspected(table):
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)


@pytest.mark.django_db
def test_every_history_table_and_table_of_facts_is_append_only():
    histories = {model.history.model._meta.db_table for model in audited_models()}
    facts = {"journal_journalentry", "journal_seal", "payments_allocation", "payments_statementline"}
    assert histories | facts <= set(triggers.protected_tables())


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_a_file_loaded_over_the_journal_is_refused(tmp_path):
    company = make.tenant()
    file = tmp_path / "rows"
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@local_infile")
        if not cursor.fetchone()[0]:
            pytest.skip("this server loads no files")
        cursor.execute("SELECT * FROM journal_journalentry ORDER BY id LIMIT 1")
        file.write_text("\t".join("\\N" if value is None else str(value) for value in cursor.fetchone()) + "\n")
    loader = connection.Database.connect(**connection.get_connection_params() | {"local_infile": 1})
    try:
        with pytest.raises(connection.Database.Error, match="append-only"):
            loader.cursor().execute(f"LOAD DATA LOCAL INFILE '{file}' REPLACE INTO TABLE journal_journalentry")
            loader.commit()
    finally:
        loader.close()
    assert sealing.check(company.pk).holds


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_writers_that_roll_back_leave_no_gap():
    """Every third act of each writer fails behind its work: numbers and entries have no hole."""
    company = make.tenant()
    payer = make.client(company)
    ids = [make.draft(company, payer).pk for _n in range(24)]
    for pk in ids:
        submit_invoice(pk, actor=make.system(company), at=make.AT)
    barrier = threading.Barrier(8)

    def work(worker):
        barrier.wait()
        try:
            for number, pk in enumerate(ids[worker::8]):
                with contextlib.suppress(ZeroDivisionError):
                    retrying(lambda pk=pk, number=number: issue(pk, number == 1), attempts=12)
        finally:
            connection.close()

    def issue(pk, fails):
        with unit_of_work(actor=make.system(company), at=make.AT):
            issue_invoice(pk, actor=make.system(company), at=make.AT)
            if fails:
                raise ZeroDivisionError

    run_together(work, 8)
    with scope(company.pk):
        numbers = sorted(Invoice.objects.filter(state="issued").values_list("number", flat=True))
        assert numbers == [f"INV-2026-{n:06}" for n in range(1, 17)]
        assert_chain_holds(company.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_two_sealers_at_once_never_overlap():
    company = make.tenant()
    for number in range(5):
        make.client(company, f"C{number}")
    barrier = threading.Barrier(4)

    def work(_worker):
        barrier.wait()
        try:
            retrying(lambda: sealing.seal(company.pk, at=make.AT))
        finally:
            connection.close()

    run_together(work, 4)
    with scope(company.pk):
        assert Seal.objects.count() == 1
    assert sealing.check(company.pk).holds


def run_together(work, count):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db
def test_memory_stays_flat_however_long_the_journal_is(tmp_path):
    """Export and offline check of ten times the entries take no more than a page of memory more."""
    peaks = []
    for slug, count in (("short", 1_000), ("long", 10_000)):
        company = make.tenant(slug)
        with unit_of_work(actor=make.system(company), at=make.AT) as unit:
            unit.drafts.extend(Draft("client.updated", "client", n, {"note": "x" * 200}) for n in range(count))
        sealing.seal(company.pk, at=make.AT)
        gc.collect()
        tracemalloc.start()
        with (tmp_path / slug).open("w+b") as file:
            sealing.export(company.pk, file)
            file.seek(0)
            assert sealing.check_export(file).holds
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 6_000_000, peaks  # a page is 2,000 entries of about 2 kB


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload",
    [{"a": None, "b": "é", "c": "e\u0301", "d": "𐍈 \u0000 \u2028", "e": [1, -(2**53), 2**62]}, {"b": {"z": 1, "a": 2}, "a": "0.10"}, {}],
)
def test_what_is_hashed_comes_back_from_the_database_to_the_byte(payload):
    company = make.tenant()
    at = make.AT.replace(microsecond=123_456).astimezone(ZoneInfo("Europe/Kyiv"))
    with unit_of_work(actor=make.system(company), at=at) as unit:
        unit.drafts.append(Draft("client.updated", "client", 1, payload, reason=" пробіл в кінці "))
    with scope(company.pk):
        entry = JournalEntry.objects.order_by("sequence").last()
        assert entry.payload == payload
        assert entry.reason == " пробіл в кінці "
        assert instant_text(entry.at) == "2026-03-31T09:00:00.123456Z"
        assert_chain_holds(company.pk)


def test_the_canonical_form_is_fixed():
    """A change of it would make every journal that was ever kept unprovable."""
    values = dict.fromkeys(HASHED, "ї") | {"sequence": 7, "actor_user_id": None, "payload_text": canonical({"b": "0.10", "a": [1, None]})}
    assert values["payload_text"] == '{"a":[1,null],"b":"0.10"}'
    assert entry_hash(values) == "b671bf276be4cef67e2748e7da4877f880aa0055ba3c6b0f7334d301b2110ef4"


@pytest.mark.parametrize("value", [Decimal("1.10"), object(), b"x", "\ud800"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical({"a": value})


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        instant_text(make.AT.replace(tzinfo=None))


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_many_writers_leave_no_gap():
    company = make.tenant()
    barrier = threading.Barrier(8)

    def work(worker):
        barrier.wait()
        try:
            for number in range(10):
                retrying(lambda number=number: make.client(company, f"W{worker}-{number}"), attempts=12)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(company.pk):
        assert JournalEntry.objects.filter(type="client.created").count() == 80
        assert_chain_holds(company.pk)
