"""A proposed change of a contract."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contracts.states import AmendmentState
from apps.contracts.transitions import AMENDMENT
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class Amendment(AMENDMENT.methods(), Audited):
    """`changes` is {"fields": {name: [before, after]}, "terms": [[term id or null, before or null, after or null]]}: what
    stood in the contract when it was proposed, and what is to stand there. `base_version`: the version of the terms that it
    was drawn up on; `applied_version`: the one that it made. `approved_digest`: SHA-256, hex, of what was approved; empty where no
    policy applied."""

    subject_kind = "amendment"

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="amendments", verbose_name=_("contract"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict)
    change_count = models.PositiveIntegerField(_("changes"), default=0)
    base_version = models.PositiveIntegerField(_("drawn up on version"))
    applied_version = models.PositiveIntegerField(_("applied as version"), null=True)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=12, choices=AmendmentState.choices, default=AmendmentState.DRAFT, protected=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contract", "number"], name="amendment_number_once",
                violation_error_message=_("Another amendment of the contract has this number."),
            ),
            models.CheckConstraint(
                condition=Q(state="approved", applied_version__isnull=False) | (~Q(state="approved") & Q(applied_version__isnull=True)),
                name="amendment_approved_is_applied",
                violation_error_message=_("An approved amendment, and no other, is applied to its contract."),
            ),
            known_state("amendment_state_known", AmendmentState.values),
            models.CheckConstraint(
                condition=Q(approved_digest="") | Q(state="approved"), name="amendment_digest_from_approval_on",
                violation_error_message=_("What was approved is on record from the approval on, and not before."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="amendment_state")]

    def __str__(self) -> str:
        return f"{self.contract.number} · {self.number}"
