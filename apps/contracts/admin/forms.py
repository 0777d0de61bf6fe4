"""Forms of contracts: amounts as decimals, days as days."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from apps.contracts.actions.draft import TermDraft
from apps.contracts.models import BillingTerm, Contract
from apps.contracts.states import Renewal, TermKind, Timing
from apps.kernel.money import from_minor

# Fields that the currency decides how to keep.
_AMOUNT = {"max_digits": 18, "decimal_places": 4, "min_value": Decimal(0)}


def day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """A field for a day, with the browser's calendar."""
    return forms.DateField(label=capfirst(label), required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ContractForm(forms.ModelForm):
    value = forms.DecimalField(label=capfirst(_("value")), required=False, widget=UnfoldAdminDecimalFieldWidget, **_AMOUNT)  # type: ignore[arg-type]

    class Meta:
        model = Contract
        fields = ("number",)  # the admin gives the rest: a field of clients cannot be made before a company is bound

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["value"].initial = from_minor(self.instance.value_minor, self.instance.currency)


class TermForm(forms.ModelForm):
    amount = forms.DecimalField(label=capfirst(_("amount")), widget=UnfoldAdminDecimalFieldWidget, **_AMOUNT)  # type: ignore[arg-type]

    class Meta:
        model = BillingTerm
        fields = ("kind", "description", "tax_code", "every_months", "timing", "aligned", "starts_on", "ends_before", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["amount"].initial = from_minor(self.instance.amount_minor, self.instance.contract.currency)

    def _post_clean(self) -> None:
        """The act checks the values."""


def term_of(data: dict[str, Any]) -> TermDraft:
    """A checked term form as the acts take it."""
    return TermDraft(
        data["kind"], data["description"], data["amount"], data.get("tax_code") or "", due_on=data.get("due_on"),
        every_months=data.get("every_months") or 0, timing=data.get("timing") or "", aligned=bool(data.get("aligned")),
        starts_on=data.get("starts_on"), ends_before=data.get("ends_before"),
    )  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, PNG, JPEG or P7S, at most 20 MiB."))


class AmendForm(forms.Form):
    """What is to stand in the contract. What is left as it stands is not part of the amendment."""

    title = forms.CharField(label=_("What the amendment is about"), max_length=200)
    new_title = forms.CharField(label=capfirst(_("title")), max_length=200)
    value = forms.DecimalField(label=capfirst(_("value")), **_AMOUNT)  # type: ignore[arg-type]
    ends_before = day(_("to, not included"))
    notice_days = forms.IntegerField(label=capfirst(_("notice period, days")), min_value=0, max_value=3650)
    renewal = forms.ChoiceField(label=capfirst(_("renewal")), choices=Renewal.choices)
    renewal_months = forms.IntegerField(label=capfirst(_("renewed for, months")), min_value=0, max_value=1200)

    def __init__(self, contract: Contract, *args: Any, **kwargs: Any) -> None:
        self.contract = contract
        self.terms = list(BillingTerm.objects.filter(contract=contract, is_live=True).order_by("position", "pk"))
        initial = {
            "new_title": contract.title, "value": from_minor(contract.value_minor, contract.currency), "ends_before": contract.ends_before,
            "notice_days": contract.notice_days, "renewal": contract.renewal, "renewal_months": contract.renewal_months,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        for term in self.terms:
            self._add_term(term)
        self._add_new_term()

    def _add_term(self, term: BillingTerm) -> None:
        name, title = f"term_{term.pk}_", f"«{term.description}»: "
        self.fields[name + "amount"] = forms.DecimalField(
            label=f"{title}{_('amount')}", initial=from_minor(term.amount_minor, self.contract.currency), **_AMOUNT  # type: ignore[arg-type]
        )
        self.fields[name + "ends_before"] = day(f"{title}{_('to, not included')}", initial=term.ends_before)
        self.fields[name + "remove"] = forms.BooleanField(label=f"{title}{_('take out')}", required=False)

    def _add_new_term(self) -> None:
        title = f"{_('New term')}: "
        choices = [("", "—"), *TermKind.choices]
        self.fields["new_kind"] = forms.ChoiceField(label=f"{title}{_('billed')}", choices=choices, required=False)
        self.fields["new_description"] = forms.CharField(label=f"{title}{_('description')}", max_length=250, required=False)
        self.fields["new_amount"] = forms.DecimalField(label=f"{title}{_('amount')}", required=False, **_AMOUNT)  # type: ignore[arg-type]
        self.fields["new_tax_code"] = forms.CharField(label=f"{title}{_('tax code')}", max_length=20, required=False)
        self.fields["new_every_months"] = forms.IntegerField(label=f"{title}{_('every, months')}", required=False, min_value=0, max_value=120)
        self.fields["new_timing"] = forms.ChoiceField(label=f"{title}{_('timing')}", choices=[("", "—"), *Timing.choices], required=False)
        self.fields["new_starts_on"] = day(f"{title}{_('from')}")
        self.fields["new_due_on"] = day(f"{title}{_('on the day')}")

    def proposal(self) -> dict[str, Any]:
        """The arguments of propose_amendment, from checked data."""
        from apps.kernel.money import to_minor

        data = self.cleaned_data
        fields = {name: data[name] for name in ("ends_before", "notice_days", "renewal", "renewal_months")}
        fields |= {"title": data["new_title"], "value_minor": to_minor(data["value"], self.contract.currency)}
        changes, removed = {}, []
        for term in self.terms:
            name = f"term_{term.pk}_"
            if data[name + "remove"]:
                removed.append(term.pk)
            else:
                changes[term.pk] = {"amount": data[name + "amount"], "ends_before": data[name + "ends_before"]}
        new = {name.removeprefix("new_"): value for name, value in data.items() if name.startswith("new_") and name != "new_title"}
        added = [term_of(new | {"amount": new["amount"] or Decimal(0)})] if new["kind"] else []
        return {"title": data["title"], "fields": fields, "change_terms": changes, "remove_terms": removed, "add_terms": added}
