"""Single rows shared with a person or a group of the company: what is asked before, and what is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.journal.queries import actor_text
from apps.kernel.clock import local_date
from apps.kernel.db import locked
from apps.kernel.errors import Bug, Invalid, Reason, Refused, Text
from apps.tenants import grants
from apps.tenants.grants import Holder
from apps.tenants.models import Membership, PeopleGroup, Tenant
from apps.tenants.permission import permitted
from apps.tenants.roles import CLIENT
from apps.workflow.runner import Batch

About = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Shareable:
    """A noun of which single rows may be shared, and its two acts."""

    model: type[models.Model]
    share: Callable[..., Any]
    unshare: Callable[..., Any]

    @property
    def tables(self) -> grants.Grants:
        """Where the grants are."""
        found = grants.grants_of(self.model)
        if found is None:
            raise Bug(f"{self.model._meta.label} has no exceptions on single rows.")
        return found

    @property
    def choices(self) -> list[tuple[str, Text]]:
        """What may be given beside seeing the row, in words."""
        known = words_of(self.model)
        return [(name, known[name]) for name in self.tables.permissions[1:]]


_shareable: dict[type[models.Model], Shareable] = {}


def register(model: type[models.Model], *, share: Callable[..., Any], unshare: Callable[..., Any]) -> None:
    """Declares a noun that may be shared row by row. Called from an app's ready()."""
    _shareable[model] = Shareable(model, share, unshare)


def find(model: type[models.Model]) -> Shareable | None:
    """How the noun is shared, if it may be."""
    return _shareable.get(model)


def all_shareable() -> list[Shareable]:
    """Every noun that may be shared row by row."""
    return list(_shareable.values())


def words_of(model: type[models.Model]) -> dict[str, Text]:
    """What each permission on a row of the model lets somebody do, in the words of its acts."""
    found: dict[str, Text] = {f"view_{model._meta.model_name}": _("See")}
    for item in getattr(model, "machine", ()):
        found.setdefault(item.permission, item.label)
    return found


@dataclass(frozen=True)
class Share:
    """What one holder has on one row. `ended`: its day has passed, and the sweep has not come by yet."""

    holder: Holder
    name: str
    is_group: bool
    permissions: tuple[Text, ...]
    last_on: dt.date | None
    given_at: dt.datetime | None
    given_by: str
    ended: bool


def shares_of(row: Any, at: dt.datetime) -> list[Share]:
    """With whom the row is shared: groups, then people, by name. Two queries."""
    tables, words = grants.grants_of(type(row)), words_of(type(row))
    if tables is None:
        return []
    found = []
    for table, who in ((tables.groups, "group"), (tables.users, "user")):
        held: dict[int, list[Any]] = {}
        for item in table._default_manager.filter(content_object_id=row.pk).select_related(who, "permission").order_by("pk"):
            held.setdefault(getattr(item, f"{who}_id"), []).append(item)
        for key, items in held.items():
            first, codes = items[0], [item.permission.codename for item in items]
            known = tuple(words.get(code, code) for code in sorted(codes, key=lambda code: (*tables.permissions, code).index(code)))
            ended = first.ends_at is not None and first.ends_at <= at
            found.append(Share(
                Holder(**{f"{who}_id": key}), str(getattr(first, who)), who == "group", known, first.last_on, first.given_at, actor_text(first.given_by), ended,
            ))  # fmt: skip
    return sorted(found, key=lambda item: (not item.is_group, item.name.casefold()))


def give(batch: Batch[Any], holder: Holder, permissions: Sequence[str], *, last_on: dt.date | None, about: About) -> None:
    """Gives the holder the permissions on the locked rows in hand, in place of what the holder had, and records it.

    Raises Invalid for a holder, a permission or a day that cannot be, Refused for what the actor does not hold. Locks the
    holder's membership, so that no grant outlives one that ends at the same time.
    """
    model = type(batch.rows[0])
    tables = grants.grants_of(model)
    assert tables is not None
    unknown = set(permissions) - set(tables.permissions)
    if unknown:
        raise Invalid(Reason("not_shareable", _("“%(name)s” cannot be given on a single record."), "permissions", {"name": sorted(unknown)[0]}))
    given = [name for name in tables.permissions if name == tables.permissions[0] or name in permissions]
    told = _told(holder, batch.actor.tenant_id)
    ends_at = _end_of(last_on, batch)
    _check_held(batch, given)
    ids = [row.pk for row in batch.rows]
    before = _as_it_was(model, ids, holder)
    grants.give(model, ids, holder, permissions=given, last_on=last_on, ends_at=ends_at, at=batch.at, by=batch.actor.label)
    now = {"permissions": given, "last_on": last_on and last_on.isoformat()}
    batch.record(lambda row: about(row) | {"with": told, **now, "before": before.get(row.pk)})


