"""How a payment stands follows from what was told, whatever order it came in and however often."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.integrations.providers.contract import FactKind
from apps.payments.providers.standing import Reported, standing_of
from apps.payments.states import ProviderState as S

DAY = dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC)


def at(hour):
    return DAY.replace(hour=hour)


PENDING, PAID = Reported("payment_pending", 500, "UAH", at(9)), Reported("payment_succeeded", 500, "UAH", at(10))
FAILED = Reported("payment_failed", 500, "UAH", at(11))
BACK = Reported("payment_refunded", 500, "UAH", at(12))
_facts = st.lists(
    st.builds(
        Reported, st.sampled_from([kind.value for kind in FactKind]), st.sampled_from([0, 100, 500]), st.sampled_from(["", "UAH", "USD"]),
        st.sampled_from([None, at(9), at(10), at(11)]), st.sampled_from(["", "a", "b"]), st.sampled_from([0, 5]),
    ),
    max_size=8,
)  # fmt: skip


@settings(deadline=None, max_examples=1000)
@given(_facts, st.randoms())
def test_order_and_repetition_change_nothing(facts, chance):
    shuffled = [*facts, *chance.choices(facts, k=len(facts))] if facts else []
    chance.shuffle(shuffled)
    assert standing_of(facts) == standing_of(shuffled)


def test_facts_of_one_moment_that_differ_in_the_currency_alone_are_in_one_order():
    one, other = Reported("payment_succeeded", 500, "", at(9)), Reported("payment_succeeded", 500, "UAH", at(9))
    assert standing_of([one, other]) == standing_of([other, one])
    assert standing_of([one, other]).currency == "UAH"


def states_of(*facts):
    return {standing_of(order).state for order in itertools.permutations(facts)}


def test_what_comes_late_takes_nothing_back():
    assert states_of() == {S.PENDING}
    assert states_of(PENDING, PAID) == states_of(FAILED, PAID, PENDING) == {S.PAID}
    assert states_of(PENDING, FAILED) == {S.FAILED}
    assert states_of(FAILED, Reported("payment_pending", 500, "UAH", at(12))) == {S.PENDING}  # tried again
    assert states_of(PENDING, Reported("payment_expired", 0, "", at(13))) == {S.EXPIRED}
    assert states_of(BACK, PAID, PENDING) == states_of(BACK) == {S.REFUNDED}


def test_refunds_are_counted_once():
    part = Reported("payment_refunded", 200, "UAH", at(12), "r-1")
    assert standing_of([PAID, part]).state == S.PARTLY_REFUNDED
    assert standing_of([PAID, part, Reported("payment_refunded", 200, "UAH", at(14), "r-1")]).refunded_minor == 200
    assert standing_of([PAID, part, Reported("payment_refunded", 300, "UAH", at(13), "r-2")]).state == S.REFUNDED
    assert standing_of([PAID, part, Reported("payment_refunded", 200, "UAH", at(13))]).refunded_minor == 200  # the sum, and the refund in it
    failed = standing_of([PAID, part, Reported("refund_failed", 200, "UAH", at(15), "r-1")])
    assert (failed.refunded_minor, failed.state, failed.problems) == (0, S.PAID, ("refund_failed",))


def test_disputes_end():
    begun, won, lost = (Reported(kind, 500, "UAH", at(12), "d-1") for kind in ("payment_disputed", "dispute_won", "dispute_lost"))
    assert states_of(PAID, begun) == {S.DISPUTED}
    assert states_of(PAID, begun, won) == {S.PAID}
    assert states_of(PAID, begun, lost) == {S.LOST}
    assert states_of(PAID, begun, won, Reported("payment_disputed", 500, "UAH", at(13), "d-2")) == {S.DISPUTED}


def test_what_does_not_agree_is_said():
    assert standing_of([PAID, Reported("payment_succeeded", 400, "UAH", at(10))]).problems == ("amounts_disagree",)
    assert "currencies_disagree" in standing_of([PAID, Reported("payment_refunded", 500, "USD", at(10))]).problems
