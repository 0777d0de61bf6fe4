"""Rows in quarantine: invoices of clients that are not there yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.kernel.errors import Refusal
from apps.tenants.models import Tenant
from apps.workflow.actions import discard_row, import_table, retry_row
from apps.workflow.actions.quarantine import row_body
from apps.workflow.imports import import_one
from apps.workflow.models import QuarantinedRow
from apps.workflow.quarantine import kept_errors, source_of
from apps.workflow.reading import Row
from tests import factories as make
from tests.factories import AT
from tests.scenarios.transitions import Case, by_key, each, setting


def a_row(company: Tenant, state: str, number: int) -> Any:
    how: dict[str, Any] = {"actor": make.system(company), "at": AT}
    code = f"Q-{state}-{number}"
    data = f"number,client_code,issue_date,currency,total\n{code},{code},2026-03-01,UAH,10.00\n"
    import_table(data.encode(), f"open {number}.csv", door="import:invoices", **how)
    row = QuarantinedRow.objects.get(key=code)
    if state == "taken":
        make.client(company, code)
        return retry_row(row.pk, **how)
    return discard_row(row.pk, reason="why", **how) if state == "discarded" else row


def a_mended_row(company: Tenant, number: int) -> Any:
    """One whose client has been made meanwhile."""
    row = a_row(company, "waiting", number)
    make.client(company, row.key)
    return row


def _mend(row: Any, batch: Any) -> None:
    row.cells = row.cells | {"total": "ten"}
    row.errors = refused_by(lambda: source_of(row.door).importer(batch.actor, batch.at).parse(Row(row.line, row.cells)))


def _take(row: Any, batch: Any) -> None:
    importer = source_of(row.door).importer(batch.actor, batch.at)
    row.object_kind, row.object_id = import_one(importer, Row(row.line, row.cells), actor=batch.actor, at=batch.at)
    row.errors = []


def refused_by(work: Callable[[], Any]) -> list[dict[str, Any]]:
    """Why the work is refused, as it is kept."""
    try:
        work()
    except Refusal as refusal:
        return kept_errors(refusal.reasons)
    raise AssertionError("it was to be refused")


MAKERS = {"workflow.QuarantinedRow": a_row}
CASES = {
    "quarantined_row.mend": Case(
        lambda row, actor: retry_row(row.pk, actor=actor, at=AT, cells={"total": "ten"}), each(_mend, row_body), reason=""
    ),
    "quarantined_row.take": Case(
        lambda row, actor: retry_row(row.pk, actor=actor, at=AT), each(_take, row_body), reason="", make=a_mended_row
    ),
    "quarantined_row.discard": by_key(discard_row, setting(row_body)),
}
