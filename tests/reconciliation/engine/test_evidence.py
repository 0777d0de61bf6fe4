"""What a text says beyond number, payer and amount: it agrees and weighs a little, or contradicts and forbids."""

from __future__ import annotations

import pytest

from apps.reconciliation.engine import ClientFacts, Engine, Line, OpenInvoice, Rule, RuleSet, explain
from apps.reconciliation.engine.evidence import MOST_SUPPORT
from apps.reconciliation.engine.facts import FORBIDS
from apps.reconciliation.engine.tax import tax_in

from .cases import minor, pairs_of

IBAN = {name: f"UA{at}3052990000026007233566001" for at, name in enumerate("ABCD", 21)}
TAX = {"A": "20000001", "B": "20000002", "C": "20000003", "D": "20000004"}
THIRD = "UA993052990000026007233566099"
CLIENTS = [
    ClientFacts("A", (IBAN["A"],), (TAX["A"],), ("ТОВ «Альфа»",), (THIRD, IBAN["D"])),
    *(ClientFacts(name, (IBAN[name],), (TAX[name],), (f"ТОВ «{name}{name}»",)) for name in "BCD"),
]


def owed(number, client, total, *, tax="0", contract="", state="", currency="UAH", issue_on="2026-01-09"):
    amount = minor(total)
    return OpenInvoice(
        number, number, client, currency, 0 if state else amount, amount, issue_on, "2026-01-23", contract, "", minor(tax), state
    )


INVOICES = [
    owed("РФ-2026-000010", "A", "1200.00", tax="200.00", contract="Д-12/26"),
    owed("РФ-2026-000011", "A", "600.00", tax="100.00", contract="Д-13/26"),
    owed("РФ-2026-000012", "B", "300.00"),
    owed("РФ-2026-000013", "B", "450.00"),
    owed("РФ-2026-000014", "B", "777.70"),
    owed("РФ-2026-000015", "B", "99.99"),
    owed("РФ-2026-000020", "C", "500.00"),
    owed("РФ-2026-000021", "A", "50.00", state="paid"),
    owed("РФ-2026-000022", "A", "60.00", state="void"),
    owed("РФ-2026-000023", "C", "70.00", state="credited"),
    owed("РФ-2026-000024", "C", "80.00", state="written_off"),
    owed("РФ-2026-000030", "A", "250.00", currency="EUR"),
    owed("ЩЖ-2026-7", "D", "840.00"),
    owed("РФ-2026-000040", "D", "2000.00"),
]


def decide(text, amount, payer="A", rules=None):
    known = {"?": ("", "", ""), "third": ("ФОП Інший", THIRD, "")}
    name, iban, tax_id = known.get(payer) or ("", IBAN[payer], TAX[payer])
    line = Line("L", "2026-03-10", minor(amount), "UAH", name, iban, tax_id, text, "BR1", "NOTPROVIDED")
    [result] = Engine(rules or RuleSet("t"), CLIENTS, INVOICES).match([line])
    return result


