"""Requests fall with what they are about: a shift that is cancelled, taken back or changed, a person who is taken off it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from apps.approvals import actions as approvals
from apps.approvals.people import as_engine
from apps.kernel.actor import Actor
from apps.shifts.models import ShiftRequest
from apps.shifts.models.request import LIVE
from apps.shifts.payloads import request_body
from apps.shifts.transitions import WITHDRAW_REQUEST
from apps.workflow.runner import Batch, finish, take_chunk

KIND = "shift_request"


def withdraw_requests(
    shift_ids: Collection[int], *, actor: Actor, at: dt.datetime, reason: str = "", employee_ids: Collection[int] | None = None
) -> None:  # fmt: skip
    """Withdraws what is asked or in approval about the shifts, which are locked; with `employee_ids` only where it is about these
    people's place on them. Locks the requests, then their approvals."""
    ours, theirs = Q(shift_id__in=shift_ids), Q(other_shift_id__in=shift_ids)
    if employee_ids is not None:
        ours &= Q(employee_id__in=employee_ids)
        theirs &= Q(colleague_id__in=employee_ids)
    ids = list(ShiftRequest.objects.filter(ours | theirs, state__in=LIVE).order_by("pk").values_list("pk", flat=True))
    if ids:
        batch = take_chunk(WITHDRAW_REQUEST, ShiftRequest, ids, actor=as_engine(actor), at=at, reason=reason, params={})
        withdrawing(batch)
        finish(batch)


def withdrawing(batch: Batch[ShiftRequest]) -> None:
    """The requests end, and so do those for their approval, whoever submitted them."""
    approvals.close_withdrawn(KIND, [row.pk for row in batch.rows], actor=as_engine(batch.actor), at=batch.at, reason=batch.reason)
    for row in batch.rows:
        row.live_key = None
    batch.record(request_body)
