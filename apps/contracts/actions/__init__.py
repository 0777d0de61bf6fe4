"""The acts of this app."""

from apps.contracts.actions.amend import (
    approve_amendment,
    propose_amendment,
    reject_amendment,
    submit_amendment,
    update_amendment,
    withdraw_amendment,
)
from apps.contracts.actions.decide import (
    approve_contract,
    cancel_contract,
    reject_contract,
    submit_contract,
    submit_contracts,
    withdraw_contract,
)
from apps.contracts.actions.documents import attach_document
from apps.contracts.actions.draft import create_contract, update_contract
from apps.contracts.actions.force import (
    activate_contract,
    expire_contract,
    reach_milestone,
    remind_of_notice,
    renew_contract,
    renew_contracts,
    resume_contract,
    suspend_contract,
    terminate_contract,
)
from apps.contracts.actions.share import share_contract, unshare_contract
from apps.contracts.actions.take_in import import_contracts

__all__ = [
    "activate_contract", "approve_amendment", "approve_contract", "attach_document", "cancel_contract", "create_contract",
    "expire_contract", "import_contracts", "propose_amendment", "reach_milestone", "reject_amendment", "reject_contract",
    "remind_of_notice", "renew_contract", "renew_contracts", "resume_contract", "submit_amendment", "submit_contract",
    "submit_contracts", "suspend_contract", "terminate_contract", "update_amendment", "update_contract", "withdraw_amendment",
    "withdraw_contract",
    "share_contract", "unshare_contract",
]  # fmt: skip
