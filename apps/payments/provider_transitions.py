"""The state machines of connections to payment providers and of payments there, on one screen."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Guard, Machine, Transition
from apps.payments.states import AWAITED, TOLD_STATES
from apps.payments.states import ConnectionState as C
from apps.payments.states import ProviderState as P

USED = (C.ACTIVE, C.PAUSED)


def _change(subject: str, name: str, past: str, label: Any, **more: Any) -> Transition:
    return Transition(name, subject, f"{name}_{subject}", f"{subject}.{past}", label, **more)


CONNECT = Creation("provider_connection", "create_provider_connection", "provider_connection.created", _("New connection"))
UPDATE_CONNECTION = _change("provider_connection", "update", "updated", _("Edit"), sources=USED)
ROTATE_SECRET = _change("provider_connection", "rotate_secret", "secret_rotated", _("New secret"), sources=USED)
PAUSE_CONNECTION = _change("provider_connection", "pause", "paused", _("Pause"), sources=(C.ACTIVE,), targets=(C.PAUSED,), needs=("reason",))
RESUME_CONNECTION = _change("provider_connection", "resume", "resumed", _("Go on"), sources=(C.PAUSED,), targets=(C.ACTIVE,))
ARCHIVE_CONNECTION = _change("provider_connection", "archive", "archived", _("Archive"), sources=USED, targets=(C.ARCHIVED,), needs=("reason",))
SEND_SAMPLE = _change("provider_connection", "send_sample", "sample_sent", _("Send a sample to myself"), sources=(C.ACTIVE,))
CONNECTION = Machine(
    "provider_connection", UPDATE_CONNECTION, ROTATE_SECRET, PAUSE_CONNECTION, RESUME_CONNECTION, ARCHIVE_CONNECTION, SEND_SAMPLE,
    label=_("Payment provider"),
)  # fmt: skip

IN_BOOKS = Guard("in_books", Q(payment__isnull=True) | Q(is_flagged=True), _("It is in the books already, and nothing about it waits for a person."))
UNBOOKED = Guard("not_in_books", Q(payment__isnull=True), _("It is in the books already."))
FLAGGED = Guard("not_flagged", Q(is_flagged=True), _("Nothing about it waits for a person."))

ASK = Creation("provider_payment", "ask_provider_payment", "provider_payment.asked", _("Await a payment"), name="ask")
NOTICE = Creation("provider_payment", "report_provider_payment", "provider_payment.noticed", _("Payment told of"), name="notice")
REPORT = _change("provider_payment", "report", "reported", _("What the provider told"), targets=TOLD_STATES, by="job")
GIVE_UP = _change("provider_payment", "give_up", "given_up", _("Ask no more"), sources=AWAITED, targets=(P.UNKNOWN,), by="job")
CHECK = _change("provider_payment", "check", "check_asked", _("Ask the provider now"), sources=(*AWAITED, P.UNKNOWN))
LINK = _change("provider_payment", "link", "page_made", _("Payment page"), sources=(P.ASKED,), by="job")
BOOK = _change(
    "provider_payment", "book", "booked", _("Bring into the books"), sources=(P.PAID, P.PARTLY_REFUNDED, P.REFUNDED, P.DISPUTED, P.LOST), guards=(IN_BOOKS,),
    needs=("reason",),
)  # fmt: skip
MATCH = _change(
    "provider_payment", "match", "matched", _("It is the same money"), sources=(P.PAID, P.PARTLY_REFUNDED, P.REFUNDED, P.DISPUTED, P.LOST), guards=(UNBOOKED,)
)
RESOLVE = _change("provider_payment", "resolve", "resolved", _("Seen to"), sources=(*TOLD_STATES, P.UNKNOWN), guards=(FLAGGED,), needs=("reason",))
CLOSE = _change(
    "provider_payment", "close", "closed", _("Close"), sources=(*AWAITED, P.UNKNOWN, P.FAILED, P.EXPIRED), targets=(P.CLOSED,), needs=("reason",)
)
PROVIDER_PAYMENT = Machine("provider_payment", REPORT, LINK, GIVE_UP, CHECK, BOOK, MATCH, RESOLVE, CLOSE, label=_("Payment at a provider"))

CHANGES = (CONNECT, ASK, NOTICE, *CONNECTION, *PROVIDER_PAYMENT)
