"""The bases of exceptions on single rows: django-guardian's tables with a direct foreign key, and an end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import BaseObjectPermission, UserObjectPermissionBase


class Lasting(models.Model):
    """`last_on`: the last day of the grant on the company's calendar; null for no end. `ends_at`: the instant at which that
    day ended, by the company's time zone as it was when the grant was given; the filter and the sweep read this one."""

    last_on = models.DateField(_("until, this day included"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True, db_index=True)
    given_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    given_by = models.CharField(_("shared by"), max_length=160, blank=True, default="")

    class Meta:
        abstract = True


def ends_as_told(name: str) -> models.CheckConstraint:
    """The database's side of it: a grant has a last day and the instant at which it ends, or neither."""
    return models.CheckConstraint(
        condition=Q(last_on__isnull=True, ends_at__isnull=True) | Q(last_on__isnull=False, ends_at__isnull=False), name=name,
        violation_error_message=_("A sharing has a last day and the instant at which it ends, or neither."),
    )  # fmt: skip


class PersonGrant(Lasting, UserObjectPermissionBase):
    """A permission of one person on one row, given as `content_object`."""

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class GroupGrant(Lasting, BaseObjectPermission):
    """A permission of one of the company's groups on one row, given as `content_object`. (guardian's own table for groups
    knows Django's groups only, which belong to no company.)"""

    group = models.ForeignKey("tenants.PeopleGroup", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        unique_together = [["group", "permission", "content_object"]]
