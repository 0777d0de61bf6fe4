"""From what was clocked to what was worked: the arithmetic of one person on one shift.

Pure: no database. Instants are aware and compared as instants, so that a night in which the clocks change has its real length.
The order in which clockings arrived does not matter, only the times that they say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Text
from apps.shifts.states import ClockingKind as K

OFF, WORKING, PAUSED = "off", "working", "paused"
# What may follow: state, kind of clocking, state after it.
_STEPS = {(OFF, K.IN): WORKING, (WORKING, K.BREAK_START): PAUSED, (PAUSED, K.BREAK_END): WORKING, (WORKING, K.OUT): OFF}
_ORDER = (K.IN, K.BREAK_START, K.BREAK_END, K.OUT)

PROBLEMS: dict[str, Text] = {
    "double_in": _("came in at %(time)s, but had come in already"),
    "missing_in": _("clocked at %(time)s without having come in"),
    "break_without_start": _("ended a break at %(time)s that had not begun"),
    "double_break": _("began a break at %(time)s during a break"),
    "break_not_ended": _("went at %(time)s, but the break had not ended"),
    "missing_out": _("has not clocked out after %(time)s"),
}
# What is wrong with a clocking that nothing leads to.
_WRONG = {
    (WORKING, K.IN): "double_in", (PAUSED, K.IN): "double_in", (OFF, K.OUT): "missing_in", (OFF, K.BREAK_START): "missing_in",
    (OFF, K.BREAK_END): "missing_in", (WORKING, K.BREAK_END): "break_without_start", (PAUSED, K.BREAK_START): "double_break",
    (PAUSED, K.OUT): "break_not_ended",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One clocking that holds."""

    kind: str
    at: dt.datetime


@dataclass(frozen=True)
class Problem:
    """Why the hours cannot be told; `code` of PROBLEMS, `at` of the clocking that shows it."""

    code: str
    at: dt.datetime


@dataclass(frozen=True)
class Worked:
    """`starts_at`: the first in; `ends_at`: the last out; None where there is none. `state`: off, working or paused, at the end.
    Without problems worked_seconds + break_seconds is the sum of what passed between each in and its out."""

    worked_seconds: int
    break_seconds: int
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    state: str
    problems: tuple[Problem, ...]


def worked(events: Iterable[Event]) -> Worked:
    """What the clockings of a person on a shift come to. A clocking that does not fit is a problem and moves nothing."""
    seconds = {OFF: 0, WORKING: 0, PAUSED: 0}
    state, since = OFF, None
    first, last = None, None
    problems = []
    # In UTC: Python subtracts and compares times of one zone by the wall, which lies in the night the clocks change.
    for event, after in _fitted(sorted((Event(item.kind, item.at.astimezone(dt.UTC)) for item in events), key=lambda item: item.at)):
        if after == state:
            problems.append(Problem(_WRONG[state, K(event.kind)], event.at))
            continue
        if since is not None:
            seconds[state] += int((event.at - since).total_seconds())
        state, since = after, event.at
        if event.kind == K.IN and first is None:
            first = event.at
        if event.kind == K.OUT:
            last = event.at
    if state != OFF and since is not None:
        problems.append(Problem("missing_out", since))
    return Worked(seconds[WORKING], seconds[PAUSED], first, last, state, tuple(problems))


def _fitted(events: Sequence[Event]) -> list[tuple[Event, str]]:
    """The events in order with the state after each; the state stays where one does not fit. Of several at one instant the
    one that fits comes first."""
    state, found = OFF, []
    for _at, group in groupby(events, key=lambda item: item.at):
        rest = sorted(group, key=lambda item: _ORDER.index(K(item.kind)))
        while rest:
            fitting = [item for item in rest if (state, K(item.kind)) in _STEPS]
            event = (fitting or rest)[0]
            rest.remove(event)
            state = _STEPS.get((state, K(event.kind)), state)
            found.append((event, state))
    return found
