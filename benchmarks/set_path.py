"""Acts over 200,000 invoices in sets and over 1,000 one by one, with history and journal, beside the same writes in bare SQL.

Marks, on MariaDB: sets at least 5,000 rows/s, single acts at least 100/s.
    python benchmarks/set_path.py [ROWS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from stage import company, prepare, spread, table

ROWS, SINGLE, CHUNK = 200_000, 1_000, 1_000


def copies(tenant: Any, count: int) -> list[int]:
    """As many drafts as asked for, copied from one that was made by acts, with line and first history row; their ids."""
    from django.db import connection

    from apps.invoices.models import Invoice, InvoiceLine
    from tests import factories as make

    pattern = make.draft(tenant, make.client(tenant, code=f"C{time.monotonic_ns()}"))
    history, line = Invoice.history.model, InvoiceLine.objects.get(invoice=pattern)
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM " + Invoice._meta.db_table)
        last = cursor.fetchone()[0]
        for model, key, row in ((Invoice, "id", pattern.pk), (history, "id", pattern.pk), (InvoiceLine, "invoice_id", pattern.pk)):
            own = model._meta.pk.column
            columns = [field.column for field in model._meta.concrete_fields if field.column not in (own, key)]
            assert model is not InvoiceLine or line.invoice_id == row
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({key}, {', '.join(columns)}) "  # noqa: S608 - names from the models
                f"SELECT {last} + s.seq, {', '.join('t.' + name for name in columns)} "
                f"FROM {model._meta.db_table} t JOIN seq_1_to_{count} s WHERE t.{key} = {row}"
            )
    return list(range(last + 1, last + count + 1))


def in_sets(act: Callable[..., Any], ids: list[int], actor: Any, at: Any) -> list[float]:
    """Rows per second of each chunk."""
    from apps.invoices.models import Invoice

    ticks = [time.perf_counter()]
    outcome = act(Invoice.objects.all(), actor=actor, at=at, ids=ids, on_chunk=lambda _outcome: ticks.append(time.perf_counter()))
    ticks.append(time.perf_counter())
    assert outcome.done == len(ids), outcome.refused
    # A chunk's end is told inside its transaction; what is written after that counts with the next one.
    return [CHUNK / (later - earlier) for earlier, later in zip(ticks[:-2], ticks[1:-1], strict=True)][1:]


def in_bare_sql(ids: list[int], size: int, sets: str, state: tuple[str, str], tenant: int) -> list[float]:
    """The same writes by hand, `size` rows a transaction: lock, UPDATE, history, journal, head. Rows per second of each."""
    from django.db import connection, transaction

    from apps.invoices.models import Invoice

    table_name, history = Invoice._meta.db_table, Invoice.history.model._meta.db_table
    columns = ", ".join(f"`{field.column}`" for field in Invoice._meta.concrete_fields)
    rates = []
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        span = f"BETWEEN {part[0]} AND {part[-1]}"
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT id, state FROM {table_name} WHERE id {span} ORDER BY id FOR UPDATE")  # noqa: S608
            cursor.fetchall()
            cursor.execute(f"UPDATE {table_name} SET {sets}, state = '{state[1]}', version = version + 1, updated_at = NOW(6) WHERE id {span}")  # noqa: S608
            cursor.execute(
                f"INSERT INTO {history} ({columns}, history_date, history_type, actor_label, request_id) "  # noqa: S608
                f"SELECT {columns}, NOW(6), '~', 'bench', '' FROM {table_name} WHERE id {span}"
            )
            cursor.execute("SELECT sequence FROM journal_journalhead WHERE tenant_id = %s FOR UPDATE", [tenant])
            sequence = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO journal_journalentry (tenant_id, sequence, type, schema_version, subject_kind, subject_id, from_state, to_state,"  # noqa: S608
                " payload_text, actor_label, door, reason, request_id, at, previous_hash, hash)"
                f" SELECT {tenant}, {sequence} + 1 + id - {part[0]}, 'invoice.bare', 1, 'invoice', id, '{state[0]}', '{state[1]}',"
                " JSON_OBJECT('kind', kind, 'number', number, 'series', series, 'client_id', client_id, 'contract_reference', contract_reference,"
                " 'issue_on', issue_on, 'due_on', due_on, 'currency', currency, 'net', net_minor / 100, 'tax', tax_minor / 100,"
                " 'total', total_minor / 100), 'bench', 'job', '', '', NOW(6), SHA2('', 256), SHA2(id, 256)"
                f" FROM {table_name} WHERE id {span}"
            )
            cursor.execute("UPDATE journal_journalhead SET sequence = %s WHERE tenant_id = %s", [sequence + len(part), tenant])
        rates.append(len(part) / (time.perf_counter() - begun))
    return rates[1:]


def one_by_one(act: Callable[..., Any], ids: list[int], actor: Any, at: Any) -> list[float]:
    """Acts per second, each in its own transaction."""
    rates = []
    for pk in ids:
        begun = time.perf_counter()
        act(pk, actor=actor, at=at)
        rates.append(1 / (time.perf_counter() - begun))
    return rates


def main(count: int) -> int:
    prepare("oblik_bench_sets")
    from apps.invoices.actions import issue_invoice, issue_invoices, submit_invoice, submit_invoices
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope
    from tests import factories as make

    tenant = Tenant.objects.get(pk=company())
    actor, at = make.system(tenant), make.AT
    with scope(tenant.pk):
        mine, bare, few, bare_few = (copies(tenant, size) for size in (count, count, SINGLE, SINGLE))
        numbered = "number = CONCAT('BARE-', id), payment_reference = CONCAT('BARE-', id)"
        steps = [
            ("submit", submit_invoices, submit_invoice, "kind = kind", ("draft", "approved")),
            ("issue", issue_invoices, issue_invoice, numbered, ("approved", "issued")),
        ]
        rows = []
        for name, many, single, sets, states in steps:
            pairs = [
                (f"{count:,} invoices in sets of {CHUNK:,}", in_sets(many, mine, actor, at), in_bare_sql(bare, CHUNK, sets, states, tenant.pk), 5000),
                (f"{SINGLE:,} invoices one by one", one_by_one(single, few, actor, at), in_bare_sql(bare_few, 1, sets, states, tenant.pk), 100),
            ]
            for what, ours, theirs, mark in pairs:
                # The harmonic mean: rows over seconds, not a mean of rates.
                whole, whole_bare = (len(rates) / sum(1 / rate for rate in rates) for rates in (ours, theirs))
                rows.append(
                    (f"{name}: {what}", f"{whole:,.0f}", spread(ours), f"{whole_bare:,.0f}", spread(theirs), f"{whole / whole_bare:.2f}",
                     f"{mark:,}", "yes" if whole >= mark else "NO")
                )  # fmt: skip
    table(
        "Acts with history and journal (rows/s) beside the same writes in bare SQL",
        ("what", "acts: whole", "median (min–max)", "bare: whole", "median (min–max)", "acts/bare", "mark", "met"), rows,
    )  # fmt: skip
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
