"""Checks of rows against history, and the differences that they found: to read, and to ask for another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.kernel.errors import NotPermitted, Refusal
from apps.workflow import actions
from apps.workflow.admin.formats import number, person, work_state
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin
from apps.workflow.models import HistoryCheck, HistoryDifference
from apps.workflow.tasks import run_history_check
from apps.workflow.wording import label_of_column

SHOWN = 200


@admin.register(HistoryCheck)
class HistoryCheckAdmin(ShownAdmin):
    list_display = ("created_at", "show_state", "show_count_rows", "show_count_differences", "show_who")
    list_display_links = ("created_at",)
    fields = ("show_progress", "show_who", "created_at", "started_at", "ended_at", "show_differences")
    readonly_fields = fields
    change_list_template = "admin/oblik/check_list.html"
    empty_advice = _("Every night the rows of the books are compared with their history. Ask for a check to see one now.")
    show_who = person("requested_by")
    show_count_rows = number("row_count", _("Rows"))
    show_count_differences = number("difference_count", _("Differences"))

    def get_urls(self) -> list[Any]:
        return [path("now/", self.admin_site.admin_view(require_POST(self.now_view)), name="workflow_historycheck_now"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        found = open_differences(1) if self.has_view_permission(request) else []
        shown = {"oblik_may_check": request.actor.may("workflow.check_history"), "oblik_differ": bool(found)}  # type: ignore[attr-defined]
        return super().changelist_view(request, shown | (extra_context or {}))

    def now_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a check, or leads to the one that is under way."""
        actor = request.actor  # type: ignore[attr-defined]

        def work(at: dt.datetime) -> Came:
            check = actions.ask_history_check(actor=actor, at=at)
            run_history_check.delay_on_commit(actor.tenant_id, check.pk)
            return came(reverse("admin:workflow_historycheck_change", args=[check.pk]), _g("The check is asked for; this page shows how far it is."), row=check)

        try:
            return answered_once(request, work)
        except NotPermitted:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:workflow_historycheck_changelist")

    @admin.display(description=_("State"))
    def show_state(self, row: HistoryCheck) -> SafeString:
        text, tone = state_of(row)
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, text)

    @admin.display(description=_("Progress"))
    def show_progress(self, row: HistoryCheck) -> SafeString:
        return render_to_string("admin/oblik/check_progress.html", {"row": row, "state": state_of(row)[0], "at_work": row.ended_at is None})

    @admin.display(description=_("Differences"))
    def show_differences(self, row: HistoryCheck) -> SafeString:
        found = list(HistoryDifference.objects.filter(last_check=row).order_by("model_label", "row_id", "pk")[: SHOWN + 1])
        return render_to_string("admin/oblik/differences_found.html", {
            "rows": [{"row": item, "record": record_of(item), "what": what_text(item), "address": _address(item)} for item in found[:SHOWN]],
            "more": len(found) > SHOWN, "row": row,
        })  # fmt: skip


@admin.register(HistoryDifference)
class HistoryDifferenceAdmin(ShownAdmin):
    list_display = ("show_record", "show_what", "first_seen_at", "last_seen_at", "show_state")
    list_display_links = ("show_what",)
    list_filter = (("resolved_at", admin.EmptyFieldListFilter),)
    fields = ("show_record", "show_what", "show_history", "first_seen_at", "first_check", "last_seen_at", "last_check", "resolved_at", "show_advice")
    readonly_fields = fields
    list_select_related = ("first_check", "last_check")
    empty_advice = _("No check has found a row that its history does not explain.")

    @admin.display(description=_("Which record"))
    def show_record(self, row: HistoryDifference) -> str:
        return record_of(row)

    @admin.display(description=_("What is found"))
    def show_what(self, row: HistoryDifference) -> str:
        return what_text(row)

    @admin.display(description=_("State"))
    def show_state(self, row: HistoryDifference) -> SafeString:
        text, tone = (_g("still there"), "bad") if row.resolved_at is None else (_g("not found any more"), "good")
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, text)

    @admin.display(description=_("History of the record"))
    def show_history(self, row: HistoryDifference) -> SafeString | str:
        address = page_of(row, "history")
        return format_html('<a class="oblik-link" href="{}">{}</a>', address, _g("All versions")) if address else "—"

    @admin.display(description=_("What to do"))
    def show_advice(self, row: HistoryDifference) -> str:
        return _g(
            "Somebody wrote to the database past the program. Compare the record with its last version, find out who has access to the database "
            "and why they wrote, then bring the row back to what its history says. The next check closes the difference."
        )


def open_differences(most: int) -> QuerySet[HistoryDifference]:
    """The differences that are still there, the newest first, at most so many."""
    return HistoryDifference.objects.filter(resolved_at=None).order_by("-pk")[:most]


def state_of(row: HistoryCheck) -> tuple[str, str]:
    """The state of a check in words, and its colour."""
    return work_state(row) or ((_g("Differences found"), "bad") if row.difference_count else (_g("Every row is as its history says"), "good"))


def record_of(row: HistoryDifference) -> str:
    """The record as a link to its page where it has one; of one that is gone, to its history."""
    model = _model(row)
    text = f"{capfirst(str(model._meta.verbose_name)) if model else row.model_label} № {row.row_id}"
    address = page_of(row, "history" if row.what == "gone" else "change")
    return format_html('<a class="oblik-link" href="{}">{}</a>', address, text) if address else text


def what_text(row: HistoryDifference) -> str:
    """What is found, with the fields in words."""
    model, names = _model(row), [name for name in row.columns.split(",") if name]
    labels = ", ".join(label_of_column(model, name) if model else name for name in names)
    return f"{row.get_what_display()}: {labels}" if labels else str(row.get_what_display())


def page_of(row: HistoryDifference, page: str) -> str:
    """The address of a page of the record; "" where it has none."""
    try:
        return reverse(f"admin:{row.model_label.lower().replace('.', '_')}_{page}", args=[row.row_id])
    except NoReverseMatch:
        return ""


def _address(row: HistoryDifference) -> str:
    return reverse("admin:workflow_historydifference_change", args=[row.pk])


def _model(row: HistoryDifference) -> Any:
    try:
        return apps.get_model(row.model_label)
    except LookupError:
        return None
