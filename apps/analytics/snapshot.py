"""One view of the database for all figures of a report, and the journal entry that it stands at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from apps.journal.models import JournalHead
from apps.kernel.db import one_view


@contextlib.contextmanager
def consistent_view(tenant_id: int) -> Iterator[int]:
    """Opens the view; gives the number of the last journal entry in it. Acts take their numbers last before they commit, so
    everything up to that entry is seen and nothing behind it."""
    with one_view():
        yield JournalHead.objects.values_list("sequence", flat=True).get(tenant_id=tenant_id)
