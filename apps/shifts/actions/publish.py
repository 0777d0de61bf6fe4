"""Publishing the roster, taking shifts back from it, and cancelling them. Shifts are locked before their people, both by their
keys, so that who publishes and who assigns the same person wait for each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, NotPermitted, Reason, Refused, not_visible
from apps.kernel.transitions import Transition
from apps.shifts.actions.roster import lock_people_on
from apps.shifts.actions.withdrawing import withdraw_requests
from apps.shifts.models import Assignment, Shift, Site
from apps.shifts.payloads import shift_body
from apps.shifts.roster import breaks_of, gaps_of, shifts_between, with_places
from apps.shifts.rules import Break
from apps.shifts.states import ShiftState
from apps.shifts.transitions import CANCEL, PUBLISH, UNPUBLISH
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, finish, performing, take_chunk
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work

# A roster is published as a whole, in one transaction: so many shifts at most.
MOST = 1000


@dataclass(frozen=True)
class Published:
    """How many shifts were published, and how many people were on them in all."""

    shifts: int
    people: int


def publish_shift(
    shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, allow_gaps: bool = False
) -> Shift:  # fmt: skip
    """planned -> published: from now on it counts, and everything that is done to it must keep the rules.

    Locks the shift, then its people. Raises Refused with every rule that is broken, by whom and when; also for a shift that lacks
    people and is not offered as open, unless `allow_gaps`.
    """
    return _one(PUBLISH, publishing, shift_id, actor=actor, at=at, reason=reason, version=expected_version, allow_gaps=allow_gaps)


def unpublish_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """published -> planned, with its people; to change its times or its site."""
    return _one(UNPUBLISH, unpublishing, shift_id, actor=actor, at=at, reason=reason, version=expected_version)


def cancel_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """planned, published -> cancelled; a published one with a reason. Its people are taken off. Locks the shift."""
    return _one(CANCEL, cancelling, shift_id, actor=actor, at=at, reason=reason, version=expected_version)


def publish_roster(
    site_id: int, begins: dt.date, before: dt.date, *, actor: Actor, at: dt.datetime, reason: str = "", allow_gaps: bool = False
) -> Published:  # fmt: skip
    """Publishes what is planned at the site from a day to another that is not included, all of it or nothing.

    Locks the shifts, then their people. Raises NotVisible, NotPermitted; Invalid for no day, no shift, or more than 1,000; Refused
    with every rule that is broken, each once, by person and time, and every shift that lacks people unless `allow_gaps`.
    """
    if before <= begins:
        raise Invalid(Reason("period", _("The period must end after it starts."), "before"))
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        if not permitted(Site.objects.filter(pk=site_id), actor, "view_site").exists():
            raise not_visible()
        ids = list(shifts_between(begins, before, site_id=site_id, state=ShiftState.PLANNED).values_list("pk", flat=True)[: MOST + 1])
        if not ids:
            require(actor, f"shifts.{PUBLISH.permission}")
            raise Invalid(Reason("nothing_planned", _("Nothing is planned there on these days."), "from"))
        if len(ids) > MOST:
            raise Invalid(Reason("too_many", _("At most %(most)s shifts at once; choose fewer days."), "before", {"most": MOST}))
        batch = take_chunk(PUBLISH, Shift, ids, actor=actor, at=at, reason=reason, params={"allow_gaps": allow_gaps})
        # Who took one back or cancelled it meanwhile has changed what was to be published; the rest is published as it stands.
        _require(batch)
        found, people = judge(batch.rows, allow_gaps=allow_gaps)
        if found:
            raise Refused([item.reason for item in found])
        batch.record(_with_people(people))
        finish(batch)
        return Published(len(batch.rows), sum(map(len, people.values())))


def judge(shifts: Sequence[Shift], *, allow_gaps: bool) -> tuple[list[Break], dict[int, list[int]]]:
    """What speaks against publishing the shifts, which are locked, and the keys of their people. Locks the people."""
    people = lock_people_on(shifts)
    with_places(shifts)
    return [*breaks_of(shifts), *([] if allow_gaps else gaps_of(shifts))], people


def publishing(batch: Batch[Shift]) -> None:
    """The shifts of the batch that keep every rule; the others are refused."""
    found, people = judge(batch.rows, allow_gaps=bool(batch.params.get("allow_gaps")))
    against: dict[int, list[Reason]] = defaultdict(list)
    for item in found:
        for pk in item.shift_ids:
            against[pk].append(item.reason)
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, *against[row.pk])
    batch.record(_with_people(people))


def unpublishing(batch: Batch[Shift]) -> None:
    """Requests about what is not published fall."""
    withdraw_requests([row.pk for row in batch.rows], actor=batch.actor, at=batch.at, reason=batch.reason)
    batch.record(shift_body)


def cancelling(batch: Batch[Shift]) -> None:
    """Takes the people off, and what was offered is offered no more."""
    for row in list(batch.rows):
        if row.state == ShiftState.PUBLISHED and not batch.reason:
            batch.refuse(row, Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    withdraw_requests([row.pk for row in batch.rows], actor=batch.actor, at=batch.at, reason=batch.reason)
    rows = list(Assignment.objects.filter(shift_id__in=[row.pk for row in batch.rows]).order_by("pk"))
    people: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        people[row.shift_id].append(row.employee_id)
    if rows:
        storage.delete(rows, reason=batch.reason)
    for shift in batch.rows:
        shift.is_open = False
    batch.record(_with_people(people))


def _with_people(people: Mapping[int, Sequence[int]]) -> Callable[[Shift], dict[str, Any]]:
    return lambda row: shift_body(row) | {"employees": sorted(people.get(row.pk, ()))}


def _require(batch: Batch[Shift]) -> None:
    refused = {reason.code: reason for _row, reasons in batch.refused for reason in reasons if reason.code != "wrong_state"}
    if refused:
        raise NotPermitted(refused.values()) if "not_permitted" in refused else Refused(refused.values())
    if not batch.rows:
        raise Invalid(Reason("nothing_planned", _("Nothing is planned there on these days."), "from"))


def _one(
    declared: Transition, apply: Callable[[Batch[Shift]], None], shift_id: int, *, actor: Actor, at: dt.datetime, reason: str,
    version: int | None, **params: Any,
) -> Shift:  # fmt: skip
    with performing(declared, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=version, params=params) as batch:
        apply(batch)
    return batch.row


def _set_act(declared: Transition, apply: Callable[[Batch[Shift]], None]) -> Callable[..., SetOutcome]:
    def run(
        queryset: models.QuerySet[Shift], *, actor: Actor, at: dt.datetime, reason: str = "", params: Mapping[str, Any] | None = None,
        ids: Sequence[int] | None = None, after: int = 0, on_chunk: Callable[[SetOutcome], None] | None = None,
    ) -> SetOutcome:  # fmt: skip
        return performing_many(declared, queryset, apply, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk)

    run.__name__ = f"{declared.name}_shifts"
    run.__doc__ = f"{declared.name} over a set, each shift by itself: see performing_many."
    return run


publish_shifts = _set_act(PUBLISH, publishing)
unpublish_shifts = _set_act(UNPUBLISH, unpublishing)
cancel_shifts = _set_act(CANCEL, cancelling)
