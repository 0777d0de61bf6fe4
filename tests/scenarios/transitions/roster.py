"""Shifts as they are published, taken back and cancelled, and offered; what people ask for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.shifts import actions as acts
from apps.shifts.actions import publish, replace, requests, withdrawing
from apps.shifts.transitions import SUBMIT_REQUEST
from apps.tenants.models import Tenant
from tests import factories as make
from tests.factories import approvals
from tests.factories import shifts as work
from tests.scenarios.transitions import WHY, Case, by_key

DIGEST = "d" * 64
AHEAD = work.MONDAY + dt.timedelta(days=28)


def staffed(company: Tenant, _number: int) -> Any:
    """A planned shift that lacks nobody."""
    place = work.site(company)
    return work.shift(company, place, people=[work.employee(company, place)])


def a_request(company: Tenant, state: str, number: int) -> Any:
    """Of somebody who gives a shift to a colleague."""
    how: dict[str, Any] = {"actor": make.system(company), **WHY}
    place = work.site(company)
    giver, taker = work.employee(company, place, "Giver"), work.employee(company, place, "Taker")
    shift = work.shift(company, place, AHEAD, people=[giver])
    acts.publish_shift(shift.pk, **how)
    made = acts.ask_shift_request("give", shift.pk, giver.pk, colleague_id=taker.pk, **how)
    if state in ("in_approval", "rejected"):
        make.member(company, "dispatcher")  # who asks and does not approve
        policy = approvals.policy(company, approvals.BY_OWNER, applies_to="shift_request")
        made = acts.accept_shift_request(made.pk, **how)
        approvals.actions.retire_policy(policy.pk, **how)
        return acts.reject_shift_request(made.pk, **how) if state == "rejected" else made
    if state == "approved":
        return acts.accept_shift_request(made.pk, **how)
    if state == "declined":
        return acts.decline_shift_request(made.pk, **how)
    return acts.withdraw_shift_request(made.pk, **how) if state == "withdrawn" else made


MAKERS: dict[str, Any] = {"shifts.ShiftRequest": a_request}
CASES = {
    "employee.set_hour_cost": Case(
        lambda row, actor: acts.set_hour_cost(row.pk, Decimal("150.50"), actor=actor, **WHY), lambda batch: replace.costing(batch, Decimal("150.50"))
    ),
    "shift.publish": by_key(acts.publish_shift, publish.publishing, make=staffed),
    "shift.unpublish": by_key(acts.unpublish_shift, publish.unpublishing),
    "shift.cancel": by_key(acts.cancel_shift, publish.cancelling),
    "shift.open": by_key(acts.open_shift, lambda batch: requests.offering(batch, is_open=True)),
    "shift.shut": by_key(acts.shut_shift, lambda batch: requests.offering(batch, is_open=False)),
    "shift_request.submit": Case(
        lambda row, actor: requests._decided(SUBMIT_REQUEST, row.pk, requests.deciding, actor=actor, **WHY), requests.deciding
    ),
    "shift_request.accept": by_key(acts.accept_shift_request, requests.accepting),
    "shift_request.decline": by_key(acts.decline_shift_request, requests.ending),
    "shift_request.withdraw": by_key(acts.withdraw_shift_request, withdrawing.withdrawing),
    "shift_request.approve": Case(
        lambda row, actor: acts.approve_shift_request(row.pk, digest=DIGEST, actor=actor, **WHY),
        lambda batch: requests.approving(batch, DIGEST),
    ),
    "shift_request.reject": by_key(acts.reject_shift_request, requests.ending),
}
