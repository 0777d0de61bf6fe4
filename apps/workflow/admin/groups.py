"""Groups of people in the admin: presentation only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.tenants.models import GroupMember, Membership, PeopleGroup
from apps.tenants.roles import CLIENT
from apps.workflow import actions
from apps.workflow.admin.base import ActButton, ActModelAdmin
from apps.workflow.admin.formats import number

_LABELS = {"add": _("Add a person"), "remove": _("Take a person out")}


def _outside(row: PeopleGroup) -> Mapping[str, forms.Field]:
    """The members of the company who do not belong to the group."""
    members = Membership.objects.filter(tenant_id=row.tenant_id, is_active=True, user__is_active=True).exclude(groups__group=row)
    found = members.select_related("user").order_by("user__email")
    return _choice([(item.pk, item.user.email) for item in found if CLIENT not in item.roles])


def _inside(row: PeopleGroup) -> Mapping[str, forms.Field]:
    """The people of the group."""
    members = GroupMember.objects.filter(group=row).order_by("membership__user__email")
    return _choice(list(members.values_list("membership_id", "membership__user__email")))


def _choice(people: list[tuple[int, str]]) -> Mapping[str, forms.Field]:
    return {"membership_id": forms.TypedChoiceField(label=_("Person"), choices=[("", "—"), *people], coerce=int)}


class GroupForm(forms.ModelForm):
    name = forms.CharField(label=_("Name of the group"), max_length=100, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = PeopleGroup
        fields = ("name",)


@admin.register(PeopleGroup)
class PeopleGroupAdmin(ActModelAdmin):
    form = GroupForm
    list_display = ("name", "show_count", "created_at")
    search_fields = ("name__startswith",)
    search_help_text = _("Start of the name")
    ordering = ("name",)
    create_act, create_permission = staticmethod(actions.create_group), "create_group"
    update_act, update_permission = staticmethod(actions.rename_group), "update_group"
    buttons = {"add": ActButton(actions.add_group_member, _outside), "remove": ActButton(actions.remove_group_member, _inside, danger=True)}
    empty_advice = _("Make a group of people to share a client, a contract or an invoice with all of them at once.")
    show_count = number("member_count", _("People"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(member_count=Count("members"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name",) if obj is None else ("name", "show_members", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("show_members", "created_at")

    @admin.display(description=_("People"))
    def show_members(self, row: PeopleGroup) -> str:
        people = GroupMember.objects.filter(group=row).order_by("membership__user__email").values_list("membership__user__name", "membership__user__email")
        return format_html_join("", "<div>{}</div>", [(f"{name} · {email}" if name else email,) for name, email in people]) or "—"

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        reasons = [] if self.actor(request).may("tenants.update_group") else [str(_("Your role does not allow this."))]
        empty = [str(_("Nobody belongs to the group yet."))] if not row.member_count else []
        return [("add", _LABELS["add"], False, reasons), ("remove", _LABELS["remove"], False, reasons or empty)]

    def _label(self, act: str) -> str:
        return str(_LABELS[act])
