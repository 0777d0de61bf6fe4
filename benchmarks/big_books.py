"""Books of any size for benchmarks of runs: clients, open invoices and a balanced statement, made by SQL copies of one row each.

Copies have no history of their own before the run; what the run writes has it.
"""

from __future__ import annotations

from typing import Any

from stage import copies, settle

IBAN = "UA503220014705193143269049553"
PER_CLIENT = 20
# The n-th invoice: its number, amount and client. The s.seq-th line pays the invoice STEP steps on, each its own.
STEP = 7919
CLIENTS_CSV = "code,name,edrpou,iban\nPATTERN,Pattern,29999999,UA703510050038849760603697497"
INVOICES_CSV = (
    "number,client_code,contract,issue_date,due_date,currency,total,open,state\nINV-2026-PATTERN,PATTERN,,2026-02-01,2026-03-01,UAH,77.77,77.77,issued"
)
CAMT = f"""<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>UAH</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="UAH">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="UAH">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>
<Ntry><Amt Ccy="UAH">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>PATTERN</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Pattern</Nm><Id><OrgId><Othr><Id>29999998</Id></Othr></OrgId></Id></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>Nothing that is known</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


def _amount(n: str) -> str:
    return f"(10000 + CRC32(CONCAT('a', {n})) %% 8990000)"


def fill(actor: Any, at: Any, *, lines: int, invoices: int) -> None:
    """So many lines and open invoices beside the pattern of each. Needs a bound tenant. Of the lines half name the number as it
    is issued, a fifth another way, 15 % give only the payer, a tenth pay half, and a twentieth are fees of the bank."""
    import io

    from django.db import connection

    from apps.clients.actions import import_clients
    from apps.clients.models import Client, ClientIban
    from apps.invoices.actions import import_invoices
    from apps.invoices.models import Invoice
    from apps.payments.actions import import_statement
    from apps.payments.models import Statement, StatementLine

    assert import_clients(CLIENTS_CSV.encode(), actor=actor, at=at).taken == 1
    assert import_invoices(INVOICES_CSV.encode(), actor=actor, at=at).taken == 1
    import_statement(io.BytesIO(CAMT.encode()), "bench.xml", actor=actor, at=at)
    clients = max(1, invoices // PER_CLIENT)
    owner = f"CRC32(CONCAT('c', {{n}})) %% {clients}"
    client = Client.objects.get()
    first = copies(Client, client, clients, code="CONCAT('C', LPAD(s.seq, 7, '0'))", edrpou="30000000 + s.seq", legal_name="CONCAT('Client ', s.seq)", search_text="CONCAT('client ', s.seq)")
    copies(ClientIban, ClientIban.objects.get(), clients, client_id=f"{first} + s.seq", iban="CONCAT('UA99', LPAD(s.seq, 25, '0'))")
    number, money = "CONCAT('INV-2026-', LPAD({n}, 7, '0'))", _amount("s.seq")
    copies(
        Invoice, Invoice.objects.get(), invoices, number=number.format(n="s.seq"), client_id=f"{first} + 1 + {owner.format(n='s.seq')}",
        net_minor=money, tax_minor="0", total_minor=money, open_minor=money, payment_reference="''",
    )  # fmt: skip
    n = f"(1 + s.seq * {STEP} %% {invoices})"
    kind, paid, tax_id = "CRC32(CONCAT('k', s.seq)) %% 100", _amount(n), f"(30000001 + {owner.format(n=n)})"
    text = f"""CASE WHEN {kind} < 20 THEN CONCAT('inv 2026 ', LPAD({n}, 7, '0')) WHEN {kind} < 35 THEN CONCAT('Services. Payer ', {tax_id})
        WHEN {kind} >= 95 THEN 'Bank fee' ELSE CONCAT('Payment for services, invoice ', {number.format(n=n)}) END"""
    copies(
        StatementLine, StatementLine.objects.get(), lines, reference="CONCAT('BR', LPAD(s.seq, 7, '0'))", entry_key="SHA2(s.seq, 256)",
        live_key="SHA2(s.seq, 256)", position="1 + s.seq", booked_on=f"DATE_ADD('2026-03-01', INTERVAL (s.seq - 1) * 28 DIV {lines} DAY)",
        amount_minor=f"CASE WHEN {kind} >= 95 THEN -100 - CAST(s.seq %% 49000 AS SIGNED) WHEN {kind} >= 85 THEN {paid} DIV 2 ELSE {paid} END",
        counterparty_tax_id=tax_id, counterparty_name=f"CONCAT('Client ', 1 + {owner.format(n=n)})", remittance=text,
    )  # fmt: skip
    total = f"(SELECT COALESCE(SUM(ABS(amount_minor)), 0) FROM {StatementLine._meta.db_table} WHERE amount_minor"  # noqa: S608 - names from the models
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Statement._meta.db_table} SET credit_minor = {total} > 0), debit_minor = {total} < 0)")  # noqa: S608
        cursor.execute(f"UPDATE {Statement._meta.db_table} SET closing_minor = opening_minor + credit_minor - debit_minor")  # noqa: S608
    settle(Client, ClientIban, Invoice, StatementLine)
