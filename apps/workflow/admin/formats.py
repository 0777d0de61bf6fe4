"""How values are shown in lists and forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html

from apps.kernel.money import format_money

# Colour says the same as the word beside it, never more.
_TONES = {
    "good": ("active", "paid", "checked", "allocated", "matched", "accepted", "completed", "imported", "released"),
    "busy": ("issued", "partially_paid", "running", "queued", "proposed", "received", "partially_allocated", "in_approval", "approved"),
    "bad": ("quarantined", "suspect", "failed", "disputed", "on_hold"),
}
_TONE_OF = {state: tone for tone, states in _TONES.items() for state in states}


def money(name: str, label: Any, *, order: bool = False) -> Any:
    """A column that shows `<name>_minor` in the row's currency."""

    @admin.display(description=label, ordering=f"{name}_minor" if order else None)
    def column(self: Any, row: Any) -> str:
        minor = getattr(row, f"{name}_minor")
        if minor is None:
            return "—"
        currency = getattr(row, "currency", None) or getattr(row, "account").currency  # noqa: B009
        return format_html('<span class="oblik-money">{}</span>', format_money(minor, currency))

    return column


def state_label(label: Any, field: str = "state") -> Any:
    """A column that shows a state as a coloured word."""

    @admin.display(description=label)
    def column(self: Any, row: Any) -> str:
        value = getattr(row, field)
        text = getattr(row, f"get_{field}_display")()
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', _TONE_OF.get(value, "plain"), text)

    return column
