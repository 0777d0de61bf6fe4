from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "apps.dispatch"
    label = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self) -> None:
        from apps.dispatch import consumers, inbound, past, payloads, permissions, transitions
        from apps.journal import consumers as journal
        from apps.journal import types
        from apps.tenants import roles

        roles.register("dispatch", permissions.GRANTS)
        inbound.register()
        types.register_changes(transitions.CHANGES, payloads.TOLD)
        past.register()
        consumers.register()
        journal.register(consumers.NAME, consumers.read)
