"""Reading ahead: the next query is asked while the answer before is looked at."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from apps.kernel.db import is_mysql

T = TypeVar("T")


def read_ahead(asks: Sequence[Callable[[], T]], look: Callable[[T], object]) -> None:
    """Calls `look` with what each of the queries answers, in their order.

    All are asked over this connection, in the transaction that is open. On MySQL and MariaDB the driver lets go of Python while it waits
    for the server, so a thread asks the next one meanwhile: reading takes the longer of both times and not their sum. `look` asks nothing of
    this connection. When this returns or raises, nothing is under way any more.
    """
    if not is_mysql() or len(asks) < 2:
        for ask in asks:
            look(ask())
        return
    shared, context = connections[DEFAULT_DB_ALIAS], contextvars.copy_context()

    def lend() -> None:
        connections[DEFAULT_DB_ALIAS] = shared

    shared.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, "read-ahead", initializer=lend) as pool:
            under_way: list[Future[T]] = []
            for ask in asks:
                answers = [one.result() for one in under_way]
                under_way = [pool.submit(context.run, ask)]
                for answer in answers:
                    look(answer)
            for one in under_way:
                look(one.result())
    finally:
        shared.dec_thread_sharing()
