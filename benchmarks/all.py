"""Every figure that is claimed, one benchmark after the other; takes about twenty minutes.

Needs MariaDB at 127.0.0.1:3306 (`make services`), or BENCH_DATABASE_URL. Exits with 1 if one of them failed or missed a mark.
    python benchmarks/all.py [NAME ...]
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = (
    "match_cases", "match_scale", "set_path", "import_statement", "reconcile_end_to_end", "billing", "workbench", "approver_queue", "permission_filter", "roster_month",
    "policy_evaluation", "replay_approvals", "audit_pack", "dispatch", "statement_files", "webhooks", "api", "concurrency",
)  # fmt: skip


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
        return 2
    ended = []
    for name in names:
        print(f"\n== {name}", flush=True)
        begun = time.perf_counter()
        code = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode
        ended.append((name, code, time.perf_counter() - begun))
    print("\n== summary")
    for name, code, seconds in ended:
        print(f"{'done' if code == 0 else 'MISSED A MARK OR FAILED':24}{name} ({seconds:.0f} s)")
    return int(any(code for _name, code, _seconds in ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(NAMES)))
