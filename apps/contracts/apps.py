from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "apps.contracts"
    label = "contracts"
    verbose_name = _("Contracts")

    def ready(self) -> None:
        from apps.approvals import subjects
        from apps.contracts import actions, approval, consumers, inbound, past, payloads, permissions, registers, transitions
        from apps.contracts.models import Contract, ContractGroupPermission, ContractUserPermission
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.tenants import roles
        from apps.tenants.permission import register_object_grants
        from apps.workflow import bulk, sharing

        roles.register("contracts", permissions.GRANTS)
        inbound.register()
        past.register()
        registers.register()
        register_object_grants("contracts.Contract", ContractUserPermission, ContractGroupPermission, permissions=permissions.SHARED)
        sharing.register(Contract, share=actions.share_contract, unshare=actions.unshare_contract)
        changes = (*transitions.CONTRACT, *transitions.AMENDMENT, transitions.CREATE, transitions.TAKE_IN, transitions.PROPOSE)
        types.register_changes(changes, payloads.TOLD)
        subjects.register(approval.CONTRACT)
        subjects.register(approval.AMENDMENT)
        bulk.register("contracts.submit", model=Contract, declared=transitions.SUBMIT, run=actions.submit_contracts)
        bulk.register("contracts.renew", model=Contract, declared=transitions.RENEW, run=actions.renew_contracts)
        consumers.register()
        journal.register(consumers.NAME, consumers.read)
