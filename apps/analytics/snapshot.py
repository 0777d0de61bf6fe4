"""One view of the database for all figures of a report, and the journal entry that it stands at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

from apps.journal.models import JournalHead
from apps.kernel.db import is_mysql


@contextlib.contextmanager
def consistent_view(tenant_id: int) -> Iterator[int]:
    """Opens a reading transaction in which all queries see the same commits; gives the number of the last journal entry among
    them. Acts take their numbers last before they commit, so everything up to that entry is seen and nothing behind it.

    Joins a transaction that is open already (tests), with the view that this has.
    """
    if connection.in_atomic_block:
        yield _last(tenant_id)
        return
    with transaction.atomic():
        if is_mysql():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield _last(tenant_id)


def _last(tenant_id: int) -> int:
    return JournalHead.objects.values_list("sequence", flat=True).get(tenant_id=tenant_id)
