"""Gapless numbers: given at issue, in issue order, under concurrency."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from apps.invoices.models import NumberSeries
from apps.kernel.db import locked
from apps.workflow.unit import current_unit

WIDTH = 6


def take_numbers(series: str, year: int, count: int) -> list[str]:
    """The next numbers of a series, in order: "INV-2026-000001". Locks the series row until the act commits, so
    a rollback gives them back and nobody can take later ones before."""
    row = _locked_series(series, year)
    first = row.next_value
    NumberSeries.objects.filter(pk=row.pk).update(next_value=first + count)
    return [f"{series}-{year}-{value:0{WIDTH}}" for value in range(first, first + count)]


def _locked_series(series: str, year: int) -> NumberSeries:
    found = locked(NumberSeries.objects.filter(series=series, year=year)).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            NumberSeries.objects.create(tenant_id=current_unit().actor.tenant_id, series=series, year=year)
    except IntegrityError:
        pass  # another act made it meanwhile; it is locked below
    return locked(NumberSeries.objects.filter(series=series, year=year)).get()
