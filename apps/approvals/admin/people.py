"""Members of the company, to choose from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.tenants.models import User


def members_of(request: HttpRequest) -> QuerySet[User]:
    """The active members of the company of the request, by address."""
    actor = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return User.objects.filter(is_active=True, memberships__tenant_id=actor.tenant_id, memberships__is_active=True).order_by("email")
