"""Texts of one shape differ in digits only: what is kept of the first must not decide what the others say."""

from __future__ import annotations

import pytest

from apps.reconciliation.engine import ClientFacts, Engine, Line, OpenInvoice, Result, Rule, RuleSet
from apps.reconciliation.engine.folding import fold, fold_and_mask, unmasked
from apps.reconciliation.engine.shapes import LONGEST_KEPT, Shapes

IBAN, TAX = "UA213052990000026007233566001", "20000001"
CLIENTS = [ClientFacts("A", (IBAN,), (TAX,), ("ТОВ «Альфа»",)), ClientFacts("B", (), ("20000002",), ("ТОВ «Бета-17»",))]


def owed(number: str, amount: int, *, client: str = "A", tax: int = 0) -> OpenInvoice:
    return OpenInvoice(number, number, client, "UAH", amount, amount, "2026-01-09", contract="Д-12/26", tax_minor=tax)


BOOK = [
    owed("РФ-2026-000180", 10_000, tax=1_667),
    owed("РФ-2026-000181", 20_000, tax=3_333),
    owed("РФ-2026-000182", 30_000, tax=5_000),
    owed("РФ-2026-000190", 40_000, client="B"),
]
NUMBERS_ALONE = [owed("2026/15", 10_000), owed("2026/16", 20_000), owed("100017", 30_000), owed("812", 40_000)]


def line(text: str, amount: int) -> Line:
    return Line(text, "2026-03-10", amount, "UAH", counterparty_iban=IBAN, remittance=text)


def run(lines: list[Line], book: list[OpenInvoice] = BOOK, rules: RuleSet | None = None) -> dict[str, Result]:
    return {result.line_key: result for result in Engine(rules or RuleSet("t"), CLIENTS, book).match(lines)}


SHAPES = {
    "a number and a date": (BOOK, ["рах. РФ-2026-000180 від 09.01.2026", "рах. РФ-2026-000181 від 10.01.2026", "рах. РФ-2026-000999 від 39.01.2026"]),
    "tax in the text": (BOOK, ["РФ-2026-000180 ПДВ 16.67", "РФ-2026-000180 ПДВ 16.70", "РФ-2026-000181 ПДВ 33.33"]),
    "two numbers, the same or not": (BOOK, ["РФ-2026-000180, РФ-2026-000181", "РФ-2026-000181, РФ-2026-000181", "РФ-2026-000182, РФ-2026-000180"]),
    "a range, forwards or backwards": (BOOK, ["РФ-2026-000180-182", "РФ-2026-000182-180", "РФ-2026-000181-182"]),
    "a tax number, of the payer or of another": (BOOK, ["код 20000001 РФ-2026-000180", "код 20000002 РФ-2026-000180", "код 20000003 РФ-2026-000180"]),
    "a name with a digit": (BOOK, ["за ТОВ Бета-17 РФ-2026-000180", "за ТОВ Бета-18 РФ-2026-000180"]),
    "a contract": (BOOK, ["дог. Д-12/26, РФ-2026-000180", "дог. Д-13/26, РФ-2026-000180"]),
    "a letter O among the digits": (BOOK, ["рах РФ-2026-0о0180", "рах РФ-2026-0о0181", "рах РФ-2026-0о0999"]),
    "one word, two invoices and a date": (NUMBERS_ALONE, ["рах 2026/15", "рах 2026/16", "рах 2099/15"]),
    "a date or a number": (NUMBERS_ALONE, ["рах № 15.01.2026", "рах № 45.01.2026"]),
    "digits alone": (NUMBERS_ALONE, ["рах № 100017", "рах № 100018", "рах № 812 від 01.02.2026", "рах № 813 від 01.02.2026"]),
    "one number in two kinds of digits": (BOOK, ["лист РФ-20٢6-000180 ; РФ-2026-000180", "лист РФ-20٢6-000180 ; РФ-2026-000181"]),
    "no digits": (BOOK, ["за послуги", "За послуги", "ЗА ПОСЛУГИ"]),
    "rare characters": (BOOK, ["日本 РФ-2026-000180", "日本 РФ-2026-000181", "РФ-２026-000180", "РФ-２026-000181", "РФ-2026-٠00180"]),
}


