"""Which days of a bank account are proved by statements, and what breaks the proof.

A statement with both balances, whose entries lead from the one to the other, proves its days. The days between two such
statements are proved too where the second opens with what the first closed with: nothing moved. All else is missing, in
quarantine, or stands on the file's word alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Max, Min, Q, Sum

from apps.payments.models import BankAccount, Statement, StatementLine
from apps.payments.states import StatementState

MOST_DAYS = 400


class DayState(StrEnum):
    """What is known of a day, the best first."""

    PROVED = "proved"
    QUIET = "quiet"
    UNPROVED = "unproved"
    QUARANTINED = "quarantined"
    MISSING = "missing"


@dataclass(frozen=True)
class Break:
    """Two statements that do not meet: the second opens with another balance than the first closed with. Minor units."""

    before: Statement
    after: Statement

    @property
    def difference_minor(self) -> int:
        """What came or went between them and is in no statement."""
        return (self.after.opening_minor or 0) - (self.before.closing_minor or 0)


@dataclass(frozen=True)
class Overlap:
    """A statement that repeats days of earlier ones. `changed`: lines that those days had and it does not repeat: the bank changed or withdrew them."""

    statement: Statement
    new: int
    had: int
    changed: int
    reversed: int


@dataclass
class Continuity:
    """The proof of an account for days of a half-open period. `opening_minor` to `closing_minor` are the balances at the ends of the
    statements in it, `moved_minor` the sum of the lines in force between them; None where no statement with balances is there."""

    account: BankAccount
    starts_on: dt.date
    ends_before: dt.date
    days: dict[dt.date, DayState]
    breaks: list[Break] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    quarantined: list[Statement] = field(default_factory=list)
    opening_minor: int | None = None
    closing_minor: int | None = None
    moved_minor: int | None = None
    equal_lines: int = 0

    @property
    def difference_minor(self) -> int | None:
        """What the lines lack between the first opening and the last closing balance; 0 where all is there."""
        if self.opening_minor is None or self.closing_minor is None or self.moved_minor is None:
            return None
        return self.closing_minor - self.opening_minor - self.moved_minor

    @property
    def is_proved(self) -> bool:
        """Whether every day is proved and the sums agree."""
        whole = all(state in (DayState.PROVED, DayState.QUIET) for state in self.days.values())
        return whole and not self.breaks and self.difference_minor == 0

    def count(self, state: DayState) -> int:
        """How many days are so."""
        return sum(found == state for found in self.days.values())


def known_period(account: BankAccount) -> tuple[dt.date, dt.date] | None:
    """From the first to behind the last day of any statement of the account; None where it has none. One query."""
    found = Statement.objects.filter(account=account).aggregate(first=Min("starts_on"), last=Max("ends_on"))
    return (found["first"], found["last"] + dt.timedelta(days=1)) if found["first"] and found["last"] else None


def continuity_of(account: BankAccount, *, starts_on: dt.date, ends_before: dt.date) -> Continuity:
    """The proof for at most MOST_DAYS days. Four queries whatever the count of statements; the statements within and the one before and after."""
    statements = _statements(account, starts_on, ends_before)
    proof = Continuity(account, starts_on, ends_before, {})
    chain = [item for item in statements if item.state != StatementState.QUARANTINED and item.balances]
    meeting = _chain(chain, proof)
    proof.days = _days(statements, meeting, starts_on, ends_before)
    proof.quarantined = [item for item in statements if item.state == StatementState.QUARANTINED and _within(item, starts_on, ends_before)]
    inside = [item for item in chain if item.starts_on and item.ends_on and item.starts_on >= starts_on and item.ends_on < ends_before]
    _sums(proof, inside)
    _overlaps(proof, [item for item in statements if item.state != StatementState.QUARANTINED and _within(item, starts_on, ends_before)])
    return proof


def _within(item: Statement, starts_on: dt.date, ends_before: dt.date) -> bool:
    return bool(item.starts_on and item.ends_on and item.starts_on < ends_before and item.ends_on >= starts_on)


def _statements(account: BankAccount, starts_on: dt.date, ends_before: dt.date) -> list[Statement]:
    """Those of the period, with the nearest around it: they prove the days at its edges."""
    every = Statement.objects.filter(account=account, starts_on__isnull=False, ends_on__isnull=False).order_by("starts_on", "ends_on", "pk")
    proving = every.filter(opening_minor__isnull=False, closing_minor__isnull=False).exclude(state=StatementState.QUARANTINED)
    earlier = proving.filter(ends_on__lt=starts_on).order_by("-ends_on", "-starts_on", "-pk").values("pk")[:1]
    later = proving.filter(starts_on__gte=ends_before).values("pk")[:1]
    keys = [row["pk"] for row in (*earlier, *later)]
    return list(every.filter(Q(starts_on__lt=ends_before, ends_on__gte=starts_on) | Q(pk__in=keys)))


def _chain(chain: Sequence[Statement], proof: Continuity) -> list[tuple[dt.date, dt.date]]:
    """Notes where statements do not meet. The pairs (last day of one, first of the next) between which nothing moved."""
    quiet: list[tuple[dt.date, dt.date]] = []
    tips: list[Statement] = []  # those that end last so far
    for item in chain:
        assert item.starts_on and item.ends_on
        last = tips[-1].ends_on if tips else None
        if last is not None and item.starts_on >= last:
            met = next((tip for tip in tips if tip.closing_minor == item.opening_minor), None)
            if met is not None:
                quiet.append((last, item.starts_on))
            elif item.starts_on > last or not any(tip.starts_on == tip.ends_on == item.starts_on and tip.opening_minor == item.opening_minor for tip in tips):
                proof.breaks.append(Break(tips[-1], item))
        if last is None or item.ends_on > last:
            tips = [item]
        elif item.ends_on == last:
            tips.append(item)
    return quiet


def _days(
    statements: Sequence[Statement], quiet: Sequence[tuple[dt.date, dt.date]], starts_on: dt.date, ends_before: dt.date
) -> dict[dt.date, DayState]:
    days = {starts_on + dt.timedelta(days=at): DayState.MISSING for at in range((ends_before - starts_on).days)}
    order = list(DayState)

    def mark(first: dt.date, last: dt.date, state: DayState) -> None:
        day = max(first, starts_on)
        while day <= last and day < ends_before:
            days[day] = min(days[day], state, key=order.index)
            day += dt.timedelta(days=1)

    for item in statements:
        assert item.starts_on and item.ends_on
        held = item.state == StatementState.QUARANTINED
        mark(item.starts_on, item.ends_on, DayState.QUARANTINED if held else DayState.PROVED if item.balances else DayState.UNPROVED)
    for last, first in quiet:
        mark(last + dt.timedelta(days=1), first - dt.timedelta(days=1), DayState.QUIET)
    return days


def _sums(proof: Continuity, inside: Sequence[Statement]) -> None:
    """The balances at the ends of the chain and the lines in force between them."""
    if not inside:
        return
    first, last = inside[0], max(inside, key=lambda item: (item.ends_on, item.starts_on, item.pk))
    proof.opening_minor, proof.closing_minor = first.opening_minor, last.closing_minor
    lines = StatementLine.objects.filter(account=proof.account, live_key__isnull=False, booked_on__gte=first.starts_on, booked_on__lte=last.ends_on)
    groups = lines.values("booked_on", "amount_minor", "reference", "counterparty_iban", "remittance").annotate(count=Count("pk"), total=Sum("amount_minor"))
    proof.moved_minor = 0
    for group in groups.order_by():
        proof.moved_minor += group["total"]
        proof.equal_lines += group["count"] if group["count"] > 1 else 0


def _overlaps(proof: Continuity, statements: Sequence[Statement]) -> None:
    """Statements that share days with one imported before them, in the order of import."""
    by_import = sorted(statements, key=lambda item: item.pk)
    sharing = [
        item for at, item in enumerate(by_import)
        if any(_share(item, earlier) for earlier in by_import[:at])
    ]  # fmt: skip
    if not sharing:
        return
    first, last = min(item.starts_on for item in sharing if item.starts_on), max(item.ends_on for item in sharing if item.ends_on)
    lines = StatementLine.objects.filter(account=proof.account, live_key__isnull=False, booked_on__gte=first, booked_on__lte=last)
    counted = list(
        lines.values("statement_id", "booked_on").annotate(count=Count("pk"), reversals=Count("pk", filter=Q(is_reversal=True))).order_by()
    )
    for item in sharing:
        assert item.starts_on and item.ends_on
        there = [row for row in counted if row["statement_id"] < item.pk and item.starts_on <= row["booked_on"] <= item.ends_on]
        had = item.entry_count - item.new_count
        repeated = had if item.repeated_count is None else item.repeated_count
        reversals = sum(row["reversals"] for row in counted if row["statement_id"] == item.pk)
        proof.overlaps.append(Overlap(item, item.new_count, had, max(0, sum(row["count"] for row in there) - repeated), reversals))


def _share(item: Statement, other: Statement) -> bool:
    """Whether they have a day in common. Where each is of one day and goes on from the other, the day is shared but nothing is repeated."""
    assert item.starts_on and item.ends_on and other.starts_on and other.ends_on
    shared = item.starts_on <= other.ends_on and other.starts_on <= item.ends_on
    return shared and not (item.opening_minor is not None and item.opening_minor == other.closing_minor and item.entry_count == item.new_count)
