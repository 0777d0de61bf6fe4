"""Tables whose columns somebody is choosing: kept from step to step, under MEDIA_ROOT/mapping/<company>/<person>/<sha256>, for at most a day.

Nothing here is served by an address of its own, and a person reads only what they uploaded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from django.conf import settings

from apps.kernel.actor import Actor

MOST_KEPT = 10  # of a person; the oldest go
KEPT_FOR = dt.timedelta(days=1)


def keep(data: bytes, *, actor: Actor) -> str:
    """Keeps a file and tells its SHA-256, by which it is read again."""
    digest = hashlib.sha256(data).hexdigest()
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".part-{digest}"
    part.write_bytes(data)
    part.replace(folder / digest)
    files = sorted((path for path in folder.iterdir() if path.name != digest), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) + 1 - MOST_KEPT)]:
        path.unlink(missing_ok=True)
    return digest


def read(sha256: str, *, actor: Actor) -> bytes | None:
    """The file as it came; None where this person has none such any more."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    try:
        data = (_folder(actor) / sha256).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def remove(sha256: str, *, actor: Actor) -> None:
    """Takes the file away, as when it is imported."""
    if re.fullmatch(r"[0-9a-f]{64}", sha256):
        (_folder(actor) / sha256).unlink(missing_ok=True)


def remove_old(*, at: dt.datetime) -> int:
    """Takes away what was kept for a day, of every company. How many files that were."""
    count, before = 0, (at - KEPT_FOR).timestamp()
    for path in _root().glob("*/*/*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
        except FileNotFoundError:  # somebody else was faster
            continue
    return count


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "mapping"


def _folder(actor: Actor) -> Path:
    return _root() / str(actor.tenant_id) / str(actor.user_id)
