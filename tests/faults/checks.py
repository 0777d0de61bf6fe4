"""What must hold of the books after any fault, as sentences about what does not."""

from __future__ import annotations

from django.db.models import F, Sum

from apps.payments.models import Allocation, Payment, StatementLine
from apps.reconciliation.models import Match, MatchItem, RunLine


def settlement_faults() -> list[str]:
    """Nothing, if every accepted match has one payment and every settled line one, the allocations that settle are what the
    matches say, and no line is twice in a run. Needs a bound tenant."""
    accepted = Match.objects.filter(state="accepted")
    said = MatchItem.objects.filter(match__in=accepted, alternative=F("match__chosen_alternative")).aggregate(
        total=Sum("amount_minor")
    )
    allocated = Allocation.objects.filter(settles=True).aggregate(total=Sum("amount_minor"))
    standing = Payment.objects.filter(line_key__isnull=False)
    counts = {
        "payments": standing.count(),
        "lines with a payment": standing.values("line_key").distinct().count(),
        "settled lines": StatementLine.objects.filter(reconciled_state="matched").count(),
    }
    expected = accepted.count()
    found = [f"{expected} accepted matches, {count} {name}" for name, count in counts.items() if count != expected]
    if (allocated["total"] or 0) != (said["total"] or 0):
        found.append(f"allocated {allocated['total']}, the matches say {said['total']}")
    if RunLine.objects.values("run", "line").distinct().count() != RunLine.objects.count():
        found.append("a line is twice in a run")
    return found
