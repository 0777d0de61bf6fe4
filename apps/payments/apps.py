from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "apps.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from apps.approvals import subjects
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.payments import (
            approval,
            consumers,
            inbound,
            past,
            payloads,
            permissions,
            provider_transitions,
            registers,
            told,
            transitions,
        )
        from apps.tenants import roles
        from apps.workflow import timeline

        roles.register("payments", permissions.GRANTS)
        consumers.register()
        journal.register(consumers.NAME, consumers.read)
        inbound.register()
        past.register()
        registers.register()
        machines = (*transitions.ACCOUNT, *transitions.PAYMENT, *transitions.STATEMENT, *transitions.UNREAD_FILE, *transitions.PROFILE, *transitions.REFUNDS)
        made = (transitions.OPEN_ACCOUNT, transitions.IMPORT, transitions.QUARANTINE, transitions.KEEP_FILE, transitions.CREATE_PROFILE, transitions.RECORD, transitions.SETTLE, transitions.ASK_REFUND)
        types.register_changes((*machines, *made), payloads.TOLD)
        types.register_changes(provider_transitions.CHANGES, payloads.TOLD)
        subjects.register(approval.REFUND)
        timeline.register("providers", told.provider_payments_of)
        for name in ("statement_line.marked", "provider_event.retried", "provider_event.ignored"):
            types.register(name, label=payloads.TOLD[name])
