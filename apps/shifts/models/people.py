"""Who works, in which team, and what they can do."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.shifts.models.site import CODE
from apps.shifts.states import KeptState
from apps.shifts.transitions import EMPLOYEE, SKILL, TEAM
from apps.workflow.audited import Audited, known_state

WEEK_MINUTES, DAY_MINUTES = 7 * 24 * 60, 24 * 60


class Skill(SKILL.methods(), Audited):
    """What somebody must be able to do, or hold a paper for, to work a shift or an order."""

    subject_kind = "skill"

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    state = StateField(_("state"), max_length=8, choices=KeptState.choices, default=KeptState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="skill_code_once", violation_error_message=_("Another skill has this code."),
            ),
            known_state("skill_state_known", KeptState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Team(TEAM.methods(), Audited):
    """People who are planned together."""

    subject_kind = "team"

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("site"))
    state = StateField(_("state"), max_length=8, choices=KeptState.choices, default=KeptState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="team_code_once", violation_error_message=_("Another team has this code."),
            ),
            known_state("team_state_known", KeptState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Employee(EMPLOYEE.methods(), Audited):
    """A person who works shifts; `user` where they sign in. Days are those of `site`, the one they belong to.

    `week_max_minutes` and `rest_min_minutes`: planned work in a week from Monday, and rest between two shifts. The defaults
    are 40 hours (Labour Code of Ukraine, art. 50) and 11 hours (Directive 2003/88/EC, art. 3). `left_before`: the first day on
    which they work no more; empty while they stay. `feed_key`: what the address of their calendar is signed with; another key
    makes the address invalid.
    """

    subject_kind = "employee"

    code = models.CharField(_("staff number"), max_length=20, validators=[CODE])
    name = models.CharField(_("full name"), max_length=120)
    user = models.ForeignKey("tenants.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, related_name="employees", verbose_name=_("site"))
    team = models.ForeignKey("shifts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="employees", verbose_name=_("team"))
    hired_on = models.DateField(_("hired on"))
    left_before = models.DateField(_("works no more from"), null=True, blank=True)
    week_max_minutes = models.PositiveIntegerField(_("most work in a week, minutes"), default=40 * 60, validators=[MaxValueValidator(WEEK_MINUTES)])
    rest_min_minutes = models.PositiveIntegerField(_("least rest between shifts, minutes"), default=11 * 60, validators=[MaxValueValidator(WEEK_MINUTES)])
    feed_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=8, choices=KeptState.choices, default=KeptState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="employee_code_once", violation_error_message=_("Another employee has this staff number."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "user"], name="employee_user_once", violation_error_message=_("Another employee is this user."),
            ),
            models.CheckConstraint(
                condition=Q(left_before__isnull=True) | Q(left_before__gt=F("hired_on")), name="employee_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            known_state("employee_state_known", KeptState.values),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "name"], name="employee_name")]

    @classmethod
    def own_rows(cls, user_id: int, codename: str) -> Q | None:
        """A person renews the address of their own calendar."""
        return Q(user_id=user_id) if codename == "renew_calendar" else None

    def __str__(self) -> str:
        return self.name

    def is_employed_on(self, day: dt.date) -> bool:
        """Whether the day lies between hire and leaving; put away or not."""
        return self.hired_on <= day and (self.left_before is None or day < self.left_before)


class EmployeeSkill(Audited):
    """A skill that a person holds from a day on; `ends_before` null: for good. Written with its person, as a whole."""

    subject_kind = "employee_skill"
    history_by = "employee"

    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="skills", verbose_name=_("employee"))
    skill = models.ForeignKey("shifts.Skill", on_delete=models.PROTECT, related_name="holders", verbose_name=_("skill"))
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"), null=True, blank=True)

    class Meta:
        verbose_name = _("skill of an employee")
        verbose_name_plural = _("skills of employees")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "employee", "skill", "starts_on"], name="employee_skill_once",
                violation_error_message=_("This skill is listed twice from the same day."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="employee_skill_period",
                violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["employee", "skill"], name="employee_skill_held")]

    def __str__(self) -> str:
        return str(self.skill)


COUNT = [MinValueValidator(1), MaxValueValidator(200)]
