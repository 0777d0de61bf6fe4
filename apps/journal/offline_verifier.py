#!/usr/bin/env python3
"""Verifies an audit pack offline. Needs Python 3.9 or newer and nothing else; uses the package `cryptography` if it is there.

    python verify.py PACK.zip --public-key 64_HEX_DIGITS

It checks, and names what does not hold:
 1. the signature of the manifest (Ed25519, RFC 8032);
 2. every file: that it is there, whole and unchanged (SHA-256, size), and that no other is there;
 3. the journal: each entry's hash, that each follows the one before, that the numbers have no gap, where it begins and ends;
 4. the seals: that they follow one another, cover the entries, and are signed.

The key must come from elsewhere than the pack (from the company, on paper). Without --public-key the pack's own is taken: then
the pack is proved to be in one piece, but not whose it is.

Exit code: 0 it holds, 1 it does not hold, 2 it could not be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
import zlib
from pathlib import Path

FORMAT = "oblik-audit-pack-1"
GENESIS = "0" * 64
HASHED = (
    "tenant_id", "sequence", "type", "schema_version", "subject_kind", "subject_id", "from_state", "to_state",
    "payload_text", "actor_user_id", "actor_label", "door", "reason", "request_id", "at", "previous_hash",
)  # fmt: skip
SEALED = ("tenant_id", "first", "last", "last_hash", "previous_root", "root", "key_id", "created_at")
MANIFEST, SIGNATURE, ENTRIES, SEALS = "manifest.json", "manifest.sig", "journal/entries.jsonl", "journal/seals.jsonl"
MOST_FINDINGS = 50
LONGEST_LINE = 64 * 1024 * 1024

TEXTS = {
    "holds": ("THE PACK HOLDS", "ПАКЕТ ЦІЛИЙ"),
    "fails": ("THE PACK DOES NOT HOLD", "ПАКЕТ НЕ ВІДПОВІДАЄ ПІДПИСУ"),
    "unread": ("cannot be read: {0}", "не вдалося прочитати: {0}"),
    "no_pack": ("this is no audit pack: {0} is missing", "це не пакет для аудитора: немає {0}"),
    "bad_manifest": ("the manifest is no manifest of this format", "опис пакета має інший формат"),
    "bad_key": ("a public key is 64 hexadecimal digits", "відкритий ключ — це 64 шістнадцяткові цифри"),
    "summary": (
        "{0}, fiscal year {1}: {2} files, journal entries {3} to {4}, {5} seals",
        "{0}, звітний рік {1}: файлів {2}, записи журналу {3}–{4}, печаток {5}",
    ),
    "own_key": (
        "The key was taken from the pack itself: it is proved that nothing changed since it was signed, not who signed it. Give --public-key.",
        "Ключ узято із самого пакета: доведено, що після підписання нічого не змінилося, але не доведено, хто підписав. Вкажіть --public-key.",
    ),
    "open_year": ("The year was not over when the pack was made.", "Коли пакет створено, рік іще не скінчився."),
    "signature": ("manifest.sig: the manifest is not signed by the key", "manifest.sig: опис пакета не підписано цим ключем"),
    "other_key": ("manifest.json: signed with the key {0}, not with the one that you gave", "manifest.json: підписано ключем {0}, а не тим, що ви вказали"),
    "missing": ("{0}: the file is missing", "{0}: файлу немає"),
    "extra": ("{0}: the file is not in the manifest: it was put in", "{0}: файлу немає в описі: його підкладено"),
    "twice": ("{0}: the file is there twice", "{0}: файл є двічі"),
    "changed": ("{0}: the file was changed: its SHA-256 does not fit", "{0}: файл змінено: SHA-256 не збігається"),
    "size": ("{0}: the file has {1} bytes, the manifest says {2}", "{0}: файл має {1} байтів, а в описі {2}"),
    "line": ("{0}, line {1}: no record, or one that lacks what it must have", "{0}, рядок {1}: це не запис, або в ньому бракує потрібного"),
    "gap": ("entry {0} is missing or out of order (found {1})", "запису {0} немає або він не на своєму місці (знайдено {1})"),
    "follow": ("entry {0} does not follow the entry before it", "запис {0} не є продовженням попереднього"),
    "entry": ("entry {0} was changed: its hash does not fit", "запис {0} змінено: його хеш не збігається"),
    "stranger": ("entry {0} belongs to another company", "запис {0} належить іншій компанії"),
    "ends": ("the journal ends at {0}, the manifest says {1}: it was cut off or added to", "журнал закінчується на {0}, а в описі {1}: його обрізано або доповнено"),
    "seal_follow": ("the seal over {0} to {1} does not follow the seal before it", "печатка на {0}–{1} не є продовженням попередньої"),
    "seal_root": ("the seal over {0} to {1} does not fit its entries: they were rewritten", "печатка на {0}–{1} не відповідає своїм записам: їх переписано"),
    "seal_key": ("the seal over {0} to {1} is not signed by the key", "печатку на {0}–{1} не підписано цим ключем"),
    "seal_cut": ("the seal over {0} to {1} has no such entries: the journal was cut off", "для печатки на {0}–{1} немає записів: журнал обрізано"),
    "unsealed": ("entries {0} to {1} have no seal: seals were taken out", "записи {0}–{1} не мають печатки: печатки вилучено"),
}


class Unreadable(Exception):
    """The pack, or the command, is not one that can be checked; the message says why."""


# --- Ed25519, verification only (RFC 8032, section 5.1.7) -------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _add(one, two):
    """Sum of two points in extended coordinates (section 5.1.4)."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _same(one, two):
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _point(data):
    """The point of 32 bytes (section 5.1.3), or None if they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def plain_signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """True if the signature is the key's over the message; in plain Python, some milliseconds each."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or start is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return _same(_times(scalar, _BASE), _add(start, _times(challenge, key)))


