"""Contacts and interactions of clients in the admin: led to from the client's page, and back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.clients import actions
from apps.clients.models import Client, Contact, Interaction
from apps.clients.queries import follow_ups
from apps.clients.transitions import REMOVE_CONTACT
from apps.kernel import clock
from apps.tenants.models import User
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin


class _OfClient(ActModelAdmin):
    """A row that belongs to a client."""

    autocomplete_fields = ("client",)
    list_select_related = ("client",)
    ordering = ("-pk",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "client":
            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:clients_client_change", obj.client_id)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:clients_client_change", obj.client_id)


@admin.register(Contact)
class ContactAdmin(_OfClient):
    list_display = ("name", "position", "client", "email", "phone")
    search_fields = ("name__startswith",)
    search_help_text = _("Start of the name")
    fields = ("client", "name", "position", "email", "phone")
    create_act, create_permission = staticmethod(actions.add_contact), "add_contact"
    update_act, update_permission = staticmethod(actions.update_contact), "update_contact"
    buttons = {"remove": ActButton(actions.remove_contact, danger=True)}
    empty_advice = _("Add the people of a client on the client's page.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("client",)

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        reasons = [] if self.actor(request).may("clients.remove_contact") else [_g("Your role does not allow this.")]
        return [("remove", REMOVE_CONTACT.label, False, reasons)]

    def _label(self, act: str) -> str:
        return str(REMOVE_CONTACT.label)

    def _back(self, row: Any) -> HttpResponse:
        if Contact.objects.filter(pk=row.pk).exists():
            return super()._back(row)
        return redirect("admin:clients_client_change", row.client_id)


class Due(admin.SimpleListFilter):
    """What is to be come back to and was not: mine by today, or anybody's."""

    title, parameter_name = _("to come back to"), "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Mine, due today")), ("all", _("Everybody's, not come back to"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "mine":
            today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
            return queryset.filter(pk__in=follow_ups(request.actor, today).order_by().values("pk"))  # type: ignore[attr-defined]
        if self.value() == "all":
            return queryset.filter(follow_up_on__isnull=False).exclude(Exists(Interaction.objects.filter(answers_id=OuterRef("pk"))))
        return queryset


_SAID = ("client", ("kind", "happened_on"), "summary", ("follow_up_on", "owner"))


@admin.register(Interaction)
class InteractionAdmin(_OfClient):
    list_display = ("happened_on", "kind", "client", "show_summary", "follow_up_on", "owner")
    list_select_related = ("client", "owner")
    list_filter = (Due, "kind")
    fields = (*_SAID, "answers")
    create_act, create_permission = staticmethod(actions.record_interaction), "record_interaction"
    empty_advice = _("Record calls, mails and meetings on the client's page.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is not None or self._answered(request) else _SAID

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first = {"happened_on": clock.today(request.tenant.time_zone), "owner": self.actor(request).user_id}  # type: ignore[attr-defined]
        return first | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "owner":
            kwargs["queryset"] = User.objects.filter(memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True)
        if db_field.name == "answers":
            kwargs["queryset"] = permitted(Interaction.objects.filter(pk=self._answered(request)), self.actor(request), "view_interaction")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _answered(self, request: HttpRequest) -> int:
        """The conversation that the new one comes back to, or 0."""
        asked = request.POST.get("answers") or request.GET.get("answers") or ""
        return int(asked) if asked.isdigit() and len(asked) < 18 else 0

    @admin.display(description=_("Summary"))
    def show_summary(self, row: Interaction) -> str:
        return Truncator(row.summary).chars(90)

    def advice(self, request: HttpRequest, row: Interaction) -> str:
        if not self.actor(request).may("clients.record_interaction"):
            return ""
        address = f"{reverse('admin:clients_interaction_add')}?client={row.client_id}&answers={row.pk}"
        told = _g("What is recorded stays. What came of it, or a correction, is recorded as another conversation.")
        return format_html('{} <a href="{}">{}</a>', told, address, _g("Record it"))


def people_of(client: Client, actor: Any) -> dict[str, Any]:
    """What the client's page shows of its people, where the actor may see it."""
    found: dict[str, Any] = {"client": client, "may_report": actor.may("analytics.make_report")}
    if actor.may("clients.view_contact"):
        found["contacts"] = list(permitted(Contact.objects.filter(client=client), actor, "view_contact").order_by("name", "pk")[:50])
        found["may_add"] = actor.may("clients.add_contact")
    if actor.may("clients.view_interaction"):
        said = permitted(Interaction.objects.filter(client=client), actor, "view_interaction").select_related("owner")
        answered = Exists(Interaction.objects.filter(answers_id=OuterRef("pk")))
        found["interactions"] = list(said.annotate(is_answered=answered).order_by("-happened_on", "-pk")[:20])
        found["may_record"] = actor.may("clients.record_interaction")
    return found
