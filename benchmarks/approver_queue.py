"""The approver's queue page over 100,000 open requests in one company, by people to whom they come in different ways.

Marks, on MariaDB, warm, through the whole of Django: at most 12 queries and p95 under 150 ms, on the first page and on
the last ones.
    python benchmarks/approver_queue.py [REQUESTS]
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

from stage import company, copies, cpu_ms, p95, prepare, settle, spread, table, timed

COUNT, TIMES, MOST_QUERIES, MOST_MS = 100_000, 40, 12, 150
# Which part of the requests waits how.
PARTS = {"role": 0.50, "two steps": 0.20, "some": 0.10, "managers": 0.10, "holders": 0.05, "escalated": 0.05}
CLERKS, NAMED, DECIDED, GRANTS = 30, 20, 1_000, 1_000
QUEUE = "/admin/approvals/approvalrequest/queue/"


def people(tenant: Any) -> dict[str, Any]:
    """Who works here: approvers, owners, a deputy to whom three have delegated, clerks below one manager."""
    from apps.approvals.actions import delegate
    from apps.workflow.actions import update_member
    from tests import factories as make

    names = {"approver": "approver", "colleague": "approver", "owner": "owner", "named": "dispatcher", "chief": "manager", "deputy": "dispatcher", "holder": "dispatcher"}
    found = {name: make.member(tenant, role) for name, role in names.items()}
    for number in range(CLERKS):
        clerk = found[f"clerk {number}"] = make.member(tenant, "accountant")
        update_member(clerk.membership_id, manager=found["chief"].membership_id, actor=make.system(tenant), at=make.AT)
    period = {"starts_on": dt.date(2020, 1, 1), "ends_before": dt.date(2100, 1, 1)}
    for giver in ("approver", "colleague", "chief"):
        delegate(found["deputy"].user_id, actor=found[giver], at=make.AT, kinds=["invoice"] if giver == "chief" else (), **period)
    return found


def pattern(tenant: Any, steps: list[Any], payer: Any, client_id: int | None = None) -> Any:
    """One request by acts, by a policy for this client only."""
    from tests.factories import approvals

    approvals.policy(tenant, *steps, client_id=payer.pk)
    return approvals.submitted(tenant, payer=payer)


def multiply(request: Any, count: int, *, spread_over: int = 2_000_000) -> list[tuple[Any, int]]:
    """So many open requests like the one, each with an invoice of its own; due times lie apart by some seconds.

    The steps of the one with the key before the first copy of each."""
    from apps.approvals.models import ApprovalRequest, BarredPerson, Decision, RequestStep
    from apps.invoices.models import Invoice

    documents = copies(Invoice, Invoice.objects.get(pk=request.about_id), count)
    about = f"{documents} + s.seq"
    requests = copies(ApprovalRequest, request, count, about_id=about, live_key=f"CONCAT('invoice:', {about})")
    mine, later = f"{requests} + s.seq", f"INTERVAL (s.seq * 7919) %% {spread_over} SECOND"
    for row in BarredPerson.objects.filter(request=request):
        copies(BarredPerson, row, count, request_id=mine)
    found = []
    for step in RequestStep.objects.filter(approval=request).order_by("pk"):
        due = {name: f"DATE_ADD(t.{name}, {later})" for name in ("due_at", "wake_at")}
        before = copies(RequestStep, step, count, approval_id=mine, about_id=about, **due)
        for row in Decision.objects.filter(step=step):
            copies(Decision, row, count, request_id=mine, step_id=f"{before} + s.seq")
        found.append((step, before))
    return found


def grant(person: Any, ids: list[int]) -> None:
    """The right to void these invoices, one by one."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    from apps.invoices.models import Invoice
    from apps.tenants.permission import object_grants_of

    about = ContentType.objects.get_for_model(Invoice)
    permission, _made = Permission.objects.get_or_create(codename="void_invoice", content_type=about, defaults={"name": "Void"})
    table = object_grants_of(Invoice)
    assert table is not None
    table._default_manager.bulk_create([table(user_id=person.user_id, permission=permission, content_object_id=pk) for pk in ids])


