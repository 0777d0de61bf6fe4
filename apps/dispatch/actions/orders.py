"""Work orders: made and changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.contracts.queries import day_of
from apps.contracts.states import SIGNED
from apps.dispatch.clock import set_clocks
from apps.dispatch.hours import working_hours
from apps.dispatch.models import ContractSla, OrderSeries, SlaPlan, WorkOrder, WorkQueue
from apps.dispatch.payloads import ORDER, order_body, order_values
from apps.dispatch.states import Kept
from apps.dispatch.transitions import CREATE_ORDER, UPDATE_ORDER
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.shifts.models import Site, Skill
from apps.tenants.permission import permitted
from apps.workflow.given import field_problems, set_fields
from apps.workflow.numbering import take_numbers
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work

SERIES = "WO"
# What a client's own person says of an order; the rest is the house's.
ASKED = ("contract_id", "site_id", "title", "description", "priority")


def create_order(client_id: int, queue_id: int | None = None, *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> WorkOrder:
    """A new order, with the next number of the company's year. `values`: fields of payloads.ORDER; of a client's own person those
    of ASKED, and its queue is the one that takes requests. Both clocks run from now, by the contract's plan, else the queue's.

    Locks the queue, and the number series last. Raises NotPermitted, Invalid with every problem and its place.
    """
    with creating(CREATE_ORDER, WorkOrder, actor=actor, at=at, reason=reason) as batch:
        problems: list[Reason] = []
        client = permitted(Client.objects.filter(pk=client_id), actor, "view_client").first()
        if client is None or client.state == "archived":
            raise Invalid(Reason("no_client", _("There is no such client, or it is archived."), "client"))
        if actor.client_id is not None:
            if house := [name for name in values if name not in ASKED]:
                raise Invalid([Reason("not_yours", _("This is decided by the company."), name.removesuffix("_id")) for name in sorted(house)])
            queue_id = _queue_for_clients()
        order = WorkOrder(client=client, received_at=at)
        assign_order_values(order, values | {"queue_id": queue_id}, problems)
        if problems:
            raise Invalid(problems)
        promise(order)
        [order.number] = take_numbers(OrderSeries, SERIES, day_of(at, actor.tenant_id).year, count=1)
        batch.add(order)
        batch.record(lambda row: order_body(row) | {"title": row.title})
    return order


def update_order(
    order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> WorkOrder:
    """Changes an open order. Another priority, contract or queue is another promise: what is due is computed anew from the moment
    that the order was received. Site and skill are not changed while somebody has it. Locks the queue where one is given, then the order.

    Raises NotVisible, NotPermitted, Stale, Invalid, Refused.
    """
    with unit_of_work(actor=actor, at=at):
        if "queue_id" in values:
            locked(WorkQueue.objects.filter(pk=values["queue_id"])).first()
        return _update(order_id, values, actor=actor, at=at, reason=reason, version=expected_version)


def _update(order_id: int, values: dict[str, Any], *, actor: Actor, at: dt.datetime, reason: str, version: int | None) -> WorkOrder:
    with performing(UPDATE_ORDER, WorkOrder, order_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        order, problems = batch.row, []
        before = order_values(order)
        changed = {name: value for name, value in values.items() if before.get(name, ...) != value}
        assign_order_values(order, changed, problems)
        if order.employee_id is not None and {"site_id", "skill_id"} & changed.keys():
            problems.append(Reason("in_hand", _("Somebody has the order: take it back first, then change its site or skill."), "site" if "site_id" in changed else "skill"))
        if problems:
            raise Invalid(problems)
        if {"priority", "contract_id", "queue_id"} & changed.keys():
            promise(order)
        batch.record(lambda row: {"number": row.number, "changed": {name: [before[name], value] for name, value in order_values(row).items() if before[name] != value}})
    return order


def assign_order_values(order: WorkOrder, values: dict[str, Any], problems: list[Reason]) -> None:
    """Sets the fields; what is wrong is added to `problems`. Locks the queue. Raises Bug for a field that is not to be set."""
    set_fields(order, values, ORDER)
    others = ("number", "queue", "client", "contract", "site", "skill", "plan", "received_at", "holds", "assignment")
    problems += field_problems(order, leave_out=others)
    if "queue_id" in values and not locked(WorkQueue.objects.filter(pk=order.queue_id, state=Kept.ACTIVE)).exists():
        problems.append(Reason("no_queue", _("There is no such queue in use."), "queue"))
    if values.get("skill_id") is not None and not Skill.objects.filter(pk=order.skill_id, state="active").exists():
        problems.append(Reason("no_skill", _("There is no such skill in use."), "skill"))
    if values.get("site_id") is not None:
        site = Site.objects.filter(pk=order.site_id, state="active").first()
        if site is None or site.client_id not in (None, order.client_id):
            problems.append(Reason("no_site", _("There is no such site of the company or of this client in use."), "site"))
    if values.get("contract_id") is not None and not Contract.objects.filter(pk=order.contract_id, client_id=order.client_id, state__in=SIGNED).exists():
        problems.append(Reason("no_contract", _("The client has no such signed contract."), "contract"))


def promise(order: WorkOrder) -> None:
    """Takes the plan of the contract, else of the queue, and computes what is due."""
    of_contract = ContractSla.objects.filter(contract_id=order.contract_id).select_related("plan__calendar").first() if order.contract_id else None
    queue = WorkQueue.objects.select_related("plan__calendar").get(pk=order.queue_id)
    order.plan = of_contract.plan if of_contract is not None else queue.plan
    run_clocks(order, order.plan, anew=True)


def run_clocks(order: WorkOrder, plan: SlaPlan | None, *, anew: bool = False) -> None:
    """Computes what is due by the plan, whose calendar is loaded."""
    if plan is None:
        set_clocks(order, None, None, anew=anew)
    else:
        set_clocks(order, plan.targets(order.priority), working_hours(plan.calendar), anew=anew)


def plans_of(orders: list[WorkOrder]) -> dict[int, SlaPlan]:
    """The plans of the orders with their calendars, by key: one query for a set."""
    return {plan.pk: plan for plan in SlaPlan.objects.filter(pk__in={order.plan_id for order in orders if order.plan_id}).select_related("calendar")}


def _queue_for_clients() -> int:
    found = WorkQueue.objects.filter(takes_requests=True, state=Kept.ACTIVE).order_by("pk").values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(Reason("no_requests", _("The company takes no requests here yet.")))
    return found
