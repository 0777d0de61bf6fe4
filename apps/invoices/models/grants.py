"""Exceptions on single invoices: django-guardian's tables with a direct foreign key."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class InvoiceUserPermission(UserObjectPermissionBase):
    """A permission of one person on one invoice."""

    content_object = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE)


class InvoiceGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one invoice."""

    content_object = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE)
