"""Close numbers of a site: without gaps, in the order of closing, under concurrency."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from apps.kernel.db import locked
from apps.shifts.models import CloseSeries
from apps.workflow.unit import current_unit


def take_numbers(site_id: int, count: int) -> range:
    """The next numbers of the site. Locks its series until the act commits: a rollback gives them back, and nobody can take
    later ones before."""
    row = _locked_series(site_id)
    first = row.next_value
    CloseSeries.objects.filter(pk=row.pk).update(next_value=first + count)
    return range(first, first + count)


def _locked_series(site_id: int) -> CloseSeries:
    found = locked(CloseSeries.objects.filter(site_id=site_id)).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            CloseSeries.objects.create(tenant_id=current_unit().actor.tenant_id, site_id=site_id)
    except IntegrityError:
        pass  # another act made it meanwhile; it is locked below
    return locked(CloseSeries.objects.filter(site_id=site_id)).get()
