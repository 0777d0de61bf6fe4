"""Fields to choose what policies go by: a client, a kind of contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from apps.approvals import subjects


class ClientField(forms.ModelChoiceField):
    """A client of the bound company, found by typing. Gives the key. Made when a form is made: apps declare theirs at start."""

    def __init__(self) -> None:
        key = subjects.client_key()
        rows = key.related_model._default_manager.all()  # type: ignore[union-attr]
        super().__init__(rows, label=_("Client"), required=False, widget=AutocompleteSelect(key, admin.site))

    def clean(self, value: Any) -> Any:
        row = super().clean(value)
        return row.pk if row is not None else None


def find_client(pk: int | None) -> Any:
    """The client of the bound company with this key, or None."""
    return subjects.client_key().related_model._default_manager.filter(pk=pk).first() if pk else None  # type: ignore[union-attr]


class KindField(forms.ChoiceField):
    """A kind of contract, or any."""

    def __init__(self) -> None:
        choices = [("", _("any")), *subjects.contract_kinds()]
        super().__init__(label=_("Kind of contract"), required=False, choices=choices, widget=UnfoldAdminSelectWidget())
