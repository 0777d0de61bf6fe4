"""The reconciliation report: what came of a run, and the controls that prove it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from apps.invoices.models import Invoice
from apps.journal.hashing import canonical
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.money import decimal_text
from apps.payments.models import Allocation, Statement, StatementLine
from apps.reconciliation.models import Match, MatchItem, Run, RunLine, RunReport
from apps.reconciliation.states import MatchState, Outcome
from apps.workflow import storage
from apps.workflow.unit import current_unit

TITLES = {
    "balance": gettext_lazy("Opening balance plus lines equals closing balance"),
    "line_count": gettext_lazy("Settled, proposed, set aside and unmatched lines add up to all lines, in number"),
    "line_sum": gettext_lazy("Settled, proposed, set aside and unmatched lines add up to all lines, in money"),
    "allocations": gettext_lazy("Allocations equal the sum of the matches"),
    "over_allocation": gettext_lazy("No invoice has more allocated than its total"),
    "totals": gettext_lazy("The report's totals equal the database's"),
}


@dataclass(frozen=True)
class Control:
    """One control: `expected` and `found` as text, so that a person can compare them."""

    code: str
    holds: bool
    expected: str
    found: str

    @property
    def title(self) -> str:
        return str(TITLES[self.code])

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "title": self.title, "holds": self.holds, "expected": self.expected, "found": self.found}


@dataclass(frozen=True)
class OutcomeRow:
    """Lines of one outcome and rule: their number and their signed sum in minor units."""

    outcome: str
    rule: str
    count: int
    amount_minor: int


@dataclass
class Report:
    """A run's figures. Sums are signed minor units of `currency`."""

    run_id: int
    account: str
    currency: str
    starts_on: dt.date
    ends_before: dt.date
    rows: list[OutcomeRow] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    input_digest: str = ""
    result_digest: str = ""
    digest: str = ""

    @property
    def holds(self) -> bool:
        """True if every control holds."""
        return all(control.holds for control in self.controls)

    def by_outcome(self) -> list[OutcomeRow]:
        """One row an outcome, in the order of the states."""
        return [
            OutcomeRow(
                outcome, "", sum(r.count for r in self.rows if r.outcome == outcome),
                sum(r.amount_minor for r in self.rows if r.outcome == outcome),
            )
            for outcome in Outcome.values
        ]  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, amounts as decimal strings."""
        return {
            "digest": self.digest,
            "run": self.run_id,
            "account": self.account,
            "currency": self.currency,
            "starts_on": self.starts_on.isoformat(),
            "ends_before": self.ends_before.isoformat(),
            "input_digest": self.input_digest,
            "result_digest": self.result_digest,
            "holds": self.holds,
            "outcomes": [
                {"outcome": r.outcome, "rule": r.rule, "count": r.count, "amount": decimal_text(r.amount_minor, self.currency)}
                for r in self.rows
            ],
            "controls": [control.as_dict() for control in self.controls],
        }


def build(run: Run) -> Report:
    """Computes the report from the rows as they stand. Needs a bound tenant. Holds no locks."""
    currency = run.account.currency
    report = Report(
        run_id=run.pk, account=run.account.iban, currency=currency, starts_on=run.starts_on, ends_before=run.ends_before,
        input_digest=run.input_digest, result_digest=run.result_digest,
    )  # fmt: skip
    found = RunLine.objects.filter(run=run).values_list("outcome", "rule").annotate(n=Count("id"), total=Sum("amount_minor"))
    report.rows = [OutcomeRow(outcome, rule, n, total or 0) for outcome, rule, n, total in found.order_by("outcome", "rule")]
    report.controls = [
        _balance(run, currency),
        *_lines(run, report, currency),
        _allocations(run, currency),
        _over_allocation(run),
        _totals(run, report),
    ]
    return report


def materialise(report: Report, run: Run, *, actor: Actor, at: dt.datetime) -> RunReport:
    """Stores the report as it stands now, with its digest, in the open unit."""
    with override("en"):
        body = canonical(report.as_dict())
    stored = RunReport(run=run, body_text=body, digest=hashlib.sha256(body.encode()).hexdigest(), created_at=at)
    storage.insert([stored])
    current_unit().drafts.append(
        Draft("report.materialized", "run", run.pk, {"report": "reconciliation", "digest": stored.digest})
    )
    return stored


def stored_report(run: Run) -> Report | None:
    """The report as it was materialised, or None before that."""
    stored = RunReport.objects.filter(run=run).first()
    if stored is None:
        return None
    from apps.kernel.money import to_minor

    body = orjson.loads(stored.body_text)
    return Report(
        run_id=run.pk, account=body["account"], currency=body["currency"], starts_on=run.starts_on, ends_before=run.ends_before,
        rows=[OutcomeRow(r["outcome"], r["rule"], r["count"], to_minor(r["amount"], body["currency"])) for r in body["outcomes"]],
        controls=[Control(c["code"], c["holds"], c["expected"], c["found"]) for c in body["controls"]],
        input_digest=body["input_digest"], result_digest=body["result_digest"], digest=stored.digest,
    )  # fmt: skip


def _balance(run: Run, currency: str) -> Control:
    """Over the statements that brought the run's lines: first opening, all their lines, last closing."""
    ids = RunLine.objects.filter(run=run).values("line__statement_id")
    statements = list(Statement.objects.filter(pk__in=ids).order_by("starts_on", "sequence", "pk"))
    if not statements or statements[0].opening_minor is None or statements[-1].closing_minor is None:
        return Control("balance", True, _("not stated by the bank"), _("not stated by the bank"))
    moved = StatementLine.objects.filter(statement__in=statements, live_key__isnull=False).aggregate(total=Sum("amount_minor"))["total"] or 0
    found, expected = statements[0].opening_minor + moved, statements[-1].closing_minor
    return Control("balance", found == expected, decimal_text(expected, currency), decimal_text(found, currency))


