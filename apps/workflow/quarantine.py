"""Which tables' rows can wait in quarantine, and reads of what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.utils.text import Truncator
from django.utils.translation import get_language, override

from apps.kernel.actor import Actor
from apps.kernel.errors import Bug, Reason, Text
from apps.tenants.permission import permitted
from apps.workflow.imports import Importer, ImportReport
from apps.workflow.models import QuarantinedRow
from apps.workflow.transitions import RowState

# Of one file, and of a company; what is beyond is told in the report of the import alone.
MOST_OF_FILE, MOST_WAITING = 2_000, 20_000


@dataclass(frozen=True)
class Source:
    """A kind of table. `permission`: what its import needs ("clients.create_client"). `act` takes a whole table in; `importer` makes
    the importer for a single row, in the scope of the company, and what that writes joins the open unit."""

    door: str
    label: Text
    permission: str
    columns: Mapping[str, Sequence[str]]
    act: Callable[..., ImportReport]
    importer: Callable[[Actor, dt.datetime], Importer[Any]]


@dataclass(frozen=True)
class Waiting:
    """What waits of one file."""

    door: str
    label: str
    file_name: str
    file_sha256: str
    count: int
    since: dt.datetime


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Declares a table. Called where its import is declared."""
    _sources[source.door] = source


def source_of(door: str) -> Source:
    """The table of a door. Raises Bug for one that nobody declared."""
    try:
        return _sources[door]
    except KeyError:
        raise Bug(f"no table has the door {door!r}") from None


def sources() -> list[Source]:
    """Every table, by door."""
    return [_sources[door] for door in sorted(_sources)]


def waiting(actor: Actor) -> Any:
    """The waiting rows that the actor may see. Needs a bound tenant."""
    return permitted(QuarantinedRow.objects.filter(state=RowState.WAITING), actor, "view_quarantinedrow")


def waiting_files(actor: Actor, most: int = 50) -> list[Waiting]:
    """By file what waits of it, the newest first."""
    rows = waiting(actor).order_by().values("door", "file_sha256").annotate(name=Min("file_name"), count=Count("pk"), since=Min("created_at"), last=Min("pk"))
    return [
        Waiting(row["door"], str(source_of(row["door"]).label), row["name"], row["file_sha256"], row["count"], row["since"])
        for row in rows.order_by("-last")[:most]
    ]


def kept_errors(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept: in every language, since who mends the row need not be who imported it."""
    found: list[dict[str, Any]] = [{"code": reason.code, "field": reason.field, "text": {}} for reason in reasons]
    for language, _name in settings.LANGUAGES:
        with override(language):
            for item, reason in zip(found, reasons, strict=True):
                item["text"][language] = str(reason)[:500]
    return found


def error_text(item: Mapping[str, Any]) -> str:
    """A kept error in the reader's language."""
    texts: Mapping[str, str] = item["text"]
    language = (get_language() or "").split("-")[0]
    return texts.get(language) or next(iter(texts.values()), item["code"])


def short_of(errors: Sequence[Mapping[str, Any]]) -> str:
    """The first of kept errors, and how many there are beside it: for lists."""
    if not errors:
        return "—"
    first, more = Truncator(error_text(errors[0])).chars(80), len(errors) - 1
    return f"{first} (+{more})" if more else first
