"""Lines that compete, come twice, or cast doubt on each other."""

from __future__ import annotations

import pytest

from apps.reconciliation.engine import (
    ClientFacts,
    Engine,
    Line,
    OpenInvoice,
    OwnAccount,
    Result,
    RuleSet,
    explain,
)

CLIENTS = [ClientFacts("A", ("UA1",), ("20000001",)), ClientFacts("B", ("UA2",), ("20000002",))]
IN = Line("1", "2026-03-01", 10_000, "UAH", counterparty_iban="UA1", remittance="РФ-2026-000180", reference="R1")


def invoice(number: str, amount: int, client: str = "A", **more: str) -> OpenInvoice:
    return OpenInvoice(number, number, client, "UAH", amount, amount, **more)


BOOK = [invoice("РФ-2026-000180", 10_000), invoice("РФ-2026-000181", 25_000)]


def match(*lines: Line, book: list[OpenInvoice] | None = None) -> dict[str, Result]:
    engine = Engine(RuleSet("t"), CLIENTS, BOOK if book is None else book, [OwnAccount("UA77")])
    return {result.line_key: result for result in engine.match(lines)}


def line(key: str, **changes: object) -> Line:
    return IN._replace(key=key, reference=f"R{key}", **changes)  # type: ignore[arg-type]


def test_the_earlier_of_two_wins() -> None:
    found = match(line("2", booked_on="2026-02-28"), line("1"))
    assert found["2"].state == "accepted"
    assert found["1"].state == "unmatched"
    assert "nothing left open" in explain(found["1"])
    assert found["1"].unallocated_minor == 10_000


def test_on_one_day_the_lower_bank_reference_wins() -> None:
    found = match(line("2"), line("1"))
    assert (found["1"].state, found["2"].state) == ("accepted", "unmatched")


def test_parts_use_up_the_open_amount() -> None:
    found = match(line("1", amount_minor=6_000), line("2", amount_minor=6_000))
    assert found["1"].pairs == (("РФ-2026-000180", 6_000),)
    assert found["2"].pairs == (("РФ-2026-000180", 4_000),)
    assert (found["2"].rule, found["2"].unallocated_minor) == ("reference_over", 2_000)


def test_an_invoice_named_by_another_line_is_not_settled_by_amount() -> None:
    found = match(line("1", remittance="послуги"), line("2", booked_on="2026-03-20"))
    assert (found["1"].state, found["2"].state) == ("proposed", "accepted")
    assert "another entry" in explain(found["1"])


def test_a_twin_settled_in_the_same_run_still_casts_doubt() -> None:
    book = [*BOOK, invoice("РФ-2026-000190", 10_000)]
    found = match(line("1"), line("2", remittance="послуги"), book=book)
    assert (found["1"].state, found["2"].state) == ("accepted", "proposed")
    assert found["2"].pairs == (("РФ-2026-000190", 10_000),)


def test_a_little_less_is_a_fee_and_much_less_a_part() -> None:
    assert match(line("1", amount_minor=9_980))["1"].rule == "reference_fee"
    assert match(line("1", amount_minor=9_980, remittance="Часткова оплата РФ-2026-000180"))["1"].rule == "reference_part"
    assert match(line("1", amount_minor=9_000))["1"].rule == "reference_part"


def test_money_out_and_own_transfers_are_no_payments() -> None:
    found = match(
        line("1", amount_minor=-500, remittance="Комісія за розрахункове обслуговування"),
        line("2", amount_minor=-500, remittance="Заробітна плата за лютий"),
        line("3", amount_minor=-500, remittance="Сплата ЄСВ"),
        line("4", amount_minor=-10_000),
        line("5", counterparty_iban="UA77"),
        line("6", amount_minor=0),
        line("7", amount_minor=-500, remittance="Koмiciя бaнкy"),
    )
    assert [found[str(at)].rule for at in (1, 2, 3, 5, 7)] == [
        "bank_fee",
        "salary",
        "taxes",
        "own_transfer",
        "bank_fee",
    ]
    assert [found[str(at)].state for at in range(1, 8)] == ["ignored"] * 3 + [
        "unmatched",
        "ignored",
        "unmatched",
        "ignored",
    ]


def test_two_numbers_that_fold_together_are_told_apart_by_spelling_or_left_open() -> None:
    book = [invoice("РФ-2026-000180", 10_000), invoice("PF-2026-180", 10_000, "B")]
    assert match(line("1"), book=book)["1"].pairs == (("РФ-2026-000180", 10_000),)
    stranger = line("1", counterparty_iban="", remittance="рф 2026 180")
    found = match(stranger, book=book)["1"]
    assert found.state == "proposed"
    assert len(found.alternatives) == 1


def test_two_clients_of_one_tax_number_are_never_guessed() -> None:
    clients = [ClientFacts("A", (), ("20000001",)), ClientFacts("B", (), ("20000001",))]
    book = [invoice("РФ-2026-000180", 10_000), invoice("РФ-2026-000181", 25_000, "B")]
    paid = line("1", counterparty_iban="", counterparty_tax_id="20000001", remittance="послуги")
    [found] = Engine(RuleSet("t"), clients, book).match([paid])
    assert found.state == "proposed"


def test_many_candidates_are_searched_within_bounds() -> None:
    book = [invoice(f"РФ-2026-{at:06}", 10_000 + at * at) for at in range(1, 300)]
    paid = sum(item.open_minor for item in book[50:53])
    found = match(line("1", amount_minor=paid, remittance="за послуги"), book=book)["1"]
    assert found.state == "proposed"
    assert tuple((item.key, item.open_minor) for item in book[50:53]) in (found.pairs, *found.alternatives)


@pytest.mark.parametrize("twice", ["lines", "invoices", "clients"])
def test_doubled_keys_are_refused(twice: str) -> None:
    with pytest.raises(ValueError, match="same key|the key"):
        clients = CLIENTS * (2 if twice == "clients" else 1)
        engine = Engine(RuleSet("t"), clients, BOOK * (2 if twice == "invoices" else 1))
        list(engine.match([IN] * (2 if twice == "lines" else 1)))


def test_more_consumed_than_open_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be settled"):
        Engine(RuleSet("t"), CLIENTS, BOOK, consumed={"РФ-2026-000180": 10_001})
    with pytest.raises(ValueError, match="to continue after"):
        list(Engine(RuleSet("t"), CLIENTS, BOOK).match([IN], after="elsewhere"))
