"""A fiscal year as one signed file: the journal with its seals, history, registers, and a verifier that needs no program.

Written as a stream: one page of rows is in memory at a time. Apps add their files with `register`; each is hashed while it is
written, the manifest names all of them, and the key of the seals signs the manifest.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from apps.journal import log, sealing
from apps.journal.hashing import GENESIS, instant_text
from apps.journal.models import AuditPack, Seal
from apps.journal.offline_verifier import ENTRIES, FORMAT, MANIFEST, SEALS, SIGNATURE
from apps.journal.proof import SEALED
from apps.journal.signing import key_id, public_hex, signing_key
from apps.kernel.actor import Actor
from apps.kernel.db import durable
from apps.kernel.errors import Reason, Refused
from apps.tenants.models import Tenant
from apps.tenants.scope import scope

PAGE = 2000
# An entry may be as much older than its seal: a long act has the time of its beginning, and sealing may be late.
SLACK = dt.timedelta(hours=36)
VERIFIER = Path(__file__).with_name("offline_verifier.py")
Tick = Callable[[int], None]


@dataclass(frozen=True)
class Year:
    """A company's fiscal year: `starts_on` until before `ends_before`, and the instants at which these days begin there.
    `made_at`: when the pack is made; what is later is in none."""

    tenant: Tenant
    number: int
    starts_on: dt.date
    ends_before: dt.date
    made_at: dt.datetime

    @property
    def starts_at(self) -> dt.datetime:
        """The first instant of the year."""
        return _midnight(self.starts_on, self.tenant.time_zone)

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant after it."""
        return _midnight(self.ends_before, self.tenant.time_zone)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be added to it any more."""
        return self.made_at >= self.ends_at

    def spoken(self) -> str:
        """The year for people: "2026 (2026-01-01 … 2026-12-31)"."""
        return f"{self.number} ({self.starts_on} … {self.ends_before - dt.timedelta(days=1)})"


def year_of(tenant: Tenant, number: int, *, at: dt.datetime) -> Year:
    """The fiscal year that begins in the calendar year. Raises Refused for one that has not begun."""
    month = tenant.fiscal_year_starts_in
    year = Year(tenant, number, dt.date(number, month, 1), dt.date(number + 1, month, 1), at)
    if at < year.starts_at:
        raise Refused(Reason("year_to_come", _("The fiscal year %(year)s has not begun."), "year", {"year": number}))
    return year


def fiscal_years(tenant: Tenant, today: dt.date) -> list[int]:
    """The fiscal years of the company that have begun since it was made, the newest first."""
    month = tenant.fiscal_year_starts_in
    last = today.year if today.month >= month else today.year - 1
    made = tenant.created_at.date()
    first = made.year if made.month >= month else made.year - 1
    return list(range(last, min(first, last) - 1, -1))


@dataclass(frozen=True)
class Part:
    """A file of the pack. `lines(year)` gives its lines as bytes; `explained`: what it is, for the list in the README."""

    name: str
    explained: Any
    lines: Callable[[Year], Iterator[bytes]]


_parts: dict[str, Part] = {}
_many: list[Callable[[], Iterable[Part]]] = []


def register(part: Part) -> None:
    """Declares a file of every pack. Called from an app's ready()."""
    _parts[part.name] = part


def register_table(name: str, *, explained: Any, columns: Sequence[str], rows: Callable[[Year], Iterator[Sequence[Any]]]) -> None:
    """Declares a table of every pack, registers/<name>.csv: UTF-8 with a byte order mark, so that spreadsheets read it."""

    def lines(year: Year) -> Iterator[bytes]:
        yield b"\xef\xbb\xbf" + _csv_line(columns)
        for row in rows(year):
            yield _csv_line(row)

    register(Part(f"registers/{name}.csv", explained, lines))


def register_many(parts: Callable[[], Iterable[Part]]) -> None:
    """Declares files that are known only when all apps are there, such as one for each model with history."""
    _many.append(parts)


def parts() -> list[Part]:
    """Every file that apps add, by name."""
    return sorted([*_parts.values(), *(part for make in _many for part in make())], key=lambda part: part.name)


def _csv_line(values: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return instant_text(value)
    text = str(value)
    # A spreadsheet takes these for formulas; numbers begin so too and are left alone.
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not text[1:2].isdigit()) else text


def by_key(rows: QuerySet, *, key: str = "pk", size: int = PAGE) -> Iterator[Any]:
    """The rows ascending by key, a page at a time: the memory is that of a page, however many they are."""
    last = 0
    while page := list(rows.filter(**{f"{key}__gt": last}).order_by(key)[:size]):
        yield from page
        last = getattr(page[-1], key)


