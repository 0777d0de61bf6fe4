"""The log of deliveries: each event for each endpoint, every attempt, and sending again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.integrations import actions, bodies
from apps.integrations.models import DeliveryAttempt, WebhookDelivery, WebhookEndpoint
from apps.integrations.states import UNDELIVERED
from apps.journal import types
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refusal
from apps.workflow.admin.formats import state_label
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin, record_link


class EndpointFilter(admin.SimpleListFilter):
    title, parameter_name = _("endpoint"), "endpoint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in WebhookEndpoint.objects.order_by("name").values_list("pk", "name")[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(endpoint_id=int(value)) if value.isdigit() else queryset


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ShownAdmin):
    list_display = ("show_type", "endpoint", "show_state", "attempts", "last_status", "last_error", "created_at", "due_at")
    list_display_links = ("show_type",)
    list_filter = ("state", EndpointFilter, "kind")
    list_select_related = ("endpoint",)
    search_fields = ("message_id__exact", "sequence__exact")
    search_help_text = _("Message or number of a journal entry")
    fields = (
        "show_type", "endpoint", "show_state", "show_record", "message_id", "sequence", "created_at", "due_at", "ended_at", "give_up_at", "attempts", "replays",
        "last_error", "show_attempts", "show_body",
    )  # fmt: skip
    readonly_fields = fields
    empty_advice = _("Each event for each webhook endpoint is noted here as it happens, and sent by a worker.")
    change_form_outer_before_template = "admin/oblik/webhook_replay.html"
    show_state = state_label(_("State"))

    @admin.display(description=_("Message"))
    def show_body(self, row: WebhookDelivery) -> str:
        return format_html('<pre class="oblik-mono oblik-pre">{}</pre>', row.body_text) if row.body_text else "—"

    @admin.display(description=_("Event"))
    def show_type(self, row: WebhookDelivery) -> str:
        known = types.find(row.type)
        return f"{known.label if known else row.type} ({row.type})"

    @admin.display(description=_("Which record"))
    def show_record(self, row: WebhookDelivery) -> str:
        return record_link(row.entry.subject_kind, row.entry.subject_id) if row.entry else "—"

    @admin.display(description=_("Attempts"))
    def show_attempts(self, row: WebhookDelivery) -> str:
        found = DeliveryAttempt.objects.filter(delivery=row).order_by("-pk")[:50]
        lines = ((_clock(item.at), str(item.status or "—"), item.milliseconds, item.error or item.answer_text) for item in found)
        body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td class='oblik-mono'>{}</td></tr>", lines)
        if not body:
            return "—"
        heads = (_g("When"), _g("Status"), _g("ms"), _g("Answer or error"))
        return format_html("<div class='oblik-table-wrap'><table class='oblik-table'><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table></div>", *heads, body)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.entry = JournalEntry.objects.filter(sequence=row.sequence).first() if row.sequence else None
            text = row.sample_text if row.entry is None else bodies.text_of(bodies.event_of(row.entry)).decode()
            row.body_text = json.dumps(json.loads(text), ensure_ascii=False, indent=2) if text else ""
        return row

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.replay_view))
        return [path("<int:delivery_id>/replay/", view, name="integrations_webhookdelivery_replay"), *super().get_urls()]

    def replay_view(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        """What has ended waits again. Of another company: 404."""
        if not self.get_queryset(request).filter(pk=delivery_id).exists():
            raise Http404
        page = reverse("admin:integrations_webhookdelivery_change", args=[delivery_id])

        def work(at: dt.datetime) -> Came:
            actions.replay_delivery(delivery_id, actor=request.actor, at=at)  # type: ignore[attr-defined]
            return came(page, _g("They wait to be sent."))

        try:
            return answered_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect(page)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        may = row is not None and row.state not in UNDELIVERED and request.actor.may("integrations.replay_webhook_endpoint")  # type: ignore[attr-defined]
        return super().change_view(request, object_id, form_url, {"oblik_ended": row if may else None} | (extra_context or {}))


def _clock(moment: Any) -> str:
    """To the second, on the reader's clock."""
    return localtime(moment).strftime("%d.%m.%Y %H:%M:%S")
