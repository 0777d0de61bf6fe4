"""Guards and the state machines, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import HELD_BY_A_PERSON, OPEN, Kept
from apps.dispatch.states import OrderState as S
from apps.kernel.transitions import Creation, Guard, Machine, Transition


def _no_plan_in_use(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import SlaPlan

    return ~Q(Exists(SlaPlan.objects.filter(calendar_id=OuterRef("pk"), state=Kept.ACTIVE)))


def _no_contract(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import ContractSla

    return ~Q(Exists(ContractSla.objects.filter(plan_id=OuterRef("pk"))))


def _no_queue_in_use(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import WorkQueue

    return ~Q(Exists(WorkQueue.objects.filter(plan_id=OuterRef("pk"), state=Kept.ACTIVE)))


def _no_open_order(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import WorkOrder

    return ~Q(Exists(WorkOrder.objects.filter(queue_id=OuterRef("pk"), state__in=OPEN)))


CALENDAR_FREE = Guard("calendar_in_use", _no_plan_in_use, _("A service level plan counts by this calendar; archive the plan first."))
PLAN_OF_NO_CONTRACT = Guard("plan_promised", _no_contract, _("The plan is promised in a contract; give the contract another plan first."))
PLAN_OF_NO_QUEUE = Guard("plan_of_queue", _no_queue_in_use, _("A queue promises the plan; give the queue another plan first."))
QUEUE_EMPTY = Guard("orders_open", _no_open_order, _("Orders of the queue are open; finish them or move them to another queue first."))


def _step(subject: str, name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_{subject}")
    return Transition(name, subject, permission, more.pop("type", f"{subject}.{past}"), label, sources=sources, targets=targets, **more)


CREATE_CALENDAR = Creation("business_calendar", "create_business_calendar", "business_calendar.created", _("New business calendar"))
UPDATE_CALENDAR = _step("business_calendar", "update", _("Edit"), "updated", (Kept.ACTIVE,))
ARCHIVE_CALENDAR = _step("business_calendar", "archive", _("Archive"), "archived", (Kept.ACTIVE,), Kept.ARCHIVED, guards=(CALENDAR_FREE,))
CALENDAR = Machine("business_calendar", UPDATE_CALENDAR, ARCHIVE_CALENDAR, label=_("Business calendar"))

CREATE_PLAN = Creation("sla_plan", "create_sla_plan", "sla_plan.created", _("New service level plan"))
UPDATE_PLAN = _step("sla_plan", "update", _("Edit"), "updated", (Kept.ACTIVE,))
ARCHIVE_PLAN = _step("sla_plan", "archive", _("Archive"), "archived", (Kept.ACTIVE,), Kept.ARCHIVED, guards=(PLAN_OF_NO_CONTRACT, PLAN_OF_NO_QUEUE))
PLAN = Machine("sla_plan", UPDATE_PLAN, ARCHIVE_PLAN, label=_("Service level plan"))

CREATE_CONTRACT_SLA = Creation("contract_sla", "create_contract_sla", "contract_sla.created", _("Promise a service level"))
UPDATE_CONTRACT_SLA = _step("contract_sla", "update", _("Edit"), "updated", ())
REMOVE_CONTRACT_SLA = _step("contract_sla", "remove", _("Remove"), "removed", ())

CREATE_QUEUE = Creation("work_queue", "create_work_queue", "work_queue.created", _("New work queue"))
UPDATE_QUEUE = _step("work_queue", "update", _("Edit"), "updated", (Kept.ACTIVE,))
ARCHIVE_QUEUE = _step("work_queue", "archive", _("Archive"), "archived", (Kept.ACTIVE,), Kept.ARCHIVED, guards=(QUEUE_EMPTY,))
QUEUE = Machine("work_queue", UPDATE_QUEUE, ARCHIVE_QUEUE, label=_("Work queue"))

CREATE_ORDER = Creation("work_order", "create_work_order", "work_order.created", _("New work order"))
UPDATE_ORDER = _step("work_order", "update", _("Edit"), "updated", OPEN)
ENQUEUE = _step("work_order", "enqueue", _("Put into the queue"), "queued", (S.NEW,), S.QUEUED)
DISPATCH = _step("work_order", "dispatch", _("Give out"), "dispatched", (S.QUEUED,), S.ASSIGNED)
ASSIGN = _step("work_order", "assign", _("Assign"), "assigned", (S.QUEUED, S.ASSIGNED), S.ASSIGNED, needs=("reason",))
UNASSIGN = _step("work_order", "unassign", _("Back into the queue"), "unassigned", HELD_BY_A_PERSON, S.QUEUED, needs=("reason",))
START = _step("work_order", "start", _("Start work"), "started", (S.ASSIGNED,), S.IN_PROGRESS)
HOLD = _step("work_order", "hold", _("Put on hold"), "held", (S.QUEUED, S.ASSIGNED, S.IN_PROGRESS), S.ON_HOLD, needs=("reason",))
RESUME = _step("work_order", "resume", _("Go on"), "resumed", (S.ON_HOLD,), S.QUEUED, S.ASSIGNED, S.IN_PROGRESS)
COMPLETE = _step("work_order", "complete", _("Complete"), "completed", (S.IN_PROGRESS,), S.DONE)
CANCEL = _step("work_order", "cancel", _("Cancel"), "cancelled", OPEN, S.CANCELLED, needs=("reason",))
# What the sweep tells. The domain gives these entries names of their own.
NOTE_RISK = _step("work_order", "note_risk", _("Tell of a risk"), "", OPEN, by="job", permission="watch_work_order", type="sla.at_risk")
NOTE_BREACH = _step("work_order", "note_breach", _("Tell of a breach"), "", (), by="job", permission="watch_work_order", type="sla.breached")
ORDER = Machine(
    "work_order", UPDATE_ORDER, ENQUEUE, DISPATCH, ASSIGN, UNASSIGN, START, HOLD, RESUME, COMPLETE, CANCEL, NOTE_RISK, NOTE_BREACH,
    label=_("Work order"),
)  # fmt: skip

CHANGES = (
    CREATE_CALENDAR, *CALENDAR, CREATE_PLAN, *PLAN, CREATE_CONTRACT_SLA, UPDATE_CONTRACT_SLA, REMOVE_CONTRACT_SLA, CREATE_QUEUE, *QUEUE,
    CREATE_ORDER, *ORDER,
)  # fmt: skip
