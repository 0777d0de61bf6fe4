"""The address of a person's calendar."""

from __future__ import annotations

import datetime as dt

from apps.kernel.actor import Actor
from apps.shifts.models import Employee
from apps.shifts.transitions import RENEW_CALENDAR
from apps.workflow.runner import Batch, performing


def renew_calendar(employee_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Employee:
    """Gives the person's calendar another address; the one before leads nowhere from now on. The first one is made so, too.

    For the person themself, and for who keeps employees. Locks the person.
    """
    with performing(RENEW_CALENDAR, Employee, employee_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        renewing(batch)
    return batch.row


def renewing(batch: Batch[Employee]) -> None:
    """Another key for each. A key is no secret, the address is signed with the site's; it only has to be another one each time,
    which the version is."""
    for row in batch.rows:
        row.feed_key = f"{row.version}-{batch.at:%y%m%d%H%M%S}"
    batch.record(lambda row: {"code": row.code})
