"""The acts of this app."""

from apps.reconciliation.actions.decide import (
    accept_match,
    accept_matches,
    end_matches,
    match_by_hand,
    reject_match,
    reject_matches,
    undo_match,
)
from apps.reconciliation.actions.rule_sets import create_rule_set, current_rule_set
from apps.reconciliation.actions.runs import begin_run, cancel_run, check_run, complete_run, fail_run, start_run

__all__ = [
    "accept_match", "accept_matches", "begin_run", "cancel_run", "check_run", "complete_run", "create_rule_set",
    "current_rule_set", "end_matches", "fail_run", "match_by_hand", "reject_match", "reject_matches", "start_run", "undo_match",
]  # fmt: skip
