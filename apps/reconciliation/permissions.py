"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import AUDITOR, FINANCE, INTEGRATION, MANAGER

_READ = (*FINANCE, MANAGER, AUDITOR, INTEGRATION)

GRANTS = {
    "view_ruleset": _READ,
    "create_rule_set": FINANCE,
    "backtest_rule_set": FINANCE,
    "activate_rule_set": FINANCE,
    "retire_rule_set": FINANCE,
    "view_run": _READ,
    "start_run": (*FINANCE, INTEGRATION),
    "cancel_run": FINANCE,
    "view_match": _READ,
    "accept_match": FINANCE,
    "reject_match": FINANCE,
    "undo_match": FINANCE,
}
