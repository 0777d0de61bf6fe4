"""Rows that an import refused: by file, each with a form of its columns, to be mended and tried again, or discarded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext as _ng
from django.views.decorators.http import require_POST

from apps.kernel.errors import NotVisible, Refusal
from apps.workflow import actions, quarantine
from apps.workflow.actions.quarantine import ROW_COLUMN
from apps.workflow.admin.base import ActModelAdmin
from apps.workflow.admin.formats import state_label
from apps.workflow.admin.importing import TableForm
from apps.workflow.admin.sent import Came, answered_once, came, taken_once, was_sent
from apps.workflow.admin.shown import record_link
from apps.workflow.models import QuarantinedRow
from apps.workflow.tables import csv_bytes
from apps.workflow.transitions import RowState

AT_ONCE = 500  # rows that one request tries again
MOST_BYTES = 4 * 2**20
_SHORT = {"єдрпоу", "іпн", "edrpou", "iban"}
__all__ = ["QuarantinedRowAdmin"]


class FileFilter(admin.SimpleListFilter):
    title, parameter_name = _("file"), "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(item.file_sha256, item.file_name) for item in quarantine.waiting_files(request.actor)]  # type: ignore[attr-defined]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(file_sha256=self.value()) if self.value() else queryset


@admin.register(QuarantinedRow)
class QuarantinedRowAdmin(ActModelAdmin):
    list_display = ("show_row", "key", "show_errors", "show_file", "show_state", "show_made")
    list_display_links = ("show_row",)
    list_filter = ("state", FileFilter)
    search_fields = ("key__startswith",)
    search_help_text = _("Start of a code or number")
    change_list_template = "admin/oblik/quarantine_list.html"
    empty_advice = _("Rows that an import refuses wait here, where whoever imports them chooses to keep them.")
    show_state = state_label(_("State"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:row_id>/discard/", view(require_POST(self.discard_view)), name="workflow_quarantinedrow_discard"),
            path("retry/", view(require_POST(self.retry_view)), name="workflow_quarantinedrow_retry"),
            path("table/", view(self.table_view), name="workflow_quarantinedrow_table"),
            path("mended/", view(require_POST(self.mended_view)), name="workflow_quarantinedrow_mended"),
            *super().get_urls(),
        ]

    @admin.display(description=_("Line"))
    def show_row(self, row: QuarantinedRow) -> str:
        return format_html('<span class="oblik-number">{}</span>', row.line)

    @admin.display(description=_("Why refused"))
    def show_errors(self, row: QuarantinedRow) -> str:
        return quarantine.short_of(row.errors)

    @admin.display(description=_("File"))
    def show_file(self, row: QuarantinedRow) -> str:
        return format_html('{}<br><span class="oblik-quiet">{}</span>', row.file_name, quarantine.source_of(row.door).label)

    @admin.display(description=_("Which record"))
    def show_made(self, row: QuarantinedRow) -> str:
        return record_link(row.object_kind, row.object_id)

    def _may_mend(self, request: HttpRequest, door: str) -> bool:
        actor = self.actor(request)
        return actor.may("workflow.manage_quarantined_rows") and actor.may(quarantine.source_of(door).permission)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        files = [(item, self._may_mend(request, item.door)) for item in quarantine.waiting_files(self.actor(request))]
        return super().changelist_view(request, {"oblik_files": files} | (extra_context or {}))

    # --- one row ---------------------------------------------------------------------------------
    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The columns of the row with why it was refused beside them. Saved, the row is tried again."""
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() and len(object_id) < 19 else None
        if row is None:
            raise Http404
        may_mend = row.state == RowState.WAITING and self._may_mend(request, row.door)
        if request.method == "POST" and not may_mend and not was_sent(request):
            if row.state != RowState.WAITING and self._may_mend(request, row.door):
                messages.info(request, _g("This row waits no more; nothing was done."))
                return redirect("admin:workflow_quarantinedrow_change", row.pk)
            raise PermissionDenied
        if request.method == "POST":
            row, answer = self._mended(request, row)
            if answer is not None:
                return answer
        form = _form_of(row)
        for item in row.errors if row.state == RowState.WAITING else ():
            form.add_error(_column_of(row.door, item["field"]), quarantine.error_text(item))
        context = self.admin_site.each_context(request) | {
            "title": str(row), "oblik_page": str(row), "row": row, "table": quarantine.source_of(row.door).label, "form": form, "may_mend": may_mend,
            "made": record_link(row.object_kind, row.object_id) if row.object_kind else "", "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/quarantined_row.html", context, status=422 if request.method == "POST" else 200)

    def _mended(self, request: HttpRequest, row: QuarantinedRow) -> tuple[QuarantinedRow, HttpResponse | None]:
        cells = {name: request.POST.get(name, "") for name in quarantine.source_of(row.door).columns}
        version = request.POST.get("row_version", "")


        def work(at: dt.datetime) -> Came:
            tried = actions.retry_row(
                row.pk, actor=self.actor(request), at=at, cells=cells, expected_version=int(version) if version.isdigit() else None
            )
            if tried.state == RowState.WAITING:
                return Came(_page(row.pk), [(messages.WARNING, _g("The row is saved and still waits: see what is wrong."))], told={"waits": True})
            following = quarantine.waiting(self.actor(request)).filter(file_sha256=row.file_sha256, door=row.door, line__gt=row.line).order_by("line").first()
            return came(_page(following.pk if following else row.pk), _g("The row is taken in."), row=tried)

        try:
            what = taken_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return row, redirect(_page(row.pk))
        if what.told.get("waits"):
            return self.get_queryset(request).get(pk=row.pk), None
        return row, redirect(what.to)

    def discard_view(self, request: HttpRequest, row_id: int) -> HttpResponse:
        """The row is put away, with a reason."""
        if not self.get_queryset(request).filter(pk=row_id).exists():
            raise Http404

        def work(at: dt.datetime) -> Came:
            row = actions.discard_row(row_id, actor=self.actor(request), at=at, reason=request.POST.get("reason", ""))
            return came(_list(), _g("The row is discarded."), row=row)

        try:
            return answered_once(request, work)
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect(_page(row_id))

    # --- all of a file ---------------------------------------------------------------------------
    def _of_file(self, request: HttpRequest, given: Any) -> tuple[str, QuerySet]:
        door = given.get("door", "")
        if door not in [item.door for item in quarantine.sources()]:
            raise Http404
        if not self._may_mend(request, door):
            raise PermissionDenied
        return door, quarantine.waiting(self.actor(request)).filter(door=door, file_sha256=given.get("file", "")).order_by("line")

    def retry_view(self, request: HttpRequest) -> HttpResponse:
        """Every waiting row of a file is tried again, as when a client that was missing is there now."""
        _door, rows = self._of_file(request, request.POST)

        def work(at: dt.datetime) -> Came:
            ids = list(rows.values_list("pk", flat=True)[: AT_ONCE + 1])
            found = _told(actions.retry_rows(ids[:AT_ONCE], actor=self.actor(request), at=at))
            if len(ids) > AT_ONCE:
                found.say(messages.INFO, _g("%(count)s rows were tried; the rest waits for another press.") % {"count": AT_ONCE})
            return found

        return self._in_steps(request, work)

    def table_view(self, request: HttpRequest) -> HttpResponse:
        """The waiting rows of a file as CSV, with a column of errors; mended in a spreadsheet it can be uploaded here again."""
        door, rows = self._of_file(request, request.GET)
        columns = list(quarantine.source_of(door).columns)
        table = [
            [row.pk, row.line, *(row.cells.get(name, "") for name in columns), " ".join(quarantine.error_text(item) for item in row.errors)]
            for row in rows[: quarantine.MOST_OF_FILE]
        ]  # fmt: skip
        answer = HttpResponse(csv_bytes([ROW_COLUMN, "line", *columns, "errors"], table), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="quarantine.csv"'
        return answer

    def mended_view(self, request: HttpRequest) -> HttpResponse:
        """The table of `table_view` with its cells mended."""
        door, _rows = self._of_file(request, request.POST)
        form = TableForm(request.POST, request.FILES)
        upload = form.cleaned_data.get("file") if form.is_valid() else None
        data = upload.read(MOST_BYTES + 1) if upload else b""
        if not data or len(data) > MOST_BYTES:
            messages.error(request, _g("Choose the mended table; it has at most %(mib)s MiB.") % {"mib": MOST_BYTES // 2**20})
            return redirect("admin:workflow_quarantinedrow_changelist")
        return self._in_steps(request, lambda at: _told(actions.mend_from_table(data, door=door, actor=self.actor(request), at=at)))

    def _in_steps(self, request: HttpRequest, work: Callable[[dt.datetime], Came]) -> HttpResponse:
        try:
            return answered_once(request, work, in_steps=True)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect(_list())


def _list() -> str:
    return reverse("admin:workflow_quarantinedrow_changelist")


def _page(row_id: int) -> str:
    return reverse("admin:workflow_quarantinedrow_change", args=[row_id])


def _told(done: actions.Mended) -> Came:
    found = Came(_list())
    if done.taken:
        found.say(messages.SUCCESS, _ng("%(count)s row is taken in.", "%(count)s rows are taken in.", done.taken) % {"count": done.taken})
    if done.refused:
        count = len(done.refused)
        found.say(messages.WARNING, _ng("%(count)s row still waits.", "%(count)s rows still wait.", count) % {"count": count})
    if done.known:
        found.say(messages.INFO, _ng("%(count)s row waited no more.", "%(count)s rows waited no more.", done.known) % {"count": done.known})
    return found


def _form_of(row: QuarantinedRow) -> forms.Form:
    """The cells of the row under the names of their columns, bound, so that errors can stand beside them."""
    columns = quarantine.source_of(row.door).columns
    fields = {name: forms.CharField(label=_heading(name, others), required=False) for name, others in columns.items()}
    form: forms.Form = type("RowForm", (forms.Form,), fields)({name: row.cells.get(name, "") for name in columns})
    form.full_clean()
    return form


def _heading(name: str, others: Sequence[str]) -> str:
    """What a column is called: in Ukrainian as the tables of BAS head it, else by its name."""
    in_words = next((text for text in others if re.match("[а-яіїєґ]", text)), "") if (get_language() or "").startswith("uk") else ""
    text = in_words or name.replace("_", " ")
    return text.upper() if text in _SHORT else text.capitalize()


def _column_of(door: str, field: str) -> str | None:
    """The column that a reason is about, which may name what is made of it; None where it is about the row."""
    return next((name for name, others in quarantine.source_of(door).columns.items() if field == name or field in others), None)
