"""Whatever was done to a journal is found and named: in the database, and offline from an export."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection

from apps.journal import sealing, triggers
from apps.journal.hashing import GENESIS, HASHED, entry_hash
from apps.journal.models import JournalEntry, JournalHead, Seal
from apps.journal.proof import root_of, seal_message
from apps.journal.signing import key_id, public_hex
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


class Book:
    """An export taken apart, to be damaged and read again."""

    def __init__(self, company):
        out = io.BytesIO()
        sealing.export(company.pk, out)
        self.head, *records = map(orjson.loads, out.getvalue().splitlines())
        self.entries = [record["entry"] for record in records if "entry" in record]
        self.seals = [record["seal"] for record in records if "seal" in record]

    def findings(self, **how: Any) -> list[str]:
        lines = [self.head, *({"entry": item} for item in self.entries), *({"seal": item} for item in self.seals)]
        return sealing.check_export(io.BytesIO(b"\n".join(map(orjson.dumps, lines))), **how).findings

    def rehash(self) -> None:
        """What somebody does who knows how the chain is made."""
        previous = GENESIS
        for sequence, entry in enumerate(self.entries, 1):
            entry["sequence"], entry["previous_hash"] = sequence, previous
            previous = entry["hash"] = entry_hash({name: entry[name] for name in HASHED})
        self.head |= {"sequence": len(self.entries), "hash": previous}

    def reseal(self, key: Ed25519PrivateKey) -> None:
        """Every seal made anew over the entries as they stand, with another key."""
        root = GENESIS
        for seal in self.seals:
            hashes = [entry["hash"] for entry in self.entries[seal["first"] - 1 : seal["last"]]]
            seal |= {"previous_root": root, "root": root_of(root, hashes), "last_hash": hashes[-1], "key_id": key_id(public_hex(key))}
            root = seal["root"]
            seal["signature"] = key.sign(seal_message({name: value for name, value in seal.items() if name != "signature"})).hex()


@pytest.fixture
def acme():
    """A journal with two seals and entries behind them."""
    company = make.tenant("acme")
    for number in range(3):
        make.client(company, f"C{number}")
    sealing.seal(company.pk, at=AT)
    make.client(company, "C8")
    make.client(company, "C9")
    sealing.seal(company.pk, at=AT)
    make.client(company, "CX")
    return company


@pytest.fixture
def book(acme):
    made = Book(acme)
    assert made.findings() == []
    return made


def test_an_edit_of_any_column_is_found_where_it_is(book):
    for name in [*HASHED, "hash"]:
        entry = book.entries[3]
        kept = entry[name]
        entry[name] = "2020-01-01T00:00:00.000000Z" if name == "at" else kept + 1 if isinstance(kept, int) else f"{kept or ''}x"
        found = book.findings()
        assert found, name
        assert any("4" in text for text in found), (name, found)
        entry[name] = kept
    assert book.findings() == []


@pytest.mark.parametrize("place", [0, 4, -1], ids=["first", "middle", "last"])
def test_a_deletion_is_found(book, place):
    del book.entries[place]
    assert any("is missing" in text or "its head says" in text for text in book.findings())


@pytest.mark.parametrize("place", [0, 4, -1], ids=["first", "middle", "last"])
def test_a_deletion_with_every_hash_made_anew_is_found_by_a_seal_or_the_head(book, place):
    del book.entries[place]
    told = book.head["sequence"]
    book.rehash()
    if place == -1:  # behind the last seal: only what the head said betrays it
        book.head["sequence"] = told
    assert book.findings()


def test_an_insertion_is_found(book):
    book.entries.insert(4, dict(book.entries[3]))
    assert "entry 5 is missing or out of order (found 4)" in book.findings()
    book.rehash()
    assert any("rewritten" in text for text in book.findings())


def test_an_insertion_at_the_end_is_found(book):
    last = book.entries[-1]
    more = last | {"sequence": last["sequence"] + 1, "previous_hash": last["hash"]}
    book.entries.append(more | {"hash": entry_hash({name: more[name] for name in HASHED})})
    assert any("its head says" in text for text in book.findings())


def test_two_entries_in_each_others_place_are_found(book):
    book.entries[2], book.entries[3] = book.entries[3], book.entries[2]
    assert any("out of order" in text for text in book.findings())
    book.rehash()
    assert any("rewritten" in text for text in book.findings())


def test_a_tail_cut_off_under_a_seal_is_found_though_the_head_agrees(book):
    last = book.seals[-1]["last"]
    del book.entries[last - 1 :]
    book.rehash()
    assert any("cut off" in text for text in book.findings())


def test_a_whole_chain_made_anew_with_another_key_is_found(book):
    trusted = book.head["public_key"]
    book.entries[1]["reason"] = "never happened"
    book.rehash()
    forger = Ed25519PrivateKey.generate()
    book.reseal(forger)
    assert any("not signed by a known key" in text for text in book.findings())
    # A forger who also writes the own key into the file is found by who knows the right one.
    book.head["public_key"] = public_hex(forger)
    assert book.findings() == []
    assert any("not signed by a known key" in text for text in book.findings(trusted=[trusted]))


def test_a_seal_taken_out_of_the_middle_is_found(book):
    del book.seals[0]
    assert any("does not follow the seal before it" in text for text in book.findings())


def test_the_last_seal_taken_out_is_found_by_who_kept_its_root(book):
    root = book.seals.pop()["root"]
    assert book.findings() == []
    assert any("was kept" in text for text in book.findings(known_root=root))


def test_a_seal_made_long_after_its_entries_is_warned_of(acme):
    sealing.seal(acme.pk, at=AT + dt.timedelta(days=3))
    verdict = sealing.check(acme.pk)
    assert verdict.holds
    assert [text for text in verdict.warnings if "more than a day" in text]


# --- in the database ---------------------------------------------------------------------------------
DAMAGE = {
    "an entry changed": ("UPDATE journal_journalentry SET reason = 'x' WHERE sequence = 3", "entry 3 was changed"),
    "the first deleted": ("DELETE FROM journal_journalentry WHERE sequence = 1", "entry 1 is missing"),
    "one deleted": ("DELETE FROM journal_journalentry WHERE sequence = 3", "entry 3 is missing"),
    "the tail deleted": ("DELETE FROM journal_journalentry WHERE sequence > 12", "its head says"),
    "deleted under a seal": ("DELETE FROM journal_journalentry WHERE sequence > 4", "the journal was cut off"),
    "a seal deleted": ("DELETE FROM journal_seal WHERE first = 1", "does not follow the seal before it"),
    "a seal moved": ("UPDATE journal_seal SET last = last - 1 WHERE first > 1", "is not signed by a known key"),
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.django_db(transaction=True)  # MariaDB commits at every CREATE and DROP TRIGGER
def test_what_was_done_past_the_triggers_is_found_and_exported(acme, name):
    statement, said = DAMAGE[name]
    past_the_triggers(statement)
    assert any(said in finding for finding in sealing.check(acme.pk).findings)
    assert any(said in finding for finding in Book(acme).findings())


def past_the_triggers(*statements: str) -> None:
    for table in ("journal_journalentry", "journal_seal"):
        triggers.drop(connection, table)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        for table in ("journal_journalentry", "journal_seal"):
            triggers.install(connection, table)


@pytest.mark.django_db(transaction=True)
def test_an_entry_put_in_behind_the_head_is_found(acme):
    with scope(acme.pk):
        last = JournalEntry.objects.order_by("sequence").last()
        last.pk, last.sequence, last.previous_hash = None, last.sequence + 1, last.hash
        last.save(force_insert=True)
    assert any("behind the journal's head" in text for text in sealing.check(acme.pk).findings)


@pytest.mark.django_db(transaction=True)
def test_a_tail_cut_off_with_its_head_is_found_by_what_was_read(acme):
    """Nothing is sealed yet, and the head is set back too: a reader has read further."""
    from apps.journal import consumers

    company = make.tenant("new")
    make.client(company)
    consumers.consume(company.pk, "journal_days", now=AT)
    with scope(company.pk):
        last = JournalEntry.objects.order_by("sequence").last()
    past_the_triggers(f"DELETE FROM journal_journalentry WHERE id = {last.pk}")
    JournalHead.objects.filter(tenant_id=company.pk).update(sequence=last.sequence - 1, hash=last.previous_hash)
    assert any("has read to" in text for text in sealing.check(company.pk).findings)


def test_a_check_while_others_write_finds_nothing(acme, monkeypatch):
    """Entries and seals that come while it reads are no damage."""
    real = sealing.entries_of

    def slow(*args):
        yield from real(*args)
        monkeypatch.setattr(sealing, "entries_of", real)
        make.client(acme, "LATE")
        sealing.seal(acme.pk, at=AT)

    monkeypatch.setattr(sealing, "entries_of", slow)
    assert sealing.check(acme.pk).findings == []


def test_an_export_while_others_write_holds(acme, monkeypatch):
    real = sealing.entries_of
    monkeypatch.setattr(sealing, "entries_of", lambda *args: (item for page in [list(real(*args)), make.client(acme, "L") and []] for item in page))
    assert Book(acme).findings() == []


def test_the_command_says_where_and_what_and_fails(acme, tmp_path, capsys):
    file = tmp_path / "journal.jsonl"
    call_command("journal", "export", "--tenant", "acme", "--out", str(file))
    root = _last_root(acme)
    call_command("journal", "verify", "--file", str(file), "--root", root)
    assert f"root of the last seal: {root}" in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b'"client.created"', b'"client.updated"', 1))
    with pytest.raises(SystemExit) as exit_:
        call_command("journal", "verify", "--file", str(file))
    said = capsys.readouterr().out
    assert exit_.value.code == 1
    assert "DOES NOT HOLD" in said
    assert "was changed: its hash does not fit" in said
    assert "not who signed" in said


def _last_root(company):
    with scope(company.pk):
        return Seal.objects.order_by("-last").first().root
