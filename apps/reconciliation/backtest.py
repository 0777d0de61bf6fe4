"""A rule set tried on what people decided: the lines again, against the books as they stood before these decisions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import F, Q

from apps.invoices.models import Invoice
from apps.payments.models import BankAccount
from apps.reconciliation.engine import Engine, Line, OwnAccount, Pairs, Result, input_digest
from apps.reconciliation.engine import RuleSet as EngineRules
from apps.reconciliation.inputs import (
    CLOSED_FOR,
    CLOSED_STATES,
    Inputs,
    open_invoice,
    read_clients,
    read_invoice_rows,
    read_line_rows,
)
from apps.reconciliation.models import Match, MatchItem

MOST_DECISIONS = 20_000  # the newest are tried
MOST_SHOWN = 50
Wrong = dict[str, set[Pairs]]


@dataclass
class Decisions:
    """What people decided, by line key: `right` the pairs that stand, `wrong` the answers that they rejected or undid."""

    right: dict[str, Pairs] = field(default_factory=dict)
    wrong: Wrong = field(default_factory=lambda: defaultdict(set))


@dataclass
class Judged:
    """Counts of decisions, money by currency in minor units, by rule, and the false hits as stored rows."""

    counts: Counter[str] = field(default_factory=Counter)
    money: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_rule: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    false_hits: list[dict[str, Any]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """JSON-able, in a fixed order."""
        return {
            "money": {currency: dict(sorted(sums.items())) for currency, sums in sorted(self.money.items())},
            "rules": {rule: dict(sorted(counts.items())) for rule, counts in sorted(self.by_rule.items())},
            "false_hits": self.false_hits,
        }  # fmt: skip


def judge(lines: Iterable[Line], results: Iterable[Result], decided: Decisions) -> Judged:
    """Compares what the engine says with what people decided. Pure.

    A line with a standing decision is a hit, a false hit, offered or missed; one of which only a wrong answer is known counts
    as a false hit where the engine would settle it so again, else not at all.
    """
    judged = Judged()
    amounts = {line.key: line for line in lines}
    for result in results:
        right, wrong = decided.right.get(result.line_key), decided.wrong.get(result.line_key, set())
        said = tuple(sorted(result.pairs))
        settles, repeated = result.state == "accepted", result.state == "accepted" and said in wrong
        if right is None and not repeated:
            continue
        if settles:
            verdict = "hit" if said == right else "false"
        else:
            offers = {tuple(sorted(offer)) for offer in (result.pairs, *result.alternatives)}
            verdict = "offered" if right in offers else "missed"
        line = amounts[result.line_key]
        judged.counts[verdict] += 1
        judged.counts["conflict"] += verdict == "false" and repeated
        judged.money[line.currency][verdict] += line.amount_minor
        judged.by_rule[result.rule][verdict] += 1
        if verdict == "false" and len(judged.false_hits) < MOST_SHOWN:
            judged.false_hits.append(
                {"reference": line.reference, "booked_on": line.booked_on, "text": line.remittance[:200], "amount_minor": line.amount_minor,
                 "currency": line.currency, "rule": result.rule, "said": said, "decided": right or (), "repeats": repeated}
            )  # fmt: skip
    return judged


def try_on_decisions(rules: EngineRules) -> tuple[Judged, str]:
    """Runs the engine over the lines that people decided on, against the invoices as they were before, and judges it. Gives the
    figures and the digest of what it was given. Needs a bound tenant. Holds no locks."""
    matches = list(
        Match.objects.exclude(decided_by="").exclude(decided_by__startswith="system:")
        .filter(state__in=["accepted", "rejected", "undone"]).order_by("-pk")
        .values_list("pk", "line_id", "state", "chosen_alternative")[:MOST_DECISIONS]
    )  # fmt: skip
    inputs = Inputs()
    read_clients(inputs, {})
    read_line_rows(inputs, sorted({line_id for _pk, line_id, _state, _chosen in matches}))
    keys = {pk: line.key for pk, line in zip(inputs.line_ids, inputs.lines, strict=True)}
    decided, restored = _decisions(matches, keys)
    _read_invoices(inputs, restored)
    inputs.own_accounts = [OwnAccount(iban) for iban in BankAccount.objects.order_by("iban").values_list("iban", flat=True)]
    given = hashlib.sha256(input_digest(rules, inputs.clients, inputs.invoices, inputs.lines, own_accounts=inputs.own_accounts).encode())
    given.update(orjson.dumps([sorted(decided.right.items()), sorted((key, sorted(wrong)) for key, wrong in decided.wrong.items())]))
    engine = Engine(rules, inputs.clients, inputs.invoices, inputs.own_accounts)
    return judge(inputs.lines, engine.match(inputs.lines), decided), given.hexdigest()


def _decisions(matches: Sequence[tuple[int, int, str, int]], keys: dict[int, str]) -> tuple[Decisions, dict[int, int]]:
    """The decisions by line key, and by invoice what the standing ones have settled."""
    pairs: dict[int, list[tuple[str, int]]] = defaultdict(list)
    items: list[tuple[int, int, int]] = []
    ids = [pk for pk, _line, _state, _chosen in matches]
    for start in range(0, len(ids), 1000):
        chosen = MatchItem.objects.filter(match_id__in=ids[start : start + 1000], alternative=F("match__chosen_alternative"))
        for match_id, number, minor, invoice_id in chosen.values_list("match_id", "invoice__number", "amount_minor", "invoice_id"):
            pairs[match_id].append((number, minor))
            items.append((match_id, invoice_id, minor))
    decided, standing = Decisions(), set()
    for pk, line_id, state, _chosen in matches:
        key = keys.get(line_id)
        if key is None:
            continue
        said = tuple(sorted(pairs[pk]))
        if state == "accepted":
            decided.right[key] = said
            standing.add(pk)
        elif said:
            decided.wrong[key].add(said)
    for key, right in decided.right.items():
        decided.wrong[key].discard(right)
    restored: dict[int, int] = defaultdict(int)
    for match_id, invoice_id, minor in items:
        if match_id in standing:
            restored[invoice_id] += minor
    return decided, restored


def _read_invoices(inputs: Inputs, restored: dict[int, int]) -> None:
    """Every invoice that was open before the decisions, and those that were closed not long before the first line."""
    codes = {pk: code for code, pk in inputs.client_ids.items()}
    first = min((line.booked_on for line in inputs.lines), default="")
    where = Q(open_minor__gt=0, state__in=["issued", "partially_paid"]) | Q(pk__in=sorted(restored)[:MOST_DECISIONS])
    if first:
        where |= Q(state__in=CLOSED_STATES, issue_on__gte=dt.date.fromisoformat(first) - CLOSED_FOR)

    def take(rows: Sequence[tuple[Any, ...]]) -> None:
        for row in rows:
            pk, _number, client_id, _currency, total, open_now, *_rest = row
            was_open = min(total, open_now + restored.get(pk, 0))
            inputs.invoices.append(open_invoice(row, codes[client_id], open_minor=was_open, was_open=bool(was_open)))

    read_invoice_rows(Invoice.objects.filter(where), take)
    inputs.invoices.sort(key=lambda item: item.key)
