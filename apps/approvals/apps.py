from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "apps.approvals"
    label = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        from apps.approvals import consumers, past, payloads, permissions, registers, told, transitions
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.tenants import roles
        from apps.workflow import timeline

        roles.register("approvals", permissions.GRANTS)
        made = (transitions.CREATE_POLICY, transitions.REVISE_POLICY, transitions.OPEN_REQUEST, transitions.DELEGATE)
        machines = (*transitions.POLICY, *transitions.REQUEST, *transitions.STEP, *transitions.DELEGATION)
        types.register_changes((*machines, *made), payloads.TOLD)
        past.register()
        registers.register()
        timeline.register("approvals", told.approvals_of)
        consumers.register()
        journal.register(consumers.NAME, consumers.read)
