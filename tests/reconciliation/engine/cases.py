"""Loads a reconciliation case with known truth: clients, open invoices, a camt.053 statement, the truth."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from apps.reconciliation.engine import ClientFacts, Line, OpenInvoice, OwnAccount, Pairs

DATA = Path(__file__).resolve().parents[2] / "data"
CASES = DATA / "reconciliation_cases"


@dataclass(frozen=True)
class Truth:
    kind: str
    want: str
    pairs: Pairs
    alternative: Pairs


@dataclass(frozen=True)
class Case:
    name: str
    clients: list[ClientFacts]
    invoices: list[OpenInvoice]
    lines: list[Line]
    own_accounts: list[OwnAccount]
    truth: dict[str, Truth]


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def pairs_of(text: str) -> Pairs:
    return tuple(sorted((part.rpartition("=")[0], minor(part.rpartition("=")[2])) for part in text.split()))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(path: Path) -> tuple[str, list[Line]]:
    root = ET.parse(path).getroot()
    space = {"c": root.tag[1:].partition("}")[0]}

    def text(node: ET.Element, where: str) -> str:
        found = node.find(where, space)
        return (found.text or "") if found is not None else ""

    account = text(root, ".//c:Stmt/c:Acct/c:Id/c:IBAN")
    lines = []
    for at, entry in enumerate(root.iterfind(".//c:Ntry", space)):
        incoming = text(entry, "c:CdtDbtInd") == "CRDT"
        side = "Dbtr" if incoming else "Cdtr"
        amount = entry.find("c:Amt", space)
        assert amount is not None
        lines.append(
            Line(
                key=f"{account}/{text(entry, 'c:AcctSvcrRef')}/{at}",
                booked_on=text(entry, "c:BookgDt/c:Dt"),
                amount_minor=minor(amount.text or "0") * (1 if incoming else -1),
                currency=amount.get("Ccy", ""),
                counterparty_name=text(entry, f".//c:{side}/c:Pty/c:Nm"),
                counterparty_iban=text(entry, f".//c:{side}Acct/c:Id/c:IBAN"),
                counterparty_tax_id=text(entry, f".//c:{side}//c:Othr/c:Id"),
                remittance=text(entry, ".//c:RmtInf/c:Ustrd"),
                reference=text(entry, "c:AcctSvcrRef"),
            )
        )
    return account, lines


def load(folder: Path) -> Case:
    clients = [
        ClientFacts(row["code"], (row["iban"],), (row["edrpou"],), (row["name"],)) for row in _rows(folder / "clients.csv")
    ]
    invoices = [
        OpenInvoice(
            key=row["number"],
            number=row["number"],
            client_key=row["client_code"],
            currency=row["currency"],
            open_minor=minor(row["open"]),
            total_minor=minor(row["total"]),
            issue_on=row["issue_date"],
            due_on=row["due_date"],
            contract=row["contract"],
        )
        for row in _rows(folder / "invoices.csv")
    ]
    account, lines = _lines(folder / "statement.xml")
    truth = {
        row["line"]: Truth(row["kind"], row["want"], pairs_of(row["invoices"]), pairs_of(row["alternative"] or ""))
        for row in _rows(folder / "truth.csv")
    }
    return Case(folder.name, clients, invoices, lines, [OwnAccount(account)], truth)


def all_cases() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/truth.csv"))
