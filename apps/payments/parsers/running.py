"""Opening and closing balance from balances that stand beside the entries."""

from __future__ import annotations

from collections.abc import Sequence

from apps.payments.parsers.model import Entry


def from_running(balances: Sequence[int | None], entries: Sequence[Entry]) -> tuple[int | None, int | None, bool]:
    """Opening and closing in minor units, if every entry has the balance after it and they go on from one to the next, oldest or newest first.

    Third: False where there are such balances and they do not go on.
    """
    filled = [balance for balance in balances if balance is not None]
    if not entries or len(filled) != len(entries):
        return None, None, True
    amounts = [entry.amount_minor for entry in entries]
    for order in (1, -1):
        moves, stands = amounts[::order], filled[::order]
        if all(stands[at - 1] + moves[at] == stands[at] for at in range(1, len(stands))):
            return stands[0] - moves[0], stands[-1], True
    return None, None, False
