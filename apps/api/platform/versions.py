"""The dated versions of the contract."""

from __future__ import annotations

FIRST = "2026-11-01"
NEWEST = "2026-11-01"
