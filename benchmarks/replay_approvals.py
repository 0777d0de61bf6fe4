"""Real logs of approvals played through the engine: what it refuses and where it ends otherwise, counted by kind.

Needs the folder `shared` with the logs beside the repository; what is not there is said and left out. Mark, on MariaDB:
19 of 20 documents end as in the log, wherever the log's own rules are ours (not in the last, where four eyes are kept
and were not).
    python benchmarks/replay_approvals.py [CASES OF EACH LOG, 0 FOR ALL]
"""

from __future__ import annotations

import sys
from typing import Any

from stage import ROOT, prepare, table

CASES, MARK = 300, 0.95
DATA = ROOT.parent / "shared" / "data"


def tell(outcome: Any) -> None:
    """Each kind of deviation, with one of them."""
    head = ("the log", "the engine", "times", "for instance")
    rows = [(verb, why, f"{times:,}", outcome.samples[verb, why]) for (verb, why), times in outcome.deviations.most_common()]
    table("Deviations", head, rows) if rows else print("\nNo deviation.")


def main(most: int) -> int:
    logs = {f"travel: {name}": DATA / "invoices/bpi2020" / f"{name}.xes.gz" for name in ("DomesticDeclarations", "InternationalDeclarations", "PrepaidTravelCost")}
    permits = DATA / "approvals/permits/receipt.csv"
    logs |= {"permits, as they worked": permits, "permits, with four eyes": permits}
    here = {name: path for name, path in logs.items() if path.is_file()}
    for name in logs.keys() - here.keys():
        print(f"left out, not here: {name}")
    if not here:
        return 0
    prepare("oblik_bench_replay")
    from tests import factories as make
    from tests.scenarios import approval_logs as log

    rows = []
    for number, (name, path) in enumerate(here.items()):
        read = log.travel_cases if name.startswith("travel") else log.permit_cases
        cases, company = log.sample(read(path), most or sys.maxsize), make.tenant(f"log{number}")
        four_eyes = name.endswith("four eyes")
        outcome = log.replay_travel(company, cases) if name.startswith("travel") else log.replay_permits(company, cases, four_eyes=four_eyes)
        acts = sum(times for verb, times in outcome.events.items() if verb)
        share = outcome.alike / outcome.documents
        rows.append((name, f"{outcome.cases:,}", f"{outcome.documents:,}", f"{acts:,}", f"{outcome.events['']:,}", f"{outcome.alike:,}",
                     f"{outcome.deviations.total():,}", f"{acts / outcome.seconds:.0f}", "" if four_eyes else "yes" if share >= MARK else "NO"))  # fmt: skip
        print(f"\n== {name}: {outcome.events.most_common()}")
        tell(outcome)
    head = ("log", "cases", "documents", "events", "beside approval", "ended as in the log", "deviations", "events/s", f"{MARK:.0%} alike")
    table("Logs of approvals played through the engine, one act an event", head, rows)
    return 0 if all(row[-1] != "NO" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
