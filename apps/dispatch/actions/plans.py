"""Service level plans, and which contract promises which."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.contracts.models import Contract
from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan
from apps.dispatch.payloads import PLAN, contract_sla_body, name_body, plan_body
from apps.dispatch.states import Kept, Priority
from apps.dispatch.transitions import (
    ARCHIVE_PLAN,
    CREATE_CONTRACT_SLA,
    CREATE_PLAN,
    REMOVE_CONTRACT_SLA,
    UPDATE_CONTRACT_SLA,
    UPDATE_PLAN,
)
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.tenants.permission import permitted
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work


def create_plan(calendar_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> SlaPlan:
    """A new plan. `values`: name, and targets in minutes as payloads.PLAN names them. Locks the calendar.

    Raises NotPermitted, Invalid with every problem and its place, Refused for a name that is taken.
    """
    with creating(CREATE_PLAN, SlaPlan, actor=actor, at=at, reason=reason) as batch:
        plan = SlaPlan()
        assign_plan(plan, values | {"calendar_id": calendar_id})
        batch.add(plan)
        batch.record(plan_body)
    return plan


def update_plan(plan_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any) -> SlaPlan:
    """Changes the fields that are given; due times that stand are left. Locks the calendar where one is given, then the plan."""
    with unit_of_work(actor=actor, at=at):
        if "calendar_id" in values:
            locked(BusinessCalendar.objects.filter(pk=values["calendar_id"])).first()
        return _update_plan(plan_id, values, actor=actor, at=at, reason=reason, version=expected_version)


def _update_plan(plan_id: int, values: dict[str, Any], *, actor: Actor, at: dt.datetime, reason: str, version: int | None) -> SlaPlan:
    with performing(UPDATE_PLAN, SlaPlan, plan_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        assign_plan(batch.row, values)
        batch.record(plan_body)
    return batch.row


def archive_plan(plan_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> SlaPlan:
    """active -> archived: no new order takes it; orders that have it keep it. Refused while a contract promises it."""
    with performing(ARCHIVE_PLAN, SlaPlan, plan_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(name_body)
    return batch.row


def assign_plan(plan: SlaPlan, values: dict[str, Any]) -> None:
    """Sets the fields and checks them. Raises Bug for a field that is not to be set, Invalid with every problem."""
    problems: list[Reason] = []
    set_fields(plan, values, PLAN)
    if "calendar_id" in values and not locked(BusinessCalendar.objects.filter(pk=values["calendar_id"], state=Kept.ACTIVE)).exists():
        problems.append(Reason("no_calendar", _("There is no such calendar in use."), "calendar"))
    if wrong := field_problems(plan, leave_out=("calendar",)):  # what is no number is not compared
        raise Invalid([*problems, *wrong])
    for priority in Priority.values:
        if getattr(plan, f"{priority}_resolution") < getattr(plan, f"{priority}_response"):
            problems.append(Reason("targets", _("Nothing is resolved before it is answered: give more minutes."), f"{priority}_resolution"))
    if problems:
        raise Invalid(problems)


def create_contract_sla(contract_id: int, plan_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> ContractSla:
    """The contract promises the plan: its new orders take it. Locks the contract, then the plan. Raises NotPermitted, Invalid,
    Refused where the contract has a plan already."""
    with creating(CREATE_CONTRACT_SLA, ContractSla, actor=actor, at=at, reason=reason) as batch:
        contract = locked(permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract")).first()
        if contract is None:
            raise Invalid(Reason("no_contract", _("There is no such contract."), "contract"))
        row = ContractSla(contract=contract, plan=plan_in_use(plan_id))
        batch.add(row)
        batch.record(contract_sla_body)
    return row


def update_contract_sla(
    row_id: int, *, actor: Actor, at: dt.datetime, plan_id: int | None = None, reason: str = "", expected_version: int | None = None
) -> ContractSla:
    """Another plan for the contract's new orders; None leaves it. Locks the plan, then the row."""
    with unit_of_work(actor=actor, at=at):
        plan = plan_in_use(plan_id) if plan_id is not None else None
        return _other_plan(row_id, plan, actor=actor, at=at, reason=reason, version=expected_version)


def _other_plan(row_id: int, plan: SlaPlan | None, *, actor: Actor, at: dt.datetime, reason: str, version: int | None) -> ContractSla:
    with performing(UPDATE_CONTRACT_SLA, ContractSla, row_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        if plan is not None:
            batch.row.plan = plan
        batch.record(contract_sla_body)
    return batch.row


def remove_contract_sla(row_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ContractSla:
    """The queue's plan counts again for the contract's new orders; journal and history keep that it was another."""
    with performing(REMOVE_CONTRACT_SLA, ContractSla, row_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.delete_rows()
        batch.record(contract_sla_body)
    return batch.row


def plan_in_use(plan_id: int) -> SlaPlan:
    """The plan, locked, so that it is not archived meanwhile. Raises Invalid."""
    plan = locked(SlaPlan.objects.filter(pk=plan_id, state=Kept.ACTIVE)).first()
    if plan is None:
        raise Invalid(Reason("no_plan", _("There is no such plan in use."), "plan"))
    return plan
