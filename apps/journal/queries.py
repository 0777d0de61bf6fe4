"""Reads of the journal that doors share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.journal import types
from apps.journal.models import JournalEntry
from apps.kernel.money import format_money

MOST = 200
_UNSHOWN = {
    "id", "tenant", "version", "created_at", "updated_at", "search_text", "content_digest", "ibans_digest", "live_key", "line_key",
    "entry_key", "state_before_dispute", "signed_document", "notice_told_on", "queue_key", "escalated_key", "active_key",
}  # fmt: skip


DOORS = {
    "admin": _("admin"), "api": _("API"), "job": _("background job"), "command": _("command"), "sign_in": _("sign-in page"),
}  # fmt: skip
_SYSTEM = {
    "operator": _("the operator"), "reconciliation": _("reconciliation"), "sign-in": _("the sign-in page"), "demo": _("the demo"),
    "history": _("the nightly check"), "contracts": _("the contract calendar"), "billing": _("billing"),
    "approvals": _("approvals"),
}  # fmt: skip


def actor_text(label: str) -> str:
    """Who did it, as a person reads it: an address, a key, or a part of the product."""
    kind, _colon, name = label.partition(":")
    return str(_SYSTEM.get(name, name)) if kind == "system" else label


@dataclass
class Change:
    """One field before and after, as a person reads it."""

    label: str
    before: str
    after: str


@dataclass
class Event:
    """One step in the life of a thing."""

    sequence: int
    at: dt.datetime
    who: str
    door: str
    label: str
    from_state: str
    to_state: str
    reason: str
    request_id: str
    changes: list[Change] = field(default_factory=list)


def timeline(row: Any) -> list[Event]:
    """What happened to a business row, newest first, at most MOST steps: the journal, with the differences that
    history holds for each step. Needs a bound tenant. Two queries."""
    entries = JournalEntry.objects.filter(subject_kind=row.subject_kind, subject_id=row.pk).order_by("-sequence")[:MOST]
    differences = _differences(row)
    labels = dict(row._meta.get_field("state").choices) if _has_state(row) else {}
    events = []
    for entry in entries:
        known = types.find(entry.type)
        events.append(
            Event(
                entry.sequence, entry.at, actor_text(entry.actor_label), str(DOORS.get(entry.door, entry.door)), str(known.label) if known else entry.type,
                str(labels.get(entry.from_state, entry.from_state)), str(labels.get(entry.to_state, entry.to_state)), entry.reason,
                entry.request_id, differences.pop((entry.at, entry.to_state if labels else ""), []),
            )
        )  # fmt: skip
    return events


def _has_state(row: Any) -> bool:
    return any(item.name == "state" for item in row._meta.concrete_fields)


def _differences(row: Any) -> dict[tuple[dt.datetime, str], list[Change]]:
    if not hasattr(row, "history"):
        return {}
    versions = list(row.history.order_by("history_id")[: MOST + 1])
    found: dict[tuple[dt.datetime, str], list[Change]] = {}
    stated = _has_state(row)
    for before, after in zip(versions, versions[1:], strict=False):
        changes = [
            Change(str(item.verbose_name), _shown(before, item), _shown(after, item))
            for item in row._meta.concrete_fields
            if item.name not in _UNSHOWN and item.name != "state" and getattr(before, item.attname) != getattr(after, item.attname)
        ]
        found.setdefault((after.history_date, after.state if stated else ""), []).extend(changes)
    return found


def _shown(version: Any, item: models.Field) -> str:
    value = getattr(version, item.attname)
    if value is None or value == "":
        return "—"
    if item.name.endswith("_minor"):
        return format_money(value, getattr(version, "currency", "") or "UAH")
    if item.choices:
        return str(dict(item.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(localize(timezone.localtime(value) if isinstance(value, dt.datetime) else value))
