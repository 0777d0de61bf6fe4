"""Work that is noted as a row for a worker: `created_at`, `started_at` when one took it, `updated_at` its last sign of life,
`ended_at`. Which rows wait, and which may be taken."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

# The message of a row that was just noted is on its way.
PATIENCE = dt.timedelta(seconds=10)


def waits(now: dt.datetime, stalled_after: dt.timedelta) -> Q:
    """Rows for the sweeper: not begun for a while, or begun by a worker that is taken for dead."""
    return Q(ended_at=None) & (Q(started_at=None, created_at__lt=now - PATIENCE) | Q(updated_at__lt=now - stalled_after))


def free(at: dt.datetime, stalled_after: dt.timedelta) -> Q:
    """Rows that a worker may take."""
    return Q(ended_at=None) & (Q(started_at=None) | Q(updated_at__lt=at - stalled_after))
