"""What was shared until a day that has passed is taken back and told in the journal. The filter has not honoured it since."""

from __future__ import annotations

import datetime as dt

import structlog

from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.tenants.actors import system_actor
from apps.tenants.scope import scope
from apps.workflow.sharing import all_shareable, ended

logger = structlog.get_logger("oblik.sharing")


def sweep(tenant_id: int, at: dt.datetime) -> int:
    """Takes back what has ended by the instant; how many sharings. Idempotent: one that was prolonged or taken meanwhile is
    passed over, and one that fails stops no other."""
    count, actor = 0, system_actor(tenant_id, "sharing")
    with scope(tenant_id):
        for shareable in all_shareable():
            for row_id, holder in ended(shareable, tenant_id, at):
                try:
                    retrying(lambda: shareable.unshare(row_id, holder, actor=actor, at=at, ended_by=at))  # noqa: B023 - called at once
                    count += 1
                except Refusal as refusal:
                    logger.warning("share_not_ended", model=shareable.model._meta.label, row=row_id, reason=str(refusal))
    return count
