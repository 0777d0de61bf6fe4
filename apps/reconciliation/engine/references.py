"""The index from what a payer may write to the invoice that it names.

Every invoice number has a few keys in one dictionary: as written (folded), its letters with its digit groups
without leading zeros, and its digits run together. A lookup is a dictionary access, never a scan of invoices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from .folding import DIGITS, TOKEN, compact, fold, fold_and_mask, is_year, strip_zeros, transliterated, unmasked

_MAX_SHARED = 50
_EXTRA_GROUPS = 3
_TELLING = 5
_MOST_SPELLINGS = 4096
Found = int | tuple[int, ...]


def key_of(letters: str, groups: Iterable[str]) -> str:
    """The canonical key: letters and digit groups without leading zeros."""
    return letters + "|" + "|".join([group.lstrip("0") or "0" for group in groups])


def joined_keys(letters: str, digits: str) -> tuple[str, ...]:
    """Keys of digits that were run together: as one group, and as year and serial."""
    whole = letters + "|" + strip_zeros(digits)
    if len(digits) > 4 and is_year(digits[:4]):
        return (whole, f"{letters}|{digits[:4]}|{strip_zeros(digits[4:])}")
    return (whole,)


def serial_of(number: str) -> str:
    """The digit group of a number that counts up: the last one that is not a year, without leading zeros."""
    groups = DIGITS.findall(fold(number))
    counting = [group for group in groups if not is_year(group)] or groups
    return strip_zeros(counting[-1]) if counting else ""


def _places(groups: list[str]) -> list[int]:
    """After how many digits each group ends."""
    return list(accumulate(map(len, groups)))


class _Place(NamedTuple):
    """A number by its places in a spelling of it: letters, where it begins and ends, its digit groups, and whether it is only a
    part of what is written."""

    letters: str
    start: int
    end: int
    groups: tuple[tuple[int, int], ...]
    compound: bool


class _Spelled(NamedTuple):
    """The number in both its spellings: None where there is no number, or where the second is the first."""

    folded: _Place | None
    transliterated: _Place | None


class References:
    """Keys of all invoice numbers. `series` are the letter parts in use; "" stands for numbers of digits only.

    `short` are the invoices whose number is too short to be trusted by itself, `compound` those whose number has
    letters in the middle or at the end, so that the keys cover only a part of it.
    """

    __slots__ = (
        "_keys", "_numbers", "_payment_references", "_spellings", "bare", "compound", "doubts", "get", "max_groups", "series", "short",
    )  # fmt: skip

    def __init__(self, numbers: list[str], payment_references: list[str], places: Sequence[int]) -> None:
        self._keys: dict[str, Found] = {}
        self._spellings: dict[bytes | str, _Spelled] = {}  # by mask: numbers that differ in digits only are taken apart alike
        self._numbers = numbers
        self._payment_references = payment_references
        self.series: set[str] = set()
        self.short: set[int] = set()
        self.compound: set[int] = set()
        self.max_groups = 1
        for idx, number in zip(places, numbers, strict=True):
            self._add(idx, number)
        for idx, reference in zip(places, payment_references, strict=True):
            if reference and reference != numbers[idx]:
                self._add(idx, reference)
        self._spellings.clear()
        self.bare = "" in self.series
        self.series.discard("")
        self.doubts = bool(self.short or self.compound)
        self.max_groups += _EXTRA_GROUPS
        self.get = self._keys.get

    def _add(self, idx: int, number: str) -> None:
        folded, mask = fold_and_mask(number)
        spelled = self._spellings.get(mask)
        if spelled is None:
            spelled = self._spell(*unmasked(mask))
            if len(self._spellings) < _MOST_SPELLINGS:
                self._spellings[mask] = spelled
        if spelled.folded:
            self._add_spelling(idx, folded, spelled.folded)
        if spelled.transliterated:
            self._add_spelling(idx, transliterated(number), spelled.transliterated)

    def _spell(self, number: str, folded: str) -> _Spelled:
        other = transliterated(number)
        return _Spelled(self._place(folded), self._place(other) if other != folded else None)

    def _place(self, folded: str) -> _Place | None:
        """Where the number proper stands in a spelling: its last token."""
        tokens = list(TOKEN.finditer(folded))
        if not tokens:
            return None
        letters, start, (chain_at, end) = tokens[-1][1], tokens[-1].start(), tokens[-1].span(3)
        groups = tuple([group.span() for group in DIGITS.finditer(folded, chain_at, end)])
        self.series.add(letters)
        self.max_groups = max(self.max_groups, len(groups))
        return _Place(letters, start, end, groups, len(tokens) > 1 or end < len(folded.rstrip()))

    def _add_spelling(self, idx: int, folded: str, place: _Place) -> None:
        letters, start, end, spans, compound = place
        groups = [folded[first:last] for first, last in spans]
        key = key_of(letters, groups)
        if compound:
            self.compound.add(idx)
        elif len(key) - len(groups) < _TELLING:  # a bar stands in it before each group
            self.short.add(idx)
        if letters:
            self._put(folded[start:end], idx)
        self._put(key, idx)
        if len(groups) > 1 and not (len(groups) == 2 and is_year(groups[0])):
            self._put(letters + "|" + strip_zeros("".join(groups)), idx)

    def _put(self, key: str, idx: int) -> None:
        found = self._keys.setdefault(key, idx)
        if found is idx:
            return
        if isinstance(found, int):
            if found != idx:
                self._keys[key] = (found, idx)
        elif idx not in found and len(found) < _MAX_SHARED:
            self._keys[key] = (*found, idx)

    def longest(self, letters: str, groups: list[str], chain: str) -> tuple[Found | None, int]:
        """The invoice named by the longest beginning of the groups, and how many groups that took."""
        get = self.get
        for count in range(min(len(groups), self.max_groups), 0, -1):
            hit = get(key_of(letters, groups[:count]))
            if hit is not None:
                return hit, count
            digits = "".join(groups[:count])
            for key in joined_keys(letters, digits):
                hit = get(key)
                if hit is None:
                    continue
                # Groups that were torn apart count only when they add up to the whole number as it is written.
                if count == 1:
                    return hit, count
                whole = [at for at in ((hit,) if isinstance(hit, int) else hit) if self.is_torn(at, groups[:count], chain)]
                if whole:
                    return (whole[0] if len(whole) == 1 else tuple(whole)), count
        return None, 0

    def raw_digits(self, idx: int) -> str:
        """All digits of a number, as it is written."""
        return "".join(DIGITS.findall(fold(self._numbers[idx])))

    def digits_of(self, idx: int) -> int:
        """How many digits a number has."""
        mask = fold_and_mask(self._numbers[idx])[1]
        return mask.count(b"0") if isinstance(mask, bytes) else len(self.raw_digits(idx))

    def is_torn(self, idx: int, groups: list[str], chain: str) -> bool:
        """Whether these groups, put together, are all the digits of an invoice's number or payment reference, torn by
        spaces only: "000 180" is 000180, but "5-7" and "5/7" are two numbers. Short numbers are never put together."""
        digits = "".join(groups)
        if len(digits) < _TELLING:
            return False
        places = _places(groups)
        marks = dict(zip(places, DIGITS.split(chain)[1:], strict=False))
        for written in (self._numbers[idx], self._payment_references[idx]):
            own = DIGITS.findall(fold(written)) if written else []
            if "".join(own) == digits and all(not marks[at].strip() for at in places[:-1] if at not in _places(own)):
                return True
        return False

    def trusted(self, idx: int, folded_text: str) -> bool:
        """Whether a number that was found names its invoice surely: long enough, and whole in the text."""
        if idx in self.short:
            return False
        return idx not in self.compound or compact(fold(self._numbers[idx])) in compact(folded_text)
