"""Which of 200 policies applies to a document, and its steps: for one document and for a set.

Mark, on MariaDB: p95 under 2 ms a document, with policies in hand and in a set of 1,000 with all its reads. The last row is
one document alone with its reads, most of which is the way to the database and back: beside it the same number of empty queries.
    python benchmarks/policy_evaluation.py [POLICIES]
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from stage import company, copies, p95, prepare, spread, table, timed

POLICIES, SET, TIMES, MOST_MS = 200, 1_000, 200, 2


def fill(tenant: Any, count: int) -> tuple[list[Any], Any]:
    """So many active policies of two steps: by amount, by client, by department. And invoices that some of them fit."""
    from apps.approvals.models import ApprovalPolicy, PolicyStep
    from apps.invoices.models import Invoice, InvoiceLine
    from tests import factories as make
    from tests.factories import approvals

    make.member(tenant, "approver"), make.member(tenant, "owner"), make.member(tenant, "accountant")
    payers = [make.client(tenant) for _n in range(20)]
    pattern = approvals.policy(tenant, approvals.BY_APPROVER, approvals.BY_OWNER, code="p", currency="UAH", amount_from_minor=0, amount_below_minor=1)
    code = "CONCAT('p', s.seq)"
    first, last = payers[0].pk, payers[-1].pk
    before = copies(
        ApprovalPolicy, pattern, count - 1, code=code, active_key=code, amount_from_minor="s.seq * 1000", amount_below_minor="(s.seq + 1) * 1000",
        client_id=f"IF(s.seq %% 3 = 0, {first} + s.seq %% {last - first + 1}, NULL)", department="IF(s.seq %% 3 = 1, 'Sales', '')",
    )  # fmt: skip
    for step in PolicyStep.objects.filter(policy=pattern):
        copies(PolicyStep, step, count - 1, policy_id=f"{before} + s.seq")
    for number, payer in enumerate(payers):
        draft = make.draft(tenant, payer, f"{number * 7}.50")
        keys = copies(Invoice, draft, SET // len(payers) - 1)
        copies(InvoiceLine, InvoiceLine.objects.get(invoice=draft), SET // len(payers) - 1, invoice_id=f"{keys} + s.seq")
    invoices = list(Invoice.objects.order_by("pk"))
    assert (ApprovalPolicy.objects.filter(state="active").count(), len(invoices)) == (count, SET)
    return invoices, pattern


def main(count: int) -> int:
    prepare("oblik_bench_policies")
    from django.db import connection
    from django.db.models import prefetch_related_objects
    from django.test.utils import CaptureQueriesContext

    from apps.approvals import subjects
    from apps.approvals.choice import active_policies, candidates, choose
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope

    tenant = Tenant.objects.get(pk=company())
    subject, day = subjects.get("invoice"), dt.date(2026, 4, 1)

    def steps_of(rows: list[Any]) -> int:
        """The facts of the documents, the policies that might apply, and for each document the steps that it would take, as submitting does."""
        facts = subject.facts_of(rows)
        policies = candidates("invoice", facts.values(), day)
        chosen = [policy for row in rows if (policy := choose(policies, facts[row.pk], day)) is not None]
        prefetch_related_objects(list({policy.pk: policy for policy in chosen}.values()), "steps")
        return sum(len(sorted(policy.steps.all(), key=lambda step: step.position)) for policy in chosen)

    def empty(count: int) -> None:
        for _number in range(count):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchall()

    with scope(tenant.pk):
        invoices, _pattern = fill(tenant, count)
        policies, facts = active_policies("invoice"), subject.facts_of(invoices)
        asked = [row for row in invoices if choose(policies, facts[row.pk], day)]
        assert asked, "no policy fits any of them"
        pure = timed(lambda: [choose(policies, facts[row.pk], day) for row in invoices], 20)
        with CaptureQueriesContext(connection) as caught:
            steps_of(asked[:1])
        queries = len(caught)
        one, none = timed(lambda: steps_of(asked[:1]), TIMES), timed(lambda: empty(queries), TIMES)
        many = timed(lambda: steps_of(invoices), 10)
    in_set, alone = [value / len(invoices) for value in many], [value / len(invoices) for value in pure]
    rows = [
        (what, spread(values, 3), f"{p95(values):.3f}", str(MOST_MS), "yes" if p95(values) < MOST_MS else "NO")
        for what, values in (("choice alone, facts and policies in hand", alone), (f"a set of {SET:,}: facts, policies, choice, steps", in_set))
    ]
    rows.append((f"one alone: facts, policies, choice, steps in {queries} queries", spread(one, 3), f"{p95(one):.3f}", "", ""))
    rows.append((f"{queries} empty queries", spread(none, 3), f"{p95(none):.3f}", "", ""))
    title = f"{count} active policies of two steps; {len(asked):,} of {len(invoices):,} invoices need approval"
    table(title, ("what", "ms a document: median (min–max)", "p95", "mark", "met"), rows)
    return 0 if all(row[-1] != "NO" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else POLICIES))
