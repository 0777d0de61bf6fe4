"""Mails about what happened: readers of the journal write `Notice` rows, a job sends them.

A row is written in the transaction that moves the reader's cursor, once an entry and person. Whether the mail still concerns
the person is asked when it is sent, as the person's own rights of that moment would have it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.kernel.db import durable, locked
from apps.kernel.errors import Bug, Text
from apps.telemetry.masking import mask_text
from apps.tenants.actors import actor_of_membership
from apps.tenants.models import Membership, Tenant
from apps.tenants.scope import scope, unscoped
from apps.workflow.models import Notice, NoticeChoice, NoticeChoices, NoticeState

CLAIM = dt.timedelta(minutes=2)  # longer than a mail server is waited for
BACK_OFF = tuple(dt.timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 4 * 3600, 12 * 3600))
MOST_AGE = dt.timedelta(days=7)
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Told:
    """A mail, or an item of a daily one: the subject and the lines of its text. `path`: the page that it leads to."""

    subject: str
    lines: tuple[str, ...]
    path: str


# kind -> words(about_id, actor=, at=), in the person's language and the company's time zone; None: no concern of theirs now.
Words = Callable[..., Told | None]
_kinds: dict[str, tuple[Text, Words]] = {}


def register(kind: str, words: Words, *, label: Text) -> None:
    """Declares a kind of mail and what people call it. Called from an app's ready()."""
    _kinds[kind] = (label, words)


def label_of(kind: str) -> str:
    """What people call a kind of mail."""
    return str(_kinds[kind][0]) if kind in _kinds else kind


def write(entry: JournalEntry, people: Iterable[int], *, kind: str, about_id: int) -> None:
    """Notes a mail about the entry to each person (user ids), when they want it. Inside the reader's transaction.

    Idempotent by entry and person. Who wants none gets no row.
    """
    if kind not in _kinds:
        raise Bug(f"mails of kind {kind!r} are not declared")
    wanted = sorted(set(people))
    choices = dict(NoticeChoice.objects.filter(person_id__in=wanted).values_list("person_id", "choice"))
    opening = next_opening(Tenant.objects.get(pk=entry.tenant_id), entry.at) if NoticeChoices.DAILY in choices.values() else entry.at
    rows = []
    for user_id in wanted:
        choice = choices.get(user_id, NoticeChoices.AT_ONCE)
        if choice == NoticeChoices.NONE:
            continue
        daily = choice == NoticeChoices.DAILY
        send_at = opening if daily else entry.at
        rows.append(
            Notice(tenant_id=entry.tenant_id, sequence=entry.sequence, person_id=user_id, kind=kind, about_id=about_id, in_digest=daily,
                   created_at=entry.at, send_at=send_at, next_at=send_at)
        )  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def next_opening(tenant: Tenant, at: dt.datetime) -> dt.datetime:
    """When work begins next, Monday to Friday, on the company's clock."""
    zone = ZoneInfo(tenant.time_zone)
    day = at.astimezone(zone).date()
    while True:
        opens = dt.datetime.combine(day, tenant.workday_starts_at, zone).astimezone(dt.UTC)
        if opens > at and day.weekday() < 5:
            return opens
        day += dt.timedelta(days=1)


