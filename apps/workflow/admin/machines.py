"""Bulk acts, which show how far they are and can be cancelled, and mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext as _ng
from django.views.decorators.http import require_POST

from apps.kernel.errors import Bug, Refusal
from apps.workflow import bulk
from apps.workflow.actions import retry_notices
from apps.workflow.admin.formats import number, person, state_label
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin, TokenForm
from apps.workflow.models import BulkAct, Notice
from apps.workflow.notices import label_of


@admin.register(BulkAct)
class BulkActAdmin(ShownAdmin):
    list_display = ("show_act", "show_state", "show_count_done", "show_count_refused", "show_count_all", "show_who", "created_at")
    list_filter = ("state",)
    fields = ("show_progress", "reason", "show_who", "created_at", "finished_at")
    readonly_fields = fields
    empty_advice = _("Mark rows in a list of clients, invoices or matches and choose what to do with all of them.")
    show_state = state_label(_("State"))
    show_who = person("requested_by")
    show_count_done = number("done_count", _("Done"))
    show_count_refused = number("refused_count", _("Refused"))
    show_count_all = number("total_count", _("Rows"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:bulk_id>/cancel/", view(require_POST(self.cancel_view)), name="workflow_bulkact_cancel"),
            path("<int:bulk_id>/restart/", view(require_POST(self.restart_view)), name="workflow_bulkact_restart"),
            *super().get_urls(),
        ]

    def cancel_view(self, request: HttpRequest, bulk_id: int) -> HttpResponse:
        """Asks the worker to stop behind the chunk in hand. Only who asked for the bulk act may; others get 404."""
        row = self.get_queryset(request).filter(pk=bulk_id).first()
        if row is None or not _is_own(request, row):
            raise Http404
        page = reverse("admin:workflow_bulkact_change", args=[row.pk])

        def work(at: dt.datetime) -> Came:
            bulk.cancel(row.pk)
            return came(page, _g("The worker stops after the rows it has in hand; what is done stays done."))

        return _answered(request, work, page)

    def restart_view(self, request: HttpRequest, bulk_id: int) -> HttpResponse:
        """Lets a failed bulk act go on. Only who asked for it may; others get 404."""
        row = self.get_queryset(request).filter(pk=bulk_id).first()
        if row is None or not _is_own(request, row):
            raise Http404
        page = reverse("admin:workflow_bulkact_change", args=[row.pk])

        def work(at: dt.datetime) -> Came:
            if not bulk.restart(row.pk, at=at):
                raise Http404
            return came(page, _g("It goes on behind the rows that are done."))

        return _answered(request, work, page)

    @admin.display(description=_("Act"))
    def show_act(self, row: BulkAct) -> str:
        return act_label(row.act)

    @admin.display(description=_("Progress"))
    def show_progress(self, row: BulkAct) -> SafeString:
        return render_to_string("admin/oblik/bulk_progress.html", {"row": row, "act": act_label(row.act), "at_work": row.state in ("queued", "running")})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        may_cancel = row is not None and row.state in ("queued", "running") and _is_own(request, row)
        may_restart = row is not None and row.state == "failed" and _is_own(request, row)
        shown = {"oblik_bulk": row, "oblik_may_cancel": may_cancel, "oblik_may_restart": may_restart}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    change_form_outer_before_template = "admin/oblik/bulk_cancel.html"


def act_label(name: str) -> str:
    """"Issue · Invoices" of "invoices.issue"; the name itself where no app declares it any more."""
    try:
        declared = bulk.get(name)
    except Bug:
        return name
    return f"{capfirst(str(declared.label))} · {declared.model._meta.verbose_name_plural}"


def _answered(request: HttpRequest, work: Callable[[dt.datetime], Came], page: str) -> HttpResponse:
    try:
        return answered_once(request, work)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(page)


def _is_own(request: HttpRequest, row: BulkAct) -> bool:
    return row.membership_id is not None and row.membership_id == request.actor.membership_id  # type: ignore[attr-defined]


@admin.register(Notice)
class NoticeAdmin(ShownAdmin):
    action_form = TokenForm
    list_display = ("show_kind", "person", "created_at", "send_at", "show_state", "attempts", "error")
    list_filter = ("state", "in_digest")
    list_select_related = ("person",)
    fields = ("person", "show_kind", "about_id", "sequence", "in_digest", "created_at", "send_at", "next_at", "attempts", "error", "ended_at", "show_state", "message_id")
    readonly_fields = fields
    list_display_links = ("show_kind",)
    empty_advice = _("Mails about approvals, contracts and promised times are noted here when something happens, and sent by a worker.")
    show_state = state_label(_("State"))

    change_form_outer_before_template = "admin/oblik/notice_retry.html"
    actions = ("retry_chosen",)

    @admin.display(description=_("About"))
    def show_kind(self, row: Notice) -> str:
        return label_of(row.kind)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.retry_view))
        return [path("<int:notice_id>/retry/", view, name="workflow_notice_retry"), *super().get_urls()]

    def retry_view(self, request: HttpRequest, notice_id: int) -> HttpResponse:
        """A failed mail waits again. Of another company: 404."""
        if not self.get_queryset(request).filter(pk=notice_id).exists():
            raise Http404
        return self._retry(request, [notice_id], reverse("admin:workflow_notice_change", args=[notice_id]))

    @admin.action(description=_("Send failed mails again"), permissions=["retry"])
    def retry_chosen(self, request: HttpRequest, rows: QuerySet[Notice]) -> HttpResponse:
        """Of the chosen ones those that failed wait again."""
        return self._retry(request, list(rows.values_list("pk", flat=True)), request.get_full_path())

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether the person may send failed mails again."""
        return bool(request.actor.may("workflow.retry_notice"))  # type: ignore[attr-defined]

    def _retry(self, request: HttpRequest, ids: list[int], page: str) -> HttpResponse:
        def work(at: dt.datetime) -> Came:
            count = retry_notices(ids, actor=request.actor, at=at)  # type: ignore[attr-defined]
            return came(page, _ng("%(count)s mail waits to be sent.", "%(count)s mails wait to be sent.", count) % {"count": count})

        return _answered(request, work, page)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        shown = {"oblik_failed": row if row is not None and row.state == "failed" and self.has_retry_permission(request) else None}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))
