"""An audit pack of a year with 1,000,000 journal entries, and its verification offline. Rate, size and peak memory are printed.

Marks: each of the two processes stays under 300 MiB.
    python benchmarks/audit_pack.py [ENTRIES]
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from stage import ROOT, attach, company, peak_mib, prepare, table

COUNT, A_SEAL, MOST_MIB = 1_000_000, 500, 300
YEAR = 2026
BEGUN = dt.datetime(YEAR, 1, 1, tzinfo=dt.UTC)


def fill(tenant_id: int, count: int, *, all_at: dt.datetime | None = None) -> None:
    """So many entries over the year or all at one time, chained and sealed as acts and the hourly job do it; payloads as an invoice has them."""
    from django.db import connection, transaction

    from apps.journal import log, sealing
    from apps.journal.hashing import entry_hash
    from apps.journal.models import JournalEntry, JournalHead
    from apps.kernel.db import insert_values
    from apps.tenants.scope import scope

    payload = '{"changed":{},"client_id":17,"currency":"UAH","due_on":"2026-04-30","kind":"invoice","lines":[' + ",".join(
        ['{"description":"Support of the site and of mail","gross_minor":120000,"net_minor":100000,"position":1,"quantity":"1.0000"}'] * 2
    ) + '],"number":"INV-2026-000001","total":"2400.00"}'
    meta, step = JournalEntry._meta, dt.timedelta(days=360) / count
    columns = [meta.get_field(name).column for name in log._COLUMNS]
    with scope(tenant_id):
        head = JournalHead.objects.get()
        sequence, previous = head.sequence, head.hash
        made = 0
        while made < count:
            rows = []
            with transaction.atomic():
                for _entry in range(min(5000, count - made)):
                    sequence, made = sequence + 1, made + 1
                    at = all_at or BEGUN + step * made
                    values = {
                        "tenant_id": tenant_id, "sequence": sequence, "type": "invoice.updated", "schema_version": 1, "subject_kind": "invoice",
                        "subject_id": made % 50_000, "from_state": "draft", "to_state": "draft", "payload_text": payload, "actor_user_id": 1,
                        "actor_label": "accountant@bench.example", "door": "admin", "reason": "", "request_id": f"{made:032x}",
                        "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "previous_hash": previous,
                    }  # fmt: skip
                    previous = entry_hash(values)
                    rows.append([connection.ops.adapt_datetimefield_value(at) if name == "at" else values.get(name, previous) for name in log._COLUMNS])
                insert_values(meta.db_table, columns, rows)
                JournalHead.objects.update(sequence=sequence, hash=previous)
            sealing.seal(tenant_id, at=at)


def make(path: str, tenant_id: int) -> None:
    """The pack, in a process of its own; prints its seconds, bytes and peak memory."""
    attach()
    from apps.journal import packing
    from apps.tenants.models import Tenant

    year = packing.year_of(Tenant.objects.get(pk=tenant_id), YEAR, at=dt.datetime(YEAR + 1, 2, 1, tzinfo=dt.UTC))
    begun = time.perf_counter()
    with Path(path).open("w+b") as out:
        made = packing.build(year, out, made_by="benchmark")
    print(time.perf_counter() - begun, made.size, made.last - made.first + 1, peak_mib())


def verify(path: str) -> None:
    """The verifier, in a process of its own."""
    from apps.journal import offline_verifier

    begun = time.perf_counter()
    verdict, _manifest = offline_verifier.verify(path)
    assert verdict.findings == [], verdict.findings
    print(time.perf_counter() - begun, 0, 0, peak_mib())


def alone(*arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, __file__, *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return [float(text) for text in done.stdout.split()]


def main(count: int) -> None:
    prepare()
    tenant_id = company()
    begun = time.perf_counter()
    fill(tenant_id, count)
    filled = time.perf_counter() - begun
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "pack.zip")
        seconds, size, entries, peak = alone("make", path, str(tenant_id))
        checked, _size, _entries, verifying = alone("verify", path)
    table(
        f"Audit pack of {entries:,.0f} entries ({filled:.0f} s to fill), {size / 2**20:,.0f} MiB", ["", "s", "entries/s", "peak MiB"],
        [["made", f"{seconds:.1f}", f"{entries / seconds:,.0f}", f"{peak:.0f}"], ["verified", f"{checked:.1f}", f"{entries / checked:,.0f}", f"{verifying:.0f}"]],
    )
    assert max(peak, verifying) < MOST_MIB, "more memory than promised"


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["verify"]:
        verify(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
