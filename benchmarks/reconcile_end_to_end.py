"""Statement lines against open invoices, end to end, with history and journal, on MariaDB, in one process and in parts by several.

Marks: 100,000 lines against 120,000 open invoices under 60 s and 1 GiB, the time per line at most 1.3 times that at 10,000; from
1,000,000 lines on, against 1.2 times as many, 5,000 lines/s and 2 GiB a process; the result digest the same for any parts.
    python benchmarks/reconcile_end_to_end.py [LINES ...] [--invoices 120000] [--parts 1 200] [--workers 3]
    python benchmarks/reconcile_end_to_end.py 1000000
The books are made by SQL copies (big_books.py); imports have a benchmark of their own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from stage import attach, company, peak_mib, prepare, table, twin

MOST_SECONDS, MOST_MIB, MOST_RATIO = 60, 1024, 1.3
MANY, PER_SECOND, MANY_MIB = 1_000_000, 5_000, 2048
TEMPLATE = "oblik_bench_end"


def one(count: int, invoices: int, parts: int, workers: int) -> None:
    """Everything for one size, number of parts and of processes; prints a line of figures for the parent."""
    twin(TEMPLATE, f"{TEMPLATE}_{count}")
    attach()
    from big_books import fill

    from apps.kernel import clock
    from apps.payments.models import BankAccount
    from apps.reconciliation.actions import start_run
    from apps.reconciliation.models import Run, RunPart
    from apps.tenants.actors import system_actor
    from apps.tenants.scope import scope

    tenant = company()
    actor, at = system_actor(tenant, "bench"), clock.now()
    begin = time.perf_counter()
    with scope(tenant):
        fill(actor, at, lines=count, invoices=invoices)
        loaded = time.perf_counter() - begin
        run = start_run(BankAccount.objects.get().pk, actor=actor, at=at).pk
        os.environ.update(RUN_PARTS=str(parts))
        begin, busy = time.perf_counter(), server_seconds()
        crew = [
            subprocess.Popen([sys.executable, __file__, "--execute", str(tenant), str(run), str(turn)], stdout=subprocess.PIPE, text=True)
            for turn in range(min(workers, parts))
        ]
        told = [worker.communicate()[0].split() for worker in crew]
        assert not any(worker.returncode for worker in crew), told
        seconds, busy = time.perf_counter() - begin, server_seconds() - busy
        ended, parts = Run.objects.get(pk=run), max(1, RunPart.objects.filter(run_id=run).count())
    mib, cpu = " ".join(figures[0] for figures in told), " ".join(figures[1] for figures in told)
    print("FIGURES", "|".join(map(str, (count, parts, f"{loaded:.0f}", f"{seconds:.1f}", mib, cpu, f"{busy:.0f}", ended.state, ended.accepted_count, ended.result_digest))))


def server_seconds() -> float:
    """Processor seconds of the database server so far; 0 where it is on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT TID FROM information_schema.processlist WHERE ID = CONNECTION_ID()")
        thread = next(Path("/proc").glob(f"[0-9]*/task/{cursor.fetchone()[0]}"), None)
    if thread is None:
        return 0.0
    fields = (thread.parents[1] / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def execute(tenant: int, run: int, turn: int) -> None:
    """What a worker does until the run has ended: the first claims the run, the others take parts that are complete."""
    attach()
    from apps.kernel import clock
    from apps.reconciliation import execution
    from apps.reconciliation.models import Run
    from apps.tenants.scope import scope

    ended = ("checked", "suspect", "failed", "cancelled")
    with scope(tenant):
        while Run.objects.get(pk=run).state not in ended:
            if turn == 0:
                execution.execute(tenant, run)
            else:
                for _tenant, part in execution.unwritten_parts(clock.now()):
                    execution.execute_part(tenant, part)
            time.sleep(0.1)
    print(f"{peak_mib():.0f} {time.process_time():.0f}")


def main(sizes: list[int], invoices: int | None, parts: list[int], workers: int) -> int:
    prepare(TEMPLATE)
    rows, per_line, missed = [], {}, []
    for count in sizes:
        digests = set()
        owed = invoices or max(120_000, count * 12 // 10)
        for number in parts:
            told = subprocess.run([sys.executable, __file__, "--one", str(count), str(owed), str(number), str(workers)], check=True, capture_output=True, text=True).stdout
            line = next(line for line in told.splitlines() if line.startswith("FIGURES ")).removeprefix("FIGURES ").split("|")
            _count, made, loaded, seconds, mib, cpu, busy, state, settled, digest = line
            digests.add(digest)
            per_line.setdefault(number, {})[count] = float(seconds) / count
            rate, peak = count / float(seconds), max(map(int, mib.split()))
            what = f"{count:,} lines in {made} {'parts' if number > 1 else 'part'}"
            if state != "checked":
                missed.append(f"{what} ended as {state}")
            if count >= MANY and rate < PER_SECOND:
                missed.append(f"{what}: {rate:,.0f} lines/s; the mark is {PER_SECOND:,}")
            elif 100_000 <= count < MANY and float(seconds) / count >= MOST_SECONDS / 100_000:
                missed.append(f"{what} took {seconds} s; the mark is {MOST_SECONDS * count // 100_000} s")
            if peak >= (most := MANY_MIB if count > 100_000 else MOST_MIB):
                missed.append(f"{what} took {peak} MiB; the mark is {most} MiB")
            rows.append((f"{count:,}", f"{owed:,}", made, loaded, seconds, f"{rate:,.0f}", mib, cpu, busy, state, settled, digest[:12]))
        if len(digests) > 1:
            missed.append(f"{count:,} lines have other results in other parts")
    os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{TEMPLATE}"
    table(
        f"Reconciliation end to end; a process decides, {workers} write the parts",
        ("lines", "open invoices", "parts", "books loaded s", "run s", "lines/s", "peak MiB a process", "CPU s a process", "server CPU s", "state", "settled", "digest"), rows,
    )  # fmt: skip
    for number, found in per_line.items():
        if len(found) > 1 and sizes[-1] <= 100_000:
            ratio = found[sizes[-1]] / found[sizes[0]]
            print(f"time per line at {sizes[-1]:,} is {ratio:.2f} times that at {sizes[0]:,}, parts at most: {number}")
            if ratio > MOST_RATIO:
                missed.append(f"the time per line grows by {ratio:.2f}; the mark is {MOST_RATIO}")
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return int(bool(missed))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*map(int, sys.argv[2:6]))
    elif sys.argv[1:2] == ["--execute"]:
        execute(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        parser = argparse.ArgumentParser()
        parser.add_argument("sizes", nargs="*", type=int)
        parser.add_argument("--invoices", type=int)
        parser.add_argument("--parts", nargs="+", type=int, default=[1, 200])
        parser.add_argument("--workers", type=int, default=3, help="processes; the database works on the same cores")
        given = parser.parse_args()
        sys.exit(main(given.sizes or [10_000, 100_000], given.invoices, given.parts, given.workers))
