"""Contracts: their form with terms, buttons, documents, amendments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import TabularInline

from apps.approvals.queries import foresee_query, requests_about
from apps.contracts import actions
from apps.contracts.admin.forms import AmendForm, ContractForm, TermForm, UploadForm, day, term_of
from apps.contracts.doors import document_answer
from apps.contracts.models import BillingTerm, Contract
from apps.contracts.queries import differences, documents_of, get_document, search
from apps.contracts.states import ContractKind
from apps.contracts.transitions import AMEND
from apps.journal.queries import actor_text
from apps.kernel import clock
from apps.kernel.errors import NotVisible, Refusal
from apps.kernel.money import to_minor
from apps.tenants.permission import may_on, permitted
from apps.workflow.admin import ActButton, SharingAdmin, money, state_label
from apps.workflow.admin.sent import Came, answered_once, came


class TermInline(TabularInline):
    model = BillingTerm
    form = TermForm
    extra = 1
    fields = ("kind", "description", "amount", "tax_code", "every_months", "timing", "aligned", "starts_on", "ends_before", "due_on")
    ordering = ("position", "pk")
    hide_title = True
    tab = False

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        actor = getattr(request, "actor", None)
        if actor is None or (obj is not None and obj.state != "draft"):
            return False
        return may_on(obj, actor, "update_contract") if obj is not None and obj.pk else actor.may("contracts.update_contract")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self._may(request, obj) else self.get_fields(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._may(request, obj):
            return self.fields
        return ("kind", "description", "show_amount", *self.fields[3:], "reached_on", "is_live")

    @admin.display(description=_("amount"))
    def show_amount(self, row: BillingTerm) -> str:
        from apps.kernel.money import format_money

        return format_money(row.amount_minor, row.contract.currency)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        # Without a contract Django asks whether any terms may be read at all; which, the contract says.
        if actor is None or obj is None or not obj.pk:
            return actor is not None
        return actor.may("contracts.view_billingterm") or may_on(obj, actor, "view_contract")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


@admin.register(Contract)
class ContractAdmin(SharingAdmin):
    form = ContractForm
    list_display = ("number", "client", "title", "kind", "starts_on", "ends_before", "show_value", "show_state")
    list_display_links = ("number", "title")
    list_select_related = ("client",)
    list_filter = ("state", "kind", "renewal")
    search_fields = ("number",)
    search_help_text = _("The start of a number, or the client's code, EDRPOU, IBAN or name")
    search = staticmethod(search)
    ordering = ("-pk",)
    autocomplete_fields = ("client",)
    inlines = (TermInline,)
    create_permission = "create_contract"
    update_act, update_permission = staticmethod(actions.update_contract), "update_contract"
    editable_states = ("draft",)
    set_acts = ("contracts.submit", "contracts.renew")
    show_state = state_label(_("State"))
    show_value = money("value", _("value"), order=True)
    buttons = {
        "submit": ActButton(actions.submit_contract), "activate": ActButton(actions.activate_contract, {"signed_on": day(_("signed on"), required=True)}),
        "renew": ActButton(actions.renew_contract), "resume": ActButton(actions.resume_contract), "withdraw": ActButton(actions.withdraw_contract),
        "reach": ActButton(actions.reach_milestone, {"term_id": forms.IntegerField(label=_("Milestone")), "reached_on": day(_("reached on"))}),
        "suspend": ActButton(actions.suspend_contract), "cancel": ActButton(actions.cancel_contract, danger=True),
        "terminate": ActButton(actions.terminate_contract, {"effective_on": day(_("terminated from"), required=True)}, danger=True),
    }  # fmt: skip
    change_form_outer_after_template = "admin/oblik/contract.html"
    _head = ("number", "client", "title", "kind", "currency", "value", "starts_on", "ends_before", "notice_days", "renewal", "renewal_months", "owner")
    _figures = ("show_state", "terms_version", "signed_on", "notice_on", "effective_on")

    @staticmethod
    def create_act(client_id: int, terms: Any, **values: Any) -> Contract:
        return actions.create_contract(client_id, terms, **{k: v for k, v in values.items() if v not in (None, "")})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": self._head})]
        head = self._head if self.has_change_permission(request, obj) else tuple("show_value" if name == "value" else name for name in self._head)
        return [(None, {"fields": head}), (_("Where it stands"), {"fields": self._figures})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        # Who holds the one contract may not see its client, and does not choose another.
        return (*self._figures, "show_value", *(() if self.actor(request).may("contracts.update_contract") else ("client",)))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            for name in ("currency", "owner", "renewal_months"):
                form.base_fields[name].required = False
            form.base_fields["currency"].help_text = _("Left empty: the client's.")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
        return {"starts_on": today, "owner": request.user.pk} | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "client":
            from apps.clients.models import Client

            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        if db_field.name == "owner":
            from apps.tenants.models import User

            kwargs["queryset"] = User.objects.filter(memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if not obj.pk:
            kwargs["queryset"] = BillingTerm.objects.none()
        return kwargs

    def _argument(self, name: str) -> str:
        return name if name == "value" else super()._argument(name)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        currency = form.cleaned_data.get("currency") or (form.cleaned_data["client"].currency if form.cleaned_data.get("client") else "UAH")
        if "value" in values:
            values["value_minor"] = to_minor(values.pop("value") or 0, currency)
        if not form.instance.pk or (formsets and formsets[0].has_changed()) or "currency" in values:
            values["terms"] = [term_of(item.cleaned_data) for item in formsets[0].forms if _counts(item)] if formsets else []
        return values

    # --- documents and amendments ----------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:contract_id>/documents/add/", view(require_POST(self.upload_view)), name="contracts_contract_upload"),
            path("<int:contract_id>/documents/<int:document_id>/", view(self.document_view), name="contracts_contract_document"),
            path("<int:contract_id>/amend/", view(self.amend_view), name="contracts_contract_amend"),
            *super().get_urls(),
        ]

    def _contract(self, request: HttpRequest, contract_id: int) -> Contract:
        row = self.get_queryset(request).filter(pk=contract_id).first()
        if row is None:
            raise Http404
        return row

    def upload_view(self, request: HttpRequest, contract_id: int) -> HttpResponse:
        """A file onto the contract."""
        row, actor = self._contract(request, contract_id), self.actor(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, _g("Choose a file."))
            return self._back(row)
        upload = form.cleaned_data["file"]
        try:
            from apps.contracts.files import MAX_BYTES

            data = upload.read(MAX_BYTES + 1)

            def work(at: dt.datetime) -> Came:
                actions.attach_document(row.pk, data, upload.name, actor=actor, at=at)
                return came(reverse("admin:contracts_contract_change", args=[row.pk]), _g("The document is attached."), row=row)

            return answered_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return self._back(row)

    def document_view(self, request: HttpRequest, contract_id: int, document_id: int) -> HttpResponse:
        """The file, as a download."""
        try:
            return document_answer(get_document(contract_id, document_id, self.actor(request)))
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._back(self._contract(request, contract_id))

    def amend_view(self, request: HttpRequest, contract_id: int) -> HttpResponse:
        """Draws an amendment up; what is left as it stands is no part of it."""
        row, actor = self._contract(request, contract_id), self.actor(request)
        if not actor.may("contracts.propose_amendment"):
            raise PermissionDenied
        form = AmendForm(row, request.POST or None)
        if request.method == "POST" and form.is_valid():

            def work(at: dt.datetime) -> Came:
                made = actions.propose_amendment(row.pk, actor=actor, at=at, **form.proposal())
                return came(reverse("admin:contracts_amendment_change", args=[made.pk]), row=made)

            try:
                return answered_once(request, work)
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        context = self.admin_site.each_context(request) | {
            "title": f"{_g('Amend')} {row.number}", "form": form, "opts": self.opts, "media": self.media, "contract": row,
        }  # fmt: skip
        return render(request, "admin/oblik/amend.html", context, status=422 if form.errors else 200)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row, actor = context.get("oblik_row"), self.actor(request)
        if row is not None:
            amendments = permitted(row.amendments.select_related("contract").order_by("-pk"), actor, "view_amendment")
            context |= {
                "contract": row, "documents": [(item, actor_text(item.uploaded_by)) for item in documents_of(row, actor)],
                "upload_form": UploadForm() if may_on(row, actor, "attach_document") else None,
                "may_amend": actor.may("contracts.propose_amendment") and row.state in AMEND.sources,
                "may_bill_hours": row.kind == ContractKind.TIME_AND_MATERIALS and actor.may("invoices.bill_invoices"),
                "amendments": [(item, differences(item)) for item in amendments[:50]], "requests": requests_about(row, actor),
                "foresee": foresee_query(row, actor),
            }  # fmt: skip
        return context

    def _offered(self, row: Any, name: str, label: Any, needs_reason: bool, reasons: list[str]) -> dict[str, Any]:
        """The milestone is chosen from those that are not reached yet."""
        offered = super()._offered(row, name, label, needs_reason, reasons)
        if name == "reach":
            choices = list(row.terms.filter(kind="milestone", is_live=True, reached_on=None).values_list("pk", "description"))
            offered["form"].fields["term_id"].widget = forms.Select(choices=choices)
            if not choices and not offered["reasons"]:
                offered |= {"possible": False, "reasons": [_g("The contract has no milestone that is not reached.")]}
        return offered


def _counts(item: Any) -> bool:
    data = getattr(item, "cleaned_data", None)
    return bool(data) and not data.get("DELETE") and bool(data.get("description"))
