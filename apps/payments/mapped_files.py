"""Tables whose columns somebody is choosing: kept from step to step, apart for each person and company, for at most a day.

They lie under MEDIA_ROOT/mapping/<person>/<company>/<first two>/<sha256>. A person reads only what they uploaded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Refused
from apps.kernel.kept_files import KeptFiles

FOLDER = "mapping"
MOST_KEPT = 10  # of a person in a company; the oldest go
KEPT_FOR = dt.timedelta(days=1)


def keep(data: bytes, *, actor: Actor) -> str:
    """Keeps a file and tells its SHA-256, by which it is read again."""
    digest, files = hashlib.sha256(data).hexdigest(), _files(actor)
    files.store(data, actor.tenant_id, digest)
    kept = files.path_of(actor.tenant_id, digest)
    kept.touch()  # uploaded again, it is new again
    others = sorted((path for path in kept.parents[1].glob("*/*") if path != kept), key=lambda path: path.stat().st_mtime)
    for path in others[: max(0, len(others) + 1 - MOST_KEPT)]:
        path.unlink(missing_ok=True)
    return digest


def read(sha256: str, *, actor: Actor) -> bytes | None:
    """The file as it came; None where this person has none such any more."""
    if not _is_digest(sha256):
        return None
    try:
        return _files(actor).read(actor.tenant_id, sha256)
    except Refused:
        return None


def remove(sha256: str, *, actor: Actor) -> None:
    """Takes the file away, as when it is imported."""
    if _is_digest(sha256):
        _files(actor).remove(actor.tenant_id, sha256)


def remove_old(*, at: dt.datetime) -> int:
    """Takes away what was kept for a day, of every company. How many files that were."""
    count, before = 0, (at - KEPT_FOR).timestamp()
    for path in Path(settings.MEDIA_ROOT, FOLDER).glob("*/*/*/*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
        except FileNotFoundError:  # somebody else was faster
            continue
    return count


def _is_digest(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def _files(actor: Actor) -> KeptFiles:
    return KeptFiles(f"{FOLDER}/{actor.user_id}", _("The file is kept for a day and is not there any more. Upload it again."))
