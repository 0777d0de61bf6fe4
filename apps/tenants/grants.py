"""Exceptions on single rows: which models have them, who holds them, how they are given and taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.kernel.actor import Actor
from apps.kernel.errors import Bug
from apps.tenants.models.group import GroupMember


@dataclass(frozen=True)
class Grants:
    """The two tables of a model's exceptions, and the permissions that may be given on a single row: a closed list, the one
    to see it first."""

    users: type[models.Model]
    groups: type[models.Model]
    permissions: tuple[str, ...]


_grants: dict[str, Grants] = {}


def register_object_grants(model_label: str, users: type[models.Model], groups: type[models.Model], *, permissions: Sequence[str]) -> None:
    """Declares the tables that hold a model's exceptions on single rows, of persons and of groups, and what may be given."""
    _grants[model_label.lower()] = Grants(users, groups, tuple(permissions))


def grants_of(model: type[models.Model]) -> Grants | None:
    """The tables of the model's exceptions, if it has any."""
    return _grants.get(model._meta.label_lower)


def object_grants_of(model: type[models.Model]) -> type[models.Model] | None:
    """The table of persons' exceptions on the model's rows, if it has one."""
    found = grants_of(model)
    return found.users if found else None


class UtcNow(Now):
    """The instant at which the database runs the statement, in UTC whatever the time zone of its session: so that a grant
    ends while a long job runs, too."""

    def as_mysql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="UTC_TIMESTAMP(6)", **more)


def living() -> Q:
    """Grants that have not ended."""
    return Q(ends_at__isnull=True) | Q(ends_at__gt=UtcNow())


class AnyOf(models.Expression):
    """The keys that any of the queries gives, as a table of its own. MariaDB begins with such a table and looks up its rows
    by key; of `IN (a) OR IN (b)`, and of a bare UNION behind IN, it makes a scan of the large table."""

    def __init__(self, *queries: models.QuerySet) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.queries = queries

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Raises nothing: a query that can give nothing was never put in."""
        parts: list[str] = []
        params: list[Any] = []
        for query in self.queries:
            sql, more = query.query.get_compiler(connection=connection).as_sql()
            parts.append(sql)
            params.extend(more)
        return f"(SELECT held.content_object_id FROM ({' UNION '.join(parts)}) held)", params  # noqa: S608 - compiled by the ORM


def granted_q(model: type[models.Model], actor: Actor, codename: str) -> Q | None:
    """The rows on which the actor holds the permission by an exception, own or of a group, that has not ended; None where
    there can be none: for machines, and for a client's user, who sees what is the client's and nothing else."""
    tables = grants_of(model)
    if tables is None or actor.user_id is None or actor.client_id is not None:
        return None
    queries = [_of(tables.users, model, codename).filter(user_id=actor.user_id)]
    if actor.membership_id is not None:
        queries.append(_of(tables.groups, model, codename).filter(group__members__membership_id=actor.membership_id))
    return Q(pk__in=AnyOf(*(query.filter(living()).values("content_object_id") for query in queries)))


def _of(table: type[models.Model], model: type[models.Model], codename: str) -> models.QuerySet:
    """The table's grants of one permission; found by constants, so that the join costs nothing."""
    about = model._meta
    return table._default_manager.filter(
        permission__codename=codename, permission__content_type__app_label=about.app_label, permission__content_type__model=about.model_name
    )


def holders_of(model: type[models.Model], row_id: int, codename: str) -> set[int]:
    """The people who hold the permission on the row by an exception, own or of a group, that has not ended. By user."""
    tables = grants_of(model)
    if tables is None:
        return set()
    living_on = {"content_object_id": row_id}
    persons = _of(tables.users, model, codename).filter(living(), **living_on).values_list("user_id", flat=True)
    in_groups = _of(tables.groups, model, codename).filter(living(), **living_on)
    return set(persons) | set(in_groups.values_list("group__members__membership__user_id", flat=True)) - {None}


@dataclass(frozen=True)
class Holder:
    """Whom something is shared with: a person or a group."""

    user_id: int | None = None
    group_id: int | None = None

    @property
    def key(self) -> dict[str, int]:
        """The holder as columns of a grant."""
        return {"user_id": self.user_id} if self.user_id is not None else {"group_id": self.group_id or 0}


def held_by(model: type[models.Model], row_ids: Iterable[int], holder: Holder) -> models.QuerySet:
    """The grants of the holder on the rows, living or ended."""
    return _table(model, holder)._default_manager.filter(content_object_id__in=row_ids, **holder.key)


def give(model: type[models.Model], row_ids: Sequence[int], holder: Holder, *, permissions: Sequence[str], last_on: dt.date | None,
         ends_at: dt.datetime | None, at: dt.datetime, by: str) -> None:  # fmt: skip
    """Replaces what the holder has on the rows. Raises Bug for a permission that the database does not know."""
    about = model._meta
    known = Permission.objects.filter(content_type__app_label=about.app_label, content_type__model=about.model_name, codename__in=permissions)
    keys = dict(known.values_list("codename", "pk"))
    if set(keys) != set(permissions):
        raise Bug(f"{about.label}: no such permission: {set(permissions) - set(keys)}")
    held_by(model, row_ids, holder).delete()
    table: Any = _table(model, holder)
    table._default_manager.bulk_create(
        table(content_object_id=pk, permission_id=keys[name], last_on=last_on, ends_at=ends_at, given_at=at, given_by=by[:160], **holder.key)
        for pk in row_ids
        for name in permissions
    )


def _table(model: type[models.Model], holder: Holder) -> type[models.Model]:
    tables = grants_of(model)
    if tables is None:
        raise Bug(f"{model._meta.label} has no exceptions on single rows.")
    return tables.users if holder.user_id is not None else tables.groups


def end_member_grants(tenant_id: int, user_id: int) -> int:
    """Takes a person's exceptions on rows of the company, and the person from its groups: they end with the membership.
    How many exceptions there were."""
    GroupMember.objects.filter(tenant_id=tenant_id, membership__user_id=user_id).delete()
    tables = [item.users for item in _grants.values()]
    return sum(table._default_manager.filter(user_id=user_id, content_object__tenant_id=tenant_id).delete()[0] for table in tables)
