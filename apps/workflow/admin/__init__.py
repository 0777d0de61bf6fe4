"""The doors' base classes in the admin: they translate in, make one call, translate out."""

from apps.workflow.admin.base import ActButton, ActModelAdmin, ReadOnlyAdmin
from apps.workflow.admin.formats import money, state_label
from apps.workflow.admin.own import BulkActAdmin, IdempotencyRecordAdmin
from apps.workflow.admin.people import ApiKeyAdmin, MembershipAdmin, TenantAdmin

__all__ = [
    "ActButton", "ActModelAdmin", "ApiKeyAdmin", "BulkActAdmin", "IdempotencyRecordAdmin", "MembershipAdmin", "ReadOnlyAdmin",
    "TenantAdmin", "money", "state_label",
]  # fmt: skip
