"""What belonged to a person or a shift at a time: skills and assignments, by their history."""

from django.utils.translation import gettext_lazy as _

from apps.shifts.models import Assignment, Employee, EmployeeSkill, Shift
from apps.workflow import past


def register() -> None:
    """Declares them. Called from ready()."""
    skills = past.kept_by_history(EmployeeSkill, "employee", names=("skill", "starts_on", "ends_before"), order="starts_on")
    people = past.kept_by_history(Assignment, "shift", names=("employee", "source"), order="employee_id")
    past.register(past.Children(Employee, _("Skills"), skills, "shifts.view_employeeskill"))
    past.register(past.Children(Shift, _("People on the shift"), people, "shifts.view_assignment"))
