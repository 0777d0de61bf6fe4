"""1CClientBankExchange, the text by which 1C and BAS speak with banks: what a bank gives out.

Source: the standard of exchange with client banks, version 1.03. A section `СекцияРасчСчет` tells the balances of an account, for a period or for
each day; `СекцияДокумент` is a document. Whether it is money in or out is known only by whose account stands on which side.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from apps.kernel.money import decimal_text
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.iso_numeric import NUMBERS
from apps.payments.parsers.model import End, Entry, Event, Header, Notice
from apps.payments.parsers.values import amount, day, line, lines_of, whole

MARK = "1CClientBankExchange"
MOST_KEYS = 200
Section = dict[str, str]


@dataclass
class _Account:
    """What the sections of one account say. Sums are minor units, None where no section states them."""

    number: str
    currency: str
    opening: int | None = None
    closing: int | None = None
    credit: int | None = None
    debit: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    notices: list[str] = field(default_factory=list)


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events, a statement for each account of the file. Raises UnreadableFile with the line."""
    head, accounts, documents, ended = _sections(_text(whole(stream)))
    kept: dict[str, _Account] = {}
    for at, section in accounts:
        _account(kept, section, line(at))
    if not kept and head.get("РасчСчет"):
        kept[head["РасчСчет"]] = _Account(head["РасчСчет"], _currency(head["РасчСчет"]))
    if not kept:
        raise UnreadableFile(
            _("The file names no account that it is the statement of (РасчСчет): it holds payment orders for a bank."),
            hint=_("Export the statement from the client bank, not the orders from 1C."),
        )
    if not ended:
        raise UnreadableFile(_("The file breaks off before its end."))
    entries: dict[str, list[Entry]] = {number: [] for number in kept}
    strays = [at for at, document in documents if not _take(kept, entries, document, line(at))]
    for number, account in kept.items():
        account.notices += [_("Left out: the document of line %(line)s is of no account of the file.") % {"line": at} for at in strays]
        strays = []
        yield from _statement(account, entries[number])


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp866" if "Кодировка=DOS".encode("cp866") in data[:2000] else "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("The encoding of the file cannot be told; save it as UTF-8."))


def _sections(text: str) -> tuple[Section, list[tuple[int, Section]], list[tuple[int, Section]], bool]:
    """The head, the sections of accounts and the documents, with their lines, and whether the end of the file is there."""
    head: Section = {}
    found: dict[str, list[tuple[int, Section]]] = {"РасчСчет": [], "Документ": []}
    current, kind, begun, ended = head, "", 0, False
    for number, content in lines_of(text):
        name, equals, value = content.strip().partition("=")
        if not name or name == MARK:
            continue
        if name.startswith("Секция") and name[6:] in found:
            if kind:
                raise UnreadableFile(_("A section begins within another."), where=line(number))
            kind, current, begun = name[6:], {"Документ": value.strip()}, number
        elif name in ("КонецРасчСчет", "КонецДокумента"):
            if not kind or not kind.startswith(name[5:9]):
                raise UnreadableFile(_("A section ends that has not begun."), where=line(number))
            found[kind].append((begun, current))
            current, kind = head, ""
        elif name == "КонецФайла":
            ended = True
            break
        elif equals:
            if len(current) > MOST_KEYS:
                raise UnreadableFile(_("A field is longer than any bank writes."), where=line(number))
            current.setdefault(name.strip(), value.strip())
    return head, found["РасчСчет"], found["Документ"], ended and not kind


def _currency(number: str) -> str:
    """The currency of a Russian account of twenty digits, which stands in it; "" for all others."""
    return NUMBERS.get(number[5:8], "") if re.fullmatch(r"\d{20}", number) else ""


