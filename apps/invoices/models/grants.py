"""Exceptions on single invoices: whom one is shared with."""

from django.db import models

from apps.tenants.models.grant import GroupGrant, PersonGrant, ends_as_told


class InvoiceUserPermission(PersonGrant):
    """A permission of one person on one invoice."""

    content_object = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE)

    class Meta(PersonGrant.Meta):
        constraints = [ends_as_told("invoice_person_grant_ends")]


class InvoiceGroupPermission(GroupGrant):
    """A permission of one group on one invoice."""

    content_object = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        constraints = [ends_as_told("invoice_group_grant_ends")]
