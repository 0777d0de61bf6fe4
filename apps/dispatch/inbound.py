"""What partners ask of dispatch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.dispatch import actions
from apps.dispatch.models import WorkOrder, WorkQueue
from apps.integrations import business
from apps.integrations.references import found
from apps.kernel.actor import Actor
from apps.shifts.models import Site, Skill


def request_work(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> WorkOrder:
    """Makes the order; its promises run from now."""
    named = found(
        data, actor, client=(Client.objects.all(), "code"), queue=(WorkQueue.objects.all(), "name"), contract=(Contract.objects.all(), "number"),
        site=(Site.objects.all(), "code"), skill=(Skill.objects.all(), "code"),
    )  # fmt: skip
    values = {name: data[name] for name in ("title", "description", "priority", "estimated_minutes") if name in data}
    values |= {f"{name}_id": named[name].pk for name in ("contract", "site", "skill") if named[name] is not None}
    return actions.create_order(named["client"].pk, named["queue"].pk, actor=actor, at=at, **values)


def register() -> None:
    """Called from ready()."""
    business.register("work_order.requested", 1, label=_("Work that is asked for"), schemas=Path(__file__).parent / "schemas", handle=request_work)
