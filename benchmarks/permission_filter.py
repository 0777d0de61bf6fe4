"""The first page of 1,000,000 contracts in one company, as the permission filter gives it to different people.

Marks, on MariaDB, warm: p95 under 50 ms for the rows of the admin's list with its count, and for a page of the API.
    python benchmarks/permission_filter.py [CONTRACTS]
"""

from __future__ import annotations

import sys
from typing import Any

from stage import company, copies, cpu_ms, p95, prepare, settle, spread, table, timed

COUNT, CLIENTS, GRANTS, FEW, TIMES, MOST_MS, PAGE = 1_000_000, 50, 1_000, 20, 100, 50, 50


def fill(tenant: Any, count: int) -> tuple[int, int, Any]:
    """Contracts of many clients, copied from one that was made by an act; the keys before the first and of the last, and a
    client with few, which are the oldest."""
    from apps.contracts.models import Contract
    from tests import factories as make
    from tests.factories import contracts as made

    clients = [make.client(tenant).pk for _n in range(CLIENTS)]
    pattern = made.active(tenant, make.client(tenant), "P")
    few = make.client(tenant)
    copies(Contract, pattern, FEW, number="CONCAT('F-', s.seq)", client_id=str(few.pk))
    owner = f"{clients[0]} + s.seq %% {CLIENTS}"
    assert clients == list(range(clients[0], clients[0] + CLIENTS))
    first = copies(Contract, pattern, count - FEW - 1, number="CONCAT('P-', s.seq)", client_id=owner)
    return first, first + count - FEW - 1, few


def grant(person: Any, ids: list[int]) -> None:
    """The right to see these contracts, one by one."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    from apps.contracts.models import Contract
    from apps.tenants.permission import object_grants_of

    about = ContentType.objects.get_for_model(Contract)
    permission, _made = Permission.objects.get_or_create(codename="view_contract", content_type=about, defaults={"name": "See"})
    grants = object_grants_of(Contract)
    assert grants is not None
    grants._default_manager.bulk_create([grants(user_id=person.user_id, permission=permission, content_object_id=pk) for pk in ids])


def in_admin(actor: Any) -> int:
    """The list page's rows and its count, as its paginator asks them."""
    from django.contrib import admin
    from django.test import RequestFactory

    from apps.contracts.models import Contract

    page = admin.site._registry[Contract]
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    rows = page.get_queryset(request).select_related(*page.list_select_related)
    paginator = page.get_paginator(request, rows, PAGE)
    assert paginator.count
    return len(list(paginator.page(1).object_list))


def in_api(actor: Any) -> int:
    """A page of the API, newest first, by its own paging."""
    from django.test import RequestFactory
    from rest_framework.request import Request

    from apps.api.platform.paging import KeysetPagination
    from apps.contracts.models import Contract
    from apps.tenants.permission import permitted

    rows = permitted(Contract.objects.select_related("client"), actor, "view_contract")
    return len(KeysetPagination().paginate_queryset(rows, Request(RequestFactory().get("/api/v1/contracts"))))


def main(count: int) -> int:
    prepare("oblik_bench_grants")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.contracts.models import Contract
    from apps.tenants.models import Tenant
    from apps.tenants.permission import object_grants_of
    from apps.tenants.scope import scope
    from tests import factories as make

    tenant, small = Tenant.objects.get(pk=company()), make.tenant("small")
    with scope(small.pk):
        fill(small, FEW + 10)
    with scope(tenant.pk):
        first, last, few = fill(tenant, count)
        many = Contract.objects.filter(pk=last).get().client_id
        guest, clerk = make.member(tenant, "employee"), make.member(tenant, "employee")
        grant(guest, list(range(first + 1, last, (last - first) // GRANTS))[:GRANTS])
        grant(clerk, [first + 1, first + 2, last])
        settle(Contract, object_grants_of(Contract))
    people = [
        (f"no role, {GRANTS:,} grants on single contracts", tenant, guest), ("no role, 3 grants", tenant, clerk),
        (f"a client's user, {count // CLIENTS:,} contracts", tenant, make.member(tenant, "client", client_id=many)),
        (f"a client's user, {FEW} contracts, the oldest", tenant, make.member(tenant, "client", client_id=few.pk)),
        ("an accountant: sees all", tenant, make.member(tenant, "accountant")),
        ("an accountant of a small company beside it", small, make.member(small, "accountant")),
    ]  # fmt: skip
    rows = []
    for what, firm, actor in people:
        with scope(firm.pk):
            for page, ask in (("admin", in_admin), ("API", in_api)):
                with CaptureQueriesContext(connection) as caught:
                    shown = ask(actor)
                queries = len(caught)

                def first_page(ask: Any = ask, actor: Any = actor) -> None:
                    ask(actor)

                values, cpu = timed(first_page, TIMES), cpu_ms(first_page)
                met = shown > 0 and p95(values) < MOST_MS
                rows.append((what, page, shown, queries, spread(values), f"{p95(values):.1f}", cpu, "yes" if met else "NO"))
    title = f"The first page of {count:,} contracts by the permission filter, {TIMES} times each"
    table(title, ("who", "page", "rows", "queries", "ms: median (min–max)", "p95", "CPU ms", f"under {MOST_MS} ms"), rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
