"""What a text says by its words alone, whatever its digits.

Payers write the same words again and again, with other numbers, dates and sums. Where the numbers of a text stand, what they are
called and whether it speaks of a part, a rate or a tax follows from its shape: the text with noughts for digits. So each shape is
looked at once, and of a text that has a known shape only the digits are read. Nothing here asks what a digit is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from .documents import DATED_PLACE, OTHER, NumberPlace, called, number_places
from .folding import DIGITS, TOKEN, as_written, fold, fold_and_mask, is_letter, unmasked
from .tax import TaxPlaces, tax_places
from .texts import EXCHANGE_WORDS, PART_WORDS, names_legal_form

MOST_SHAPES, MOST_MET, LONGEST_KEPT = 4096, 32_768, 500
_FEW = 40
# A single letter at a number ("00012З", "12-А") or a figure in brackets: perhaps another number than it seems.
GOES_ON = re.compile(r"[-/]?[^\W\d_](?![^\W_])|\([0-9]")
_O_BETWEEN_DIGITS = re.compile(r"[0-9]o[0-9]")
_IBAN_BEGIN, _EIGHT = re.compile(r"[A-Za-z]{2}[0-9]{2} ?[0-9A-Za-z]"), re.compile(r"[0-9]{8}")  # without which there is no IBAN, no tax number


class Token(NamedTuple):
    """A run of letters, a gap and a chain of digit groups, by its places in the skeleton.

    `in_series`, `of_contract`: numbers of invoices, or of contracts, begin so. `glued`: what else of the letters' end could begin
    a number. `alone`: nothing like it stands before it. `kind`: what the words before call it. `goes_on`: a letter or bracket follows. `sure`: an invoice
    that is written so is named, if nothing like it stands before it.
    """

    letters: str
    gap: str
    start: int
    chain_at: int
    end: int
    in_series: bool
    of_contract: bool
    glued: tuple[str, ...]
    alone: bool
    kind: str
    goes_on: bool
    sure: bool


class Telling(NamedTuple):
    """What of a text is read for the numbers in it. `tokens`: those that can say something; `dated`: spans of dates behind "від" and
    the like; `other`: the first word of something else than an invoice, as it is written; `mends`: a letter O stands between digits;
    `long_number`: eight digits stand in a row. `mute`: there is no digit, and no company is named."""

    tokens: tuple[Token, ...]
    dated: tuple[tuple[int, int], ...]
    other: str
    mends: bool
    long_number: bool
    mute: bool


class Shape:
    """What is known of all texts of one shape, found when it is first asked for. `text` has noughts for digits, and so has its skeleton."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded
        self.telling: Telling | None = None
        self._said: dict[re.Pattern[str], str] | None = None

    @cached_property
    def digits(self) -> int:
        """How many digits there are."""
        return sum(map(len, DIGITS.findall(self.folded)))

    @cached_property
    def may_hold_iban(self) -> bool:
        """Whether something begins like an IBAN."""
        return _IBAN_BEGIN.search(self.text) is not None

    @cached_property
    def may_name_clients(self) -> bool:
        """Whether the legal form of a company stands in the text."""
        return names_legal_form(self.folded)

    @cached_property
    def says_part(self) -> bool:
        """Whether the payer calls the payment a part or an advance."""
        return any(word in self.folded for word in PART_WORDS)

    @cached_property
    def says_exchange(self) -> bool:
        """Whether the text speaks of a rate or of another currency."""
        return any(word in self.folded for word in EXCHANGE_WORDS)

    @cached_property
    def tax(self) -> TaxPlaces:
        """Where the text states tax."""
        return tax_places(self.text)

    @cached_property
    def numbers(self) -> tuple[NumberPlace, ...]:
        """Where numbers stand that may be of a document."""
        return tuple(number_places(self.folded))

    def said(self, words: re.Pattern[str]) -> str:
        """The first of some words (a pattern that asks for no digit), as the payer wrote it; "" where there is none."""
        if self._said is None:
            self._said = {}
        known = self._said.get(words)
        if known is None:
            found = words.search(self.folded)
            known = self._said[words] = as_written(self.text, found.start(), found.end()) if found else ""
        return known


