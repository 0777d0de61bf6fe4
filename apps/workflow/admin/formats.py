"""How values are shown in lists and forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils.formats import localize, number_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.journal.queries import actor_text
from apps.kernel.amounts import minor_of
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money

# Colour says the same as the word beside it, never more.
_TONES = {
    "good": ("active", "paid", "checked", "allocated", "matched", "accepted", "completed", "imported", "released", "done"),
    "busy": (
        "issued", "partially_paid", "running", "queued", "proposed", "received", "partially_allocated", "in_approval", "approved", "pending", "assigned", "in_progress",
    ),
    "bad": ("quarantined", "suspect", "failed", "disputed", "on_hold", "suspended", "rejected", "voided", "expired"),
}
_TONE_OF = {state: tone for tone, states in _TONES.items() for state in states}


def money(name: str, label: Any, *, order: bool = False) -> Any:
    """A column that shows `<name>_minor` in the row's currency."""

    @admin.display(description=label, ordering=f"{name}_minor" if order else None)
    def column(self: Any, row: Any) -> str:
        minor = getattr(row, f"{name}_minor")
        if minor is None:
            return format_html('<span class="oblik-money">{}</span>', "—")
        currency = getattr(row, "currency", None) or getattr(row, "account").currency  # noqa: B009
        return format_html('<span class="oblik-money">{}</span>', format_money(minor, currency))

    return column


def number(name: str, label: Any, *, order: bool = False) -> Any:
    """A column that shows a count or another plain figure, from the right."""

    @admin.display(description=label, ordering=name if order else None)
    def column(self: Any, row: Any) -> str:
        value = getattr(row, name)
        shown = "—" if value is None else number_format(value, use_l10n=True, force_grouping=True)
        return format_html('<span class="oblik-number">{}</span>', shown)

    return column


def percent(name: str, label: Any) -> Any:
    """A column that shows hundredths of a per cent as per cent."""

    @admin.display(description=label)
    def column(self: Any, row: Any) -> str:
        return format_html('<span class="oblik-number">{}</span>', percent_text(getattr(row, name)))

    return column


def percent_text(bps: int) -> str:
    """"20 %", "7.5 %" as the reader's language writes it."""
    return f"{decimal_text(Decimal(bps) / 100)}\N{NO-BREAK SPACE}%"


def decimal_text(value: Decimal, least: int = 0) -> str:
    """A quantity or price without zeros that say nothing, but `least` decimals."""
    plain = f"{value.normalize():f}"
    decimals = max(least, len(plain.partition(".")[2]))
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def caption(name: str, label: Any, *, mono: bool = False) -> Any:
    """A field under a caption of our own, which the model has not."""

    @admin.display(description=label)
    def column(self: Any, row: Any) -> str:
        value = getattr(row, name)
        if value in (None, ""):
            return "—"
        return format_html('<span class="oblik-mono">{}</span>', value) if mono else str(localize(value))

    return column


def person(name: str, label: Any = None) -> Any:
    """A column that shows who did it: an address, a key or a part of the product."""

    @admin.display(description=label or _("Who"))
    def column(self: Any, row: Any) -> str:
        return actor_text(getattr(row, name)) or "—"

    return column


def work_state(row: Any) -> tuple[str, str] | None:
    """The state in words, and its colour, of a row that a worker has yet to end or that failed; None of one that ended well."""
    if row.started_at is None:
        return gettext("Queued"), "busy"
    if row.ended_at is None:
        return gettext("Running"), "busy"
    return (gettext("Failed"), "bad") if row.error else None


def state_label(label: Any, field: str = "state") -> Any:
    """A column that shows a state as a coloured word."""

    @admin.display(description=label)
    def column(self: Any, row: Any) -> str:
        value = getattr(row, field)
        text = getattr(row, f"get_{field}_display")()
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', _TONE_OF.get(value, "plain"), text)

    return column


def read_money(form: Any, name: str, currency: str | None) -> None:
    """Turns the text of a form's field into minor units, as people write amounts; "" becomes None. What is no amount is the
    field's error."""
    text = form.cleaned_data.get(name)
    if text is None or not currency:
        return
    try:
        form.cleaned_data[name] = minor_of(text, currency) if text.strip() else None
    except Refusal as refusal:
        form.add_error(name, str(refusal))
