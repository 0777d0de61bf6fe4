"""The page on which somebody is found in a person's place."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.kernel.actor import Actor
from apps.kernel.errors import NotVisible, Refusal
from apps.kernel.money import format_money
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.models import Employee, Shift
from apps.shifts.replacing import replacements
from apps.shifts.states import STAFFED
from apps.shifts.words import when_text
from apps.tenants.permission import permitted

SHOWN = 50


def may_replace(actor: Actor, shift: Shift) -> bool:
    """Whether the actor may put somebody in another's place on the shift."""
    return shift.state in STAFFED and actor.may("shifts.assign_shift") and actor.may("shifts.unassign_shift")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def replace_link(shift: Shift, employee_id: int) -> str:
    """A link to the page."""
    address = reverse("admin:shifts_shift_replace", args=[shift.pk, employee_id])
    return format_html('<a class="oblik-link" href="{}">{}</a>', address, _("Find a replacement"))


class ReplacePages(ShiftsAdmin):
    """Adds the page to the shifts."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.replace_view)
        return [path("<int:shift_id>/replace/<int:employee_id>/", view, name="shifts_shift_replace"), *super().get_urls()]

    def replace_view(self, request: HttpRequest, shift_id: int, employee_id: int) -> HttpResponse:
        """Who could work the shift in the person's place, and who could not; with `marks` only who could not, as JSON. POST `to`:
        puts them there, and answers with the reasons against it where JSON is wanted."""
        actor = self.actor(request)
        shift = permitted(Shift.objects.select_related("site", "skill"), actor, "view_shift").filter(pk=shift_id).first()
        person = Employee.objects.filter(pk=employee_id, assignments__shift_id=shift_id).first()
        if shift is None or person is None:
            raise Http404
        if not may_replace(actor, shift):
            raise PermissionDenied
        reasons: list[str] = []
        if request.method == "POST":
            reasons = self._replace(request, shift, person, quiet=_wants_json(request))
            if _wants_json(request):
                return JsonResponse({"reasons": [str(item) for item in reasons]}, status=409 if reasons else 200)
            if not reasons:
                return redirect("admin:shifts_shift_change", shift.pk)
        legal, ruled_out = replacements(shift, actor=actor, instead_of=person.pk)
        if "marks" in request.GET:
            return JsonResponse({"broken": {item.employee_id: item.broken for item in ruled_out}})
        currency = request.tenant.currency if actor.may("shifts.view_hourcost") else ""  # type: ignore[attr-defined]
        rows = [(item, format_money(item.cost_minor, currency) if currency and item.cost_minor is not None else "") for item in legal[:SHOWN]]
        context = self.admin_site.each_context(request) | {
            "title": _("Find a replacement"), "oblik_page": _("Find a replacement"), "opts": self.opts, "media": self.media, "shift": shift, "person": person, "when": when_text(shift),
            "rows": rows, "more": max(0, len(legal) - SHOWN), "ruled_out": ruled_out[:SHOWN], "more_out": max(0, len(ruled_out) - SHOWN),
            "shows_cost": bool(currency), "reasons": reasons, "token": uuid.uuid4().hex, "back": reverse("admin:shifts_shift_change", args=[shift.pk]),
        }  # fmt: skip
        return render(request, "admin/oblik/replace.html", context, status=422 if reasons else 200)

    def _replace(self, request: HttpRequest, shift: Shift, person: Employee, *, quiet: bool) -> list[str]:
        chosen = request.POST.get("to", "")
        if not (chosen.isdigit() and len(chosen) < 18):
            return [_("Choose who comes instead.")]
        try:
            self.run_once(request, shift, "replace", actions.replace_on_shift, {"from_employee": person.pk, "to_employee": int(chosen)})
        except NotVisible:
            return [_("There is no such record.")]
        except Refusal as refusal:
            return refusal.sentences
        name = Employee.objects.filter(pk=int(chosen)).values_list("name", flat=True).first()
        if not quiet:
            messages.success(request, _("%(to)s is on the shift instead of %(from)s.") % {"to": name, "from": person.name})
        return []
