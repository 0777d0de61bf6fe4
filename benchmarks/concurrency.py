"""Many at once, and some of them killed: one act of fifty succeeds, no number and no entry is missing, no money moves twice.

On MariaDB. Exits with 1 if one figure is not what is expected. Takes about three minutes, one of them the time after which
a worker is taken for dead.
    python benchmarks/concurrency.py
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import reconcile_end_to_end as bulk
from stage import ROOT, company, prepare, table

DATABASE = "oblik_bench_concurrency"
ATTEMPTS, NUMBERS, ENTRIES, PROCESSES, LINES = 50, 1_000, 1_000, 8, 5_000
KILLS = {1: 20, 4: 45, 6: 70}  # the position of the process: after how many of its works it is killed
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Row:
    """One line of the table. `done` and `expected` are compared as text."""

    what: str
    done: object
    expected: object
    figure: str
    seconds: float

    @property
    def right(self) -> bool:
        return str(self.done) == str(self.expected)


def approved(tenant: Any, count: int) -> list[int]:
    """Invoices ready to issue; their ids."""
    from apps.invoices.actions import submit_invoices
    from apps.invoices.models import Invoice
    from tests import factories as make

    payer = make.client(tenant)
    ids = [make.draft(tenant, payer).pk for _n in range(count)]
    submit_invoices(Invoice.objects.filter(pk__in=ids), actor=make.system(tenant), at=make.AT)
    return ids


def exclusive(tenant: Any) -> Row:
    """Fifty connections issue the same invoice at the same moment."""
    from apps.invoices.actions import issue_invoice
    from apps.invoices.models import Invoice
    from apps.kernel.db import retrying
    from apps.kernel.errors import Refused
    from tests import factories as make
    from tests.faults import crew

    (pk,) = approved(tenant, 1)

    def attempt(_number: int) -> bool:
        try:
            retrying(lambda: issue_invoice(pk, actor=make.system(tenant), at=make.AT), attempts=12)
        except Refused:
            return False
        return True

    before, begun = Invoice.objects.get(pk=pk).version, time.perf_counter()
    succeeded = sum(crew.at_once(ATTEMPTS, attempt))
    seconds = time.perf_counter() - begun
    changes = Invoice.objects.get(pk=pk).version - before
    return Row(
        f"{ATTEMPTS} attempts at one issue: successes, changes",
        f"{succeeded}, {changes}",
        "1, 1",
        f"{ATTEMPTS / seconds:,.0f}/s",
        seconds,
    )


def numbers(tenant: Any) -> Row:
    """Eight processes issue invoices; three are killed and succeeded. Each acknowledged number must be the stored one."""
    from apps.invoices.models import Invoice
    from tests.faults import crew

    ids = approved(tenant, NUMBERS)
    first = int(Invoice.objects.filter(number__startswith="INV-2026-").count())
    begun = time.perf_counter()
    jobs = [["issue", tenant.pk, *ids[n::PROCESSES]] for n in range(PROCESSES)]
    said = dict(line.split() for line in crew.work(jobs, env=os.environ, kill_after=KILLS))
    seconds = time.perf_counter() - begun
    found = dict(Invoice.objects.filter(pk__in=ids).values_list("pk", "number"))
    wanted = {f"INV-2026-{n:06}" for n in range(first + 1, first + NUMBERS + 1)}
    missing, lost = len(wanted - set(found.values())), sum(found[int(pk)] != number for pk, number in said.items())
    return Row(
        f"{NUMBERS:,} numbers by {PROCESSES} processes, {len(KILLS)} killed: given, gaps, acknowledged but lost",
        f"{len(set(found.values()))}, {missing}, {lost}", f"{NUMBERS}, 0, 0", f"{NUMBERS / seconds:,.0f}/s", seconds,
    )  # fmt: skip


def entries(tenant: Any) -> Row:
    """Eight processes write to one journal, three are killed and succeeded; then `journal verify`."""
    from django.core.management import call_command

    from apps.journal.models import JournalEntry
    from tests.faults import crew

    begun = time.perf_counter()
    jobs = [["enter", tenant.pk, f"W{n}", ENTRIES // PROCESSES] for n in range(PROCESSES)]
    said = crew.work(jobs, env=os.environ, kill_after=KILLS)
    seconds = time.perf_counter() - begun
    written = JournalEntry.objects.filter(type="client.created", actor_label="system:clerk").count()
    sequences = list(JournalEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    gaps = len(set(range(1, sequences[-1] + 1)) - set(sequences))
    try:
        call_command("journal", "verify", tenant=tenant.slug, stdout=io.StringIO())
        verdict = "holds"
    except SystemExit:
        verdict = "does not hold"
    return Row(
        f"{ENTRIES:,} journal entries by {PROCESSES} processes, {len(KILLS)} killed: written, gaps, verify",
        f"{written}, {gaps}, {verdict}" if len(set(said)) == len(said) else "said twice", f"{ENTRIES}, 0, holds",
        f"{ENTRIES / seconds:,.0f}/s", seconds,
    )  # fmt: skip


def killed_worker(tenant: Any) -> Row:
    """A Celery worker is killed in the middle of a run; the scheduler's sweeper hands the run to another."""
    from apps.reconciliation.models import Run, RunProgress
    from apps.reconciliation.tasks import execute_run
    from tests.faults.checks import settlement_faults

    run = queued_run(tenant)
    begun = time.perf_counter()
    with worker() as first:
        execute_run.delay(tenant.pk, run.pk)
        until(lambda: RunProgress.objects.get(run=run).position)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(10)
    position, killed = RunProgress.objects.get(run=run).position, time.perf_counter()
    with worker("-B"):
        until(lambda: Run.objects.get(pk=run.pk).finished_at)
    ended, done = time.perf_counter(), Run.objects.get(pk=run.pk)
    faults = settlement_faults()
    return Row(
        f"A worker killed in a run of {LINES:,} lines: state, lines, faults",
        f"{done.state}, {done.line_count}, {'; '.join(faults) or 'none'}" if 0 < position < LINES else f"killed at {position}",
        f"checked, {LINES}, none", f"killed at {position:,}, done {ended - killed:.0f} s later", ended - begun,
    )  # fmt: skip


