"""The nouns of the API by their addresses and names, for what serves all of them alike: expansions, exports, acts on selections."""

from __future__ import annotations

import datetime as dt
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from apps.kernel.actor import Actor


@cache
def _registered() -> tuple[dict[str, tuple[Any, str]], dict[str, tuple[str, Any]]]:
    from apps.api.urls import router  # the addresses name the views, and the views stand on this

    by_address = {prefix: (view, name) for prefix, view, name in router.registry}
    return by_address, {name: (prefix, view) for prefix, (view, name) in by_address.items()}


def addresses() -> list[str]:
    """The addresses of all nouns, such as "invoices"."""
    return sorted(_registered()[0])


def view_at(address: str) -> tuple[Any, str]:
    """The view class at an address, and its name, such as "invoice". Raises KeyError."""
    return _registered()[0][address]


def view_named(name: str) -> Any:
    """The view class of a name such as "client". Raises KeyError."""
    return _registered()[1][name][1]


def standing_in(view_class: Any, name: str, action: str, *, actor: Actor, at: dt.datetime, version: str, query: str = "", like: Any = None) -> Any:
    """A view of a noun for an actor without a request of its own: its rows, filters and serializer are those of its address.

    `query`: what would stand behind the question mark. `like`: the request that it stands in, if there is one. Needs a bound tenant.
    """
    view = view_class()
    asked = QueryDict(query)
    view.request = SimpleNamespace(
        method="GET", path=like.path if like else "", query_params=asked, GET=asked, auth=like.auth if like else None, user=like.user if like else None,
        headers={}, _request=like._request if like else None, data={},
    )  # fmt: skip
    view.actor, view.at, view.version, view.action, view.basename = actor, at, version, action, name
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    return view
