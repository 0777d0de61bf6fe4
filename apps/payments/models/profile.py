"""How the tables of a bank are read: a mapping profile of the company."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.states import ProfileState
from apps.payments.transitions import PROFILE
from apps.workflow.audited import Audited, known_state


class StatementProfile(PROFILE.methods(), Audited):
    """`body` is the JSON that docs/statements.md describes, without its name. `account`: the account of a file that names none.

    `live_name` is the name without case while it is active and null behind, so that a name stands once and is free again.
    """

    subject_kind = "statement_profile"

    name = models.CharField(_("name"), max_length=40)
    live_name = models.CharField(max_length=80, null=True, editable=False)
    body = models.JSONField(_("columns and settings"))
    account = models.ForeignKey(
        "payments.BankAccount", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bank account"),
        help_text=_("The account of a file that names none."),
    )  # fmt: skip
    state = StateField(_("state"), max_length=10, choices=ProfileState.choices, default=ProfileState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("mapping profile")
        verbose_name_plural = _("mapping profiles")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_name"], name="statement_profile_name_once", violation_error_message=_("There is a profile of this name."),
            ),
            known_state("statement_profile_state_known", ProfileState.values),
            models.CheckConstraint(
                condition=Q(state="active", live_name__isnull=False) | (~Q(state="active") & Q(live_name__isnull=True)), name="statement_profile_live_active",
                violation_error_message=_("Only an active profile holds its name."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
