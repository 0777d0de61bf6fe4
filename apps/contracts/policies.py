"""Who must approve a contract or an amendment. The approvals mechanism registers here; until one does, no policy applies."""

from __future__ import annotations

from collections.abc import Callable

from apps.contracts.models import Amendment, Contract

_policies: list[Callable[[Contract | Amendment], bool]] = []


def register(applies: Callable[[Contract | Amendment], bool]) -> None:
    """Declares a test that is true for contracts or amendments which need approval."""
    _policies.append(applies)


def needs_approval(row: Contract | Amendment) -> bool:
    """True if any registered policy applies to the row."""
    return any(applies(row) for applies in _policies)
