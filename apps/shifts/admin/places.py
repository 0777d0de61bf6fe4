"""Sites, teams and skills."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.shifts import actions
from apps.shifts.admin.base import KeptAdmin, kept_buttons
from apps.shifts.models import Site, Skill, Team

FOUND_BY = _("Start of the code or of the name")


@admin.register(Site)
class SiteAdmin(KeptAdmin):
    list_display = ("code", "name", "client", "time_zone", "show_state")
    list_display_links = ("code", "name")
    list_select_related = ("client",)
    search_fields = ("code__istartswith", "name__istartswith")
    search_help_text = FOUND_BY
    autocomplete_fields = ("client",)
    fields = ("code", "name", "time_zone", "address", "client")
    create_act, create_permission = staticmethod(actions.create_site), "create_site"
    update_act, update_permission = staticmethod(actions.update_site), "update_site"
    buttons = kept_buttons(actions.archive_site, actions.restore_site)
    empty_advice = _("Add the places where people work; shifts are planned at a site.")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"time_zone": request.tenant.time_zone} | super().get_changeform_initial_data(request)  # type: ignore[attr-defined]


@admin.register(Team)
class TeamAdmin(KeptAdmin):
    list_display = ("code", "name", "site", "show_state")
    list_display_links = ("code", "name")
    list_select_related = ("site",)
    search_fields = ("code__istartswith", "name__istartswith")
    search_help_text = FOUND_BY
    autocomplete_fields = ("site",)
    fields = ("code", "name", "site")
    create_act, create_permission = staticmethod(actions.create_team), "create_team"
    update_act, update_permission = staticmethod(actions.update_team), "update_team"
    buttons = kept_buttons(actions.archive_team, actions.restore_team)
    empty_advice = _("Add teams where people are planned together; the roster can be narrowed to one.")


@admin.register(Skill)
class SkillAdmin(KeptAdmin):
    list_display = ("code", "name", "show_state")
    list_display_links = ("code", "name")
    search_fields = ("code__istartswith", "name__istartswith")
    search_help_text = FOUND_BY
    fields = ("code", "name")
    create_act, create_permission = staticmethod(actions.create_skill), "create_skill"
    update_act, update_permission = staticmethod(actions.update_skill), "update_skill"
    buttons = kept_buttons(actions.archive_skill, actions.restore_skill)
    empty_advice = _("Add what a person must be able to do, or hold a paper for, to work some shifts.")
