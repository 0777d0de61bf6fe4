"""Books of a client over two months, with everything that a statement can show, and reports made of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.analytics import actions
from apps.analytics.models import Report, ReportSchedule
from apps.clients.models import Client
from apps.invoices.actions import write_off_invoice
from apps.payments.actions import allocate_payment, record_payment
from apps.tenants.models import Tenant
from tests import factories as make
from tests.factories import AT

FEBRUARY, MARCH = dt.date(2026, 2, 10), dt.date(2026, 3, 10)


def money(company: Tenant, payer: Client | None, minor: int, on: dt.date, pays: dict[int, int] | None = None, **more: Any) -> Any:
    """A received payment, and what it pays."""
    made = record_payment(
        minor, more.pop("currency", "UAH"), actor=make.system(company), at=AT, client_id=payer.pk if payer else None, received_on=on, **more
    )
    return allocate_payment(made.pk, pays, actor=make.system(company), at=AT, reason="agreed") if pays else made


def books(company: Tenant) -> tuple[Client, Client]:
    """Two clients. The first: 100 of January paid in February; 200 of February half paid in March, then 30 in advance; 50 written
    off in March; a third party's invoice of 40 paid for the second client. The second: those 40, and 75 open since January."""
    one, two = make.client(company, "ONE"), make.client(company, "TWO")
    first = make.issued(company, one, "100.00", issue_on=dt.date(2026, 1, 5), due_on=dt.date(2026, 1, 20))
    second = make.issued(company, one, "200.00", issue_on=FEBRUARY, due_on=dt.date(2026, 2, 24))
    third = make.issued(company, one, "50.00", issue_on=FEBRUARY, due_on=dt.date(2026, 2, 24))
    theirs = make.issued(company, two, "40.00", issue_on=FEBRUARY, due_on=dt.date(2026, 2, 24))
    make.issued(company, two, "75.00", issue_on=dt.date(2026, 1, 5), due_on=dt.date(2026, 1, 6))
    money(company, one, 10_000, FEBRUARY, {first.pk: 10_000})
    money(company, one, 17_000, MARCH, {second.pk: 10_000, theirs.pk: 4_000})
    write_off_invoice(third.pk, actor=make.system(company), at=dt.datetime(2026, 3, 20, 22, 30, tzinfo=dt.UTC), reason="bankrupt")
    return one, two


def report(company: Tenant, kind: str, actor: Any = None, **params: Any) -> Report:
    """A report, made."""
    asked = actions.ask_report(kind, params, actor=actor or make.system(company), at=AT)
    return actions.make_report(company.pk, asked.pk, now=lambda: AT)


def schedule(company: Tenant, **values: Any) -> ReportSchedule:
    """Receivables by age, each Monday at seven."""
    return actions.create_schedule(actor=make.system(company), at=AT, **{"kind": "receivables"} | values)
