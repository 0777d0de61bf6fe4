"""The journal in the admin: to read."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.journal.models import JournalEntry, Seal
from apps.tenants.roles import ACCOUNTANT, AUDITOR, MANAGER, OWNER


class _Shown(ModelAdmin):
    """What nobody changes."""

    show_full_result_count = False
    list_fullwidth = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.client_id is None and bool(actor.roles & {OWNER, MANAGER, ACCOUNTANT, AUDITOR})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(_Shown):
    list_display = ("sequence", "at", "type", "subject_kind", "subject_id", "actor_label", "door", "reason")
    list_filter = ("type", "door", "subject_kind")
    search_fields = ("request_id__exact", "subject_id__exact")
    search_help_text = _("Request or number of a record")
    ordering = ("-sequence",)
    fields = (
        "sequence", "type", "schema_version", "at", "subject_kind", "subject_id", "from_state", "to_state", "actor_label", "door", "reason",
        "request_id", "show_payload", "previous_hash", "hash",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Content"))
    def show_payload(self, row: JournalEntry) -> str:
        import json

        return format_html('<pre class="oblik-mono" style="white-space:pre-wrap">{}</pre>', json.dumps(row.payload, ensure_ascii=False, indent=1))


@admin.register(Seal)
class SealAdmin(_Shown):
    list_display = ("first", "last", "created_at", "key_id", "root")
    list_display_links = ("first", "last")
    ordering = ("-last",)
    fields = ("first", "last", "created_at", "key_id", "previous_root", "last_hash", "root", "signature")
    readonly_fields = fields
