"""Who must approve an invoice. The approvals mechanism registers here; until one does, no policy applies."""

from __future__ import annotations

from collections.abc import Callable

from apps.invoices.models import Invoice

_policies: list[Callable[[Invoice], bool]] = []


def register(applies: Callable[[Invoice], bool]) -> None:
    """Declares a test that is true for invoices which need approval."""
    _policies.append(applies)


def needs_approval(invoice: Invoice) -> bool:
    """True if any registered policy applies to the invoice."""
    return any(applies(invoice) for applies in _policies)
