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
    out = io.StringIO()
    write_json(path, out)
    return json.loads(out.getvalue())["statements"]


CAMT = [(path, _STATEMENT.findall(text)) for path, text in index() if path.parent.name.startswith("camt") and path.suffix == ".xml"]
MT940 = [(path, (found, text)) for path, text in index() if path.parent.name.startswith("mt940") and (found := _LINES.search(text))]


@pytest.mark.parametrize(("path", "facts"), named([item for item in CAMT if item[1]]))
def test_camt_is_read_as_the_index_says(path, facts):
    statements = read(path)
    assert len(statements) == len(facts)
    for told, (account, currencies, entries, pending, credit, debit, balances) in zip(statements, facts, strict=True):
        assert told["account"] == account
        assert told["currency"] in currencies.split("/")
        if not pending:
            assert (told["entry_count"], Decimal(told["credit_sum"]), Decimal(told["debit_sum"])) == (int(entries), Decimal(credit), Decimal(debit))
        else:
            assert told["entry_count"] == int(entries) - int(pending)
        assert told["entry_count"] == len(told["entries"])
        kept = dict(re.findall(r"(\w{4}) (-?[\d.]+)", balances))
        if "CLBD" in kept:
            assert Decimal(told["closing"]) == Decimal(kept["CLBD"])
            assert Decimal(told["opening"]) == Decimal(kept.get("OPBD", kept.get("PRCD", "0")))
            assert told["balances"] is ("DOES NOT BALANCE" not in balances)
        else:
            assert told["balances"] is None


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
    if text.endswith(" BALANCES"):
        assert [item["balances"] for item in statements] == [True]
    if "DOES NOT BALANCE" in text:
        assert [item["balances"] for item in statements] == [False]


def test_the_files_are_many_and_their_exceptions_few():
    assert len(CAMT) > 25
    assert len(MT940) > 35


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
