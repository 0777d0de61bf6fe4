"""The durable transaction of an act, and of several acts that belong together."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.journal import log
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import durable
from apps.kernel.errors import Bug
from apps.tenants.scope import scope

_current: ContextVar[Unit | None] = ContextVar("oblik_unit", default=None)


@dataclass
class Unit:
    """What the open transaction has to write at its end. `sequences` is known after the journal was written. `own`: keys of
    rows by model that are known to be the tenant's, since they were made, locked or asked for in this transaction. `kept`: by
    name what was read under a lock that holds to the end of the transaction."""

    actor: Actor
    at: dt.datetime
    drafts: list[Draft] = field(default_factory=list)
    sequences: tuple[int, int] | None = None
    own: dict[type, set[int]] = field(default_factory=lambda: defaultdict(set))
    kept: dict[str, Any] = field(default_factory=dict)
    _closing: list[Callable[[], None]] = field(default_factory=list)
    _failed: BaseException | None = None

    def before_commit(self, work: Callable[[], None]) -> None:
        """Calls `work` after the acts and before the journal head is locked: for shared rows that many
        writers need (number series, counters), so that they are held as shortly as can be."""
        self._closing.append(work)


@contextlib.contextmanager
def unit_of_work(*, actor: Actor, at: dt.datetime) -> Iterator[Unit]:
    """Opens the durable transaction, or joins the one that is open for the same tenant.

    The outermost block binds the tenant's scope and, as the last thing before commit, appends the journal
    entries of all acts inside it under the tenant's head row. An act that fails inside takes the whole with it: what
    it wrote before it failed cannot be told from the rest, so nothing is saved even where the error was caught.
    Raises Bug when joined by another tenant, and for an error that was caught so.
    """
    open_unit = _current.get()
    if open_unit is not None:
        if open_unit.actor.tenant_id != actor.tenant_id:
            raise Bug("One transaction serves one tenant.")
        try:
            yield open_unit
        except BaseException as error:
            open_unit._failed = error
            raise
        return
    unit = Unit(actor, at)
    with scope(actor.tenant_id), durable():
        token = _current.set(unit)
        try:
            yield unit
            if unit._failed is not None:
                raise Bug("An act inside this transaction failed and the error was caught: nothing is saved.") from unit._failed
            while unit._closing:
                unit._closing.pop(0)()
            if unit.drafts:
                unit.sequences = log.append(unit.drafts, actor=actor, at=at)
        finally:
            _current.reset(token)


@contextlib.contextmanager
def attempt() -> Iterator[None]:
    """The first acts of the open unit, which may be refused without taking the unit with them: an error undoes what they wrote, to a
    savepoint, and is raised. Raises Bug where something was done in the unit before, since it could not be told from what is undone."""
    unit = current_unit()
    if unit.drafts or unit._closing or unit._failed is not None:
        raise Bug("An attempt is the first thing that is done in a transaction.")
    try:
        with transaction.atomic():
            yield
    except BaseException:
        unit.drafts.clear()
        unit._closing.clear()
        unit.own.clear()
        unit.kept.clear()
        unit._failed = None
        raise


@contextlib.contextmanager
def shared_work(*, at: dt.datetime) -> Iterator[list[tuple[Actor, Draft]]]:
    """The durable transaction of a change of what belongs to no company or to several, such as a person.

    Pairs that are added to the list are told in the journal of the actor's company, as the last thing before commit and
    companies ascending, since their heads are locked one after another. Joins nothing and cannot be joined.
    """
    told: list[tuple[Actor, Draft]] = []
    with durable():
        yield told
        for actor, draft in sorted(told, key=lambda pair: pair[0].tenant_id):
            with scope(actor.tenant_id):
                log.append([draft], actor=actor, at=at)


def current_unit() -> Unit:
    """The open unit. Raises Bug where none is open."""
    unit = _current.get()
    if unit is None:
        raise Bug("This is done inside an act only.")
    return unit
