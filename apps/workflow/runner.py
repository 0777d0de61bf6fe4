"""One act on one row, or on a locked chunk of rows: one row is a batch of one."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django_fsm.signals import post_transition, pre_transition

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Bug, Invalid, NotPermitted, Reason, Refusal, Refused, Stale, not_visible
from apps.kernel.transitions import Creation, Transition, wrong_state
from apps.tenants.permission import permission_q, require
from apps.tenants.prepared import Prepared
from apps.workflow import storage
from apps.workflow.audited import Audited
from apps.workflow.observed import observing_act
from apps.workflow.unit import current_unit, unit_of_work

M = TypeVar("M", bound=Audited)
Payload = Callable[[Any], dict[str, Any]]

MOST_REASON = 500  # characters, as the journal's column
_VISIBLE, _PERMITTED, _GUARD = "_may_see", "_may_act", "_guard_"


class Batch(Generic[M]):
    """The rows of one act in hand: locked, permitted, in a source state, every guard holding.

    The act changes fields of `rows` and calls `record` once; the runner then runs the state machine,
    writes rows, history and journal. `refuse` takes single rows out again with a reason.
    """

    def __init__(
        self, declared: Transition | Creation, rows: list[M], *, actor: Actor, at: dt.datetime, reason: str,
        params: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.declared, self.rows, self.actor, self.at = declared, rows, actor, at
        self.reason, self.params = reason, params
        self.refused: list[tuple[M, tuple[Reason, ...]]] = []
        self._before = [storage.values_of(row) for row in rows]
        self._targets: dict[int, str] = {}
        self._payload: Payload | None = None
        self._told: list[Draft] = []
        self._deleted = False

    @property
    def row(self) -> M:
        """The only row of a batch of one."""
        if len(self.rows) != 1:
            raise Bug(f"{self.declared.name}: one row was asked for, {len(self.rows)} are in hand")
        return self.rows[0]

    def add(self, *rows: M) -> None:
        """Hands new rows to a creating act; they are inserted at once, so that children can point at them."""
        storage.insert(rows, reason=self.reason)
        self.rows.extend(rows)

    def fill(self, model: type[M], names: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[int]:
        """Inserts new rows for a creating act without making objects of them, given column by column: for rows by the thousand.
        Gives their keys; `tell` says what the journal keeps of them."""
        return storage.fill(model, names, columns, reason=self.reason)

    def tell(self, model: type[M], keys: Sequence[int], *, states: Sequence[str], bodies: Sequence[dict[str, Any]]) -> None:
        """Says what the journal keeps of filled rows: the state and the body of each."""
        subject = model.subject_kind or self.declared.subject
        self._told += [
            Draft(self.declared.journal_type, subject, key, body, "", state, self.reason)
            for key, state, body in zip(keys, states, bodies, strict=True)
        ]

    def to(self, row: M, state: str) -> None:
        """Says which of the transition's targets the row goes to."""
        self._targets[row.pk] = state

    def refuse(self, row: M, *reasons: Reason) -> None:
        """Takes a row out: refused alone it raises, in a set it is counted."""
        index = self.rows.index(row)
        del self.rows[index], self._before[index]
        self.refused.append((row, reasons))

    def delete_rows(self) -> None:
        """Deletes the rows at the end of the act instead of updating them."""
        self._deleted = True

    def record(self, payload: Payload) -> None:
        """Says what the journal keeps: a function from the row as it is at the end to a JSON-able body."""
        self._payload = payload


@contextlib.contextmanager
def creating(
    declared: Creation, model: type[M], *, actor: Actor, at: dt.datetime, reason: str = ""
) -> Iterator[Batch[M]]:
    """Runs a creating act. Rows go in by `batch.add`. Raises NotPermitted, Invalid, Refused.

    Transaction: durable, or the enclosing unit. Locks: the tenant's journal head, last.
    """
    with observing_act(f"{declared.subject}.{declared.name}"), unit_of_work(actor=actor, at=at) as unit:
        _check_reason(reason)
        _require_permission(model, actor, declared.permission)
        batch: Batch[M] = Batch(declared, [], actor=actor, at=at, reason=reason, params={})
        yield batch
        unit.drafts.extend(batch._told)
        if batch._told and not batch.rows:
            return
        if not batch.rows or batch._payload is None:
            raise Bug(f"{declared.subject}.{declared.name} created or recorded nothing")
        for row in batch.rows:
            state = str(getattr(row, "state", ""))
            unit.drafts.append(_draft(declared, row, batch, "", state))


