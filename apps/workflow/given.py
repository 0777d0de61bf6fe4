"""What a person gives of a record: fields set by name, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from apps.kernel.db import reasons_of
from apps.kernel.errors import Bug, Invalid, Reason


def set_fields(row: models.Model, given: Mapping[str, Any], names: Collection[str]) -> None:
    """Sets the fields, texts without blanks at their ends. Raises Bug for a field that is not among the names."""
    for name, value in given.items():
        if name not in names:
            raise Bug(f"{type(row).__name__} has no field {name!r} to set")
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def field_problems(row: models.Model, *, leave_out: Collection[str] = ()) -> list[Reason]:
    """What is wrong with the row's fields, each by itself, with its name."""
    try:
        row.clean_fields(exclude=set(leave_out))
    except ValidationError as error:
        return reasons_of(error)
    return []


def check_fields(row: models.Model, *, leave_out: Collection[str] = ()) -> None:
    """Raises Invalid with everything that is wrong with the row's fields."""
    if problems := field_problems(row, leave_out=leave_out):
        raise Invalid(problems)
