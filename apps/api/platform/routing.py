"""Addresses of nouns by their first word: of a hundred and fifty patterns a request tries the few of its noun."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.urls import URLResolver

_NOUN = re.compile(r"\^?([a-z][a-z-]*)(?=/|\$|$)")


class ByNoun(URLResolver):
    """As `path(..., include(patterns))`, for patterns that begin with a word of their own."""

    @cached_property
    def _nouns(self) -> dict[str, URLResolver]:
        found: dict[str, list[Any]] = defaultdict(list)
        for item in self.url_patterns:
            noun = _NOUN.match(str(item.pattern))
            if noun is None:
                return {}
            found[noun[1]].append(item)
        return {noun: URLResolver(self.pattern, patterns) for noun, patterns in found.items()}

    def resolve(self, path: str) -> Any:
        """The match among the patterns of the word behind our own part. Raises Resolver404."""
        match = self.pattern.match(str(path))
        noun = self._nouns.get(match[0].partition("/")[0]) if match else None
        return noun.resolve(path) if noun is not None else super().resolve(path)
