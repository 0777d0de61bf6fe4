"""Every file of a bank that lies beside the project, read by the code of `manage.py statements inspect`, beside what is known of it.

    python benchmarks/statement_files.py [WORD ...]

Words choose files by name. "as known": counts, sums and balances are those of the manifest (of tables: what a person reads in them). Exits with 1 where a
file differs, 0 where there are no files.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

from tests.payments.bank_files import Row, files, row_of


def told(row: Row, seconds: float) -> str:
    """A line of the table."""
    verdict = "DIFFERS: " + "; ".join(row.differences) if row.differences else row.verdict
    return (
        f"{row.name[:58]:58} {row.form[:26]:26} {row.statements:>4} {row.entries:>5} {row.credit:>14} {row.debit:>14} {row.balances or '—':>10} "
        f"{seconds * 1000:>6.0f}  {verdict[:160]}"
    )


def main(words: list[str]) -> int:
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")
    chosen = [item for item in files() if not words or any(word in item[0] for word in words)]
    if not chosen:
        print("No files of banks lie beside the project (../shared/data/bank).")
        return 0
    print(f"{'file':58} {'format':26} {'st.':>4} {'entr.':>5} {'in':>14} {'out':>14} {'balances':>10} {'ms':>6}  verdict")
    rows, begun = [], time.perf_counter()
    for item in chosen:
        started = time.perf_counter()
        rows.append(row_of(*item))
        print(told(rows[-1], time.perf_counter() - started), flush=True)
    differing = [row for row in rows if row.differences]
    refused = [row for row in rows if row.verdict != "as known"]
    print(f"\n{len(rows)} files: {len(rows) - len(refused)} read, {len(refused)} refused by name, {len(differing)} differ; {time.perf_counter() - begun:.1f} s")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
