"""What a person gives to ask for a report: of each kind only what it asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Kind
from apps.analytics.parameters import LABELS
from apps.approvals.admin.choosing import ClientField
from apps.contracts.models import Contract
from apps.kernel.actor import Actor
from apps.payments.models import BankAccount
from apps.reconciliation.models import Run
from apps.tenants.permission import permitted

MOST_CHOICES = 200


class AskForm(forms.Form):
    """One field a parameter; days are filled in for the month that ended, as of yesterday."""

    def __init__(self, kind: Kind, *args: Any, actor: Actor, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = today.replace(day=1) - dt.timedelta(days=1)
        days = {"as_of": today, "since": last.replace(day=1), "until": last}
        for name in kind.asks:
            needed = name in kind.needs
            if name in days:
                self.fields[name] = forms.DateField(label=LABELS[name], required=needed, initial=days[name], widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
            elif name == "client":
                self.fields[name] = ClientField()
                self.fields[name].required = needed
            elif name == "contract":
                self.fields[name] = forms.CharField(
                    label=_("Contract number"), required=needed, max_length=60, help_text=_("Left empty: everything of the client.")
                )
            else:
                self.fields[name] = forms.TypedChoiceField(label=LABELS[name], required=needed, coerce=int, choices=_choices(name, actor, needed))

    def clean_contract(self) -> int | None:
        """The key of the contract with the number."""
        number = self.cleaned_data["contract"].strip()
        if not number:
            return None
        found = Contract.objects.filter(number=number).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no contract with this number."))
        return found


def _choices(name: str, actor: Actor, needed: bool) -> list[tuple[Any, str]]:
    """The newest runs, the accounts by their number."""
    rows: Any = Run.objects.select_related("account").order_by("-pk") if name == "run" else BankAccount.objects.order_by("iban")
    rows = permitted(rows, actor, f"view_{rows.model._meta.model_name}")[:MOST_CHOICES]
    return ([] if needed else [("", "—")]) + [(row.pk, str(row)) for row in rows]
