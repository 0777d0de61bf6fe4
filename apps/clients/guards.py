"""Rules that apps above lay on clients. They register a WHERE at start, since calls never go up the layers."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

# Each gives a Q that is true for clients with money open.
_open_money: list[Callable[[], Q]] = []


def register_open_money(where: Callable[[], Q]) -> None:
    """Declares how an app knows that a client has money open. `where` is called in a bound tenant."""
    _open_money.append(where)


def no_open_money(_params: object) -> Q:
    """True for clients on whom nothing is open, as every registered app sees it."""
    found = Q()
    for where in _open_money:
        found &= ~where()
    return found
