"""What this app adds to an audit pack: history of every model, checks of rows against it, people and rights at the year's end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.journal.models import JournalEntry
from apps.journal.packing import Part, Year, by_key, register_many, register_table
from apps.tenants.roles import grants
from apps.workflow.completeness import audited_models
from apps.workflow.models import HistoryCheck, HistoryDifference

_MEMBERS = ("membership.created", "membership.updated", "membership.revoked")
_KEYS = ("api_key.created", "api_key.revoked")


def histories() -> Iterable[Part]:
    """A file for each model with history: the versions that were made in the year, one JSON object a line."""
    for model in audited_models():
        name = f"history/{model._meta.app_label}_{model._meta.model_name}.jsonl"
        yield Part(name, _("versions made in the year: %(name)s") % {"name": model._meta.verbose_name_plural}, _history(model))


def _history(model: type[models.Model]) -> Any:
    history = model.history.model  # type: ignore[attr-defined]
    names = [field.attname for field in history._meta.concrete_fields]

    def lines(year: Year) -> Iterator[bytes]:
        found = history.objects.filter(history_date__gte=year.starts_at, history_date__lt=year.ends_at)
        for row in by_key(found, key="history_id"):
            yield orjson.dumps({name: getattr(row, name) for name in names}, default=str) + b"\n"

    return lines


def checks(year: Year) -> Iterator[list[Any]]:
    """The checks of the year, and the newest one."""
    rows = HistoryCheck.objects.filter(ended_at__gte=year.starts_at)
    newest = rows.order_by("-pk").first()
    found = list(rows.filter(ended_at__lt=year.ends_at).order_by("pk"))
    for item in [*found, *([newest] if newest is not None and newest not in found else [])]:
        yield [item.started_at, item.ended_at, item.row_count, item.difference_count, item.error]


def differences(year: Year) -> Iterator[list[Any]]:
    """What checks found in the year, or found before and was there in it."""
    rows = HistoryDifference.objects.filter(first_seen_at__lt=year.ends_at).exclude(resolved_at__lt=year.starts_at)
    for item in by_key(rows):
        yield [item.model_label, item.row_id, item.what, item.columns, item.first_seen_at, item.last_seen_at, item.resolved_at]


def people(year: Year) -> Iterator[list[Any]]:
    """Members and keys as they stood when the year ended, told by the journal: by what was done to each until then."""
    known: dict[tuple[str, int], list[Any]] = {}
    for entry in _entries(year, (*_MEMBERS, *_KEYS)):
        body, key = entry.payload, (entry.subject_kind, entry.subject_id)
        row = known.setdefault(key, [entry.subject_kind, entry.subject_id, body.get("email") or body.get("name") or "", "", "", entry.at, None])
        if entry.type.endswith(".revoked"):
            row[6] = entry.at
            continue
        roles = body.get("roles")
        if roles is not None:
            row[3] = " ".join(roles[1] if entry.type == "membership.updated" else roles)
        if "department" in body:
            row[4] = body["department"][1]
        if entry.type.endswith(".created"):
            row[6] = None  # added anew after an end
    for _key, row in sorted(known.items()):
        if row[6] is None or row[6] >= year.starts_at:
            yield row


def _entries(year: Year, types: tuple[str, ...]) -> Iterator[JournalEntry]:
    found = (entry for name in types for entry in by_key(JournalEntry.objects.filter(type=name, at__lt=year.ends_at), key="sequence"))
    yield from sorted(found, key=lambda entry: entry.sequence)


def rights(year: Year) -> Iterator[list[Any]]:
    """What each role may do, by the program that made the pack."""
    for name, roles in grants().items():
        for role in roles:
            yield [str(role), name]


def register() -> None:
    """Declares them. Called from ready()."""
    register_many(histories)
    register_table(
        "people", explained=_("members and API keys at the end of the year with their roles; those who left in it too"), rows=people,
        columns=["kind", "id", "name", "roles", "department", "since", "ended"],
    )  # fmt: skip
    register_table("rights", explained=_("what each role may do, in the program that made the pack"), rows=rights, columns=["role", "right"])
    register_table(
        "history_checks", explained=_("comparisons of rows with their history in the year, and the newest"), rows=checks,
        columns=["started", "ended", "rows", "differences", "error"],
    )  # fmt: skip
    register_table(
        "history_differences", explained=_("what these comparisons found"), rows=differences,
        columns=["kind", "id", "what", "columns", "found_first", "found_last", "not_found_any_more"],
    )  # fmt: skip
