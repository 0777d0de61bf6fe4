from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShiftsConfig(AppConfig):
    name = "apps.shifts"
    label = "shifts"
    verbose_name = _("Shifts")

    def ready(self) -> None:
        from apps.journal import types
        from apps.shifts import past, payloads, permissions, transitions
        from apps.tenants import roles

        roles.register("shifts", permissions.GRANTS)
        past.register()
        types.register_changes(transitions.CHANGES, payloads.TOLD)
