"""The machine of rows in quarantine, on one screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Machine, Transition


class RowState(models.TextChoices):
    WAITING = "waiting", _("Waits to be mended")
    TAKEN = "taken", _("Taken in")
    DISCARDED = "discarded", _("Discarded")


_MEND = "manage_quarantined_rows"
KEEP_ROW = Creation("quarantined_row", _MEND, "quarantined_row.kept", _("Keep in quarantine"))
MEND_ROW = Transition("mend", "quarantined_row", _MEND, "quarantined_row.mended", _("Mend"), sources=(RowState.WAITING,))
TAKE_ROW = Transition(
    "take", "quarantined_row", _MEND, "quarantined_row.taken", _("Take in"), sources=(RowState.WAITING,), targets=(RowState.TAKEN,)
)
DISCARD_ROW = Transition(
    "discard", "quarantined_row", _MEND, "quarantined_row.discarded", _("Discard"), sources=(RowState.WAITING,),
    targets=(RowState.DISCARDED,), needs=("reason",),
)  # fmt: skip
QUARANTINED_ROW = Machine("quarantined_row", MEND_ROW, TAKE_ROW, DISCARD_ROW, label=_("Quarantined row"))
CHANGES = (KEEP_ROW, *QUARANTINED_ROW)
TOLD = {
    "quarantined_row.kept": _("Row of a table kept in quarantine"),
    "quarantined_row.mended": _("Row in quarantine mended"),
    "quarantined_row.taken": _("Row in quarantine taken in"),
    "quarantined_row.discarded": _("Row in quarantine discarded"),
}
