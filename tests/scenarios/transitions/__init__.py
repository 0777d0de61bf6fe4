"""How each registered transition is performed where all of them are walked: one module an app.

Each module has MAKERS, by model label: `maker(company, state, number)` gives a row in the state, brought there by
acts, different for each number; and CASES, by "subject.transition".
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import models

from apps.kernel.actor import Actor
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch
from tests.factories import AT

# What most acts are given beside the row and the actor.
WHY = {"at": AT, "reason": "why"}


@dataclass(frozen=True)
class Case:
    """`act(row, actor)` performs it on one row by its public act; `apply(batch)` says the same to the set path.
    `reason`: the one that the act gives. `make(company, number)`: a row in the source state, where the model's maker
    does not do."""

    act: Callable[[Any, Actor], Any]
    apply: Callable[[Batch[Any]], None]
    reason: str = "why"
    make: Callable[[Tenant, int], Any] | None = None


def by_key(act: Callable[..., Any], apply: Callable[[Batch[Any]], None], **more: Any) -> Case:
    """The case of an act that takes the row's key, the actor, the time and a reason."""
    return Case(lambda row, actor: act(row.pk, actor=actor, **WHY), apply, **more)


def each(change: Callable[[Any, Batch[Any]], None], payload: Callable[[Any], dict[str, Any]]) -> Callable[[Batch[Any]], None]:
    """An apply that changes row by row and records the payload."""

    def apply(batch: Batch[Any]) -> None:
        for row in batch.rows:
            change(row, batch)
        batch.record(payload)

    return apply


def setting(payload: Callable[[Any], dict[str, Any]], **values: Any) -> Callable[[Batch[Any]], None]:
    """An apply that sets the values in every row and records the payload."""
    return each(lambda row, batch: row.__dict__.update(values), payload)


def stood_in(model: type[models.Model], state: str, company: Tenant, number: int, case: Case | None = None) -> Any:
    """A row in the state; by SQL into one that no act leads to yet. Needs a bound tenant."""
    if case is not None and case.make is not None:
        row = case.make(company, number)
    else:
        row = MAKERS[model._meta.label](company, state, number)
    if row.state != state:
        machine = model.machine  # type: ignore[attr-defined]
        assert not any(state in item.targets for item in machine), f"{model._meta.label}: the maker gives no {state}"
        model._base_manager.filter(pk=row.pk).update(state=state)
    return model._default_manager.get(pk=row.pk)


MAKERS: dict[str, Callable[[Tenant, str, int], Any]] = {}
CASES: dict[str, Case] = {}
for _module in pkgutil.iter_modules(__path__):
    _found = import_module(f"{__name__}.{_module.name}")
    MAKERS |= _found.MAKERS
    CASES |= _found.CASES