def take(batch: Batch[Any], holder: Holder, *, about: About, ended_by: dt.datetime | None = None) -> None:
    """Takes what the holder has on the rows in hand, or of it what has ended by the instant, and records it. A row on which
    the holder has nothing is refused."""
    model = type(batch.rows[0])
    ids = [row.pk for row in batch.rows]
    held = grants.held_by(model, ids, holder)
    if ended_by is not None:
        held = held.filter(ends_at__lte=ended_by)
    before = _as_it_was(model, ids, holder, held)
    for row in [row for row in batch.rows if row.pk not in before]:
        batch.refuse(row, Reason("not_shared", _("It is not shared with them, or no longer.")))
    told = _told(holder, batch.actor.tenant_id, taking=True)
    held.delete()
    batch.record(lambda row: about(row) | {"with": told, "before": before[row.pk], "ended": ended_by is not None})


def _as_it_was(model: type[models.Model], ids: Sequence[int], holder: Holder, held: models.QuerySet | None = None) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    rows = (held if held is not None else grants.held_by(model, ids, holder)).order_by("pk")
    for key, code, last_on in rows.values_list("content_object_id", "permission__codename", "last_on"):
        item = found.setdefault(key, {"permissions": [], "last_on": last_on and last_on.isoformat()})
        item["permissions"].append(code)
    return found


def _told(holder: Holder, tenant_id: int, *, taking: bool = False) -> dict[str, Any]:
    """The holder as the journal tells it. Raises Invalid for who is nobody here, and for a client's user."""
    if (holder.user_id is None) == (holder.group_id is None):
        raise Invalid(Reason("one_holder", _("Choose a person or a group."), "holder"))
    if holder.group_id is not None:
        group = PeopleGroup.objects.filter(pk=holder.group_id, tenant_id=tenant_id).first()
        if group is None:
            raise Invalid(Reason("no_group", _("There is no such group."), "holder"))
        return {"group_id": group.pk, "group": group.name}
    assert holder.user_id is not None  # noqa: S101
    members = Membership.objects.filter(tenant_id=tenant_id, user_id=holder.user_id)
    member = (members if taking else locked(members)).select_related(None).first()
    if member is None or (not taking and not member.is_active):
        raise Invalid(Reason("no_member", _("There is no such member."), "holder"))
    if CLIENT in member.roles and not taking:
        raise Invalid(
            Reason("client_user", _("The user of a client sees what is the client's and nothing else: nothing is shared with them."), "holder")
        )
    return {"user_id": member.user_id, "person": member.user.email}


def _end_of(last_on: dt.date | None, batch: Batch[Any]) -> dt.datetime | None:
    """The instant at which the day ends where the company is. Raises Invalid for a day that has ended."""
    if last_on is None:
        return None
    zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=batch.actor.tenant_id)
    if last_on < local_date(batch.at, zone):
        raise Invalid(Reason("day_passed", _("This day has passed: choose today or a later one, or leave it empty."), "last_on"))
    if last_on.year > 9000:
        raise Invalid(Reason("day_too_far", _("This day is too far away."), "last_on"))
    next_day = dt.datetime.combine(last_on + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return next_day.astimezone(dt.UTC)


def _check_held(batch: Batch[Any], names: Sequence[str]) -> None:
    """Nobody gives what they do not hold. Raises Refused with each permission that the actor has not on every row."""
    model, words = type(batch.rows[0]), words_of(type(batch.rows[0]))
    rows = model._default_manager.filter(pk__in=[row.pk for row in batch.rows])
    lacking = [name for name in names if permitted(rows, batch.actor, name).count() != len(batch.rows)]
    if lacking:
        said = _("You do not hold “%(act)s” yourself, so you cannot give it.")
        raise Refused([Reason("not_held", said, "permissions", {"act": words.get(name, name)}) for name in lacking])


def ended(shareable: Shareable, tenant_id: int, at: dt.datetime) -> Iterator[tuple[int, Holder]]:
    """Rows and holders whose grants have ended by the instant."""
    past = Q(ends_at__lte=at, content_object__tenant_id=tenant_id)
    for table, column in ((shareable.tables.users, "user_id"), (shareable.tables.groups, "group_id")):
        found = table._default_manager.filter(past).order_by("content_object_id").values_list("content_object_id", column).distinct()
        for row_id, key in list(found):
            yield row_id, Holder(**{column: key})
