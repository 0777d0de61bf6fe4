"""Accounting periods: each of another month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.invoices import actions as acts
from apps.invoices.actions.periods import closing
from apps.invoices.payloads import period_body
from apps.tenants.models import Tenant
from tests import factories as make
from tests.factories import AT
from tests.scenarios.transitions import by_key, setting


def a_period(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    row = acts.close_month(dt.date(2000 + number % 20, 1 + number // 20, 1), **how)
    return row if state == "closed" else acts.reopen_period(row.pk, reason="why", **how)


MAKERS = {"invoices.AccountingPeriod": a_period}
CASES = {
    "period.close": by_key(acts.close_period, closing),
    "period.reopen": by_key(acts.reopen_period, setting(period_body)),
}
