"""Files of documents: what is taken, where it lies, how it is read back.

The type is told by the content alone.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Invalid, Reason
from apps.kernel.kept_files import KeptFiles

MAX_BYTES = 20 * 2**20
FILES = KeptFiles("contracts", _("The stored file is not the one that was attached. Restore it from the backup."))
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    "pdf": "application/pdf",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "p7s": "application/pkcs7-signature",
}
# PKCS #7 / CMS signedData, 1.2.840.113549.1.7.2 (RFC 5652, section 5.1).
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_MOST_ENTRIES = 5_000


@dataclass(frozen=True)
class Kept:
    """A file that may be stored: its clean name, its type by content, its digest."""

    data: bytes
    name: str
    content_type: str
    sha256: str


def checked(data: bytes, name: str) -> Kept:
    """The file, if it is one that is taken. Raises Invalid in words."""
    if not data:
        raise _bad("empty", _("The file is empty."))
    if len(data) > MAX_BYTES:
        raise _bad("too_large", _("The file is larger than %(most)s MiB."), most=MAX_BYTES // 2**20)
    kind = kind_of(data)
    if kind is None:
        raise _bad("type", _("Only PDF, DOCX and XLSX without macros, PNG, JPEG and P7S files are taken; this is none of them."))
    return Kept(data, clean_name(name, kind), _TYPES[kind], hashlib.sha256(data).hexdigest())


def kind_of(data: bytes) -> str | None:
    """"pdf", "docx", "xlsx", "png", "jpg", "p7s", or None. Looks at no more than signatures and a list of names."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data[:1] == b"\x30" and _SIGNED_DATA in data[:32]:
        return "p7s"
    if data.startswith((b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----")):
        return "p7s"
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def _office_kind(data: bytes) -> str | None:
    names = _zip_names(data)
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None


def _zip_names(data: bytes) -> set[str]:
    """The names in a zip's central directory, read by hand: within bounds whatever the directory claims.

    Nothing is unpacked. An archive with more than _MOST_ENTRIES names has none.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        return set()
    count, _size, place = struct.unpack("<HII", data[end + 10 : end + 20])
    names: set[str] = set()
    if count > _MOST_ENTRIES:
        return names
    for _number in range(count):
        if data[place : place + 4] != b"PK\x01\x02" or place + 46 > len(data):
            return set()
        name, extra, comment = struct.unpack("<HHH", data[place + 28 : place + 34])
        names.add(data[place + 46 : place + 46 + name].decode("utf-8", "replace"))
        place += 46 + name + extra + comment
    return names


def clean_name(name: str, kind: str) -> str:
    """The sender's name without folders, control and direction marks, at most 150 characters, ending as its type does."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if c in '<>:"|?*' else c for c in name if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"\s+", " ", name).strip(" .")
    ending = stem.rsplit(".", 1)[-1].lower() if "." in stem else ""
    if ending in (kind, *(("jpeg",) if kind == "jpg" else ())):
        stem = stem[: -len(ending) - 1]
    return f"{stem[:140].strip(' .') or 'document'}.{kind}"


def _bad(code: str, message: object, **params: object) -> Invalid:
    return Invalid(Reason(code, message, "file", params))  # type: ignore[arg-type]
