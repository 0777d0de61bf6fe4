"""Entity tags: the version of a record in quotation marks, and where a header names it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def has_versions(model: type[Model]) -> bool:
    """True if the rows of the model count their changes."""
    return any(field.name == "version" for field in model._meta.concrete_fields)


def etag_of(row: Any) -> str:
    """The row's version as an entity tag; "" for rows without versions."""
    version = getattr(row, "version", None)
    return f'"{version}"' if version is not None else ""


def names(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; compared weakly, as RFC 9110 says."""
    return header.strip() == "*" or tag in [item.strip().removeprefix("W/") for item in header.split(",")]
