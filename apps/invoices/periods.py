"""What is dated in a closed month does not change.

Every act that changes the books asks here, within its transaction and before it writes. The answer is read under a shared lock of
the company's row that holds to the end of the transaction; closing takes the row for itself. So an act is either done before the
month is closed, or refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.invoices.models import AccountingPeriod
from apps.invoices.states import PeriodState
from apps.kernel.errors import Reason, Refused
from apps.tenants.models import Tenant
from apps.tenants.prepared import Prepared
from apps.workflow.unit import current_unit

_MOST_NAMED = 12


def month_of(day: dt.date) -> dt.date:
    """The first day of the month."""
    return day.replace(day=1)


def month_after(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def closed_months() -> frozenset[dt.date]:
    """First days of the closed months, as they stay to the end of the open transaction. Two queries a transaction. Raises Bug outside
    of an act."""
    unit = current_unit()
    if "closed_months" not in unit.kept:
        _COMPANY.held(company=unit.actor.tenant_id)
        unit.kept["closed_months"] = frozenset(_months())
    return unit.kept["closed_months"]


def closed_in(days: Iterable[dt.date | None]) -> list[dt.date]:
    """Those of the days that are in a closed month, each once, ascending. As `closed_months`."""
    closed = closed_months()
    return sorted({day for day in days if day is not None and month_of(day) in closed}) if closed else []


def reason_of(day: dt.date) -> Reason:
    """Why nothing of the day changes."""
    return Reason(
        "period_closed", _("%(month)s is closed, so nothing dated %(day)s changes. Reopen the month, or use a later date."), "",
        {"month": date_format(day, "F Y"), "day": date_format(day, "SHORT_DATE_FORMAT")},
    )  # fmt: skip


def require_open(days: Iterable[dt.date | None]) -> None:
    """Raises Refused, a reason a month, where one of the days is in a closed month. Locks the company's row against closing."""
    first = {month_of(day): day for day in reversed(closed_in(days))}
    if first:
        raise Refused([reason_of(day) for _month, day in sorted(first.items())[:_MOST_NAMED]])


def months_closed_now() -> frozenset[dt.date]:
    """The closed months as they are at this moment, without a lock: for what is shown and chosen. Needs a bound tenant."""
    return frozenset(_months())


def _months() -> Iterable[dt.date]:
    return [row[0] for row in _CLOSED.rows()]


_COMPANY = Prepared(lambda company: Tenant.objects.filter(pk=company).order_by().values_list("pk"))
_CLOSED = Prepared(lambda: AccountingPeriod.objects.filter(state=PeriodState.CLOSED).values_list("starts_on"))
