"""How a payment stands at its provider: made of the facts alone, whatever order they came in and however often.

Pure: no clock, no database. A success is never undone by a failure that is told later or earlier, only by refunds and disputes; among
states that may still change, the one that happened last counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from apps.integrations.providers.contract import FactKind
from apps.payments.states import ProviderState

_EVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_LATER = {FactKind.PENDING: 0, FactKind.EXPIRED: 1, FactKind.FAILED: 2}
_OPEN_STATES = {FactKind.PENDING: ProviderState.PENDING, FactKind.EXPIRED: ProviderState.EXPIRED, FactKind.FAILED: ProviderState.FAILED}


@dataclass(frozen=True)
class Reported:
    """One fact, in minor units. `amount_minor` 0 and `currency` "": not said."""

    kind: str
    amount_minor: int = 0
    currency: str = ""
    occurred_at: dt.datetime | None = None
    part_id: str = ""
    fee_minor: int = 0


@dataclass(frozen=True)
class Standing:
    """What the facts come to. `paid_minor`: None until the provider said that it took the money. `problems`: codes of what does not
    agree; nothing is booked over them."""

    state: ProviderState
    paid_minor: int | None = None
    currency: str = ""
    paid_at: dt.datetime | None = None
    refunded_minor: int = 0
    fee_minor: int = 0
    dispute_won: bool = False
    problems: tuple[str, ...] = ()


def _order(fact: Reported) -> tuple[dt.datetime, int, int, str, str, int]:
    """By time; what differs in nothing else than the last of these is equal, so that no two facts change places."""
    return fact.occurred_at or _EVER, _LATER.get(FactKind(fact.kind), 0), fact.amount_minor, fact.currency, fact.part_id, fact.fee_minor


def standing_of(facts: Iterable[Reported]) -> Standing:
    """The same for every order and repetition of the facts; `pending` for none."""
    known = set(facts)
    by_kind = {kind: sorted((fact for fact in known if fact.kind == kind), key=_order) for kind in FactKind}
    paid = by_kind[FactKind.SUCCEEDED]
    problems = []
    if len({(fact.amount_minor, fact.currency) for fact in paid}) > 1:
        problems.append("amounts_disagree")
    if len({fact.currency for fact in known if fact.currency}) > 1:
        problems.append("currencies_disagree")
    failed_parts = {fact.part_id for fact in by_kind[FactKind.REFUND_FAILED]}
    if failed_parts:
        problems.append("refund_failed")
    refunded = _refunded(by_kind[FactKind.REFUNDED], failed_parts)
    lost, won, disputed = ({fact.part_id for fact in by_kind[kind]} for kind in (FactKind.DISPUTE_LOST, FactKind.DISPUTE_WON, FactKind.DISPUTED))
    last = paid[-1] if paid else None
    return Standing(
        _state(by_kind, refunded, lost=bool(lost), disputed=bool(disputed - lost - won)), last.amount_minor if last else None,
        last.currency if last else "", min((fact.occurred_at for fact in paid if fact.occurred_at), default=None), refunded,
        max((fact.fee_minor for fact in paid), default=0), bool(won) and not lost, tuple(sorted(problems)),
    )  # fmt: skip


def _refunded(facts: list[Reported], failed: set[str]) -> int:
    """What went back: the sum of single refunds, or what was last said to be the sum, whichever is more."""
    single: dict[str, int] = {}
    for fact in facts:
        if fact.part_id and fact.part_id not in failed:
            single[fact.part_id] = max(fact.amount_minor, single.get(fact.part_id, 0))
    whole = [fact.amount_minor for fact in facts if not fact.part_id]
    return max(sum(single.values()), whole[-1] if whole else 0)


def _state(by_kind: dict[FactKind, list[Reported]], refunded: int, *, lost: bool, disputed: bool) -> ProviderState:
    paid = by_kind[FactKind.SUCCEEDED]
    if lost:
        return ProviderState.LOST
    if disputed:
        return ProviderState.DISPUTED
    if refunded:
        return ProviderState.REFUNDED if not paid or refunded >= paid[-1].amount_minor else ProviderState.PARTLY_REFUNDED
    if paid or by_kind[FactKind.DISPUTE_WON]:
        return ProviderState.PAID
    waiting = sorted((fact for kind in _OPEN_STATES for fact in by_kind[kind]), key=_order)
    return _OPEN_STATES[FactKind(waiting[-1].kind)] if waiting else ProviderState.PENDING
