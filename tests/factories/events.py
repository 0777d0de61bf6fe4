"""Business events to test with."""

from __future__ import annotations

from typing import Any

from apps.integrations.actions import take_events
from apps.integrations.models import InboundEvent
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.factories import AT


def told(number: int | str = 1, type: str = "client.upserted", version: int = 1, source: str = "crm", **data: Any) -> dict[str, Any]:
    """An event as a partner sends it."""
    data = data or {"code": f"E-{number}", "legal_name": f"Partner {number}"}
    return {"type": type, "version": version, "id": f"e-{number}", "source": source, "occurred_at": "2026-03-31T08:00:00Z", "data": data}


def received(company: Any, number: int | str = 1, **more: Any) -> InboundEvent:
    """An event that a key of the company sent, waiting for its handler."""
    from apps.tenants.actors import actor_of_key

    key, _secret = create_api_key(f"events {number}", actor=make.system(company), at=AT, roles=("integration",))
    taken = take_events([told(number, **more)], actor=actor_of_key(key), at=AT)
    assert taken[0].row is not None, taken[0].problems
    return taken[0].row
