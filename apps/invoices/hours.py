"""What approved hours come to on an invoice: read, not written. Hours of a time-and-materials contract are billed from shifts
whose hours are approved, at the net rate of a billing term of the kind “hours”, each shift once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.contracts.models import BillingTerm, Contract
from apps.contracts.states import ContractKind, TermKind
from apps.invoices.models import BilledHours
from apps.kernel.errors import Reason
from apps.shifts.hours import hours_standing
from apps.shifts.models import Shift
from apps.shifts.states import ShiftState

_QUANTUM = Decimal("0.0001")
_DAY = dt.timedelta(days=1)


@dataclass
class HoursLine:
    """The hours of a role at a site in a week from Monday, at one rate."""

    term: BillingTerm
    site: str
    role: str
    monday: dt.date
    shifts: list[Shift] = field(default_factory=list)
    seconds: dict[int, int] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)

    @property
    def quantity(self) -> Decimal:
        """Hours with four decimals: the seconds are summed, and rounded half up once."""
        return hours_of(sum(self.seconds.values()))


def hours_of(seconds: int) -> Decimal:
    """Hours with four decimals, rounded half up."""
    return (Decimal(seconds) / 3600).quantize(_QUANTUM, ROUND_HALF_UP)


def unbilled(contract_ids: Iterable[int], before: dt.date, *, since: dt.date | None = None) -> QuerySet[Shift]:
    """Shifts of the contracts that begin from a day to another that is not included, whose hours are approved and stand on no
    invoice."""
    found = Shift.objects.filter(contract_id__in=list(contract_ids), state=ShiftState.APPROVED, on__lt=before)
    found = found if since is None else found.filter(on__gte=since)
    return found.filter(~Exists(BilledHours.objects.filter(shift=OuterRef("pk"))))


def with_hours_due(contracts: Iterable[Contract], before: dt.date) -> set[int]:
    """Keys of those of the contracts that have hours to bill. One query."""
    ids = [contract.pk for contract in contracts if contract.kind == ContractKind.TIME_AND_MATERIALS]
    return set(unbilled(ids, before).values_list("contract_id", flat=True)) if ids else set()


def month_of(day: dt.date) -> dt.date:
    """The first day of its month: by itself only whole months are billed."""
    return day.replace(day=1)


def lines_of_hours(contract: Contract, shifts: Sequence[Shift]) -> tuple[list[HoursLine], list[Reason]]:
    """The lines, by week, site and role; and what speaks against billing: roles without a rate. Shifts on which nobody worked
    are left out. The sites are read with the shifts. Two queries."""
    terms = list(BillingTerm.objects.filter(contract=contract, kind=TermKind.HOURS, is_live=True).order_by("position", "pk"))
    stand = hours_standing(shifts)
    lines: dict[tuple[dt.date, str, str, int], HoursLine] = {}
    problems: dict[tuple[str, int], Reason] = {}
    for shift in sorted(shifts, key=lambda item: (item.on, item.pk)):
        total = sum(row.worked_seconds for row in stand[shift.pk])
        fitting = _rates(terms, shift)
        if not total:
            continue
        if len(fitting) != 1:
            problems.setdefault((shift.role, len(fitting)), _no_rate(shift, len(fitting)))
            continue
        monday = shift.on - dt.timedelta(days=shift.on.weekday())
        key = (monday, shift.site.name, shift.role, fitting[0].pk)
        line = lines.setdefault(key, HoursLine(fitting[0], shift.site.name, shift.role, monday))
        line.shifts.append(shift)
        line.seconds[shift.pk] = total
        line.people |= {row.employee_id for row in stand[shift.pk] if row.worked_seconds}
    return [lines[key] for key in sorted(lines)], list(problems.values())


def _rates(terms: Sequence[BillingTerm], shift: Shift) -> list[BillingTerm]:
    """The rate of the role, else every rate, of those in force on the day."""
    held = [
        term for term in terms if (term.starts_on is None or term.starts_on <= shift.on) and (term.ends_before is None or shift.on < term.ends_before)
    ]
    named = [term for term in held if term.description.strip().casefold() == shift.role.strip().casefold()]
    return named or held


def _no_rate(shift: Shift, count: int) -> Reason:
    words = {"role": shift.role, "day": shift.on.isoformat()}
    if count:
        return Reason("rate_unclear", _("Several hourly rates could be meant for “%(role)s” on %(day)s: name one term after the role."), "", words)
    return Reason("no_rate", _("The contract has no hourly rate for “%(role)s” on %(day)s: add a billing term of hours."), "", words)
