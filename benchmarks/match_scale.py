"""How fast the matching engine is, and whether time per line grows with the number of lines.

    python benchmarks/match_scale.py [--invoices 120000] [--sizes 10000,100000] [--repeats 3]
    python benchmarks/match_scale.py --invoices 1200000 --sizes 1000000 --repeats 1

Every measurement is a fresh process over the same open invoices, ten of each client: building the index,
matching (median and spread of the repeats), the input digest and peak memory. The mix of lines is that of the cases with known
truth: numbers as issued and otherwise, parts, excess, several at once, no number, no invoice.

Where polars can be imported (pip install polars; it is no requirement), a bare join of the same columns is timed beside it in a process of
its own, see bare_join.py: what the engine's order, balances, spellings, contradictions and reasons cost is the ratio of the two.
CPU s is of matching alone, and does not depend on how busy the machine is.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from apps.reconciliation.engine import (
    ClientFacts,
    Engine,
    Line,
    OpenInvoice,
    RuleSet,
    input_digest,
)

SIZES = "10000,100000"
PER_CLIENT = 10


def book(count: int) -> tuple[list[ClientFacts], list[OpenInvoice]]:
    """Clients with ten open invoices each, of random amounts."""
    chance = random.Random(1)
    clients = [
        ClientFacts(f"C{at:06}", (f"UA{at:027}",), (str(20_000_000 + at),), (f"ТОВ «Зоря-{at}»",))
        for at in range(count // PER_CLIENT)
    ]
    invoices = []
    for at in range(count):
        number, amount = f"РФ-2026-{at + 1:06}", chance.randint(20_000, 9_000_000)
        owner = clients[at // PER_CLIENT].key
        invoices.append(OpenInvoice(number, number, owner, "UAH", amount, amount, "2026-01-10", "2026-01-24", f"Д-{owner}/26"))
    return clients, invoices


def _text(kind: float, number: str, others: list[str]) -> str:
    year, serial = number.split("-")[1:]
    if kind < 0.40:
        return f"Оплата за послуги зг. рах. {number} від 09.01.2026, в т.ч. ПДВ 20% 1234.56"
    if kind < 0.56:
        shapes = (
            f"рф {year} {serial}",
            f"RF-{year}-{serial}",
            f"РФ{year}{serial}",
            f"РФ/{year}/{int(serial)}",
        )
        return "опл. рах.№" + shapes[int(kind * 1000) % 4]
    if kind < 0.70:
        return f"Часткова оплата рах. {number}"
    if kind < 0.78:
        return "Оплата рах. " + ", ".join(others)
    return "Оплата за надані послуги"


def statement(count: int, clients: list[ClientFacts], invoices: list[OpenInvoice]) -> list[Line]:
    """Lines over the whole month, each for its own invoices, in no order."""
    chance = random.Random(2)
    order = list(range(len(clients)))
    lines: list[Line] = []
    turn = 0
    while len(lines) < count:
        chance.shuffle(order)
        for client in order:
            if len(lines) == count:
                break
            first = client * PER_CLIENT + turn % PER_CLIENT
            invoice, kind = invoices[first], chance.random()
            amount, others = invoice.open_minor, [invoice.number]
            if 0.56 <= kind < 0.70:
                amount += chance.choice((-1500, 9000, -amount // 3))
            elif 0.70 <= kind < 0.78:
                several = invoices[first : (client + 1) * PER_CLIENT][:3]
                amount, others = (
                    sum(other.open_minor for other in several),
                    [other.number for other in several],
                )
            elif 0.93 <= kind < 0.96:
                amount = sum(other.open_minor for other in invoices[client * PER_CLIENT : client * PER_CLIENT + 3])
            payer = clients[client]
            text = _text(kind, invoice.number, others)
            if kind >= 0.96:
                amount, text = -12_345, "Комісія за розрахункове обслуговування"
            at = len(lines)
            lines.append(
                Line(
                    f"UA1/BR{at:07}/{at}",
                    f"2026-03-{at % 28 + 1:02}",
                    amount,
                    "UAH",
                    payer.names[0],
                    payer.ibans[0],
                    payer.tax_ids[0],
                    text,
                    f"BR{at:07}",
                    "",
                )  # fmt: skip
            )
        turn += 1
    return lines


def measure(count: int, invoice_count: int) -> dict[str, float | str]:
    """One run in this process."""
    clients, invoices = book(invoice_count)
    lines = statement(count, clients, invoices)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    engine = Engine(RuleSet("bench"), clients, invoices)
    built = time.perf_counter()
    accepted, used = 0, time.process_time()
    for result in engine.match(lines):  # as a job draws them: nothing is kept
        accepted += result.state == "accepted"
    matched, used = time.perf_counter(), time.process_time() - used
    input_digest(RuleSet("bench"), clients, invoices, lines)
    digested = time.perf_counter()
    return {
        "build": built - begun,
        "match": matched - built,
        "cpu": used,
        "digest": digested - matched,
        "accepted": accepted / count,
        "memory_before": before / 1024,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_join(count: int, invoice_count: int) -> dict[str, float | str]:
    """The bare join of the same lines and invoices, the best of three."""
    import bare_join

    clients, invoices = book(invoice_count)
    frames = bare_join.frames(clients, invoices, statement(count, clients, invoices))
    times, cpu = [], []
    for _turn in range(3):
        begun, used = time.perf_counter(), time.process_time()
        bare_join.join(*frames)
        times.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    return {"match": min(times), "cpu": min(cpu)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--invoices", type=int, default=120_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--join", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps((measure_join if options.join else measure)(options.one, options.invoices)))
        return
    print(f"{options.invoices} open invoices; Python {platform.python_version()}, {os.cpu_count()} CPUs")
    head = (
        "lines",
        "build s",
        "match s",
        "spread",
        "CPU s",
        "lines/s",
        "us/line",
        "digest s",
        "settled",
        "peak MiB",
        "facts MiB",
        "join s",
        "join CPU s",
        "times",
        "times CPU",
    )
    joins = importlib.util.find_spec("polars") is not None
    sizes = [int(size) for size in options.sizes.split(",")]
    print("".join(f"{name:>11}" for name in head))
    per_line = []
    for count in sizes:
        command = [sys.executable, __file__, "--one", str(count), "--invoices", str(options.invoices)]
        runs = [json.loads(subprocess.check_output(command)) for _ in range(options.repeats)]
        join = json.loads(subprocess.check_output([*command, "--join"])) if joins else None
        times = [run["match"] for run in runs]
        middle, cpu = statistics.median(times), statistics.median(run["cpu"] for run in runs)
        per_line.append(middle / count)
        cells = (
            f"{count}", f"{statistics.median(run['build'] for run in runs):.2f}", f"{middle:.2f}",
            f"{max(times) - min(times):.2f}", f"{cpu:.2f}", f"{count / middle:,.0f}", f"{middle / count * 1e6:.1f}",
            f"{statistics.median(run['digest'] for run in runs):.2f}", f"{runs[0]['accepted']:.1%}",
            f"{max(run['memory'] for run in runs):.0f}", f"{max(run['memory_before'] for run in runs):.0f}",
            *((f"{join['match']:.2f}", f"{join['cpu']:.2f}", f"{middle / join['match']:.1f}", f"{cpu / join['cpu']:.1f}") if join else "————"),
        )  # fmt: skip
        print("".join(f"{cell:>11}" for cell in cells))
    if len(sizes) > 1:
        print(f"time per line at {sizes[-1]} against {sizes[0]}: {per_line[-1] / per_line[0]:.2f}")


if __name__ == "__main__":
    main()
