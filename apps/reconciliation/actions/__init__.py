"""The acts of this app."""

from apps.reconciliation.actions.backtests import backtest_rule_set, make_backtest, unfinished_backtests
from apps.reconciliation.actions.decide import (
    accept_match,
    accept_matches,
    end_matches,
    match_by_hand,
    not_undoable,
    reject_match,
    reject_matches,
    undo_match,
    undo_matches,
)
from apps.reconciliation.actions.rule_sets import activate_rule_set, create_rule_set, current_rule_set, retire_rule_set
from apps.reconciliation.actions.runs import begin_run, cancel_run, check_run, complete_run, fail_run, start_run
from apps.reconciliation.actions.together import settle_together

__all__ = [
    "accept_match", "accept_matches", "activate_rule_set", "backtest_rule_set", "begin_run", "cancel_run", "check_run", "complete_run", "create_rule_set",
    "current_rule_set", "end_matches", "fail_run", "make_backtest", "match_by_hand", "not_undoable", "reject_match", "reject_matches",
    "retire_rule_set", "settle_together", "start_run", "undo_match", "undo_matches", "unfinished_backtests",
]  # fmt: skip
