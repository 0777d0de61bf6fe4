"""ISO 20022 CAMT.052, .053 and .054 of every version, streamed by local name.

Source of the meanings: ISO 20022 message definitions BankToCustomerAccountReport / Statement /
DebitCreditNotification. An entry's direction is CdtDbtInd as it stands; RvslInd only says that it reverses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from apps.payments.parsers.camt_batches import parts_of
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice, plausible
from apps.payments.parsers.xml_paths import find, line_of, minor_of, text_of

STATEMENTS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
# Start and end tags that may be held in memory at once: a batch of some 2,400 transactions.
MAX_PENDING_TAGS = 200_000
# And before the first statement begins, where a group header of some dozens stands.
MAX_TAGS_BEFORE = 20_000
# Bytes likewise: a comment, an attribute or a CDATA section may hold any number of ">".
MAX_PENDING_BYTES = 12 * 2**20
# Bytes without the end of a tag: no text of a bank is so long, and lxml would hold a tag whole.
MAX_RUN = 2**20
MAX_TEXT = 2_000
_RAW_MAX = 20_000
# In every language the same: the text is a part of what an entry is known by.
CHARGE = "Комісія банку / bank charge:"


class _Guarded:
    """The file as lxml reads it: refuses a DTD, and more tags at once or a longer text than an entry can honestly have."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.pending, self.pending_bytes, self._tail, self._run = stream, 0, 0, b"", 0
        self.most_tags = MAX_TAGS_BEFORE

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(min(size, 65536) if size and size > 0 else 65536)
        window = self._tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"<\x00!\x00D" in window or b"\x00<\x00!\x00D" in window:
            raise UnreadableFile(
                _("The file contains a document type definition, which bank statements do not have."),
                hint=_("It may be an attack; ask the sender for the original file."),
            )
        self._tail = chunk[-16:]
        self._run = len(chunk) - 1 - chunk.rfind(b">") if b">" in chunk else self._run + len(chunk)
        if self._run > MAX_RUN:
            raise UnreadableFile(_("One part of the file is longer than anything that a bank writes."))
        self.pending += chunk.count(b"<")
        self.pending_bytes += len(chunk)
        if self.pending > self.most_tags or self.pending_bytes > MAX_PENDING_BYTES:
            raise UnreadableFile(_("One part of the file holds more than a bank entry can hold."))
        return chunk


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events of every statement in the file. Raises UnreadableFile with the line where reading stopped."""
    guarded = _Guarded(stream)
    try:
        yield from _statements(guarded)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise UnreadableFile(
            _("The XML is broken or cut off: %(error)s"), where=_("line %(line)s") % {"line": line}, error=str(error.msg)[:200]
        ) from None


def _statements(guarded: _Guarded) -> Iterator[Event]:
    tags = ["{*}" + name for name in ("Ntry", "Bal", "Acct", "FrToDt", "Id", "ElctrncSeqNb", "LglSeqNb", *STATEMENTS)]
    context = etree.iterparse(
        guarded, events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    reader: _Reader | None = None
    seen = False
    for _event, element in context:
        name = _local(element)
        parent = element.getparent()
        if name in STATEMENTS and (parent is None or _local(parent) not in ("Ntry", "TxDtls")):
            seen = True
            reader = reader or _Reader(STATEMENTS[name])
            yield from reader.close()
            reader = None
            _drop(element, guarded)
            continue
        if parent is None or _local(parent) not in STATEMENTS:
            continue
        guarded.most_tags = MAX_PENDING_TAGS
        reader = reader or _Reader(STATEMENTS[_local(parent)])
        yield from reader.take(name, element)
        if name == "Ntry":
            _drop(element, guarded)
    if not seen:
        raise UnreadableFile(
            _("The XML holds no bank statement (no Stmt, Rpt or Ntfctn element)."),
            hint=_("Export the statement as CAMT.053, MT940 or CSV."),
        )


def _drop(element: Any, guarded: _Guarded) -> None:
    """Frees what has been read: the element and its elder siblings."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
    guarded.pending = guarded.pending_bytes = 0