@contextlib.contextmanager
def performing(
    declared: Transition, model: type[M], pk: int, *, actor: Actor, at: dt.datetime, reason: str = "",
    expected_version: int | None = None, params: Mapping[str, Any] | None = None,
) -> Iterator[Batch[M]]:  # fmt: skip
    """Runs an act on one row. The row is locked first, with the verdict of every guard.

    Raises NotVisible, NotPermitted, Stale, Invalid (a needed reason is missing), Refused with every reason.
    Transaction: durable, or the enclosing unit. Locks: the row; at the end the tenant's journal head.
    """
    with observing_act(f"{declared.subject}.{declared.name}"), unit_of_work(actor=actor, at=at):
        batch = take_one(declared, model, pk, actor=actor, at=at, reason=reason, expected_version=expected_version, params=params)
        yield batch
        if batch.refused:
            raise Refused(batch.refused[0][1])
        finish(batch)


def take_one(
    declared: Transition, model: type[M], pk: int, *, actor: Actor, at: dt.datetime, reason: str = "",
    expected_version: int | None = None, params: Mapping[str, Any] | None = None,
) -> Batch[M]:  # fmt: skip
    """Locks one row and judges it, as `performing` does, in the open unit: for who only asks for the change (`finish` makes
    it). Raises as `performing`."""
    batch, refusals = _take(declared, model, [pk], actor=actor, at=at, reason=reason, params=params or {}, version=expected_version)
    if refusals:
        raise refusals[0]
    if not batch.rows:
        raise not_visible()
    return batch


def take_all(
    declared: Transition, model: type[M], ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str = "",
) -> Batch[M]:  # fmt: skip
    """Locks all of the rows in the open unit, or raises as `performing` would for the first that may not be taken."""
    batch, refusals = _take(declared, model, ids, actor=actor, at=at, reason=reason, params={}, version=None)
    if refusals:
        raise refusals[0]
    if len(batch.rows) != len(set(ids)):
        raise not_visible()
    return batch


def take_chunk(
    declared: Transition, model: type[M], ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str,
    params: Mapping[str, Any], only: tuple[str, ...] = (),
) -> Batch[M]:  # fmt: skip
    """Locks a chunk of rows for the set path; the refused stand in `batch.refused`. `only`: the fields that the act looks at or
    changes, where it needs but a few of a wide row; no other may be changed then."""
    batch, _refusals = _take(declared, model, ids, actor=actor, at=at, reason=reason, params=params, version=None, only=only)
    return batch


def finish(batch: Batch[Any]) -> None:
    """Runs the state machine on the rows in hand and writes rows, history and journal drafts."""
    declared = batch.declared
    if not batch.rows:
        return
    assert isinstance(declared, Transition)
    if batch._payload is None:
        raise Bug(f"{declared.subject}.{declared.name} ended without a journal entry; call batch.record()")
    machine_field = getattr(type(batch.rows[0]), "machine", None)
    field = machine_field.field if machine_field else "state"
    sources = [str(getattr(row, field, "")) for row in batch.rows]
    _walk(declared, batch.rows, sources, batch._targets, field)
    if batch._deleted:
        drafts = [_draft(declared, row, batch, source, "") for row, source in zip(batch.rows, sources, strict=True)]
        storage.delete(batch.rows, reason=batch.reason)
    else:
        storage.update(batch.rows, batch._before, reason=batch.reason)
        drafts = [
            _draft(declared, row, batch, source, str(getattr(row, field, "")))
            for row, source in zip(batch.rows, sources, strict=True)
        ]
    current_unit().drafts.extend(drafts)


def _take(
    declared: Transition, model: type[M], ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str,
    params: Mapping[str, Any], version: int | None, only: tuple[str, ...] = (),
) -> tuple[Batch[M], list[Refusal]]:  # fmt: skip
    if "reason" in declared.needs and not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    _check_reason(reason)
    allowed: list[M] = []
    refusals: list[Refusal] = []
    refused: list[tuple[M, tuple[Reason, ...]]] = []
    holds = itemgetter(_VISIBLE, _PERMITTED, *[f"{_GUARD}{guard.code}" for guard in declared.guards])
    machine: Any = getattr(model, "machine", None)
    field = machine.field if machine and declared.sources else ""
    own = current_unit().own[model]
    for row in _locked_rows(declared, model, ids, actor, params, only):
        values = row.__dict__
        well = version is None and all(holds(values)) and (not field or values.get(field) in declared.sources)
        refusal = None if well else _judge(declared, row, version)
        if refusal is None:
            values["_in_act"] = declared.name
            own.add(row.pk)
            allowed.append(row)
        else:
            refusals.append(refusal)
            refused.append((row, refusal.reasons))
    batch = Batch(declared, allowed, actor=actor, at=at, reason=reason.strip(), params=params)
    batch.refused = refused
    return batch, refusals


