"""Who gets which order: a pure function of the orders that wait and the people who are on shift. No Django inside.

Orders are taken one after the other: by priority, then by the promise that would be broken first, then by when they were received.
Each goes to whom of those who may have it has least to do; of equals to who has fewer other skills, so that the rarer ones stay
free; then by staff number. The outcome does not depend on the order in which rows are given.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

# Of those who were considered, so many are named with the reason why it was not they.
MOST_NAMED = 4
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order in the queue. `rank`: 0 comes first. `due_at`: the promise that would be broken first, None for none."""

    key: int
    rank: int
    due_at: dt.datetime | None
    received_at: dt.datetime
    minutes: int
    skill: int | None = None
    site: int | None = None


@dataclass(frozen=True, slots=True)
class OnShift:
    """A person at work now. `left`: minutes until the shift ends, without its break; `load`: minutes of work in hand already."""

    employee: int
    shift: int
    code: str
    site: int
    skills: frozenset[int]
    left: int
    load: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom an order goes to. `why`: what is stored with it, see `explained`."""

    order: Waiting
    person: OnShift
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Left:
    """An order that nobody can have now. `why`: how many people lack what."""

    order: Waiting
    why: dict[str, int]


@dataclass
class Plan:
    """What the engine decided, in the order in which it did."""

    choices: list[Choice] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def sort_key(order: Waiting) -> tuple[Any, ...]:
    """By priority, by what is due first, by when it was received."""
    return (order.rank, order.due_at or _LAST, order.received_at, order.key)


def decide(orders: Iterable[Waiting], people: Iterable[OnShift]) -> Plan:
    """Gives each order to a person, or says why nobody can have it. Nobody gets more minutes than are left of their shift, and
    no order goes to who lacks its skill or works elsewhere."""
    found, everybody = Plan(), sorted(people, key=lambda person: (person.code, person.employee))
    load = {person.employee: person.load for person in everybody}
    able: dict[tuple[int | None, int | None], tuple[list[OnShift], dict[str, int]]] = {}
    for order in sorted(orders, key=sort_key):
        group = (order.skill, order.site)
        if group not in able:
            able[group] = _able(order, everybody)
        person = _give(order, *able[group], load=load, found=found)
        if person is not None:
            load[person.employee] += order.minutes
    return found


def _able(order: Waiting, people: Sequence[OnShift]) -> tuple[list[OnShift], dict[str, int]]:
    """Who works where the order is and holds its skill; and how many do not, by the first of the two."""
    at_site = [person for person in people if order.site is None or person.site == order.site]
    able = [person for person in at_site if order.skill is None or order.skill in person.skills]
    return able, {"site": len(people) - len(at_site), "skill": len(at_site) - len(able)}


def _give(order: Waiting, able: Sequence[OnShift], lacking: dict[str, int], *, load: dict[int, int], found: Plan) -> OnShift | None:
    ends, full, free = 0, 0, []
    for index, person in enumerate(able):
        if order.minutes > person.left:
            ends += 1
        elif order.minutes > person.left - load[person.employee]:
            full += 1
        else:
            free.append((load[person.employee], len(person.skills), index))
    counts = {name: count for name, count in (*lacking.items(), ("ends", ends), ("full", full)) if count}
    if not free:
        found.left.append(Left(order, counts))
        return None
    best = heapq.nsmallest(MOST_NAMED + 1, free)
    chosen = able[best[0][2]]
    if len(free) > 1:
        counts["busier"] = len(free) - 1
    found.choices.append(Choice(order, chosen, explained(chosen, best[0][0], counts, named=[(able[place], minutes) for minutes, _skills, place in best[1:]])))
    return chosen


def explained(person: OnShift, load: int, others: dict[str, int], *, named: Sequence[tuple[OnShift, int]]) -> dict[str, Any]:
    """Why this person, as data: `load` minutes in hand and `left` minutes of the shift when it was decided; how many `others` were
    not chosen, by reason (site, skill, ends: the shift ends before, full: too much in hand, busier: more in hand, or as much and
    more skills); and the next of those who could have had it, with their load."""
    return {
        "by": "dispatch",
        "load": load,
        "left": person.left,
        "others": others,
        "next": [{"employee_id": item.employee, "load": minutes} for item, minutes in named],
    }
