"""GPC (ABO), the fixed-width statement of Czech banks: a line 074 for the statement, 075 for each entry.

Source: the banks' descriptions of ABO. The turnovers of the line 074 are a control: what differs is refused. Of the posting codes
1 is a debit, 2 a credit, 4 takes a debit back (money in), 5 a credit (money out).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.iso_numeric import currency_of
from apps.payments.parsers.model import End, Entry, Event, Header
from apps.payments.parsers.values import Controls, day, digits, line, lines_of, whole

_SIGNS = {"1": -1, "2": 1, "4": 1, "5": -1}


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events of every statement. Raises UnreadableFile with the line."""
    reader: _Statement | None = None
    for number, text in lines_of(whole(stream).decode("cp1250", errors="replace")):
        if text.startswith("074"):
            if reader:
                yield from reader.events()
            reader = _Statement(number, text)
        elif text.startswith("075"):
            if reader is None:
                raise UnreadableFile(_("An entry stands before any statement."), where=line(number))
            reader.take(number, text)
        elif text.strip() and text[:3] not in ("076", "078", "079"):
            raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=line(number), text=text[:40])
        elif reader and text[:3] in ("078", "079") and reader.entries:
            last = reader.entries[-1]
            last.remittance = " ".join(filter(None, (last.remittance, text[3:].strip())))[:2000]
    if reader:
        yield from reader.events()


class _Statement:
    def __init__(self, number: int, text: str) -> None:
        self.where = line(number)
        if len(text) < 114:
            raise UnreadableFile(_("The line is shorter than the format has it."), where=self.where)
        self.account = text[3:19].lstrip("0")
        self.name = text[19:39].strip()
        self.opening, self.closing = (self._signed(text[at : at + 14], text[at + 14]) for at in (45, 60))
        self.debit, self.credit = (self._signed(text[at : at + 14], text[at + 14]) for at in (75, 90))
        self.sequence = text[105:108]
        self.starts_on, self.ends_on = (day(text[at : at + 6], "%d%m%y", self.where) for at in (39, 108))
        self.entries: list[Entry] = []

    def _signed(self, text: str, sign: str) -> int:
        if sign not in "+-0 ":
            raise UnreadableFile(_("“%(amount)s” is not an amount."), where=self.where, amount=text + sign)
        minor = digits(text, "CZK", self.where, decimals=2)
        return -minor if sign == "-" else minor

    def take(self, number: int, text: str) -> None:
        """Takes an entry."""
        where = line(number)
        if len(text) < 128:
            raise UnreadableFile(_("The line is shorter than the format has it."), where=where)
        if text[3:19].lstrip("0") != self.account:
            raise UnreadableFile(_("The entry is of another account than its statement."), where=where)
        if text[60] not in _SIGNS:
            raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=where)
        currency = currency_of(text[118:122].removeprefix("0"), where)
        symbols = [f"{name}:{value}" for name, value in zip(("VS", "KS", "SS"), (text[61:71], text[77:81], text[81:91]), strict=True) if value.strip("0 ")]
        bank = text[73:77]
        other = text[19:35].lstrip("0")
        self.entries.append(
            Entry(
                len(self.entries) + 1, day(text[122:128], "%d%m%y", where), day(text[91:97], "%d%m%y", where) if text[91:97].strip("0 ") else None,
                _SIGNS[text[60]] * digits(text[48:60], currency, where, decimals=2), currency, reference=text[35:48].strip().lstrip("0"),
                counterparty_name=text[97:117].strip(), counterparty_iban=f"{other}/{bank}" if other else "", remittance=" ".join(symbols),
                is_reversal=text[60] in "45", raw=text,
            )
        )  # fmt: skip

    def events(self) -> Iterator[Event]:
        """The statement, once its turnovers are found to be those of its entries."""
        plain = [entry.amount_minor for entry in self.entries if not entry.is_reversal]
        back = [entry.amount_minor for entry in self.entries if entry.is_reversal]
        credit = sum(minor for minor in plain if minor > 0) + sum(minor for minor in back if minor < 0)
        debit = -sum(minor for minor in plain if minor < 0) - sum(minor for minor in back if minor > 0)
        controls = Controls(self.where)
        controls.same(_("sum of credits"), self.credit, credit)
        controls.same(_("sum of debits"), self.debit, debit)
        currency = self.entries[0].currency if self.entries else "CZK"
        days = [entry.booked_on for entry in self.entries]
        yield Header("gpc", self.account, currency, "", self.sequence, min(days, default=self.starts_on), self.ends_on, self.opening, self.closing)
        yield from self.entries
        yield End(self.opening, self.closing, min(days, default=self.starts_on), self.ends_on)
