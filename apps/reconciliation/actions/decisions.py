"""Decisions on record: called by the acts that decide, inside their unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from apps.kernel.actor import Actor
from apps.reconciliation.models import Decision, Match
from apps.reconciliation.states import DecisionKind
from apps.tenants.prepared import Prepared
from apps.workflow import storage

_COLUMNS = ("line", "match", "number", "supersedes", "kind", "unaided", "pairs", "actor_label", "reason", "decided_at")
_BEFORE = Prepared(
    lambda keys: Decision.objects.filter(line_id__in=keys).order_by("line_id", "number").values_list("line_id", "number", "pk")
)
Pairs = Sequence[tuple[str, int]]


def put_on_record(
    kind: DecisionKind, matches: Sequence[Match], pairs_of: Callable[[Match], Pairs], *, actor: Actor, at: dt.datetime, reason: str = ""
) -> None:
    """Adds one decision a match, each superseding the last of its line. The lines are the caller's: locked, or held by live
    matches. Raises Refused where another decision took the number meanwhile."""
    put_rows_on_record(kind, [(match.line_id, match.pk, pairs_of(match)) for match in matches], actor=actor, at=at, reason=reason)


def put_rows_on_record(
    kind: DecisionKind, found: Sequence[tuple[int, int, Pairs]], *, actor: Actor, at: dt.datetime, reason: str = ""
) -> None:
    """put_on_record of (line id, match id, pairs)."""
    last = {line_id: (number, pk) for line_id, number, pk in _BEFORE.bare(keys=[line_id for line_id, _match, _pairs in found])}
    rows = []
    for line_id, match_id, pairs in found:
        number, before = last.get(line_id, (0, None))
        rows.append((line_id, match_id, number + 1, before, kind.value, actor.is_system, [[invoice, minor] for invoice, minor in pairs], actor.label[:160], reason[:500], at))
    storage.pour(Decision, _COLUMNS, rows)
