"""Invoices in the admin: presentation only."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from apps.approvals.queries import foresee_query, requests_about
from apps.invoices import actions
from apps.invoices.actions.credit import uncreditable
from apps.invoices.actions.draft import LineDraft
from apps.invoices.actions.take_in import COLUMNS, DOOR, REQUIRED
from apps.invoices.admin.billing import BillingRunAdmin
from apps.invoices.admin.crediting import Crediting
from apps.invoices.admin.periods import AccountingPeriodAdmin
from apps.invoices.admin.series import NumberSeriesAdmin
from apps.invoices.admin.tax_codes import TaxCodeAdmin, bps, percent_field
from apps.invoices.admin.write_offs import WriteOffAdmin
from apps.invoices.models import Invoice, InvoiceLine, TaxCode
from apps.invoices.queries import search
from apps.invoices.states import OPEN, InvoiceKind
from apps.invoices.transitions import CREDIT, WRITE_OFF
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.tenants.permission import may_on, permitted
from apps.workflow.admin import ActButton, ImportingAdmin, SharingAdmin, decimal_text, money, percent, state_label

__all__ = ["BillingRunAdmin", "InvoiceAdmin", "AccountingPeriodAdmin", "NumberSeriesAdmin", "TaxCodeAdmin", "WriteOffAdmin"]
_HEAD: tuple[Any, ...] = ("client", ("issue_on", "due_on"), ("tax_point_on", "currency", "exchange_rate"), ("kind", "series"), "contract_reference", "note")
_READ = (*_HEAD[:2], ("tax_point_on", "currency", "show_exchange_rate"), *_HEAD[3:])
_LINE = ("description", "quantity", "unit", "unit_price", "discount", "tax_code")
_LINE_SHOWN = ("description", "show_quantity", "unit", "show_price", "show_discount", "tax_code", "show_net", "show_tax", "show_gross")


class LineForm(forms.ModelForm):
    discount = percent_field(_("Discount, %"))

    class Meta:
        model = InvoiceLine
        fields = ()  # the inline names them: a foreign key here would be read before a company is known

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {name: f"{getattr(self.instance, name).normalize():f}" for name in ("quantity", "unit_price")}
            self.initial["discount"] = f"{(Decimal(self.instance.discount_bps) / 100).normalize():f}"
        else:
            self.initial["unit"] = _g("pcs")


class LineInline(TabularInline):
    model = InvoiceLine
    form = LineForm
    extra = 1
    show_discount = percent("discount_bps", _("Discount, %"))
    ordering = ("position",)
    hide_title = True
    tab = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return _LINE if self._may(request, obj) else _LINE_SHOWN

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self._may(request, obj) else _LINE_SHOWN

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("tax_code", "invoice")

    @admin.display(description=_("Quantity"))
    def show_quantity(self, row: InvoiceLine) -> str:
        return _figure(decimal_text(row.quantity))

    @admin.display(description=_("Unit price"))
    def show_price(self, row: InvoiceLine) -> str:
        return _figure(decimal_text(row.unit_price, 2))

    @admin.display(description=_("Net"))
    def show_net(self, row: InvoiceLine) -> str:
        return _figure(format_money(row.net_minor, row.invoice.currency))

    @admin.display(description=_("Tax"))
    def show_tax(self, row: InvoiceLine) -> str:
        return _figure(format_money(row.tax_minor, row.invoice.currency))

    @admin.display(description=_("With tax"))
    def show_gross(self, row: InvoiceLine) -> str:
        return _figure(format_money(row.gross_minor, row.invoice.currency))

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        actor = getattr(request, "actor", None)
        if actor is None or (obj is not None and obj.state != "draft"):
            return False
        return may_on(obj, actor, "update_invoice") if obj is not None and obj.pk else actor.may("invoices.update_invoice")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        # Without an invoice Django asks whether any lines may be read at all; which, the invoice says.
        return actor is not None and (may_on(obj, actor, "view_invoice") if obj is not None and obj.pk else True)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "tax_code":
            kwargs["queryset"] = TaxCode.objects.order_by("code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Invoice)
class InvoiceAdmin(SharingAdmin, ImportingAdmin):
    list_display = ("show_number", "client", "issue_on", "show_due", "show_total", "show_open", "show_state")
    list_display_links = ("show_number",)
    list_select_related = ("client",)
    list_filter = ("state", "kind", "issue_on")
    search_fields = ("number",)
    search_help_text = _("The start of a number, or the client's code, EDRPOU, IBAN or name")
    search = staticmethod(search)
    ordering = ("-pk",)
    autocomplete_fields = ("client",)
    inlines = (LineInline,)
    create_permission = "create_invoice"
    update_act, update_permission = staticmethod(actions.update_invoice), "update_invoice"
    editable_states = ("draft",)
    set_acts = ("invoices.submit", "invoices.issue")
    show_state = state_label(_("State"))
    empty_advice = _("Add an invoice, or import many open ones at once from a table.")
    import_act, import_permission = staticmethod(actions.import_invoices), "import_invoices"
    import_door = DOOR
    import_title = _("Import open invoices")
    import_columns, import_required = COLUMNS, REQUIRED
    show_total = money("total", _("Total"), order=True)
    show_open = money("open", _("Open"), order=True)
    show_net = money("net", _("Net"))
    show_tax = money("tax", _("Tax"))
    show_allocated = money("allocated", _("Allocated"))
    buttons = {
        "submit": ActButton(actions.submit_invoice), "issue": ActButton(actions.issue_invoice),
        "reopen": ActButton(actions.reopen_invoice), "withdraw": ActButton(actions.withdraw_invoice),
        "ask_payment": ActButton(page="payments_providerpayment_ask"), "credit": ActButton(page="invoices_invoice_credit"), "write_off": ActButton(actions.write_off_invoice, danger=True),
        "void": ActButton(actions.void_invoice, danger=True), "delete_draft": ActButton(actions.delete_invoice, danger=True),
    }  # fmt: skip
    _figures = (
        ("show_state", "show_number"), ("show_total", "show_net", "show_tax"), ("show_open", "show_allocated", "show_credited"), ("payment_reference", "contract"), "show_related",
    )  # fmt: skip

    @admin.display(description=_("Credited and written off"))
    def show_credited(self, row: Invoice) -> str:
        return format_money(row.credited_minor + row.written_off_minor, row.currency)

    @admin.display(description=Invoice._meta.get_field("exchange_rate").verbose_name)  # type: ignore[union-attr]
    def show_exchange_rate(self, row: Invoice) -> str:
        return decimal_text(row.exchange_rate)

    @admin.display(description=_("Corrections"))
    def show_related(self, row: Invoice) -> str:
        """Of a credit note its invoice; of an invoice its credit notes and write-offs. Read once: a page asks several times."""
        if not hasattr(row, "oblik_related"):
            row.oblik_related = self._related(row)  # type: ignore[attr-defined]
        return row.oblik_related  # type: ignore[attr-defined, no-any-return]

    def _related(self, row: Invoice) -> str:
        found = [(_address(item), str(item), item.get_state_display()) for item in ([row.credits] if row.credits_id else row.credit_notes.order_by("pk"))]
        found += [(_address(item), _g("write-off"), item.get_state_display()) for item in row.write_offs.order_by("pk")]
        return format_html_join("", '<div><a class="oblik-link" href="{}">{}</a> · {}</div>', found) or "—"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A credit note is not edited, its draft neither."""
        return (obj is None or obj.kind != InvoiceKind.CREDIT_NOTE) and super().has_change_permission(request, obj)

    def offered(self, request: HttpRequest, row: Invoice) -> list[tuple[str, Any, bool, list[str]]]:
        """Beside the transitions the two acts that are asked for on an invoice, and take effect by an approval."""
        found, actor = super().offered(request, row), self.actor(request)
        if not row.number or row.kind != InvoiceKind.INVOICE:
            return found
        if row.state in OPEN and row.open_minor > 0 and actor.may("payments.ask_provider_payment"):
            found.insert(0, ("ask_payment", _("Ask for payment"), False, []))
        against = [str(reason) for reason in uncreditable(row, 0)]
        for item in (CREDIT, WRITE_OFF):
            refused = against if actor.may(f"invoices.{item.permission}") else [_g("Your role does not allow this.")]
            found.append((item.name, item.label, True, refused))
        return found

    change_form_outer_after_template = "admin/oblik/invoice.html"

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row, actor = context.get("oblik_row"), self.actor(request)
        if row is not None:
            context |= {"requests": requests_about(row, actor), "foresee": foresee_query(row, actor)}
        return context

    def get_urls(self) -> list[Any]:
        page = path("<path:object_id>/credit/", self.admin_site.admin_view(self.credit_view), name="invoices_invoice_credit")
        return [page, *super().get_urls()]

    def credit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What of the invoice is credited; the draft of the credit note is what comes of it."""
        actor = self.actor(request)
        row = self.get_queryset(request).select_related("client").filter(pk=int(object_id)).first() if object_id.isdigit() else None
        if row is None:
            raise Http404
        if not actor.may("invoices.credit_invoice"):
            raise PermissionDenied
        crediting = Crediting(request, row)
        if request.method == "POST":
            lines, version = crediting.lines(), request.POST.get("version", "")
            values = {"lines": lines, "reason": crediting.reason, "expected_version": int(version) if version.isdigit() else None}
            try:
                if not crediting.errors:
                    self.run_once(request, row, "credit", actions.credit_invoice, values)
            except Refusal as refusal:
                crediting.refused(refusal)
            if not crediting.errors:
                made = row.credit_notes.order_by("-pk").first()
                return redirect("admin:invoices_invoice_change", made.pk) if made is not None else self._back(row)
        facts = [
            (_g("Invoice"), str(row)), (_g("Client"), row.client), (_g("Total"), format_money(row.total_minor, row.currency)),
            (_g("Open"), format_money(row.open_minor, row.currency)),
        ]  # fmt: skip
        title = _g("Credit an invoice")
        context = self.admin_site.each_context(request) | crediting.context() | {
            "title": title, "oblik_page": title, "facts": facts, "token": uuid.uuid4().hex, "version": request.POST.get("version") or row.version,
            "invoice": row, "back": reverse("admin:invoices_invoice_change", args=[row.pk]), "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/credit.html", context, status=422 if crediting.errors else 200)

    @staticmethod
    def create_act(client_id: int, lines: Any, **values: Any) -> Invoice:
        return actions.create_invoice(client_id, lines, **{k: v for k, v in values.items() if v not in (None, "")})

    @admin.display(description=_("Number"), ordering="number")
    def show_number(self, row: Invoice) -> str:
        return str(row)

    @admin.display(description=_("Due date"), ordering="due_on")
    def show_due(self, row: Invoice) -> str:
        if not _is_overdue(row):
            return date_format(row.due_on)
        return format_html('{} <span class="oblik-fails">{}</span>', date_format(row.due_on), _g("overdue"))

    def advice(self, request: HttpRequest, row: Invoice) -> str:
        if row.kind == InvoiceKind.CREDIT_NOTE:
            return _advice_on_credit(row)
        if row.state in OPEN and row.write_offs.filter(state="requested").exists():
            return _g("A write-off of what is open waits for approval. Money or a credit that comes meanwhile ends it.")
        if row.state == "draft":
            return _g("Check the lines and the sums below, then submit the invoice.")
        if row.state == "approved":
            return _g("Issue the invoice: it gets its number, and from then on nothing in it changes.")
        if _is_overdue(row):
            days = (timezone.localdate() - row.due_on).days
            return _g("%(open)s is open, overdue by %(days)s d. It is settled by itself when a statement with the payment is reconciled.") % {
                "open": format_money(row.open_minor, row.currency), "days": days,
            }  # fmt: skip
        if row.open_minor and row.number:
            return _g("%(open)s is expected by %(day)s. It is settled by itself when a statement with the payment is reconciled.") % {
                "open": format_money(row.open_minor, row.currency), "day": date_format(row.due_on),
            }  # fmt: skip
        return _g("Paid in full; nothing is left to do.") if row.state == "paid" else ""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": _HEAD})]
        figures = (_("Figures"), {"fields": self._figures})
        if self.has_change_permission(request, obj):
            return [(None, {"fields": _HEAD}), figures]
        return [figures, (_("Document"), {"fields": _READ})]  # what is asked of an issued one is what is open

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        # Who holds the one invoice may not see its client, and does not choose another.
        return [*flatten(self._figures), "show_exchange_rate", *([] if self.actor(request).may("invoices.update_invoice") else ["client"])]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":  # a credit note is made of an invoice, not drafted
            kwargs["choices"] = [(kind.value, kind.label) for kind in (InvoiceKind.INVOICE, InvoiceKind.PROFORMA)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("due_on", "tax_point_on", "currency"):
            if obj is None and name in form.base_fields:
                form.base_fields[name].required = False
                form.base_fields[name].help_text = _("Left empty: from the client and the issue date.")
        if "exchange_rate" in form.base_fields:
            form.base_fields["exchange_rate"].required = False
            form.base_fields["exchange_rate"].help_text = _("Only for another currency than the company's.")
            if obj is None:
                form.base_fields["exchange_rate"].initial = None
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        from apps.kernel import clock

        last = Invoice.objects.order_by("-pk").values_list("series", flat=True)[:1]
        first = {"issue_on": clock.today(request.tenant.time_zone), **({"series": last[0]} if last else {})}  # type: ignore[attr-defined]
        return first | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "client":
            from apps.clients.models import Client

            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if not obj.pk:
            kwargs["queryset"] = InvoiceLine.objects.none()
        return kwargs

    def act_values(self, request: HttpRequest, form: forms.ModelForm, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if values.get("exchange_rate", 1) is None:
            del values["exchange_rate"]
        if formsets and (not form.instance.pk or formsets[0].has_changed()):
            values["lines"] = [_line(item.cleaned_data) for item in formsets[0].forms if _counts(item)]
        elif not form.instance.pk:
            values["lines"] = []
        return values


def _advice_on_credit(row: Invoice) -> str:
    if row.state == "draft":
        return _g("Check what is credited, then submit the credit note. It is not edited: delete the draft and credit the invoice anew.")
    if row.state == "approved":
        return _g("Issue the credit note: it gets its number, and what it credits is not owed any more.")
    return _g("The invoice that it corrects owes so much less; nothing is left to do.") if row.number else ""


def _address(row: Any) -> str:
    return reverse(f"admin:invoices_{row._meta.model_name}_change", args=[row.pk])


def _counts(item: Any) -> bool:
    data = getattr(item, "cleaned_data", None)
    return bool(data) and not data.get("DELETE") and bool(data.get("description"))


def _line(data: dict[str, Any]) -> LineDraft:
    return LineDraft(
        data["description"], data["quantity"], data["unit_price"], data["tax_code"].pk, data.get("unit") or _g("pcs"), bps(data.get("discount"))
    )


def _figure(text: str) -> str:
    return format_html('<span class="oblik-number">{}</span>', text)


def _is_overdue(row: Invoice) -> bool:
    return row.state in OPEN and row.open_minor > 0 and row.due_on < timezone.localdate()
