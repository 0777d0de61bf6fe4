"""Exports: seen in the making, taken by who asked for them, asked for again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import NotPermitted, NotVisible, Refusal
from apps.workflow import actions, exports
from apps.workflow.admin.formats import caption, number, person, work_state
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin
from apps.workflow.models import Export
from apps.workflow.models.export import KEPT
from apps.workflow.tasks import make_export


@admin.register(Export)
class ExportAdmin(ShownAdmin):
    list_display = ("show_noun", "format", "show_state", "show_rows", "show_size", "show_who", "created_at")
    list_filter = ("format",)
    fields = ("show_noun", "format", "show_filters", "show_fields", "show_progress", "show_rows", "show_size", "show_sha", "show_who", "created_at", "ended_at", "removed_at")
    readonly_fields = fields
    change_form_outer_before_template = "admin/oblik/export_bar.html"
    empty_advice = _("Lists are asked for as files over the API, at /api/v1/exports; they are made here one after the other, and kept for seven days.")
    show_rows = number("row_count", _("Rows"))
    show_who = person("requested_by")
    show_sha = caption("sha256", _("SHA-256"), mono=True)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:export_id>/download/", view(require_POST(self.download_view)), name="workflow_export_download"),
            path("<int:export_id>/again/", view(require_POST(self.again_view)), name="workflow_export_again"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        actor = request.actor  # type: ignore[attr-defined]
        own = row is not None and (row.requested_by, row.membership_id) == (actor.label, actor.membership_id)
        shown = {
            "oblik_export": row, "oblik_own": own, "oblik_ready": own and row is not None and row.state == "ready",
            "oblik_ended": row is not None and row.ended_at is not None, "oblik_days": KEPT.days,
        }  # fmt: skip
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def download_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        """The file, for who asked for it; that it was taken is noted before."""
        return self._asked(request, export_id, self._file)

    def again_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        """The same anew, with the rights and rows of now."""
        return self._asked(request, export_id, self._again)

    def _asked(self, request: HttpRequest, export_id: int, act: Callable[[HttpRequest, int], HttpResponseBase]) -> HttpResponseBase:
        try:
            return act(request, export_id)
        except (NotVisible, NotPermitted):
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:workflow_export_change", export_id)

    def _file(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        found = retrying(lambda: actions.record_export_taken(export_id, actor=request.actor, at=clock.now()))  # type: ignore[attr-defined]
        row = Export.objects.get(pk=export_id)
        answer = FileResponse(found.open("rb"), as_attachment=True, filename=actions.file_name_of(row), content_type=exports.MEDIA_TYPES[row.format])
        answer["Cache-Control"] = "no-store"
        return answer

    def _again(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        def work(at: dt.datetime) -> Came:
            made = actions.ask_export_again(export_id, actor=request.actor, at=at)  # type: ignore[attr-defined]
            make_export.delay_on_commit(made.tenant_id, made.pk)
            return came(reverse("admin:workflow_export_change", args=[made.pk]), row=made)

        return answered_once(request, work)

    @admin.display(description=_("Exported list"))
    def show_noun(self, row: Export) -> str:
        return exports.label_of(row.noun)

    @admin.display(description=_("State"))
    def show_state(self, row: Export) -> SafeString:
        text, tone = state_of(row)
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, text)

    @admin.display(description=_("Size"))
    def show_size(self, row: Export) -> str:
        return filesizeformat(row.size) if row.size else "—"

    @admin.display(description=_("Filters"))
    def show_filters(self, row: Export) -> SafeString | str:
        return _mono(", ".join(f"{name} = {value}" for name, value in row.filters.items()))

    @admin.display(description=_("Fields"))
    def show_fields(self, row: Export) -> SafeString | str:
        return _mono(", ".join(row.fields)) if row.fields else _g("All")

    @admin.display(description=_("Progress"))
    def show_progress(self, row: Export) -> SafeString:
        return render_to_string("admin/oblik/pack_progress.html", {"row": row, "state": state_of(row)[0], "at_work": row.ended_at is None})


def state_of(row: Export) -> tuple[str, str]:
    """The state of an export in words, and its colour."""
    return work_state(row) or ((_g("File removed"), "plain") if row.removed_at is not None else (_g("Ready"), "good"))


def _mono(text: str) -> SafeString | str:
    return format_html('<span class="oblik-mono">{}</span>', text) if text else "—"
