"""From which instant on a day is over, on the company's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from apps.tenants.models import Tenant
from apps.tenants.scope import current_tenant_id


def zone() -> ZoneInfo:
    """The time zone of the bound company."""
    return ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=current_tenant_id()))


def end_of(day: dt.date, in_zone: ZoneInfo) -> dt.datetime:
    """The first instant behind the day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), in_zone).astimezone(dt.UTC)
