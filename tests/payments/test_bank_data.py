"""Real statements of banks: what the index beside them says of each file, found without our code, is what we read.

The files may not be copied into the project, so the tests run where they lie beside it.
"""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from apps.payments.parsers import UnreadableFile
from apps.payments.parsers.inspect import write_json
from tests.payments.bank_files import DATA, REFUSALS, TABLES, files, row_of

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
        alone = [entry for entry in said["entries"] if entry["batch"] is None]
        batches = [list(parts) for batch, parts in itertools.groupby(said["entries"], key=lambda entry: entry["batch"]) if batch]
        assert said["entry_count"] == len(alone) + len(batches)
        for parts in batches:
            assert sum(Decimal(part["amount"]) for part in parts) == Decimal(parts[0]["batch"]["amount"])
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


FILES = {name: (path, facts) for name, path, facts in files()}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_as_is_known_or_refused_by_name(name):
    with translation.override("en"):
        row = row_of(name, *FILES[name])
    assert row.differences == []


def test_no_refusal_is_expected_of_a_file_that_is_not_there():
    if FILES:
        assert set(FILES) >= set(REFUSALS) | set(TABLES)


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
