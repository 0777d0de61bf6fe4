"""When a person wants mails."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, NotPermitted, Reason
from apps.workflow.models import NoticeChoice, NoticeChoices
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
