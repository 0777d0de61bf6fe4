from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "apps.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from apps.journal import types
        from apps.payments import permissions, transitions
        from apps.tenants import roles

        roles.register("payments", permissions.GRANTS)
        for machine in (transitions.ACCOUNT, transitions.PAYMENT, transitions.STATEMENT):
            for item in machine:
                types.register(item.journal_type, label=item.label, schema_version=item.schema_version)
        for item in (transitions.OPEN_ACCOUNT, transitions.IMPORT, transitions.QUARANTINE, transitions.RECORD, transitions.SETTLE):
            types.register(item.journal_type, label=item.label, schema_version=item.schema_version)
        types.register("statement_line.marked", label=_("Mark"))
