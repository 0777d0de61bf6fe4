"""The roster page: a week or a month, by post or by person; people are put on shifts, taken off and moved, one act a change."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import NotVisible, Refusal
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.admin.roster_acts import call_of, offered, tell
from apps.shifts.admin.roster_html import Cells
from apps.shifts.finding import candidates, people_on, seen_shifts
from apps.shifts.marks import marks_on
from apps.shifts.models import Employee, Shift, Site, Team
from apps.shifts.sheet import MOST_PEOPLE, Sheet, Window, sheet_of_people, sheet_of_posts, window
from apps.shifts.words import coverage_text, when_text
from apps.tenants.permission import permitted

ROSTER = "admin:shifts_roster"


@dataclass(frozen=True)
class Asked:
    """What the address asks for, with what is wrong in it left out."""

    by: str
    period: Window
    site: Site | None
    team: Team | None
    page: int

    def address(self, **changed: Any) -> str:
        """The same page with something else asked for."""
        now = {"by": self.by, "span": self.period.span, "on": self.period.first, "site": self.site.pk if self.site else "all",
               "team": self.team.pk if self.team else "", "page": 1}  # fmt: skip
        return f"{reverse(ROSTER)}?{urlencode({name: value for name, value in (now | changed).items() if value not in ('', 1) or name == 'site'})}"


class RosterPages(ShiftsAdmin):
    """Mixed into the admin of shifts: the sheet, and the people of one shift."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("roster/", view(self.roster_view), name="shifts_roster"),
            path("<int:shift_id>/people/", view(self.people_view), name="shifts_shift_people"),
            *super().get_urls(),
        ]

    # --- the sheet -------------------------------------------------------------------------------
    def roster_view(self, request: HttpRequest) -> HttpResponse:
        """`?by=post|person&span=week|month&on=2026-03-23&site=7|all&team=3&page=2`; without a site the person's own, or the first."""
        actor = self.actor(request)
        if not actor.may("shifts.view_shift"):
            raise PermissionDenied
        every = {site.pk: site for site in permitted(Site.objects.order_by("name", "pk"), actor, "view_site")}
        sites = [site for site in every.values() if site.state == "active"]
        teams = list(permitted(Team.objects.filter(state="active").order_by("name", "pk"), actor, "view_team"))
        asked = _asked(request, sites, teams)
        refused: list[str] = []
        if request.method == "POST":
            refused = self._roster_act(request, asked)
            if not refused:
                return redirect(request.get_full_path())
        sheet = _sheet(asked, every, actor)
        zone = asked.site.time_zone if asked.site else request.tenant.time_zone  # type: ignore[attr-defined]
        context = self.admin_site.each_context(request) | {
            "title": _("Roster"), "media": self.media, "asked": asked, "sheet": sheet, "sites": sites, "teams": teams,
            "today": clock.today(zone), "named": _named(asked.period), "may_assign": actor.may("shifts.assign_shift"), "zone": zone,
            "may_create": actor.may("shifts.create_shift"), "links": _links(asked, sites, teams, clock.today(zone)),
            "more": asked.address(page=asked.page + 1) if sheet and sheet.more else "", "first": asked.page == 1, "most": MOST_PEOPLE,
            "alone": len(sites) == 1, "cells": _html(asked, sheet, actor),
            "acts": offered(asked.site, asked.period, actor), "token": uuid.uuid4().hex, "refused": refused,
            "refused_title": ngettext("Nothing was changed: %(count)s reason", "Nothing was changed: %(count)s reasons", len(refused)) % {"count": len(refused)},
        }  # fmt: skip
        return render(request, "admin/oblik/roster.html", context, status=422 if refused else 200)

    def _roster_act(self, request: HttpRequest, asked: Asked) -> list[str]:
        """Does what one of the forms above the sheet asks for; gives the reasons against it."""
        call, outcome = call_of(request.POST.get("do", ""), asked.period, request.POST), []
        if call is None or asked.site is None:
            return [_("Say what to do with the roster, and of which site.")]

        def act(site_id: int, **values: Any) -> None:
            outcome[:] = [call[0](site_id, **values)]

        try:
            self.run_once(request, asked.site, f"roster.{request.POST['do']}", act, call[1])
        except Refusal as refusal:
            return refusal.sentences
        tell(request, outcome[0] if outcome else None)
        return []

    # --- the people of one shift -----------------------------------------------------------------
    def people_view(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        """Who is on the shift and who is free. POST: one change, `do` with `employee`: assign, unassign, or move with `from_shift`;
        to who accepts JSON the refusal is answered as {"reasons": [...]} with 409. `?part=1`: without the frame, for a dialog."""
        actor = self.actor(request)
        shifts = seen_shifts(permitted(Shift.objects.select_related("site", "skill"), actor, "view_shift"), actor)
        row = shifts.filter(pk=shift_id).first()
        if row is None:
            raise Http404
        reasons: list[str] = []
        if request.method == "POST":
            reasons = self._change(request, row)
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"reasons": reasons}, status=409 if reasons else 200)
            if not reasons:
                messages.success(request, _("Done: %(what)s.") % {"what": when_text(row)})
                return redirect(_back(request) or request.path)
        on_it = list(people_on(row))
        marks = [(person, mark) for (_shift, person), found in marks_on(row, [person.pk for person in on_it], actor).items() for mark in found]
        may = actor.may("shifts.assign_shift") and row.state in Shift.machine["assign"].sources
        context = {
            "row": row, "when": when_text(row), "on_it": on_it, "coverage": coverage_text(len(on_it), row.needed_count), "reasons": reasons,
            "marks": marks, "is_short": len(on_it) < row.needed_count, "may_assign": may, "free": candidates(row, actor) if may else [], "token": uuid.uuid4().hex,
            "back": _back(request), "may_take_off": actor.may("shifts.unassign_shift") and row.state in Shift.machine["unassign"].sources,
        }  # fmt: skip
        status = 422 if reasons else 200
        if request.GET.get("part"):
            return render(request, "admin/oblik/shift_people_part.html", context, status=status)
        frame = {"title": f"{row.role} · {context['when']}", "opts": self.opts, "media": self.media}
        return render(request, "admin/oblik/shift_people.html", self.admin_site.each_context(request) | frame | context, status=status)

    def _change(self, request: HttpRequest, row: Shift) -> list[str]:
        """Makes the one change that the form asks for; gives the reasons against it."""
        people = [int(pk) for pk in request.POST.getlist("employee") if pk.isdigit() and len(pk) < 18]
        source = request.POST.get("from_shift", "")
        known: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "assign": (actions.assign_shift, {"employee_ids": people}), "unassign": (actions.unassign_shift, {"employee_ids": people}),
            "move": (actions.move_person, {"employee_id": people[0] if people else 0, "from_shift": int(source) if source.isdigit() and len(source) < 18 else 0}),
        }  # fmt: skip
        name = request.POST.get("do", "")
        if name not in known:
            return [_("Say what to do: put on, take off or move.")]
        act, values = known[name]
        try:
            self.run_once(request, row, name, act, values)
        except NotVisible:
            return [_("There is no such record.")]
        except Refusal as refusal:
            return refusal.sentences
        return []


