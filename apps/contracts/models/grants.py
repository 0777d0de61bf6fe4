"""Exceptions on single contracts: django-guardian's tables with a direct foreign key."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class ContractUserPermission(UserObjectPermissionBase):
    """A permission of one person on one contract."""

    content_object = models.ForeignKey("contracts.Contract", on_delete=models.CASCADE)


class ContractGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one contract."""

    content_object = models.ForeignKey("contracts.Contract", on_delete=models.CASCADE)
