"""Close numbers of a site: without gaps, in the order of closing."""

from __future__ import annotations

from apps.shifts.models import CloseSeries
from apps.workflow import numbering


def take_numbers(site_id: int, count: int) -> range:
    """The next numbers of the site. Locks its series until the act commits."""
    return numbering.take_values(CloseSeries, count, site_id=site_id)
