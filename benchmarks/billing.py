"""Billing of 10,000 contracts: a trial, a run that is killed in the middle and succeeded, a run again. Rates are printed.

Marks, on MariaDB: a trial leaves nothing; no gap and no double after the kill; running again bills nothing.
    python benchmarks/billing.py [CONTRACTS]
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from typing import Any

from stage import ROOT, attach, company, peak_mib, prepare, table

COUNT, CLIENTS = 10_000, 500
ON = dt.date(2026, 3, 31)


def contracts(tenant: Any, count: int) -> None:
    """So many contracts in force with a monthly term, copied from some that were made by acts, one for each client."""
    from django.db import connection

    from apps.contracts.models import BillingTerm, Contract
    from apps.tenants.scope import scope
    from tests import factories as make
    from tests.factories import contracts as made

    with scope(tenant.pk):
        patterns = [made.active(tenant, make.client(tenant), f"P-{number}").pk for number in range(min(CLIENTS, count))]
        copies = count // len(patterns) - 1
        first, last = min(patterns), max(patterns)
        with connection.cursor() as cursor:
            for model in (Contract, Contract.history.model):
                own = [field.column for field in model._meta.concrete_fields if field.column not in ("id", "number", model._meta.pk.column)]
                cursor.execute(
                    f"INSERT INTO {model._meta.db_table} (id, number, {', '.join(own)}) "  # noqa: S608 - names from the models
                    f"SELECT {last} + (s.seq - 1) * {len(patterns)} + 1 + t.id - {first}, CONCAT(t.number, '-', s.seq), {', '.join('t.' + name for name in own)}"
                    f" FROM {model._meta.db_table} t JOIN seq_1_to_{copies} s WHERE t.id BETWEEN {first} AND {last}"
                )
            terms, places = BillingTerm._meta.db_table, "contract_id"
            own = [field.column for field in BillingTerm._meta.concrete_fields if field.column not in ("id", places)]
            cursor.execute(
                f"INSERT INTO {terms} ({places}, {', '.join(own)}) "  # noqa: S608
                f"SELECT c.id, {', '.join('t.' + name for name in own)} FROM contracts_contract c"
                f" JOIN {terms} t ON t.{places} = {first} WHERE c.id > {last}"
            )
        assert Contract.objects.filter(state="active").count() == count == BillingTerm.objects.count()


def run(tenant: Any, trial: bool) -> tuple[Any, float]:
    from apps.invoices.actions import ask_billing
    from apps.invoices.billing_runs import execute
    from tests import factories as make

    asked = ask_billing(ON, actor=make.system(tenant), at=make.AT, is_trial=trial)
    begun = time.perf_counter()
    done = execute(tenant.pk, asked.pk)
    return done, time.perf_counter() - begun


def killed(tenant: Any, count: int) -> tuple[Any, float, int]:
    """A worker of its own is killed when a third is billed; the rest is done here. The run, its seconds here, what was left."""
    from apps.invoices.actions import ask_billing
    from apps.invoices.billing_runs import STALLED_AFTER, execute
    from apps.invoices.models import BillingRun, Invoice
    from apps.kernel import clock
    from tests import factories as make

    asked = ask_billing(ON, actor=make.system(tenant), at=make.AT)
    worker = subprocess.Popen([sys.executable, __file__, "worker", str(tenant.pk), str(asked.pk)], cwd=ROOT, env=dict(os.environ))
    while Invoice.objects.count() < count // 3:
        assert worker.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    BillingRun.objects.filter(pk=asked.pk).update(beat_at=clock.now() - STALLED_AFTER * 2)
    time.sleep(1)
    left = count - Invoice.objects.count()
    begun = time.perf_counter()
    return execute(tenant.pk, asked.pk), time.perf_counter() - begun, left


def main(count: int) -> int:
    prepare("oblik_bench_billing")
    from apps.invoices.models import BilledPeriod, Invoice
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope

    tenant = Tenant.objects.get(pk=company())
    contracts(tenant, count)
    with scope(tenant.pk):
        trial, tried_in = run(tenant, trial=True)
        clean = trial.invoice_count == count and not Invoice.objects.exists()
        billed, billed_in, left = killed(tenant, count)
        stretches = BilledPeriod.objects.count()
        whole = (
            billed.invoice_count == count == Invoice.objects.values("contract").distinct().count() == Invoice.objects.count()
            and stretches == BilledPeriod.objects.values("term", "key").distinct().count() == 3 * count
        )
        again, again_in = run(tenant, trial=False)
    rows = [
        ("trial", f"{count:,}", f"{tried_in:.1f}", f"{count / tried_in:,.0f}", "leaves nothing", "yes" if clean else "NO"),
        ("killed with -9 at a third, succeeded", f"{left:,}", f"{billed_in:.1f}", f"{left / billed_in:,.0f}", "no gap, no double", "yes" if whole else "NO"),
        ("again", f"{count:,}", f"{again_in:.1f}", f"{count / again_in:,.0f}", "bills nothing", "yes" if not again.invoice_count else "NO"),
    ]
    title = f"Billing of {count:,} contracts, three monthly periods each, a draft invoice a contract; peak {peak_mib():.0f} MiB"
    table(title, ("what", "contracts", "seconds", "contracts/s", "mark", "met"), rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        attach()
        from apps.invoices.billing_runs import execute

        execute(int(sys.argv[2]), int(sys.argv[3]))
        sys.exit(0)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
