"""The audit pack of a fiscal year: what is in it, that it is verified by one file without the program, and that each way of
tampering with it is found by name."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from apps.clients.actions import update_client
from apps.journal import offline_verifier as verifier
from apps.journal import packing
from apps.journal.models import AuditPack, JournalEntry, Seal
from apps.journal.sealing import seal
from apps.journal.signing import public_hex, signing_key
from apps.kernel.errors import NotPermitted, NotVisible, Refused
from apps.tenants.models import Membership
from apps.tenants.scope import scope
from apps.workflow import actions
from apps.workflow.actions import packs
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import contracts as agreed
from tests.factories.payments import received

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LATER = dt.datetime(2027, 1, 10, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    payer = make.client(company, "C1", legal_name="ТОВ «Промінь»", notes='quotes " \\ / \t tab, \u2028 and \U0001f4a1 \x7f')
    make.issued(company, payer, "1234.50")
    seal(company.pk, at=AT + DAY)
    with scope(company.pk):
        agreed.active(company, payer, "K-1")
    update_client(payer.pk, actor=make.system(company), at=AT + 2 * DAY, notes="other")
    seal(company.pk, at=AT + 3 * DAY)
    return company


def built(company, year=2026, at=LATER):
    out = io.BytesIO()
    made = packing.build(packing.year_of(company, year, at=at), out, made_by="test")
    return out.getvalue(), made


@pytest.fixture
def pack(acme):
    return built(acme)[0]


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def closed(files, twice=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in [*files.items(), *twice]:
            target.writestr(name, data)
    return out.getvalue()


def resigned(files, key):
    """With a manifest made to fit and signed by the key: what somebody who has another key can do."""
    manifest = json.loads(files["manifest.json"])
    for item in manifest["files"]:
        if item["name"] in files:
            item["sha256"], item["bytes"] = hashlib.sha256(files[item["name"]]).hexdigest(), len(files[item["name"]])
    manifest["public_key"] = public_hex(key)
    body = json.dumps(manifest).encode()
    return files | {"manifest.json": body, "manifest.sig": key.sign(body).hex().encode()}


def said(tmp_path, data, *arguments):
    """What the stand-alone file answers, with no program and no library around."""
    (tmp_path / "pack.zip").write_bytes(data)
    alone = tmp_path / "verify.py"
    alone.write_bytes(packing.VERIFIER.read_bytes())
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(alone), str(tmp_path / "pack.zip"), "--language", "en", *arguments], capture_output=True, text=True, check=False,
        cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def findings(data, *keys):
    path = io.BytesIO(data)
    return verifier.verify(path, list(keys), "en")[0].findings


def key():
    return public_hex(signing_key())


def test_the_pack_of_a_year_holds_and_says_so_without_the_program(acme, pack, tmp_path):
    code, answer = said(tmp_path, pack, "--public-key", key())
    assert code == 0, answer
    assert answer.startswith("THE PACK HOLDS")
    assert "Acme, fiscal year 2026" in answer
    code, answer = said(tmp_path, pack)
    assert (code, "not who signed it" in answer) == (0, True)


def test_what_a_bookkeeper_expects_is_in_it(acme):
    with scope(acme.pk):
        received(acme, 1_000)
    files = opened(built(acme)[0])
    assert {name for name in files if name.startswith("registers/")} == {
        f"registers/{name}.csv" for name in ("invoices", "credit_notes", "payments", "allocations", "contracts", "approvals", "decisions", "people",
                                             "rights", "history_checks", "history_differences")
    }  # fmt: skip
    invoices = list(csv.DictReader(io.StringIO(files["registers/invoices.csv"].decode("utf-8-sig"))))
    assert [(row["client"], row["total"], row["state"]) for row in invoices] == [("ТОВ «Промінь»", "1234.50", "issued")]
    assert invoices[0]["number"]
    contracts = list(csv.DictReader(io.StringIO(files["registers/contracts.csv"].decode("utf-8-sig"))))
    assert [row["number"] for row in contracts] == ["K-1"]
    assert b"10.00" in files["registers/payments.csv"]
    versions = [json.loads(line) for line in files["history/clients_client.jsonl"].splitlines()]
    assert [row["version"] for row in versions if row["code"] == "C1"] == [1, 2]
    assert {"README.en.txt", "verify.py", "manifest.json", "manifest.sig"} <= set(files)
    assert b"verify.py PACK.zip" in files["README.en.txt"]


def test_the_readme_is_in_the_companys_language_and_in_english(acme):
    acme.language = "uk"
    files = opened(built(acme)[0])
    assert "звітний рік" in files["README.uk.txt"].decode()
    assert "fiscal year" in files["README.en.txt"].decode()


def test_people_are_those_of_the_years_end(acme):
    stays, leaves = make.member(acme, "manager"), make.member(acme, "approver")
    with scope(acme.pk):
        found = {member.user_id: member.pk for member in Membership.objects.filter(tenant=acme)}
    actions.update_member(found[stays.user_id], ["accountant"], actor=make.system(acme), at=AT + DAY)
    actions.revoke_member(found[leaves.user_id], actor=make.system(acme), at=AT + DAY)
    actions.update_member(found[stays.user_id], ["auditor"], actor=make.system(acme), at=dt.datetime(2027, 1, 5, tzinfo=dt.UTC))
    rows = {int(row["id"]): row for row in csv.DictReader(io.StringIO(opened(built(acme)[0])["registers/people.csv"].decode("utf-8-sig"))) if row["kind"] == "membership"}
    assert rows[found[stays.user_id]]["roles"] == "accountant"
    assert rows[found[leaves.user_id]]["ended"]


def test_a_fiscal_year_begins_in_the_month_of_the_company(acme):
    acme.fiscal_year_starts_in = 4
    year = packing.year_of(acme, 2025, at=LATER)
    assert (year.starts_on, year.ends_before) == (dt.date(2025, 4, 1), dt.date(2026, 4, 1))
    assert year.ends_at == dt.datetime(2026, 3, 31, 21, tzinfo=dt.UTC)
    manifest = json.loads(opened(built(acme, 2025)[0])["manifest.json"])
    assert (manifest["starts_on"], manifest["ends_before"]) == ("2025-04-01", "2026-04-01")
    with pytest.raises(Refused, match="has not begun"):
        packing.year_of(acme, 2027, at=LATER)
    assert packing.fiscal_years(acme, dt.date(2027, 2, 1))[0] == 2026


def test_a_year_of_which_the_journal_has_nothing_is_refused(acme):
    with pytest.raises(Refused, match="nothing of the fiscal year"):
        built(acme, 2024)


def test_a_later_year_begins_behind_the_seal_before_it_and_proves_where(acme, tmp_path):
    with scope(acme.pk):
        payer = make.client(acme, "C9")
        last = JournalEntry.objects.order_by("-sequence").first().sequence
    seal(acme.pk, at=AT + 4 * DAY)
    update_client(payer.pk, actor=make.system(acme), at=LATER, notes="next year")
    data, made = built(acme, 2027, at=LATER + DAY)
    assert made.first == last + 1
    assert said(tmp_path, data, "--public-key", key())[0] == 0
    assert "The year was not over" in said(tmp_path, data)[1]
    files = opened(data)
    seals = files["journal/seals.jsonl"].splitlines(keepends=True)
    told = findings(closed(resigned(files | {"journal/seals.jsonl": b"".join(seals[1:])}, signing_key())), key())
    assert told  # without the seal before, its place in the chain is not proved


def test_plain_python_verifies_signatures_as_the_library_does():
    for number in range(12):
        private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([number])).digest())
        public, message = bytes.fromhex(public_hex(private)), b"m" * number
        signature = private.sign(message)
        assert verifier.plain_signature_holds(public, signature, message)
        assert not verifier.plain_signature_holds(public, signature, message + b"x")
        for place in (0, 31, 32, 63):
            broken = bytearray(signature)
            broken[place] ^= 1
            assert not verifier.plain_signature_holds(public, bytes(broken), message)
    # RFC 8032, section 7.1, test 2
    assert verifier.plain_signature_holds(
        bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
        bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        bytes.fromhex("72"),
    )  # fmt: skip
    assert not verifier.plain_signature_holds(b"\xff" * 32, bytes(64), b"")


def test_without_the_library_the_answer_is_the_same(acme, pack, monkeypatch):
    def plain(public, signature, message):
        return verifier.plain_signature_holds(bytes.fromhex(public), bytes.fromhex(signature), message)

    monkeypatch.setattr(verifier, "signature_holds", plain)
    assert findings(pack, key()) == []
    files = opened(pack)
    assert "manifest.sig: the manifest is not signed by the key" in findings(closed(files | {"manifest.json": files["manifest.json"] + b" "}), key())


def entries(files):
    return files["journal/entries.jsonl"].splitlines(keepends=True)


def tampered(files, lines):
    return files | {"journal/entries.jsonl": b"".join(lines)}


def edited(files):
    lines = entries(files)
    lines[1] = lines[1].replace(b'"door":"command"', b'"door":"admin"').replace(b'"door":"job"', b'"door":"admin"')
    return tampered(files, lines)


def inserted(files):
    lines = entries(files)
    return tampered(files, [*lines[:3], lines[2], *lines[3:]])


def reordered(files):
    lines = entries(files)
    lines[1], lines[2] = lines[2], lines[1]
    return tampered(files, lines)


IN_THE_JOURNAL = {
    "edit": (edited, "entry 2 was changed: its hash does not fit"),
    "deletion": (lambda files: tampered(files, entries(files)[:2] + entries(files)[3:]), "entry 3 is missing or out of order (found 4)"),
    "insertion": (inserted, "entry 4 is missing or out of order (found 3)"),
    "reordering": (reordered, "entry 2 is missing or out of order (found 3)"),
    "truncation": (lambda files: tampered(files, entries(files)[:-1]), "it was cut off or added to"),
    "a seal taken out": (lambda files: files | {"journal/seals.jsonl": files["journal/seals.jsonl"].split(b"\n", 1)[1]}, "does not follow the seal before it"),
    "the last seal taken out": (
        lambda files: files | {"journal/seals.jsonl": b"".join(files["journal/seals.jsonl"].splitlines(keepends=True)[:-1])}, "have no seal: seals were taken out",
    ),
    "a broken line": (lambda files: tampered(files, [*entries(files)[:2], b"{\n"]), "journal/entries.jsonl, line 3"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_THE_JOURNAL)
def test_tampering_with_the_journal_is_found_by_name(acme, pack, tmp_path, name):
    """By the digest of the file, and by the chain too, which holds against who can sign a manifest anew."""
    change, told = IN_THE_JOURNAL[name]
    changed = change(opened(pack))
    code, answer = said(tmp_path, closed(changed), "--public-key", key())
    assert code == 1
    assert answer.startswith("THE PACK DOES NOT HOLD")
    assert "the file was changed: its SHA-256 does not fit" in answer
    again = findings(closed(resigned(changed, signing_key())), key())
    assert [finding for finding in again if told in finding], again
    assert "manifest.sig" not in " ".join(again)


def rehashed(files):
    """Every hash made anew behind an edit."""
    lines, previous, out = [json.loads(line) for line in entries(files)], verifier.GENESIS, []
    lines[1]["actor_label"] = "somebody else"
    for entry in lines:
        entry["previous_hash"] = previous
        entry["hash"] = previous = hashlib.sha256(verifier.dumps([entry[name] for name in verifier.HASHED])).hexdigest()
        out.append(verifier.dumps(entry) + b"\n")
    return tampered(files, out)


def test_a_journal_with_every_hash_made_anew_is_found_by_its_seals(acme, pack):
    told = findings(closed(resigned(rehashed(opened(pack)), signing_key())), key())
    assert [finding for finding in told if "they were rewritten" in finding]


IN_THE_FILES = {
    "a register changed": (lambda files: files | {"registers/invoices.csv": files["registers/invoices.csv"].replace(b"1234.50", b"1234.51")},
                           "registers/invoices.csv: the file was changed"),
    "a file exchanged for another": (lambda files: files | {"registers/invoices.csv": files["registers/payments.csv"]}, "registers/invoices.csv: the file"),
    "a file taken out": (lambda files: {name: data for name, data in files.items() if name != "history/clients_client.jsonl"},
                         "history/clients_client.jsonl: the file is missing"),
    "a file put in": (lambda files: files | {"registers/more.csv": b"x"}, "registers/more.csv: the file is not in the manifest"),
    "a file cut off": (lambda files: files | {"registers/rights.csv": files["registers/rights.csv"][:-10]}, "registers/rights.csv: the file has"),
    "the manifest changed": (lambda files: files | {"manifest.json": files["manifest.json"].replace(b"Acme", b"Acne")},
                             "manifest.sig: the manifest is not signed by the key"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_THE_FILES)
def test_tampering_with_a_file_is_found_by_name(acme, pack, tmp_path, name):
    change, told = IN_THE_FILES[name]
    code, answer = said(tmp_path, closed(change(opened(pack))), "--public-key", key())
    assert (code, told in answer) == (1, True), answer


def test_a_file_that_is_there_twice_is_found(acme, pack, recwarn):
    files = opened(pack)
    told = findings(closed(files, twice=[("registers/rights.csv", files["registers/rights.csv"])]), key())
    assert "registers/rights.csv: the file is there twice" in told


def test_a_pack_signed_with_another_key_is_found(acme, pack, tmp_path):
    other = Ed25519PrivateKey.generate()
    forged = closed(resigned(opened(pack), other))
    code, answer = said(tmp_path, forged, "--public-key", key())
    assert code == 1
    assert "not with the one that you gave" in answer
    # Without the right key: the seals give it away, since they are signed by another one than the manifest.
    assert [finding for finding in findings(forged) if "not signed by the key" in finding]


def test_a_flipped_bit_inside_the_compressed_file_is_found(acme, pack):
    broken = bytearray(pack)
    with zipfile.ZipFile(io.BytesIO(pack)) as source:
        info = source.getinfo("registers/rights.csv")
    broken[info.header_offset + 30 + len(info.filename) + 60] ^= 0x10
    assert [finding for finding in findings(bytes(broken), key()) if finding.startswith("registers/rights.csv")]


@pytest.mark.parametrize("data", [b"", b"no zip", closed({"x": b"y"}), closed({"manifest.json": b"{}", "manifest.sig": b""})])
def test_what_is_no_pack_is_told_with_exit_code_2(tmp_path, data):
    assert said(tmp_path, data)[0] == 2


def test_the_command_writes_it_and_the_journal_keeps_who_made_it(acme, tmp_path):
    out = io.StringIO()
    call_command("journal", "pack", tenant="acme", year=2026, out=str(tmp_path / "a.zip"), stdout=out)
    assert findings((tmp_path / "a.zip").read_bytes(), key()) == []
    with scope(acme.pk):
        entry = JournalEntry.objects.get(type="audit_pack.made")
    assert (entry.payload["year"], entry.door) == (2026, "command")
    assert entry.payload["sha256"] == hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    with pytest.raises(CommandError, match="nothing of the fiscal year"):
        call_command("journal", "pack", tenant="acme", year=2001, out=str(tmp_path / "b.zip"))
    assert not (tmp_path / "b.zip").exists()


def asked(company, role="owner", year=2026):
    return actions.ask_audit_pack(year, actor=make.member(company, role), at=LATER)


def test_a_worker_makes_what_was_asked_for_and_its_download_is_journalled(acme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    auditor = make.member(acme, "auditor")
    waiting = actions.ask_audit_pack(2026, actor=auditor, at=LATER)
    assert actions.ask_audit_pack(2026, actor=auditor, at=LATER).pk == waiting.pk
    done = actions.make_audit_pack(acme.pk, waiting.pk, now=lambda: LATER)
    assert (done.error, done.percent) == ("", 100)
    assert packs.path_of(done).is_relative_to(tmp_path / "audit-packs" / str(acme.pk))
    browser = browser_of(auditor)
    assert browser.get(f"/admin/journal/auditpack/{done.pk}/change/").status_code == 200
    answer = browser.post(f"/admin/journal/auditpack/{done.pk}/download/")
    data = b"".join(answer.streaming_content)
    assert hashlib.sha256(data).hexdigest() == done.sha256
    assert findings(data, key()) == []
    with scope(acme.pk):
        assert [(entry.type, entry.actor_label) for entry in JournalEntry.objects.filter(subject_kind="audit_pack").order_by("sequence")] == [
            ("audit_pack.made", auditor.label), ("audit_pack.downloaded", auditor.label)
        ]  # fmt: skip


def test_the_file_is_removed_when_its_time_is_up(acme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    done = actions.make_audit_pack(acme.pk, asked(acme).pk, now=lambda: LATER)
    assert actions.remove_old_packs(acme.pk, at=LATER + 29 * DAY) == 0
    assert actions.remove_old_packs(acme.pk, at=LATER + 31 * DAY) == 1
    assert not packs.path_of(done).exists()
    with pytest.raises(Refused):
        actions.record_download(done.pk, actor=make.member(acme, "owner"), at=LATER)


def test_a_right_that_was_revoked_meanwhile_stops_the_making(acme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = make.member(acme, "auditor")
    waiting = actions.ask_audit_pack(2026, actor=owner, at=LATER)
    with scope(acme.pk):
        member = Membership.objects.get(tenant=acme, user_id=owner.user_id)
    actions.revoke_member(member.pk, actor=make.system(acme), at=LATER)
    done = actions.make_audit_pack(acme.pk, waiting.pk, now=lambda: LATER)
    assert done.error
    assert list(tmp_path.rglob("*.zip")) == []


def test_what_goes_wrong_ends_it_and_leaves_no_file(acme, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    waiting = asked(acme)
    monkeypatch.setattr(packing, "build", lambda *_args, **_more: (_ for _ in ()).throw(OSError("disk full")))
    done = actions.make_audit_pack(acme.pk, waiting.pk, now=lambda: LATER)
    assert "disk full" in done.error
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert asked(acme).pk != waiting.pk


def test_who_may_make_and_download(acme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for role in ("manager", "accountant", "approver", "employee"):
        with pytest.raises(NotPermitted):
            asked(acme, role)
    done = actions.make_audit_pack(acme.pk, asked(acme).pk, now=lambda: LATER)
    for role in ("manager", "accountant"):
        actor = make.member(acme, role)
        with pytest.raises(NotVisible):
            actions.record_download(done.pk, actor=actor, at=LATER)
        assert browser_of(actor).post(f"/admin/journal/auditpack/{done.pk}/download/").status_code in (403, 404)
    other = make.tenant("other")
    theirs = make.member(other, "owner")
    with pytest.raises(NotVisible):
        actions.record_download(done.pk, actor=theirs, at=LATER)
    assert browser_of(theirs).post(f"/admin/journal/auditpack/{done.pk}/download/").status_code == 404
    with scope(acme.pk):
        assert AuditPack.objects.count() == 1
        assert Seal.objects.exists()
