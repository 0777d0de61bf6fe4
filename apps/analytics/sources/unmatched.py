"""Unmatched by reason: statement lines that nobody has settled, by what the last run said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Cells, Column, Kind
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation.models import RunLine
from apps.reconciliation.sentences import rule_label

WORDS = {
    "not_run": _("No run has looked at it yet"), "nothing_found": _("No invoice fits"), "money_out": _("Money that went out"), "no_money": _("The entry moves no money"),
    "rejected": _("A proposal was rejected"), "waiting": _("A proposal waits for a decision"), "lines": _("Lines"), "in": _("Money in"), "out": _("Money out"),
    "lines_count": _("The reasons add up to all open and proposed lines, in number"), "lines_sum": _("The reasons add up to all open and proposed lines, in money"),
}  # fmt: skip


def build(asked: dict[str, Any]) -> Built:
    """By account and reason, most lines first. `asked`: account, a key or None."""
    lines = _waiting(asked.get("account"))
    found: dict[tuple[int, str, str], list[Any]] = {}
    for row in _reasons(lines):
        key = (row["account_id"], row["currency"], _reason(row))
        known = found.setdefault(key, [0, 0, 0, row["oldest"]])
        known[0], known[1], known[2] = known[0] + row["n"], known[1] + (row["came"] or 0), known[2] + (row["went"] or 0)
        known[3] = min(known[3], row["oldest"])
    accounts = {pk: f"{iban} {name}".strip() for pk, iban, name in BankAccount.objects.values_list("pk", "iban", "name")}
    ordered = sorted(found.items(), key=lambda item: (accounts[item[0][0]], -item[1][0], item[0][2]))
    built = Built(_rows(ordered, accounts))
    _figures(built, found, lines)
    return built


def _waiting(account_id: int | None) -> QuerySet[StatementLine]:
    """Lines in force that are neither settled nor set aside."""
    rows = StatementLine.objects.filter(reconciled_state__in=["open", "proposed"], live_key__isnull=False)
    return rows if account_id is None else rows.filter(account_id=account_id)


def _reasons(lines: QuerySet[StatementLine]) -> Iterator[dict[str, Any]]:
    """Sums by account, state, and the outcome, rule and first reason of the last run that looked; those that none looked at apart."""
    last = RunLine.objects.filter(line__in=lines.values("pk")).order_by().values("line").annotate(newest=Max("pk")).values("newest")
    code = Coalesce(KeyTextTransform("0", KeyTransform("0", "reasons")), Value(""), output_field=CharField())
    said = RunLine.objects.filter(pk__in=last).annotate(account_id=F("line__account_id"), currency=F("line__currency"), state=F("line__reconciled_state"), code=code)
    names = ("account_id", "currency", "state", "outcome", "rule", "code")
    sums = {"n": Count("pk"), "came": Sum("amount_minor", filter=Q(amount_minor__gt=0)), "went": Sum("amount_minor", filter=Q(amount_minor__lt=0))}
    yield from said.order_by().values(*names).annotate(**sums, oldest=Min("line__booked_on"))
    unseen = lines.exclude(pk__in=RunLine.objects.filter(line__in=lines.values("pk")).values("line_id"))
    for row in unseen.order_by().values("account_id", "currency").annotate(**sums, oldest=Min("booked_on")):
        yield row | {"state": "", "outcome": "", "rule": "", "code": ""}


def _reason(row: dict[str, Any]) -> str:
    if not row["outcome"]:
        return "not_run"
    if row["state"] == "proposed":
        return f"waiting:{row['rule']}"
    return "rejected" if row["outcome"] in ("proposed", "accepted", "ignored") else (row["rule"] if row["rule"] not in ("", "none") else row["code"])


def _rows(ordered: list[tuple[tuple[int, str, str], list[Any]]], accounts: dict[int, str]) -> Iterator[Cells]:
    for (account, currency, reason), (count, came, went, oldest) in ordered:
        yield [accounts[account], reason, currency, count, came, went, oldest.isoformat()]


def _figures(built: Built, found: dict[tuple[int, str, str], list[Any]], lines: QuerySet[StatementLine]) -> None:
    bars: dict[str, int] = defaultdict(int)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (_account, currency, reason), (count, came, went, _oldest) in found.items():
        bars[reason] += count
        sums[currency] = [sums[currency][0] + count, sums[currency][1] + came, sums[currency][2] + went]
    built.head["bars"] = [["", sorted(([reason, count] for reason, count in bars.items()), key=lambda item: (-item[1], item[0]))[:12]]]
    built.head["totals"] = [[currency, [["in", came], ["out", went]]] for currency, (_n, came, went) in sorted(sums.items())]
    built.head["facts"] = [["lines", sum(bars.values())]]
    actual = {row["currency"]: row for row in lines.order_by().values("currency").annotate(n=Count("pk"), total=Sum("amount_minor"))}
    built.control("lines_count", "", expected=sum(row["n"] for row in actual.values()), found=sum(bars.values()))
    for currency in sorted({*actual, *sums}):
        built.control("lines_sum", currency, expected=actual.get(currency, {}).get("total") or 0, found=sums[currency][1] + sums[currency][2])


def words(code: str) -> str:
    """A code of this report in the reader's language."""
    if code.startswith("waiting:"):
        return f"{WORDS['waiting']}: {rule_label(code.removeprefix('waiting:'))}"
    return str(WORDS[code]) if code in WORDS else rule_label(code) or _g("Unmatched")


KIND = Kind(
    "unmatched", _("Unmatched by reason"), _("Statement lines that wait for a person, and why, by account."),
    (
        Column("account", _("Bank account")), Column("reason", _("Reason"), "word"), Column("currency", _("Currency")), Column("count", WORDS["lines"], "count"),
        Column("in", WORDS["in"], "money", sparse=True), Column("out", WORDS["out"], "money", sparse=True), Column("oldest", _("Oldest"), "date"),
    ),
    asks=("account",), needs=(), build=build, words=words, bar_money=False,
)  # fmt: skip
