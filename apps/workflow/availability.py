"""What can be done with a row now, and why the rest cannot: read by buttons, the API and the process map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.kernel.transitions import Transition, wrong_state
from apps.tenants.permission import permission_q
from apps.workflow.audited import Audited
from apps.workflow.runner import _as_verdict


@dataclass(frozen=True)
class Offer:
    """One transition as it stands for one row and one actor. `reasons` is empty when it is possible."""

    transition: Transition
    permitted: bool
    reasons: tuple[Reason, ...]

    @property
    def possible(self) -> bool:
        return self.permitted and not self.reasons


def changes_of(model: type[Any]) -> tuple[Transition, ...]:
    """The transitions of a model's machine, or what it names as its `changes` where it has no states."""
    machine = getattr(model, "machine", None)
    return tuple(machine if machine is not None else getattr(model, "changes", ()))


def offers(row: Audited, actor: Actor, params: Mapping[str, Any] | None = None) -> list[Offer]:
    """Every transition that a person may do, with its verdicts, in one query, without locks.

    Guards that need parameters (an amount) are judged by the act itself and count as holding here.
    """
    machine = getattr(row, "machine", None)
    declared = [item for item in changes_of(type(row)) if item.by == "person"]
    if not declared:
        return []
    wheres = {}
    for item in declared:
        wheres[f"_p_{item.name}"] = permission_q(type(row), actor, item.permission)
        for guard in item.guards:
            if params is not None or not callable(guard.condition):
                wheres[f"_g_{item.name}_{guard.code}"] = guard.where(params or {})
    names = {name: _as_verdict(where) for name, where in wheres.items()}
    found = type(row)._default_manager.filter(pk=row.pk).annotate(**names).values(*names).first() or {}
    state = getattr(row, machine.field) if machine else ""
    return [_offer(item, row, state, found) for item in declared]


def _offer(item: Transition, row: Audited, state: str, found: Mapping[str, int]) -> Offer:
    reasons = [guard.reason for guard in item.guards if not found.get(f"_g_{item.name}_{guard.code}", 1)]
    if item.sources and state not in item.sources:
        reasons.insert(0, wrong_state(item, getattr(row, f"get_{row.machine.field}_display")()))  # type: ignore[attr-defined]
    return Offer(item, bool(found.get(f"_p_{item.name}", 0)), tuple(reasons))