def signature_holds(public: str, signature: str, message: bytes) -> bool:
    """The same from hexadecimal digits, by the package `cryptography` where it is there."""
    try:
        key, sign = bytes.fromhex(public), bytes.fromhex(signature)
    except (TypeError, ValueError):
        return False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return plain_signature_holds(key, sign, message)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(sign, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# --- the pack --------------------------------------------------------------------------------------
def dumps(value) -> bytes:
    """JSON as the pack's maker writes it for hashing: no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def key_id(public: str) -> str:
    """A short name of a public key: the start of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


class Verdict:
    """What was found: sentences in the language chosen, at most MOST_FINDINGS."""

    def __init__(self, language: str) -> None:
        self.index = 1 if language == "uk" else 0
        self.findings: list[str] = []

    def say(self, name: str, *values: object) -> str:
        return TEXTS[name][self.index].format(*values)

    def find(self, name: str, *values: object) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(self.say(name, *values))


class Pack:
    """A pack as a ZIP file."""

    def __init__(self, path: str) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise Unreadable(str(error)) from None
        self.names = [info.filename for info in self.zip.infolist() if not info.is_dir()]

    def small(self, name: str) -> bytes:
        """A small file whole; KeyError if it is not there."""
        with self.zip.open(name) as source:
            return source.read(LONGEST_LINE)

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size, read piece by piece."""
        total, size = hashlib.sha256(), 0
        try:
            with self.zip.open(name) as source:
                while piece := source.read(1 << 20):
                    total.update(piece)
                    size += len(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            return "", size
        return total.hexdigest(), size

    def records(self, name: str, wanted: tuple[str, ...], verdict: Verdict):
        """The records of a file of JSON lines, one at a time; a broken one is found and ends it."""
        number = 0
        with self.zip.open(name) as source:
            while True:
                number += 1
                try:
                    line = source.readline(LONGEST_LINE)
                    if not line:
                        return
                    record = json.loads(line)
                    if any(key not in record for key in wanted):
                        raise ValueError
                except (ValueError, TypeError, zipfile.BadZipFile, zlib.error, EOFError):
                    verdict.find("line", name, number)
                    return
                yield record


def check_manifest(pack: Pack, given: list[str], verdict: Verdict) -> tuple[dict, dict[str, str]]:
    """The manifest, and the keys that are trusted by their short names."""
    for name in (MANIFEST, SIGNATURE):
        if name not in pack.names:
            raise Unreadable(verdict.say("no_pack", name))
    raw = pack.small(MANIFEST)
    try:
        manifest = json.loads(raw)
        if manifest["format"] != FORMAT or not re.fullmatch("[0-9a-f]{64}", manifest["public_key"]):
            raise ValueError
        for item in manifest["files"]:
            item["name"], item["sha256"], item["bytes"]
        for name in ("first", "last", "entries", "seals", "anchor", "last_hash"):
            manifest["journal"][name]
    except (ValueError, KeyError, TypeError):
        raise Unreadable(verdict.say("bad_manifest")) from None
    public, trusted = manifest["public_key"], {key_id(key): key for key in given or [manifest["public_key"]]}
    if public not in trusted.values():
        verdict.find("other_key", public)
        public = next(iter(trusted.values()))
    if not signature_holds(public, pack.small(SIGNATURE).decode("ascii", "replace").strip(), raw):
        verdict.find("signature")
    return manifest, trusted


def check_files(pack: Pack, manifest: dict, verdict: Verdict) -> None:
    """Every file of the manifest is there, unchanged, and no other is."""
    known = {item["name"]: item for item in manifest["files"]}
    for name in sorted({name for name in pack.names if pack.names.count(name) > 1}):
        verdict.find("twice", name)
    for name in sorted(set(pack.names) - known.keys() - {MANIFEST, SIGNATURE}):
        verdict.find("extra", name)
    for name, item in known.items():
        if name not in pack.names:
            verdict.find("missing", name)
            continue
        digest, size = pack.digest(name)
        if size != item["bytes"]:
            verdict.find("size", name, size, item["bytes"])
        if digest != item["sha256"]:
            verdict.find("changed", name)


def check_journal(pack: Pack, manifest: dict, trusted: dict[str, str], *, verdict: Verdict) -> None:
    """The chain of the entries, and the seals over them, in the memory of one entry."""
    if ENTRIES not in pack.names or SEALS not in pack.names:
        return  # told as missing
    journal = manifest["journal"]
    seals = list(pack.records(SEALS, (*SEALED, "signature"), verdict))
    previous, previous_root, expected = GENESIS, GENESIS, 1
    if journal["anchor"] and seals:
        # The seal before the first: it proves where the journal stood when the pack's part begins.
        anchor = seals.pop(0)
        check_signature(anchor, trusted, verdict)
        previous, previous_root, expected = anchor["last_hash"], anchor["root"], anchor["last"] + 1
    root, count, sealed_to = hashlib.sha256(previous_root.encode()), 0, expected - 1
    for entry in pack.records(ENTRIES, (*HASHED, "hash"), verdict):
        sequence = entry["sequence"]
        if sequence != expected:
            verdict.find("gap", expected, sequence)
        if entry["tenant_id"] != manifest["tenant"]["id"]:
            verdict.find("stranger", sequence)
        if entry["previous_hash"] != previous:
            verdict.find("follow", sequence)
        if hashlib.sha256(dumps([entry[name] for name in HASHED])).hexdigest() != entry["hash"]:
            verdict.find("entry", sequence)
        previous, expected = entry["hash"], sequence + 1
        root.update(entry["hash"].encode())
        count += 1
        while seals and seals[0]["last"] == sequence:
            seal = seals.pop(0)
            if seal["previous_root"] != previous_root:
                verdict.find("seal_follow", seal["first"], seal["last"])
            if root.hexdigest() != seal["root"] or count != seal["last"] - seal["first"] + 1 or seal["last_hash"] != entry["hash"]:
                verdict.find("seal_root", seal["first"], seal["last"])
            check_signature(seal, trusted, verdict)
            previous_root, sealed_to, count = seal["root"], seal["last"], 0
            root = hashlib.sha256(previous_root.encode())
    for seal in seals:
        verdict.find("seal_cut", seal["first"], seal["last"])
    if count:
        verdict.find("unsealed", sealed_to + 1, expected - 1)
    if (expected - 1, previous) != (journal["last"], journal["last_hash"]):
        verdict.find("ends", expected - 1, journal["last"])


def check_signature(seal: dict, trusted: dict[str, str], verdict: Verdict) -> None:
    """The seal is signed by a key that is trusted."""
    public = trusted.get(seal["key_id"], "")
    if not public or not signature_holds(public, seal["signature"], dumps([seal[name] for name in SEALED])):
        verdict.find("seal_key", seal["first"], seal["last"])


def verify(path: str, given: list[str] | None = None, language: str = "") -> tuple[Verdict, dict]:
    """Checks a pack. Raises Unreadable for what is none."""
    verdict = Verdict(language)
    given = [key.lower() for key in given or []]
    if not all(re.fullmatch("[0-9a-f]{64}", key) for key in given):
        raise Unreadable(verdict.say("bad_key"))
    pack = Pack(path)
    try:
        manifest, trusted = check_manifest(pack, given, verdict)
        if not language:
            verdict.index = 1 if manifest.get("language") == "uk" else 0
        check_files(pack, manifest, verdict)
        check_journal(pack, manifest, trusted, verdict=verdict)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        raise Unreadable(str(error)) from None
    return verdict, manifest


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Verifies an audit pack offline.")
    parser.add_argument("pack", help="the ZIP file")
    text = "the company's public key, 64 hexadecimal digits, from elsewhere than the pack; may be given again, for former keys"
    parser.add_argument("--public-key", action="append", default=[], help=text)
    parser.add_argument("--language", choices=["en", "uk"], default="", help="of the answer; else that of the company")
    options = parser.parse_args(arguments)
    try:
        verdict, manifest = verify(options.pack, options.public_key, options.language)
    except Unreadable as error:
        print(f"{Path(options.pack).name}: " + Verdict(options.language).say("unread", error))  # noqa: T201
        return 2
    journal = manifest["journal"]
    lines = [verdict.say("fails" if verdict.findings else "holds")]
    lines.append(verdict.say("summary", manifest["tenant"]["name"], manifest["year"], len(manifest["files"]), journal["first"], journal["last"], journal["seals"]))
    lines += [f"  {finding}" for finding in verdict.findings]
    if not options.public_key:
        lines.append(verdict.say("own_key"))
    if not manifest.get("is_over", True):
        lines.append(verdict.say("open_year"))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print("\n".join(lines))  # noqa: T201
    return 1 if verdict.findings else 0


if __name__ == "__main__":
    sys.exit(main())