class _Reader:
    """Gathers one statement's head from its parts and gives out its entries."""

    def __init__(self, kind: str) -> None:
        self.header = Header(kind, "", "")
        self.opening: dict[str, int] = {}
        self.closing: dict[str, int] = {}
        self.balance_currency = ""
        self.announced = False
        self.position = 0

    def take(self, name: str, element: Any) -> Iterator[Event]:
        if name == "Ntry":
            yield from self._announce(text_of(element, "Amt", attribute="Ccy"))
            yield from self._entry(element)
        elif name == "Acct":
            self._account(element)
        elif name == "Bal":
            self._balance(element)
        elif name == "FrToDt":
            self.header.starts_on = _date(text_of(element, "FrDtTm") or text_of(element, "FrDt"), element)
            self.header.ends_on = _date(text_of(element, "ToDtTm") or text_of(element, "ToDt"), element)
        elif name == "Id" and not self.header.statement_id:
            self.header.statement_id = (element.text or "").strip()[:70]
        elif name in ("ElctrncSeqNb", "LglSeqNb") and not self.header.sequence:
            self.header.sequence = (element.text or "").strip()[:20]

    def close(self) -> Iterator[Event]:
        yield from self._announce("")
        yield End(self.header.opening_minor, self.header.closing_minor, self.header.starts_on, self.header.ends_on)

    def _announce(self, entry_currency: str) -> Iterator[Event]:
        if self.announced:
            return
        self.announced = True
        head = self.header
        head.currency = head.currency or self.balance_currency or entry_currency
        head.opening_minor = next((self.opening[code] for code in _OPENING if code in self.opening), None)
        head.closing_minor = next((self.closing[code] for code in _CLOSING if code in self.closing), None)
        yield head

    def _account(self, element: Any) -> None:
        head = self.header
        if not head.account:
            paths = ("Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id", "Id/UPIC")
            head.account = next(filter(None, (text_of(element, path) for path in paths)), "").replace(" ", "")[:40]
            head.currency = text_of(element, "Ccy")[:3]

    def _balance(self, element: Any) -> None:
        code = text_of(element, "Tp/CdOrPrtry/Cd")
        amount = find(element, "Amt")
        if amount is None or code not in (*_OPENING, *_CLOSING):
            return
        currency = amount.get("Ccy", "")
        self.balance_currency = self.balance_currency or currency
        minor = minor_of(amount.text or "", self.header.currency or currency, amount)
        if text_of(element, "CdtDbtInd") == "DBIT":
            minor = -abs(minor)
        day = _date(text_of(element, "Dt/Dt") or text_of(element, "Dt/DtTm"), element)
        if code in _OPENING:
            self.opening.setdefault(code, minor)
            self.header.starts_on = self.header.starts_on or day
        else:
            self.closing[code] = minor
            self.header.ends_on = self.header.ends_on or day

    def _entry(self, element: Any) -> Iterator[Event]:
        status = text_of(element, "Sts/Cd") or text_of(element, "Sts") or "BOOK"
        amount = find(element, "Amt")
        if amount is None:
            raise UnreadableFile(_("An entry has no amount."), where=line_of(element))
        currency = amount.get("Ccy", "") or self.header.currency
        minor = minor_of(amount.text or "", currency, amount)
        if minor < 0:
            raise UnreadableFile(_("An entry has a negative amount; its sign is said beside it."), where=line_of(amount))
        direction = text_of(element, "CdtDbtInd")
        if direction not in ("CRDT", "DBIT"):
            raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=line_of(element))
        if direction == "DBIT":
            minor = -minor
        if status in ("PDNG", "INFO", "FUTR"):
            yield Notice(
                _("Left out: an entry of %(amount)s %(currency)s that is not booked (status %(status)s).")
                % {"amount": (amount.text or "").strip()[:30], "currency": currency, "status": status}
            )
            return
        self.position += 1
        whole = _entry(element, self.position, minor, currency, self.header)
        parts = list(_parts(element, whole, self.position))
        self.position += max(len(parts) - 1, 0)
        if parts:
            whole.raw = ""
        yield from parts or [whole]


