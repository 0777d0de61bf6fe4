"""The doors' base classes in the admin: they translate in, make one call, translate out."""

from apps.workflow.admin.base import ActButton, ActModelAdmin, ReadOnlyAdmin
from apps.workflow.admin.formats import money, state_label
from apps.workflow.admin.own import BulkActAdmin, IdempotencyRecordAdmin

__all__ = [
    "ActButton", "ActModelAdmin", "BulkActAdmin", "IdempotencyRecordAdmin", "ReadOnlyAdmin", "money", "state_label",
]  # fmt: skip
