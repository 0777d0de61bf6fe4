from apps.contracts.models.amendment import Amendment
from apps.contracts.models.contract import Contract
from apps.contracts.models.document import ContractDocument
from apps.contracts.models.grants import ContractGroupPermission, ContractUserPermission
from apps.contracts.models.term import BillingTerm

__all__ = ["Amendment", "BillingTerm", "Contract", "ContractDocument", "ContractGroupPermission", "ContractUserPermission"]
