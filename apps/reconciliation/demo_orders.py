"""The demo's work orders: a queue with a promise, orders that wait, run late, are on hold and are done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from apps.clients.models import Client
from apps.dispatch.actions import (
    assign_order,
    complete_order,
    create_calendar,
    create_order,
    create_plan,
    create_queue,
    enqueue_order,
    hold_order,
    start_order,
)
from apps.dispatch.models import WorkQueue
from apps.kernel.actor import Actor
from apps.shifts.models import EmployeeSkill, Site, Skill

if TYPE_CHECKING:
    from apps.reconciliation.demo import Company

# What, its priority, hours ago, minutes of work, whether it needs the electrician, and how far it came.
_ORDERS = (
    ("Не світить вивіска", "The sign is dark", "urgent", 7, 60, True, "queued"),
    ("Протікає кран", "A tap leaks", "high", 5, 45, False, "queued"),
    ("Заїдає брама", "The gate jams", "normal", 26, 90, False, "queued"),
    ("Замінити лампи", "Replace lamps", "low", 3, 60, False, "queued"),
    ("Немає тиску води", "No water pressure", "high", 30, 60, False, "on_hold"),
    ("Перевірити щиток", "Check the fuse box", "normal", 50, 40, True, "done"),
    ("Скрипить ескалатор", "The escalator squeaks", "normal", 1, 30, False, "new"),
)


def orders(company: Company, actor: Actor, *, at: dt.datetime) -> None:
    """Once: where there is a queue nothing is made. Orders begin as long ago as they say."""
    if WorkQueue.objects.exists():
        return
    uk, how = company.language == "uk", {"actor": actor, "at": at}
    hours = create_calendar(name="Робочі години" if uk else "Office hours", time_zone="Europe/Kyiv", holiday_country="UA", **how)
    plan = create_plan(hours.pk, name="Звичайна обіцянка" if uk else "Standard", **how)
    queue = create_queue(name="Ремонт" if uk else "Repairs", plan_id=plan.pk, escalate_role="manager", takes_requests=True, **how)
    site, electric = Site.objects.order_by("pk").first(), Skill.objects.filter(code="ELECTRIC").first()
    clients = list(Client.objects.filter(state="active").order_by("pk")[: len(_ORDERS)])
    for client, (ukrainian, english, priority, ago, minutes, is_electric, state) in zip(clients, _ORDERS, strict=False):
        received: dict[str, Any] = {"actor": actor, "at": at - dt.timedelta(hours=ago)}
        made = create_order(
            client.pk, queue.pk, title=ukrainian if uk else english, priority=priority, estimated_minutes=minutes, site_id=site.pk if site else None,
            skill_id=electric.pk if electric and is_electric else None, **received,
        )  # fmt: skip
        if state != "new":
            enqueue_order(made.pk, **received)
        if state == "on_hold":
            hold_order(made.pk, reason="Чекаємо на доступ" if uk else "Waiting for access", **received)
        if state == "done":
            _done(made.pk, uk=uk, received=received)


def _done(order_id: int, *, uk: bool, received: dict[str, Any]) -> None:
    """Given to the electrician by hand, started and completed within the hour."""
    person = EmployeeSkill.objects.filter(skill__code="ELECTRIC").order_by("pk").first()
    if person is None:
        return
    began = received["at"] + dt.timedelta(minutes=20)
    assign_order(order_id, person.employee_id, reason="Уже на місці" if uk else "Is there already", **received)
    start_order(order_id, **received | {"at": began})
    complete_order(order_id, **received | {"at": began + dt.timedelta(minutes=40)})