def _asked(request: HttpRequest, sites: list[Site], teams: list[Team]) -> Asked:
    """Reads the address; what it names and is not there is said, and the usual shown."""
    get = request.GET
    by, span = get.get("by", "post"), get.get("span", "week")
    site = next((item for item in sites if str(item.pk) == get.get("site")), None)
    if site is None and sites and not (by == "person" and get.get("site") == "all"):
        if get.get("site", "all") != "all":
            messages.warning(request, _("There is no such site; this is another one."))
        own = Employee.objects.filter(user_id=request.actor.user_id).values_list("site_id", flat=True).first()  # type: ignore[attr-defined]
        site = next((item for item in sites if item.pk == own), sites[0])
    day = clock.today(site.time_zone if site else request.tenant.time_zone)  # type: ignore[attr-defined]
    if get.get("on"):
        try:
            asked_for = dt.date.fromisoformat(get["on"])
            if not 2000 <= asked_for.year <= 2100:
                raise ValueError
            day = asked_for
        except ValueError:
            messages.warning(request, _("“%(text)s” is no day; this is today.") % {"text": get["on"][:20]})
    team = next((item for item in teams if str(item.pk) == get.get("team")), None)
    page = int(get["page"]) if get.get("page", "").isdigit() and len(get["page"]) < 4 else 1
    return Asked("person" if by == "person" else "post", window(day, span), site, team, max(1, page))


