"""What a person asks for: an open shift, a colleague in their place, or a colleague's shift for theirs."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.shifts.models.people import Employee
from apps.shifts.states import RequestKind, RequestState
from apps.shifts.transitions import SHIFT_REQUEST
from apps.workflow.audited import Audited, known_state

# What who asks, and the colleague, may do with a request of theirs.
_OWN = {
    "submit_shift_request": ("employee",), "accept_shift_request": ("colleague",), "decline_shift_request": ("colleague",),
    "withdraw_shift_request": ("employee", "colleague"),
}  # fmt: skip
LIVE = (RequestState.ASKED, RequestState.IN_APPROVAL)


class ShiftRequest(SHIFT_REQUEST.methods(), Audited):
    """`employee` takes the open `shift`, gives it to `colleague`, or swaps it for the colleague's `other_shift`. `live_key`:
    shift and person while it is asked or in approval, so that a person has one live request a shift; null after. `approved_digest`:
    of what was approved, where a policy asked for it."""

    subject_kind = "shift_request"

    kind = models.CharField(_("kind"), max_length=6, choices=RequestKind.choices)
    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, related_name="requests", verbose_name=_("shift"))
    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="requests", verbose_name=_("employee"))
    colleague = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("colleague"))
    other_shift = models.ForeignKey(
        "shifts.Shift", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("the colleague's shift")
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    live_key = models.CharField(max_length=50, null=True, blank=True, editable=False)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=12, choices=RequestState.choices, default=RequestState.ASKED, protected=True)

    class Meta:
        verbose_name = _("request for a shift")
        verbose_name_plural = _("requests for shifts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_key"], name="shift_request_live_once",
                violation_error_message=_("There is a request of this person for this shift already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="take", colleague__isnull=True, other_shift__isnull=True)
                | Q(kind="give", colleague__isnull=False, other_shift__isnull=True)
                | Q(kind="swap", colleague__isnull=False, other_shift__isnull=False),
                name="shift_request_names_whom",
                violation_error_message=_("Who gives names a colleague, who swaps their shift too, who takes neither."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, live_key__isnull=False) | Q(~Q(state__in=LIVE), live_key__isnull=True),
                name="shift_request_live_has_key", violation_error_message=_("A request that has ended stands in the way of no other."),
            ),
            models.CheckConstraint(
                condition=Q(approved_digest="") | Q(state="approved"), name="shift_request_digest_when_approved",
                violation_error_message=_("Only an approved request has the digest of its approval."),
            ),
            known_state("shift_request_state_known", RequestState.values),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "state"], name="shift_request_state")]

    @classmethod
    def own_rows(cls, user_id: int, codename: str) -> Q | None:
        """The requests that a person may answer or take back, being who asks or the colleague."""
        if codename not in _OWN:
            return None
        own = Employee.objects.filter(user_id=user_id).values("pk")
        return reduce(or_, (Q(**{f"{column}__in": own}) for column in _OWN[codename]))

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.employee}"
