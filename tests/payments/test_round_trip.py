"""What is written as CAMT, MT940 or CSV is read back as it was; and no bytes whatever raise anything but the reader's own refusal."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.payments.parsers import End, Entry, UnreadableFile
from apps.payments.parsers.detect import open_stream
from tests.factories.payments import Booked, Page, camt

LETTERS = "ABCDEFXYZabcxyzАБВГҐЄІЇЙЩЮЯабвгґєіїйщюя0123456789"
words = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join)
amounts = st.integers(min_value=-(10**12), max_value=10**12).filter(bool).map(lambda minor: f"{Decimal(minor) / 100:.2f}")
days = st.dates(min_value=Booked("1").on.replace(year=2000), max_value=Booked("1").on.replace(year=2060))
entries = st.builds(
    Booked, amount=amounts, text=words, reference=st.text("ABC0123456789", min_size=3, max_size=12), on=days, payer=words,
    iban=st.sampled_from(("", "UA213223130000026007233566001", "DE89370400440532013000")),
)  # fmt: skip
pages = st.lists(entries, min_size=1, max_size=8)


def as_camt(items: list[Booked]) -> bytes:
    return camt(Page(items))


def as_mt940(items: list[Booked]) -> bytes:
    total = sum(Decimal(item.amount) for item in items)
    lines = [":20:S1", ":25:UA213223130000026007233566001", ":28C:1", ":60F:C260301UAH0,00"]
    for item in items:
        sign = "D" if item.amount.startswith("-") else "C"
        lines.append(f":61:{item.on:%y%m%d%m%d}{sign}{item.amount.lstrip('-').replace('.', ',')}NTRFNONREF//{item.reference}")
        lines.append(f":86:166?00GUTSCHRIFT?20SVWZ+{item.text}?31{item.iban}?32{item.payer}")
    lines.append(f":62F:{'D' if total < 0 else 'C'}260331UAH{abs(total):.2f}".replace(".", ","))
    return ("\r\n".join(lines) + "\r\n-\r\n").encode()


def as_csv(items: list[Booked]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(["date", "amount", "currency", "name", "iban", "reference", "text"])
    table.writerows([item.on.isoformat(), item.amount, item.currency, item.payer, item.iban, item.reference, item.text] for item in items)
    return out.getvalue().encode()


def read(data: bytes) -> list[object]:
    return list(open_stream(io.BytesIO(data)))


def facts(items: list[Booked]) -> list[tuple[object, ...]]:
    return [(item.on, int(Decimal(item.amount) * 100), item.text, item.reference, item.payer, item.iban) for item in items]


def facts_read(events: list[object]) -> list[tuple[object, ...]]:
    found = [event for event in events if isinstance(event, Entry)]
    return [(e.booked_on, e.amount_minor, e.remittance, e.reference, e.counterparty_name, e.counterparty_iban) for e in found]


@pytest.mark.parametrize("write", [as_camt, as_mt940, as_csv])
@given(items=pages)
@settings(max_examples=60, deadline=None)
def test_entries_come_back_as_they_were(write, items):
    assert facts_read(read(write(items))) == facts(items)


@pytest.mark.parametrize("write", [as_camt, as_mt940])
@given(items=pages)
@settings(max_examples=30, deadline=None)
def test_balances_come_back_and_add_up(write, items):
    (end,) = [event for event in read(write(items)) if isinstance(event, End)]
    assert end.opening_minor == 0
    assert end.closing_minor == sum(int(Decimal(item.amount) * 100) for item in items)


def answered(data: bytes) -> None:
    try:
        read(data)
    except UnreadableFile as refusal:
        assert len(str(refusal)) > 10


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_answered(data):
    answered(data)


@pytest.mark.parametrize("write", [as_camt, as_mt940, as_csv])
@given(items=pages, at=st.floats(0, 1), cut=st.integers(0, 40), put=st.binary(max_size=12))
@settings(max_examples=120, deadline=None)
def test_a_file_with_some_bytes_replaced_is_answered(write, items, at, cut, put):
    data = write(items)
    place = int(at * len(data))
    answered(data[:place] + put + data[place + cut :])


@given(st.sampled_from((b":20:", b":61:", b":86:", b":60F:", b":62F:", b":25:")), st.lists(st.binary(max_size=40), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_fields_of_mt940_are_answered(tag, values):
    answered(b":20:X\n:60F:C260301UAH0,00\n" + b"\n".join(tag + value for value in values))


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=6), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_rows_of_csv_are_answered(rows):
    out = io.StringIO()
    csv.writer(out, escapechar="\\").writerows([["date", "amount", "currency", "text", "balance", "status"], *rows])
    answered(out.getvalue().encode("utf-8", "surrogatepass"))
