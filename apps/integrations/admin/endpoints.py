"""Webhook endpoints: what they get, how it goes, and what a person does about it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext as _ng

from apps.integrations import actions
from apps.integrations.admin.forms import OVERLAP, EndpointForm, ReplayForm, type_choices
from apps.integrations.bodies import ALL
from apps.integrations.models import WebhookEndpoint
from apps.integrations.queries import replayable, standing
from apps.integrations.transitions import USED
from apps.journal import types
from apps.kernel.errors import Refusal
from apps.workflow.admin import ActButton, ActModelAdmin, state_label

_SECRET = _("The receiver checks every message with this secret: docs/webhooks.md has how.")


def _sample_fields(_row: Any) -> dict[str, forms.Field]:
    return {"type_name": forms.ChoiceField(label=_("Event"), choices=type_choices())}


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ActModelAdmin):
    form = EndpointForm
    list_display = ("name", "url", "show_types", "ordered", "show_state", "show_circuit")
    list_select_related = ("pulse",)
    list_filter = ("state",)
    search_fields = ("name__startswith",)
    ordering = ("name",)
    fields = ("name", "url", "ordered", "types")
    create_act, create_permission = staticmethod(actions.create_endpoint), "create_webhook_endpoint"
    update_act, update_permission = staticmethod(actions.update_endpoint), "update_webhook_endpoint"
    editable_states = USED
    secret_explained = _SECRET
    buttons = {
        "send_sample": ActButton(actions.send_sample, parameters=_sample_fields),
        "replay": ActButton(page="integrations_webhookendpoint_replay"),
        "rotate_secret": ActButton(actions.rotate_secret, parameters=OVERLAP),
        "resume": ActButton(actions.resume_endpoint),
        "pause": ActButton(actions.pause_endpoint),
        "archive": ActButton(actions.archive_endpoint, danger=True),
    }
    show_state = state_label(_("State"))
    empty_advice = _("An endpoint is an address of another system that is told of events as they happen, signed.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        editable = obj is None or self.has_change_permission(request, obj)
        return self.fields if editable else ("name", "url", "ordered", "show_types")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None or self.has_change_permission(request, obj) else ("show_types",)

    @admin.display(description=_("Events"))
    def show_types(self, row: WebhookEndpoint) -> str:
        if ALL in row.types:
            return _g("All events")
        told = [str(known.label) if (known := types.find(name)) else name for name in row.types]
        return ", ".join(told[:3]) + (f" +{len(told) - 3}" if len(told) > 3 else "")

    @admin.display(description=_("Circuit"))
    def show_circuit(self, row: WebhookEndpoint) -> str:
        return row.pulse.get_circuit_display()

    def advice(self, request: HttpRequest, row: Any) -> str:
        """How sending goes, in a line."""
        how = standing(row)
        parts = [_g("Waiting: %(waiting)s. Given up: %(dead)s.") % how.counts]
        if how.quiet_ends_at:
            parts.append(_g("Sends again at %(when)s.") % {"when": how.quiet_text})
        return " ".join(parts)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:endpoint_id>/replay/", view(self.replay_view), name="integrations_webhookendpoint_replay"),
            *super().get_urls(),
        ]

    def replay_view(self, request: HttpRequest, endpoint_id: int) -> HttpResponse:
        """First what would be sent again, then, confirmed, that it is."""
        row = self._row(request, endpoint_id)
        form = ReplayForm(request.POST or None)
        ahead = None
        if request.method == "POST" and form.is_valid():
            values = dict(form.cleaned_data)
            if "confirm" in request.POST:
                try:
                    self.run_once(request, row, "replay", actions.replay, values)
                except Refusal as refusal:
                    for sentence in refusal.sentences:
                        form.add_error(None, sentence)
                else:
                    messages.success(request, _g("They wait to be sent."))
                    return self._back(row)
            else:
                ahead = replayable(row, first=values["first"], last=values["last"], only_dead=values["only_dead"])
        context = self.admin_site.each_context(request) | {
            "title": _g("Send again: %(name)s") % {"name": row}, "form": form, "ahead": ahead, "token": uuid.uuid4().hex,
            "ahead_words": _ahead(ahead) if ahead else "", "opts": self.opts, "media": self.media, "original": row,
            "back": reverse("admin:integrations_webhookendpoint_change", args=[row.pk]),
        }  # fmt: skip
        return render(request, "admin/oblik/webhook_range.html", context, status=422 if form.errors else 200)

    def _row(self, request: HttpRequest, endpoint_id: int) -> WebhookEndpoint:
        row = self.get_queryset(request).filter(pk=endpoint_id).first()
        if row is None:
            raise Http404
        return row


def _ahead(ahead: Any) -> str:
    again, missing = len(ahead.again), len(ahead.missing)
    return " ".join([
        _ng("%(count)s event is sent again.", "%(count)s events are sent again.", again) % {"count": again},
        _ng("%(count)s event was never sent and comes too.", "%(count)s events were never sent and come too.", missing) % {"count": missing},
    ])  # fmt: skip
