"""100,000 statement lines against 120,000 open invoices, end to end, with history and journal, on MariaDB.

Marks: under 60 s, under 1 GiB, and the time per line at 100,000 at most 1.3 times that at 10,000.
    python benchmarks/reconcile_end_to_end.py [LINES ...]
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time

from stage import attach, company, peak_mib, prepare, table

CLIENTS, INVOICES = 6_000, 120_000
MOST_SECONDS, MOST_MIB, MOST_RATIO = 60, 1024, 1.3


def books(rng: random.Random) -> tuple[bytes, bytes, list[tuple[str, int, int]]]:
    """Tables of clients and open invoices, and (number, client, minor) of each invoice."""
    clients = ["code,name,edrpou,iban"] + [
        f"C{n:05},Client {n},{30_000_000 + n},UA{n:02}305299{n:019}"[:200] for n in range(CLIENTS)
    ]
    found, rows = [], ["number,client_code,contract,issue_date,due_date,currency,total,open,state"]
    for n in range(INVOICES):
        client, minor = rng.randrange(CLIENTS), rng.randint(10_000, 9_000_000)
        number = f"INV-2026-{n + 1:06}"
        found.append((number, client, minor))
        amount = f"{minor // 100}.{minor % 100:02}"
        rows.append(f"{number},C{client:05},,2026-02-01,2026-03-01,UAH,{amount},{amount},issued")
    return "\n".join(clients).encode(), "\n".join(rows).encode(), found


def statement(found: list[tuple[str, int, int]], count: int, rng: random.Random) -> bytes:
    """A balanced CAMT.053 of `count` entries: numbers exact and otherwise, by tax id, in part, and fees."""
    out, total = io.StringIO(), 0
    body = []
    for index, (number, client, minor) in enumerate(rng.sample(found, count), 1):
        kind = rng.random()
        text = f"Payment for services, invoice {number}"
        if kind < 0.2:
            text = f"inv {number.replace('-', ' ').lower()}"
        elif kind < 0.35:
            text = f"Services. Payer {30_000_000 + client}"
        elif kind < 0.45:
            minor //= 2
        elif kind < 0.5:
            minor, text = -rng.randint(100, 50_000), "Bank fee"
        total += minor
        sign, plain = ("CRDT", minor) if minor >= 0 else ("DBIT", -minor)
        body.append(
            f'<Ntry><Amt Ccy="UAH">{plain // 100}.{plain % 100:02}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>2026-03-{1 + (index - 1) * 28 // count:02}</Dt></BookgDt><AcctSvcrRef>BR{index:07}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>"
            f"<Dbtr><Pty><Nm>Client {client}</Nm><Id><OrgId><Othr><Id>{30_000_000 + client}</Id></Othr></OrgId></Id></Pty></Dbtr></RltdPties>"
            f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        )
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>'
        "<Acct><Id><IBAN>UA503220014705193143269049553</IBAN></Id><Ccy>UAH</Ccy></Acct>"
    )
    for code, minor in (("OPBD", 0), ("CLBD", total)):
        out.write(
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="UAH">{minor // 100}.{minor % 100:02}</Amt>'
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>"
        )
    out.writelines(body)
    out.write("</Stmt></BkToCstmrStmt></Document>")
    return out.getvalue().encode()


def one(count: int) -> None:
    """Everything for one size, in this process; prints a line of figures for the parent."""
    prepare(f"oblik_bench_{count}")
    from apps.clients.actions import import_clients
    from apps.invoices.actions import import_invoices
    from apps.kernel import clock
    from apps.payments.actions import import_statement
    from apps.payments.models import BankAccount
    from apps.reconciliation.actions import start_run
    from apps.tenants.actors import system_actor
    from apps.tenants.scope import scope

    rng = random.Random(count)  # noqa: S311 - the same books each time
    tenant = company()
    actor, at = system_actor(tenant, "bench"), clock.now()
    clients, invoices, found = books(rng)
    begin = time.perf_counter()
    assert import_clients(clients, actor=actor, at=at).taken == CLIENTS
    assert import_invoices(invoices, actor=actor, at=at).taken == INVOICES
    loaded = time.perf_counter() - begin
    data = statement(found, count, rng)
    begin = time.perf_counter()
    import_statement(io.BytesIO(data), "bench.xml", actor=actor, at=at)
    imported = time.perf_counter() - begin
    with scope(tenant):
        run = start_run(BankAccount.objects.get().pk, actor=actor, at=at)
    done = subprocess.run(
        [sys.executable, __file__, "--execute", str(tenant), str(run.pk)], check=True, capture_output=True, text=True
    ).stdout.split()
    print("FIGURES", count, f"{loaded:.1f}", f"{imported:.1f}", *done)


def execute(tenant: int, run: int) -> None:
    """The run alone, as a worker would do it; seconds, peak MiB, state, settled."""
    attach()
    from apps.reconciliation.execution import execute as work

    begin = time.perf_counter()
    ended = work(tenant, run)
    print(f"{time.perf_counter() - begin:.1f} {peak_mib():.0f} {ended.state} {ended.accepted_count}")


def main(sizes: list[int]) -> int:
    rows, per_line, missed = [], {}, []
    for count in sizes:
        told = subprocess.run([sys.executable, __file__, "--one", str(count)], check=True, capture_output=True, text=True).stdout
        figures = next(line for line in told.splitlines() if line.startswith("FIGURES")).split()[1:]
        _count, loaded, imported, seconds, mib, state, settled = figures
        per_line[count] = float(seconds) / count
        if count >= 100_000 and float(seconds) >= MOST_SECONDS:
            missed.append(f"{count:,} lines took {seconds} s; the mark is {MOST_SECONDS} s")
        if int(mib) >= MOST_MIB:
            missed.append(f"{count:,} lines took {mib} MiB; the mark is {MOST_MIB} MiB")
        rows.append((f"{count:,}", loaded, imported, seconds, f"{count / float(seconds):,.0f}", mib, state, settled))
    prepare("oblik_bench")
    table(
        f"Reconciliation end to end against {INVOICES:,} open invoices",
        ("lines", "books loaded s", "statement imported s", "run s", "lines/s", "run peak MiB", "state", "settled"), rows,
    )  # fmt: skip
    if len(sizes) > 1:
        ratio = per_line[sizes[-1]] / per_line[sizes[0]]
        print(f"time per line at {sizes[-1]:,} is {ratio:.2f} times that at {sizes[0]:,}")
        if ratio > MOST_RATIO:
            missed.append(f"the time per line grows by {ratio:.2f}; the mark is {MOST_RATIO}")
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return int(bool(missed))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    elif sys.argv[1:2] == ["--execute"]:
        execute(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main([int(text) for text in sys.argv[1:]] or [10_000, 100_000]))
