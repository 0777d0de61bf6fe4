"""Reports: asked for by kind, seen in the making, read, taken away as files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.analytics import actions
from apps.analytics.actions.reports import rows_of
from apps.analytics.admin.forms import AskForm
from apps.analytics.charts import charts
from apps.analytics.files import FORMATS, file_name, written
from apps.analytics.kinds import Kind, get_kind, label_of, offered_to
from apps.analytics.models import Report
from apps.analytics.paper import MOST_ROWS, language_of
from apps.analytics.tasks import make_report
from apps.analytics.wording import amount_text, asked_lines, cell_text, controls, day_text, title_of
from apps.kernel import clock
from apps.kernel.errors import NotVisible, Refusal
from apps.workflow.admin.formats import person, work_state
from apps.workflow.admin.sent import Came, taken_once
from apps.workflow.admin.shown import ShownAdmin

SHOWN = 100


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = _("report"), "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        actor = request.actor  # type: ignore[attr-defined]
        return [(kind.code, str(kind.label)) for kind in offered_to(actor)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Report)
class ReportAdmin(ShownAdmin):
    list_display = ("show_name", "show_asked", "created_at", "show_state", "show_who")
    list_display_links = ("show_name",)
    list_filter = (KindFilter,)
    list_select_related = ("client", "schedule")
    change_list_template = "admin/oblik/report_list.html"
    show_who = person("requested_by")
    empty_advice = _("No report was made yet: choose one above.")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("ask/<slug:code>/", view(self.ask_view), name="analytics_report_ask"),
            path("<int:report_id>/file/<slug:name>/", view(self.file_view), name="analytics_report_file"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"oblik_kinds": offered_to(request.actor)} | (extra_context or {}))  # type: ignore[attr-defined]

    def ask_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Asks for a report of the kind. One that is about a single record is made at once, others by a worker."""
        actor = request.actor  # type: ignore[attr-defined]
        kind = next((kind for kind in offered_to(actor) if kind.code == code), None)
        if kind is None:
            raise Http404
        today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
        initial = {name: value for name, value in request.GET.items() if name in kind.asks}
        form = AskForm(kind, request.POST or None, initial=initial, actor=actor, today=today)
        if request.method == "POST" and form.is_valid():

            def work(at: dt.datetime) -> Came:
                report = actions.ask_report(kind.code, form.cleaned_data, actor=actor, at=at)
                if not kind.own:
                    make_report.delay_on_commit(report.tenant_id, report.pk)
                return Came(reverse("admin:analytics_report_change", args=[report.pk]), row=report, told={"report": report.pk})

            try:
                what = taken_once(request, work)
            except NotVisible:
                raise Http404 from None
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            else:
                if kind.own and not what.again:
                    actions.make_report(actor.tenant_id, what.told["report"], now=clock.now)
                return redirect(what.to)
        context = self.admin_site.each_context(request) | {
            "title": kind.label, "oblik_page": kind.label, "kind": kind, "form": form, "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/report_ask.html", context, status=422 if form.errors else 200)

    def change_view(self, request: HttpRequest, object_id: str, *_given: Any) -> HttpResponse:
        """The report as a page: figures, bars, controls, and its rows, a hundred at a time."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = self.get_queryset(request).select_related("schedule").filter(pk=object_id).first() if object_id.isdigit() else None
        if report is None:
            raise Http404
        kind = get_kind(report.kind)
        context = self.admin_site.each_context(request) | {
            "title": title_of(report), "oblik_page": title_of(report), "report": report, "kind": kind, "asked": asked_lines(report),
            "at_work": report.ended_at is None, "opts": self.opts, "media": self.media, "state": state_of(report),
        }  # fmt: skip
        if report.is_ready:
            context |= self._figures(request, report, kind)
            context["asked"] = [pair for pair in context["asked"] if pair not in context["facts"]]
        return render(request, "admin/oblik/report.html", context)

    def _figures(self, request: HttpRequest, report: Report, kind: Kind) -> dict[str, Any]:
        after = int(asked) if (asked := request.GET.get("after", "")).isdigit() and len(asked) < 10 else 0
        rows = list(rows_of(report, after=after, most=SHOWN))
        place = kind.place("what")
        head = report.head
        return {
            "charts": charts(head, kind), "controls": controls(report), "more": after + len(rows) if after + len(rows) < report.row_count else None,
            "first": after == 0, "shown_from": after + 1, "shown_to": after + len(rows),
            "totals": [(currency, [(kind.words(code), amount_text(minor, currency)) for code, minor in pairs]) for currency, pairs in head["totals"]],
            "facts": [(kind.words(code), value) for code, value in head["facts"]],
            "columns": kind.columns,
            "rows": [
                {
                    "strong": place is not None and cells[place] in kind.emphasised,
                    "cells": [(column.type in ("money", "count"), cell_text(kind, cells, index)) for index, column in enumerate(kind.columns)],
                }
                for cells in rows
            ],
            "papers": self._papers(report),
        }  # fmt: skip

    def _papers(self, report: Report) -> list[tuple[str, str]]:
        """What can be taken away: the paper in both languages, tables in the reader's."""
        address = {name: reverse("admin:analytics_report_file", args=[report.pk, name]) for name in FORMATS}
        papers = [(_g("PDF in Ukrainian"), f"{address['pdf']}?language=uk"), (_g("PDF in English"), f"{address['pdf']}?language=en")]
        return [*(papers if report.row_count <= MOST_ROWS else []), ("XLSX", address["xlsx"]), ("CSV", address["csv"])]

    def file_view(self, request: HttpRequest, report_id: int, name: str) -> HttpResponseBase:
        """The report as a file. The paper is in the language that is asked for, else in the client's."""
        report = self.get_queryset(request).filter(pk=report_id).first() if self.has_view_permission(request) else None
        if report is None or name not in FORMATS:
            raise Http404
        try:
            with override(language_of(report, request.GET.get("language", "")) if name == "pdf" else get_language()):
                body = written(report, name)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:analytics_report_change", report.pk)
        answer = FileResponse(body, as_attachment=True, filename=file_name(report, name), content_type=FORMATS[name].media_type)
        answer["Cache-Control"] = "no-store"
        return answer

    @admin.display(description=_("Report"))
    def show_name(self, row: Report) -> str:
        return f"{label_of(row.kind)} № {row.pk}"

    @admin.display(description=_("About"))
    def show_asked(self, row: Report) -> str:
        days = [value for name, value in row.params.items() if name in ("as_of", "since", "until")]
        return " · ".join(filter(None, [str(row.client or ""), "–".join(day_text(value) for value in days)]))

    @admin.display(description=_("State"))
    def show_state(self, row: Report) -> SafeString:
        text, tone = state_of(row)
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, text)


def state_of(row: Report) -> tuple[str, str]:
    """The state of a report in words, and its colour."""
    return work_state(row) or ((_g("Checked"), "good") if row.holds else (_g("Suspect"), "bad"))
