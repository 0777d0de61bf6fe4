"""Decisions on record: called by the acts that decide, inside their unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from apps.kernel.actor import Actor
from apps.reconciliation.models import Decision, Match
from apps.reconciliation.states import DecisionKind
from apps.workflow import storage

_COLUMNS = ("line", "match", "number", "supersedes", "kind", "unaided", "pairs", "actor_label", "reason", "decided_at")
Pairs = Sequence[tuple[str, int]]


def put_on_record(
    kind: DecisionKind, matches: Sequence[Match], pairs_of: Callable[[Match], Pairs], *, actor: Actor, at: dt.datetime, reason: str = ""
) -> None:
    """Adds one decision a match, each superseding the last of its line. The lines are the caller's: locked, or held by live
    matches. Raises Refused where another decision took the number meanwhile."""
    last = {
        line_id: (number, pk)
        for line_id, number, pk in Decision.objects.filter(line_id__in=[match.line_id for match in matches])
        .order_by("line_id", "number").values_list("line_id", "number", "pk")
    }  # fmt: skip
    rows = []
    for match in matches:
        number, before = last.get(match.line_id, (0, None))
        pairs = [[invoice, minor] for invoice, minor in pairs_of(match)]
        rows.append((match.line_id, match.pk, number + 1, before, kind.value, actor.is_system, pairs, actor.label[:160], reason[:500], at))
    storage.pour(Decision, _COLUMNS, rows)
