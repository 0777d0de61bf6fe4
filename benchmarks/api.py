"""The API over 1,000,000 invoices: lists of 50, and invoices of three lines made, submitted and issued, beside a bare Django view of the same SQL.

Marks, on MariaDB: a list of 50 p95 under 30 ms in the server; at least 200 lists a second on 2 cores; at least 60 invoices a second made
and issued by 4 clients (three requests each).
    python benchmarks/api.py [INVOICES]
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from stage import ROOT, company, copies, cpu_ms, p95, prepare, settle, spread, table, timed

INVOICES, CLIENTS, TIMES, SECONDS, WARM_UP = 1_000_000, 2_000, 200, 15, 8
LIST_MS, LISTS, MADE, AT_ONCE = 30, 200, 60, 20
HERE = Path(__file__).resolve().parent
JOURNAL, SERIES = 70_000_000, 5_000_000  # where they stand, so that their numbers are found in caught statements
LINES = [{"description": f"Support, part {part}", "quantity": "2.5", "unit": "h", "unit_price": "850.00", "tax_code": "20"} for part in (1, 2, 3)]


def fill(tenant: Any, count: int) -> None:
    """Invoices with three lines and a tax total each; clients in turn."""
    from apps.clients.models import Client
    from apps.invoices.models import Invoice, InvoiceLine, InvoiceTaxTotal
    from tests import factories as make

    pattern = make.client(tenant, "PATTERN")
    first = copies(Client, pattern, CLIENTS, code="CONCAT('B-', s.seq)", legal_name="CONCAT('Client ', s.seq)", search_text="CONCAT('client ', s.seq)")
    row = make.issued(tenant, pattern, "77.00")
    before = copies(
        Invoice, row, count, number="CONCAT('BB-2026-', LPAD(s.seq, 7, '0'))", payment_reference="CONCAT('BB-2026-', LPAD(s.seq, 7, '0'))",
        client_id=f"{first} + 1 + s.seq %% {CLIENTS}", state="IF(s.seq %% 5 = 0, 'issued', 'paid')", open_minor="IF(s.seq %% 5 = 0, t.total_minor, 0)",
        allocated_minor="IF(s.seq %% 5 = 0, 0, t.total_minor)", due_on="DATE_ADD(t.due_on, INTERVAL s.seq %% 300 DAY)",
    )  # fmt: skip
    line, total = InvoiceLine.objects.get(invoice=row), InvoiceTaxTotal.objects.get(invoice=row)
    copies(InvoiceLine, line, 3 * count, invoice_id=f"{before} + 1 + (s.seq - 1) DIV 3", position="1 + (s.seq - 1) %% 3")
    copies(InvoiceTaxTotal, total, count, invoice_id=f"{before} + s.seq")
    settle(Client, Invoice, InvoiceLine, InvoiceTaxTotal)


def addresses(count: int) -> dict[str, str]:
    """Lists by name; cursors are places between rows, as the API gives them out."""
    import base64

    middle = base64.urlsafe_b64encode(f"k{count // 2}".encode()).decode().rstrip("=")
    return {
        "newest": "/api/v1/invoices", "in the middle": f"/api/v1/invoices?after={middle}", "issued": "/api/v1/invoices?state=issued",
        "of a client": "/api/v1/invoices?client=1234", "by number": "/api/v1/invoices?number=BB-2026-0001234",
        "issued from a day": "/api/v1/invoices?issued_from=2026-01-01&state=issued",
    }  # fmt: skip


@contextlib.contextmanager
def served(application: str, folder: Path, **environment: str) -> Iterator[int]:
    """Gunicorn as it serves in production, two processes of four threads; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).parent / "gunicorn", "-c", ROOT / "config/gunicorn.py", application, "--log-level", "error", "--keep-alive", "30"],
        cwd=folder, env=os.environ | environment | {"WEB_BIND": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        for _try in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


class Caller:
    """One client with one connection that it keeps."""

    def __init__(self, port: int, secret: str = "") -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": "localhost", "Content-Type": "application/json"} | ({"Authorization": f"Bearer {secret}"} if secret else {})

    def ask(self, method: str, address: str, body: Any = None, *, read: bool = True) -> dict[str, Any]:
        """What came back. Raises for anything that is no success. `read`: whether it is taken apart."""
        self.line.request(method, address, body=None if body is None else json.dumps(body), headers=self.headers)
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {address}: {answer.status} {text[:300]!r}")
        return dict(json.loads(text)) if read else {}


def rate(callers: list[Callable[[], None]], seconds: float = SECONDS) -> tuple[float, list[float]]:
    """Turns a second of all callers side by side, and the milliseconds of each turn. Two seconds before warm up."""
    found: list[list[float]] = [[] for _caller in callers]
    failed: list[BaseException] = []
    start = time.perf_counter() + 2

    def turn(number: int) -> None:
        try:
            while (begun := time.perf_counter()) < start + seconds:
                callers[number]()
                if begun >= start:
                    found[number].append((time.perf_counter() - begun) * 1000)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=turn, args=(number,)) for number in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    values = [value for own in found for value in own]
    return len(values) / seconds, values


