"""Dispatching 5,000 queued orders over 200 people at 10 sites, and telling what is due of 100,000 open orders.

Marks, on MariaDB: dispatch under 5 s; the sweep under 10 s while 2,000 of the promises fall due (without a mark: all of them at once).
    python benchmarks/dispatch.py [ORDERS] [OPEN]
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from typing import Any

from stage import company, copies, prepare, settle, table

ORDERS, PEOPLE, SITES, SKILLS, OPEN, DUE = 5_000, 200, 10, 5, 100_000, 2_000
DISPATCH_SECONDS, SWEEP_SECONDS = 5.0, 10.0


def roster(tenant: Any, now: dt.datetime) -> None:
    """People with one or two skills each, on a shift of eight hours that began an hour ago, in twenties at each site."""
    from tests.factories import dispatch as made
    from tests.factories import shifts as people

    skills = [people.skill(tenant, f"K{number}") for number in range(SKILLS)]
    for number in range(SITES):
        place = people.site(tenant, f"S{number}")
        held = lambda index: {skills[index % SKILLS], skills[index % 3]}  # noqa: E731
        crew = [people.employee(tenant, place, skills=held(index)) for index in range(PEOPLE // SITES)]
        made.at_work(tenant, place, *crew, at=now, ends=dt.timedelta(hours=7))


def orders(tenant: Any, now: dt.datetime, count: int) -> None:
    """Copies of one order that was made and queued by acts: of every site, skill and priority, received in the last hours."""
    from apps.dispatch.models import WorkOrder
    from apps.shifts.models import Site, Skill
    from tests.factories import dispatch as made

    queue = made.queue(tenant, plan_id=made.round_the_clock(tenant).pk)
    pattern = made.order(tenant, queue, at=now, estimated_minutes=15)
    site, skill = Site.objects.order_by("pk").values_list("pk", flat=True)[0], Skill.objects.order_by("pk").values_list("pk", flat=True)[0]
    for model in (WorkOrder, WorkOrder.history.model):
        copies(
            model, model.objects.order_by("pk").first(), count - 1, **(
                {"number": "CONCAT('WO-B-', s.seq)", "site_id": f"{site} + s.seq MOD {SITES}", "skill_id": f"{skill} + s.seq DIV {SITES} MOD {SKILLS}",
                 "priority": "ELT(1 + s.seq MOD 4, 'urgent', 'high', 'normal', 'low')",
                 "response_due_at": "DATE_ADD(t.response_due_at, INTERVAL s.seq SECOND)"}
                | ({} if model is WorkOrder else {"id": f"{pattern.pk} + s.seq"})
            ),
        )  # fmt: skip
    settle(WorkOrder)


def clocked(what: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the wall and of our processor (the database's come on top) that a call took, and what it gave."""
    begun, ours = time.perf_counter(), time.process_time()
    found = what()
    return time.perf_counter() - begun, time.process_time() - ours, found


def dispatched(tenant: Any, now: dt.datetime) -> list[tuple[float, float, int]]:
    """Of deciding alone, and of all of it: seconds, processor seconds, orders."""
    from apps.dispatch.actions import dispatch_queue
    from apps.dispatch.engine import decide
    from apps.dispatch.queries import on_shift, waiting
    from tests import factories as make

    wall, ours, plan = clocked(lambda: decide(waiting(), on_shift(now)))
    all_wall, all_ours, done = clocked(lambda: dispatch_queue(actor=make.system(tenant), at=now))
    return [(wall, ours, len(plan.choices)), (all_wall, all_ours, done.outcome.done)]


def swept(tenant: Any, at: dt.datetime) -> tuple[float, float, int]:
    """Seconds and processor seconds of a sweep, and how many promises it told of."""
    from apps.dispatch.sweep import sweep

    wall, ours, found = clocked(lambda: sweep(tenant.pk, at))
    return wall, ours, sum(found.breached.values()) + sum(found.at_risk.values())


def main(count: int, open_count: int) -> int:
    prepare("oblik_bench_dispatch")
    from apps.dispatch.models import WorkOrder
    from apps.kernel import clock
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope

    tenant, now = Tenant.objects.get(pk=company()), clock.now()
    with scope(tenant.pk):
        roster(tenant, now)
        orders(tenant, now, count)
        (decided, decided_cpu, _chosen), (seconds, cpu, done) = dispatched(tenant, now)
        table(
            f"dispatch: {count:,} orders over {PEOPLE} people", ["what", "s", "our CPU s", "orders", "mark"],
            [["read and decide", f"{decided:.2f}", f"{decided_cpu:.2f}", f"{count:,}", ""],
             ["read, decide and write", f"{seconds:.2f}", f"{cpu:.2f}", f"{done:,}", f"< {DISPATCH_SECONDS:.0f} s"]],
        )  # fmt: skip
        row = WorkOrder.objects.order_by("-pk")[0]
        later = dict.fromkeys(("response_risk_at", "response_due_at", "resolution_risk_at", "resolution_due_at", "wake_at"), f"DATE_ADD(t.received_at, INTERVAL 30 + s.seq DIV {open_count // 100} DAY)")  # fmt: skip
        first = copies(WorkOrder, row, open_count, number="CONCAT('WO-S-', s.seq)", state="'queued'", employee_id="NULL", shift_id="NULL", **later)
        names = ("response_risk_at", "response_due_at", "wake_at")
        WorkOrder.objects.filter(pk__gt=first, pk__lte=first + DUE).update(**dict.fromkeys(names, now))
        WorkOrder.objects.filter(pk__lte=first).update(wake_at=None)
        settle(WorkOrder)
        some, some_cpu, told = swept(tenant, now)
        every, every_cpu, all_told = swept(tenant, now + dt.timedelta(days=400))
    table(
        f"sweep: {open_count:,} open orders", ["what", "s", "our CPU s", "told", "mark"],
        [["a minute in which some fall due", f"{some:.2f}", f"{some_cpu:.2f}", f"{told:,}", f"< {SWEEP_SECONDS:.0f} s"],
         ["all fall due at once, both promises", f"{every:.2f}", f"{every_cpu:.2f}", f"{all_told:,}", ""]],
    )  # fmt: skip
    met = done > count * 0.9 and seconds < DISPATCH_SECONDS and told == DUE and some < SWEEP_SECONDS
    print("marks met" if met else "A MARK WAS MISSED")
    return int(not met)


if __name__ == "__main__":
    given = [int(text.replace("_", "")) for text in sys.argv[1:]]
    sys.exit(main(*(given + [ORDERS, OPEN][len(given):])))
