"""Billing runs: contract by contract, each its own transaction. One that fails stops no other and is named with its reasons.

The run's row is the truth: a worker claims it, moves its cursor chunk by chunk, and a successor of a dead worker goes on
behind it. What the dead one billed since its last chunk is not due any more, so nothing is billed twice; what it did not
bill is still due, so nothing is left out. Running a day again bills what is still due: at most nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Q, Sum
from django.utils.translation import gettext, override

from apps.contracts.models import Contract
from apps.contracts.queries import day_of
from apps.contracts.sweep import renews_by_itself
from apps.invoices.actions.bill import ask_billing, bill_contract, try_contract
from apps.invoices.actions.bill_hours import bill_hours, try_hours
from apps.invoices.billing import accounts_of, billable, due_of
from apps.invoices.hours import month_of, with_hours_due
from apps.invoices.models import BilledHours, BilledPeriod, BillingRun, Invoice
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import NotPermitted, Refusal
from apps.tenants.actors import actor_again, system_actor
from apps.tenants.models import Tenant
from apps.tenants.scope import scope

logger = structlog.get_logger("oblik.billing")
CHUNK = 200
# A worker that gave no sign of life for so long is taken for dead. A chunk takes a few seconds.
STALLED_AFTER = dt.timedelta(seconds=120)


class LostClaim(Exception):
    """Another worker has taken the run over."""


@dataclass
class _Tally:
    invoices: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    problems: list[list[Any]] = field(default_factory=list)


def execute(tenant_id: int, run_id: int) -> BillingRun:
    """Does what is left of a run. Safe to call twice, at once, and after a kill. Returns the run as it stands."""
    with scope(tenant_id):
        worker = _claim(run_id)
        if worker is not None:
            language = Tenant.objects.values_list("language", flat=True).get(pk=tenant_id)
            try:
                with override(language):
                    _work(BillingRun.objects.get(pk=run_id), worker)
            except LostClaim:
                pass
            except SoftTimeLimitExceeded:
                _release(run_id, worker)
            except Refusal as refusal:
                _end(run_id, worker, error=str(refusal)[:500])
        return BillingRun.objects.get(pk=run_id)


def unfinished(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, run) of runs that wait or whose worker is taken for dead: for the sweeper."""
    silent = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STALLED_AFTER)
    found = []
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        with scope(tenant_id):
            found += [(tenant_id, pk) for pk in BillingRun.objects.filter(silent, finished_at=None).values_list("pk", flat=True)]
    return found


def ask_daily(now: dt.datetime) -> None:
    """Asks for the day's run of each company, where it is not there and a contract is in force. One company that fails stops
    no other."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        try:
            with scope(tenant_id):
                today = day_of(now, tenant_id)
                if billable(today).exists():
                    ask_billing(today, actor=system_actor(tenant_id, "billing"), at=now, daily=True)
        except Refusal:
            continue  # a second scheduler asked at the same moment: the day has its run once
        except Exception:
            logger.exception("billing_not_asked", tenant=tenant_id)


def _claim(run_id: int) -> str | None:
    """This worker's token, or None if a live worker has the run or it has ended."""
    now = clock.now()
    token = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[-80:]
    free = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STALLED_AFTER)
    taken = BillingRun.objects.filter(free, pk=run_id, finished_at=None).update(worker=token, beat_at=now)
    return token if taken else None


def _actor(run: BillingRun) -> Actor:
    """The asker, person, key or the system, with the rights of now. Raises NotPermitted for one that has left, ended or was revoked."""
    actor = actor_again(run.tenant_id, run.requested_by, membership_id=run.membership_id, at=clock.now())
    if actor is None:
        raise NotPermitted()
    return actor


