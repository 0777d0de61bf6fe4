"""Business events as they came: what each said, what became of it, and once more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.integrations import business
from apps.integrations.actions import retry_event
from apps.integrations.models import InboundEvent
from apps.integrations.states import FAILED, Outcome
from apps.integrations.tasks import handle_events
from apps.kernel.errors import NotVisible, Refusal
from apps.workflow.admin.formats import person
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin, record_link

_TONES = {"received": "busy", "processed": "good", "rejected": "warn", "dead": "bad"}


class OutcomeFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("received", _("Waits")), *Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return queryset if not value else queryset.filter(outcome="" if value == "received" else value)


class TypeFilter(admin.SimpleListFilter):
    title, parameter_name = _("event"), "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.name, kind.label) for kind in business.all_types()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(type=self.value()) if self.value() else queryset


@admin.register(InboundEvent)
class InboundEventAdmin(ShownAdmin):
    list_display = ("show_event", "source", "event_id", "show_state", "show_record", "created_at")
    list_display_links = ("show_event",)
    list_filter = (OutcomeFilter, TypeFilter)
    search_fields = ("event_id__startswith", "source__startswith")
    search_help_text = _("Start of the sender's id, or of the source")
    fields = (
        "show_event", "source", "event_id", "show_state", "show_reasons", "show_record", "show_who", "occurred_at", "created_at", "attempts",
        "due_at", "ended_at", "show_body",
    )  # fmt: skip
    readonly_fields = fields
    empty_advice = _("Partners' systems send events to /api/v1/business-events; each is noted here with what became of it.")
    change_form_outer_before_template = "admin/oblik/inbound_retry.html"
    show_who = person("caller")

    @admin.display(description=_("Event"))
    def show_event(self, row: InboundEvent) -> str:
        kind = business.find(row.type, row.schema_version)
        return str(kind.label) if kind else row.type

    @admin.display(description=_("State"))
    def show_state(self, row: InboundEvent) -> str:
        text = row.get_outcome_display() if row.outcome else _g("Waits")
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', _TONES[row.state], text)

    @admin.display(description=_("Which record"))
    def show_record(self, row: InboundEvent) -> str:
        return record_link(row.object_kind, row.object_id)

    @admin.display(description=_("Why not"))
    def show_reasons(self, row: InboundEvent) -> str:
        told = [(item["detail"], f" ({item['pointer']})" if "pointer" in item else "") for item in row.told_reasons]
        return format_html_join("", "<div>{}{}</div>", told) or "—"

    @admin.display(description=_("Event as sent"))
    def show_body(self, row: InboundEvent) -> str:
        return format_html('<pre class="oblik-mono" style="white-space:pre-wrap;overflow-wrap:anywhere">{}</pre>', json.dumps(row.event, indent=2, ensure_ascii=False))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.retry_view))
        return [path("<int:event_id>/retry/", view, name="integrations_inboundevent_retry"), *super().get_urls()]

    def retry_view(self, request: HttpRequest, event_id: int) -> HttpResponse:
        """The event waits for its handler again, now with the rights of who asks. Of another company: 404."""
        actor = request.actor  # type: ignore[attr-defined]
        page = reverse("admin:integrations_inboundevent_change", args=[event_id])

        def work(at: dt.datetime) -> Came:
            row = retry_event(event_id, actor=actor, at=at, reason=request.POST.get("reason", "")[:500])
            handle_events.delay_on_commit(row.tenant_id)
            return came(page, _g("The event waits for its handler again."))

        try:
            return answered_once(request, work)
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(page)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        may = request.actor.may("integrations.retry_inbound_event")  # type: ignore[attr-defined]
        shown = {"oblik_failed": row if row is not None and row.outcome in FAILED and may else None}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))
