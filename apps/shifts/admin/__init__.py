"""Sites, people and shifts in the admin: presentation only."""

from apps.shifts.admin.absences import AbsenceAdmin
from apps.shifts.admin.hours import ClockingAdmin
from apps.shifts.admin.people import EmployeeAdmin
from apps.shifts.admin.places import SiteAdmin, SkillAdmin, TeamAdmin
from apps.shifts.admin.requests import ShiftRequestAdmin
from apps.shifts.admin.shifts import ShiftAdmin
from apps.shifts.admin.templates import ShiftTemplateAdmin

__all__ = ["AbsenceAdmin", "ClockingAdmin", "EmployeeAdmin", "ShiftAdmin", "ShiftRequestAdmin", "ShiftTemplateAdmin", "SiteAdmin", "SkillAdmin", "TeamAdmin"]
