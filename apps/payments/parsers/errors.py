"""What is said of a file that cannot be read."""

from __future__ import annotations

from apps.kernel.errors import UnreadableFile

__all__ = ["NoProfile", "UnreadableFile"]


class NoProfile(UnreadableFile):
    """A table whose columns no mapping profile fits. `columns`: its widest row, to make a profile from."""
