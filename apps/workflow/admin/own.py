"""Bulk acts and the idempotency ledger in the admin: to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.tenants.roles import ACCOUNTANT, AUDITOR, MANAGER, OWNER
from apps.workflow.models import BulkAct, IdempotencyRecord


class _Shown(ModelAdmin):
    """Rows that machines write."""

    list_fullwidth = True
    show_full_result_count = False
    ordering = ("-pk",)

    class Media:
        css = {"all": ("oblik/admin.css",)}
        js = ("oblik/admin.js",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.client_id is None and bool(actor.roles & {OWNER, MANAGER, ACCOUNTANT, AUDITOR})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BulkAct)
class BulkActAdmin(_Shown):
    list_display = ("act", "state", "done_count", "refused_count", "total_count", "requested_by", "created_at")
    list_filter = ("state",)
    fields = ("act", "state", "show_progress", "done_count", "refused_count", "total_count", "show_refused", "error", "reason",
              "requested_by", "created_at", "finished_at")  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Progress"))
    def show_progress(self, row: BulkAct) -> str:
        refresh = ' data-refresh-seconds="3"' if row.state in ("queued", "running") else ""
        return format_html(
            '<div{}><div class="oblik-bar"><span style="width:{}%"></span></div>{} %</div>', _safe(refresh), row.percent, row.percent
        )

    @admin.display(description=_("Refused, by reason"))
    def show_refused(self, row: BulkAct) -> str:
        return "; ".join(f"{line['rows']}: {line['sentence']}" for line in row.refused_lines) or "—"


def _safe(text: str) -> Any:
    from django.utils.safestring import mark_safe

    return mark_safe(text)  # noqa: S308 - one of two literals


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(_Shown):
    list_display = ("door", "key", "object_kind", "object_id", "status", "actor_label", "created_at")
    list_filter = ("door",)
    search_fields = ("key__startswith",)
    fields = ("door", "key", "actor_label", "created_at", "status", "object_kind", "object_id", "body_text", "outcome_text")
    readonly_fields = fields
