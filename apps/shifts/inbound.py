"""What terminals tell of who came and went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.integrations import business
from apps.integrations.references import found
from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.models import Clocking, Employee


def record_clocking(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Clocking:
    """Records the clocking; the same person, kind and time again is the one that is there."""
    person = found(data, actor, employee=(Employee.objects.all(), "code"))["employee"]
    return actions.clock(person.pk, data["kind"], dt.datetime.fromisoformat(data["at"]), actor=actor, at=at)


def register() -> None:
    """Called from ready()."""
    business.register("clocking.recorded", 1, label=_("Somebody came or went"), schemas=Path(__file__).parent / "schemas", handle=record_clocking)
