"""Mapping profiles of the company: listed, changed as JSON, archived. They are made on the page where a file's columns are chosen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.payments import actions
from apps.payments.admin.columns import ColumnsAdmin
from apps.payments.models import StatementProfile
from apps.workflow.admin import ActButton, state_label


@admin.register(StatementProfile)
class StatementProfileAdmin(ColumnsAdmin):
    list_display = ("name", "account", "show_state", "updated_at")
    list_select_related = ("account",)
    list_filter = ("state",)
    search_fields = ("name__startswith",)
    search_help_text = _("Start of the name")
    ordering = ("name",)
    fields = ("name", "account", "body")
    create_act, create_permission = staticmethod(actions.create_profile), "create_profile"
    update_act, update_permission = staticmethod(actions.update_profile), "update_profile"
    editable_states = ("active",)
    buttons = {"archive": ActButton(actions.archive_profile, danger=True)}
    show_state = state_label(_("State"))
    empty_advice = _("A profile says which column of a bank's table is what. Upload a table and choose its columns.")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None and isinstance(db_field, models.JSONField):
            found.widget = Textarea(attrs={"rows": 16, "class": "oblik-code", "spellcheck": "false"})
            found.encoder = None
        return found
