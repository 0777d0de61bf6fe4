"""100,000 journal entries to ten endpoints, one of which fails, one hangs and one answers 429: who gets what, in what order, how fast.

Mark: at least 300 deliveries a second by one sender to those that are well; each of them gets all, the ordered ones in order.
    python benchmarks/webhooks.py [ENTRIES]
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

os.environ["WEBHOOKS_TO_PRIVATE_NETWORKS"] = "true"

from audit_pack import fill
from stage import company, prepare, settle, table

COUNT, LEAST = 100_000, 300
HANGS_FOR = 30.0
WELL = {"well 1": False, "well 2": False, "well 3": False, "well 4": False, "well 5": False, "ordered 1": True, "ordered 2": True}
SICK = ("fails", "hangs", "answers 429")


class Receiver(BaseHTTPRequestHandler):
    """Answers by its path and notes the number of each entry, in the order of arrival."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    got: dict[str, list[int]] = {}

    def do_POST(self) -> None:
        import orjson

        name = self.path[1:].replace("%20", " ")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.setdefault(name, []).append(orjson.loads(body)["data"]["sequence"])
        if name == "hangs":
            time.sleep(HANGS_FOR)
        self.send_response(500 if name == "fails" else 429 if name == "answers 429" else 204)
        if name == "answers 429":
            self.send_header("Retry-After", "60")
        if name in SICK:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """The table tells what came."""


def receive(link: Any) -> None:
    """A receiver of several endpoints in a process of its own: tells its port, and what it got when asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    link.send(server.server_port)
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    while link.recv() == "tell":
        link.send(Receiver.got)


def endpoints(tenant_id: int, port: int) -> dict[str, Any]:
    from apps.integrations import actions
    from apps.kernel import clock
    from apps.tenants.actors import system_actor
    from apps.tenants.scope import scope

    with scope(tenant_id):
        return {
            name: actions.create_endpoint(
                name=name, url=f"http://127.0.0.1:{port}/{name.replace(' ', '%20')}", types=["*"], ordered=ordered,
                actor=system_actor(tenant_id, "benchmark"), at=clock.now(),
            )[0]
            for name, ordered in (WELL | dict.fromkeys(SICK, False)).items()
        }  # fmt: skip


def main(count: int) -> None:
    prepare()
    tenant_id = company()
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    receiver = spawn.Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    port = ours.recv()
    made = endpoints(tenant_id, port)

    from django.db.models import Max

    from apps.integrations import fan_out
    from apps.integrations.models import DeliveryAttempt, WebhookDelivery
    from apps.integrations.sending import Sender
    from apps.journal.consumers import consume
    from apps.journal.models import JournalEntry
    from apps.kernel import clock
    from apps.tenants.scope import scope

    with scope(tenant_id):
        fill(tenant_id, count, all_at=clock.now())
        last = JournalEntry.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
        since = {name: endpoint.since_sequence for name, endpoint in made.items()}
    begun = time.perf_counter()
    consume(tenant_id, fan_out.NAME, now=clock.now())
    noting = time.perf_counter() - begun
    settle(WebhookDelivery, JournalEntry)
    with scope(tenant_id):
        noted = WebhookDelivery.objects.count()
        well = [made[name].pk for name in WELL]
        due = WebhookDelivery.objects.filter(endpoint_id__in=well, state="pending").count()
        began_at, cpu = clock.now(), time.process_time()
        while WebhookDelivery.objects.filter(endpoint_id__in=well, state="pending").exists():
            Sender(seconds=45).run()
        cpu = time.process_time() - cpu
        ended_at = WebhookDelivery.objects.filter(endpoint_id__in=well).aggregate(last=Max("ended_at"))["last"]
        seconds = (ended_at - began_at).total_seconds()  # the sender itself stays a little for those that hang
        tried = DeliveryAttempt.objects.count()
    ours.send("tell")
    got = ours.recv()
    ours.send("end")
    rows = []
    for name, ordered in WELL.items():
        own = got.get(name, [])
        wanted = list(range(since[name] + 1, last + 1))
        assert sorted(set(own)) == wanted, f"{name} got {len(set(own))} of {len(wanted)}"
        assert not ordered or own == wanted, f"{name} got them out of order"
        rows.append([name, f"{len(own):,}", f"{len(own) - len(wanted):,}", "in order" if own == wanted else ""])
    rows += [[name, f"{len(got.get(name, [])):,}", "", ""] for name in SICK]
    rate = due / seconds
    table(
        f"{count:,} entries, {noted:,} deliveries noted at {noted / noting:,.0f}/s; {due:,} sent to {len(WELL)} that are well in {seconds:.1f} s = {rate:,.0f}/s "
        f"by one sender ({cpu / seconds:.0%} of a core); {tried:,} attempts in all",
        ["endpoint", "requests", "more than once", ""], rows,
    )  # fmt: skip
    assert rate >= LEAST, f"{rate:,.0f} deliveries a second"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