def _lines(run: Run, report: Report, currency: str) -> list[Control]:
    """The run's lines against the statement lines themselves."""
    actual = RunLine.objects.filter(run=run).aggregate(n=Count("line__id"), total=Sum("line__amount_minor"))
    count, total = sum(row.count for row in report.rows), sum(row.amount_minor for row in report.rows)
    expected = actual["total"] or 0
    return [
        Control("line_count", count == actual["n"] == run.line_count, str(actual["n"]), str(count)),
        Control("line_sum", total == expected, decimal_text(expected, currency), decimal_text(total, currency)),
    ]


def _allocations(run: Run, currency: str) -> Control:
    """What the run's live settlements say against what they allocated; money that they left may pay more, by hand."""
    live = Q(match__run=run, match__state=MatchState.ACCEPTED, alternative=F("match__chosen_alternative"))
    expected = MatchItem.objects.filter(live).aggregate(total=Sum("amount_minor"))["total"] or 0
    payments = Match.objects.filter(run=run, state=MatchState.ACCEPTED).values("payment_id")
    found = Allocation.objects.filter(payment_id__in=payments, settles=True).aggregate(total=Sum("amount_minor"))["total"] or 0
    return Control("allocations", found == expected, decimal_text(expected, currency), decimal_text(found, currency))


def _over_allocation(run: Run) -> Control:
    touched = MatchItem.objects.filter(match__run=run).values("invoice_id")
    over = Invoice.objects.filter(pk__in=touched).filter(Q(allocated_minor__gt=F("total_minor")) | Q(open_minor__lt=0)).count()
    return Control("over_allocation", over == 0, "0", str(over))


def _totals(run: Run, report: Report) -> Control:
    """Matches in the database by what the run said of their lines."""
    said = {row.outcome: row.count for row in report.by_outcome()}
    expected = f"{said.get('accepted', 0)} + {said.get('proposed', 0)}"
    found = Match.objects.filter(run=run).aggregate(
        settled=Count("id", filter=Q(line__in=RunLine.objects.filter(run=run, outcome="accepted").values("line_id"))),
        proposed=Count("id", filter=Q(line__in=RunLine.objects.filter(run=run, outcome="proposed").values("line_id"))),
    )
    text = f"{found['settled']} + {found['proposed']}"
    return Control("totals", expected == text, expected, text)
