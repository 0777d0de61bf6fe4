"""Work orders: their form, their buttons, and the board."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.clients.models import Client
from apps.dispatch import actions
from apps.dispatch.admin.board import BoardForm, board, people_choices
from apps.dispatch.assignment import why_lines
from apps.dispatch.clock import used
from apps.dispatch.models import WorkOrder, WorkQueue
from apps.dispatch.queries import search
from apps.dispatch.states import OPEN, Clock, Kept, Level
from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.shifts.models import Site, Skill
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, state_label
from apps.workflow.admin.sent import Came, answered_once, came


def _person(row: WorkOrder) -> dict[str, forms.Field]:
    """Whom an order can be given to, those on shift first."""
    return {"employee_id": forms.TypedChoiceField(label=_("To whom"), coerce=int, choices=people_choices(row, clock.now()))}


@admin.register(WorkOrder)
class WorkOrderAdmin(ActModelAdmin):
    list_display = ("number", "title", "client", "queue", "priority", "show_due", "employee", "show_state")
    list_display_links = ("number", "title")
    list_select_related = ("client", "queue", "employee")
    list_filter = ("state", "priority", "queue")
    search_fields = ("number__startswith",)
    search_help_text = _("The start of a number, or the client's code, EDRPOU, IBAN or name")
    search = staticmethod(search)
    ordering = ("-pk",)
    autocomplete_fields = ("client", "contract")
    create_act, create_permission = staticmethod(actions.create_order), "create_work_order"
    update_act, update_permission = staticmethod(actions.update_order), "update_work_order"
    editable_states = OPEN
    buttons = {
        "enqueue": ActButton(actions.enqueue_order), "dispatch": ActButton(actions.dispatch_order), "assign": ActButton(actions.assign_order, _person),
        "start": ActButton(actions.start_order), "complete": ActButton(actions.complete_order), "resume": ActButton(actions.resume_order),
        "hold": ActButton(actions.hold_order), "unassign": ActButton(actions.unassign_order), "cancel": ActButton(actions.cancel_order, danger=True),
    }  # fmt: skip
    show_state = state_label(_("State"))
    change_list_template = "admin/oblik/order_list.html"
    empty_advice = _("Work that is to be done for a client is written down here, and goes to somebody on shift.")
    _head = ("client", "queue", "contract", "site", "skill", "priority", "title", "description", "estimated_minutes")
    _shown = ("show_state", "employee", "show_why", "shift", "received_at", "plan", "show_response", "show_resolution", "responded_at", "held_at", "hold_reason", "ended_at")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self._head})] if obj is None else [(None, {"fields": self._head}), (_("How it stands"), {"fields": self._shown})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else (*self._shown, "client")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("client", "queue", "employee")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        choices = {
            "queue": WorkQueue.objects.filter(state=Kept.ACTIVE), "site": Site.objects.filter(state="active"), "skill": Skill.objects.filter(state="active"),
        }  # fmt: skip
        if db_field.name in choices:
            kwargs["queryset"] = choices[db_field.name]
        if db_field.name == "client":
            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("Due"))
    def show_due(self, row: WorkOrder) -> Any:
        return row.due_at if row.state in OPEN else None

    @admin.display(description=_("Why"))
    def show_why(self, row: WorkOrder) -> Any:
        return format_html_join("", "<div>{}</div>", ((line,) for line in why_lines(row))) or "—"

    @admin.display(description=_("Response"))
    def show_response(self, row: WorkOrder) -> Any:
        return _promise(row, Clock.RESPONSE)

    @admin.display(description=_("Resolution"))
    def show_resolution(self, row: WorkOrder) -> Any:
        return _promise(row, Clock.RESOLUTION)

    # --- the board -------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("board/", view(self.board_view), name="dispatch_board"),
            path("board/rows/", view(self.rows_view), name="dispatch_board_rows"),
            path("board/dispatch/", view(require_POST(self.dispatch_view)), name="dispatch_board_dispatch"),
            *super().get_urls(),
        ]

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """What is open, the first due first, on one screen that keeps itself fresh."""
        form, context = self._board(request)
        context |= self.admin_site.each_context(request) | {
            "title": _g("Dispatch board"), "form": form, "media": self.media, "rows_url": reverse("admin:dispatch_board_rows"),
            "may_dispatch": self.actor(request).may("dispatch.dispatch_work_order"), "may_create": self.has_add_permission(request),
        }  # fmt: skip
        return render(request, "admin/oblik/board.html", context)

    def rows_view(self, request: HttpRequest) -> HttpResponse:
        """The rows alone, for the page that is open."""
        answer = render(request, "admin/oblik/board_rows.html", self._board(request)[1])
        answer["Cache-Control"] = "no-store"
        return answer

    def _board(self, request: HttpRequest) -> tuple[BoardForm, dict[str, Any]]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form, at = BoardForm(request.GET), clock.now()
        asked = form.cleaned_data if form.is_valid() else {}
        return form, {"board": board(self.get_queryset(request), asked, at), "now": at}

    def dispatch_view(self, request: HttpRequest) -> HttpResponse:
        """Gives what waits to the people on shift, now."""

        def work(at: dt.datetime) -> Came:
            found = actions.dispatch_queue(actor=self.actor(request), at=at)
            words = {"done": found.outcome.done, "left": len(found.left) + found.outcome.refused_rows}
            return came(reverse("admin:dispatch_board"), _g("Given to people on shift: %(done)s. Still waiting: %(left)s.") % words)

        try:
            return answered_once(request, work, in_steps=True)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:dispatch_board")


def _promise(row: WorkOrder, of: str) -> Any:
    """When it is due and how it stands."""
    standing = used(row, of, clock.now())
    if row.plan_id is None:
        return _g("Nothing is promised.")
    if not standing:
        return _g("The clock stands while the order is on hold.")
    due_at = getattr(row, f"{of}_due_at")
    return f"{date_format(timezone.localtime(due_at), 'SHORT_DATETIME_FORMAT') if due_at else '—'} · {Level(standing).label}"
