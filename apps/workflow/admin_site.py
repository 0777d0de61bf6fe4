"""The admin site (apart from the admin room, whose classes register with it): open to active members with a back-office role, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from apps.tenants.roles import CLIENT, INTEGRATION


class OblikSite(UnfoldAdminSite):
    """Who is not signed in goes to the sign-in page; who is and may not come in is told so."""

    index_title = _("Home")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages of our own. Those that libraries bring (sessions, second factors, addresses, groups, schedules) know no
        company: they would show everybody's to whoever has a superuser's flag, which gives nothing here."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([model for model in models if model.__module__.startswith("apps.")], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated:
            return False
        actor = getattr(request, "actor", None)
        if actor is None or not actor.roles - {CLIENT, INTEGRATION} or CLIENT in actor.roles:
            raise PermissionDenied
        return bool(request.user.is_active)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Worked out when somebody looks at it: each page is handed the list of all kinds of records, and shows the menu instead."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        whole = super().get_app_list
        return SimpleLazyObject(lambda: whole(request))

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The groups of the menu as the settings name them, each entry with whether it is lit and whether the person may see it."""
        look: Any = settings.UNFOLD
        return [
            {**group, "items": [{**item, "active": item["active"](request), "has_permission": item["permission"](request)} for item in group["items"]]}
            for group in look["SIDEBAR"]["navigation"]
        ]
