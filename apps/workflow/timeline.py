"""What happened to a record, newest first: its journal with what each act changed, and what other apps add.

Everything on it stands by a number of the journal: that of its own entry, or of the entry that it follows from. So the
parts are merged by one key and read page by page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from apps.journal import types
from apps.journal.models import JournalEntry
from apps.journal.queries import DOORS, actor_text
from apps.kernel.actor import Actor
from apps.workflow.models import Notice, NoticeState
from apps.workflow.wording import Words, has_column, label_of, shown_fields

PAGE = 100


@dataclass(frozen=True)
class Change:
    """One field before and after, as a person reads it."""

    label: str
    before: str
    after: str


@dataclass
class Event:
    """One step in the life of a record. `sequence`: the journal entry that it stands by. `details`: sentences under it.
    `address`: the page of what it is about, where that is another record."""

    sequence: int
    at: dt.datetime
    who: str
    door: str
    label: str
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    request_id: str = ""
    changes: list[Change] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class Page:
    """A part of a time line. `next`: what to give as `before` for the part that follows, None at the beginning of all."""

    events: list[Event]
    next: int | None


# (row, actor=, before=, limit=) -> events by number, newest first: at most `limit`, all below `before` where it is given.
Source = Callable[..., list[Event]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Declares what an app adds to the time lines of records that are not its own, such as approvals of a document. The
    source leaves out what the actor may not see, reads by keys, and asks for nothing more where it has nothing. Called
    from ready()."""
    _sources[name] = source


def timeline(row: Any, *, actor: Actor, before: int | None = None, limit: int = PAGE) -> Page:
    """A page of what happened to a business row, and which mails went out about it. Needs a bound tenant. Two queries, one of the
    mails where the actor may see those, and those of the sources."""
    found = _own(row, before=before, limit=limit + 1)
    for source in _sources.values():
        found += source(row, actor=actor, before=before, limit=limit + 1)
    found.sort(key=lambda event: -event.sequence)
    last = found[limit - 1].sequence if len(found) > limit else None
    shown = found if last is None else [event for event in found if event.sequence >= last]
    _add_mails(shown, actor)
    return Page(shown, last)


def _add_mails(events: list[Event], actor: Actor) -> None:
    """Under each step the mails that it led to: to whom, and what became of them. For who sees the company's mails."""
    if not events or not actor.may("workflow.view_notice"):
        return
    by_sequence = {event.sequence: event for event in events}
    for row in Notice.objects.filter(sequence__in=list(by_sequence)).select_related("person").order_by("pk"):
        words = {"who": row.person.name or row.person.email, "state": row.get_state_display().lower()}
        if row.state == NoticeState.SENT and row.ended_at is not None:
            text = _("Mail to %(who)s: sent %(when)s.") % (words | {"when": localize(timezone.localtime(row.ended_at))})
        elif row.error:
            text = _("Mail to %(who)s: %(state)s, %(error)s.") % (words | {"error": row.error})
        else:
            text = _("Mail to %(who)s: %(state)s.") % words
        by_sequence[row.sequence].details.append(text)


def entries_of(kind: str, keys: list[int], *, before: int | None, limit: int) -> list[JournalEntry]:
    """The newest journal entries about records of one kind, below a number. One query, by index."""
    found = JournalEntry.objects.filter(subject_kind=kind, subject_id__in=keys)
    if before is not None:
        found = found.filter(sequence__lt=before)
    return list(found.order_by("-sequence")[:limit])


def event_of(entry: JournalEntry, labels: dict[str, Any]) -> Event:
    """An entry of the journal as a step; `labels`: words of the states."""
    known = types.find(entry.type)
    return Event(
        entry.sequence, entry.at, actor_text(entry.actor_label), str(DOORS.get(entry.door, entry.door)), str(known.label) if known else entry.type,
        str(labels.get(entry.from_state, entry.from_state)), str(labels.get(entry.to_state, entry.to_state)), entry.reason, entry.request_id,
    )  # fmt: skip


def state_labels(model: type) -> dict[str, Any]:
    """The words of a model's states; empty where it has none."""
    meta: Any = model._meta  # type: ignore[attr-defined]
    return dict(meta.get_field("state").flatchoices) if has_column(model, "state") else {}  # type: ignore[arg-type]


def _own(row: Any, *, before: int | None, limit: int) -> list[Event]:
    entries = entries_of(row.subject_kind, [row.pk], before=before, limit=limit)
    labels = state_labels(type(row))
    differences = _differences(row, entries)
    events = []
    for entry in entries:
        event = event_of(entry, labels)
        event.changes = differences.pop((entry.at, entry.to_state if labels else ""), [])
        events.append(event)
    return events


def _differences(row: Any, entries: list[JournalEntry]) -> dict[tuple[dt.datetime, str], list[Change]]:
    """What each act changed, by its instant and the state that it led to."""
    if not entries or not hasattr(row, "history"):
        return {}
    newest = row.history.filter(history_date__lte=max(entry.at for entry in entries)).order_by("-history_id")
    versions = list(newest[: len(entries) + 2])[::-1]
    words = Words(versions)
    stated = has_column(type(row), "state")
    found: dict[tuple[dt.datetime, str], list[Change]] = {}
    for before, after in zip(versions, versions[1:], strict=False):
        changes = changes_between(before, after, words, leave_out=("state",))
        found.setdefault((after.history_date, after.state if stated else ""), []).extend(changes)
    return found


def changes_between(before: Any, after: Any, words: Words, *, leave_out: tuple[str, ...] = ()) -> list[Change]:
    """The fields that differ between two versions of one record, in words."""
    model = getattr(after, "instance_type", None) or type(after)
    return [
        Change(label_of(item), words.text(before, item), words.text(after, item))
        for item in shown_fields(model)
        if item.name not in leave_out and getattr(before, item.attname) != getattr(after, item.attname)
    ]
