"""Messages of payment providers as they came: what each said, what became of it, and once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.integrations.reasons import told
from apps.kernel.errors import NotVisible, Refusal
from apps.payments import actions
from apps.payments.models import ProviderConnection, ProviderEvent
from apps.payments.states import EventState
from apps.payments.tasks import handle_provider_messages
from apps.workflow.admin.formats import state_label
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin, record_link

MOST_SHOWN = 20_000  # bytes of a body


class ConnectionFilter(admin.SimpleListFilter):
    title, parameter_name = _("payment provider"), "connection"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in ProviderConnection.objects.order_by("name").values_list("pk", "name")[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(connection_id=int(value)) if value.isdigit() else queryset


@admin.register(ProviderEvent)
class ProviderEventAdmin(ShownAdmin):
    list_display = ("show_message", "connection", "show_state", "show_why", "show_about", "received_at")
    list_display_links = ("show_message",)
    list_filter = ("state", ConnectionFilter)
    list_select_related = ("connection", "about")
    search_fields = ("event_id__startswith",)
    search_help_text = _("Start of the provider's id of the message")
    fields = (
        "show_message", "connection", "show_state", "show_why", "show_about", "event_id", "received_at", "attempts", "due_at", "ended_at", "size", "show_digest",
        "show_headers", "show_body",
    )  # fmt: skip
    readonly_fields = fields
    empty_advice = _("What payment providers send is noted here to the byte, before anything is made of it.")
    change_form_outer_before_template = "admin/oblik/provider_event.html"
    show_state = state_label(_("State"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)
        return queryset if request.resolver_match and str(request.resolver_match.url_name).endswith("_change") else queryset.defer("body")

    @admin.display(description=_("Message"))
    def show_message(self, row: ProviderEvent) -> str:
        return str(row)

    @admin.display(description=_("Payment"))
    def show_about(self, row: ProviderEvent) -> str:
        return record_link("provider_payment", row.about_id) if row.about_id else "—"

    @admin.display(description=_("Why not"))
    def show_why(self, row: ProviderEvent) -> str:
        return format_html_join("", "<div>{}</div>", ((item["detail"],) for item in told(row.reasons))) or "—"

    @admin.display(description="SHA-256")
    def show_digest(self, row: ProviderEvent) -> str:
        return format_html('<code class="oblik-mono oblik-pre">{}</code>', row.body_sha256)

    @admin.display(description=_("Headers"))
    def show_headers(self, row: ProviderEvent) -> str:
        lines = ((name, value) for name, value in sorted(row.headers.items()))
        return format_html('<pre class="oblik-mono oblik-pre">{}</pre>', "\n".join(f"{name}: {value}" for name, value in lines)) if row.headers else "—"

    @admin.display(description=_("As it was sent"))
    def show_body(self, row: ProviderEvent) -> str:
        text = bytes(row.body)[:MOST_SHOWN].decode("utf-8", "backslashreplace")
        rest = row.size - MOST_SHOWN
        more = _g("… and %(count)s bytes more.") % {"count": rest} if rest > 0 else ""
        return format_html('<pre class="oblik-mono oblik-pre">{}</pre>{}', text, more)

    def get_urls(self) -> list[Any]:
        views = {"retry": actions.retry_message, "ignore": actions.ignore_message}
        own = [
            path(f"<int:event_id>/{name}/", self.admin_site.admin_view(require_POST(self._deciding(act))), name=f"payments_providerevent_{name}")
            for name, act in views.items()
        ]
        return [*own, *super().get_urls()]

    def _deciding(self, act: Callable[..., ProviderEvent]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, event_id: int) -> HttpResponse:
            """A person decides on a message that failed. Of another company: 404."""
            page = reverse("admin:payments_providerevent_change", args=[event_id])

            def work(at: dt.datetime) -> Came:
                row = act(event_id, actor=request.actor, at=at, reason=request.POST.get("reason", "")[:500])  # type: ignore[attr-defined]
                if row.state != EventState.VERIFIED:
                    return came(page, _g("The message is set aside."))
                handle_provider_messages.delay_on_commit(row.tenant_id)
                return came(page, _g("The message waits to be handled again."))

            try:
                return answered_once(request, work)
            except NotVisible:
                raise Http404 from None
            except Refusal as refusal:
                messages.error(request, str(refusal))
                return redirect(page)

        return view

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        failed = row if row is not None and row.state == EventState.FAILED else None
        may = {name: request.actor.may(f"payments.{name}_provider_event") for name in ("retry", "ignore")}  # type: ignore[attr-defined]
        return super().change_view(request, object_id, form_url, {"oblik_failed": failed, "oblik_may": may} | (extra_context or {}))