def caught(ask: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What was asked for, and the statements that it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:
        answer = ask()
    texts = [item["sql"].replace("\r", "") for item in statements]
    return answer, [text for text in texts if text.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")]


def written(statements: list[str], key: int) -> list[str]:
    """Caught statements with tokens for what the next run finds other."""
    found = []
    for text in statements:
        text = re.sub(rf"\b{key}\b", "«id»", text)
        text = re.sub(r"\b7000\d{4}\b", lambda place: f"«sequence+{int(place[0]) - JOURNAL}»", text)
        found.append(re.sub(r"\b500\d{4}\b", lambda place: f"«next+{int(place[0]) - SERIES}»", text))
    return found


def main(count: int) -> int:
    os.environ["API_LIMIT_PER_MINUTE"] = "0"
    prepare("oblik_bench_api")
    from django.test import Client as Browser

    from apps.invoices.models import NumberSeries
    from apps.journal.models import JournalHead
    from apps.tenants.models import Tenant
    from apps.tenants.scope import scope
    from apps.workflow.actions import create_api_key
    from tests import factories as make

    tenant = Tenant.objects.get(pk=company())
    with scope(tenant.pk):
        fill(tenant, count)
        _key, secret = create_api_key("bench", actor=make.system(tenant), at=make.AT, roles=["owner"])
        JournalHead.objects.update(sequence=JOURNAL)
        NumberSeries.objects.update(next_value=SERIES)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "SERVER_NAME": "localhost"}
    browser = Browser(**headers)
    browser.get("/api/v1/invoices")
    lists, statements, rows, good = addresses(count), {}, [], True
    for name, address in lists.items():
        answer, statements[name.replace(" ", "_")] = caught(lambda address=address: browser.get(address))
        assert answer.status_code == 200, answer.content

        def turn(address: str = address) -> None:
            browser.get(address)

        values = timed(turn, TIMES)
        good &= p95(values) < LIST_MS
        rows.append((name, len(answer.json()["items"]), len(statements[name.replace(" ", "_")]), f"{len(answer.content) / 1024:.0f}", spread(values), f"{p95(values):.1f}",
                     cpu_ms(turn), "yes" if p95(values) < LIST_MS else "NO"))  # fmt: skip
    table(f"Lists of 50 of {count:,} invoices, in one process, {TIMES} times each",
          ("list", "items", "queries", "KiB", "ms: median (min–max)", "p95", "CPU ms", f"met ({LIST_MS} ms)"), rows)  # fmt: skip
    body = {"client": 1234, "currency": "UAH", "issue_on": "2026-03-31", "lines": LINES}
    made, create = caught(lambda: browser.post("/api/v1/invoices", body, content_type="application/json"))
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    steps = {"create": create}
    for verb in ("submit", "issue"):
        answer, steps[verb] = caught(lambda verb=verb: browser.post(f"/api/v1/invoices/{key}/{verb}", {}, content_type="application/json"))
        assert answer.status_code == 200, answer.content
    with scope(tenant.pk):
        moved = JournalHead.objects.get().sequence - JOURNAL, NumberSeries.objects.get().next_value - SERIES
    assert moved == (3, 1), moved
    for verb, own in steps.items():
        base = {"create": 0, "submit": 1, "issue": 2}[verb]
        statements[verb] = [re.sub(r"«sequence\+(\d+)»", lambda place, base=base: f"«sequence+{int(place[1]) - base}»", text) for text in written(own, key)]
    good &= side_by_side(statements, secret, lists)
    return 0 if good else 1


def side_by_side(statements: dict[str, list[str]], secret: str, lists: dict[str, str]) -> bool:
    """The API and the bare view under the same callers, in turn."""
    body = {"client": 1234, "currency": "UAH", "issue_on": "2026-03-31", "lines": LINES}
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "statements.json"
        texts.write_text(json.dumps(statements))
        with served("config.wsgi", ROOT) as ours, served("bare:application", HERE, BARE_SQL=str(texts)) as bare:

            def lister(port: int, address: str, secret: str = "") -> Callable[[], None]:
                caller = Caller(port, secret)
                return lambda: _nothing(caller.ask("GET", address, read=False))

            def maker(port: int, secret: str = "") -> Callable[[], None]:
                caller = Caller(port, secret)

                def turn() -> None:
                    if secret:
                        made = caller.ask("POST", "/api/v1/invoices", body)["id"]
                        caller.ask("POST", f"/api/v1/invoices/{made}/submit", {})
                        caller.ask("POST", f"/api/v1/invoices/{made}/issue", {})
                    else:
                        made = caller.ask("GET", "/create")["id"]
                        caller.ask("GET", f"/submit?id={made}")
                        caller.ask("GET", f"/issue?id={made}")

                return turn

            def many_maker(port: int, secret: str) -> Callable[[], None]:
                caller = Caller(port, secret)

                def turn() -> None:
                    made = caller.ask("POST", "/api/v1/invoices/bulk", {"items": [body] * AT_ONCE})["items"]
                    for verb in ("submit", "issue"):
                        caller.ask("POST", f"/api/v1/invoices/bulk/{verb}", {"ids": [item["id"] for item in made]})

                return turn

            rows, good = [], True
            for port, address, own in ((ours, lists["newest"], secret), (bare, "/newest", "")):  # until every process has loaded what it is made of
                rate([lister(port, address, own) for _number in range(4)], WARM_UP)
            for name in ("newest", "in the middle"):
                for who, port, address, own in (("API", ours, lists[name], secret), ("bare view", bare, f"/{name.replace(' ', '_')}", "")):
                    each, values = rate([lister(port, address, own) for _number in range(4)])
                    good &= who != "API" or each >= LISTS
                    rows.append((f"list, {name}", who, f"{each:,.0f}", spread(values), f"{p95(values):.0f}", _met(who, each, LISTS)))
            for who, port, own in (("API", ours, secret), ("bare view", bare, "")):
                each, values = rate([maker(port, own) for _number in range(4)])
                good &= who != "API" or each >= MADE
                rows.append(("made, submitted, issued, three requests", who, f"{each:,.0f}", spread(values), f"{p95(values):.0f}", _met(who, each, MADE)))
            each, values = rate([many_maker(ours, secret) for _number in range(4)])
            rows.append((f"the same, {AT_ONCE} by each request", "API", f"{each * AT_ONCE:,.0f}", spread(values), f"{p95(values):.0f}", ""))
    table(f"4 callers, gunicorn with 2 processes of 4 threads, {SECONDS} s each; callers, server and database on the same machine",
          ("what", "by", "a second", "ms: median (min–max)", "p95", "met"), rows)  # fmt: skip
    return good


def _nothing(_answer: Any) -> None:
    """A caller that only waits."""


def _met(who: str, each: float, least: int) -> str:
    return "" if who != "API" else f"yes ({least}/s)" if each >= least else f"NO ({least}/s)"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else INVOICES))
