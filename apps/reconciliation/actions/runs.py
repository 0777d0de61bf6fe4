"""The life of a run. The work itself is in `execution`; each step here is one act."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.payments.models import BankAccount, StatementLine
from apps.payments.states import AccountState
from apps.reconciliation.actions.rule_sets import current_rule_set
from apps.reconciliation.models import Run, RunProgress
from apps.reconciliation.states import RunState
from apps.reconciliation.transitions import BEGIN, CANCEL, CHECK, COMPLETE, CREATE_RUN, FAIL
from apps.tenants.permission import permitted
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.runner import creating, performing


def start_run(
    account_id: int, *, actor: Actor, at: dt.datetime, starts_on: dt.date | None = None, ends_before: dt.date | None = None
) -> Run:
    """Queues a run over the account's open lines booked in the period; by default over all of them.

    The caller's door wakes a worker after commit. Raises NotVisible for another's account, Invalid for an
    empty period, a closed account or one without lines.
    """
    with creating(CREATE_RUN, Run, actor=actor, at=at) as batch:
        account = permitted(BankAccount.objects.filter(pk=account_id), actor, "view_bankaccount").first()
        if account is None:
            raise not_visible()
        if account.state == AccountState.CLOSED:
            raise Invalid(
                Reason("account_closed", _("The account %(account)s is closed; reopen it first."), "account", {"account": account.iban})
            )
        starts_on, ends_before = _period(account_id, starts_on, ends_before)
        rule_set = current_rule_set(actor.tenant_id, at=at)
        batch.add(Run(account=account, starts_on=starts_on, ends_before=ends_before, rule_set=rule_set))
        storage.insert([RunProgress(run=batch.rows[0])])
        batch.record(
            lambda run: {"account": account.iban, "starts_on": run.starts_on, "ends_before": run.ends_before,
                         "rule_set": rule_set.number}
        )  # fmt: skip
    return batch.rows[0]


def _period(account_id: int, starts_on: dt.date | None, ends_before: dt.date | None) -> tuple[dt.date, dt.date]:
    booked = StatementLine.objects.filter(account_id=account_id).order_by("booked_on").values_list("booked_on", flat=True)
    first, last = booked.first(), booked.last()
    if first is None or last is None:
        raise Invalid(Reason("no_lines", _("This account has no statement lines yet. Import a statement first."), "account"))
    starts_on, ends_before = starts_on or first, ends_before or last + dt.timedelta(days=1)
    if ends_before <= starts_on:
        raise Invalid(Reason("empty_period", _("The period must end after it starts."), "ends_before"))
    return starts_on, ends_before


def begin_run(run_id: int, *, actor: Actor, at: dt.datetime, input_digest: str, line_count: int) -> Run:
    """Fixes the inputs. queued -> running."""
    with performing(BEGIN, Run, run_id, actor=actor, at=at) as batch:
        run = batch.row
        run.input_digest, run.line_count, run.started_at = input_digest, line_count, at
        batch.record(lambda row: {"input_digest": row.input_digest, "lines": row.line_count})
    return batch.row


def complete_run(
    run_id: int, *, actor: Actor, at: dt.datetime, counts: dict[str, int], result_digest: str, inputs_changed: bool
) -> Run:
    """Stores the counts by outcome and the digest of the stored results. running -> completed."""
    with performing(COMPLETE, Run, run_id, actor=actor, at=at) as batch:
        run = batch.row
        run.accepted_count, run.proposed_count = counts.get("accepted", 0), counts.get("proposed", 0)
        run.ignored_count, run.unmatched_count = counts.get("ignored", 0), counts.get("unmatched", 0)
        run.line_count = sum(counts.values())
        run.result_digest, run.inputs_changed = result_digest, inputs_changed
        batch.record(lambda row: {"counts": counts, "result_digest": row.result_digest})
    return batch.row


def check_run(run_id: int, *, actor: Actor, at: dt.datetime) -> Run:
    """Materialises the report and judges its controls. completed -> checked, or suspect if one does not hold."""
    from apps.reconciliation.report import build, materialise

    with performing(CHECK, Run, run_id, actor=actor, at=at) as batch:
        run = batch.row
        report = build(run)
        stored = materialise(report, run, actor=actor, at=at)
        run.finished_at = at
        batch.to(run, RunState.CHECKED if report.holds else RunState.SUSPECT)
        batch.record(lambda row: {"report_digest": stored.digest, "controls": [c.as_dict() for c in report.controls]})
    return batch.row


def fail_run(run_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> Run:
    """Ends a run that cannot go on; what it settled stays settled. queued, running -> failed."""
    with performing(FAIL, Run, run_id, actor=actor, at=at, reason=reason) as batch:
        batch.row.error, batch.row.finished_at = reason[:500], at
        batch.record(lambda row: {"error": row.error})
    return batch.row


def cancel_run(run_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Run:
    """Stops a run; the worker sees it behind the chunk in hand; what is settled stays. -> cancelled."""
    with performing(CANCEL, Run, run_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.finished_at = at
        batch.record(lambda row: {"position": _position(row)})
    return batch.row


def _position(run: Run) -> int:
    with scope(run.tenant_id):
        return RunProgress.objects.filter(run=run).values_list("position", flat=True).first() or 0
