"""Gapless numbers under concurrency, for any app that keeps a table of where its series stand (`next_value`)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import IntegrityError, models, transaction

from apps.kernel.db import locked, update_columns
from apps.tenants.prepared import Prepared
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
    key, first = _locked_series(table, series)
    update_columns(table, [key], {"next_value": first + count})
    return range(first, first + count)


@cache
def _of_series(table: type[models.Model], *names: str) -> Prepared:
    def query(**series: Any) -> models.QuerySet[Any]:
        return locked(table._default_manager.filter(**series).order_by()).values_list("pk", "next_value")

    return Prepared(query, names)


def _locked_series(table: type[models.Model], series: dict[str, Any]) -> tuple[int, int]:
    query = _of_series(table, *series)
    found: tuple[int, int] | None = query.first(**series)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            table._default_manager.create(tenant_id=current_unit().actor.tenant_id, **series)
    except IntegrityError:
        pass  # another act made it meanwhile; it is locked below
    made: tuple[int, int] = query.rows(**series)[0]
    return made
