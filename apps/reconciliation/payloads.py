"""What the journal keeps of runs and matches; their bodies stand with the acts that write them."""

from django.utils.translation import gettext_lazy as _

# How the journal tells what happened, by type.
TOLD = {
    "rule_set.created": _("Rule set created"),
    "rule_set.backtest_asked": _("Back-test of a rule set asked for"),
    "rule_set.backtested": _("Rule set tried on past decisions"),
    "rule_set.activated": _("Rule set switched on"),
    "rule_set.retired": _("Rule set retired"),
    "run.queued": _("Reconciliation asked for"),
    "run.started": _("Reconciliation started"),
    "run.completed": _("Reconciliation completed"),
    "run.checked": _("Report checked"),
    "run.failed": _("Reconciliation failed"),
    "run.cancelled": _("Reconciliation cancelled"),
    "match.proposed": _("Match proposed"),
    "match.accepted": _("Match accepted"),
    "match.rejected": _("Match rejected"),
    "match.undone": _("Match undone"),
    "report.materialized": _("Report stored"),
}