# text, amount, payer, state, pairs, a reason that must be among those given
WRITTEN = [
    # Tax in the text.
    ("Оплата рах. РФ-2026-000010 в т.ч. ПДВ 20% - 200,00", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "tax_agrees"),
    ("Оплата рах. РФ-2026-000010, у т.ч. ПДВ 20% 200.00 грн.", "1200.00", "?", "accepted", "РФ-2026-000010=1200.00", "tax_agrees"),
    ("РФ-2026-000010 у тому числі ПДВ (20%) = 200-00", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "tax_agrees"),
    ("РФ-2026-000010 ПДВ 199,99", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "tax_agrees"),
    ("РФ-2026-000010 в т.ч. ПДВ 20% - 100,00", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "tax_differs"),
    ("РФ-2026-000010 без ПДВ", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "tax_differs"),
    ("РФ-2026-000012 без ПДВ", "300.00", "B", "accepted", "РФ-2026-000012=300.00", "exact_reference"),
    ("частина РФ-2026-000010 в т.ч. ПДВ 20% 100,00", "600.00", "?", "proposed", "РФ-2026-000010=600.00", "tax_agrees"),
    ("за послуги, ПДВ 20% - 200,00", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "tax_agrees"),
    ("за послуги, ПДВ 20% - 150,00", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "tax_differs"),
    # Contracts and dates.
    ("за послуги по дог. Д-12/26", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "contract_named"),
    ("за послуги по дог. Д-13/26", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "contract_differs"),
    ("РФ-2026-000010 від 09.01.2026", "1200.00", "A", "accepted", "РФ-2026-000010=1200.00", "date_agrees"),
    # Documents that are closed, or in another currency.
    ("РФ-2026-000021", "50.00", "A", "unmatched", "", "names_paid"),
    ("РФ-2026-000022", "60.00", "A", "unmatched", "", "names_void"),
    ("РФ-2026-000023", "500.00", "C", "proposed", "РФ-2026-000020=500.00", "names_credited"),
    ("РФ-2026-000020, РФ-2026-000024", "500.00", "C", "proposed", "РФ-2026-000020=500.00", "names_written_off"),
    ("РФ-2026-000010 та РФ-2026-000021", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "names_paid"),
    ("РФ-2026-000010 РФ-2026-000030", "1200.00", "A", "proposed", "РФ-2026-000010=1200.00", "other_currency"),
    # Third parties.
    ("РФ-2026-000010", "1200.00", "third", "accepted", "РФ-2026-000010=1200.00", "payer_remembered"),
    ("РФ-2026-000010", "1200.00", "D", "accepted", "РФ-2026-000010=1200.00", "pays_for"),
    ("за послуги", "1200.00", "third", "proposed", "РФ-2026-000010=1200.00", "payer_remembered"),
    ("РФ-2026-000012", "300.00", "D", "proposed", "РФ-2026-000012=300.00", "other_client"),
    ("РФ-2026-000010 платник 20000002", "1200.00", "?", "proposed", "РФ-2026-000010=1200.00", "other_payer_in_text"),
    ("РФ-2026-000010, РФ-2026-000012", "1500.00", "A", "proposed", "РФ-2026-000010=1200.00 РФ-2026-000012=300.00", "other_client"),
    # No reference: sums, fees, exchange, own money.
    ("за послуги", "750.00", "B", "proposed", "РФ-2026-000012=300.00 РФ-2026-000013=450.00", "client_subset"),
    ("за послуги", "495.00", "C", "proposed", "РФ-2026-000020=495.00", "client_fee"),
    ("за послуги", "400.00", "C", "unmatched", "", "no_amount_fits"),
    ("РФ-2026-000040 еквівалент 50 EUR за курсом", "1990.00", "D", "accepted", "РФ-2026-000040=1990.00", "reference_fee"),
    ("РФ-2026-000040 еквівалент 50 EUR за курсом", "1965.00", "D", "proposed", "РФ-2026-000040=1965.00", "reference_exchange"),
    ("РФ-2026-000040 екв. 50 EUR по курсу", "2035.00", "D", "proposed", "РФ-2026-000040=2000.00", "reference_exchange"),
    ("Переказ власних коштів", "400.00", "?", "ignored", "", "own_money"),
    ("Поповнення: між власними рахунками", "400.00", "?", "ignored", "", "own_money"),
    # Spellings, ranges, dates as numbers, advances, rounding.
    ("shchzh-2026-7", "840.00", "D", "accepted", "ЩЖ-2026-7=840.00", "reference_variant"),
    ("рахунки РФ-2026-000012-13", "750.00", "B", "accepted", "РФ-2026-000012=300.00 РФ-2026-000013=450.00", "several_references"),
    ("рах. РФ-2026-000012 - 15", "1627.69", "B", "accepted",
     "РФ-2026-000012=300.00 РФ-2026-000013=450.00 РФ-2026-000014=777.70 РФ-2026-000015=99.99", "several_references"),
    ("оплата 10.03.2026 за послуги", "777.70", "B", "accepted", "РФ-2026-000014=777.70", "client_amount"),
    ("аванс РФ-2026-000014", "300.00", "B", "proposed", "РФ-2026-000014=300.00", "amount_fits_other"),
    ("аванс РФ-2026-000014", "200.00", "B", "accepted", "РФ-2026-000014=200.00", "reference_part"),
    ("РФ-2026-000015 округлено", "100.00", "B", "accepted", "РФ-2026-000015=99.99", "reference_over"),
    ("РФ-2026-000014 за вирахуванням комісії банку", "762.70", "B", "accepted", "РФ-2026-000014=762.70", "reference_fee"),
    ("РФ-2026-000099", "1.23", "B", "unmatched", "", "unknown_number"),
    ("рахунок РФ-2026-00001З", "450.00", "B", "proposed", "РФ-2026-000013=450.00", "client_amount"),
]  # fmt: skip


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: f"{row[5]}: {row[0][:40]} {row[1]} [{row[2]}]")
def test_what_agrees_and_what_contradicts(row):
    text, amount, payer, state, pairs, code = row
    result = decide(text, amount, payer)
    told = explain(result)
    assert result.state == state, told
    assert result.pairs == pairs_of(pairs), told
    assert code in [reason.code for reason in result.reasons], told


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: f"{row[0][:40]} {row[1]} [{row[2]}]")
def test_the_score_is_the_sum_of_what_is_told_and_a_contradiction_forbids(row):
    result = decide(*row[:3])
    weights = [reason.weight for reason in result.reasons]
    if result.pairs:
        assert result.score == min(100, sum(weight for weight in weights if weight != FORBIDS))
    if FORBIDS in weights:
        assert result.state != "accepted"


