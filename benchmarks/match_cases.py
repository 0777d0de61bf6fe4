"""How the matching engine does on cases with known truth, by kind of line.

    python benchmarks/match_cases.py [FOLDER ...]

A folder holds clients.csv, invoices.csv, statement.xml and truth.csv; without one, the cases of the tests.
"wrong" counts lines settled unaided with other pairs than the truth's, or at all where a person must decide.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from apps.reconciliation.engine import Engine, RuleSet, result_digest
from tests.reconciliation.engine.cases import all_cases, load

COLUMNS = ("lines", "right", "wrong", "unsettled", "holds truth")


def measure(folder: Path) -> int:
    """Prints the table of one case and returns how many lines were settled wrongly."""
    case = load(folder)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    engine = Engine(RuleSet("bench"), case.clients, case.invoices, case.own_accounts)
    results = list(engine.match(case.lines))
    for result in results:
        truth = case.truth[result.line_key.split("/")[1]]
        count = counts[(truth.want, truth.kind)]
        count["lines"] += 1
        if result.state == "accepted":
            right = truth.want == "auto" and result.pairs == truth.pairs
            count["right" if right else "wrong"] += 1
        elif truth.want == "none":
            count["right"] += 1
        else:
            count["unsettled"] += 1
            count["holds truth"] += truth.pairs in (result.pairs, *result.alternatives)
    print(f"\n{case.name}: {len(case.lines)} lines, {len(case.invoices)} invoices, result {result_digest(results)[:16]}")
    print(f"{'want':8} {'kind':16}" + "".join(f"{name:>12}" for name in COLUMNS))
    for (want, kind), count in sorted(counts.items()):
        print(f"{want:8} {kind:16}" + "".join(f"{count[name]:>12}" for name in COLUMNS))
    total: Counter[str] = sum(counts.values(), Counter())
    print(f"{'all':8} {'':16}" + "".join(f"{total[name]:>12}" for name in COLUMNS))
    return total["wrong"]


def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]] or all_cases()
    wrong = sum(measure(folder) for folder in folders)
    print(f"\nwrongly settled: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