def fill(tenant: Any, who: dict[str, Any], count: int) -> None:
    """The requests: by role, at their second step, short of a second approval, of the manager, of holders, escalated,
    a few for one person by name. The approver has decided on many of those that are due first and wait for another."""
    from apps.approvals.actions import StepDraft, decide, wake_step
    from apps.approvals.models import RequestStep
    from tests import factories as make

    payers: Iterator[Any] = iter(make.client(tenant) for _n in range(100))
    sizes = {name: int(count * part) for name, part in PARTS.items()}
    by_approver, by_owner = StepDraft("role", role="approver"), StepDraft("role", role="owner")
    multiply(pattern(tenant, [by_approver], next(payers)), sizes["role"] - NAMED - DECIDED)
    second = pattern(tenant, [by_approver, by_owner], next(payers))
    decide(second.pk, "approve", actor=who["colleague"], at=make.AT)
    multiply(second, sizes["two steps"])
    both = StepDraft("role", role="approver", quorum="some", quorum_count=2)
    halves = pattern(tenant, [both], next(payers))
    decide(halves.pk, "approve", actor=who["colleague"], at=make.AT)
    multiply(halves, sizes["some"])
    decided = pattern(tenant, [both], next(payers))
    decide(decided.pk, "approve", actor=who["approver"], at=make.AT)
    multiply(decided, DECIDED, spread_over=600)
    for number in range(CLERKS):
        payer = make.client(tenant, account_manager_id=who[f"clerk {number}"].user_id)
        multiply(pattern(tenant, [StepDraft("manager")], payer), sizes["managers"] // CLERKS)
    held = pattern(tenant, [StepDraft("holders", permission="void_invoice")], next(payers))
    multiply(held, sizes["holders"])
    grant(who["holder"], list(RequestStep.objects.filter(queue_key="holders:void_invoice").values_list("about_id", flat=True)[:: sizes["holders"] // GRANTS]))
    late = pattern(tenant, [StepDraft("role", role="approver", on_breach="escalate", escalate_role="owner")], next(payers))
    step = RequestStep.objects.get(approval=late)
    wake_step(tenant.pk, step.pk, at=step.wake_at)
    multiply(late, sizes["escalated"])
    multiply(pattern(tenant, [StepDraft("user", user_id=who["named"].user_id)], next(payers)), NAMED)


def pages(actor: Any, tenant: Any) -> list[tuple[str, str]]:
    """The first page, and one shortly before the end, by the place behind which it begins."""
    from apps.approvals.queries import my_queue
    from apps.kernel import clock
    from apps.tenants.scope import scope

    with scope(tenant.pk):
        waiting = my_queue(actor, at=clock.now()).order_by("-due_at", "-pk")
        step = waiting[60:61].first()
    found = [("first page", QUEUE)]
    if step is not None:
        found.append(("last pages", f"{QUEUE}?after={step.due_at:%Y%m%d%H%M%S%f}-{step.pk}"))
    return found


def main(count: int) -> int:
    prepare("oblik_bench_queue")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.approvals.models import ApprovalRequest, BarredPerson, Decision, RequestStep
    from apps.invoices.models import Invoice
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope
    from tests.admin.test_pages import browser_of

    tenant = Tenant.objects.get(pk=company())
    with scope(tenant.pk):
        who = people(tenant)
        fill(tenant, who, count)
        settle(ApprovalRequest, RequestStep, BarredPerson, Decision, Invoice)
        waiting = ApprovalRequest.objects.filter(state="pending").count()
    rows = []
    told = {
        "approver": "approver, by role; decided on the first 1,000", "deputy": "deputy of three, asked nothing himself",
        "owner": "owner, by role, holders and escalation", "chief": f"manager of {CLERKS}", "holder": f"holder by {GRANTS:,} grants on documents", "named": "named in few",
    }  # fmt: skip
    for name, what in told.items():
        browser = browser_of(who[name])
        browser.defaults["SERVER_NAME"] = "localhost"
        for page, address in pages(who[name], tenant):
            browser.get(address)
            with CaptureQueriesContext(connection) as caught:
                answer = browser.get(address)
            shown, queries = answer.content.decode().count("data-row"), len(caught)

            def turn(browser: Any = browser, address: str = address) -> None:
                browser.get(address)

            values, cpu = timed(turn, TIMES), cpu_ms(turn)
            met = answer.status_code == 200 and shown > 0 and queries <= MOST_QUERIES and p95(values) < MOST_MS
            rows.append((what, page, shown, queries, spread(values), f"{p95(values):.0f}", cpu, "yes" if met else "NO"))
    title = f"The approver's queue, {waiting:,} open requests in one company, {TIMES} times each"
    table(title, ("who", "what", "rows", "queries", "ms: median (min–max)", "p95", "CPU ms", f"met ({MOST_QUERIES} queries, {MOST_MS} ms)"), rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
