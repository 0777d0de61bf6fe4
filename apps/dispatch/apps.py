from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "apps.dispatch"
    label = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self) -> None:
        from apps.dispatch import payloads, permissions, transitions
        from apps.journal import types
        from apps.tenants import roles

        roles.register("dispatch", permissions.GRANTS)
        changes = (
            transitions.CREATE_CALENDAR, *transitions.CALENDAR, transitions.CREATE_PLAN, *transitions.PLAN,
            transitions.CREATE_CONTRACT_SLA, transitions.UPDATE_CONTRACT_SLA, transitions.REMOVE_CONTRACT_SLA,
        )  # fmt: skip
        types.register_changes(changes, payloads.TOLD)
