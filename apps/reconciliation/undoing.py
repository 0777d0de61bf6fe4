"""What undoing many settlements at once would do: of a run, of a statement, of a version of the rules since a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet

from apps.reconciliation.actions.decide import not_undoable
from apps.reconciliation.models import Match
from apps.reconciliation.states import MatchState

MOST_ROWS = 50_000
_PAGE = 1000


@dataclass
class Preview:
    """How many settlements would be undone, their money by currency in minor units, and how many would be refused, by the
    sentence that says why. `ids`: all of them, ascending; the act counts the refused again."""

    ids: list[int] = field(default_factory=list)
    count: int = 0
    money: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def settled_by(*, run_id: int | None = None, statement_id: int | None = None, rule_set_id: int | None = None, since: dt.date | None = None) -> QuerySet[Match]:
    """Settlements that stand: of a run, of the lines of a statement, or made by runs under a version of the rules from a day on
    (UTC). Conditions that are given together narrow each other. Needs a bound tenant."""
    found = Match.objects.filter(state=MatchState.ACCEPTED)
    if run_id is not None:
        found = found.filter(run_id=run_id)
    if statement_id is not None:
        found = found.filter(line__statement_id=statement_id)
    if rule_set_id is not None:
        found = found.filter(run__rule_set_id=rule_set_id)
    if since is not None:
        found = found.filter(created_at__gte=dt.datetime.combine(since, dt.time(), dt.UTC))
    return found


def preview(queryset: QuerySet[Match]) -> Preview:
    """Reads what would be undone, without locks. Of more than `MOST_ROWS` only so many are taken, the oldest."""
    shown = Preview()
    shown.ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:MOST_ROWS])
    for start in range(0, len(shown.ids), _PAGE):
        rows = list(Match.objects.filter(pk__in=shown.ids[start : start + _PAGE]).order_by("pk"))
        against = not_undoable(rows)
        for row in rows:
            if row.pk in against:
                shown.refused.update(str(reason) for reason in against[row.pk][:1])
            else:
                shown.count += 1
                shown.money[row.currency] += row.amount_minor
    return shown