@pytest.mark.parametrize(("book", "texts"), SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("amount", [10_000, 20_000, 30_000, 15_000])
def test_texts_of_one_shape_get_their_own_answers(book: list[OpenInvoice], texts: list[str], amount: int) -> None:
    """What the first line of an engine is told is what each is told alone, in whichever order the shape was met."""
    apart = {text: run([line(text, amount)], book)[text] for text in texts}
    for order in (texts, texts[::-1]):
        for text in order:
            engine = Engine(RuleSet("t"), CLIENTS, book)
            for other in order:
                engine._reader.read(line(other, amount))
            [found] = engine.match([line(text, amount)])
            assert found == apart[text], text


def test_numbers_of_one_shape_are_each_found_in_every_spelling() -> None:
    """Numbers are indexed by shape too: in Latin letters, without leading zeros, run together, in other kinds of digits."""
    book = [owed(f"ЖХ-2026-00{at}", at * 100) for at in (15, 16, 17)] + [owed("ЖХ-20٢6-0018", 1_800)]
    for at, text in ((15, "ЖХ-2026-0015"), (16, "zhkh 2026 16"), (17, "ЖХ20260017"), (15, "ZHKH/2026/0015"), (18, "ЖХ-2026-18")):
        assert run([line(text, at * 100)], book)[text].pairs[0][1] == at * 100, text


def test_a_word_that_holds_a_digit_is_sought_in_the_text_itself() -> None:
    rules = RuleSet("t", (Rule("non_invoice", {"category": "loan", "direction": "in", "words": ("транш 7",)}),))
    found = run([line("транш 7 від 01.02", 500), line("транш 8 від 01.02", 500)], rules=rules)
    assert [found[text].state for text in ("транш 7 від 01.02", "транш 8 від 01.02")] == ["ignored", "unmatched"]


@pytest.mark.parametrize("text", ["", "Оплата «РФ-2026-000180»\tвід 09.01.2026", "日本 12", "п'ять 1'000 ½ ²", "РФ－２026"])
def test_a_mask_has_noughts_for_digits_and_all_else(text: str) -> None:
    folded, mask = fold_and_mask(text)
    assert folded == fold(text)
    assert unmasked(mask)[0] == "".join("0" if char in "123456789" else char for char in text)
    assert unmasked(mask)[1] == "".join("0" if char in "123456789" else char for char in folded)


def shapes() -> Shapes:
    return Shapes(frozenset({"pf"}), frozenset(), bare=False, stems=("пеня",))


def test_a_shape_that_comes_again_is_looked_at_once() -> None:
    known = shapes()
    known.meet("рах РФ-1")
    kept = known.meet("рах РФ-2")[1]
    assert known.meet("рах РФ-3")[1] is kept
    assert known.of("рах РФ-4")[1] is kept
    for other in ("рах РФ-12", "Рах РФ-1"):  # words are told as they are written
        assert known.meet(other)[1] is not kept


def test_what_is_kept_of_shapes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.reconciliation.engine.shapes.MOST_SHAPES", 5)
    monkeypatch.setattr("apps.reconciliation.engine.shapes.MOST_MET", 7)
    known = shapes()
    for at in range(20):
        for _turn in range(3):
            known.meet("рах " + chr(0x4E00 + at))
        known.of("опл " + chr(0x4E00 + at))
        assert len(known._kept) <= 5
        assert len(known._met) <= 7
    assert known._kept
    known = shapes()
    for _turn in range(3):
        known.meet("р" * (LONGEST_KEPT + 1))
    assert not known._kept
    assert not known._met