def _account(kept: dict[str, _Account], section: Section, where: str) -> None:
    """Takes a section of an account; several of one account must go on from each other."""
    number = section.get("РасчСчет", "").replace(" ", "")[:40]
    if not number:
        raise UnreadableFile(_("A section names no account (РасчСчет)."), where=where)
    known = kept.get(number)
    account = known or _Account(number, _currency(number))
    opening, closing, into, out = (
        amount(section[name], account.currency, where) if section.get(name) else None
        for name in ("НачальныйОстаток", "КонечныйОстаток", "ВсегоПоступило", "ВсегоСписано")
    )
    starts_on, ends_on = (day(section[name], "%d.%m.%Y", where) if section.get(name) else None for name in ("ДатаНачала", "ДатаКонца"))
    if known is None:
        kept[number] = account
        account.opening, account.starts_on = opening, starts_on
    elif opening is not None and account.closing is not None and opening != account.closing:
        account.notices.append(
            _("Opens with %(opening)s, but the statement before closed with %(closing)s: one may be missing.")
            % {"opening": decimal_text(opening, account.currency), "closing": decimal_text(account.closing, account.currency)}
        )
    account.closing, account.ends_on = closing, ends_on or account.ends_on
    account.credit = _plus(account.credit, into)
    account.debit = _plus(account.debit, out)


def _plus(sum_so_far: int | None, more: int | None) -> int | None:
    return more if sum_so_far is None else sum_so_far + (more or 0)


def _take(kept: dict[str, _Account], entries: dict[str, list[Entry]], document: Section, where: str) -> bool:
    """Puts a document to the account on its either side; one between two accounts of the file to both. Whether there is any."""
    payer, payee = (
        next((text for name in (f"{side}РасчСчет", f"{side}Счет") if (text := document.get(name, "").replace(" ", "")) in kept), "")
        for side in ("Плательщик", "Получатель")
    )
    if payer and payer == payee:
        raise UnreadableFile(_("A document pays from an account to itself."), where=where)
    for own, sign in ((payer, -1), (payee, 1)):
        if own:
            entries[own].append(_entry(document, kept[own], sign, len(entries[own]) + 1, where))
    return bool(payer or payee)


def _entry(document: Section, account: _Account, sign: int, position: int, where: str) -> Entry:
    text = document.get("Сумма", "")
    if not text:
        raise UnreadableFile(_("An entry has no amount."), where=where)
    minor = amount(text.replace(",", "."), account.currency, where)
    if minor < 0:
        raise UnreadableFile(_("An entry has a negative amount; its sign is said beside it."), where=where)
    written = document.get("ДатаСписано" if sign < 0 else "ДатаПоступило") or document.get("Дата", "")
    if not written:
        raise UnreadableFile(_("An entry has neither a booking date nor a value date."), where=where)
    other = "Получатель" if sign < 0 else "Плательщик"
    purpose = document.get("НазначениеПлатежа") or " ".join(filter(None, (document.get(f"НазначениеПлатежа{at}") for at in range(1, 7))))
    return Entry(
        position, day(written, "%d.%m.%Y", where), None, sign * minor, account.currency, reference=document.get("Номер", "")[:70],
        counterparty_name=(document.get(f"{other}1") or document.get(other, ""))[:200],
        counterparty_iban=(document.get(f"{other}РасчСчет") or document.get(f"{other}Счет", "")).replace(" ", "")[:40],
        counterparty_tax_id=(document.get(f"{other}ИНН") or document.get(f"{other}ЕГРПОУ", ""))[:35], remittance=purpose[:2000],
        code=document.get("Документ", "")[:20], raw="\n".join(f"{name}={value}" for name, value in document.items() if value)[:20_000],
    )  # fmt: skip


def _statement(account: _Account, entries: list[Entry]) -> Iterator[Event]:
    yield Header("1c", account.number, account.currency, "", "", account.starts_on, account.ends_on, account.opening, account.closing)
    for text in account.notices:
        yield Notice(text)
    for stated, into in ((account.credit, True), (account.debit, False)):
        found = sum(abs(entry.amount_minor) for entry in entries if (entry.amount_minor > 0) is into)
        if stated is not None and stated != found:
            yield Notice(
                _("The bank states %(stated)s as the sum of %(side)s, and the documents of the file add up to %(found)s.")
                % {"stated": decimal_text(stated, account.currency), "found": decimal_text(found, account.currency),
                   "side": _("credits") if into else _("debits")}
            )  # fmt: skip
    yield from entries
    yield End(account.opening, account.closing, account.starts_on, account.ends_on)
