"""Models of shifts."""

from apps.shifts.models.absence import Absence
from apps.shifts.models.people import Employee, EmployeeSkill, Skill, Team
from apps.shifts.models.shift import Assignment, Shift
from apps.shifts.models.site import Site
from apps.shifts.models.template import ShiftTemplate

__all__ = ["Absence", "Assignment", "Employee", "EmployeeSkill", "Shift", "ShiftTemplate", "Site", "Skill", "Team"]