def _sheet(asked: Asked, sites: dict[int, Site], actor: Actor) -> Sheet | None:
    team_id = asked.team.pk if asked.team else None
    if asked.by == "person":
        return sheet_of_people(asked.site, asked.period, actor, sites=sites, team_id=team_id, page=asked.page)
    return sheet_of_posts(asked.site, asked.period, actor, sites=sites, team_id=team_id) if asked.site else None


def _named(period: Window) -> str:
    """The week or month in words."""
    if period.span == "month":
        return date_format(period.first, "F Y")
    last = period.before - dt.timedelta(days=1)
    return f"{date_format(period.first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"


def _links(asked: Asked, sites: list[Site], teams: list[Team], today: dt.date) -> dict[str, Any]:
    """The addresses around this page: text, address, whether it is the one."""
    every = [(_("All sites"), asked.address(site="all"), asked.site is None)] if asked.by == "person" and len(sites) > 1 else []
    return {
        "earlier": asked.address(on=asked.period.earlier), "later": asked.address(on=asked.period.before), "today": asked.address(on=today), "first": asked.address(),
        "by": [(_("By post"), asked.address(by="post"), asked.by == "post"), (_("By person"), asked.address(by="person"), asked.by == "person")],
        "span": [(_("Week"), asked.address(span="week", on=_kept(asked, today)), asked.period.span == "week"),
                 (_("Month"), asked.address(span="month"), asked.period.span == "month")],
        "sites": [*every, *((item.name, asked.address(site=item.pk), asked.site is not None and item.pk == asked.site.pk) for item in sites)],
        "teams": [(_("All teams"), asked.address(team=""), asked.team is None),
                  *((item.name, asked.address(team=item.pk), asked.team is not None and item.pk == asked.team.pk) for item in teams)] if teams else [],
    }  # fmt: skip


def _kept(asked: Asked, today: dt.date) -> dt.date:
    """The day whose week is shown when a month gives way to one: today where the month has it."""
    return today if asked.period.first <= today < asked.period.before else asked.period.first


def _html(asked: Asked, sheet: Sheet | None, actor: Actor) -> dict[str, Any]:
    """The rows of the sheet with their cells drawn, and the row of what lacks people."""
    if sheet is None:
        return {"rows": [], "lacking": []}
    named = asked.by == "post" and asked.period.span == "week"
    cells = Cells(by=asked.by, named=named, may_assign=actor.may("shifts.assign_shift"), base=reverse("admin:shifts_shift_changelist"))
    lacking = [cells.lacking(tuple(cards), number, _("Lacks people")) for number, (_on, cards) in enumerate(sheet.open_cards, 1)]
    return {"rows": [(row, cells.row(row, place)) for place, row in enumerate(sheet.rows, 1)], "lacking": lacking}


def _back(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours: as the form says, or as the browser does."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    came = urlsplit(request.headers.get("Referer", ""))
    if not back and came.netloc == request.get_host() and came.path == reverse(ROSTER):
        back = f"{came.path}?{came.query}"
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
