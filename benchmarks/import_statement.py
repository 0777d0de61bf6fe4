"""How long a large bank statement takes from file to books, and how much memory.

    python benchmarks/import_statement.py [--entries 100000] [--repeats 3]

Writes a CAMT.053 of so many entries, then imports it in a fresh process per repeat, each for a fresh company: reading, the
proof of the balance, keys against overlap, lines, history and journal, in one transaction. Each process imports the file a second
time too: that must add nothing. Marks, on MariaDB: under 20 s and 300 MiB for 100,000 entries.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from stage import attach, company, peak_mib, prepare, spread, table

MOST_SECONDS, MOST_MIB = 20, 300
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-04-01T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>
<CreDtTm>2026-04-01T06:00:00</CreDtTm><FrToDt><FrDtTm>2026-03-01T00:00:00</FrDtTm><ToDtTm>2026-03-31T23:59:59</ToDtTm></FrToDt>
<Acct><Id><IBAN>UA213223130000026007233566001</IBAN></Id><Ccy>UAH</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="UAH">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="UAH">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>
"""
ENTRY = """<Ntry><Amt Ccy="UAH">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-{day:02}</Dt></BookgDt>
<ValDt><Dt>2026-03-{day:02}</Dt></ValDt><AcctSvcrRef>BR{at:09}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E{at:09}</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>ТОВ «Зоря-{client}»</Nm>
<Id><OrgId><Othr><Id>{tax}</Id></Othr></OrgId></Id></Pty></Dbtr><DbtrAcct><Id><IBAN>UA{client:027}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>Оплата за послуги зг. рах. РФ-2026-{at:06} від 09.01.2026, в т.ч. ПДВ 20%</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
"""


def write_camt(path: Path, count: int) -> None:
    """A statement that balances, over one month, every entry with a counterparty, a tax id and a text."""
    minors = [20_000 + at * 7919 % 9_000_000 for at in range(count)]
    closing = 100_000 + sum(minors)
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD.format(closing=f"{closing // 100}.{closing % 100:02}"))
        for at, minor in enumerate(minors):
            client = at % 12_000
            out.write(
                ENTRY.format(at=at, day=at * 31 // count + 1, client=client, tax=20_000_000 + client,
                             amount=f"{minor // 100}.{minor % 100:02}")
            )  # fmt: skip
        out.write("</Stmt></BkToCstmrStmt></Document>\n")


def measure(path: Path, tenant: int) -> dict[str, Any]:
    """One import in this process, and the same file again."""
    attach()
    from apps.kernel import clock
    from apps.payments.actions import import_statement
    from apps.tenants.actors import system_actor

    actor = system_actor(tenant, "bench", door="command")
    before, begun = peak_mib(), time.perf_counter()
    with path.open("rb") as stream:
        result = import_statement(stream, path.name, actor=actor, at=clock.now())
    taken, peak, begun = time.perf_counter() - begun, peak_mib(), time.perf_counter()
    with path.open("rb") as stream:
        again = import_statement(stream, path.name, actor=actor, at=clock.now())
    assert again.known and again.new == 0 and not result.quarantined
    return {"seconds": taken, "again": time.perf_counter() - begun, "new": result.new, "before": before, "peak": peak}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(Path(options.one[0]), int(options.one[1]))))
        return 0
    prepare("oblik_bench_import")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xml"
        write_camt(path, options.entries)
        size = path.stat().st_size / 2**20
        runs = []
        for number in range(options.repeats):
            command = [sys.executable, __file__, "--one", str(path), str(company(f"bench-{number}"))]
            runs.append(json.loads(subprocess.check_output(command)))
    return show(runs, size)


def show(runs: list[dict[str, Any]], size: float) -> int:
    """Prints the table; 1 if a mark is missed."""
    times, peak = [run["seconds"] for run in runs], max(run["peak"] for run in runs)
    middle, entries = statistics.median(times), runs[0]["new"]
    held = middle < MOST_SECONDS and peak < MOST_MIB
    table(
        f"A CAMT.053 of {entries:,} entries, {size:.0f} MiB, imported",
        ("seconds", "entries/s", "again s", "idle MiB", "peak MiB", f"under {MOST_SECONDS} s and {MOST_MIB} MiB"),
        [(spread(times), f"{entries / middle:,.0f}", spread([run["again"] for run in runs]), f"{runs[0]['before']:.0f}", f"{peak:.0f}",
          "yes" if held else "NO")],
    )  # fmt: skip
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
