"""Exceptions on single clients: django-guardian's tables with a direct foreign key."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class ClientUserPermission(UserObjectPermissionBase):
    """A permission of one person on one client."""

    content_object = models.ForeignKey("clients.Client", on_delete=models.CASCADE)


class ClientGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one client."""

    content_object = models.ForeignKey("clients.Client", on_delete=models.CASCADE)
