"""Contracts and amendments in the admin: presentation only."""

from apps.contracts.admin.amendments import AmendmentAdmin
from apps.contracts.admin.contracts import ContractAdmin

__all__ = ["AmendmentAdmin", "ContractAdmin"]
