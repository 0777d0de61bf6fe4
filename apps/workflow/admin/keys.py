"""The idempotency keys: what was asked with each, what came of it, and what happened when it was sent again."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.journal.queries import DOORS, actor_text
from apps.workflow import ledger
from apps.workflow.admin.formats import caption, number, person
from apps.workflow.admin.paging import PlaceList
from apps.workflow.admin.shown import ShownAdmin, kind_label, record_link
from apps.workflow.availability import changes_of
from apps.workflow.differing import told
from apps.workflow.kinds import models_by_kind
from apps.workflow.models import IdempotencyRecord, SentAgain

__all__ = ["IdempotencyRecordAdmin"]
_RECORD = re.compile(r"^(.+?)\s*(?:№|#)?\s*(\d{1,18})$")
_IMPORTS = {
    "import:clients": _("import of clients"), "import:invoices": _("import of invoices"), "import:contracts": _("import of contracts"),
    "import:shifts": _("import of shifts"),
}  # fmt: skip
_DOORS = {name: DOORS[name] for name in ("admin", "api")} | _IMPORTS


class DoorFilter(admin.SimpleListFilter):
    title, parameter_name = _("door"), "door"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(_DOORS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(door=self.value()) if self.value() in _DOORS else queryset


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(ShownAdmin):
    list_display = ("key", "show_door", "show_record", "show_who", "created_at", "show_count", "show_again")
    list_filter = (DoorFilter, "sent_again")
    sortable_by = ()
    search_fields = ("key",)
    search_help_text = _("A key or its start, a record such as “invoice 812”, a request id, or who sent it")
    fields = ("key", "show_door", "show_who", "created_at", "show_record", "show_request_id", "status", "show_body", "show_outcome")
    readonly_fields = fields
    empty_advice = _("Every request with a key, from a button, an import or the API, is noted here, so that it takes effect once.")
    show_who = person("actor_label")
    show_count = number("replay_count", _("Sent again"))
    show_body = caption("body_text", _("Request"), mono=True)
    show_outcome = caption("outcome_text", _("Answer"), mono=True)
    show_request_id = caption("request_id", _("Request id"), mono=True)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PlaceList]:
        """By places: there are millions of rows, and the old ones are wanted too."""
        return PlaceList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Each way to search is a query by an index of its own: together in one condition they would read the whole table."""
        term = search_term.strip()[:255]
        if not term:
            return queryset, False
        return queryset.filter(pk__in=ledger.found(term, record=_record_named(term))), False

    @admin.display(description=_("Door"))
    def show_door(self, row: IdempotencyRecord) -> str:
        return door_text(row.door)

    @admin.display(description=_("Which record"))
    def show_record(self, row: IdempotencyRecord) -> str:
        return record_link(row.object_kind, row.object_id)

    @admin.display(description=_("Which request came again"))
    def show_again(self, row: IdempotencyRecord) -> str:
        return {SentAgain.NEVER: "—", SentAgain.SAME: _g("the same request"), SentAgain.OTHER: _g("another request")}[SentAgain(row.sent_again)]

    change_form_outer_before_template = "admin/oblik/key.html"

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The key, and above it in a few sentences what happened."""
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() and len(object_id) < 19 else None
        return super().change_view(request, object_id, form_url, (_told(row) if row is not None else {}) | (extra_context or {}))


def _told(row: IdempotencyRecord) -> dict[str, Any]:
    lines = [{"row": line, "answer": _answer(line, row), "differences": [told(item) for item in line.differences]} for line in row.replays.order_by("-number")]
    return {
        "oblik_key": row, "key_who": actor_text(row.actor_label) or "—", "key_door": door_text(row.door), "key_asked": _asked(row),
        "key_record": record_link(row.object_kind, row.object_id), "key_lines": lines, "key_more": row.replay_count - len(lines),
        "key_differs": row.sent_again == SentAgain.OTHER,
    }  # fmt: skip


def door_text(door: str) -> str:
    """The door as a person calls it."""
    return str(_DOORS.get(door, DOORS.get(door, door)))


def _answer(line: Any, row: IdempotencyRecord) -> str:
    if line.differences and line.status >= 400:
        return _g("refused: another request")
    if line.differences:
        return _g("told, nothing changed")
    return _g("the first answer again") if line.status == row.status else _g("refused")


def _asked(row: IdempotencyRecord) -> str:
    """What the request was, in a few words."""
    try:
        body = orjson.loads(row.body_text)
    except orjson.JSONDecodeError:  # cut off at its bound
        body = {}
    if "method" in body:
        return f"{body['method']} {body['path']}"
    model = next((model for model in models_by_kind().values() if model._meta.label == body.get("model")), None)
    noun = str(model._meta.verbose_name) if model else str(body.get("model") or "")
    act = str(body.get("act") or "")
    if act in ("create", "update"):
        return (_g("a new record (%(noun)s)") if act == "create" else _g("a change (%(noun)s)")) % {"noun": noun}
    label = next((str(item.label) for item in (changes_of(model) if model else ()) if item.name == act), act)
    return f"{label} ({noun})" if act and noun else (act or _g("a row of a table") if row.door in _IMPORTS else act or "—")


def _record_named(term: str) -> tuple[str, int] | None:
    """The kind and key of "invoice 812" or "Рахунок № 812", in whichever language."""
    found = _RECORD.match(term)
    if not found:
        return None
    name = found[1].strip().casefold()
    for language, _name in settings.LANGUAGES:
        with override(language):
            for kind in models_by_kind():
                if name in (kind, kind_label(kind).casefold()):
                    return kind, int(found[2])
    return None
