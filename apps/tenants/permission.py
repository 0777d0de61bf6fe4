"""The one permission filter: list, detail, count, autocomplete, export, report, act and job all use it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import BaseObjectPermission

from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, Reason
from apps.tenants.grants import end_member_grants, granted_q, grants_of, object_grants_of, register_object_grants

__all__ = [
    "NOTHING", "end_member_grants", "end_object_grants", "holds_exception", "may_on", "object_grants_of", "permission_q", "permitted", "register_object_grants", "require",
]  # fmt: skip
NOTHING = Q(pk__in=())


def end_object_grants(model: type[models.Model], *, row_ids: Sequence[int]) -> None:
    """Deletes the exceptions on rows that go, so that none is left to a key."""
    for relation in model._meta.related_objects:
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, BaseObjectPermission):
            relation.related_model._base_manager.filter(content_object_id__in=row_ids).delete()


def require(actor: Actor, permission: str) -> None:
    """Raises NotPermitted for who does not hold the permission ("app_label.codename") by a role."""
    if not actor.may(permission):
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))


def holds_exception(model: type[models.Model], actor: Actor) -> bool:
    """Whether the actor may see single rows of the model, though no role of theirs sees them all. Needs a bound tenant."""
    if grants_of(model) is None or actor.client_id is not None:
        return False
    return permitted(model._default_manager.all(), actor, f"view_{model._meta.model_name}").exists()


def may_on(row: models.Model, actor: Actor, codename: str) -> bool:
    """Whether the actor holds the permission on the row, by a role or by an exception. What was asked of the database is
    remembered on the row."""
    if actor.may(f"{row._meta.app_label}.{codename}") and actor.client_id is None:
        return True
    known = row.__dict__.setdefault("_held_on", {})
    if codename not in known:
        known[codename] = permitted(type(row)._default_manager.filter(pk=row.pk), actor, codename).exists()
    return bool(known[codename])


def permission_q(model: type[models.Model], actor: Actor, codename: str) -> Q:
    """The rows of the model on which the actor holds the permission, as a WHERE.

    Roles give it on all rows of the tenant; a client's own user only on rows of that client, and of those on what
    the model shows to clients; exceptions add single rows, and so does a row to its keeper or to who it is about. The tenant
    itself is filtered by the manager.
    """
    if actor.is_system:
        return Q()
    where = NOTHING
    if actor.may(f"{model._meta.app_label}.{codename}"):
        if actor.client_id is None:
            return Q()
        path = getattr(model, "client_path", "")
        where = Q(**{path: actor.client_id}) & getattr(model, "client_rows", Q()) if path else NOTHING
    granted = granted_q(model, actor, codename)
    if granted is not None:
        where = where | granted
    return where | _kept_q(model, actor, codename) | _own_q(model, actor, codename)


def _kept_q(model: type[models.Model], actor: Actor, codename: str) -> Q:
    """What a row gives to its keeper (an owner, an account manager): never to who only looks or is a client's user."""
    column = getattr(model, "keeper_path", "")
    if not column or codename not in model.keeper_permissions or actor.user_id is None or actor.client_id is not None:  # type: ignore[attr-defined]
        return Q()
    if not actor.may(f"{model._meta.app_label}.update_{model._meta.model_name}"):
        return Q()
    return Q(**{column: actor.user_id})


def _own_q(model: type[models.Model], actor: Actor, codename: str) -> Q:
    """What a row gives to the people whom it is about, by the model's `own_rows`. Never to a client's user."""
    if actor.user_id is None or actor.client_id is not None or not hasattr(model, "own_rows"):
        return Q()
    own: Q | None = model.own_rows(actor.user_id, codename)
    return Q() if own is None else own


def permitted(queryset: models.QuerySet, actor: Actor, codename: str) -> models.QuerySet:
    """The rows of the queryset on which the actor holds the permission ("view_invoice")."""
    where = permission_q(queryset.model, actor, codename)
    if not where:
        return queryset
    return queryset.none() if where == NOTHING else queryset.filter(where)