class Shapes:
    """Shapes of texts as one book sees them: `series` and `contracts` are the letters with which its numbers begin, `bare` is whether
    some have none, `stems` the beginnings of words of something else. At most `MOST_SHAPES` are kept, and none of a very long text. Where
    `digits_matter`, because a digit is part of a word that is asked for, each text is a shape of its own."""

    def __init__(
        self, series: frozenset[str], contracts: frozenset[str], *, bare: bool, stems: tuple[str, ...], digits_matter: bool = False
    ) -> None:
        self._series, self._contracts, self._bare = series, contracts, bare
        self._stems, self._digits_matter = stems, digits_matter
        self._glued = tuple(sorted({len(letters) for letters in series if len(letters) > 1}))
        ends = sorted(series | contracts, key=lambda letters: (-len(letters), letters))
        few = 0 < len(ends) <= _FEW and not bare
        self._telling = re.compile("(?:" + "|".join(map(re.escape, ends)) + r")(?=[ \-/.#:]{0,3}+[0-9])") if few else None
        self._kept: dict[bytes | str, Shape] = {}
        self._met: set[bytes | str] = set()

    def of(self, text: str) -> tuple[str, Shape]:
        """The skeleton of a text, and its shape."""
        if self._digits_matter:
            return (folded := fold(text)), Shape(text, folded)
        folded, mask = fold_and_mask(text)
        return folded, self._kept.get(mask) or Shape(*unmasked(mask))

    def meet(self, text: str) -> tuple[str, Shape]:
        """The same, once for each text: a shape is kept when it comes again, for many never do."""
        if self._digits_matter:
            return (folded := fold(text)), Shape(text, folded)
        folded, mask = fold_and_mask(text)
        shape = self._kept.get(mask)
        if shape is None:
            shape = Shape(*unmasked(mask))
            self._keep(mask, shape)
        return folded, shape

    def _keep(self, mask: bytes | str, shape: Shape) -> None:
        if mask in self._met:
            if len(self._kept) >= MOST_SHAPES:
                self._kept.clear()
            self._kept[mask] = shape
        elif len(mask) <= LONGEST_KEPT:
            if len(self._met) >= MOST_MET:
                self._met.clear()
            self._met.add(mask)

    def telling(self, shape: Shape) -> Telling:
        """What is read of texts of a shape for the numbers in them."""
        if shape.telling is None:
            text, folded = shape.text, shape.folded
            shape.telling = Telling(
                self.tokens(folded),
                tuple([found.span() for found in DATED_PLACE.finditer(folded)]),
                _other(folded, text, self._stems),
                _O_BETWEEN_DIGITS.search(folded) is not None,
                _EIGHT.search(text) is not None,
                not shape.digits and not shape.may_name_clients,
            )
        return shape.telling

    def tokens(self, folded: str) -> tuple[Token, ...]:
        """The tokens of a skeleton that can say something."""
        return tuple(
            self._token(found, folded)
            for found in (TOKEN.finditer(folded) if self._telling is None else self._telling_tokens(folded, self._telling))
            if self._bare or found[1] in self._series or found[1] in self._contracts or self._ends(found)
        )

    def _token(self, found: re.Match[str], folded: str) -> Token:
        letters, gap, _chain = found.groups()
        start, end = found.span()
        in_series, of_contract, alone = letters in self._series, letters in self._contracts, folded.find(found[0]) == start
        kind, goes_on = called(folded, start), GOES_ON.match(folded, end) is not None
        sure = in_series and not of_contract and kind != OTHER and not goes_on
        return Token(letters, gap, start, found.start(3), end, in_series, of_contract, self._ends(found), alone, kind, goes_on, sure)

    def _ends(self, found: re.Match[str]) -> tuple[str, ...]:
        letters = found[1]
        if self._bare or letters in self._series or " " in found[2]:
            return ()
        return tuple(letters[-length:] for length in self._glued if len(letters) > length and letters[-length:] in self._series)

    @staticmethod
    def _telling_tokens(folded: str, telling: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The tokens whose letters end as those of a number or a contract do: where every number has letters and there are few
        series, no other token says anything."""
        for hit in telling.finditer(folded):
            start = hit.start()
            while start and is_letter(folded[start - 1]):
                start -= 1
            token = TOKEN.match(folded, start)
            assert token is not None
            yield token


def _other(folded: str, text: str, stems: tuple[str, ...]) -> str:
    """The first word of the text that begins with one of the stems, as the payer wrote it."""
    if not any(map(folded.__contains__, stems)):
        return ""
    for stem in stems:
        if stem in folded:
            at = folded.find(stem)
            while at > 0 and folded[at - 1].isalpha():
                at = folded.find(stem, at + 1)
            if at >= 0:
                end = next((place for place in range(at + len(stem), len(folded)) if not folded[place].isalpha()), len(folded))
                return as_written(text, at, end)
    return ""
