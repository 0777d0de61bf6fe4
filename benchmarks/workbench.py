"""The workbench over 100,000 waiting lines and 1,000,000 invoices of one company: its pages, and what might settle one line.

Marks, on MariaDB, warm, through the whole of Django: a page p95 under 200 ms, a preview of 5,000
proposals under a second; suggestions for one line p95 under 100 ms.
    python benchmarks/workbench.py [LINES [INVOICES]]
"""

from __future__ import annotations

import itertools
import sys
import time
from typing import Any

from stage import company, copies, cpu_ms, p95, prepare, settle, spread, table, timed

LINES, INVOICES, CLIENTS, TIMES, PAGE_MS, SUGGEST_MS, PREVIEW_MS = 100_000, 1_000_000, 2_000, 30, 200, 100, 1_000
BENCH = "/admin/reconciliation/match/workbench/"
FOUND, PREVIEW = "an invoice found beside a line", "preview of 5,000 proposals"
POSTED = {FOUND: {"find": "1", "find_text": "BB-2026-00012"}, PREVIEW: {"act": "preview", "rule": "client_subset", "least": "0"}}
AMOUNT = "10000 + (s.seq * 7919) %% 490000"


def clients(tenant: Any) -> int:
    """Clients with a tax id and an account each; the key before the first."""
    from apps.clients.models import Client, ClientIban
    from tests import factories as make

    pattern = make.client(tenant, "PATTERN", edrpou="37631700", ibans=["UA703510050038849760603697497"])
    before = copies(Client, pattern, CLIENTS, code="CONCAT('B-', s.seq)", edrpou="30000000 + s.seq", legal_name="CONCAT('Client ', s.seq)", search_text="CONCAT('client ', s.seq)")
    copies(ClientIban, ClientIban.objects.get(), CLIENTS, client_id=f"{before} + s.seq", iban="CONCAT('UA99', LPAD(s.seq, 25, '0'))")
    return before


def invoices(tenant: Any, first_client: int, count: int) -> int:
    """Invoices, one in five of them open; the key before the first."""
    from apps.clients.models import Client
    from apps.invoices.models import Invoice
    from tests import factories as make

    pattern = make.issued(tenant, Client.objects.get(code="PATTERN"), "77.00")
    owed = "s.seq %% 5 = 0"
    before = copies(
        Invoice, pattern, count, number="CONCAT('BB-2026-', LPAD(s.seq, 7, '0'))", payment_reference="CONCAT('BB-2026-', LPAD(s.seq, 7, '0'))",
        client_id=f"{first_client} + 1 + s.seq %% {CLIENTS}", net_minor=AMOUNT, total_minor=AMOUNT, open_minor=f"IF({owed}, {AMOUNT}, 0)",
        allocated_minor=f"IF({owed}, 0, {AMOUNT})", state=f"IF({owed}, 'issued', 'paid')", due_on="DATE_ADD(t.due_on, INTERVAL s.seq %% 300 DAY)",
    )  # fmt: skip
    settle(Invoice)  # the run that makes the patterns of proposals reads them
    return before


