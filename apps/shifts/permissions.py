"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, APPROVER, DISPATCHER, EMPLOYEE, INTEGRATION, MANAGER, OWNER, READERS

_KEEPERS = (OWNER, MANAGER)
_PLANNERS = (OWNER, MANAGER, DISPATCHER)
_DOORS = (*_PLANNERS, INTEGRATION)
_SEEN = (*READERS, EMPLOYEE)

GRANTS = {
    "view_site": _SEEN,
    "create_site": _KEEPERS,
    "update_site": _KEEPERS,
    "archive_site": _KEEPERS,
    "restore_site": _KEEPERS,
    "view_team": _SEEN,
    "create_team": _KEEPERS,
    "update_team": _KEEPERS,
    "archive_team": _KEEPERS,
    "restore_team": _KEEPERS,
    "view_skill": _SEEN,
    "create_skill": _KEEPERS,
    "update_skill": _KEEPERS,
    "archive_skill": _KEEPERS,
    "restore_skill": _KEEPERS,
    "view_employee": _SEEN,
    "create_employee": _KEEPERS,
    "update_employee": _KEEPERS,
    "archive_employee": _KEEPERS,
    "restore_employee": _KEEPERS,
    "renew_calendar": _KEEPERS,  # and of who it is: Employee.own_permissions
    "view_employeeskill": READERS,
    "view_shifttemplate": READERS,
    "create_shift_template": _PLANNERS,
    "update_shift_template": _PLANNERS,
    "archive_shift_template": _PLANNERS,
    "restore_shift_template": _PLANNERS,
    "view_absence": READERS,
    "record_absence": _PLANNERS,
    "cancel_absence": _PLANNERS,
    "view_shift": _SEEN,
    "create_shift": _DOORS,
    "import_shifts": _DOORS,
    "update_shift": _DOORS,
    "assign_shift": _DOORS,
    "unassign_shift": _DOORS,
    "publish_shift": _DOORS,
    "unpublish_shift": _DOORS,
    "cancel_shift": _DOORS,
    "view_assignment": _SEEN,
    "view_clocking": READERS,
    "clock": (*_DOORS, EMPLOYEE),
    "clock_others": _DOORS,
    "correct_clocking": _PLANNERS,
    "view_closing": READERS,
    "view_workedtime": READERS,
    "start_shift": _DOORS,
    "close_shift": _DOORS,
    "reopen_shift": _PLANNERS,
    "submit_hours": _PLANNERS,
    "withdraw_hours": _PLANNERS,
    "approve_hours": (OWNER, MANAGER, ACCOUNTANT, APPROVER, DISPATCHER),
    "bill_hours": (OWNER, ACCOUNTANT, INTEGRATION),
}