def test_small_things_never_lift_an_unknown_payer_of_a_part_over_the_threshold():
    result = decide("частина РФ-2026-000010 від 09.01.2026 дог. Д-12/26 ПДВ 20% 100,00", "600.00", "?")
    said = {reason.code: reason.weight for reason in result.reasons}
    assert sum(said[code] for code in ("contract_named", "date_agrees", "tax_agrees")) == MOST_SUPPORT
    assert (result.state, result.score) == ("proposed", 83)


def test_a_sum_of_several_settles_only_where_a_rule_set_says_so_and_no_other_choice_fits():
    rules = RuleSet("t", (Rule("client_subset", {}, 70),))
    assert decide("за послуги", "750.00", "B", rules).state == "accepted"
    assert decide("за послуги", "750.00", "B").state == "proposed"
    # 300 + 450 and another 750: equally good.
    twins = [*INVOICES, owed("РФ-2026-000016", "B", "350.00"), owed("РФ-2026-000017", "B", "400.00")]
    line = Line("L", "2026-03-10", 75_000, "UAH", "", IBAN["B"], TAX["B"], "за послуги", "BR1")
    [result] = Engine(rules, CLIENTS, twins).match([line])
    assert (result.state, len(result.alternatives)) == ("proposed", 1)
    # More invoices than are tried: what fits may not be the only choice.
    many = [*INVOICES, *(owed(f"ЯЯ-{at}", "B", f"{at}.01") for at in range(10, 30))]
    [result] = Engine(rules, CLIENTS, many).match([line])
    assert (result.state, result.reasons[-1].code) == ("proposed", "not_all_tried")


@pytest.mark.parametrize(
    ("text", "tax"),
    [
        ("в т.ч. ПДВ 20% - 200,00", 20_000), ("ПДВ 20% 1 234,56 грн", 123_456), ("у т.ч. ПДВ 20 % = 200-00", 20_000),
        ("VAT 20%: 33.33", 3_333), ("ПДВ (20%) 200 грн 50 коп", 20_050), ("без ПДВ", 0), ("ПДВ не передбачено", 0), ("ПДВ 20%", None),
        ("ПДВ 20%, рах 15", None), ("ПДВ 1,00 ПДВ 2,00", None), ("за послуги", None), ("РФПДВ 200,00", None),
    ],
)  # fmt: skip
def test_tax_in_a_text(text, tax):
    assert tax_in(text) == tax
