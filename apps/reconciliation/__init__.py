"""Reconciliation: which payment in the bank pays which invoice, why, and what is left to a person.

Owns: rule sets, runs, matches, the report with its controls. The matching itself is `engine`, a pure package.

    run:   queued > running > completed > checked | suspect        (cancelled, failed from queued, running)
    match: proposed > accepted > undone        proposed > rejected

    rule set: draft > active > retired        draft > retired

Public acts: create_rule_set, backtest_rule_set, activate_rule_set, retire_rule_set, start_run, cancel_run, accept_match, accept_matches, reject_match, undo_match, undo_matches,
match_by_hand.
"""
