"""Approvals in the admin: presentation only."""

from apps.approvals.admin.delegations import DelegationAdmin
from apps.approvals.admin.policies import PolicyAdmin
from apps.approvals.admin.requests import RequestAdmin

__all__ = ["DelegationAdmin", "PolicyAdmin", "RequestAdmin"]