def lines(tenant: Any, first_invoice: int, count: int) -> int:
    """Waiting lines, a third of them with a proposal; the others as the last run left them. The key before the first."""
    from apps.payments.models import BankAccount, StatementLine
    from apps.reconciliation.actions import start_run
    from apps.reconciliation.execution import execute
    from apps.reconciliation.models import Match, MatchItem, RunLine
    from tests import factories as make
    from tests.factories.payments import Booked, Page, camt, imported

    twin = make.issued(tenant, make.client(tenant, "TWINS", edrpou="36537076"), "50.00")
    make.issued(tenant, twin.client, "50.00")
    imported(tenant, camt(Page([Booked("50.00", "Послуги. Платник 36537076", "R-TWIN"), Booked("7.00", "невідомо", "R-NONE")])))
    execute(tenant.pk, start_run(BankAccount.objects.get().pk, actor=make.system(tenant), at=make.AT).pk)
    pattern, proposal = StatementLine.objects.get(reference="R-NONE"), Match.objects.get(state="proposed")
    proposed, text = "s.seq %% 3 = 0", "ELT(1 + s.seq %% 4, 'Оплата за послуги', CONCAT('Оплата рахунку BB-2026-', LPAD(s.seq, 7, '0')), 'за договором', 'Абонплата')"
    before = copies(
        StatementLine, pattern, count, reference="CONCAT('Q', s.seq)", entry_key="SHA2(s.seq, 256)", live_key="SHA2(s.seq, 256)", amount_minor=AMOUNT,
        booked_on="DATE_ADD(t.booked_on, INTERVAL s.seq %% 365 DAY)", reconciled_state=f"IF({proposed}, 'proposed', 'open')", remittance=text,
        counterparty_name="CONCAT('Client ', s.seq %% 2000)", position="s.seq",
        counterparty_tax_id=f"IF(s.seq %% 2, 30000001 + s.seq %% {CLIENTS}, '')", counterparty_iban=f"IF(s.seq %% 2, CONCAT('UA99', LPAD(1 + s.seq %% {CLIENTS}, 25, '0')), '')",
    )  # fmt: skip
    of_line = f"{before} + s.seq * 3"
    matches = copies(Match, proposal, count // 3, line_id=of_line, live_key=of_line, rule="ELT(1 + s.seq %% 3, 'ambiguous_twins', 'client_subset', 'name_amount')")
    for item in MatchItem.objects.filter(match=proposal):
        copies(MatchItem, item, count // 3, match_id=f"{matches} + s.seq", invoice_id=f"{first_invoice} + s.seq")
    said = RunLine.objects.get(line=pattern)
    copies(RunLine, said, count, line_id=f"{before} + s.seq", line_key="CONCAT('Q', s.seq)")
    return before


def pages(before: int, count: int) -> list[tuple[str, str]]:
    """Addresses of pages, those that are dear among them; of lists too, and what is found beside a line."""
    from apps.payments.models import BankAccount, StatementLine

    middle = StatementLine.objects.get(pk=before + count // 2)
    account, low = BankAccount.objects.get().pk, 20_000
    client = StatementLine.objects.filter(pk__gt=before, counterparty_tax_id__gt="").first()
    assert client is not None
    from apps.clients.models import Client

    known = Client.objects.get(edrpou=client.counterparty_tax_id).pk
    return [
        ("first", BENCH), ("in the middle", f"{BENCH}?after={middle.booked_on}~{middle.pk}"), ("of an account", f"{BENCH}?account={account}"),
        ("with a proposal", f"{BENCH}?state=proposed"), ("of a rule", f"{BENCH}?rule=client_subset"),
        ("amounts from 200 to 210", f"{BENCH}?amount_from={low // 100}&amount_to=210"), ("amounts from 200", f"{BENCH}?amount_from=200"),
        ("words that are common", f"{BENCH}?text=абонплата"), ("words that nobody wrote", f"{BENCH}?text=несусвітне"), ("of a client", f"{BENCH}?client={known}"),
        ("money out", f"{BENCH}?side=out"), ("one line", f"{BENCH}?part=line&line={client.pk}"),
        ("list of lines", "/admin/payments/statementline/"), ("list of lines, last page", "/admin/payments/statementline/?p=100"),
        ("list of lines, a reference", "/admin/payments/statementline/?q=q1234"), ("list of matches", "/admin/reconciliation/match/"),
        ("list of matches, a reference", "/admin/reconciliation/match/?q=q1234"), ("an invoice by number", f"/admin/invoices/invoice/?q=BB-2026-{INVOICES // 2:07}"),
        (FOUND, f"{BENCH}?line={client.pk}"), (PREVIEW, BENCH),
    ]  # fmt: skip


def main(line_count: int, invoice_count: int) -> int:
    prepare("oblik_bench_workbench")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.invoices.models import Invoice
    from apps.payments.models import StatementLine
    from apps.reconciliation.models import Match, MatchItem, RunLine
    from apps.reconciliation.suggestions import suggest
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope
    from tests import factories as make
    from tests.admin.test_pages import browser_of

    tenant = Tenant.objects.get(pk=company())
    rows, met_all = [], True
    with scope(tenant.pk):
        actor = make.member(tenant, "accountant")
        before = lines(tenant, invoices(tenant, clients(tenant), invoice_count), line_count)
        settle(Invoice, StatementLine, Match, MatchItem, RunLine)
        browser = browser_of(actor)
        browser.defaults["SERVER_NAME"] = "localhost"
        for name, address in pages(before, line_count):
            posted = {"line": address.rpartition("=")[2], **POSTED[name]} if name in POSTED else None

            def turn(address: str = address, posted: Any = posted) -> Any:
                return browser.get(address) if posted is None else browser.post(address, posted)

            with CaptureQueriesContext(connection) as caught:
                answer = turn()
            queries = len(caught)

            values = timed(turn, TIMES)
            mark = PREVIEW_MS if name == PREVIEW else PAGE_MS
            met = answer.status_code == 200 and p95(values) < mark
            met_all &= met
            rows.append((name, answer.content.decode().count("data-row="), queries, spread(values), f"{p95(values):.0f}", cpu_ms(turn), "yes" if met else "NO"))
        table(f"Pages of the workbench, {line_count:,} waiting lines, {invoice_count:,} invoices, {TIMES} times each",
              ("page", "lines", "queries", "ms: median (min–max)", "p95", "CPU ms", f"met ({PAGE_MS} ms, preview {PREVIEW_MS} ms)"), rows)  # fmt: skip
        asked = list(StatementLine.objects.filter(pk__gt=before, reconciled_state="open").order_by("pk")[: TIMES * 10])
        told = []
        turns = itertools.cycle(asked)
        suggest(next(turns), actor=actor, at=make.AT)
        values = []
        for line in asked:
            begun = time.perf_counter()
            suggest(line, actor=actor, at=make.AT)
            values.append((time.perf_counter() - begun) * 1000)
        met = p95(values) < SUGGEST_MS
        told.append((len(asked), spread(values), f"{p95(values):.0f}", cpu_ms(lambda: suggest(next(turns), actor=actor, at=make.AT)), "yes" if met else "NO"))
        table("What might settle one line: the engine over the invoices that can concern it", ("lines", "ms: median (min–max)", "p95", "CPU ms", f"met ({SUGGEST_MS} ms)"), told)
    return 0 if met_all and met else 1


if __name__ == "__main__":
    given = [int(item) for item in sys.argv[1:]]
    sys.exit(main(*(given + [LINES, INVOICES][len(given) :])))
