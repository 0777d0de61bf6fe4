"""What columns may be: generated tables in both languages, in any order, with and without headings; and a look at hostile ones."""

from __future__ import annotations

import random

import pytest

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.guessing import guess
from apps.payments.parsers.preview import first_rows, preview
from apps.payments.parsers.profiles import CsvProfile, checked

HEADINGS = {
    "date": ("Дата операції", "Дата", "Transaction date", "Posted"), "value_date": ("Дата валютування", "Value date"),
    "amount": ("Сума операції", "Сума, грн", "Amount", "Total amount"), "currency": ("Валюта", "Currency"),
    "iban": ("Рахунок контрагента", "Рахунок отримувача", "Counterparty account", "Beneficiary account"),
    "tax_id": ("Код ЄДРПОУ", "ІПН платника", "Tax ID"), "party": ("Контрагент", "Найменування платника", "Counterparty", "Payee"),
    "text": ("Призначення", "Опис операції", "Purpose", "Description"), "balance": ("Залишок", "Залишок після операції", "Balance after"),
    "reference": ("Номер документа", "Референс", "Reference", "Document number"),
}  # fmt: skip
SPLIT = {"debit": ("Списання", "Дебет", "Money out", "Debit"), "credit": ("Зарахування", "Кредит", "Money in", "Credit")}
DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y %H:%M:%S")


def table(seed, *, headings=True, split=False):
    """Rows and the role of each column."""
    chance = random.Random(seed)
    language = seed % 2
    roles = [role for role in HEADINGS if role != "amount"] + (["debit", "credit"] if split else ["amount"])
    chance.shuffle(roles)
    form, mark = chance.choice(DATES), chance.choice(".,")

    def cell(role, number):
        day = f"2026-03-{number % 28 + 1:02d}"
        minor = chance.randint(100, 9_000_000)
        money = f"{minor // 100}{mark}{minor % 100:02d}"
        year, month, date = day.split("-")
        return {
            "date": form.replace("%d", date).replace("%m", month).replace("%Y", year).replace("%H:%M:%S", "10:01:43"),
            "value_date": day, "amount": chance.choice(("", "-")) + money, "debit": money if number % 2 else "", "credit": "" if number % 2 else money,
            "currency": "UAH", "iban": f"UA{chance.randint(10**26, 10**27 - 1)}", "tax_id": str(chance.choice((37631700, 3124512345))),
            "party": chance.choice(("ТОВ Зоря", "Zoria LLC")), "text": f"Оплата за послуги згідно рахунку {number}", "balance": money, "reference": f"D{number}/26",
        }[role]  # fmt: skip

    rows = [[cell(role, number) for role in roles] for number in range(20)]
    words = HEADINGS | SPLIT
    head = [[chance.choice([word for word in words[role] if word.isascii() == bool(language)]) for role in roles]] if headings else []
    return head + rows, roles


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("split", [False, True])
def test_columns_with_headings_are_told_in_both_languages(seed, split):
    rows, roles = table(seed, split=split)
    found = guess(rows)
    assert (found.header, found.roles) == (0, roles), rows[0]


@pytest.mark.parametrize("seed", range(8))
def test_columns_without_headings_are_told_by_what_stands_in_them(seed):
    rows, roles = table(seed, headings=False)
    keep = [at for at, role in enumerate(roles) if role not in ("balance", "value_date", "reference")]
    found = guess([[row[at] for at in keep] for row in rows])
    assert (found.header, found.roles) == (None, [roles[at] for at in keep])


def test_rows_above_the_headings_are_seen_and_words_of_direction():
    rows = [["Виписка"], ["Рахунок", "UA213223130000026007233566001"], ["Дата", "Тип операції", "Сума"], ["01.03.2026", "Списання", "10,00"], ["02.03.2026", "Зарахування", "5,00"]]
    found = guess(rows)
    assert (found.header, found.roles, found.debit_words) == (2, ["date", "direction", "amount"], ["списання"])


def test_headings_do_not_make_an_amount_of_words_nor_of_nothing():
    assert guess([["Date", "Amount"], ["2026-03-01", "ten"], ["2026-03-02", "twelve"]]).roles == ["date", "text"]
    assert guess([]).roles == guess([[]]).roles == []


def profile(**more):
    found, problems = checked({"columns": {"date": "Day", "amount": "Sum", "balance": "Left"}, "default_currency": "UAH"} | more)
    assert not problems
    return found


def test_a_look_tells_balances_sums_and_every_problem_by_row_and_column():
    good = b"Day;Sum;Left\n2026-03-01;10.50;110.50\n2026-03-02;-1.25;109.25\n"
    [told] = preview(good, "csv", profile()).statements
    assert (told.entry_count, told.credit_minor, told.debit_minor, told.opening_minor, told.closing_minor) == (2, 1050, 125, 10_000, 10_925)
    bad = preview(good + b"yesterday 1;ten;x\n2026-03-03;1.00;y\n2026-03-04;2.00;111.25\n", "csv", profile())
    assert [(item.where, item.column) for item in bad.problems] == [("line 4", 1), ("line 4", 2), ("line 4", 3), ("line 5", 3)]
    assert bad.entry_count == 3


WIDE = (";".join(f"c{number}" for number in range(200)) + "\n").encode()


@pytest.mark.parametrize("data", [
    WIDE, b"Day;Sum;Left\n2026-03-01;1.00;" + b"x" * 2**20 + b"\n", b'Day;Sum;Left\n2026-03-01;1.00;"', b"Day;Sum\n2026-03-01;\x98\x98\n", b"",
], ids=["wide", "long cell", "broken off", "another encoding", "empty"])  # fmt: skip
def test_a_hostile_table_is_told_of_in_a_sentence(data):
    told = preview(data, "csv", profile(encoding="cp1251"))
    assert len(told.problems) == 1
    assert told.entry_count == 0
    try:
        guess([row for _number, row in first_rows(data, "csv", CsvProfile(name="x", encoding="utf-8"), most=60)])
    except UnreadableFile as error:
        assert str(error)


def test_a_look_at_much_is_short():
    rows = b"".join(b"2026-03-01;1.00;x\n" for _number in range(40_000))
    told = preview(b"Day;Sum;Left\n" + rows, "csv", profile())
    assert (told.entry_count, len(told.entries)) == (0, 0)
    assert len(told.problems) == 40_000
