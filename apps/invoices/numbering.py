"""Numbers of invoices: given at issue, in issue order."""

from __future__ import annotations

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, LPad

from apps.invoices.models import Invoice, NumberSeries
from apps.workflow import numbering


def take_numbers(series: str, year: int, count: int) -> list[str]:
    """The next numbers of a series, in order: "INV-2026-000001". Locks the series row until the act commits."""
    return numbering.take_numbers(NumberSeries, series, year, count=count)


def with_last(rows: QuerySet[NumberSeries]) -> QuerySet[NumberSeries]:
    """The series with the number that was given last and the document that has it: `last_number`, `last_id`, `last_kind`, `last_issue_on`;
    None before the first."""
    value = Cast(F("next_value") - 1, CharField(max_length=20))
    padded = Case(When(next_value__gt=10**numbering.WIDTH, then=value), default=LPad(value, numbering.WIDTH, Value("0")), output_field=CharField())
    number = Concat(F("series"), Value("-"), Cast(F("year"), CharField(max_length=4)), Value("-"), padded, output_field=CharField())
    last = Invoice.objects.filter(number=OuterRef("given"))
    return rows.annotate(given=number).annotate(
        last_number=Subquery(last.values("number")[:1]), last_id=Subquery(last.values("pk")[:1]), last_kind=Subquery(last.values("kind")[:1]),
        last_issue_on=Subquery(last.values("issue_on")[:1]),
    )  # fmt: skip
