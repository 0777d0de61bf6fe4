"""Mails of payments at providers: who may see to them is told that one waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.integrations.reasons import told
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.money import format_money
from apps.payments.models import ProviderPayment
from apps.tenants import roles
from apps.tenants.models import Membership
from apps.tenants.permission import permitted
from apps.workflow import notices
from apps.workflow.notices import Told

NAME = "payments_mail"
WAITS = "provider_payment.waits"
MAY_RESOLVE = "payments.resolve_provider_payment"
_TOLD = ("provider_payment.reported", "provider_payment.given_up")


def register() -> None:
    """Declares the kind of mail. Called from ready()."""
    notices.register(WAITS, waits_words, label=gettext_lazy("Payment at a provider waits for a person"))


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the mails of the entries. Idempotent by entry and person. Told again only when there is something else to look at."""
    for entry in entries:
        if entry.type in _TOLD and entry.payload["problems"] and entry.payload["problems"] != _before(entry):
            notices.write(entry, _people(entry.tenant_id), kind=WAITS, about_id=entry.subject_id)


def _before(entry: JournalEntry) -> list[str]:
    """What there was to look at before the entry."""
    earlier = JournalEntry.objects.filter(subject_kind="provider_payment", subject_id=entry.subject_id, sequence__lt=entry.sequence)
    last = earlier.exclude(type="provider_payment.check_asked").order_by("-sequence").first()
    return last.payload["problems"] if last is not None else []


def _people(tenant_id: int) -> set[int]:
    holders = set(roles.grants()[MAY_RESOLVE])
    members = Membership.objects.filter(tenant_id=tenant_id, is_active=True).only("user_id", "roles")
    return {member.user_id for member in members if holders.intersection(member.roles)}


def waits_words(payment_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None for who may not see to it any more, and where nothing waits now."""
    flagged = permitted(ProviderPayment.objects.filter(pk=payment_id, is_flagged=True), actor, "view_providerpayment")
    row = flagged.select_related("connection", "invoice").first() if actor.may(MAY_RESOLVE) else None
    if row is None:
        return None
    subject = _("To look at: payment %(reference)s at %(provider)s") % {"reference": row.reference, "provider": row.connection.name}
    minor = row.paid_minor if row.paid_minor is not None else row.asked_minor
    about = [str(row.invoice)] if row.invoice else []
    about += [format_money(minor, row.currency)] if minor is not None else []
    lines = [subject, " · ".join([*about, row.get_state_display()]), *(item["detail"] for item in told(row.problems))]
    return Told(subject, tuple(lines), reverse("admin:payments_providerpayment_change", args=[row.pk]))
