"""Exceptions on single contracts: whom one is shared with."""

from django.db import models

from apps.tenants.models.grant import GroupGrant, PersonGrant, ends_as_told


class ContractUserPermission(PersonGrant):
    """A permission of one person on one contract."""

    content_object = models.ForeignKey("contracts.Contract", on_delete=models.CASCADE)

    class Meta(PersonGrant.Meta):
        constraints = [ends_as_told("contract_person_grant_ends")]


class ContractGroupPermission(GroupGrant):
    """A permission of one group on one contract."""

    content_object = models.ForeignKey("contracts.Contract", on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        constraints = [ends_as_told("contract_group_grant_ends")]
