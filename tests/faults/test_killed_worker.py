"""A worker that is killed in the middle of a reconciliation run: another finishes it, and nothing is done twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path

import pytest
from django.db.models import F

from apps.kernel import clock
from apps.payments.models import BankAccount, Payment
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import STALLED_AFTER, unfinished
from apps.reconciliation.models import Run, RunLine, RunProgress
from apps.reconciliation.tasks import execute_run, wake_runs
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.faults.checks import settlement_faults
from tests.journal.test_journal import assert_chain_holds
from tests.reconciliation.test_runs import DIGESTS, load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
CHUNK, STOPS_IN = 100, 4


def until(holds, seconds=90):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def test_a_killed_worker_is_succeeded_and_nothing_is_done_twice(worker, process_env):
    company = make.tenant()
    sign = Path(process_env["TEST_DIR"]) / "stands-still"
    process_env |= {"FAULT_CHUNK": str(CHUNK), "FAULT_STOPS_IN": str(STOPS_IN), "FAULT_SIGN": str(sign)}
    with scope(company.pk):
        load(company, "case1")
        run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
        first = worker("-I", "tests.faults.slow_worker")
        execute_run.delay(company.pk, run.pk)
        until(sign.exists)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(10)

        until(lambda: _free(run.pk))
        assert Run.objects.get(pk=run.pk).state == "running"
        assert RunLine.objects.count() == RunProgress.objects.get().position == CHUNK * (STOPS_IN - 1)
        assert settlement_faults() == []

        del process_env["FAULT_STOPS_IN"]
        worker("-I", "tests.faults.slow_worker")
        assert unfinished(clock.now()) == []  # its worker is not taken for dead before its time
        RunProgress.objects.update(beat_at=F("beat_at") - STALLED_AFTER - dt.timedelta(seconds=1))
        wake_runs()
        until(lambda: Run.objects.get(pk=run.pk).state not in ("queued", "running", "completed"))

        done = Run.objects.get(pk=run.pk)
        assert (done.state, done.inputs_changed, done.result_digest) == ("checked", False, DIGESTS["case1"])
        assert RunLine.objects.values("line").distinct().count() == RunLine.objects.count() == done.line_count
        assert Payment.objects.count() == done.accepted_count > CHUNK
        assert settlement_faults() == []
        assert_chain_holds(company.pk)


def _free(run_id):
    """The database has seen that the worker's connection is gone and rolled its chunk back."""
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            return RunProgress.objects.select_for_update(nowait=True).get(run_id=run_id) is not None
    except DatabaseError:
        return False