@dataclass(frozen=True)
class Made:
    """A pack that was written: its SHA-256 and size, and that of its manifest; how many entries and rows it holds."""

    sha256: str
    size: int
    manifest_sha256: str
    files: int
    first: int
    last: int


class _Writer:
    """The ZIP in the making, with the digest of each file."""

    def __init__(self, out: IO[bytes], at: dt.datetime) -> None:
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=2)
        self.stamp = at.astimezone(dt.UTC).timetuple()[:6]
        self.files: list[dict[str, Any]] = []

    def add(self, name: str, lines: Iterable[bytes], *, listed: bool = True) -> None:
        """A file of lines; `listed`: it stands in the manifest."""
        info = zipfile.ZipInfo(name, (max(1980, self.stamp[0]), *self.stamp[1:]))
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digest, size, count = hashlib.sha256(), 0, 0
        with self.zip.open(info, "w", force_zip64=True) as out:
            for line in lines:
                digest.update(line)
                size += len(line)
                count += 1
                out.write(line)
        if listed:
            self.files.append({"name": name, "sha256": digest.hexdigest(), "bytes": size, "lines": count})


@dataclass
class _Journal:
    """The part of the journal that a pack holds: whole seals, and the seal before them."""

    seals: list[dict[str, Any]]
    anchor: dict[str, Any] | None

    @property
    def first(self) -> int:
        return int(self.seals[0]["first"])

    @property
    def last(self) -> int:
        return int(self.seals[-1]["last"])


def build(year: Year, out: IO[bytes], *, made_by: str, tick: Tick = lambda _count: None) -> Made:
    """Writes the pack of a year to a seekable file. `tick` is told how many entries and rows more are written.

    Seals what is not sealed yet. Raises Refused for a year of which the journal has nothing. Reads page by page; its memory
    does not grow with the year.
    """
    key = signing_key()
    sealing.seal(year.tenant.pk, at=year.made_at)
    with scope(year.tenant.pk), translation.override(year.tenant.language):
        journal = _part_of_journal(year)
        writer = _Writer(out, year.made_at)
        writer.add("verify.py", [VERIFIER.read_bytes()])
        writer.add(ENTRIES, _ticking(_entries(journal), tick))
        anchored = [journal.anchor] if journal.anchor else []
        writer.add(SEALS, (orjson.dumps(item) + b"\n" for item in (*anchored, *journal.seals)))
        for part in parts():
            writer.add(part.name, _ticking(part.lines(year), tick))
        for language in dict.fromkeys((year.tenant.language, "en")):
            with translation.override(language):
                writer.add(f"README.{language}.txt", [_readme(year, journal, public_hex(key)).encode()])
        body = _manifest(year, journal, writer, public=public_hex(key), made_by=made_by)
        writer.add(MANIFEST, [body], listed=False)
        writer.add(SIGNATURE, [key.sign(body).hex().encode() + b"\n"], listed=False)
        writer.zip.close()
    out.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := out.read(1 << 20):
        digest.update(piece)
        size += len(piece)
    return Made(digest.hexdigest(), size, hashlib.sha256(body).hexdigest(), len(writer.files), journal.first, journal.last)


def made_body(year: Year, made: Made) -> dict[str, Any]:
    """What the journal keeps of a pack that was made: with it any copy can be told from a forged one."""
    return {
        "year": year.number, "starts_on": year.starts_on, "ends_before": year.ends_before, "first": made.first, "last": made.last, "files": made.files,
        "sha256": made.sha256, "manifest_sha256": made.manifest_sha256,
    }  # fmt: skip


def note_made(year: Year, made: Made, *, actor: Actor) -> AuditPack:
    """Notes a pack that an operator wrote to a file of theirs: its row, and its entry in the journal. Locks: the journal head."""
    at = year.made_at
    with scope(year.tenant.pk), durable():
        pack = AuditPack.objects.create(
            tenant_id=year.tenant.pk, year=year.number, starts_on=year.starts_on, ends_before=year.ends_before, requested_by=actor.label, created_at=at,
            started_at=at, updated_at=at, ended_at=at, total_count=made.last - made.first + 1, size=made.size, sha256=made.sha256, removed_at=at,
        )  # fmt: skip
        log.append([log.Draft("audit_pack.made", "audit_pack", pack.pk, made_body(year, made))], actor=actor, at=at)
    return pack


