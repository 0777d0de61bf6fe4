"""Pages of what nobody changes by hand: bulk acts, the ledger, the journal, seals."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm

from apps.workflow.admin.paging import CappedPaginator
from apps.workflow.kinds import models_by_kind


class TokenForm(ActionForm):
    """What is done with chosen rows of a list, and the token by which it is done once."""

    form_token = forms.CharField(widget=forms.HiddenInput, label="", required=False, initial=lambda: uuid.uuid4().hex)


class ShownAdmin(ModelAdmin):
    """Rows that machines write. Seen by the office, written by nobody here."""

    list_fullwidth = True
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count every row for every choice
    paginator = CappedPaginator
    list_per_page = 50
    ordering: tuple[str, ...] = ("-pk",)
    empty_advice: Any = ""

    class Media:
        css = {"all": ("oblik/admin.css",)}
        js = ("oblik/admin.js",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may(f"{self.opts.app_label}.view_{self.opts.model_name}")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """These rows have no history: they are history."""
        raise PermissionDenied


def kind_label(kind: str) -> str:
    """What people call a kind of record, such as "invoice"."""
    model = models_by_kind().get(kind)
    return capfirst(str(model._meta.verbose_name)) if model else kind


def record_link(kind: str, key: int | None) -> str:
    """The kind and number of a record, as a link to its page where it has one."""
    if not kind:
        return "—"
    text = f"{kind_label(kind)} № {key}"
    model = models_by_kind().get(kind)
    try:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key]) if model else ""
    except NoReverseMatch:
        address = ""
    return format_html('<a class="oblik-link" href="{}">{}</a>', address, text) if address else text


def kinds() -> list[tuple[str, Any]]:
    """Every kind of record and its name, to choose from."""
    return sorted(((kind, kind_label(kind)) for kind in models_by_kind()), key=lambda item: item[1])


def state_text(kind: str, state: str) -> str:
    """A state as the kind's own word for it."""
    model = models_by_kind().get(kind)
    choices = dict(model._meta.get_field("state").flatchoices) if model and any(item.name == "state" for item in model._meta.concrete_fields) else {}
    return str(choices.get(state, state)) or "—"
