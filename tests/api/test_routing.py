"""Addresses are found by their noun as they were among all patterns."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RoutePattern

from apps.api import urls
from tests.api.test_contract import document


def test_addresses_found_by_their_noun_are_those_of_the_patterns():
    paths = [path.replace("{id}", "7").replace("{key}", "k").replace("{", "").replace("}", "") for path in document()["paths"]]
    plain = URLResolver(RoutePattern("v1/"), urls.router.urls)
    by_noun = urls.ByNoun(RoutePattern("v1/"), urls.router.urls)
    found = 0
    for path in [*(path.removeprefix("/api/") for path in paths), "v1/invoices/", "v1/invoice", "v1/", "v1/nothing/7", "v1/invoices/0", "v2/invoices"]:
        try:
            match = plain.resolve(path)
        except Resolver404:
            with pytest.raises(Resolver404):
                by_noun.resolve(path)
            continue
        ours = by_noun.resolve(path) or None
        assert (match is None) == (ours is None), path
        if match is not None:
            found += 1
            assert (ours.func, ours.kwargs, ours.url_name, ours.route) == (match.func, match.kwargs, match.url_name, match.route)
    assert found > 150 and by_noun._nouns
