"""Reads of invoices that doors and acts share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.clients.queries import search as search_clients
from apps.invoices.models import Invoice, TaxCode
from apps.invoices.states import OPEN
from apps.kernel.db import Branch, first_keys
from apps.kernel.errors import Invalid, Reason
from apps.tenants.prepared import Prepared


def overdue(queryset: QuerySet[Invoice], today: dt.date) -> QuerySet[Invoice]:
    """Open money whose due date has passed. Overdue is derived, never a state."""
    return queryset.filter(state__in=OPEN, due_on__lt=today, open_minor__gt=0)


_TAX_CODES = Prepared(lambda codes: TaxCode.objects.filter(code__in=codes).order_by().values_list("code", "pk"))


def tax_code_keys(codes: Sequence[str]) -> dict[str, int]:
    """The keys of the tax codes that lines name, by code; `codes` is one a line. Raises Invalid for each line whose code the company
    does not have."""
    found = dict(_TAX_CODES.rows(codes=set(codes)))
    problems = [
        Reason("no_tax_code", _("There is no tax code “%(code)s”."), f"lines.{index}.tax_code", {"code": code})
        for index, code in enumerate(codes)
        if code not in found
    ]
    if problems:
        raise Invalid(problems)
    return found


FEW_CLIENTS = 25


def _found(term: str) -> tuple[Q, bool]:
    """What the term asks for by its shape, and whether it names no more than FEW_CLIENTS clients."""
    term = term.strip()
    if re.search(r"\d", term) and not re.fullmatch(r"\d{8}|\d{10}", term):
        return Q(number__istartswith=term) | Q(payment_reference=term), False
    found = list(search_clients(Client.objects.all(), term).values_list("pk", flat=True)[:500])
    return Q(client_id__in=found) | Q(number=term), len(found) <= FEW_CLIENTS


def search(queryset: QuerySet[Invoice], term: str) -> QuerySet[Invoice]:
    """Invoices by the shape of the term: a number (its start, in capitals or not), or the client as clients are searched."""
    return queryset.filter(_found(term)[0])


def first_open(queryset: QuerySet[Invoice], term: str, *, most: int) -> list[int]:
    """The keys of what `search` finds among those that are open, the first due first, at most so many.

    Each state is read in the order of its index until there are enough: a number's start that fits half of a million invoices takes as
    long as one that fits ten. What few clients owe is read by the clients and put in order."""
    where, few = _found(term)
    found = queryset.filter(where)
    if few:
        return list(found.filter(state__in=OPEN).order_by("due_on", "pk").values_list("pk", flat=True)[:most])
    return first_keys([Branch(found, "state", OPEN)], by="due_on", most=most)


BUCKETS = ((0, "not_due"), (30, "1_30"), (60, "31_60"), (90, "61_90"), (10**6, "over_90"))


def ageing(queryset: QuerySet[Invoice], today: dt.date) -> list[dict[str, object]]:
    """Open money by days overdue and currency: rows of bucket, currency, count, open_minor."""
    cases = [When(due_on__gte=today, then=Value(0))]
    for index, (days, _name) in enumerate(BUCKETS[1:], 1):
        cases.append(When(due_on__gte=today - dt.timedelta(days=min(days, 40_000)), then=Value(index)))
    bucket = Case(*cases, default=Value(len(BUCKETS) - 1), output_field=IntegerField())
    rows = (
        queryset.filter(state__in=OPEN, open_minor__gt=0)
        .annotate(bucket=bucket)
        .values("bucket", "currency")
        .annotate(count=Count("id"), open_minor=Sum("open_minor"))
        .order_by("currency", "bucket")
    )
    return [{**row, "bucket": BUCKETS[row["bucket"]][1]} for row in rows]
