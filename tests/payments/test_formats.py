"""Each format of statements: what is read of a whole file, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import io
import random
import time

import pytest

from apps.payments.parsers import End, Entry, Header, Notice, UnreadableFile
from apps.payments.parsers.detect import open_stream
from tests.payments import format_files as made
from tests.payments.test_mutated_statements import MUTATIONS

DAY = dt.date(2026, 3, 10)


def events(data: bytes, profile: str = "") -> list:
    return list(open_stream(io.BytesIO(data), profile=profile))


def entries(data: bytes) -> list[Entry]:
    return [event for event in events(data) if isinstance(event, Entry)]


@pytest.mark.parametrize("form", made.FILES)
def test_a_whole_file_is_read_to_the_minor_unit(form):
    got = events(made.FILES[form])
    (head,) = (event for event in got if isinstance(event, Header))
    found = [event for event in got if isinstance(event, Entry)]
    amounts = [entry.amount_minor for entry in found]
    assert head.format == form
    assert (amounts if form != "json:monobank" else amounts[::-1]) == list(made.AMOUNTS)
    assert [entry.position for entry in found] == list(range(1, 7))
    if form != "qif":
        assert {entry.booked_on for entry in found} == {DAY}
    assert all(entry.raw for entry in found)
    end = got[-1]
    assert isinstance(end, End)
    if form == "ofx":
        assert (end.opening_minor, end.closing_minor) == (None, made.CLOSING)
    elif form != "qif":
        assert (end.opening_minor, end.closing_minor) == (made.OPENING, made.CLOSING)


@pytest.mark.parametrize("form", [form for form in made.FILES if form not in ("xlsx:oblik", "qif")])
def test_a_file_that_breaks_off_is_refused(form):
    data = made.FILES[form].rstrip()
    for at in range(len(data) // 3, len(data) - 8, max(1, len(data) // 40)):
        with pytest.raises(UnreadableFile):
            events(data[:at])


@pytest.mark.parametrize("form", made.FILES)
def test_what_was_changed_by_chance_is_refused_or_seen_by_a_control(form):
    """Of a file that states controls, no mutant may hold other money and pass for whole; of the others it is read or refused in words."""
    chance = random.Random(f"mutants of {form}")
    data = made.FILES[form]
    for number in range(400):
        mutant = MUTATIONS[number % len(MUTATIONS)](chance, data, chance.randrange(len(data)))
        try:
            got = events(mutant)
        except UnreadableFile as refusal:
            assert str(refusal)
            continue
        amounts = [event.amount_minor for event in got if isinstance(event, Entry)]
        ends = [event for event in got if isinstance(event, End)]
        if form in made.CONTROLLED and len(ends) == 1 and None not in (ends[0].opening_minor, ends[0].closing_minor):
            # a balance that is another one does not meet that of the statement beside it
            whole = (ends[0].opening_minor, ends[0].closing_minor) == (made.OPENING, made.CLOSING)
            whole = whole and ends[0].opening_minor + sum(amounts) == ends[0].closing_minor
            warned = any(isinstance(event, Notice) for event in got)
            assert sorted(amounts) == sorted(made.AMOUNTS) or not whole or warned or sum(amounts) == sum(made.AMOUNTS), mutant


def test_ofx_of_both_generations_is_read_alike():
    xml = b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    first, second = (entries(data) for data in (made.ofx(), made.ofx(header=xml.decode())))
    assert first == second
    assert (first[0].counterparty_name, first[0].remittance, first[0].reference) == ("Zoria & Co", "Zoria & Co invoice 0", "F0")


def test_what_the_bank_answers_instead_of_a_statement_is_told():
    data = b"OFXHEADER:100\n<OFX><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password</STATUS></SONRS></OFX>"
    with pytest.raises(UnreadableFile, match="Wrong password"):
        events(data)


def test_a_control_of_bai2_that_differs_is_refused_with_both_figures():
    with pytest.raises(UnreadableFile, match="6521973.*6521974"):
        events(made.bai2().replace(b"16,195,125000", b"16,195,125001"))


def test_the_parts_of_a_movement_of_coda_stand_in_its_place_where_they_add_up():
    lines = made.coda().decode().split("\r\n")
    part = lines[2].replace("210001" + "0000", "210001" + "0001")
    halves = [part.replace(f"{1250000:015}", f"{minor:015}") for minor in (1000000, 250000)]
    inside = [*lines[:4], halves[0], halves[1].replace("2100010001", "2100010002"), *lines[4:]]
    count = len([line for line in inside if line.strip()]) - 2
    inside = [f"{line[:16]}{count:06}{line[22:]}" if line.startswith("9") else line for line in inside]
    assert [entry.amount_minor for entry in entries("\r\n".join(inside).encode())][:3] == [100000, 25000, -350]


def test_the_direction_of_a_document_of_1c_is_whose_account_stands_where():
    first, second, *_rest = entries(made.one_c())
    assert (first.amount_minor, first.counterparty_iban) == (125000, "UA903052992990004149123456789")
    assert (second.amount_minor, second.booked_on) == (-350, DAY)
    assert entries(made.one_c("utf-8")) == entries(made.one_c())


def test_payment_orders_of_1c_are_no_statement():
    data = made.one_c().replace("РасчСчет=UA2132".encode("cp1251"), "Счет=UA2132".encode("cp1251"))
    with pytest.raises(UnreadableFile):
        events(data[: data.index("СекцияРасчСчет".encode("cp1251"))] + "КонецФайла".encode("cp1251"))


def test_a_sum_that_1c_states_and_the_documents_do_not_have_is_told():
    data = made.one_c().replace("ВсегоСписано=1023.49".encode("cp1251"), "ВсегоСписано=1024.49".encode("cp1251"))
    assert any("1024.49" in event.text for event in events(data) if isinstance(event, Notice))


def test_dates_of_qif_are_told_from_all_of_them():
    assert [entry.booked_on for entry in entries(made.qif())] == [dt.date(2026, 3, 20 + at) for at in range(6)]
    with pytest.raises(UnreadableFile, match=r"2026"):
        events(made.qif().replace(b"D3/20/2026", b"D25/25/2026"))


def test_the_parts_of_an_entry_of_qif_must_add_up_to_it():
    with pytest.raises(UnreadableFile):
        events(b"!Type:Bank\nD3/20/2026\nT-10.00\nSa\n$-6.00\nSb\n$-5.00\n^\n")


@pytest.mark.parametrize(
    ("what", "data"),
    {
        "a cell in the last column of the last row": made.xlsx(sheet='<worksheet xmlns="m"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'),
        "a sheet that unpacks to much": made.xlsx(sheet='<worksheet xmlns="m"><sheetData>' + "<row><c><v>1</v></c></row>" * 200_000 + "</sheetData></worksheet>"),
        "one row of a million cells": made.xlsx(sheet='<worksheet xmlns="m"><sheetData><row>' + "<c><v>1</v></c>" * 400_000 + "</row></sheetData></worksheet>"),
        "a document type": made.xlsx(sheet='<!DOCTYPE x [<!ENTITY y "z">]><worksheet xmlns="m"/>'),
        "a text that is not there": made.xlsx(sheet='<worksheet xmlns="m"><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>'),
        "an error of a formula": made.xlsx([["date", "amount"], ["2026-03-10", "#REF!"]]),
        "no sheet": made.xlsx([]),
        "JSON of many parts": b"[" + b"{}," * 400_000 + b"{}]",
        "JSON nested too deep": b"[" * 200_000,
        "JSON of nobody": b'{"a": 1}',
        "monobank with a fraction of a kopeck": made.monobank().replace(b'"amount": 500', b'"amount": 500.5'),
        "OFX with an entity": b"<OFX><!DOCTYPE a><STMTRS></STMTRS></OFX>",
        "OFX of a million tags": b"<OFX>" + b"<STMTTRN>" * 500_000 + b"</OFX>",
        "QIF with no end of a record": b"!Type:Bank\nD3/20/2026\nT1.00\n",
        "CODA of another version": made.coda().replace(b"2\r\n1200", b"5\r\n1200"),
        "BAI2 with an endless amount": made.bai2().replace(b"125000", b"9" * 400, 1),
    }.items(),
)  # fmt: skip
def test_a_hostile_file_is_refused_soon(what, data):
    begun = time.process_time()
    with pytest.raises(UnreadableFile):
        events(data)
    assert time.process_time() - begun < 10


def test_numbers_of_a_workbook_have_the_fifteen_digits_that_excel_keeps():
    data = made.xlsx([["date", "amount", "currency"], ["2026-03-10", 8414.7800000000007, "UAH"], ["2026-03-10", -0.1, "UAH"]])
    assert [entry.amount_minor for entry in entries(data)] == [841478, -10]


def test_a_day_that_a_workbook_keeps_as_a_number_is_that_day():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("date", "amount"))
    sheet = f'<worksheet xmlns="{main}"><sheetData><row>{head}</row><row><c s="1"><v>46091</v></c><c><v>5</v></c></row></sheetData></worksheet>'
    styles = f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    (entry,) = entries(made.workbook(sheet, styles=styles))
    assert (entry.booked_on, entry.amount_minor) == (DAY, 500)
