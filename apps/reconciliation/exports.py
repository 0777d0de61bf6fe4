"""The report as files: CSV for programs, XLSX for people. Formulas in texts of payers are made harmless."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from apps.kernel.money import decimal_text, from_minor
from apps.payments.models import StatementLine
from apps.reconciliation.inputs import PAGE
from apps.reconciliation.models import Run, RunLine
from apps.reconciliation.report import build, stored_report
from apps.reconciliation.sentences import rule_label, why_of
from apps.reconciliation.states import Outcome
from apps.workflow.tables import csv_bytes, harmless


def lines_of(run: Run) -> Iterator[tuple[RunLine, StatementLine]]:
    """The run's lines with their statement lines, in the engine's order, by keyset pages."""
    last = 0
    while True:
        page = list(RunLine.objects.filter(run=run, pk__gt=last).select_related("line").order_by("pk")[:PAGE])
        if not page:
            return
        for row in page:
            yield row, row.line
        last = page[-1].pk


def headings() -> list[str]:
    """The columns of the line list, in the reader's language."""
    return [
        _("Booked on"), _("Bank reference"), _("Counterparty"), _("Remittance text"), _("Amount"), _("Currency"), _("Outcome"),
        _("Rule"), _("Invoices"), _("Why"),
    ]  # fmt: skip


def report_csv(run: Run) -> bytes:
    """One row a line; UTF-8 with a byte order mark, so that spreadsheets read Cyrillic."""
    rows = (_cells(row, line, decimal_text(line.amount_minor, line.currency)) for row, line in lines_of(run))
    return csv_bytes(headings(), rows)


def report_xlsx(run: Run) -> bytes:
    """Two sheets: the summary with its controls, and one row a line."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    summary = book.create_sheet(_("Summary"))
    for values in _summary(run):
        summary.append(values)
    lines = book.create_sheet(_("Lines"))
    lines.append(headings())
    for row, line in lines_of(run):
        lines.append([harmless(cell) for cell in _cells(row, line, from_minor(line.amount_minor, line.currency))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(row: RunLine, line: StatementLine, amount: Any) -> list[Any]:
    paid = ", ".join(f"{number} = {decimal_text(minor, line.currency)}" for number, minor in row.pairs)
    return [
        line.booked_on.isoformat(), line.reference, line.counterparty_name, line.remittance, amount, line.currency,
        str(Outcome(row.outcome).label), rule_label(row.rule), paid, why_of(row.reasons),
    ]  # fmt: skip


def _summary(run: Run) -> Iterator[list[Any]]:
    report = stored_report(run) or build(run)
    yield [_("Reconciliation report")]
    yield [_("Bank account"), report.account]
    yield [_("From"), report.starts_on.isoformat()]
    yield [_("To, not included"), report.ends_before.isoformat()]
    yield [_("Input digest"), report.input_digest]
    yield [_("Result digest"), report.result_digest]
    yield []
    yield [_("Outcome"), _("Rule"), _("Lines"), _("Amount"), _("Currency")]
    for row in report.rows:
        label = str(Outcome(row.outcome).label)
        yield [label, rule_label(row.rule), row.count, from_minor(row.amount_minor, report.currency), report.currency]
    yield []
    yield [_("Control"), _("Holds"), _("Expected"), _("Found")]
    for control in report.controls:
        yield [control.title, _("yes") if control.holds else _("NO"), harmless(control.expected), harmless(control.found)]
