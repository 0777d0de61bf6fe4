"""What is known of every file of a bank that lies beside the project, found without our code, and whether we read the same.

Used by the tests and by benchmarks/statement_files.py. The facts are those of the manifest; of tables, what a person reads in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from apps.kernel.money import from_minor
from apps.payments.parsers import UnreadableFile
from apps.payments.parsers.inspect import Totals, totals_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
AS_KNOWN, REFUSED = "as known", "refused"

# Files that are no statements, or broken on purpose: what the refusal says.
REFUSALS = {
    "1c/to_bank.txt": "payment orders",
    "camt-genkgo/camt053.v2.minimal.json": "no bank whose statements",
    "camt-genkgo/camt053.v2.multi.statement.json": "no bank whose statements",
    "camt-genkgo/camt053.v4.json": "no bank whose statements",
    "camt-genkgo/camt053.v2.wrong.xml": "holds no bank statement",
    "coda/Coda_faulty_version.txt": "version 5",
    "csv-csv2ofx/mint.ofx": "no statement of an account",  # transfers that were ordered
    "mt940-wolph/self-provided__empty_non_swift.sta": "none of the formats",
    "mt940-wolph/self-provided__invalid_statement.sta": "none of the formats",
    "ofx-oca/test_ofx_wrong.ofx": "no amount",
    "ofx-ofxparse/account_listing_aggregation.ofx": "no statement of an account",
    "ofx-ofxparse/error_message.ofx": "General Server Error",
    "ofx-ofxparse/fail_nice__date_missing.ofx": "neither a booking date",
    "ofx-ofxparse/fail_nice__decimal_error.ofx": "not an amount",
    "ofx-ofxparse/fidelity-savings.ofx": "more decimals than",
    "ofx-ofxparse/signon_fail.ofx": "invalid identification code",
    "ua/monobank-black-UAH.expected.beancount": "No mapping profile",
    "ua/privatbank-card.expected.beancount": "No mapping profile",
    "ua/sensebank-uah.expected.beancount": "No mapping profile",
}

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
    "csv-oca/sample_statement_en.xlsx": (None, 2, "1525.00", "33.50"),
    "ua/bnp-paribas-pl-currency_exchange_v2.xlsx": (None, 2, "6000.90", "1500.00"),
    "ua/bnp-paribas-pl-income_v2.xlsx": (None, 1, "11.48", "0"),
    "ua/bnp-paribas-pl-similar_transfers_v2.xlsx": (None, 2, "0", "33.84"),
    "ua/monobank-api-statement.json": (None, 1, "0", "8.00"),
    "ua/privatbank-autoclient-transactions.json": (None, 1, "0.01", "0"),
    # the index says 1058.75; the rows 805.88, 207.56 and 45.38 add up to this, as do the balances beside them
    "ua/privatbank-card.xlsx": (None, 3, "0", "1058.82"),
    "ua/ibank2ua-vst.csv": (None, 2, "2500.50", "100.11"),
    "ua/monobank-black-UAH.csv": (None, 4, "393.15", "611.09"),
    "ua/monobank-chargeoff.csv": (None, 1, "0", "1231.79"),
    "ua/privatbank-business.csv": (None, 2, "750.00", "100000.00"),
    "ua/revolut-exchange.csv": (None, 2, "1907.07", "474.27"),
    "ua/sensebank-uah.csv": (None, 6, "11600.13", "2145.82"),
    "ua/wise-new-format-EUR.csv": (None, 4, "120.00", "410.50"),
}  # fmt: skip


@dataclass
class Row:
    """One file: what we read in it, and whether that is what is known of it."""

    name: str
    form: str = "—"
    statements: int = 0
    entries: int = 0
    credit: Decimal = Decimal()
    debit: Decimal = Decimal()
    balances: str = ""
    verdict: str = AS_KNOWN
    differences: list[str] = field(default_factory=list)

    def same(self, what: str, known: object, found: object) -> None:
        """Notes a difference."""
        if known != found:
            self.differences.append(f"{what}: known {known}, read {found}")


def files() -> Iterator[tuple[str, Path, str]]:
    """(name, path, facts of the manifest) of every file; nothing where the data do not lie beside the project."""
    manifest = DATA / "MANIFEST.json"
    for item in json.loads(manifest.read_text("utf-8")) if manifest.is_file() else ():
        _shared, _slash, name = item["file"].partition("shared/")
        if name.startswith("bank/") and (DATA / name).is_file():
            yield name.removeprefix("bank/"), DATA / name, item["facts"]


def row_of(name: str, path: Path, facts: str) -> Row:
    """Reads the file through the code of `manage.py statements inspect`, and compares."""
    row = Row(name)
    known = TABLES.get(name)
    try:
        row.form, totals = totals_of(path, profile=known[0] or "" if known else "")
    except UnreadableFile as refusal:
        row.verdict = f"{REFUSED}: {refusal}"
        if name not in REFUSALS or REFUSALS[name] not in str(refusal):
            row.differences.append(f"not expected to be refused so: {refusal}")
        return row
    _figures(row, totals)
    row.same("refusal", REFUSALS.get(name), None)
    if known:
        row.same("entries, credits, debits", (known[1], Decimal(known[2]), Decimal(known[3])), (row.entries, row.credit, row.debit))
    else:
        check = next((check for folder, check in CHECKS.items() if re.match(folder, name)), None)
        if check is None:
            row.differences.append("nothing is known of it")
        else:
            check(row, totals, facts)
    return row


def _figures(row: Row, totals: list[Totals]) -> None:
    row.statements, row.entries = len(totals), sum(item.entry_count for item in totals)
    row.credit = sum((from_minor(item.credit_minor, item.header.currency) for item in totals), Decimal())
    row.debit = sum((from_minor(item.debit_minor, item.header.currency) for item in totals), Decimal())
    verdicts = [item.balances for item in totals]
    row.balances = "NO" if False in verdicts else "yes" if True in verdicts else "not stated"


def _balances(totals: list[Totals], *, opening: bool) -> list[Decimal | None]:
    minors = [(item.opening_minor if opening else item.closing_minor, item.header.currency) for item in totals]
    return [None if minor is None else from_minor(minor, currency) for minor, currency in minors]


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number) for number in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", text)]


def _camt(row: Row, totals: list[Totals], facts: str) -> None:
    stated = re.findall(r"entries (\d+), TxDtls \d+, (?:pending (\d+), )?credit ([\d.]+), debit ([\d.]+);", facts)
    row.same("statements", len(stated), row.statements)
    booked = [item for item in stated if not item[1]]  # where one is pending it is all that there is
    row.same("entries", sum(int(item[0]) for item in booked), row.entries)
    row.same("credits", sum(Decimal(item[2]) for item in booked), row.credit)
    row.same("debits", sum(Decimal(item[3]) for item in booked), row.debit)
    row.same("balances", facts.count("DOES NOT BALANCE"), sum(item.balances is False for item in totals))
    row.same("balances well", facts.count(" BALANCES]"), sum(item.balances is True for item in totals))


def _mt940(row: Row, totals: list[Totals], facts: str) -> None:
    if found := re.search(r":61: (\d+) \(credit \d+ = ([\d.]+), debit \d+ = ([\d.]+)\)", facts):
        row.same("entries, credits, debits", (int(found[1]), Decimal(found[2]), Decimal(found[3])), (row.entries, row.credit, row.debit))
    else:
        row.same("one credit of 30.00", "1 credit of 30.00" in facts, (row.entries, row.credit, row.debit) == (1, Decimal(30), 0))
    if found := re.search(r"statements\(:20:\) (\d+)", facts):
        row.same("statements", max(int(found[1]), 1), row.statements)
    for word, index in (("first opening", 0), ("last closing", -1)):
        if found := re.search(rf"{word} (-?[\d.]+)", facts):
            kept = [minor for minor in _balances(totals, opening=index == 0) if minor is not None]
            row.same(word, Decimal(found[1]), kept[index] if kept else None)
    if "DOES NOT BALANCE" in facts:
        row.same("balances", [False], [item.balances for item in totals])


def _ofx(row: Row, totals: list[Totals], facts: str) -> None:
    found = re.search(r"STMTTRN (\d+), sum TRNAMT (-?[\d.]+)", facts)
    assert found
    row.same("entries, sum", (int(found[1]), Decimal(found[2])), (row.entries, row.credit - row.debit))
    known = [str(number) for number in _numbers(re.search(r"LEDGERBAL \[(.*?)\]", facts)[1])]  # type: ignore[index]
    row.same("closings", True, {Decimal(text) for text in known} >= {closing for closing in _balances(totals, opening=False) if closing is not None})
    accounts = {text.replace(" ", "") for text in re.findall(r"'([^']*)'", facts[facts.index("accounts") :])}
    row.same("accounts", accounts, {item.header.account for item in totals})


def _qif(row: Row, totals: list[Totals], facts: str) -> None:
    found = re.search(r"T lines (\d+), sum (-?[\d.]+)", facts)
    assert found
    row.same("entries, sum", (int(found[1]), Decimal(found[2])), (row.entries, row.credit - row.debit))


def _bai2(row: Row, totals: list[Totals], facts: str) -> None:
    count, moved = re.search(r"'16': (\d+)", facts), re.search(r"amounts (\d+) \(minor", facts)
    assert count and moved
    if "'11': 1" in facts:  # lines of this file are joined, and the index counts the beginnings of lines
        row.same("entries at least", True, row.entries >= int(count[1]))
        row.same("balances", [True] * row.statements, [item.balances for item in totals])
        return
    row.same("entries, amounts", (int(count[1]), Decimal(moved[1]) / 100), (row.entries, row.credit + row.debit))


def _coda(row: Row, totals: list[Totals], facts: str) -> None:
    found = re.search(r"old balance \[(.*?)\], new balance \[(.*?)\], sum of .* (-?[\d.]+)$", facts)
    assert found
    row.same("sum", Decimal(found[3]), row.credit - row.debit)
    row.same("opening", _numbers(found[1]), _balances(totals, opening=True))
    row.same("closing", _numbers(found[2]), _balances(totals, opening=False))


def _aeb43(row: Row, totals: list[Totals], facts: str) -> None:
    found = re.search(r"opening ([\d.]+) .* debits (\d+) = ([\d.]+), credits (\d+) = ([\d.]+), closing ([\d.]+)", facts)
    assert found
    row.same("entries", int(found[2]) + int(found[4]), row.entries)
    row.same("credits, debits", (Decimal(found[5]), Decimal(found[3])), (row.credit, row.debit))
    row.same("opening", [Decimal(found[1])], _balances(totals, opening=True))
    row.same("closing", [Decimal(found[6])], _balances(totals, opening=False))


def _gpc(row: Row, totals: list[Totals], facts: str) -> None:
    found = re.search(r"old \+(\d+) new \+(\d+) debit (\d+) credit (\d+)'\], 075 rows (\d+)", facts)
    assert found
    row.same("entries", int(found[5]), row.entries)
    row.same("credits, debits", (Decimal(found[4]), Decimal(found[3])), (row.credit, row.debit))
    row.same("opening", [Decimal(found[1])], _balances(totals, opening=True))
    row.same("closing", [Decimal(found[2])], _balances(totals, opening=False))


def _one_c(row: Row, totals: list[Totals], facts: str) -> None:
    """One of the three documents has no side in the account of the file: it is left out, and said."""
    sums = _numbers(re.search(r"sums \[(.*?)\]", facts)[1])  # type: ignore[index]
    left_out = [text for item in totals for text in item.warnings if "no account of the file" in text]
    row.same("documents", len(sums), row.entries + len(left_out))
    row.same("debits", sum(sums) - Decimal("13056.00"), row.debit)
    row.same("opening", _numbers(re.search(r"Остаток \['([\d.]+)'\], Всего", facts)[1]), _balances(totals, opening=True))  # type: ignore[index]
    row.same("balances", [False], [item.balances for item in totals])


CHECKS: dict[str, Callable[[Row, list[Totals], str], None]] = {
    "camt-": _camt, "mt940-": _mt940, r".*\.ofx": _ofx, r".*\.qif": _qif, "bai2/": _bai2, "coda/": _coda, "aeb43/": _aeb43, "gpc/": _gpc, "1c/": _one_c,
}  # fmt: skip
