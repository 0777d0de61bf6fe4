"""The one permission filter: list, detail, count, autocomplete, export, report, act and job all use it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.kernel.actor import Actor

_object_grants: dict[str, type[models.Model]] = {}
NOTHING = Q(pk__in=())


def register_object_grants(model_label: str, table: type[models.Model]) -> None:
    """Declares the direct foreign-key guardian table that holds a model's exceptions on single objects."""
    _object_grants[model_label.lower()] = table


def object_grants_of(model: type[models.Model]) -> type[models.Model] | None:
    """The guardian table of the model's single-object exceptions, if it has one."""
    return _object_grants.get(model._meta.label_lower)


def permission_q(model: type[models.Model], actor: Actor, codename: str) -> Q:
    """The rows of the model on which the actor holds the permission, as a WHERE.

    Roles give it on all rows of the tenant; a client's own user only on rows of that client, and of those on what
    the model shows to clients; guardian's exceptions add single rows. The tenant itself is filtered by the manager.
    """
    if actor.is_system:
        return Q()
    where = NOTHING
    if actor.may(f"{model._meta.app_label}.{codename}"):
        if actor.client_id is None:
            return Q()
        path = getattr(model, "client_path", "")
        where = Q(**{path: actor.client_id}) & getattr(model, "client_rows", Q()) if path else NOTHING
    table = object_grants_of(model)
    if table is not None and actor.user_id is not None and actor.client_id is None:
        granted = table._default_manager.filter(
            user_id=actor.user_id,
            permission__codename=codename,
            permission__content_type__app_label=model._meta.app_label,
        )
        where = where | Q(pk__in=granted.values("content_object_id"))
    return where


def permitted(queryset: models.QuerySet, actor: Actor, codename: str) -> models.QuerySet:
    """The rows of the queryset on which the actor holds the permission ("view_invoice")."""
    where = permission_q(queryset.model, actor, codename)
    if not where:
        return queryset
    return queryset.none() if where == NOTHING else queryset.filter(where)
