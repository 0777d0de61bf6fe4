"""The company, its members and its API keys in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.kernel.clock import time_zones
from apps.tenants.models import ApiKey, Membership, Tenant
from apps.tenants.roles import CLIENT, INTEGRATION, OWNER, Role
from apps.workflow import actions, rights
from apps.workflow.actions.people import find_client
from apps.workflow.admin.base import ActButton, ActModelAdmin
from apps.workflow.admin.formats import caption

_BOXES = UnfoldAdminCheckboxSelectMultipleWidget
_STAFF_ROLES = [(role.value, role.label) for role in Role if role not in (CLIENT, INTEGRATION)]
_MEMBER_ROLES = [*_STAFF_ROLES, (CLIENT.value, CLIENT.label)]
_LIMITS = ("read_only", "permissions", "networks", "requests_per_minute", "require_if_match")
_KEY_SHOWN = (
    "name", "show_active", "show_start", "show_roles", "show_maker", "created_at", "last_used_at", "last_used_from", "expires_at", "revoked_at",
    "contract_version", "old_secret_ends_at",
)  # fmt: skip
_OVERLAP = {"overlap_hours": forms.IntegerField(
    label=_("Hours for which the old secret stays valid"), min_value=0, max_value=720, initial=24, widget=UnfoldAdminIntegerFieldWidget
)}  # fmt: skip
_KEY_ROLES = [(role.value, role.label) for role in Role if role not in (CLIENT, OWNER)]


class _OwnCompany(ActModelAdmin):
    """Rows of the company that the person works for; they have no versions."""

    tenant_path = "tenant_id"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(**{self.tenant_path: self.actor(request).tenant_id})

    def _argument(self, name: str) -> str:
        return name

    def _label(self, act: str) -> str:
        return str(_("Revoke"))

    def revoke_offer(self, request: HttpRequest, codename: str, already: bool) -> list[tuple[str, Any, bool, list[str]]]:
        """The one button of members and keys."""
        reasons = [] if self.actor(request).may(codename) else [str(_("Your role does not allow this."))]
        if already:
            reasons.append(str(_("It is revoked already.")))
        return [("revoke", _("Revoke"), False, reasons)]


@admin.register(Tenant)
class TenantAdmin(_OwnCompany):
    fields = ("name", "slug", "currency", "country", "language", "time_zone", "workday_starts_at", "workday_ends_at", "holiday_country", "days_off", "fiscal_year_starts_in", "rule_precision_bps", "require_mfa", "created_at")
    readonly_fields = ("slug", "currency", "country", "created_at")
    update_act, update_permission = staticmethod(actions.update_tenant), "change_tenant"
    tenant_path = "pk"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One works for one company at a time: straight to its page."""
        return redirect("admin:tenants_tenant_change", self.actor(request).tenant_id)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            zones = [(name, name) for name in sorted(time_zones()) if "/" in name]
            return forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=zones, widget=UnfoldAdminSelect2Widget)
        if db_field.name == "holiday_country":
            return HolidayCountryField(label=capfirst(db_field.verbose_name))
        if db_field.name == "days_off":
            return DaysField(label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class HolidayCountryField(forms.ChoiceField):
    """A country whose public holidays are days off, by its name in the reader's language; or none."""

    def __init__(self, *, label: str) -> None:
        names = Locale.parse(get_language() or "uk", sep="-").territories
        known = sorted(((names.get(code, code), code) for code in actions.holiday_countries()), key=lambda pair: pair[0])
        super().__init__(
            label=label, required=False, choices=[("", _("none")), *((code, name) for name, code in known)], widget=UnfoldAdminSelect2Widget,
            help_text=_("Terms in working hours pass over them. In Ukraine public holidays are worked under martial law: leave it empty."),
        )  # fmt: skip


class DaysField(forms.CharField):
    """Days, one a line. Gives a list of what was written; the act says which of them is no day."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label, required=False, max_length=8000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            help_text=_("One a line, such as 2027-01-04: days on which the company does not work."),
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return super().clean(value).split()


class MemberForm(forms.ModelForm):
    email = forms.EmailField(label=_("Email"), max_length=254, widget=UnfoldAdminEmailInputWidget)
    name = forms.CharField(label=_("Name"), max_length=150, required=False, widget=UnfoldAdminTextInputWidget)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=_MEMBER_ROLES, widget=_BOXES)
    client_code = forms.CharField(
        label=_("Code of the client"), max_length=30, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("Only for the role “Client”, which stands alone: whose contracts and invoices the person sees over the API."),
    )  # fmt: skip

    class Meta:
        model = Membership
        fields = ("roles",)

    def clean(self) -> Any:
        cleaned = super().clean()
        code = (self.cleaned_data.get("client_code") or "").strip()
        self.cleaned_data["client_id"] = find_client(code) if code else None
        if code and self.cleaned_data["client_id"] is None:
            self.add_error("client_code", _("There is no client with the code “%(code)s”.") % {"code": code})
        return cleaned


class MemberRolesForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=_STAFF_ROLES, widget=_BOXES)

    class Meta:
        model = Membership
        fields = ("roles", "department", "manager")


@admin.register(Membership)
class MembershipAdmin(_OwnCompany):
    form = MemberRolesForm
    list_display = ("show_email", "show_name", "show_roles", "department", "show_active", "created_at")
    list_display_links = ("show_email",)
    list_select_related = ("user",)
    list_filter = ("is_active",)
    search_fields = ("user__email__startswith",)
    ordering = ("-pk",)
    create_act, create_permission = staticmethod(actions.add_member), "create_membership"
    update_act, update_permission = staticmethod(actions.update_member), "update_membership"
    secret_explained = _("The one-time password of the new member. Hand it over in person or by a safe channel; it must be changed at the first sign-in.")
    buttons = {"revoke": ActButton(actions.revoke_member, danger=True)}
    change_list_template = "admin/oblik/member_list.html"

    def get_urls(self) -> list[Any]:
        return [path("rights/", self.admin_site.admin_view(self.rights_view), name="tenants_membership_rights"), *super().get_urls()]

    def rights_view(self, request: HttpRequest) -> HttpResponse:
        """Which role may do what, as the code declares it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("app", "")
        context = self.admin_site.each_context(request) | {
            "title": _("Roles and what they may do"), "opts": self.opts, "media": self.media, "parts": rights.table(chosen), "chosen": chosen,
            "roles": [role.label for role in Role], "choices": [(part.label, part.name) for part in rights.table()],
        }  # fmt: skip
        return render(request, "admin/oblik/rights.html", context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({} if obj else {"form": MemberForm}) | kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("email", "name", "roles", "client_code")
        roles = "roles" if self.has_change_permission(request, obj) else "show_roles"
        return ("show_email", "show_name", roles, "department", "manager", "show_active", "created_at")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "manager":
            members = Membership.objects.filter(tenant_id=self.actor(request).tenant_id, is_active=True)
            kwargs["queryset"] = members.select_related("user", "tenant").order_by("user__email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        values.pop("client_code", None)
        return values

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("show_email", "show_name", "show_roles", "show_active", "created_at")

    @admin.display(description=_("State"))
    def show_active(self, row: Membership) -> str:
        return _state(row.is_active, _("Works here"), _("Ended"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # The user of a client keeps the one role; one whose membership ended is added anew.
        return super().has_change_permission(request, obj) and (obj is None or (obj.is_active and CLIENT not in obj.roles))

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        return self.revoke_offer(request, "tenants.revoke_membership", not row.is_active)

    @admin.display(description=_("Email"), ordering="user__email")
    def show_email(self, row: Membership) -> str:
        return row.user.email

    @admin.display(description=_("Name"))
    def show_name(self, row: Membership) -> str:
        return row.user.name or "—"

    @admin.display(description=_("Roles"))
    def show_roles(self, row: Membership) -> str:
        return ", ".join(row.role_labels)


class LinesField(forms.CharField):
    """Words, one a line. Gives a list; the act says which of them is wrong."""

    def __init__(self, *, label: Any, help_text: Any) -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=8000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return super().clean(value).split()


class KeyLimitsForm(forms.ModelForm):
    permissions = LinesField(
        label=_("Only these rights"), help_text=_("One a line, such as invoices.view_invoice: of what the roles allow, these alone. Empty: all of it.")
    )
    networks = LinesField(label=_("Only from these networks"), help_text=_("One a line, such as 203.0.113.0/24. Empty: from everywhere."))

    class Meta:
        model = ApiKey
        fields = _LIMITS


class KeyForm(KeyLimitsForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=_KEY_ROLES, initial=[INTEGRATION], widget=_BOXES, required=False)

    class Meta:
        model = ApiKey
        fields = ("name", "roles", "membership", "expires_at", *_LIMITS)


@admin.register(ApiKey)
class ApiKeyAdmin(_OwnCompany):
    form = KeyForm
    list_display = ("name", "show_start", "show_roles", "show_active", "last_used_at", "expires_at", "created_at")
    ordering = ("-pk",)
    empty_advice = _("A partner system signs in with a key of its own; make one for each system.")
    show_start = caption("prefix", _("Start of the key"), mono=True)
    create_act, create_permission = staticmethod(actions.create_api_key), "create_api_key"
    secret_explained = _("The API key. The partner system sends it as the header “Authorization: Bearer …”.")
    update_act, update_permission = staticmethod(actions.update_api_key), "update_api_key"
    buttons = {"rotate": ActButton(actions.rotate_api_key, _OVERLAP), "revoke": ActButton(actions.revoke_api_key, danger=True)}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({"form": KeyLimitsForm} if obj else {}) | kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("name", "roles", "membership", "expires_at", *_LIMITS)
        return (
            ("name", "show_active"), ("show_start", "show_roles"), ("show_maker", "created_at"), ("last_used_at", "last_used_from"),
            ("expires_at", "revoked_at"), ("contract_version", "old_secret_ends_at"), *_LIMITS,
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else _KEY_SHOWN

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def _label(self, act: str) -> str:
        return str(_("Give a new secret") if act == "rotate" else _("Revoke"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "membership":
            members = Membership.objects.filter(tenant_id=self.actor(request).tenant_id, is_active=True, client_id__isnull=False)
            kwargs["queryset"] = members.select_related("user", "tenant").order_by("user__email")
            kwargs["help_text"] = _("The key is this person's way in: it sees what they see, and ends with their membership. The roles above do not count.")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if "membership" in values:
            values["membership_id"] = values.pop("membership")
        return values

    @admin.display(description=_("Made by"))
    def show_maker(self, row: ApiKey) -> str:
        return str(row.created_by or "—")

    @admin.display(description=_("State"))
    def show_active(self, row: ApiKey) -> str:
        ended = row.expires_at is not None and row.expires_at <= timezone.now()
        return _state(row.revoked_at is None and not ended, _("Valid"), _("Revoked") if row.revoked_at else _("Expired"))

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        revoked = row.revoked_at is not None
        (_name, _label, _danger, reasons), = self.revoke_offer(request, "tenants.rotate_api_key", revoked)
        return [("rotate", self._label("rotate"), False, reasons), *self.revoke_offer(request, "tenants.revoke_api_key", revoked)]

    @admin.display(description=_("Roles"))
    def show_roles(self, row: ApiKey) -> str:
        return ", ".join(str(Role(role).label) for role in row.roles)


def _state(good: bool, yes: Any, no: Any) -> str:
    return format_html('<span class="oblik-state oblik-state-{}">{}</span>', "good" if good else "plain", yes if good else no)
