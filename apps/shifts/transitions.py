"""Guards and the state machines, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Guard, Machine, Transition
from apps.shifts.states import STAFFED, AbsenceState, KeptState
from apps.shifts.states import RequestState as R
from apps.shifts.states import ShiftState as S


def _step(subject: str, name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_{subject}")
    return Transition(name, subject, permission, f"{subject}.{past}", label, sources=sources, targets=targets, **more)


def _kept(subject: str, label: Any, *more: Transition) -> Machine:
    """The machine of what is kept in a list: edited while it is active, put away, and taken out again; and what more it does."""
    return Machine(
        subject,
        _step(subject, "update", _("Edit"), "updated", (KeptState.ACTIVE,)),
        _step(subject, "archive", _("Archive"), "archived", (KeptState.ACTIVE,), KeptState.ARCHIVED),
        _step(subject, "restore", _("Restore"), "restored", (KeptState.ARCHIVED,), KeptState.ACTIVE),
        *more,
        label=label,
    )


def _new(subject: str, label: Any) -> Creation:
    return Creation(subject, f"create_{subject}", f"{subject}.created", label)


def _hours_asked(_params: Mapping[str, Any]) -> Q:
    from apps.approvals.models import ApprovalRequest

    return Q(Exists(ApprovalRequest.objects.filter(about_kind="shift_sheet", about_id=OuterRef("pk"), state="pending")))


def _hours_not_asked(params: Mapping[str, Any]) -> Q:
    return ~_hours_asked(params)


def _lacks_people(_params: Mapping[str, Any]) -> Q:
    from apps.shifts.models import Assignment

    on_it = Assignment.objects.filter(shift_id=OuterRef("pk")).order_by().values("shift_id").annotate(count=Count("pk")).values("count")
    return Q(needed_count__gt=Coalesce(Subquery(on_it), 0))


LACKS_PEOPLE = Guard("full", _lacks_people, _("The shift lacks nobody."))
NOT_OPEN = Guard("open", Q(is_open=False), _("The shift is offered already."))
HOURS_NOT_ASKED = Guard("asked_already", _hours_not_asked, _("The hours are before their approvers already."))
HOURS_ASKED = Guard("not_asked", _hours_asked, _("The hours are not before their approvers."))

SITE, CREATE_SITE = _kept("site", _("Site")), _new("site", _("New site"))
TEAM, CREATE_TEAM = _kept("team", _("Team")), _new("team", _("New team"))
SKILL, CREATE_SKILL = _kept("skill", _("Skill")), _new("skill", _("New skill"))
RENEW_CALENDAR = _step("employee", "renew_calendar", _("New calendar address"), "calendar_renewed", (KeptState.ACTIVE,), permission="renew_calendar")
SET_HOUR_COST = _step("employee", "set_hour_cost", _("Cost of an hour"), "hour_cost_set", (KeptState.ACTIVE,), permission="set_hour_cost")
EMPLOYEE, CREATE_EMPLOYEE = _kept("employee", _("Employee"), RENEW_CALENDAR, SET_HOUR_COST), _new("employee", _("New employee"))
TEMPLATE, CREATE_TEMPLATE = _kept("shift_template", _("Shift template")), _new("shift_template", _("New shift template"))

RECORD_ABSENCE = Creation("absence", "record_absence", "absence.recorded", _("New absence"), name="record")
CANCEL_ABSENCE = _step("absence", "cancel", _("Cancel"), "cancelled", (AbsenceState.ACTIVE,), AbsenceState.CANCELLED)
ABSENCE = Machine("absence", CANCEL_ABSENCE, label=_("Absence"))

CREATE = _new("shift", _("New shift"))
TAKE_IN = Creation("shift", "import_shifts", "shift.imported", _("Import"), name="take_in")
UPDATE = _step("shift", "update", _("Edit"), "updated", (S.PLANNED, S.PUBLISHED))
ASSIGN = _step("shift", "assign", _("Assign"), "assigned", STAFFED)
UNASSIGN = _step("shift", "unassign", _("Take off"), "unassigned", STAFFED)
PUBLISH = _step("shift", "publish", _("Publish"), "published", (S.PLANNED,), S.PUBLISHED)
UNPUBLISH = _step("shift", "unpublish", _("Take back from the roster"), "unpublished", (S.PUBLISHED,), S.PLANNED)
CANCEL = _step("shift", "cancel", _("Cancel"), "cancelled", (S.PLANNED, S.PUBLISHED), S.CANCELLED)
OPEN = _step("shift", "open", _("Offer as open"), "opened", (S.PLANNED, S.PUBLISHED), guards=(NOT_OPEN, LACKS_PEOPLE))
SHUT = _step("shift", "shut", _("Offer no more"), "shut", (S.PLANNED, S.PUBLISHED))

CLOCK = Creation("clocking", "clock", "clocking.recorded", _("Clock"), name="clock")
CORRECT_CLOCKING = Creation("clocking", "correct_clocking", "clocking.corrected", _("Correct"), name="correct")
START = _step("shift", "start", _("Start"), "started", (S.PUBLISHED,), S.IN_PROGRESS)
CLOSE = _step("shift", "close", _("Close the shift"), "closed", (S.IN_PROGRESS,), S.CLOSED)
REOPEN = _step("shift", "reopen", _("Reopen"), "reopened", (S.CLOSED,), S.IN_PROGRESS, needs=("reason",))
SUBMIT_HOURS = _step(
    "shift", "submit_hours", _("Approve hours"), "hours_submitted", (S.CLOSED,), S.CLOSED, S.APPROVED, guards=(HOURS_NOT_ASKED,),
    permission="submit_hours",
)  # fmt: skip
WITHDRAW_HOURS = _step(
    "shift", "withdraw_hours", _("Withdraw hours"), "hours_withdrawn", (S.CLOSED,), guards=(HOURS_ASKED,), permission="withdraw_hours"
)
APPROVE_HOURS = _step("shift", "approve_hours", _("Approve hours"), "hours_approved", (S.CLOSED,), S.APPROVED, permission="approve_hours", by="engine")
REJECT_HOURS = _step(
    "shift", "reject_hours", _("Reject hours"), "hours_rejected", (S.IN_PROGRESS, S.CLOSED), permission="approve_hours", by="engine"
)
BILL = _step("shift", "bill", _("Bill"), "billed", (S.APPROVED,), S.BILLED, permission="bill_hours", by="engine")

SHIFT = Machine(
    "shift", UPDATE, ASSIGN, UNASSIGN, PUBLISH, UNPUBLISH, CANCEL, OPEN, SHUT, START, CLOSE, REOPEN, SUBMIT_HOURS, WITHDRAW_HOURS, APPROVE_HOURS, REJECT_HOURS, BILL,
    label=_("Shift"),
)  # fmt: skip

ASK = Creation("shift_request", "ask_shift_request", "shift_request.asked", _("New request"), name="ask")
SUBMIT_REQUEST = _step("shift_request", "submit", _("Submit"), "submitted", (R.ASKED,), R.IN_APPROVAL, R.APPROVED)
ACCEPT = _step("shift_request", "accept", _("Agree"), "accepted", (R.ASKED,), R.IN_APPROVAL, R.APPROVED)
DECLINE = _step("shift_request", "decline", _("Decline"), "declined", (R.ASKED,), R.DECLINED)
WITHDRAW_REQUEST = _step("shift_request", "withdraw", _("Withdraw"), "withdrawn", (R.ASKED, R.IN_APPROVAL), R.WITHDRAWN)
APPROVE_REQUEST = _step("shift_request", "approve", _("Approve"), "approved", (R.IN_APPROVAL,), R.APPROVED, by="engine")
REJECT_REQUEST = _step(
    "shift_request", "reject", _("Reject"), "rejected", (R.IN_APPROVAL,), R.REJECTED, by="engine", needs=("reason",), permission="approve_shift_request"
)

SHIFT_REQUEST = Machine(
    "shift_request", SUBMIT_REQUEST, ACCEPT, DECLINE, WITHDRAW_REQUEST, APPROVE_REQUEST, REJECT_REQUEST, label=_("Request for a shift")
)

CHANGES = (
    *SITE, *TEAM, *SKILL, *EMPLOYEE, *TEMPLATE, *ABSENCE, *SHIFT, *SHIFT_REQUEST,
    CREATE_SITE, CREATE_TEAM, CREATE_SKILL, CREATE_EMPLOYEE, CREATE_TEMPLATE, RECORD_ABSENCE, CREATE, TAKE_IN, ASK,
    CLOCK, CORRECT_CLOCKING,
)  # fmt: skip
