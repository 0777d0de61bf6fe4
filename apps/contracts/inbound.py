"""What partners tell of contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.contracts import actions
from apps.contracts.models import Contract
from apps.integrations import business
from apps.integrations.references import found
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason


def reach_milestone(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Contract:
    """Marks the milestone as reached, today where no day is given."""
    contract = found(data, actor, contract=(Contract.objects.all(), "number"))["contract"]
    term = contract.terms.filter(position=data["position"], is_live=True).first()
    if term is None:
        raise Invalid(Reason("no_such_term", _("The contract has no such billing term."), "position"))
    day = dt.date.fromisoformat(data["reached_on"]) if "reached_on" in data else None
    return actions.reach_milestone(contract.pk, term.pk, actor=actor, at=at, reached_on=day)


def register() -> None:
    """Called from ready()."""
    business.register("milestone.reached", 1, label=_("A milestone was reached"), schemas=Path(__file__).parent / "schemas", handle=reach_milestone)
