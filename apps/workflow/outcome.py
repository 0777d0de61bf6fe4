"""What came of an act on a set."""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.kernel.errors import Reason

SAMPLE = 20


@dataclass
class SetOutcome:
    """Counts of a set act. `refused` counts rows by reason code, and a row under each of its reasons; `refused_rows`
    counts it once; `reasons` keeps one reason a code for its sentence; `samples` up to twenty row ids a code. `began`: where
    the cursor stood before the last chunk."""

    done: int = 0
    seen: int = 0
    refused_rows: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    samples: dict[str, list[int]] = field(default_factory=dict)
    cursor: int = 0
    began: int = 0

    def refuse(self, row_id: int, reasons: tuple[Reason, ...]) -> None:
        """Counts a refused row under each of its reasons."""
        self.refused_rows += 1
        for reason in reasons:
            self.refused[reason.code] = self.refused.get(reason.code, 0) + 1
            self.reasons.setdefault(reason.code, reason)
            sample = self.samples.setdefault(reason.code, [])
            if len(sample) < SAMPLE:
                sample.append(row_id)
