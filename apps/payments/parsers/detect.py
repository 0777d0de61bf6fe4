"""Which format a file is in: by its content, never by its name."""

from __future__ import annotations

import codecs
import contextlib
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from apps.kernel import workbooks
from apps.payments.parsers import aeb43, bai2, camt, coda, csv_file, gpc, json_file, mt940, ofx, one_c, qif
from apps.payments.parsers.bank_profiles import profile_named
from apps.payments.parsers.errors import NoProfile, UnreadableFile
from apps.payments.parsers.model import UNSEEN, Entry, Event, Header, Notice
from apps.payments.parsers.own import own_fitting
from apps.payments.parsers.profiles import CsvProfile, profile_of
from apps.payments.parsers.table import PREAMBLE, read_rows

HEAD = 16_384
MAX_MT940, MAX_LINE = 64 * 2**20, 64 * 2**10
MOST_STATEMENTS, MOST_ENTRIES, MOST_NOTICES = 10_000, 250_000, 10_000
MAX_LINES = 2_000_000
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 50, 512 * 2**20, 200
READABLE = "CAMT.052/053/054, MT940, MT942, OFX, QIF, BAI2, CODA, AEB43, GPC, 1CClientBankExchange, JSON, CSV, XLSX"

# Told by how the content begins. None: recognised so that the message can name it.
Reader = Callable[[IO[bytes]], Iterator[Event]]
_BY_HEAD: tuple[tuple[str, re.Pattern[bytes], Reader | None], ...] = (
    ("OFX", re.compile(rb"OFXHEADER|<\?OFX|<OFX>", re.I), ofx.read),
    ("QIF", re.compile(rb"\A(?:\xef\xbb\xbf)?\s*!(Type|Account|Option)", re.I), qif.read),
    ("1CClientBankExchange", re.compile(rb"\A(?:\xef\xbb\xbf)?\s*1CClientBankExchange"), one_c.read),
    ("BAI2", re.compile(rb"\A01,[0-9A-Za-z]*,[0-9A-Za-z]*,[0-9]{6},"), bai2.read),
    ("CODA", re.compile(rb"\A0000\d{9}"), coda.read),
    ("AEB43", re.compile(rb"\A11\d{16,}"), aeb43.read),
    ("GPC", re.compile(rb"\A074\d"), gpc.read),
    ("XLS", re.compile(rb"\A\xd0\xcf\x11\xe0"), None),
    ("JSON", re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(\[\s*[\[{\]\"]|\{\s*\")"), json_file.read),
    ("PDF", re.compile(rb"\A%PDF"), None),
)
_MT940 = re.compile(rb"^:(20|25P?|28C?|60[FM]|61|62[FM]|34F|13D?):", re.M)


def open_file(path: str | Path, *, profile: str = "") -> Iterator[Event]:
    """The events of the file. `profile` names a CSV mapping. Raises UnreadableFile; never guesses at money."""
    with Path(path).open("rb") as stream:
        yield from open_stream(stream, profile=profile)


@dataclass(frozen=True)
class Ways:
    """How tables are to be read: the name or JSON of a profile that was `asked` for, and the company's `own` profiles, by name and by headers."""

    asked: str = ""
    own: Sequence[CsvProfile] = ()

    def profile(self) -> CsvProfile | None:
        """The profile that is asked for; None where nothing is asked. Raises UnreadableFile."""
        asked = self.asked.strip()
        if asked.startswith("{"):
            return profile_of(asked)
        named = next((item for item in self.own if item.name.casefold() == asked.casefold()), None) or profile_named(asked)
        if asked and named is None:
            raise UnreadableFile(_("There is no mapping profile “%(name)s”."), name=asked[:60])
        return named


def open_stream(stream: IO[bytes], *, profile: str = "", own: Sequence[CsvProfile] = ()) -> Iterator[Event]:
    """As open_file, of a seekable stream that stands at its start. `own`: the company's profiles."""
    statements = notices = entries = 0
    for event in _events(stream, Ways(profile, own)):
        if isinstance(event, Header):
            statements += 1
            if statements > MOST_STATEMENTS:
                raise UnreadableFile(_("The file holds more than %(most)s statements."), most=MOST_STATEMENTS)
        elif isinstance(event, Entry | Notice):
            entries += 1
            if entries > MOST_ENTRIES:
                raise UnreadableFile(
                    _("The file holds more than %(most)s entries."), hint=_("Split it, or export a shorter period."), most=MOST_ENTRIES
                )
        if isinstance(event, Notice):
            notices += 1
            if notices > MOST_NOTICES:
                raise UnreadableFile(_("More than %(most)s entries of the file are not booked or not right."), most=MOST_NOTICES)
        yield event


def _events(stream: IO[bytes], ways: Ways) -> Iterator[Event]:
    head = stream.read(HEAD)
    stream.seek(0)
    if not head.strip():
        raise UnreadableFile(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        yield from _zip(stream, ways)
    elif _is_xml(head):
        yield from camt.read(stream)
    elif reader := _reader_of(head):
        yield from reader(stream)
    elif _MT940.search(head):
        yield from _mt940(stream)
    else:
        yield from _csv(stream, head, ways)


def _is_xml(head: bytes) -> bool:
    if re.search(rb"OFXHEADER|<\?OFX|<OFX>", head, re.I):
        return False
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<"))


def _reader_of(head: bytes) -> Reader | None:
    for name, pattern, reader in _BY_HEAD:
        if pattern.search(head):
            if reader is None:
                raise UnreadableFile(
                    _("The file was recognised as %(name)s, which is not read."), hint=_("Formats that are read: %(formats)s.") % {"formats": READABLE},
                    name=name,
                )  # fmt: skip
            return reader
    return None


def _mt940(stream: IO[bytes]) -> Iterator[Event]:
    _refuse_larger(stream, MAX_MT940)
    with contextlib.closing(_lines(stream, _encoding(stream))) as lines:
        yield from mt940.read(lines)


def _refuse_larger(stream: IO[bytes], most: int) -> None:
    """Asks for the size before a byte is in memory."""
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    if size > most:
        raise UnreadableFile(_("The file is larger than %(most)s MiB."), most=most // 2**20)


def _encoding(stream: IO[bytes]) -> str:
    """UTF-8 if all of the file is, else windows-1251 or Latin-1 by the look of its start. Leaves the stream at its start."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(2**20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return "utf-8-sig"
    except UnicodeDecodeError:
        stream.seek(0)
        return "cp1251" if csv_file.looks_cyrillic(stream.read(200_000)) else "latin-1"
    finally:
        stream.seek(0)


def _lines(stream: IO[bytes], encoding: str) -> Generator[str]:
    """Lines without their ends, however they end."""
    reader = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None)
    try:
        for number in itertools.count(1):
            line = reader.readline(MAX_LINE)
            if not line:
                return
            if number > MAX_LINES:
                raise UnreadableFile(_("The file has more than %(most)s lines."), most=MAX_LINES)
            if len(line) == MAX_LINE and not line.endswith("\n"):
                raise UnreadableFile(_("A field is longer than any bank writes."), where=_("line %(line)s") % {"line": number})
            yield line.removesuffix("\n").translate(UNSEEN)
    finally:
        reader.detach()


def table_kind(stream: IO[bytes]) -> str:
    """Whether a file is a "csv" or an "xlsx"; leaves it at its start. Raises UnreadableFile for another format, and for what is too large."""
    head = stream.read(HEAD)
    stream.seek(0)
    _refuse_larger(stream, csv_file.MAX_BYTES)
    if head.startswith(b"PK\x03\x04"):
        archive = workbooks.open_archive(stream)
        _bounded(archive.infolist())
        stream.seek(0)
        if workbooks.is_workbook(archive):
            return "xlsx"
    elif head.strip() and not (_is_xml(head) or _reader_of(head) or _MT940.search(head)):
        return "csv"
    raise UnreadableFile(_("The file is no table: columns are chosen for a CSV or an XLSX; other formats are read without."))


def _csv(stream: IO[bytes], head: bytes, ways: Ways) -> Iterator[Event]:
    named = ways.profile()
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")) or b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("The file is none of the formats that are read: %(formats)s."), formats=READABLE)
    if not re.search(rb"[;,\t|]", head):
        raise UnreadableFile(_("The file is none of the formats that are read: %(formats)s."), formats=READABLE)
    _refuse_larger(stream, csv_file.MAX_BYTES)
    yield from csv_file.read(stream.read(), profile=named, own=ways.own)


def _zip(stream: IO[bytes], ways: Ways) -> Iterator[Event]:
    """Every file of an archive, in order. Refuses archives that unpack to far more than they are."""
    archive = workbooks.open_archive(stream)
    members = [item for item in archive.infolist() if not item.is_dir()]
    if workbooks.is_workbook(archive):
        _bounded(members)
        yield from _workbook(archive, ways)
        return
    _bounded(members)
    events: Iterator[Event] = iter(())
    for item in sorted(members, key=lambda member: member.filename):
        events = itertools.chain(events, _member(archive, item, ways))
    yield from events


def _bounded(members: list[zipfile.ZipInfo]) -> None:
    packed = sum(item.compress_size for item in members) or 1
    unpacked = sum(item.file_size for item in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed + 2**20:
        raise UnreadableFile(_("The archive unpacks to far more than a statement can be."))
    if any(item.flag_bits & 1 for item in members):
        raise UnreadableFile(_("The archive is locked with a password."))


def _workbook(archive: zipfile.ZipFile, ways: Ways) -> Iterator[Event]:
    """Every sheet that holds a table of movements; at least one must."""
    named = ways.profile()
    refusal: UnreadableFile | None = None
    found = False
    for sheet in workbooks.sheets_of(archive):
        try:
            head = list(itertools.islice(sheet, PREAMBLE)) if ways.own and named is None else []
            profile = named or own_fitting(lambda way, head=head: workbooks.below(head, way.skip_rows if way else 0), ways.own)  # type: ignore[misc]
            rows = workbooks.below(itertools.chain(head, sheet), profile.skip_rows if profile else 0)
            for event in read_rows(rows, profile=profile, kind="xlsx"):
                found = True
                yield event
        except NoProfile as error:
            refusal = refusal or error
    if not found:
        raise refusal or UnreadableFile(_("The file is empty."))


def _member(archive: zipfile.ZipFile, item: zipfile.ZipInfo, ways: Ways) -> Iterator[Event]:
    import tempfile

    with _opened(archive, item) as packed, tempfile.SpooledTemporaryFile(max_size=8 * 2**20) as unpacked:
        left = item.file_size + 1
        try:
            while left > 0 and (chunk := packed.read(min(left, 1 << 16))):
                left -= len(chunk)
                unpacked.write(chunk)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
            raise UnreadableFile(_("The archive is broken or cut off.")) from None
        unpacked.seek(0)
        if unpacked.read(4) == b"PK\x03\x04":
            raise UnreadableFile(_("The archive holds another archive."))
        unpacked.seek(0)
        yield from _events(unpacked, ways)  # type: ignore[arg-type]


def _opened(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(item)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        raise UnreadableFile(_("The archive is broken or cut off.")) from None
