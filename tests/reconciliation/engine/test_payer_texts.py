"""What payers really write, one line a run over a small book."""

from __future__ import annotations

import csv

import pytest

from apps.reconciliation.engine import ClientFacts, Engine, Line, OpenInvoice, RuleSet, explain

from .cases import DATA, minor, pairs_of

IBAN = {name: f"UA{at}3052990000026007233566001" for at, name in enumerate("ABCDE", 21)}
TAX = {"A": "20000001", "B": "20000002", "C": "20000003", "D": "20000004", "E": "20000005"}
CLIENTS = [ClientFacts(name, (IBAN[name],), (TAX[name],), (f"ТОВ «Клієнт {name}»",)) for name in "ABCDE"]
OPEN = {
    "РФ-2026-000180": ("A", "100.00"),
    "РФ-2026-000181": ("A", "200.00"),
    "РФ-2026-000182": ("A", "350.00"),
    "РФ-2026-000300": ("B", "70.00"),
    "РФ-2026-000002": ("B", "71.00"),
    "РФ-2026-000411": ("C", "500.00"),
    "РФ-2026-000412": ("C", "500.00"),
    "2026/15": ("D", "41.00"),
    "2026/01": ("D", "55.00"),
    "812": ("D", "42.00"),
    "INV-77": ("D", "43.00"),
    "INV-78": ("D", "47.00"),
    "А-7": ("D", "44.00"),
    "ОІ-44/2026": ("D", "45.00"),
    "ЖХ-2026-5": ("D", "46.00"),
    "INV-5": ("E", "10.00"),
    "INV-6": ("E", "20.00"),
    "INV-7": ("E", "30.00"),
    "INV-57": ("E", "90.00"),
    "INV-567": ("E", "91.00"),
    "100000": ("E", "300.00"),
    "СФ-0000012": ("E", "49.00"),
    "СФ-0000123": ("E", "51.00"),
    "ТС-1200": ("E", "150.00"),
}
CONTRACTS = {"A": "Д-12/26", "E": "ДГ-123"}
INVOICES = [
    OpenInvoice(
        number, number, client, "UAH", minor(amount), minor(amount), "2026-01-09", "2026-01-23", CONTRACTS.get(client, ""),
        "RF18539007547034" if number == "INV-78" else "",
    )
    for number, (client, amount) in OPEN.items()
] + [OpenInvoice("РФ-2026-000500", "РФ-2026-000500", "A", "EUR", 1000, 1000)]  # fmt: skip
PAYERS = {
    **{name: (f"ТОВ «Клієнт {name}»", IBAN[name], TAX[name]) for name in "ABCDE"},
    "?": ("ФОП Хтось", "UA993052990000026007233566099", "3000000000"),
    "a-tax": ("", "", TAX["A"]),
    "a-iban": ("", IBAN["A"], ""),
    "A+B": ("", IBAN["A"], TAX["B"]),
    "name": ("КЛІЄНТ А ТОВ", "", ""),
}
with (DATA / "payer_texts.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['note']} [{row['payer']}] {row['text'][:30]}")
def test_what_payers_write(row: dict[str, str]) -> None:
    name, iban, tax_id = PAYERS[row["payer"]]
    line = Line("L", "2026-03-10", minor(row["amount"]), "UAH", name, iban, tax_id, row["text"], "BR1", "NOTPROVIDED")
    [result] = Engine(RuleSet("t"), CLIENTS, INVOICES).match([line])
    assert result.state == row["state"], explain(result)
    if row["pairs"]:
        assert result.pairs == pairs_of(row["pairs"]), explain(result)
    if row["state"] == "proposed":
        assert result.pairs
    assert explain(result)
