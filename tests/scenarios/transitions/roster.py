"""Shifts as they are published, taken back and cancelled."""

from __future__ import annotations

from typing import Any

from apps.shifts import actions as acts
from apps.shifts.actions import publish
from apps.tenants.models import Tenant
from tests.factories import shifts as work
from tests.scenarios.transitions import by_key


def staffed(company: Tenant, _number: int) -> Any:
    """A planned shift that lacks nobody."""
    place = work.site(company)
    return work.shift(company, place, people=[work.employee(company, place)])


MAKERS: dict[str, Any] = {}
CASES = {
    "shift.publish": by_key(acts.publish_shift, publish.publishing, make=staffed),
    "shift.unpublish": by_key(acts.unpublish_shift, publish.unpublishing),
    "shift.cancel": by_key(acts.cancel_shift, publish.cancelling),
}
