"""Documents: what is taken, where it lies, that it never changes."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.contracts import actions as acts
from apps.contracts import files
from apps.contracts.models import Contract, ContractDocument
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as made
from tests.factories.contracts import PDF


def office(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
SIGNED = bytes.fromhex("3082010006092a864886f70d010702a081f2")
LYING = office("a")[:-12] + struct.pack("<HII", 65_535, 2**31, 0) + b"\0\0"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"), (b"\x89PNG\r\n\x1a\n...", "png"), (b"\xff\xd8\xff\xe0...", "jpg"), (SIGNED, "p7s"), (DOCX, "docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"), (b"-----BEGIN PKCS7-----\n", "p7s"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None), (office("a.txt"), None), (LYING, None),
        (b"<html><script>", None), (b"MZ\x90\x00", None), (b"PK\x03\x04", None), (b"PK\x05\x06" + b"\0" * 18, None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)  # fmt: skip
def test_the_type_is_told_by_the_content(data, kind):
    assert files.kind_of(data) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("contract.pdf", "contract.pdf"), ("../../etc/passwd", "passwd.pdf"), ("C:\\docs\\Договір №5.PDF", "Договір №5.pdf"), ("", "document.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("...", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 140 + ".pdf"),
    ],
)  # fmt: skip
def test_names_are_cleaned(given, kept):
    assert files.clean_name(given, "pdf") == kept


@given(st.text(max_size=300), st.sampled_from(["pdf", "jpg", "p7s"]))
def test_any_name_becomes_one_that_is_safe(name, kind):
    kept = files.clean_name(name, kind)
    assert kept.endswith(f".{kind}") and len(kept) <= 150 and not set(kept) & set('/\\<>:"|?*\r\n\0')


@given(st.binary(max_size=200))
def test_broken_archives_are_refused_in_peace(tail):
    assert files.kind_of(b"PK\x03\x04" + tail) in (None, "docx", "xlsx", "pdf")


@pytest.fixture
def acme(db):
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_a_file_lies_by_its_digest_apart_for_each_company(acme):
    document = made.document(acme, made.draft(acme, make.client(acme), "D-1"))
    other = make.tenant("other")
    with scope(other.pk):
        twin = made.document(other, made.draft(other, make.client(other), "D-1"))
    paths = [files.FILES.path_of(item.tenant_id, item.sha256) for item in (document, twin)]
    assert document.sha256 == twin.sha256 and len(set(paths)) == 2
    assert [files.FILES.read(item.tenant_id, item.sha256) for item in (document, twin)] == [PDF, PDF]
    assert (document.content_type, document.size, document.uploaded_by) == ("application/pdf", len(PDF), "system:test")


def test_the_same_file_is_attached_once(acme):
    contract = made.draft(acme, make.client(acme), "D-1")
    made.document(acme, contract)
    before = Contract.objects.get().version, JournalEntry.objects.count()
    with pytest.raises(Refused) as found:
        made.document(acme, contract, name="again.pdf")
    assert [reason.code for reason in found.value.reasons] == ["contract_document_once"]
    assert (Contract.objects.get().version, JournalEntry.objects.count()) == before


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"MZ", "type"), (PDF + b"x" * files.MAX_BYTES, "too_large")])
def test_what_is_not_taken_leaves_nothing(acme, data, code):
    contract = made.draft(acme, make.client(acme), "D-1")
    with pytest.raises(Invalid) as found:
        made.document(acme, contract, data)
    assert [reason.code for reason in found.value.reasons] == [code]
    assert (ContractDocument.objects.count(), Contract.objects.get().version) == (0, 1)


def test_who_may_not_attach_leaves_not_even_a_file(acme):
    contract = made.draft(acme, make.client(acme), "D-1")
    data = PDF + b"secret"
    path = files.FILES.path_of(acme.pk, files.checked(data, "x").sha256)
    other = make.tenant("other")
    for actor, error in ((make.member(acme, "auditor"), NotPermitted), (make.member(other, "owner"), NotVisible)):
        with pytest.raises(error):
            acts.attach_document(contract.pk, data, "x.pdf", actor=actor, at=AT)
    assert not path.exists() and not files.FILES.path_of(other.pk, path.name).exists()


@pytest.mark.parametrize("sql", ["UPDATE contracts_contractdocument SET name = 'x'", "DELETE FROM contracts_contractdocument"])
def test_rows_are_append_only(acme, sql):
    made.document(acme, made.draft(acme, make.client(acme), "D-1"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_file_that_was_changed_on_the_disk_is_not_handed_out(acme):
    document = made.document(acme, made.draft(acme, make.client(acme), "D-1"), PDF + b"of its own")
    path = files.FILES.path_of(acme.pk, document.sha256)
    path.write_bytes(b"%PDF-forged")
    with pytest.raises(Refused):
        files.FILES.read(acme.pk, document.sha256)
    path.unlink()
    with pytest.raises(Refused):
        files.FILES.read(acme.pk, document.sha256)
