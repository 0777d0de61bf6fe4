"""What acts on sites, teams, skills, people and templates have in common: fields in, checks, one entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.kernel.transitions import Creation, Transition
from apps.shifts.payloads import changed, values
from apps.tenants.permission import permitted
from apps.workflow.audited import Audited
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import Batch, creating, performing

M = TypeVar("M", bound=Audited)
Check = Callable[[Any, Actor], list[Reason]]


def assign_fields(row: Audited, given: Mapping[str, Any], names: Sequence[str]) -> None:
    """Sets the fields and checks each. Raises Bug for a field that is not to be set, Invalid for bad values, all at once."""
    set_fields(row, given, names)
    refuse_any(field_problems(row, leave_out=[field.name for field in row._meta.concrete_fields if field.attname not in names or field.is_relation]))


def missing(row: Audited, columns: Sequence[str], *, actor: Actor) -> list[Reason]:
    """A reason for every column whose row is not there, not seen by the actor, or archived."""
    found = []
    for column in columns:
        field: Any = next(item for item in row._meta.concrete_fields if item.attname == column)
        pk, target = getattr(row, column), field.related_model
        if pk is None:
            if not field.null:
                found.append(Reason("required", _("This field is needed."), field.name))
            continue
        seen = permitted(target._default_manager.filter(pk=pk), actor, f"view_{target._meta.model_name}").first()
        if seen is None:
            found.append(Reason("unknown", _("There is no such record."), field.name))
        elif getattr(seen, "state", "") == "archived":
            found.append(Reason("archived", _("“%(name)s” is archived."), field.name, {"name": str(seen)}))
    return found


def create_kept(
    declared: Creation, row: M, given: Mapping[str, Any], *, names: Sequence[str], check: Check, actor: Actor, at: dt.datetime, reason: str
) -> M:  # fmt: skip
    """Makes a row of the fields. Raises NotPermitted, Invalid with every problem, Refused for a code that is taken."""
    with creating(declared, type(row), actor=actor, at=at, reason=reason) as batch:
        assign_fields(row, given, names)
        refuse_any(check(row, actor))
        batch.add(row)
        batch.record(lambda made: values(made, names))
    return row


def update_kept(
    declared: Transition, model: type[M], pk: int, *, given: Mapping[str, Any], names: Sequence[str], check: Check, actor: Actor,
    at: dt.datetime, reason: str, version: int | None,
) -> M:  # fmt: skip
    """Changes the fields that are given. Locks the row. Raises as `create_kept`, NotVisible, Stale."""
    with performing(declared, model, pk, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        row = batch.row
        before = values(row, names)
        assign_fields(row, given, names)
        refuse_any(check(row, actor))
        batch.record(lambda made: {"changed": changed(before, values(made, names))})
    return row


def turn(
    declared: Transition, model: type[M], pk: int, *, actor: Actor, at: dt.datetime, reason: str, version: int | None, told: Callable[[Any], dict[str, Any]] = lambda row: {"code": row.code}
) -> M:  # fmt: skip
    """An act that moves the state and nothing else."""
    with performing(declared, model, pk, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        plainly(batch, told)
    return batch.row


def plainly(batch: Batch[Any], told: Callable[[Any], dict[str, Any]] = lambda row: {"code": row.code}) -> None:
    """The body of such an act."""
    batch.record(told)


def refuse_any(problems: list[Reason]) -> None:
    """Raises Invalid with the problems, if there are any."""
    if problems:
        raise Invalid(problems)
