"""What holds for every input: nothing over-allocated, order without effect, a cut run ends like an uncut one."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.reconciliation.engine import (
    ClientFacts,
    Engine,
    Line,
    OpenInvoice,
    OwnAccount,
    Result,
    RuleSet,
    canonical_order,
    consumed_by,
    explain,
    input_digest,
    result_digest,
)

RULES = RuleSet("test")
CLIENTS = [ClientFacts(f"C{at}", (f"UA{at}",), (f"2000000{at}",), (f"ТОВ Клієнт {at}",)) for at in range(3)]
AMOUNTS = st.sampled_from([100, 200, 300, 500, 500, 1_000, 10_000])
SHAPES = ("РФ-2026-{:06}", "INV-{}", "2026/{}", "{}", "АБ{}-2026")


@st.composite
def books(draw: st.DrawFn) -> list[OpenInvoice]:
    found = []
    for at in range(1, draw(st.integers(1, 10)) + 1):
        number = SHAPES[draw(st.integers(0, len(SHAPES) - 1))].format(at)
        amount = draw(AMOUNTS)
        currency = draw(st.sampled_from(["UAH", "UAH", "UAH", "EUR"]))
        owner = draw(st.sampled_from(["C0", "C1", "C2", "C9"]))
        found.append(OpenInvoice(number, number, owner, currency, amount, amount, due_on=f"2026-01-{at:02}"))
    return found


@st.composite
def statements(draw: st.DrawFn, invoices: list[OpenInvoice]) -> list[Line]:
    lines = []
    for at in range(draw(st.integers(1, 14))):
        named = draw(st.lists(st.sampled_from(invoices), max_size=3))
        spoken = ", ".join(invoice.number for invoice in named)
        text = draw(st.sampled_from(["", "Оплата рах. {}", "{}", "за {} від 09.01.2026", "позика {}", "комісія {}"]))
        amount = draw(st.one_of(AMOUNTS, st.just(sum(invoice.open_minor for invoice in named)), st.integers(-300, 1_200)))
        payer = draw(st.integers(0, 4))
        lines.append(
            Line(
                f"acc/{at}",
                f"2026-03-{draw(st.integers(1, 3)):02}",
                amount,
                draw(st.sampled_from(["UAH", "UAH", "UAH", "EUR"])),
                counterparty_iban=f"UA{payer}",
                counterparty_tax_id=draw(st.sampled_from(["", f"2000000{payer}", "20000001"])),
                remittance=text.format(spoken),
                reference=f"R{draw(st.integers(0, 3))}",
            )
        )
    return lines


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[OpenInvoice], list[Line]]:
    invoices = draw(books())
    return invoices, draw(statements(invoices))


def run(invoices: list[OpenInvoice], lines: list[Line]) -> list[Result]:
    return list(Engine(RULES, CLIENTS, invoices, [OwnAccount("UA4")]).match(lines))


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_money_is_never_given_twice(world: tuple[list[OpenInvoice], list[Line]]) -> None:
    invoices, lines = world
    open_minor = {invoice.key: invoice.open_minor for invoice in invoices}
    currency = {invoice.key: invoice.currency for invoice in invoices}
    by_key = {line.key: line for line in lines}
    settled: Counter[str] = Counter()
    results = run(invoices, lines)
    assert [result.line_key for result in results] == [line.key for line in sorted(lines, key=canonical_order)]
    for result in results:
        line = by_key[result.line_key]
        for pairs in (result.pairs, *result.alternatives):
            assert sum(amount for _key, amount in pairs) <= max(line.amount_minor, 0)
            assert len({key for key, _amount in pairs}) == len(pairs)
            for key, amount in pairs:
                assert amount > 0
                assert currency[key] == line.currency
                assert amount + settled[key] <= open_minor[key]
        assert result.unallocated_minor == max(line.amount_minor, 0) - sum(amount for _key, amount in result.pairs)
        if result.state == "accepted":
            settled.update(dict(result.pairs))
    assert all(settled[key] <= open_minor[key] for key in settled)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_accepted_has_no_rival_and_every_result_speaks(world: tuple[list[OpenInvoice], list[Line]]) -> None:
    for result in run(*world):
        assert explain(result)
        if result.state == "accepted":
            assert result.pairs and not result.alternatives and result.score >= 85
        if result.state in ("unmatched", "ignored"):
            assert not result.pairs
        if result.state == "proposed":
            assert result.pairs


@settings(max_examples=100, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_input_has_no_effect(world: tuple[list[OpenInvoice], list[Line]], chance: random.Random) -> None:
    invoices, lines = world
    straight = run(invoices, lines)
    digest = input_digest(RULES, CLIENTS, invoices, lines)
    invoices, lines, clients = list(invoices), list(lines), list(CLIENTS)
    for items in (invoices, lines, clients):
        chance.shuffle(items)  # type: ignore[arg-type]
    assert run(invoices, lines) == straight
    assert result_digest(run(invoices, lines)) == result_digest(reversed(straight))
    assert input_digest(RULES, clients, invoices, lines) == digest


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_a_cut_run_ends_like_an_uncut_one(world: tuple[list[OpenInvoice], list[Line]], data: st.DataObject) -> None:
    invoices, lines = world
    straight = run(invoices, lines)
    cut = data.draw(st.integers(1, len(straight)))
    done = straight[:cut]
    engine = Engine(RULES, CLIENTS, invoices, [OwnAccount("UA4")], consumed=consumed_by(done))
    rest = list(engine.match(lines, after=done[-1].line_key))
    assert [*done, *rest] == straight


@settings(max_examples=60, deadline=None)
@given(worlds(), st.text(max_size=200))
def test_any_text_is_read(world: tuple[list[OpenInvoice], list[Line]], text: str) -> None:
    invoices, _lines = world
    line = Line("L", "2026-03-01", 500, "UAH", remittance=text, end_to_end_id=text[:35], counterparty_name=text)
    [result] = run(invoices, [line])
    assert explain(result)
