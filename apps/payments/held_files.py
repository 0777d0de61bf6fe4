"""The bytes of statement files in quarantine: under MEDIA_ROOT/statements/<company>/<first two>/<sha256>, until their waiting ends.

Nothing here is served by an address of its own.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason, Refused

MAX_HELD = 32 * 2**20  # bytes of a file


def path_of(tenant_id: int, sha256: str) -> Path:
    """Where a company's file lies."""
    return Path(settings.MEDIA_ROOT) / "statements" / str(tenant_id) / sha256[:2] / sha256


def store(data: bytes, tenant_id: int, sha256: str) -> None:
    """Writes the file whole or not at all, and to the disk."""
    path = path_of(tenant_id, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def read(tenant_id: int, sha256: str) -> bytes:
    """The file as it came. Raises Refused if it is gone or is not what its digest says."""
    try:
        data = path_of(tenant_id, sha256).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused(Reason("file_damaged", _("The stored file is not the one that was uploaded. Upload it again.")))
    return data


def remove(tenant_id: int, sha256: str) -> None:
    """Takes the bytes away; the digest stays with the row."""
    path_of(tenant_id, sha256).unlink(missing_ok=True)
