"""A piece of the roster, and who works it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.shifts.models.people import COUNT
from apps.shifts.states import CLOSED, ShiftState, Source
from apps.shifts.transitions import SHIFT
from apps.workflow.audited import Audited, known_state


class Shift(SHIFT.methods(), Audited):
    """From `starts_at` to `ends_at`, instants in UTC, so that its length is the real one across a change of the clocks. `on`: the
    day on which it starts at its site. `break_minutes` are not paid. `line`: the post that shifts of a site follow each other at;
    they close one after the other. `approved_digest`: SHA-256, hex, of the sheet of hours that was approved. `needed_count`: how many people. `is_open`: those that lack may come forward. `close_number`:
    the site's, without gaps, of the last close; empty until then. `contract`: whose hours these are, if they are billed."""

    subject_kind = "shift"

    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, related_name="shifts", verbose_name=_("site"))
    template = models.ForeignKey("shifts.ShiftTemplate", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("template"))
    on = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    role = models.CharField(_("role"), max_length=60)
    line = models.CharField(_("line"), max_length=60, blank=True)
    break_minutes = models.PositiveSmallIntegerField(_("unpaid break, minutes"), default=0)
    skill = models.ForeignKey("shifts.Skill", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("needed skill"))
    needed_count = models.PositiveSmallIntegerField(_("people needed"), default=1, validators=COUNT)
    is_open = models.BooleanField(_("open to come forward"), default=False, editable=False)
    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contract"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    close_number = models.PositiveIntegerField(_("close number"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=12, choices=ShiftState.choices, default=ShiftState.PLANNED, protected=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "template", "on"], name="shift_of_template_once",
                violation_error_message=_("This template has a shift on this day already."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "site", "close_number"], name="shift_close_number_once",
                violation_error_message=_("Another shift of this site has this close number."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_period",
                violation_error_message=_("A shift ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(needed_count__gt=0), name="shift_needs_people",
                violation_error_message=_("At least one person is needed."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CLOSED) | Q(close_number__isnull=False, closed_at__isnull=False), name="shift_closed_has_number",
                violation_error_message=_("A closed shift has its close number and time."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED) | Q(closed_at__isnull=True), name="shift_open_has_no_close",
                violation_error_message=_("Only a closed shift has the time of its close."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "billed"]) & ~Q(approved_digest="") | ~Q(state__in=["approved", "billed"]) & Q(approved_digest=""),
                name="shift_digest_when_approved",
                violation_error_message=_("A shift whose hours are approved, and no other, says what was approved."),
            ),
            known_state("shift_state_known", ShiftState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["site", "on"], name="shift_site_day"),
            models.Index(fields=["tenant", "on"], name="shift_day"),
            models.Index(fields=["tenant", "state", "starts_at"], name="shift_state_start"),
            models.Index(fields=["site", "line", "starts_at"], name="shift_line"),
        ]

    @property
    def approval_kind(self) -> str:
        """What comes before approvers of a shift is the sheet of its hours."""
        return "shift_sheet"

    def __str__(self) -> str:
        return f"{self.role} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def length_seconds(self) -> int:
        """Elapsed seconds from its start to its end, the break included."""
        return int((self.ends_at - self.starts_at).total_seconds())


class Assignment(Audited):
    """A person on a shift. Times are those of the shift, kept beside the person so that what overlaps is found by an index.
    Written with the shift locked, then the person, by the acts of the shift; taken off, the row goes and its history stays."""

    subject_kind = "assignment"
    history_by = "shift"

    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("shift"))
    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("employee"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    source = models.CharField(_("how"), max_length=12, choices=Source.choices, default=Source.PLAN)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "shift", "employee"], name="assignment_once",
                violation_error_message=_("This person is on the shift already."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "employee", "starts_at"], name="assignment_start_once",
                violation_error_message=_("This person has another shift that begins at this time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="assignment_period",
                violation_error_message=_("A shift ends after it begins."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["employee", "ends_at"], name="assignment_of_employee")]

    def __str__(self) -> str:
        return f"{self.employee}, {self.shift}"
