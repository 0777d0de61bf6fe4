"""The reconciliation report of a run, as it was stored when the run was checked, with its own digest and controls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Cells, Column, Kind
from apps.kernel.errors import Reason, Refused
from apps.reconciliation.models import Run
from apps.reconciliation.report import TITLES, Report, stored_report
from apps.reconciliation.sentences import rule_label
from apps.reconciliation.states import Outcome

WORDS = {
    "account": _("Bank account"), "since": _("From"), "before": _("To, not included"), "input_digest": _("Input digest"), "result_digest": _("Result digest"),
    "digest": _("Digest of the run's report"), **TITLES, **{f"outcome:{outcome.value}": outcome.label for outcome in Outcome},
}  # fmt: skip


def build(asked: dict[str, Any]) -> Built:
    """By outcome and rule. `asked`: run. Raises Refused where the run was not checked."""
    found = stored_report(Run.objects.select_related("account").get(pk=asked["run"]))
    if found is None:
        raise Refused(Reason("not_checked", _("The run has no report yet: it is not checked."), "run"))
    built = Built(_rows(found))
    built.head["facts"] = [
        ["account", found.account], ["since", found.starts_on.isoformat()], ["before", found.ends_before.isoformat()],
        ["input_digest", found.input_digest], ["result_digest", found.result_digest], ["digest", found.digest],
    ]  # fmt: skip
    outcomes = [[f"outcome:{row.outcome}", row.amount_minor] for row in found.by_outcome()]
    built.head["bars"], built.head["totals"] = [[found.currency, outcomes]], [[found.currency, outcomes]]
    built.head["controls"] = [{"code": item.code, "currency": "", "expected": item.expected, "found": item.found, "holds": item.holds} for item in found.controls]
    return built


def _rows(found: Report) -> Iterator[Cells]:
    for row in found.rows:
        yield [f"outcome:{row.outcome}", row.rule, found.currency, row.count, row.amount_minor]


def words(code: str) -> str:
    """A code of this report in the reader's language."""
    return str(WORDS[code]) if code in WORDS else rule_label(code)


KIND = Kind(
    "reconciliation", _("Reconciliation report"), _("What came of a run, by outcome and rule, with the controls that prove it."),
    (
        Column("outcome", _("Outcome"), "word"), Column("rule", _("Rule"), "word"), Column("currency", _("Currency")), Column("count", _("Lines"), "count"),
        Column("amount", _("Amount"), "money"),
    ),
    asks=("run",), needs=("run",), build=build, words=words,
)  # fmt: skip
