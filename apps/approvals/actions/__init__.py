"""The acts of this app."""

from apps.approvals.actions.decide import approve_request, decide, decide_many, preview_many, reject_request
from apps.approvals.actions.delegate import delegate, revoke_delegation
from apps.approvals.actions.policies import StepDraft, activate_policy, create_policy, retire_policy, revise_policy, update_policy
from apps.approvals.actions.requests import (
    close_withdrawn,
    open_request,
    open_requests,
    unproven,
    void_if_changed,
    withdraw_request,
)
from apps.approvals.actions.sweep import expire_request, wake_step

__all__ = [
    "StepDraft", "activate_policy", "approve_request", "close_withdrawn", "create_policy", "decide", "decide_many", "delegate",
    "expire_request", "open_request", "open_requests", "preview_many", "reject_request", "retire_policy", "revise_policy",
    "revoke_delegation", "unproven", "update_policy", "void_if_changed", "wake_step", "withdraw_request",
]  # fmt: skip
