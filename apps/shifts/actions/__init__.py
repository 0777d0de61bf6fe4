"""Public acts of shifts."""

from apps.shifts.actions.absences import cancel_absence, record_absence
from apps.shifts.actions.calendars import renew_calendar
from apps.shifts.actions.clock import clock, correct_clocking
from apps.shifts.actions.close import close_shift, close_shifts, reopen_shift, start_shift
from apps.shifts.actions.hours import approve_hours, bill_shifts, reject_hours, submit_hours, withdraw_hours
from apps.shifts.actions.moving import move_person
from apps.shifts.actions.people import SkillDraft, archive_employee, create_employee, restore_employee, update_employee
from apps.shifts.actions.places import (
    archive_site,
    archive_skill,
    archive_team,
    create_site,
    create_skill,
    create_team,
    restore_site,
    restore_skill,
    restore_team,
    update_site,
    update_skill,
    update_team,
)
from apps.shifts.actions.publish import (
    Published,
    cancel_shift,
    cancel_shifts,
    publish_roster,
    publish_shift,
    publish_shifts,
    unpublish_shift,
    unpublish_shifts,
)
from apps.shifts.actions.replace import replace_on_shift, set_hour_cost
from apps.shifts.actions.requests import (
    accept_shift_request,
    approve_shift_request,
    ask_shift_request,
    decline_shift_request,
    open_shift,
    reject_shift_request,
    shut_shift,
    withdraw_shift_request,
)
from apps.shifts.actions.rollout import RolledOut, copy_roster, roll_out_templates
from apps.shifts.actions.roster import assign_shift, create_shift, unassign_shift, update_shift
from apps.shifts.actions.take_in import import_shifts
from apps.shifts.actions.templates import (
    archive_shift_template,
    create_shift_template,
    restore_shift_template,
    update_shift_template,
)

__all__ = [
    "Published", "RolledOut", "SkillDraft", "accept_shift_request", "approve_hours", "approve_shift_request", "archive_employee",
    "archive_shift_template", "archive_site", "archive_skill", "archive_team", "ask_shift_request", "assign_shift", "bill_shifts",
    "cancel_absence", "cancel_shift", "cancel_shifts", "clock", "close_shift", "close_shifts", "copy_roster", "correct_clocking",
    "create_employee", "create_shift", "create_shift_template", "create_site", "create_skill", "create_team", "decline_shift_request",
    "import_shifts", "move_person", "open_shift", "publish_roster", "publish_shift", "publish_shifts", "record_absence", "reject_hours",
    "reject_shift_request", "renew_calendar", "reopen_shift", "replace_on_shift", "restore_employee", "restore_shift_template",
    "restore_site", "restore_skill", "restore_team", "roll_out_templates", "set_hour_cost", "shut_shift", "start_shift", "submit_hours",
    "unassign_shift", "unpublish_shift", "unpublish_shifts", "update_employee", "update_shift", "update_shift_template", "update_site",
    "update_skill", "update_team", "withdraw_hours", "withdraw_shift_request",
]  # fmt: skip
