"""The one permission filter: list, detail, count, autocomplete, export, report, act and job all use it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from guardian.models import BaseObjectPermission

from apps.kernel.actor import Actor

_object_grants: dict[str, type[models.Model]] = {}
NOTHING = Q(pk__in=())


def register_object_grants(model_label: str, table: type[models.Model]) -> None:
    """Declares the direct foreign-key guardian table that holds a model's exceptions on single objects."""
    _object_grants[model_label.lower()] = table


def object_grants_of(model: type[models.Model]) -> type[models.Model] | None:
    """The guardian table of the model's single-object exceptions, if it has one."""
    return _object_grants.get(model._meta.label_lower)


def end_object_grants(model: type[models.Model], *, row_ids: Sequence[int]) -> None:
    """Deletes the exceptions on rows that go, so that none is left to a key."""
    for relation in model._meta.related_objects:
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, BaseObjectPermission):
            relation.related_model._base_manager.filter(content_object_id__in=row_ids).delete()


def end_member_grants(tenant_id: int, user_id: int) -> int:
    """Deletes a person's exceptions on rows of the company: they end with the membership. How many there were."""
    tables = _object_grants.values()
    return sum(table._base_manager.filter(user_id=user_id, content_object__tenant_id=tenant_id).delete()[0] for table in tables)


def holds_exception(model: type[models.Model], actor: Actor) -> bool:
    """Whether the actor may see single rows of the model, though no role of theirs sees them all. Needs a bound tenant."""
    if object_grants_of(model) is None or actor.client_id is not None:
        return False
    return permitted(model._default_manager.all(), actor, f"view_{model._meta.model_name}").exists()


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
