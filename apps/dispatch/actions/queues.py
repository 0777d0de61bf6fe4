"""Work queues: made, changed, archived."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.dispatch.actions.plans import plan_in_use
from apps.dispatch.models import WorkQueue
from apps.dispatch.payloads import QUEUE, name_body, queue_body
from apps.dispatch.transitions import ARCHIVE_QUEUE, CREATE_QUEUE, UPDATE_QUEUE
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.shifts.models import Site
from apps.tenants.models import Membership
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work


def create_queue(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> WorkQueue:
    """A new queue. `values`: fields of payloads.QUEUE. Locks the plan. Raises NotPermitted, Invalid with every problem, Refused for
    a name that is taken."""
    with creating(CREATE_QUEUE, WorkQueue, actor=actor, at=at, reason=reason) as batch:
        queue = WorkQueue()
        _lock_plan(values)
        _assign(queue, values, actor.tenant_id)
        batch.add(queue)
        batch.record(queue_body)
    return queue


def update_queue(queue_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any) -> WorkQueue:
    """Changes the fields that are given; another plan counts for new orders. Locks the plan, then the queue."""
    with unit_of_work(actor=actor, at=at):
        _lock_plan(values)
        with performing(UPDATE_QUEUE, WorkQueue, queue_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            _assign(batch.row, values, actor.tenant_id)
            batch.record(queue_body)
    return batch.row


def archive_queue(queue_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkQueue:
    """active -> archived: takes no orders any more. Refused while one of its orders is open."""
    with performing(ARCHIVE_QUEUE, WorkQueue, queue_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(name_body)
    return batch.row


def _lock_plan(values: dict[str, Any]) -> None:
    if values.get("plan_id") is not None:
        plan_in_use(values["plan_id"])


def _assign(queue: WorkQueue, values: dict[str, Any], tenant_id: int) -> None:
    set_fields(queue, values, QUEUE)
    problems = field_problems(queue, leave_out=("plan", "site", "escalate_to"))
    if values.get("site_id") is not None and not locked(Site.objects.filter(pk=values["site_id"], state="active")).exists():
        problems.append(Reason("no_site", _("There is no such site in use."), "site"))
    person = values.get("escalate_to_id")
    if person is not None and not Membership.objects.filter(tenant_id=tenant_id, user_id=person, is_active=True, client_id__isnull=True).exists():
        problems.append(Reason("no_person", _("The person is no member of this company."), "escalate_to"))
    if problems:
        raise Invalid(problems)
