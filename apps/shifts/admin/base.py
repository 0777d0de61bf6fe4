"""What the pages of shifts have in common: records are chosen among those that the person may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.tenants.models import User
from apps.tenants.owned import TenantOwned
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, state_label


class ShiftsAdmin(ActModelAdmin):
    """A noun of this app."""

    show_state = state_label(_("State"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.related_model
        if target is User:
            kwargs["queryset"] = User.objects.filter(memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True)
        elif issubclass(target, TenantOwned):
            kwargs["queryset"] = permitted(target._default_manager.all(), self.actor(request), f"view_{target._meta.model_name}")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class KeptAdmin(ShiftsAdmin):
    """What is kept in a list, put away and taken out again."""

    list_filter = ("state",)
    ordering = ("code",)
    editable_states = ("active",)


def kept_buttons(archive: Any, restore: Any) -> dict[str, ActButton]:
    """The buttons of what is kept."""
    return {"archive": ActButton(archive, danger=True), "restore": ActButton(restore)}
