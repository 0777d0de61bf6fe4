"""Shifts: sites, people and their skills, the roster, what was worked, and what of it was approved.

    planned <> published > in_progress > closed > approved > billed;   closed > in_progress (reopen);   planned, published > cancelled
    sites, teams, skills, people and templates: active <> archived;   an absence: active > cancelled
    a request of a person (take, give, swap): asked > in_approval > approved / rejected;  asked > declined;  both > withdrawn

Public acts: create_, update_, archive_ and restore_ of site, team, skill, employee and shift_template; record_absence,
cancel_absence; create_shift, update_shift, assign_shift, unassign_shift;
publish_shift, unpublish_shift, cancel_shift, each also for a set, and publish_roster; roll_out_templates, copy_roster, import_shifts;
open_shift, shut_shift; ask_, accept_, decline_ and withdraw_shift_request; replace_on_shift,
set_hour_cost;
clock, correct_clocking; start_shift, close_shift(s), reopen_shift; submit_hours, withdraw_hours, approve_hours and reject_hours (by the
approval engine), bill_shifts (by the issue of the invoice).
"""
