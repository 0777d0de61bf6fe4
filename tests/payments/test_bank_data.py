"""Real statements of banks: what the index beside them says of each file, found without our code, is what we read.

The files may not be copied into the project, so the tests run where they lie beside it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.payments.parsers import UnreadableFile
from apps.payments.parsers.inspect import write_json

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.shared

_STATEMENT = re.compile(
    r"\[(?:Stmt|Rpt|Ntfctn) acct (\S+) (\S+) entries (\d+), TxDtls \d+, (?:pending (\d+), )?credit ([\d.]+), debit ([\d.]+);([^\]]*)\]"
)
_LINES = re.compile(r":61: (\d+) \(credit \d+ = ([\d.]+), debit \d+ = ([\d.]+)\)")


def index() -> Iterator[tuple[Path, str]]:
    """Every file of a bank with the facts that the index states of it."""
    folder = None
    for line in (DATA / "INDEX.md").read_text("utf-8").splitlines() if DATA.is_dir() else ():
        if found := re.match(r"### `shared/(bank/[\w-]+)`", line):
            folder = DATA / found[1]
        elif line.startswith("### "):
            folder = None
        elif folder and (row := re.match(r"\| ([^|]+?) \| \d+ \| [^|]* \| (.*) \|$", line)) and (folder / row[1]).is_file():
            yield folder / row[1], row[2]


def named(facts: list[tuple[Path, Any]]) -> list[Any]:
    return [pytest.param(path, fact, id=f"{path.parent.name}/{path.name}") for path, fact in facts]


def read(path: Path) -> list[dict[str, Any]]:
    """The statements as `statements inspect --json` prints them. Raises UnreadableFile."""
    return told(path)["statements"]


def told(path: Path, profile: str = "") -> dict[str, Any]:
    """All that `statements inspect --json` prints. Raises UnreadableFile."""
    out = io.StringIO()
    write_json(path, out, profile=profile)
    return json.loads(out.getvalue())


CAMT = [(path, _STATEMENT.findall(text)) for path, text in index() if path.parent.name.startswith("camt") and path.suffix in (".xml", ".zip")]
MT940 = [(path, (found, text)) for path, text in index() if path.parent.name.startswith("mt940") and (found := _LINES.search(text))]


@pytest.mark.parametrize(("path", "facts"), named([item for item in CAMT if item[1]]))
def test_camt_is_read_as_the_index_says(path, facts):
    statements = read(path)
    assert len(statements) == len(facts)
    for said, (account, currencies, entries, pending, credit, debit, balances) in zip(statements, facts, strict=True):
        assert said["account"] == account
        assert said["currency"] in currencies.split("/")
        if not pending:
            assert (said["entry_count"], Decimal(said["credit_sum"]), Decimal(said["debit_sum"])) == (int(entries), Decimal(credit), Decimal(debit))
        else:  # the one that is pending is all there is in these files
            assert said["entry_count"] == int(entries) - int(pending) == 0
            assert (Decimal(said["credit_sum"]), Decimal(said["debit_sum"])) == (0, 0)
        assert said["entry_count"] == len(said["entries"])
        kept = dict(re.findall(r"(\w{4}) (-?[\d.]+)", balances))
        if "CLBD" in kept:
            assert Decimal(said["closing"]) == Decimal(kept["CLBD"])
            assert Decimal(said["opening"]) == Decimal(kept.get("OPBD", kept.get("PRCD", "0")))
            assert said["balances"] is ("DOES NOT BALANCE" not in balances)
        else:
            assert said["balances"] is None
            assert (said["opening"] is None) is ("OPBD" not in kept and "PRCD" not in kept)
    pending_here = sum(int(fact[3] or 0) for fact in facts)
    assert len(told_warnings(path)) == pending_here


def told_warnings(path: Path) -> list[str]:
    return told(path)["warnings"]


@pytest.mark.parametrize(("path", "facts"), named(MT940))
def test_mt940_is_read_as_the_index_says(path, facts):
    found, text = facts
    if "statements(:20:) 0, :61: 0" in text and "opening" not in text and "closing" not in text:
        with pytest.raises(UnreadableFile):  # nothing of a statement is in it
            read(path)
        return
    statements = read(path)
    count, credit, debit = int(found[1]), Decimal(found[2]), Decimal(found[3])
    assert sum(item["entry_count"] for item in statements) == count
    assert sum(Decimal(item["credit_sum"]) for item in statements) == credit
    assert sum(Decimal(item["debit_sum"]) for item in statements) == debit
    opening, closing = (re.search(rf"{word} (-?[\d.]+) ([A-Z]{{3}})", text) for word in ("first opening", "last closing"))
    if opening:
        assert (Decimal(statements[0]["opening"]), statements[0]["currency"]) == (Decimal(opening[1]), opening[2])
    if closing:
        assert Decimal([item["closing"] for item in statements if item["closing"]][-1]) == Decimal(closing[1])
    pairs = [(Decimal(item["opening"]), Decimal(item["closing"])) for item in statements if item["opening"] and item["closing"]]
    if stated := re.search(r"\((\d+) balance pairs; sum\(closing-opening\) (!?=) credit-debit\)", text):
        moved = sum(Decimal(item["credit_sum"]) - Decimal(item["debit_sum"]) for item in statements)
        assert len(pairs) == int(stated[1])
        assert (sum(closing - opening for opening, closing in pairs) == moved) is (stated[2] == "=")
    if kept := re.search(r"statements\(:20:\) (\d+)", text):
        assert len(statements) == max(int(kept[1]), 1)
    if text.endswith(" BALANCES"):
        assert [item["balances"] for item in statements] == [True]
    if "DOES NOT BALANCE" in text:
        assert [item["balances"] for item in statements] == [False]


def test_the_files_are_many_and_their_exceptions_few():
    assert len(CAMT) > 25
    assert len(MT940) > 35


# What a person reads in the tables: profile, entries, money in, money out; None: the profile is found by itself.
HEADLESS = '{"header": false, "delimiter": ";", "decimal": ",", "columns": {"date": 1, "text": 2, "value_date": 3, "amount": 4'
OF_SHOPS = {
    "amazon": '{"columns": {"date": "date", "amount": "total", "text": "items", "reference": "order id"}, "invert": true, "default_currency": "USD"}',
    "stripe": '{"columns": {"date": "created", "amount": "amount", "currency": "currency", "reference": "id", "text": "description"}}',
    "mint": '{"columns": {"date": "date", "amount": "amount", "direction": "transaction type", "account": "account name", "text": "description"}, "default_currency": "USD"}',
    "journal": '{"columns": {"date": "journaldate", "amount": "netamount", "account": "accountname", "reference": "reference"}, "default_currency": "UAH"}',
    "card": '{"columns": {"date": "date processed", "amount": "amount", "text": "description"}, "invert": true, "default_currency": "GBP", "decimal": "."}',
}
TABLES: dict[str, tuple[str | None, int, str, str]] = {
    "csv-bank2ynab/20171001-20171106.csv": (None, 1, "0", "59.99"),
    "csv-bank2ynab/2018-04-14_10-52-13_bunq-transactieoverzicht.csv": (None, 3, "750.00", "21.46"),
    "csv-bank2ynab/20180226-1000594757-umsatz.CSV": (None, 1, "0", "36.99"),
    "csv-bank2ynab/MS_JANE_SMITH_01-12-2019_14-12-2019.csv": (OF_SHOPS["card"], 10, "0", "2485.80"),
    "csv-bank2ynab/Movements_1234512345_201805271848.csv": (None, 1, "0", "1.00"),
    "csv-bank2ynab/TH_20180101-20180523_page_1.csv": (None, 9, "0", "2599.99"),
    "csv-bank2ynab/TransactionHistory_20180418043121.csv": (None, 8, "0", "173.28"),
    "csv-bank2ynab/W80844_EBH_201945.202122.csv": (None, 2, "1290.00", "350.00"),
    "csv-bank2ynab/export_BE11123456789012_20180304_1422.csv": (None, 1, "0", "3.40"),
    "csv-bank2ynab/test_BOI_TransactionExport.csv": (None, 27, "3841.22", "4260.83"),
    "csv-bank2ynab/test_raiffeisen_01.csv": (HEADLESS + ', "currency": 5}}', 73, "1878.20", "6458.90"),
    "csv-bank2ynab/test_row_format_CD_flag.csv": (HEADLESS + ', "direction": 5}}', 70, "1878.20", "6319.36"),
    "csv-bank2ynab/test_swedebank_statement.xls": (None, 13, "2863.63", "284.70"),
    "csv-csv2ofx/amazon.csv": (OF_SHOPS["amazon"], 3, "0", "45.76"),
    "csv-csv2ofx/capitalone.csv": (None, 2, "1000.00", "1000.00"),
    "csv-csv2ofx/gls.csv": (None, 1, "0", "98.76"),
    "csv-csv2ofx/ingesp.csv": (None, 10, "1901.00", "1550.79"),
    "csv-csv2ofx/mint.csv": (OF_SHOPS["mint"], 4, "2000.00", "5000.00"),
    "csv-csv2ofx/n26-fr.csv": (None, 2, "328.00", "328.00"),
    "csv-csv2ofx/payoneer.csv": (None, 2, "120.00", "100.00"),
    "csv-csv2ofx/schwab-checking.csv": (None, 4, "20.00", "235.27"),
    "csv-csv2ofx/stripe-all.csv": (OF_SHOPS["stripe"], 5, "112.50", "0"),
    "csv-csv2ofx/xero.csv": (OF_SHOPS["journal"], 13, "531000", "531000"),
    "csv-oca/balance.csv": (None, 2, "1533.50", "33.50"),
    "csv-oca/debit_credit.csv": (None, 2, "1533.50", "33.50"),
    "csv-oca/debit_credit_amount.csv": (None, 4, "20.00", "1547.00"),
    "csv-oca/meta_data_separated_credit_debit.csv": (None, 4, "1300.00", "230.68"),
    "csv-oca/multi_currency.csv": (None, 2, "1525.00", "33.50"),
    "csv-oca/original_currency.csv": (None, 1, "1525.00", "0"),
    "csv-oca/sample_statement_en.csv": (None, 2, "1525.00", "33.50"),
    "csv-oca/empty_statement_en.csv": (None, 0, "0", "0"),
    "csv-oca/sample_statement_credit_card_inverse_sign_en.csv": (None, 2, "33.50", "1525.00"),
    "csv-oca/paypal_activity_en.csv": (None, 62, "133935.04", "71580.24"),
    "csv-oca/paypal_statement_en.csv": (None, 19, "39357.11", "38260.31"),
    "ua/ibank2ua-vst.csv": (None, 2, "2500.50", "100.11"),
    "ua/monobank-black-UAH.csv": (None, 4, "393.15", "611.09"),
    "ua/monobank-chargeoff.csv": (None, 1, "0", "1231.79"),
    "ua/privatbank-business.csv": (None, 2, "750.00", "100000.00"),
    "ua/revolut-exchange.csv": (None, 2, "1907.07", "474.27"),
    "ua/sensebank-uah.csv": (None, 6, "11600.13", "2145.82"),
    "ua/wise-new-format-EUR.csv": (None, 4, "120.00", "410.50"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_movements_is_read(name):
    path = DATA / "bank" / name
    if not path.is_file():
        pytest.skip("the files lie beside the project, and not here")
    profile, count, credit, debit = TABLES[name]
    statements = told(path, profile or "")["statements"]
    sums = [sum(Decimal(item[side]) for item in statements) for side in ("credit_sum", "debit_sum")]
    assert (sum(item["entry_count"] for item in statements), *sums) == (count, Decimal(credit), Decimal(debit))


def test_no_table_is_left_out_of_the_list():
    tables = {str(path.relative_to(DATA / "bank")) for path in (DATA / "bank").rglob("*") if path.suffix.lower() == ".csv"}
    assert tables <= set(TABLES)


REFUSED = {"ofx": "OFX", "qif": "QIF", "bai2": "BAI2", "xlsx": "XLSX", "json": "JSON", "csb": "AEB43", "gpc": "GPC"}
OF_FOLDER = {"coda": "CODA", "1c": "1CClientBankExchange"}
OTHERS = [(path, found) for path, _text in index() if (found := REFUSED.get(path.suffix[1:]) or OF_FOLDER.get(path.parent.name))]


@pytest.mark.parametrize(("path", "name"), named(OTHERS))
def test_a_format_that_is_not_read_yet_is_named(path, name):
    with pytest.raises(UnreadableFile, match=f"recognised as {name}, which is not read yet"):
        read(path)


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in sorted((DATA / "bank").rglob("*")) if path.is_file()])
def test_every_file_is_read_or_refused_in_words(path):
    try:
        statements = read(path)
    except UnreadableFile as refusal:
        assert len(str(refusal)) > 20
        return
    assert statements
    for statement in statements:
        sums = [sum((Decimal(entry["amount"]) for entry in statement["entries"] if (entry["amount"][0] == "-") is minus), Decimal()) for minus in (False, True)]
        assert (Decimal(statement["credit_sum"]), Decimal(statement["debit_sum"])) == (sums[0], -sums[1])
        if None not in (statement["opening"], statement["closing"]):
            adds_up = Decimal(statement["opening"]) + sums[0] + sums[1] == Decimal(statement["closing"])
            assert statement["balances"] is adds_up
