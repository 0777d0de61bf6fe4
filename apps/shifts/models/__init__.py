"""Models of shifts."""

from apps.shifts.models.absence import Absence
from apps.shifts.models.clocking import Clocking
from apps.shifts.models.closing import CloseSeries, Closing, WorkedTime
from apps.shifts.models.cost import HourCost
from apps.shifts.models.people import Employee, EmployeeSkill, Skill, Team
from apps.shifts.models.request import ShiftRequest
from apps.shifts.models.shift import Assignment, Shift
from apps.shifts.models.site import Site
from apps.shifts.models.template import ShiftTemplate

__all__ = [
    "Absence", "Assignment", "Clocking", "CloseSeries", "Closing", "Employee", "EmployeeSkill", "HourCost", "Shift", "ShiftRequest", "ShiftTemplate", "Site", "Skill", "Team",
    "WorkedTime",
]  # fmt: skip