def count_entries(year: Year) -> int:
    """How many journal entries the pack will hold, about: what is not sealed yet is not counted. Needs a bound tenant."""
    try:
        journal = _part_of_journal(year)
    except Refused:
        return 0
    return journal.last - journal.first + 1


def _part_of_journal(year: Year) -> _Journal:
    """The seals made since the year began, up to those that cannot hold an entry of it any more. An entry is never younger
    than its seal, so none of the year stands before the first of them."""
    made = Seal.objects.filter(created_at__gte=year.starts_at).order_by("last")
    seals, is_behind = [], False
    for item in made.iterator(chunk_size=PAGE):
        if is_behind:
            break
        seals.append(sealing.seal_values(item) | {"signature": item.signature})
        is_behind = item.created_at >= year.ends_at + SLACK
    if not seals or not any(True for _entry in _entries_of_year(seals, year)):
        raise Refused(Reason("empty_year", _("The journal has nothing of the fiscal year %(year)s."), "year", {"year": year.number}))
    before = Seal.objects.filter(last__lt=seals[0]["first"]).order_by("-last").first()
    return _Journal(seals, sealing.seal_values(before) | {"signature": before.signature} if before else None)


def _entries_of_year(seals: list[dict[str, Any]], year: Year) -> Iterator[dict[str, Any]]:
    start, end = instant_text(year.starts_at), instant_text(year.ends_at)
    return (entry for entry in sealing.entries_of(seals[0]["first"], seals[-1]["last"]) if start <= entry["at"] < end)


def _entries(journal: _Journal) -> Iterator[bytes]:
    for entry in sealing.entries_of(journal.first, journal.last):
        yield orjson.dumps(entry) + b"\n"


def _ticking(lines: Iterator[bytes], tick: Tick) -> Iterator[bytes]:
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        if count % PAGE == 0:
            tick(PAGE)
        yield line
    tick(count % PAGE)


def _manifest(year: Year, journal: _Journal, writer: _Writer, *, public: str, made_by: str) -> bytes:
    tenant = year.tenant
    body = {
        "format": FORMAT, "tenant": {"id": tenant.pk, "slug": tenant.slug, "name": tenant.name, "time_zone": tenant.time_zone},
        "language": tenant.language, "year": year.number, "starts_on": year.starts_on, "ends_before": year.ends_before,
        "is_over": year.is_over, "made_at": instant_text(year.made_at), "made_by": made_by, "public_key": public, "key_id": key_id(public),
        "journal": {
            "first": journal.first, "last": journal.last, "entries": journal.last - journal.first + 1, "seals": len(journal.seals),
            "anchor": journal.anchor is not None, "last_hash": journal.seals[-1]["last_hash"], "root": journal.seals[-1]["root"],
            "previous_root": journal.anchor["root"] if journal.anchor else GENESIS, "sealed_fields": list(SEALED),
        },
        "files": sorted(writer.files, key=lambda item: item["name"]),
    }  # fmt: skip
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _readme(year: Year, journal: _Journal, public: str) -> str:
    told = [
        _("Audit pack of %(company)s, fiscal year %(year)s") % {"company": year.tenant.name, "year": year.spoken()}, "",
        _("Made on %(at)s (UTC).") % {"at": instant_text(year.made_at)[:19].replace("T", " ")},
        *([] if year.is_over else [_("The year was not over then: what came later is not here.")]),
        "", _("To verify it: unpack verify.py, and run"), "", f"    python verify.py PACK.zip --public-key {public}", "",
        _("Take the key from the company, on paper or by another way than this file; the one above is what the pack says itself."),
        _("verify.py needs Python 3.9 or newer and nothing else. It answers with exit code 0 (the pack holds), 1 (it does not, and what), 2 (it cannot be read)."),
        "", _("What is in it:"), "",
        f"  {ENTRIES}: " + _("the journal, entries %(first)s to %(last)s: every change, with who, when and why; whole seals, so entries just before and behind the year may be among them")
        % {"first": journal.first, "last": journal.last},
        f"  {SEALS}: " + _("the seals over them, signed; the first is the seal before, which proves where this part begins"),
        *(f"  {part.name}: {part.explained}" for part in parts()),
        f"  {MANIFEST}, {SIGNATURE}: " + _("the list of the files with their SHA-256, and its signature"), "",
        _("Registers show what stood when the pack was made, of documents of the year. Amounts are decimal, days and instants ISO 8601, instants in UTC."),
        "",
    ]  # fmt: skip
    return "\n".join(told)


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