def _locked_rows(
    declared: Transition, model: type[M], ids: Sequence[int], actor: Actor, params: Mapping[str, Any], only: tuple[str, ...]
) -> Iterable[M]:
    """The rows under lock with the verdicts of every guard. The query is made once where only keys differ: for who holds the permission by a
    role, and a change that takes no parameters."""

    def query(keys: Any) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = model._default_manager.filter(pk__in=keys).order_by("pk")
        if only:
            rows = rows.only("pk", "tenant", "version", *only)
        return locked(rows.annotate(**_verdicts(declared, model, actor, params)))

    if params or permission_q(model, actor, f"view_{model._meta.model_name}") or permission_q(model, actor, declared.permission):
        return query(ids)
    known = _prepared.get((id(declared), model, only))
    if known is None:
        known = _prepared[id(declared), model, only] = (declared, Prepared(lambda keys: query(keys)))
    return known[1].rows(keys=ids)


# By the change itself, which is kept along: its id is its own for as long as it lives.
_prepared: dict[tuple[int, type[models.Model], tuple[str, ...]], tuple[Transition, Prepared]] = {}


def _verdicts(
    declared: Transition, model: type[M], actor: Actor, params: Mapping[str, Any]
) -> dict[str, Any]:
    wheres = {
        _VISIBLE: permission_q(model, actor, f"view_{model._meta.model_name}"),
        _PERMITTED: permission_q(model, actor, declared.permission),
    }
    wheres |= {f"{_GUARD}{guard.code}": guard.where(params) for guard in declared.guards}
    return {name: _as_verdict(where) for name, where in wheres.items()}


def _as_verdict(where: Q) -> Any:
    if not where:
        return Value(1, output_field=IntegerField())
    return Case(When(where, then=Value(1)), default=Value(0), output_field=IntegerField())


def _judge(declared: Transition, row: M, version: int | None) -> Refusal | None:
    """The refusal of the act on this locked row, with every reason, or None."""
    if not row.__dict__[_VISIBLE]:
        return not_visible()
    if not row.__dict__[_PERMITTED]:
        return NotPermitted(
            Reason("not_permitted", _("Your role does not allow “%(act)s”."), params={"act": declared.label})
        )
    if version is not None and row.version != version:
        return Stale(
            Reason(
                "stale",
                _("You worked on version %(yours)s; the record is at version %(now)s."),
                params={"yours": version, "now": row.version},
            )
        )
    reasons = [guard.reason for guard in declared.guards if not row.__dict__[f"{_GUARD}{guard.code}"]]
    machine = getattr(row, "machine", None)
    if machine is not None and declared.sources and getattr(row, machine.field) not in declared.sources:
        reasons.insert(0, wrong_state(declared, getattr(row, f"get_{machine.field}_display")()))
    return Refused(reasons) if reasons else None


def _walk(declared: Transition, rows: Sequence[M], sources: Sequence[str], targets: Mapping[int, str], field: str) -> None:
    """Steps all rows. The machine's answer depends on the state, the target and that the row is in hand: of rows alike in these it is
    asked for one, and the others go where that went. With somebody listening to the machine each is stepped by it."""
    if getattr(rows[0], "machine", None) is None:
        return
    watched = any(signal.has_listeners(type(rows[0])) for signal in (pre_transition, post_transition))
    ends: dict[tuple[str, str | None], Any] = {}
    for row, source in zip(rows, sources, strict=True):
        values, kind = row.__dict__, (source, targets.get(row.pk))
        if kind in ends and not watched and values.pop("_in_act", None) == declared.name:
            values[field] = ends[kind]
        else:
            _step(declared, row, kind[1])
            ends[kind] = getattr(row, field)


def _step(declared: Transition, row: M, target: str | None) -> None:
    """Runs the row's django-fsm method."""
    if len(declared.targets) > 1:
        if target is None:
            raise Bug(f"{declared.subject}.{declared.name} must say which state each row goes to")
        getattr(row, declared.method)(target)
    else:
        getattr(row, declared.method)()
    row.__dict__.pop("_in_act", None)


def _draft(declared: Transition | Creation, row: M, batch: Batch[M], source: str, target: str) -> Draft:
    assert batch._payload is not None
    return Draft(
        type=declared.journal_type,
        subject_kind=row.subject_kind or declared.subject,
        subject_id=row.pk,
        payload=batch._payload(row),
        from_state=source,
        to_state=target,
        reason=batch.reason,
    )


def _check_reason(reason: str) -> None:
    """The journal keeps all of a reason, or the act is refused."""
    if len(reason.strip()) > MOST_REASON:
        raise Invalid(Reason("reason_too_long", _("A reason has at most %(most)s characters."), "reason", {"most": MOST_REASON}))


def _require_permission(model: type[models.Model], actor: Actor, codename: str) -> None:
    require(actor, f"{model._meta.app_label}.{codename}")
