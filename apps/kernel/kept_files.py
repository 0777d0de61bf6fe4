"""Files by their content: MEDIA_ROOT/<folder>/<company>/<first two>/<sha256>, apart for each company, so that nobody can learn from it
what another has. Nothing here is served by an address of its own."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.kernel.errors import Reason, Refused, Text


@dataclass(frozen=True)
class KeptFiles:
    """The files of one folder. `gone`: what to say of one that is not there as it was, and how to mend it. Digests are SHA-256, hex."""

    folder: str
    gone: Text

    def path_of(self, tenant_id: int, sha256: str) -> Path:
        """Where a company's file lies."""
        return Path(settings.MEDIA_ROOT) / self.folder / str(tenant_id) / sha256[:2] / sha256

    def store(self, data: bytes, tenant_id: int, sha256: str) -> None:
        """Writes the file whole or not at all, and to the disk. The same content twice is one file."""
        path = self.path_of(tenant_id, sha256)
        if path.exists() and path.stat().st_size == len(data):
            return
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

    def read(self, tenant_id: int, sha256: str) -> bytes:
        """The file as it came. Raises Refused if it is gone or is not what its digest says."""
        try:
            data = self.path_of(tenant_id, sha256).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refused(Reason("file_damaged", self.gone))
        return data

    def remove(self, tenant_id: int, sha256: str) -> None:
        """Takes the bytes away."""
        self.path_of(tenant_id, sha256).unlink(missing_ok=True)
