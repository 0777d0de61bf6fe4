"""Things to test with. Every state is reached through acts, as in life."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from apps.clients.actions import create_client
from apps.clients.models import Client
from apps.invoices.actions import create_invoice, issue_invoice, submit_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, TaxCode
from apps.kernel.actor import Actor
from apps.payments.actions import ImportResult, import_statement
from apps.tenants.actors import actor_for, system_actor
from apps.tenants.models import Tenant, User
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, create_tenant

AT = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)
ACCOUNT = "UA503220014705193143269049553"
PASSWORD = "a-long-test-password"
_numbers = itertools.count(1)


def tenant(slug: str = "acme") -> Tenant:
    """A company with an owner, owner@<slug>.example."""
    made, _password = create_tenant(
        slug, name=slug.title(), currency="UAH", country="UA", admin_email=f"owner@{slug}.example", at=AT, language="en"
    )
    return made


def member(company: Tenant, *roles: str, client_id: int | None = None, door: str = "admin") -> Actor:
    """A new person with the roles, acting."""
    email = f"{'-'.join(roles)}-{next(_numbers)}@{company.slug}.example"
    add_member(email, list(roles), actor=system(company), at=AT, client_id=client_id, password=PASSWORD, language="en")
    return actor_for(User.objects.get(email=email), company, door=door)


def system(company: Tenant) -> Actor:
    """The installation acting for the company."""
    return system_actor(company.pk, "test")


def client(company: Tenant, code: str = "", **values: Any) -> Client:
    """An active client."""
    code = code or f"C{next(_numbers):05}"
    return create_client(actor=system(company), at=AT, code=code, legal_name=values.pop("legal_name", f"Client {code}"), **values)


def draft(company: Tenant, payer: Client, amount: str = "100.00", **head: Any) -> Invoice:
    """A draft of one untaxed line."""
    with scope(company.pk):
        code = TaxCode.objects.get(code="none").pk
    line = LineDraft("Work", Decimal(1), Decimal(amount), code)
    return create_invoice(payer.pk, [line], actor=system(company), at=AT, **{"issue_on": AT.date(), **head})


def issued(company: Tenant, payer: Client, amount: str = "100.00", **head: Any) -> Invoice:
    """An issued invoice."""
    made = draft(company, payer, amount, **head)
    submit_invoice(made.pk, actor=system(company), at=AT)
    return issue_invoice(made.pk, actor=system(company), at=AT)


def camt(entries: list[tuple[str, str]], *, opening: str = "0.00", closing: str | None = None, account: str = ACCOUNT) -> bytes:
    """A CAMT.053 of (signed amount, remittance text), each with its own bank reference."""
    total = Decimal(opening) + sum(Decimal(amount) for amount, _text in entries)
    closing = closing if closing is not None else f"{total:.2f}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        f"<Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>UAH</Ccy></Acct>"
        f"<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"UAH\">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>"
        f"<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"UAH\">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>"
    ]
    for index, (amount, text) in enumerate(entries, 1):
        sign = "DBIT" if amount.startswith("-") else "CRDT"
        parts.append(
            f'<Ntry><Amt Ccy="UAH">{amount.lstrip("-")}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>2026-03-{10 + index % 20:02}</Dt></BookgDt><AcctSvcrRef>BR{index:04}</AcctSvcrRef>"
            f"<NtryDtls><TxDtls><RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    return "".join([*parts, "</Stmt></BkToCstmrStmt></Document>"]).encode()


def statement(company: Tenant, data: bytes, name: str = "s.xml") -> ImportResult:
    """The file imported."""
    return import_statement(io.BytesIO(data), name, actor=system(company), at=AT)
