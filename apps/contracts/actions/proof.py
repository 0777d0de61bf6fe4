"""What is put in force is what was approved: by the approval on record, and by the amendments that were applied since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.contracts.content import digest
from apps.contracts.models import Contract
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason

CHANGED = Reason("changed_since_approval", _("The contract is not what was approved; cancel it and draw it up again."))
UNASKED = Reason("not_approved", _("A policy asks for approval of this contract; cancel it and draw it up again."))
UNKNOWN = Reason("no_approval", _("No approval is on record for what this contract holds; cancel it and draw it up again."))
_SAID = {reason.code: reason for reason in (CHANGED, UNASKED, UNKNOWN)}


def unproven(rows: Sequence[Contract], *, actor: Actor, at: dt.datetime) -> dict[int, Reason]:
    """What speaks against putting approved contracts in force, by key.

    The digest of one that was amended since is that which the amendment's journal entry has: the journal is append-only.
    """
    if not rows:
        return {}
    amended = [row for row in rows if row.approved_digest and row.terms_version > 1]
    whole = {row.pk: row.approved_digest for row in rows if row not in amended}
    plain = [row for row in rows if row.pk in whole]
    found = approvals.unproven("contract", whole, plain, actor=actor, at=at)
    against = {pk: _SAID[reason.code] for pk, reason in found.items()}
    proofs: dict[int, str] = {}
    entries = JournalEntry.objects.filter(subject_kind="contract", subject_id__in=[row.pk for row in amended], type="contract.amended")
    for entry in entries.order_by("sequence") if amended else ():
        proofs[entry.subject_id] = entry.payload.get("digest", "")
    for row in amended:
        if proofs.get(row.pk, "") != row.approved_digest:
            against[row.pk] = UNKNOWN
        elif digest(row) != row.approved_digest:
            against[row.pk] = CHANGED
    return against
