"""Who gets which order: properties that hold whatever waits and whoever works."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.dispatch.engine import OnShift, Waiting, decide, sort_key

NOW = dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
skills, sites = st.integers(1, 3), st.integers(1, 2)
waiting = st.builds(
    Waiting, key=st.integers(1, 10_000), rank=st.integers(0, 3), due_at=st.none() | st.integers(-100, 1000).map(lambda at: NOW + at * MINUTE),
    received_at=st.integers(0, 500).map(lambda at: NOW - at * MINUTE), minutes=st.integers(1, 300), skill=st.none() | skills, site=st.none() | sites,
)  # fmt: skip
at_work = st.builds(
    OnShift, employee=st.integers(1, 1000), shift=st.integers(1, 5), code=st.sampled_from(["A", "B", "C", "D"]), site=sites,
    skills=st.frozensets(skills), left=st.integers(0, 480), load=st.integers(0, 200),
)  # fmt: skip
orders = st.lists(waiting, max_size=30, unique_by=lambda order: order.key)
people = st.lists(at_work, max_size=10, unique_by=lambda person: person.employee)


@settings(max_examples=200, deadline=None)
@given(orders, people)
def test_nobody_gets_more_than_fits_nor_what_they_cannot_do(found, staff):
    plan, load = decide(found, staff), {person.employee: person.load for person in staff}
    for choice in plan.choices:
        order, person = choice.order, choice.person
        assert order.skill is None or order.skill in person.skills
        assert order.site in (None, person.site)
        assert choice.why["load"] == load[person.employee]
        load[person.employee] += order.minutes
        assert load[person.employee] <= person.left
    assert sorted(item.order.key for item in (*plan.choices, *plan.left)) == sorted(order.key for order in found)


@settings(max_examples=200, deadline=None)
@given(orders, people, st.randoms(use_true_random=False))
def test_the_same_is_decided_in_whatever_order_rows_come(found, staff, chance: random.Random):
    mixed, crew = chance.sample(found, len(found)), chance.sample(staff, len(staff))
    assert decide(found, staff) == decide(mixed, crew)


@settings(max_examples=200, deadline=None)
@given(orders, people)
def test_who_comes_first_is_served_first_and_an_order_is_left_only_if_nobody_could_have_it_then(found, staff):
    plan = decide(found, staff)
    assert [choice.order for choice in plan.choices] == sorted((choice.order for choice in plan.choices), key=sort_key)
    for item in plan.left:
        load = {person.employee: person.load for person in staff}
        for choice in plan.choices:
            if sort_key(choice.order) < sort_key(item.order):
                load[choice.person.employee] += choice.order.minutes
        able = [person for person in staff if item.order.site in (None, person.site) and (item.order.skill is None or item.order.skill in person.skills)]
        assert all(item.order.minutes > person.left - load[person.employee] for person in able)
        assert sum(item.why.values()) == len(staff)


@settings(max_examples=200, deadline=None)
@given(orders, people)
def test_everybody_who_was_not_chosen_is_counted_under_one_reason(found, staff):
    for choice in decide(found, staff).choices:
        assert sum(choice.why["others"].values()) == len(staff) - 1
        loads = [item["load"] for item in choice.why["next"]]
        assert loads == sorted(loads) and all(load >= choice.why["load"] for load in loads)
        assert len(loads) == min(4, choice.why["others"].get("busier", 0))


def person(employee: int, *held: int, left: int = 240, load: int = 0) -> OnShift:
    return OnShift(employee, 1, f"E{employee}", 1, frozenset(held), left, load)


def order(key: int, rank: int = 2, due: int | None = None, minutes: int = 60, skill: int | None = None) -> Waiting:
    return Waiting(key, rank, None if due is None else NOW + due * MINUTE, NOW, minutes, skill, 1)


def given_to(plan):
    return {choice.order.key: choice.person.employee for choice in plan.choices}


def test_the_urgent_one_goes_before_the_one_that_is_due_sooner_and_of_equals_the_sooner():
    plan = decide([order(1, due=10), order(2, rank=0, due=500), order(3, due=5)], [person(7, left=130)])
    assert [choice.order.key for choice in plan.choices] == [2, 3]
    assert [(item.order.key, item.why) for item in plan.left] == [(1, {"full": 1})]


def test_work_is_spread_and_a_rare_skill_is_kept_free():
    plan = decide([order(1), order(2), order(3)], [person(1, 1), person(2), person(3, load=30)])
    assert given_to(plan) == {1: 2, 2: 1, 3: 3}
    assert plan.choices[0].why == {"by": "dispatch", "load": 0, "left": 240, "others": {"busier": 2}, "next": [{"employee_id": 1, "load": 0}, {"employee_id": 3, "load": 30}]}


def test_why_nobody_can_have_it_is_said():
    plan = decide([order(1, minutes=200, skill=1)], [person(1), person(2, 1, left=100), person(3, 1, load=100)])
    assert (plan.choices, plan.left[0].why) == ([], {"skill": 1, "ends": 1, "full": 1})