def due(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, person) whose mails are to be sent: for the sweeper."""
    companies = list(Tenant.objects.filter(is_active=True).values_list("pk", flat=True))
    found = unscoped(Notice, reason="the sweeper sends every tenant's mails").filter(tenant_id__in=companies, next_at__lte=now)
    return sorted(set(found.order_by("next_at").values_list("tenant_id", "person_id")[:1000]))


def send(tenant_id: int, person_id: int, *, at: dt.datetime) -> int:
    """Sends what is due to a person: each mail alone, those of the daily mail in one. The number of mails sent.

    At least once: a worker that dies behind the mail server's answer leaves the claim, and the mail is sent again under the same
    Message-ID. A mail server's error is noted and tried again with growing waits, then the mail is failed.
    """
    with scope(tenant_id):
        count = 0
        for group in _claim(person_id, at):
            count += _send_group(group, at)
        return count


def _claim(person_id: int, at: dt.datetime) -> list[list[Notice]]:
    """The mails in hand, grouped as they go out; nobody else takes them before the claim ends."""
    with durable():
        rows = list(locked(Notice.objects.filter(person_id=person_id, next_at__lte=at).order_by("pk"))[:MOST_AT_ONCE])
        fresh = [row for row in rows if row.in_digest and not row.message_id]
        groups: dict[str, list[Notice]] = {}
        for row in rows:
            row.message_id = row.message_id or _message_id(fresh[0] if row.in_digest else row)
            row.attempts, row.next_at = row.attempts + 1, at + CLAIM
            groups.setdefault(row.message_id, []).append(row)
        Notice.objects.bulk_update(rows, ["message_id", "attempts", "next_at"])
    return list(groups.values())


def _message_id(row: Notice) -> str:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{'digest' if row.in_digest else 'notice'}.{row.tenant_id}.{row.sequence}.{row.person_id}@{host}>"


def _send_group(group: list[Notice], at: dt.datetime) -> int:
    tenant = Tenant.objects.get(pk=group[0].tenant_id)
    member = Membership.objects.select_related("user").filter(tenant_id=tenant.pk, user_id=group[0].person_id, is_active=True, user__is_active=True).first()
    told: list[tuple[Notice, Told]] = []
    dropped = []
    if member is not None:
        actor = actor_of_membership(member, door="job")
        with translation.override(member.user.language), timezone.override(ZoneInfo(tenant.time_zone)):
            for row in group:
                found = _words(row, actor, at)
                if found is None:
                    dropped.append(row)
                else:
                    told.append((row, found))
            mail = _mail(group, [item for _row, item in told], member, tenant) if told else None
    else:
        dropped, mail = group, None
    if dropped:
        _end(dropped, NoticeState.DROPPED, at)
    if mail is None:
        return 0
    rows = [row for row, _told in told]
    try:
        mail.send()
    except Exception as error:  # whatever the mail server or the network says is tried again
        _put_off(rows, error, at)
        return 0
    _end(rows, NoticeState.SENT, at)
    return 1


def _words(row: Notice, actor: Actor, at: dt.datetime) -> Told | None:
    _label, words = _kinds.get(row.kind, ("", None))
    if words is None or at - row.send_at > MOST_AGE:
        return None
    return words(row.about_id, actor=actor, at=at)


def _mail(group: list[Notice], told: list[Told], member: Membership, tenant: Tenant) -> EmailMessage:
    """One mail of one item, or the daily mail."""
    parts = ["\n".join([*item.lines, settings.SITE_URL + item.path]) for item in told]
    if group[0].in_digest:
        subject = _("%(company)s: news of the day (%(count)s)") % {"company": tenant.name, "count": len(told)}
        parts = [f"{item.subject}\n{part}" for item, part in zip(told, parts, strict=True)]
    else:
        subject = f"{tenant.name}: {told[0].subject}"
    foot = _("You get this as a member of %(company)s. When you get mails: %(link)s") % {
        "company": tenant.name, "link": f"{settings.SITE_URL}/accounts/notices/",
    }  # fmt: skip
    body = "\n\n".join([*parts, f"-- \n{foot}"]) + "\n"
    subject = " ".join(subject.split())  # a line break would end the header
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [member.user.email], headers={"Message-ID": group[0].message_id})


def _end(rows: list[Notice], state: str, at: dt.datetime) -> None:
    ids = [row.pk for row in rows]
    with durable():
        Notice.objects.filter(pk__in=ids, state=NoticeState.WAITING).update(state=state, next_at=None, ended_at=at, error="")


def _put_off(rows: list[Notice], error: Exception, at: dt.datetime) -> None:
    said = mask_text(f"{type(error).__name__}: {error}")[:500]
    with durable():
        for row in rows:
            waiting = Notice.objects.filter(pk=row.pk, state=NoticeState.WAITING)
            if row.attempts > len(BACK_OFF):
                waiting.update(state=NoticeState.FAILED, next_at=None, ended_at=at, error=said)
            else:
                waiting.update(next_at=at + BACK_OFF[row.attempts - 1], error=said)
