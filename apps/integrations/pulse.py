"""When an endpoint is tried: growing waits, a budget of repeats, a circuit. Pure: numbers in, numbers out.

Budget: in a window of ten minutes at most 10 % of the attempts may be repeats, ten are always free; one more opens the circuit, and
so do ten failures in a row. An open circuit sends nothing for a minute, twice as long each time, an hour at most; then it tries one.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from apps.integrations.models import EndpointPulse
from apps.integrations.states import Circuit

WAITS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 12 * 3600))
JITTER = 0.2
WINDOW = dt.timedelta(minutes=10)
SHARE = 0.1
FREE_REPEATS = 10
FAILURES_IN_A_ROW = 10
FIRST_COOLING = dt.timedelta(minutes=1)
LONGEST_COOLING = dt.timedelta(hours=1)


def next_wait(attempts: int, chance: random.Random) -> dt.timedelta:
    """How long after so many failed attempts the next one waits: within 20 % of the list, so that many do not come together."""
    base = WAITS[min(attempts, len(WAITS)) - 1]
    return base * (1 + chance.uniform(-JITTER, JITTER))


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """What the other side asks for by Retry-After (RFC 9110): seconds or a date; None where it is neither."""
    from email.utils import parsedate_to_datetime

    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return dt.timedelta(seconds=int(text))
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    told = told if told.tzinfo else told.replace(tzinfo=dt.UTC)
    return max(told - now, dt.timedelta(0))


def repeats_left(pulse: EndpointPulse, now: dt.datetime) -> int:
    """How many repeats the window still takes."""
    if pulse.window_at is None or now - pulse.window_at >= WINDOW:
        return FREE_REPEATS
    return max(FREE_REPEATS, int(pulse.tried * SHARE)) - pulse.retried


def count(pulse: EndpointPulse, *, tried: int, retried: int, now: dt.datetime) -> None:
    """Counts attempts in the window."""
    if pulse.window_at is None or now - pulse.window_at >= WINDOW:
        pulse.window_at, pulse.tried, pulse.retried = now, 0, 0
    pulse.tried, pulse.retried = pulse.tried + tried, pulse.retried + retried


def succeeded(pulse: EndpointPulse) -> None:
    """The endpoint answers: the circuit closes."""
    pulse.failing, pulse.opened, pulse.circuit, pulse.quiet_ends_at = 0, 0, Circuit.CLOSED, None


def failed(pulse: EndpointPulse, now: dt.datetime) -> None:
    """One more failure: behind too many in a row, and when the one try of a half-open circuit fails, it opens."""
    pulse.failing += 1
    if pulse.circuit == Circuit.HALF_OPEN or pulse.failing >= FAILURES_IN_A_ROW:
        open_circuit(pulse, now)


def open_circuit(pulse: EndpointPulse, now: dt.datetime) -> None:
    """Nothing is sent for a while, longer each time."""
    cooling = min(FIRST_COOLING * 2 ** min(pulse.opened, 10), LONGEST_COOLING)
    pulse.circuit, pulse.opened, pulse.failing = Circuit.OPEN, pulse.opened + 1, 0
    keep_quiet(pulse, now + cooling)


def keep_quiet(pulse: EndpointPulse, until: dt.datetime) -> None:
    """Nothing is sent before; an earlier end does not shorten a later one."""
    pulse.quiet_ends_at = max(until, pulse.quiet_ends_at) if pulse.quiet_ends_at else until
