"""When a person wants mails, and mails that are tried once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, NotPermitted, Reason, Refused
from apps.tenants.permission import require
from apps.workflow.models import Notice, NoticeChoice, NoticeChoices, NoticeState
from apps.workflow.unit import unit_of_work


def choose_notices(choice: str, *, actor: Actor, at: dt.datetime) -> NoticeChoice:
    """The person's own choice for the company that they work for: at_once, daily, none. It holds for what happens from now on.

    Raises Invalid for another word, NotPermitted for who is no person.
    """
    if actor.user_id is None or actor.membership_id is None:
        raise NotPermitted(Reason("not_permitted", _("Only a person gets mails.")))
    if choice not in NoticeChoices.values:
        raise Invalid(Reason("choice", _("Choose when you want mails."), "choice"))
    with unit_of_work(actor=actor, at=at) as unit:
        row, _made = NoticeChoice.objects.get_or_create(tenant_id=actor.tenant_id, person_id=actor.user_id)
        if row.choice != choice:
            before, row.choice = row.choice, choice
            row.save(update_fields=["choice"])
            unit.drafts.append(Draft("membership.notices_chosen", "membership", actor.membership_id, {"from": before, "to": choice}))
    return row


def retry_notices(notice_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str = "") -> int:
    """Failed mails wait again and are tried at once, as often as new ones; each under the Message-ID that it had. How many.

    Locks the mails. Raises NotPermitted, Refused where none of them failed. One that concerns the person no more by then, or is
    older than seven days, is dropped when it comes to sending, as any other.
    """
    require(actor, "workflow.retry_notice")
    with unit_of_work(actor=actor, at=at) as unit:
        rows = list(locked(Notice.objects.filter(pk__in=notice_ids, state=NoticeState.FAILED).order_by("pk")))
        if not rows:
            raise Refused(Reason("none_failed", _("None of these mails has failed.")))
        for row in rows:
            unit.drafts.append(Draft("notice.retried", "notice", row.pk, {"attempts": row.attempts, "error": row.error}, reason=reason))
            row.state, row.next_at, row.ended_at, row.attempts, row.error = NoticeState.WAITING, at, None, 0, ""
        Notice.objects.bulk_update(rows, ["state", "next_at", "ended_at", "attempts", "error"])
    return len(rows)
