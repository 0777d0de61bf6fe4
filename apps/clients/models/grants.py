"""Exceptions on single clients: whom one is shared with."""

from django.db import models

from apps.tenants.models.grant import GroupGrant, PersonGrant, ends_as_told


class ClientUserPermission(PersonGrant):
    """A permission of one person on one client."""

    content_object = models.ForeignKey("clients.Client", on_delete=models.CASCADE)

    class Meta(PersonGrant.Meta):
        constraints = [ends_as_told("client_person_grant_ends")]


class ClientGroupPermission(GroupGrant):
    """A permission of one group on one client."""

    content_object = models.ForeignKey("clients.Client", on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        constraints = [ends_as_told("client_group_grant_ends")]
