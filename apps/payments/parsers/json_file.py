"""Statements as JSON from the interfaces of Ukrainian banks: PrivatBank's Autoclient and monobank.

Autoclient: amounts are strings in the account's currency, `TRANTYPE` says C or D, and only what is real and done (`FL_REAL`, `PR_PR` = r) is
booked. monobank: amounts are signed minor units of the account's currency, `balance` stands after the entry, and a `hold` is not booked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import IO, Any
from zoneinfo import ZoneInfo

import orjson
from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.iso_numeric import currency_of
from apps.payments.parsers.model import UNSEEN, End, Entry, Event, Header, Notice, plausible
from apps.payments.parsers.running import from_running
from apps.payments.parsers.values import amount, day, whole

MOST_BYTES, MOST_PARTS = 8 * 2**20, 600_000
KYIV = ZoneInfo("Europe/Kyiv")


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events. Raises UnreadableFile with the number of the element."""
    data = whole(stream, MOST_BYTES)
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise UnreadableFile(_("The file has more than a statement can have."))
    try:
        found = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(_("The JSON is broken or cut off: %(error)s"), where=_("line %(line)s") % {"line": error.lineno}, error=error.msg[:200]) from None
    if isinstance(found, dict) and isinstance(found.get("transactions"), list):
        yield from _autoclient(found)
    elif isinstance(found, list) and found and isinstance(found[0], dict) and {"time", "amount", "balance"} <= set(found[0]):
        yield from _monobank(found)
    else:
        raise UnreadableFile(_("The JSON is of no bank whose statements are read: PrivatBank Autoclient, monobank."))


def _element(number: int) -> str:
    return _("element %(number)s") % {"number": number}


def _text(item: dict[str, Any], name: str, where: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableFile(_("The field %(name)s is not a text."), where=where, name=name)
    return value.translate(UNSEEN).strip()


def _raw(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False).translate(UNSEEN)[:20_000]


def _autoclient(document: dict[str, Any]) -> Iterator[Event]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    notices: list[Notice] = []
    for number, item in enumerate(document["transactions"], 1):
        where = _element(number)
        if not isinstance(item, dict):
            raise UnreadableFile(_("The element is not a transaction."), where=where)
        currency = _text(item, "CCY", where).upper()
        entries = groups.setdefault((_text(item, "AUT_MY_ACC", where).replace(" ", "")[:40], currency), [])
        if (_text(item, "FL_REAL", where), _text(item, "PR_PR", where)) != ("r", "r"):
            said = {"amount": _text(item, "SUM", where)[:30], "currency": currency, "status": _text(item, "PR_PR", where)[:10] or "—"}
            notices.append(Notice(_("Left out: an entry of %(amount)s %(currency)s that is not booked (status %(status)s).") % said))
            continue
        sign = {"C": 1, "D": -1}.get(_text(item, "TRANTYPE", where))
        if sign is None:
            raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=where)
        minor = amount(_text(item, "SUM", where).replace(",", "."), currency, where)
        if minor < 0:
            raise UnreadableFile(_("An entry has a negative amount; its sign is said beside it."), where=where)
        entries.append(
            Entry(
                len(entries) + 1, day(_text(item, "DAT_OD", where)[:10], "%d.%m.%Y", where), None, sign * minor, currency,
                reference=(_text(item, "REF", where) + _text(item, "REFN", where))[:70], counterparty_name=_text(item, "AUT_CNTR_NAM", where)[:200],
                counterparty_iban=_text(item, "AUT_CNTR_ACC", where).replace(" ", "")[:40],
                counterparty_tax_id=_text(item, "AUT_CNTR_CRF", where)[:35], remittance=_text(item, "OSND", where)[:2000],
                code=_text(item, "DOC_TYP", where)[:20], raw=_raw(item),
            )
        )  # fmt: skip
    if document.get("exist_next_page") is True:
        notices.append(Notice(_("The bank has more pages of this answer: the file is not the whole period.")))
    if not groups:
        raise UnreadableFile(_("The answer of the bank holds no transaction."))
    for (account, currency), entries in groups.items():
        days = [entry.booked_on for entry in entries]
        yield Header("json:privatbank-autoclient", account, currency, starts_on=min(days, default=None), ends_on=max(days, default=None))
        yield from notices
        notices = []
        yield from entries
        yield End(None, None, min(days, default=None), max(days, default=None))


def _monobank(items: list[Any]) -> Iterator[Event]:
    entries: list[Entry] = []
    balances: list[int | None] = []
    notices: list[Notice] = []
    for number, item in enumerate(items, 1):
        where = _element(number)
        if not isinstance(item, dict):
            raise UnreadableFile(_("The element is not a transaction."), where=where)
        minor, balance, at, code = (_whole_number(item, name, where) for name in ("amount", "balance", "time", "currencyCode"))
        currency = currency_of(str(code), where)
        if item.get("hold") is True:
            said = {"amount": minor, "currency": currency, "status": "hold"}
            notices.append(Notice(_("Left out: an entry of %(amount)s %(currency)s that is not booked (status %(status)s).") % said))
            continue
        text = " ".join(filter(None, (_text(item, "description", where), _text(item, "comment", where))))
        entries.append(
            Entry(
                len(entries) + 1, _day(at, where), None, minor, currency, reference=_text(item, "id", where)[:70],
                counterparty_name=(_text(item, "counterName", where) or _text(item, "description", where))[:200],
                counterparty_iban=_text(item, "counterIban", where).replace(" ", "")[:40],
                counterparty_tax_id=_text(item, "counterEdrpou", where)[:35], remittance=text[:2000], raw=_raw(item),
            )
        )  # fmt: skip
        balances.append(balance)
    currencies = {entry.currency for entry in entries}
    if len(currencies) > 1:
        raise UnreadableFile(_("Entries of one account are in several currencies: %(found)s."), found=", ".join(sorted(currencies)))
    days = [entry.booked_on for entry in entries]
    opening, closing, proved = from_running(balances, entries)
    yield Header("json:monobank", "", next(iter(currencies), "UAH"), "", "", min(days, default=None), max(days, default=None), opening, closing)
    if not proved:
        yield Notice(_("The running balances do not go on from row to row, so they prove nothing."))
    yield from notices
    yield from entries
    yield End(opening, closing, min(days, default=None), max(days, default=None))


def _whole_number(item: dict[str, Any], name: str, where: str) -> int:
    value = item.get(name)
    if type(value) is not int:
        raise UnreadableFile(_("The field %(name)s is not a whole number."), where=where, name=name)
    return value


def _day(at: int, where: str) -> dt.date:
    """The day in Kyiv of an instant in seconds since 1970."""
    try:
        found = dt.datetime.fromtimestamp(at, KYIV).date()
    except (OverflowError, ValueError, OSError):
        found = dt.date.min
    if not plausible(found):
        raise UnreadableFile(_("“%(date)s” is not a date."), where=where, date=str(at)[:40])
    return found