def queued_run(tenant: Any) -> Any:
    """A run over a statement of LINES entries against more open invoices than that."""
    from apps.clients.actions import import_clients
    from apps.invoices.actions import import_invoices
    from apps.kernel import clock
    from apps.payments.models import BankAccount
    from apps.reconciliation.actions import start_run
    from tests import factories as make

    bulk.CLIENTS, bulk.INVOICES = 500, LINES + 1_000
    rng = random.Random(LINES)  # noqa: S311 - the same books each time
    clients, invoices, found = bulk.books(rng)
    actor = make.system(tenant)
    assert import_clients(clients, actor=actor, at=clock.now()).taken == bulk.CLIENTS
    assert import_invoices(invoices, actor=actor, at=clock.now()).taken == bulk.INVOICES
    make.statement(tenant, bulk.statement(found, LINES, rng))
    return start_run(BankAccount.objects.get().pk, actor=actor, at=clock.now())


@contextlib.contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process group of its own, killed at the end."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "threads", "-c", "2", "-l", "ERROR", *options]
    log = Path(os.environ["VAR_DIR"]) / "worker.log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def until(holds: Any) -> None:
    """Waits for it. Raises TimeoutError with the worker's log."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError((Path(os.environ["VAR_DIR"]) / "worker.log").read_text()[-3000:])
        time.sleep(0.02)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        prepare(DATABASE)
        from apps.tenants.models import Tenant
        from apps.tenants.scope import scope

        rows = []
        for measure in (exclusive, numbers, entries, killed_worker):
            tenant = Tenant.objects.get(pk=company(measure.__name__.replace("_", "-")))
            with scope(tenant.pk):
                rows.append(measure(tenant))
        table(
            "Concurrency and kills", ("what", "done", "expected", "figure", "seconds"),
            [(row.what, row.done, row.expected, row.figure, f"{row.seconds:.1f}") for row in rows],
        )  # fmt: skip
    wrong = [row.what for row in rows if not row.right]
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
