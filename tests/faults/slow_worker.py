"""Loaded into a worker (`celery worker -I tests.faults.slow_worker`): small chunks, and a stop in the middle of one.

FAULT_CHUNK lines a chunk; in chunk number FAULT_STOPS_IN everything is written, then the worker stands still before the
commit, with all locks in its hands, until it is killed. FAULT_SIGN: the file by which it says that it stands.
"""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path
from typing import Any

from apps.reconciliation import execution
from apps.workflow import unit

execution.CHUNK = int(os.environ["FAULT_CHUNK"])


def stand_still(original: Any, chunk: int, sign: Path) -> Any:
    chunks = itertools.count(1)

    def append(drafts: Any, **kwargs: Any) -> Any:
        written = original(drafts, **kwargs)
        if any(draft.type == "match.accepted" for draft in drafts) and next(chunks) == chunk:
            sign.touch()
            time.sleep(600)
        return written

    return append


if "FAULT_STOPS_IN" in os.environ:
    unit.log.append = stand_still(unit.log.append, int(os.environ["FAULT_STOPS_IN"]), Path(os.environ["FAULT_SIGN"]))  # type: ignore[assignment]
