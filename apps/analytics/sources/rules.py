"""How rules perform: what each proposed and settled, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Cells, Column, Kind
from apps.analytics.sources.moments import end_of, zone
from apps.reconciliation.models import Match
from apps.reconciliation.sentences import rule_label

STATES = ("proposed", "accepted", "rejected", "undone")
WORDS = {
    "proposed": _("Waits for a decision"), "accepted": _("Accepted"), "rejected": _("Rejected"), "undone": _("Undone"), "unaided": _("Of these unaided"),
    "matches": _("Matches"), "all": _("The rules add up to all matches of the period"), "money": _("Money accepted"), "money_all": _("The money of the rules adds up to that of all accepted matches"),
}  # fmt: skip


def build(asked: dict[str, Any]) -> Built:
    """By rule and currency, the most used first. A match counts in the period in which it was made; its state is that of now.
    `asked`: since and until, both included."""
    in_zone = zone()
    since = end_of(asked["since"] - dt.timedelta(days=1), in_zone)
    rows = Match.objects.filter(created_at__gte=since, created_at__lt=end_of(asked["until"], in_zone))
    found = _by_rule(rows)
    built = Built(_rows(found))
    sums: dict[str, int] = defaultdict(int)
    money: dict[str, int] = defaultdict(int)
    for row in found:
        money[row["currency"]] += row["money"] or 0
        for state in STATES:
            sums[state] += row[state]
    built.head["bars"] = [["", [[row["rule"], row["n"]] for row in found[:12]]]]
    built.head["totals"] = [["", [[state, sums[state]] for state in STATES]], *([code, [["money", minor]]] for code, minor in sorted(money.items()))]
    built.head["facts"] = [["matches", sum(sums.values())]]
    built.control("all", "", expected=rows.count(), found=sum(sums.values()))
    accepted = dict(rows.filter(state="accepted").order_by().values_list("currency").annotate(minor=Sum("amount_minor")))
    for code in sorted({*money, *accepted}):
        built.control("money_all", code, expected=accepted.get(code, 0), found=money[code])
    return built


def _by_rule(rows: QuerySet[Match]) -> list[dict[str, Any]]:
    counts = {state: Count("pk", filter=Q(state=state)) for state in STATES}
    unaided = Count("pk", filter=Q(state="accepted", decided_by__startswith="system:"))
    money = Sum("amount_minor", filter=Q(state="accepted"))
    grouped = rows.order_by().values("rule", "currency").annotate(n=Count("pk"), unaided=unaided, money=money, **counts)
    return sorted(grouped, key=lambda row: (-row["n"], row["rule"], row["currency"]))


def _rows(found: list[dict[str, Any]]) -> Iterator[Cells]:
    for row in found:
        yield [row["rule"], row["currency"], row["n"], *(row[state] for state in STATES[:2]), row["unaided"], *(row[state] for state in STATES[2:]), row["money"] or 0]


def words(code: str) -> str:
    """A code of this report in the reader's language."""
    return str(WORDS[code]) if code in WORDS else rule_label(code)


KIND = Kind(
    "rules", _("Rule performance"), _("How often each matching rule was right: what it proposed, what was accepted, rejected, undone, and the money."),
    (
        Column("rule", _("Rule"), "word"), Column("currency", _("Currency")), Column("matches", WORDS["matches"], "count"),
        Column("proposed", WORDS["proposed"], "count"), Column("accepted", WORDS["accepted"], "count"), Column("unaided", WORDS["unaided"], "count"),
        Column("rejected", WORDS["rejected"], "count"), Column("undone", WORDS["undone"], "count"), Column("money", WORDS["money"], "money", sparse=True),
    ),
    asks=("since", "until"), needs=("since", "until"), build=build, words=words, bar_money=False,
)  # fmt: skip
