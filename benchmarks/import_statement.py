"""How long a large bank statement takes from file to books, and how much memory.

    DATABASE_URL=mysql://root@127.0.0.1:3306/oblik_bench python benchmarks/import_statement.py [--entries 100000] [--repeats 3]

Writes a CAMT.053 of so many entries, then imports it in a fresh process per repeat, each for a fresh company: reading, the
proof of the balance, keys against overlap, lines, history and journal, in one transaction. Each process imports the file a second
time too: that must add nothing. Asked for: under 20 s and 300 MiB for 100,000 entries. Makes its own database, named
after the one in DATABASE_URL with `_import` behind.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

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


def measure(path: Path, slug: str) -> dict[str, Any]:
    """One import in this process, and the same file again."""
    import django

    django.setup()
    from apps.kernel import clock
    from apps.payments.actions import import_statement
    from apps.tenants.actors import system_actor
    from apps.tenants.models import Tenant

    actor = system_actor(Tenant.objects.get(slug=slug).pk, "bench", door="command")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with path.open("rb") as stream:
        result = import_statement(stream, path.name, actor=actor, at=clock.now())
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with path.open("rb") as stream:
        again = import_statement(stream, path.name, actor=actor, at=clock.now())
    assert again.known and again.new == 0 and not result.quarantined
    return {
        "seconds": taken, "again": time.perf_counter() - begun, "new": result.new, "before": before / 1024, "peak": peak / 1024,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(Path(options.one[0]), options.one[1])))
        return
    environment = os.environ | {"DATABASE_URL": own_database()}
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], env=environment, check=True, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xml"
        write_camt(path, options.entries)
        size = path.stat().st_size / 2**20
        runs = []
        for number in range(options.repeats):
            # The company is made by another process: the hash of a password takes 100 MiB of its own.
            company = ["create", f"bench-{number}", "--name", "Bench", "--currency", "UAH", "--country", "UA", "--admin", "b@example.com"]
            subprocess.run([*manage, "tenants", *company], env=environment, check=True, stdout=subprocess.DEVNULL)
            command = [sys.executable, __file__, "--one", str(path), f"bench-{number}"]
            runs.append(json.loads(subprocess.check_output(command, env=environment)))
    show(runs, size)


def own_database() -> str:
    """The address of a database of our own, empty: the named server's, or SQLite in a temporary place."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("mysql"):
        path = Path(tempfile.gettempdir()) / f"oblik-bench-{os.getpid()}.sqlite3"
        return f"sqlite:///{path}"
    import MySQLdb
    from dj_database_url import parse

    found = parse(url)
    name = f"{found['NAME']}_import"
    login = {"host": found["HOST"], "port": int(found["PORT"] or 3306), "user": found["USER"], "password": found["PASSWORD"]}
    connection = MySQLdb.connect(**login)
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
    cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    connection.close()
    return url.rsplit("/", 1)[0] + "/" + name


def show(runs: list[dict[str, Any]], size: float) -> None:
    """The table."""
    times = [run["seconds"] for run in runs]
    middle, entries = statistics.median(times), runs[0]["new"]
    peak = max(run["peak"] for run in runs)
    print(f"CAMT.053, {entries:,} entries, {size:.0f} MiB; Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    print(f"{'median s':>10}{'spread s':>10}{'entries/s':>11}{'again s':>9}{'idle MiB':>10}{'peak MiB':>10}")
    print(
        f"{middle:>10.1f}{max(times) - min(times):>10.1f}{entries / middle:>11,.0f}"
        f"{statistics.median(run['again'] for run in runs):>9.1f}{runs[0]['before']:>10.0f}{peak:>10.0f}"
    )
    held = middle < MOST_SECONDS and peak < MOST_MIB
    print(f"asked for at 100,000: under {MOST_SECONDS} s and {MOST_MIB} MiB: {'held' if held else 'NOT HELD'}")


if __name__ == "__main__":
    main()
