"""What accepting many proposals at once would do: how many, how much money, and what is refused and why. Nothing is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.invoices.states import OPEN
from apps.kernel.actor import Actor
from apps.reconciliation import errors
from apps.reconciliation.models import Match, MatchItem
from apps.reconciliation.states import MatchState
from apps.reconciliation.waiting import WAITING
from apps.tenants.permission import permitted

MOST = 5_000


@dataclass
class Preview:
    """Keys of what would be accepted; money in minor units by currency; of what is refused the number by sentence."""

    ids: list[int] = field(default_factory=list)
    money: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def preview_of(match_ids: Sequence[int], actor: Actor) -> Preview:
    """Decides as the act will: by the state of the match and of its line, by other answers that are as good, and by what the
    invoices have left, in the order of the matches. Three queries."""
    wanted = sorted(set(match_ids))[:MOST]
    found = Preview()
    seen = permitted(Match.objects.filter(pk__in=wanted), actor, "view_match").order_by()
    rows = {row[0]: _Row(*row[1:]) for row in seen.values_list("pk", "state", "line__reconciled_state", "currency", "amount_minor")}
    for match, *item in MatchItem.objects.filter(match_id__in=list(rows)).order_by("pk").values_list("match_id", *_ITEM):
        rows[match].items.append(_Item(*item))
    left: dict[int, int] = {}
    for pk in wanted:
        row = rows.get(pk)
        reason = _refusal(row, left)
        if row is None or reason:
            found.refused[reason] += 1
            continue
        found.ids.append(pk)
        found.money[row.currency] += row.amount_minor
        for item in row.items:
            left[item.invoice] = left.get(item.invoice, item.open_minor) - item.amount_minor
    return found


_ITEM = ("alternative", "amount_minor", "invoice_id", "invoice__state", "invoice__open_minor")


@dataclass(slots=True)
class _Item:
    """What the preview reads of an item and its invoice: of five thousand, whole rows take a second."""

    alternative: int
    amount_minor: int
    invoice: int
    state: str
    open_minor: int


@dataclass(slots=True)
class _Row:
    """What it reads of a match and its line."""

    state: str
    line_state: str
    currency: str
    amount_minor: int
    items: list[_Item] = field(default_factory=list)


def _refusal(row: _Row | None, left: dict[int, int]) -> str:
    if row is None:
        return _("There is no such record.")
    if row.state != MatchState.PROPOSED or row.line_state not in WAITING:
        return _("It was decided meanwhile.")
    if any(item.alternative for item in row.items):
        return str(errors.ambiguous())
    if not row.items:
        return str(errors.nothing_to_settle())
    short = any(item.state not in OPEN or item.amount_minor > left.get(item.invoice, item.open_minor) for item in row.items)
    return _("An invoice has less open than the proposal pays.") if short else ""


def sure(rule: str, least: int, actor: Actor) -> list[int]:
    """Keys of the proposals of a rule from a certainty on, the oldest first, at most MOST."""
    rows = permitted(Match.objects.filter(state=MatchState.PROPOSED, score__gte=least), actor, "view_match")
    return list((rows.filter(rule=rule) if rule else rows).order_by("pk").values_list("pk", flat=True)[:MOST])
