"""Entity tags: the version of a record in quotation marks, and where a header names it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def has_versions(model: type[Model]) -> bool:
    """True if the rows of the model count their changes."""
    return any(field.name == "version" for field in model._meta.concrete_fields)


def tag_of(version: int) -> str:
    """A version as an entity tag."""
    return f'"{version}"'


def etag_of(row: Any) -> str:
    """The row's version as an entity tag; "" for rows without versions."""
    version = getattr(row, "version", None)
    return "" if version is None else tag_of(version)


def names(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; compared weakly, as RFC 9110 says."""
    return header.strip() == "*" or tag in [item.strip().removeprefix("W/") for item in header.split(",")]
