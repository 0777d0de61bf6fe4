from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "apps.analytics"
    label = "analytics"
    verbose_name = _("Analytics")

    def ready(self) -> None:
        from apps.analytics import consumers, kinds, payloads, permissions, transitions
        from apps.analytics.sources import client_statement, receivables, reconciliation, rules, unmatched
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.tenants import roles

        roles.register("analytics", permissions.GRANTS)
        types.register_changes((transitions.CREATE_SCHEDULE, *transitions.SCHEDULE), payloads.TOLD)
        kinds.register(receivables.KIND, client_statement.KIND, unmatched.KIND, rules.KIND, reconciliation.KIND)
        consumers.register()
        journal.register(consumers.NAME, consumers.read)
