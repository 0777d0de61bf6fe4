"""Reasons as rows keep them, for people to read later, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language, override

from apps.kernel.errors import Reason


def written(reason: Reason) -> dict[str, str]:
    """A code, a pointer into what was sent and the sentence in each language."""
    told = {}
    for language in ("uk", "en"):
        with override(language):
            told[language] = str(reason)
    return {"code": reason.code, "pointer": "/data/" + reason.field.replace(".", "/") if reason.field else "", **told}


def told(reasons: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The kept reasons in the reader's language: code, detail and, where a field is named, its pointer."""
    language = "uk" if (get_language() or "").startswith("uk") else "en"
    return [{"code": item["code"], "detail": item[language], **({"pointer": item["pointer"]} if item["pointer"] else {})} for item in reasons]
