from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReconciliationConfig(AppConfig):
    name = "apps.reconciliation"
    label = "reconciliation"
    verbose_name = _("Reconciliation")

    def ready(self) -> None:
        from apps.journal import types
        from apps.payments import settlements
        from apps.reconciliation import actions, past, payloads, permissions, transitions
        from apps.reconciliation.models import Match
        from apps.tenants import roles
        from apps.workflow import bulk

        roles.register("reconciliation", permissions.GRANTS)
        past.register()
        made = (transitions.CREATE_RULE_SET, transitions.CREATE_ACTIVE_RULE_SET, transitions.CREATE_RUN, transitions.CREATE_MATCH)
        types.register_changes((*transitions.RULE_SET, *transitions.RUN, *transitions.MATCH, *made), payloads.TOLD)
        for told in ("report.materialized", "rule_set.backtest_asked", "rule_set.backtested"):
            types.register(told, label=payloads.TOLD[told])
        settlements.register_ending(actions.end_matches)
        bulk.register(
            "reconciliation.accept", model=Match, declared=transitions.ACCEPT, run=actions.accept_matches
        )
        bulk.register("reconciliation.undo", model=Match, declared=transitions.UNDO, run=actions.undo_matches)
        bulk.register(
            "reconciliation.reject", model=Match, declared=transitions.REJECT, run=actions.reject_matches
        )
