"""Bank files and payments to test with. Files are written as a bank would; states are reached through acts."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

from apps.clients.models import Client
from apps.kernel.actor import Actor
from apps.payments.actions import (
    ImportResult,
    allocate_payment,
    authorise_payment,
    dispute_payment,
    fail_payment,
    import_statement,
    record_payment,
    refund_payment,
    reverse_payment,
)
from apps.payments.models import Payment, StatementLine
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from tests.factories import ACCOUNT, AT, issued, system

DAY = dt.date(2026, 3, 10)


@dataclass
class Booked:
    """An entry as a bank books it: a signed amount, and what there is of reference, text and payer."""

    amount: str
    text: str = ""
    reference: str = ""
    on: dt.date = DAY
    payer: str = ""
    iban: str = ""
    currency: str = "UAH"


@dataclass
class Page:
    """One statement. `closing` is what follows from the entries unless it is given; None leaves both balances out."""

    entries: list[Booked] = field(default_factory=list)
    opening: str | None = "0.00"
    closing: str | None = ""
    account: str = ACCOUNT
    currency: str = "UAH"
    since: dt.date | None = None
    until: dt.date | None = None
    number: str = "1"


def camt(*pages: Page) -> bytes:
    """A CAMT.053 of the statements."""
    body = "".join(_page(page) for page in pages)
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    return f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}"><BkToCstmrStmt>{body}</BkToCstmrStmt></Document>'.encode()


def _page(page: Page) -> str:
    closing = page.closing
    if closing == "" and page.opening is not None:
        closing = f"{Decimal(page.opening) + sum(Decimal(entry.amount) for entry in page.entries):.2f}"
    period = ""
    if page.since:
        period = f"<FrToDt><FrDtTm>{page.since}T00:00:00</FrDtTm><ToDtTm>{page.until or page.since}T23:59:59</ToDtTm></FrToDt>"
    return (
        f"<Stmt><Id>S{page.number}</Id><ElctrncSeqNb>{page.number}</ElctrncSeqNb>{period}"
        f"<Acct><Id><{_kind(page)}>{page.account}</{_kind(page).split('><')[-1]}>{'</Othr>' if _kind(page) != 'IBAN' else ''}</Id>"
        f"<Ccy>{page.currency}</Ccy></Acct>"
        + (_balance("OPBD", page.opening, page) if page.opening is not None else "")
        + (_balance("CLBD", closing, page) if page.opening is not None and closing else "")
        + "".join(_entry(entry) for entry in page.entries)
        + "</Stmt>"
    )


def _kind(page: Page) -> str:
    return "IBAN" if page.account[:2].isalpha() else "Othr><Id"


def _balance(kind: str, amount: str | None, page: Page) -> str:
    sign = "DBIT" if (amount or "").startswith("-") else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{page.currency}">{(amount or "").lstrip("-")}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd></Bal>"
    )


def _entry(entry: Booked) -> str:
    sign = "DBIT" if entry.amount.startswith("-") else "CRDT"
    reference = f"<AcctSvcrRef>{escape(entry.reference)}</AcctSvcrRef>" if entry.reference else ""
    party = f"<Dbtr><Pty><Nm>{escape(entry.payer)}</Nm></Pty></Dbtr>" if entry.payer else ""
    account = f"<DbtrAcct><Id><IBAN>{entry.iban}</IBAN></Id></DbtrAcct>" if entry.iban else ""
    return (
        f'<Ntry><Amt Ccy="{entry.currency}">{entry.amount.lstrip("-")}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{entry.on}</Dt></BookgDt>{reference}<NtryDtls><TxDtls><RltdPties>{party}{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(entry.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def imported(company: Tenant, data: bytes, *, actor: Actor | None = None, name: str = "s.xml", **more: object) -> ImportResult:
    """The file taken into the books."""
    return import_statement(io.BytesIO(data), name, actor=actor or system(company), at=AT, **more)  # type: ignore[arg-type]


def lines_of(company: Tenant, *amounts: str, opening: str = "0.00", prefix: str = "BR", account: str = ACCOUNT) -> list[StatementLine]:
    """Open statement lines of the amounts, each with its own bank reference."""
    entries = [Booked(amount, f"Payment {index}", f"{prefix}{index:05}") for index, amount in enumerate(amounts, 1)]
    result = imported(company, camt(Page(entries, opening=opening, account=account)))
    with scope(company.pk):
        return list(StatementLine.objects.filter(statement=result.statements[0]).order_by("position"))


def received(company: Tenant, amount_minor: int = 10_000, payer: Client | None = None, **more: object) -> Payment:
    """A received payment with nothing allocated."""
    return record_payment(
        amount_minor, "UAH", actor=system(company), at=AT, client_id=payer.pk if payer else None, received_on=DAY, **more  # type: ignore[arg-type]
    )


def payment_in(state: str, company: Tenant, payer: Client) -> Payment:
    """A payment of 100.00 in the state."""
    actor = system(company)
    how = {"actor": actor, "at": AT}
    if state in ("pending", "authorised", "failed"):
        row = record_payment(10_000, "UAH", client_id=payer.pk, **how)  # type: ignore[arg-type]
        if state == "authorised":
            return authorise_payment(row.pk, **how)  # type: ignore[arg-type]
        return fail_payment(row.pk, reason="no cover", **how) if state == "failed" else row  # type: ignore[arg-type]
    row = received(company, 10_000, payer)
    if state == "reversed":
        return reverse_payment(row.pk, reason="sent twice", **how)  # type: ignore[arg-type]
    if state in ("partially_allocated", "allocated"):
        minor = 10_000 if state == "allocated" else 4_000
        return allocate_payment(row.pk, {issued(company, payer, "100.00").pk: minor}, **how)  # type: ignore[arg-type]
    if state == "refunded":
        refund_payment(row.pk, method="cash", reason="sent twice", **how)  # type: ignore[arg-type]
        with scope(company.pk):
            return Payment.objects.get(pk=row.pk)
    if state == "disputed":
        return dispute_payment(row.pk, reason="the payer says so", **how)  # type: ignore[arg-type]
    return row
