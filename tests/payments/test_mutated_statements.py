"""Statements with something changed in them by chance: read or refused in words, and other money never passes the balance control.

Seeded, so that a failure comes again.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.payments.parsers import End, Entry, Header, UnreadableFile
from apps.payments.parsers.detect import open_stream
from tests.factories import payments
from tests.factories.payments import Booked, Page

MUTANTS = 2000
AMOUNTS = ("1250.00", "-3.50", "77.07", "-1019.99", "20000.01", "5.00")
ENTRIES = [Booked(amount, f"Оплата рах. РФ-2026-{at:06}", f"BR{at:04}", payer="ТОВ «Зоря»") for at, amount in enumerate(AMOUNTS)]
CAMT = payments.camt(Page(ENTRIES, opening="100.00"), Page(ENTRIES[:3], opening="-20.00", number="2"))


def mt940() -> bytes:
    lines = [":20:S1", ":25:UA213223130000026007233566001", ":28C:1/1", ":60F:C260301UAH100,00"]
    for at, amount in enumerate(AMOUNTS):
        sign = "D" if amount.startswith("-") else "C"
        lines.append(f":61:2603100310{sign}{amount.lstrip('-').replace('.', ',')}NTRFNONREF//BR{at:04}")
        lines.append(f":86:166?00GUTSCHRIFT?20SVWZ+РФ-2026-{at:06}?32ТОВ Зоря")
    total = 100 + sum(map(Decimal, AMOUNTS))
    return "\r\n".join([*lines, f":62F:C260331UAH{total:.2f}".replace(".", ","), "-", ""]).encode()


def table() -> bytes:
    balance, rows = Decimal(100), ["date;amount;currency;text;balance"]
    for amount in AMOUNTS:
        balance += Decimal(amount)
        rows.append(f"10.03.2026;{amount};UAH;Оплата;{balance:.2f}".replace(".2026", "#").replace(".", ",").replace("#", ".2026").replace("10,03", "10.03"))
    return ("\n".join(rows) + "\n").encode()


FILES = {"camt": CAMT, "mt940": mt940(), "csv": table()}


def replaced(chance: random.Random, data: bytes, at: int) -> bytes:
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def another_figure(chance: random.Random, data: bytes, at: int) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    place = chance.choice(places)
    return data[:place] + str(chance.randrange(10)).encode() + data[place + 1 :]


def dropped(chance: random.Random, data: bytes, at: int) -> bytes:
    return data[:at] + data[at + chance.randint(1, 30) :]


def put_in(chance: random.Random, data: bytes, at: int) -> bytes:
    return data[:at] + chance.choice((b"-", b".", b",", b"0", b"9", b"e", b"\0", b"\n", b"<", b">", b"&", b":", b'"', "Я".encode())) + data[at:]


def repeated(chance: random.Random, data: bytes, at: int) -> bytes:
    return data[: at + chance.randint(1, 60)] + data[at:]


def cut(chance: random.Random, data: bytes, at: int) -> bytes:
    return data[:at]


MUTATIONS: tuple[Callable[[random.Random, bytes, int], bytes], ...] = (replaced, another_figure, dropped, put_in, repeated, cut)


def money(data: bytes) -> tuple[list[int], list[bool | None]]:
    """The amounts of a file, and for each statement whether it balances."""
    amounts: list[int] = []
    verdicts: list[bool | None] = []
    for event in open_stream(io.BytesIO(data)):
        if isinstance(event, Header):
            before = len(amounts)
        elif isinstance(event, Entry):
            amounts.append(event.amount_minor)
        elif isinstance(event, End):
            known = event.opening_minor is not None and event.closing_minor is not None
            verdicts.append(event.opening_minor + sum(amounts[before:]) == event.closing_minor if known else None)  # type: ignore[operator]
    return amounts, verdicts


def is_run_of(some: list[int], all_of_them: list[int]) -> bool:
    """A table has no balance apart from its rows: one that lacks rows at an end is whole to whoever reads it, and its first row
    only says what the balance was before it. A header row within it begins another table."""
    return any(all_of_them[at : at + len(some)] == some for at in range(len(all_of_them)))


@pytest.mark.parametrize("name", FILES)
def test_other_money_is_refused_or_does_not_balance(name):
    chance, data = random.Random(20260301), FILES[name]
    right, verdicts = money(data)
    assert all(verdicts)
    read = refused = 0
    for number in range(MUTANTS):
        change = MUTATIONS[number % len(MUTATIONS)]
        mutant = change(chance, data, chance.randrange(len(data)))
        try:
            amounts, verdicts = money(mutant)
        except UnreadableFile as refusal:
            refused += 1
            assert len(str(refusal)) > 10
            continue
        read += 1
        amounts = [minor for minor in amounts if minor]
        if sorted(amounts) != sorted(right) and not (name == "csv" and (len(verdicts) > 1 or is_run_of(amounts[1:], right))):
            assert not verdicts or not all(verdicts), f"{change.__name__} {number}: {amounts}"
    assert read > 100
    assert refused > 100