def _entry(element: Any, position: int, minor: int, currency: str, head: Header) -> Entry:
    details = list(element.iter("{*}TxDtls"))
    single = details[0] if len(details) == 1 else None
    booked = _date(text_of(element, "BookgDt/Dt") or text_of(element, "BookgDt/DtTm"), element)
    value = _date(text_of(element, "ValDt/Dt") or text_of(element, "ValDt/DtTm"), element)
    booked = booked or value or head.ends_on or head.starts_on
    if booked is None:
        raise UnreadableFile(_("An entry has neither a booking date nor a value date."), where=line_of(element))
    found = Entry(position, booked, value, minor, currency)
    found.reference = text_of(element, "AcctSvcrRef") or text_of(element, "NtryRef")
    found.is_reversal = text_of(element, "RvslInd").lower() in ("true", "1")
    found.code = "/".join(
        filter(None, (text_of(element, f"BkTxCd/{path}") for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")))
    ) or text_of(element, "BkTxCd/Prtry/Cd")
    if single is not None:
        _lift(found, single)
    found.remittance = _remittance(element, details)[:MAX_TEXT]
    found.raw = etree.tostring(element, encoding="unicode", with_tail=False)[:_RAW_MAX]
    return found


def _parts(element: Any, whole: Entry, position: int) -> Iterator[Entry]:
    """The entry taken apart, where it stands for several transactions or had charges taken off: lines that add up to it."""
    details = list(element.iter("{*}TxDtls"))
    for number, part in enumerate(parts_of(element, details, amount_minor=whole.amount_minor, currency=whole.currency), start=1):
        found = Entry(position + number - 1, whole.booked_on, whole.value_on, part.amount_minor, whole.currency, code=whole.code)
        found.is_reversal, found.whole, found.part = whole.is_reversal, whole, number
        if part.is_charge:
            kind = text_of(part.detail, "Tp/Cd") or text_of(part.detail, "Tp/Prtry/Id")
            found.remittance = " ".join(filter(None, (CHARGE, kind, whole.remittance)))[:MAX_TEXT]
        else:
            _lift(found, part.detail)
            found.remittance = _remittance(element, [part.detail])[:MAX_TEXT]
        found.reference = found.reference or (f"{whole.reference[:60]}/{number}" if whole.reference else "")
        found.raw = etree.tostring(part.detail, encoding="unicode", with_tail=False)[:_RAW_MAX]
        yield found


def _lift(found: Entry, details: Any) -> None:
    """References and parties of the only transaction of an entry."""
    found.reference = found.reference or text_of(details, "Refs/AcctSvcrRef")
    end_to_end = text_of(details, "Refs/EndToEndId")
    found.end_to_end_id = "" if end_to_end.upper() in ("NOTPROVIDED", "NONREF") else end_to_end
    found.reference = found.reference or found.end_to_end_id
    sides = ("Dbtr", "Cdtr") if found.amount_minor >= 0 else ("Cdtr", "Dbtr")
    parties = find(details, "RltdPties")
    if parties is None:
        return
    for side in sides:
        party, account = find(parties, side), find(parties, f"{side}Acct")
        if party is None and account is None:
            continue
        if party is not None:
            found.counterparty_name = (text_of(party, "Nm") or text_of(party, "Pty/Nm"))[:200]
            found.counterparty_tax_id = next(
                (text for path in ("Id/OrgId/Othr/Id", "Pty/Id/OrgId/Othr/Id", "Id/PrvtId/Othr/Id", "Pty/Id/PrvtId/Othr/Id")
                 if (text := text_of(party, path))), "",
            )[:35]  # fmt: skip
        if account is not None:
            found.counterparty_iban = (text_of(account, "Id/IBAN") or text_of(account, "Id/Othr/Id")).replace(" ", "")[:40]
        return


def _remittance(element: Any, details: list[Any]) -> str:
    parts: list[str] = []
    for item in details:
        parts += [(text.text or "").strip() for text in item.iterfind("{*}RmtInf/{*}Ustrd")]
        parts += [(text.text or "").strip() for text in item.iterfind("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
        if not parts:
            parts.append(text_of(item, "AddtlTxInf"))
        if sum(map(len, parts)) > MAX_TEXT:
            break
    return " ".join(filter(None, parts)) or text_of(element, "AddtlNtryInf")


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _date(text: str, element: Any) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        day = dt.date.min
    if not plausible(day) or not text[4:5] == "-":
        raise UnreadableFile(_("“%(date)s” is not a date."), where=line_of(element), date=text[:40])
    return day
