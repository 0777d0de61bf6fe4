from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "apps.integrations"
    label = "integrations"
    verbose_name = _("Integrations")

    def ready(self) -> None:
        from apps.integrations import fan_out, payloads, permissions, told, transitions
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.tenants import roles
        from apps.workflow import timeline

        roles.register("integrations", permissions.GRANTS)
        types.register_changes(transitions.CHANGES, payloads.TOLD)
        types.register("business_event.retried", label=_("Business event handled again"))
        journal.register(fan_out.NAME, fan_out.read)
        timeline.register("webhooks", told.deliveries_of)
