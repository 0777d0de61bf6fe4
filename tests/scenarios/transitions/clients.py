"""Clients."""

from __future__ import annotations

from typing import Any

from apps.clients import actions as acts
from apps.clients.actions.change import _plain
from apps.tenants.models import Tenant
from tests import factories as make
from tests.scenarios.transitions import WHY, Case, by_key, each


def a_client(company: Tenant, state: str, number: int) -> Any:
    row = make.client(company, f"{state}-{number}", prospect=state == "prospect")
    how = {"actor": make.system(company), **WHY}
    if state == "on_hold":
        return acts.hold_client(row.pk, **how)
    return acts.archive_client(row.pk, **how) if state == "archived" else row


MAKERS = {"clients.Client": a_client}
CASES = {
    "client.update": Case(
        lambda row, actor: acts.update_client(row.pk, actor=actor, notes=f"Of {row.code}", **WHY),
        each(
            lambda row, batch: setattr(row, "notes", f"Of {row.code}"),
            lambda row: {"code": row.code, "changed": {"notes": ["", row.notes]}},
        ),
    ),
    "client.qualify": by_key(acts.qualify_client, _plain),
    "client.hold": by_key(acts.hold_client, _plain),
    "client.release": by_key(acts.release_client, _plain),
    "client.archive": by_key(acts.archive_client, _plain),
    "client.restore": by_key(acts.restore_client, _plain),
}
