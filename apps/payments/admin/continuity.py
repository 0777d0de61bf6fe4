"""The calendar of a bank account: which days its statements prove."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.kernel.money import format_money
from apps.payments.continuity import MOST_DAYS, Continuity, DayState, continuity_of, known_period
from apps.payments.models import Statement
from apps.workflow.admin import ActModelAdmin

NAMES = {
    DayState.PROVED: gettext_lazy("Proved by balances"),
    DayState.QUIET: gettext_lazy("Nothing moved"),
    DayState.UNPROVED: gettext_lazy("No balances stated"),
    DayState.QUARANTINED: gettext_lazy("In quarantine"),
    DayState.MISSING: gettext_lazy("No statement"),
}
SIGNS = {DayState.PROVED: "✓", DayState.QUIET: "·", DayState.UNPROVED: "?", DayState.QUARANTINED: "!", DayState.MISSING: "—"}


class ContinuityAdmin(ActModelAdmin):
    """A bank account with its calendar of proved days."""

    def get_urls(self) -> list[Any]:
        page = path("<int:object_id>/continuity/", self.admin_site.admin_view(self.continuity_view), name="payments_bankaccount_continuity")
        return [page, *super().get_urls()]

    def continuity_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """`?year=2026`: a year of the account; without one, the last year that has a statement. To be printed as it is."""
        if not self.actor(request).may("payments.view_statement"):
            raise PermissionDenied
        account = self.get_queryset(request).filter(pk=object_id).first()
        if account is None:
            raise Http404
        known = known_period(account)
        year = _year(request, known)
        starts_on, ends_before = _within_year(year, known)
        proof = continuity_of(account, starts_on=starts_on, ends_before=ends_before) if known and starts_on < ends_before else None
        title = _("Days of %(account)s") % {"account": account}
        context = self.admin_site.each_context(request) | {
            "title": title, "oblik_page": title, "account": account, "proof": proof, "months": _months(proof) if proof else [],
            "weekdays": [str(WEEKDAYS_ABBR[at]) for at in range(7)], "legend": _legend(proof) if proof else [], "year": year,
            "years": range(known[0].year, (known[1] - dt.timedelta(days=1)).year + 1) if known else [],
            "sums": _sums(proof) if proof else [], "breaks": _breaks(proof) if proof else [], "overlaps": proof.overlaps if proof else [],
            "quarantined": proof.quarantined if proof else [], "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/continuity.html", context)


def _year(request: HttpRequest, known: tuple[dt.date, dt.date] | None) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and 1900 <= int(asked[:5]) <= 2200:
        return int(asked)
    return (known[1] - dt.timedelta(days=1)).year if known else 0


def _within_year(year: int, known: tuple[dt.date, dt.date] | None) -> tuple[dt.date, dt.date]:
    """The days of the year on which the account has been known; at most MOST_DAYS."""
    if not known:
        return dt.date.min, dt.date.min
    return max(known[0], dt.date(year, 1, 1)), min(known[1], dt.date(year + 1, 1, 1))


def _months(proof: Continuity) -> list[dict[str, Any]]:
    assert len(proof.days) <= MOST_DAYS
    months: dict[tuple[int, int], dict[str, Any]] = {}
    for day, state in proof.days.items():
        month = months.setdefault((day.year, day.month), {"name": date_format(day, "F Y"), "blanks": range(day.weekday()), "days": []})
        told = f"{date_format(day)}: {NAMES[state]}"
        month["days"].append({"number": day.day, "state": str(state), "sign": SIGNS[state], "told": told})
    return list(months.values())


def _legend(proof: Continuity) -> list[dict[str, Any]]:
    return [{"state": str(state), "sign": SIGNS[state], "name": name, "count": proof.count(state)} for state, name in NAMES.items()]


def _money(minor: int | None, proof: Continuity) -> str:
    return "—" if minor is None else format_money(minor, proof.account.currency)


def _sums(proof: Continuity) -> list[tuple[str, str]]:
    return [
        (_("Opening balance"), _money(proof.opening_minor, proof)), (_("Lines in force"), _money(proof.moved_minor, proof)),
        (_("Closing balance"), _money(proof.closing_minor, proof)), (_("Difference"), _money(proof.difference_minor, proof)),
    ]  # fmt: skip


def _breaks(proof: Continuity) -> list[dict[str, Any]]:
    return [
        {"before": item.before, "after": item.after, "before_url": _address(item.before), "after_url": _address(item.after),
         "closing": _money(item.before.closing_minor, proof), "opening": _money(item.after.opening_minor, proof),
         "difference": _money(item.difference_minor, proof)}
        for item in proof.breaks
    ]  # fmt: skip


def _address(statement: Statement) -> str:
    return reverse("admin:payments_statement_change", args=[statement.pk])
