"""The contracts as they were promised: one document a version, kept in the repository, and what the code says beside the newest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from apps.api.platform.breaking import breaks, meaning
from apps.api.platform.versions import newest

FOLDER = Path(__file__).resolve().parents[1] / "contract"
FREEZE = "manage.py contract freeze"


def made() -> dict[str, Any]:
    """The contract as the code has it, in English, with what JSON makes of it."""
    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, Any] = orjson.loads(orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS))
    found["info"]["version"] = newest()
    return found


def path_of(version: str) -> Path:
    """Where the document of a version is kept."""
    return FOLDER / f"{version}.json"


@cache
def frozen(version: str) -> dict[str, Any]:
    """The document of a version as promised. Raises FileNotFoundError for one that never was."""
    found: dict[str, Any] = orjson.loads(path_of(version).read_bytes())
    return found


def freeze(document: dict[str, Any]) -> None:
    """Writes the newest version's document: two spaces, keys in order, so that a difference can be read."""
    path_of(newest()).write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    frozen.cache_clear()


def broken(document: dict[str, Any]) -> list[str]:
    """What the document breaks of the newest frozen one, a sentence each. A version without a document breaks nothing."""
    return breaks(frozen(newest()), document) if path_of(newest()).exists() else []


def is_frozen(document: dict[str, Any]) -> bool:
    """Whether the newest frozen document means the same; words for people may differ."""
    return path_of(newest()).exists() and bool(meaning(frozen(newest())) == meaning(document))