def _work(run: BillingRun, worker: str) -> None:
    actor = _actor(run)
    while True:
        chunk = list(billable(run.due_on).filter(pk__gt=run.cursor).order_by("pk")[:CHUNK])
        if not chunk:
            break
        accounts = accounts_of(contract.pk for contract in chunk)
        hourly = with_hours_due(chunk, month_of(run.due_on))
        tally = _Tally()
        for contract in chunk:
            renews = run.is_trial and renews_by_itself(contract, run.due_on)
            if renews or due_of(contract, accounts[contract.pk], run.due_on):
                _one(run, contract, tally, partial(_bill, run, contract, actor))
            if contract.pk in hourly:
                _one(run, contract, tally, partial(_bill_hours, run, contract, actor))
        _move(run, worker, chunk[-1].pk, tally)
    _end(run.pk, worker)


def _bill(run: BillingRun, contract: Contract, actor: Actor) -> Invoice | None:
    if run.is_trial:
        return try_contract(contract.pk, run.due_on, actor=actor, at=clock.now())
    return bill_contract(contract.pk, run.due_on, actor=actor, at=clock.now(), run_id=run.pk)


def _bill_hours(run: BillingRun, contract: Contract, actor: Actor) -> Invoice | None:
    """The hours of whole months: those before the month of the day."""
    how: dict[str, Any] = {"actor": actor, "at": clock.now(), "issue_on": run.due_on}
    if run.is_trial:
        return try_hours(contract.pk, None, month_of(run.due_on), **how)
    return bill_hours(contract.pk, None, month_of(run.due_on), **how, run_id=run.pk)


def _one(run: BillingRun, contract: Contract, tally: _Tally, work: Callable[[], Invoice | None]) -> None:
    sentences: list[str]
    try:
        made = retrying(work)
    except Refusal as refusal:
        sentences = [str(reason) for reason in refusal.reasons] or [str(refusal)]
    except SoftTimeLimitExceeded:
        raise  # the worker's time is up, which is no fault of the contract
    except Exception:
        logger.exception("contract_not_billed", contract=contract.number, run=run.pk)
        sentences = [gettext("An error of the program; it is in its log under the number of the contract.")]
    else:
        if made is not None:
            tally.invoices += 1
            tally.totals[made.currency] += made.total_minor
        return
    tally.problems.append([contract.pk, contract.number, sentences])


def _move(run: BillingRun, worker: str, cursor: int, tally: _Tally) -> None:
    """Keeps what the chunk came to, if the run is still this worker's."""
    totals = Counter(dict(run.totals)) + tally.totals
    run.cursor, run.totals = cursor, sorted(totals.items())
    run.invoice_count += tally.invoices
    run.failed_count += len(tally.problems)
    run.problems = (run.problems + tally.problems)[: BillingRun.MOST_PROBLEMS]
    _keep(run.pk, worker, cursor=cursor, totals=run.totals, invoice_count=run.invoice_count, failed_count=run.failed_count, problems=run.problems)


def _keep(run_id: int, worker: str, **values: Any) -> None:
    kept = BillingRun.objects.filter(pk=run_id, worker=worker, finished_at=None).update(**values, beat_at=clock.now())
    if not kept:
        raise LostClaim


def _release(run_id: int, worker: str) -> None:
    """Lets another worker go on behind the last chunk at once."""
    BillingRun.objects.filter(pk=run_id, worker=worker).update(beat_at=None)


def _end(run_id: int, worker: str, error: str = "") -> None:
    """Ends the run. The invoices of a real one are counted by what they left: a dead worker counted none of its last chunk."""
    values: dict[str, Any] = {"finished_at": clock.now(), "error": error}
    run = BillingRun.objects.get(pk=run_id)
    if not run.is_trial:
        by_period, by_hours = (model.objects.filter(run_id=run_id).values("invoice_id") for model in (BilledPeriod, BilledHours))
        invoices = Invoice.objects.filter(Q(pk__in=by_period) | Q(pk__in=by_hours))
        values["invoice_count"] = invoices.count()
        values["totals"] = sorted((row["currency"], row["total"]) for row in invoices.order_by().values("currency").annotate(total=Sum("total_minor")))
    _keep(run_id, worker, **values)


