"""The cells of the sheet as HTML. Written in code and not in a template, since a month of fifty people has thousands of them."""

from __future__ import annotations

from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe

from apps.shifts.sheet import Card, Cell, Row
from apps.shifts.states import STAFFED


class Cells:
    """How one page shows its cells. `by`: "post" or "person"; `named`: people are listed in the card; `base`: address of the list
    of shifts."""

    def __init__(self, *, by: str, named: bool, may_assign: bool, base: str) -> None:
        self.by, self.named, self.may_assign, self.base = by, named, may_assign, base

    def row(self, row: Row, place: int) -> SafeString:
        """The cells of a row, the `place`-th of the sheet from 1."""
        line = f' data-line="{esc(row.key)}"' if self.by == "post" else ""
        title = esc(row.title)
        return mark_safe("".join(self._cell(cell, number, place, line, title) for number, cell in enumerate(row.cells, 1)))

    def lacking(self, cards: list[Card] | tuple[Card, ...], number: int, label: str) -> SafeString:
        """The cell of a day with the shifts that lack people."""
        who = f'<span class="ro-who">{esc(label)}</span>' if cards else ""
        shown = "".join(self.card(card, draggable=self.may_assign) for card in cards)
        return mark_safe(f'<td style="order:{number}01" class="{"" if cards else "ro-empty"}" data-cell data-stop tabindex="-1">{who}{shown}</td>')

    def _cell(self, cell: Cell, number: int, place: int, line: str, title: str) -> str:
        head = f'<td style="order:{number}{place + 1:02}" data-cell data-on="{cell.iso}"{line} data-stop tabindex="-1"'
        if not cell.cards and not cell.absence:
            return f'{head} class="ro-empty"></td>'
        away = f'<span class="ro-away">{esc(cell.absence)}</span>' if cell.absence else ""
        return f'{head}>{away}<span class="ro-who">{title}</span>{"".join(map(self.card, cell.cards))}</td>'

    def card(self, card: Card, *, draggable: bool = False) -> str:
        """One shift."""
        over = f"<sup>+{card.over}</sup>" if card.over else ""
        cover = f' <span class="ro-cover {"ro-lacks" if card.is_short else "ro-full"}">{esc(card.coverage)}</span>' if self.by == "post" or draggable else ""
        title = f' title="{esc(card.title)}"' if self.by == "post" or card.marks else ""
        held = self.by == "person" and self.may_assign and card.state in STAFFED
        drag = ' draggable="true" data-lacking' if draggable else ' draggable="true" data-held' if held else ""
        return (
            f'<article class="ro-card ro-is-{card.state}" data-shift="{card.pk}" data-stop tabindex="-1"{drag}>'
            f'<a class="ro-hours" data-panel tabindex="-1" href="{self.base}{card.pk}/people/"{title}>{card.hours}{over}</a>{cover}'
            f'<span class="ro-role">{esc(card.what)}</span>{self._people(card)}</article>'
        )

    def _people(self, card: Card) -> str:
        if not self.named:
            words = card.mark_words
            return f'<span class="ro-mark">{esc(words)}</span>' if words else ""
        drag = ' draggable="true"' if self.may_assign else ""
        shown = []
        for person in card.people:
            marks = "".join(f'<span class="ro-mark" title="{esc(mark.told)}">{esc(mark.short)}</span>' for mark in person.marks)
            held = f'{drag} data-person="{person.pk}"' if drag else ""
            shown.append(f'<span class="ro-chip{" ro-marked" if marks else ""}"{held}>{esc(person.name)}{marks}</span>')
        return "".join(shown)
