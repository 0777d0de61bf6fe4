"""Gapless numbers under concurrency, for any app that keeps a table of where its series stand (`next_value`)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction

from apps.kernel.db import locked
from apps.workflow.unit import current_unit

WIDTH = 6


def take_numbers(table: type[models.Model], series: str, year: int, *, count: int) -> list[str]:
    """The next numbers of a series of a year, in order: "INV-2026-000001". Locks as `take_values`."""
    return [numbered(series, year, value) for value in take_values(table, count, series=series, year=year)]


def numbered(series: str, year: int, value: int) -> str:
    """How a number of a series of a year is written."""
    return f"{series}-{year}-{value:0{WIDTH}}"


def take_values(table: type[models.Model], count: int, **series: Any) -> range:
    """The next whole numbers of the series that the columns name. Locks its row until the act commits, so a rollback gives
    them back and nobody can take later ones before."""
    row = _locked_series(table, series)
    first: int = row.next_value
    table._default_manager.filter(pk=row.pk).update(next_value=first + count)
    return range(first, first + count)


def _locked_series(table: type[models.Model], series: dict[str, Any]) -> Any:
    found = locked(table._default_manager.filter(**series)).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            table._default_manager.create(tenant_id=current_unit().actor.tenant_id, **series)
    except IntegrityError:
        pass  # another act made it meanwhile; it is locked below
    return locked(table._default_manager.filter(**series)).get()
