"""The journal and its seals in the admin: to read."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.journal import types
from apps.journal.models import JournalEntry, Seal
from apps.journal.queries import DOORS
from apps.workflow.admin.formats import caption, person
from apps.workflow.admin.shown import ShownAdmin, kinds, record_link, state_text


class _Declared(admin.SimpleListFilter):
    """A filter over values that the program knows, so no list is read off the journal to offer them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset  # type: ignore[arg-type, dict-item]


class TypeFilter(_Declared):
    title, parameter_name = _("what happened"), "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((item.name, str(item.label)) for item in types.all_types()), key=lambda item: item[1])


class DoorFilter(_Declared):
    title, parameter_name = _("door"), "door"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(DOORS.items())


class KindFilter(_Declared):
    title, parameter_name = _("kind of record"), "subject_kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return kinds()


@admin.register(JournalEntry)
class JournalEntryAdmin(ShownAdmin):
    list_display = ("sequence", "at", "show_type", "show_record", "show_who", "show_door", "reason")
    list_display_links = ("sequence", "show_type")
    list_filter = (TypeFilter, DoorFilter, KindFilter)
    search_fields = ("request_id__exact", "subject_id__exact")
    search_help_text = _("Request or number of a record")
    ordering = ("-sequence",)
    sortable_by = ("sequence",)
    fields = (
        "sequence", "at", "show_type", "show_record", "show_from", "show_to", "show_who", "show_door", "reason", "show_payload",
        "type", "show_version", "request_id", "show_previous", "show_hash",
    )  # fmt: skip
    readonly_fields = fields
    show_who = person("actor_label")
    show_version = caption("schema_version", _("Version of the content"))
    show_previous = caption("previous_hash", _("Fingerprint of the entry before"), mono=True)
    show_hash = caption("hash", _("Fingerprint"), mono=True)

    @admin.display(description=_("What happened"))
    def show_type(self, row: JournalEntry) -> str:
        known = types.find(row.type)
        return str(known.label) if known else row.type

    @admin.display(description=_("Which record"))
    def show_record(self, row: JournalEntry) -> str:
        return record_link(row.subject_kind, row.subject_id)

    @admin.display(description=_("Door"))
    def show_door(self, row: JournalEntry) -> str:
        return str(DOORS.get(row.door, row.door))

    @admin.display(description=_("From state"))
    def show_from(self, row: JournalEntry) -> str:
        return state_text(row.subject_kind, row.from_state)

    @admin.display(description=_("To state"))
    def show_to(self, row: JournalEntry) -> str:
        return state_text(row.subject_kind, row.to_state)

    @admin.display(description=_("Content"))
    def show_payload(self, row: JournalEntry) -> str:
        return format_html('<pre class="oblik-pre">{}</pre>', json.dumps(row.payload, ensure_ascii=False, indent=1))


@admin.register(Seal)
class SealAdmin(ShownAdmin):
    list_display = ("show_range", "created_at", "show_key", "show_root")
    list_display_links = ("show_range",)
    ordering = ("-last",)
    fields = ("show_range", "created_at", "show_key", "show_previous", "show_last", "show_root", "show_signature")
    readonly_fields = fields
    empty_advice = _("A job seals the journal of each day; “manage.py journal verify” proves it.")
    show_key = caption("key_id", _("Signing key"), mono=True)
    show_root = caption("root", _("Fingerprint of the range"), mono=True)
    show_previous = caption("previous_root", _("Fingerprint of the seal before"), mono=True)
    show_last = caption("last_hash", _("Fingerprint of the last entry"), mono=True)
    show_signature = caption("signature", _("Signature"), mono=True)

    @admin.display(description=_("Journal entries"))
    def show_range(self, row: Seal) -> str:
        return f"№ {row.first}–{row.last}"
