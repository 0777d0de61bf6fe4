from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShiftsConfig(AppConfig):
    name = "apps.shifts"
    label = "shifts"
    verbose_name = _("Shifts")

    def ready(self) -> None:
        from apps.approvals import subjects
        from apps.journal import types
        from apps.shifts import actions, approval, asked, inbound, past, payloads, permissions, transitions
        from apps.shifts.models import Shift
        from apps.tenants import roles
        from apps.workflow import bulk

        roles.register("shifts", permissions.GRANTS)
        inbound.register()
        past.register()
        types.register_changes(transitions.CHANGES, payloads.TOLD)
        bulk.register("shifts.publish", model=Shift, declared=transitions.PUBLISH, run=actions.publish_shifts)
        bulk.register("shifts.unpublish", model=Shift, declared=transitions.UNPUBLISH, run=actions.unpublish_shifts)
        bulk.register("shifts.cancel", model=Shift, declared=transitions.CANCEL, run=actions.cancel_shifts)
        subjects.register(approval.SHEET)
        subjects.register(asked.REQUEST_SUBJECT)
        bulk.register("shifts.close", model=Shift, declared=transitions.CLOSE, run=actions.close_shifts)
