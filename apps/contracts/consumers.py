"""Mails of contracts: the owner is told that the notice period is about to begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.contracts.models import Contract
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.money import format_money
from apps.tenants.permission import permitted
from apps.workflow import notices
from apps.workflow.notices import Told

NAME = "contracts_mail"
NOTICE_DUE = "contract.notice_due"


def register() -> None:
    """Declares the kind of mail. Called from ready()."""
    notices.register(NOTICE_DUE, notice_words, label=gettext_lazy("Notice period is about to begin"))


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the mails of the entries. Idempotent by entry and person."""
    for entry in entries:
        if entry.type == NOTICE_DUE:
            owner = Contract.objects.filter(pk=entry.subject_id).values_list("owner_id", flat=True).first()
            if owner is not None:
                notices.write(entry, [owner], kind=NOTICE_DUE, about_id=entry.subject_id)


def notice_words(contract_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None for who is not the owner any more or may not see the contract, and where no notice can be given now."""
    mine = permitted(Contract.objects.filter(pk=contract_id, owner_id=actor.user_id), actor, "view_contract")
    contract = mine.filter(state__in=["active", "suspended"], notice_on__isnull=False).select_related("client").first()
    if contract is None:
        return None
    subject = _("Notice by %(day)s: contract %(number)s") % {"day": date_format(contract.notice_on), "number": contract.number}
    lines = (subject, f"{contract.client} · {contract.title}", format_money(contract.value_minor, contract.currency))
    return Told(subject, lines, reverse("admin:contracts_contract_change", args=[contract.pk]))
