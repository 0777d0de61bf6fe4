"""Policies with their steps, their check, and who would approve what."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.approvals import actions, subjects
from apps.approvals.actions import StepDraft
from apps.approvals.admin.choosing import ClientField, KindField, find_client
from apps.approvals.admin.people import members_of
from apps.approvals.checks import check_now
from apps.approvals.models import ApprovalPolicy, PolicyStep
from apps.approvals.payloads import STEP_FIELDS
from apps.approvals.queries import who_would_approve
from apps.approvals.subjects import Facts
from apps.kernel import clock
from apps.kernel.money import format_money, from_minor
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, read_money, state_label

_DATE = forms.DateInput(attrs={"type": "date"})
_WHEN = ("code", "name", "applies_to", "starts_on", "ends_before", "expire_days")
_WHICH = ("currency", "amount_from", "amount_below", "client_id", "department", "contract_kind")


class PolicyForm(forms.ModelForm):
    applies_to = forms.ChoiceField(label=_("Kind of document"), widget=UnfoldAdminSelectWidget())
    amount_from = forms.CharField(label=_("Amount from"), required=False, max_length=30, widget=UnfoldAdminTextInputWidget())
    amount_below = forms.CharField(label=_("Amount below"), required=False, max_length=30, widget=UnfoldAdminTextInputWidget())

    class Meta:
        model = ApprovalPolicy
        fields = ("code", "name", "starts_on", "ends_before", "expire_days", "currency", "department", "client_id", "contract_kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if "applies_to" in self.fields:
            self.fields["applies_to"].choices = subjects.choices()  # type: ignore[attr-defined]
            self.fields |= {"client_id": ClientField(), "contract_kind": KindField()}
        for name in ("amount_from", "amount_below"):
            minor = getattr(row, f"{name}_minor")
            self.initial[name] = "" if minor is None else f"{from_minor(minor, row.currency):f}"
        self.initial |= {"applies_to": row.applies_to, "client_id": row.client_id, "contract_kind": row.contract_kind}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        currency = found.get("currency") or ""
        for name in ("amount_from", "amount_below"):
            if found.get(name) and not currency:
                self.add_error("currency", _g("Say in which currency the amounts are."))
            read_money(self, name, currency)
            found[f"{name}_minor"] = self.cleaned_data.get(name) if currency else None
        return found


class StepInline(StackedInline):
    model = PolicyStep
    extra = 0
    min_num = 1
    fields = (
        ("who", "role"), ("user", "permission"), ("quorum", "quorum_count"), ("parallel", "may_repeat"), ("sla_hours", "on_breach"),
        ("escalate_role", "escalate_user"),
    )  # fmt: skip
    ordering = ("position",)
    hide_title = True
    tab = False

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("approvals.update_policy") and (obj is None or obj.state == "draft")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("approvals.view_approvalpolicy")

    has_add_permission = has_change_permission = has_delete_permission = _may

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("user", "escalate_user"):
            kwargs["queryset"] = members_of(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WhoForm(forms.Form):
    """An imagined document."""

    kind = forms.ChoiceField(label=_("Kind of document"))
    amount = forms.CharField(label=_("Amount"), max_length=30, initial="1000")
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), max_length=3)
    on = forms.DateField(label=_("On the day"), widget=_DATE)
    department = forms.CharField(label=_("Department"), required=False, max_length=60)
    owner = forms.ModelChoiceField(None, label=_("Owner"), required=False)
    submitter = forms.ModelChoiceField(None, label=_("Submitted by"), required=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = subjects.choices()  # type: ignore[attr-defined]
        self.fields |= {"client_id": ClientField(), "contract_kind": KindField()}
        self.order_fields(("kind", "amount", "currency", "on", "client_id", "contract_kind"))
        for name in ("owner", "submitter"):
            self.fields[name].queryset = members_of(request)  # type: ignore[attr-defined]


@admin.register(ApprovalPolicy)
class PolicyAdmin(ActModelAdmin):
    form = PolicyForm
    list_display = ("__str__", "code", "show_kind", "show_amounts", "starts_on", "ends_before", "show_state")
    list_filter = ("state",)
    search_fields = ("code__startswith",)
    ordering = ("-pk",)
    inlines = (StepInline,)
    show_state = state_label(_("State"))
    create_act, create_permission = staticmethod(actions.create_policy), "create_policy"
    update_act, update_permission = staticmethod(actions.update_policy), "update_policy"
    editable_states = ("draft",)
    buttons = {
        "activate": ActButton(actions.activate_policy), "revise": ActButton(actions.revise_policy),
        "retire": ActButton(actions.retire_policy, danger=True),
    }  # fmt: skip
    change_form_outer_before_template = "admin/oblik/policy.html"
    change_list_template = "admin/oblik/policy_list.html"

    @admin.display(description=_("Kind of document"))
    def show_kind(self, row: ApprovalPolicy) -> str:
        subject = subjects.find(row.applies_to)
        return str(subject.label) if subject else row.applies_to

    @admin.display(description=_("Kind of contract"))
    def show_contract_kind(self, row: ApprovalPolicy) -> str:
        return str(dict(subjects.contract_kinds()).get(row.contract_kind, row.contract_kind)) or "—"

    @admin.display(description=_("Amounts"))
    def show_amounts(self, row: ApprovalPolicy) -> str:
        low, high = (None if minor is None else format_money(minor, row.currency) for minor in (row.amount_from_minor, row.amount_below_minor))
        return f"{low or '…'} – {high or '…'}" if low or high else row.currency or "—"

    @admin.display(description=_("Client"))
    def show_client(self, row: ApprovalPolicy) -> str:
        return str(find_client(row.client_id) or "—")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return [(None, {"fields": _WHEN}), (_("Which documents; left empty: all"), {"fields": _WHICH})]
        return [(None, {"fields": ("code", "number", "name", "show_kind", "starts_on", "ends_before", "expire_days", "show_amounts", "show_client", "department", "show_contract_kind")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return ("code",) if self.has_change_permission(request, obj) else self.get_fieldsets(request, obj)[0][1]["fields"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"starts_on": clock.today(request.tenant.time_zone)} | super().get_changeform_initial_data(request)  # type: ignore[attr-defined]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if not obj.pk:
            kwargs["queryset"] = PolicyStep.objects.none()
        return kwargs

    def act_values(self, request: HttpRequest, form: forms.ModelForm, formsets: Any) -> dict[str, Any]:
        data = form.cleaned_data
        values = {name: value for name, value in data.items() if name not in ("amount_from", "amount_below")}
        for name in ("currency", "department", "contract_kind"):
            values[name] = values.get(name) or ""
        if formsets and (not form.instance.pk or formsets[0].has_changed()):
            values["steps"] = [_step(item.cleaned_data) for item in formsets[0].forms if _counts(item)]
        elif not form.instance.pk:
            values["steps"] = []
        return values

    def offered(self, request: HttpRequest, row: ApprovalPolicy) -> list[tuple[str, Any, bool, list[str]]]:
        reasons = [] if self.actor(request).may("approvals.create_policy") else [_g("Your role does not allow this.")]
        if row.state == "draft":
            reasons.append(_g("A draft is edited itself."))
        return [*super().offered(request, row), ("revise", _("Next version"), False, reasons)]

    def _label(self, act: str) -> str:
        return _g("Next version") if act == "revise" else super()._label(act)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        if row is not None and row.state == "draft":
            context["findings"] = check_now(row, at=clock.now())
        return context

    def get_urls(self) -> list[Any]:
        return [path("who/", self.admin_site.admin_view(self.who_view), name="approvals_who"), *super().get_urls()]

    def who_view(self, request: HttpRequest) -> HttpResponse:
        """Who would approve an imagined document, or the one that is named by `kind` and `document`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if "document" in request.GET:
            return self._who_of(request)
        initial = {"currency": request.tenant.currency, "on": clock.today(request.tenant.time_zone)}  # type: ignore[attr-defined]
        form = WhoForm(request, request.GET or None, initial=initial)
        found = self._foresee(request, form) if form.is_bound and form.is_valid() else None
        context = self.admin_site.each_context(request) | {
            "title": _g("Who would approve"), "form": form, "found": found, "media": self.media + form.media,
        }  # fmt: skip
        return render(request, "admin/oblik/who_would_approve.html", context)

    def _who_of(self, request: HttpRequest) -> HttpResponse:
        """Of a document that there is, by its own facts, today; for who looks at it, as its submitter."""
        actor, at = self.actor(request), clock.now()
        subject, key = subjects.find(request.GET.get("kind", "")), request.GET["document"]
        row = None
        if subject is not None and key.isdigit() and len(key) < 19:
            rows = subject.model._default_manager.filter(pk=int(key))  # type: ignore[attr-defined]
            row = permitted(rows, actor, f"view_{subject.model._meta.model_name}").first()
        if subject is None or row is None:
            raise Http404
        facts = subject.facts(row)
        found = who_would_approve(subject.kind, facts, tenant_id=actor.tenant_id, at=at, about_id=row.pk, submitter=actor.user_id)
        context = self.admin_site.each_context(request) | {
            "title": _g("Who would approve"), "found": found, "facts": facts, "kind": subject.label, "media": self.media,
            "amount": format_money(facts.amount_minor, facts.currency) if facts.currency else "",
        }  # fmt: skip
        return render(request, "admin/oblik/who_would_approve.html", context)

    def _foresee(self, request: HttpRequest, form: WhoForm) -> Any:
        asked, zone = form.cleaned_data, request.tenant.time_zone  # type: ignore[attr-defined]
        read_money(form, "amount", asked["currency"])
        if form.errors:
            return None
        facts = Facts(
            amount_minor=asked["amount"], currency=asked["currency"], client_id=asked["client_id"], department=asked["department"],
            contract_kind=asked["contract_kind"], owner_user_id=asked["owner"].pk if asked["owner"] else None,
        )  # fmt: skip
        submitter = asked["submitter"].pk if asked["submitter"] else None
        noon = dt.datetime.combine(asked["on"], dt.time(12), ZoneInfo(zone))
        return who_would_approve(asked["kind"], facts, tenant_id=self.actor(request).tenant_id, at=noon, submitter=submitter)


def _counts(item: Any) -> bool:
    data = getattr(item, "cleaned_data", None)
    return bool(data) and not data.get("DELETE") and bool(data.get("who"))


def _step(data: dict[str, Any]) -> StepDraft:
    people = {f"{name}_id": data[name].pk if data.get(name) else None for name in ("user", "escalate_user")}
    return StepDraft(**{name: data[name] for name in STEP_FIELDS if name in data} | people)
