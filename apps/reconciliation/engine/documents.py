"""What a text calls a number: an invoice, another document, a sum, or nothing.

"рах. № 12" is an invoice, "дог. № 12" is not, and "12 грн" is no number of a document at all. Read only where a
number does not tell by itself that it is one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .folding import DIGITS, TOKEN, WORDS, fold, is_year, strip_zeros

INVOICE, ACT, OTHER, NOTHING = "invoice", "act", "other", ""


def _stems(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in text.split("|"))


INVOICE_WORDS = _stems("рах|р-к|інвойс|invoice|inv|факт|faktur|fact|bill|счет|счёт|сч|ref|rech")
# Numbered like invoices by some, and by series of their own by others.
_ACT_WORDS = _stems("акт|act|накл|видатков|ттн|cmr|delivery|lieferschein")
_OTHER_WORDS = _stems(
    "дог|контракт|contract|угод|agreement|vertrag|додат|додатк|annex|специф|лист|letter|заяв|замов|order|bestell|auftrag|протокол"
    "|поліс|полис|policy|тел|phone|код|code|іпн|ипн|єдрпоу|едрпоу|рнокпп|платник|картк|карт|card|квитанц|чек|доруч|довірен"
    "|платіжн|ліценз|паспорт|тендер|лот|аукціон|закупів|інвент|лічильн|счетч|заявк|ticket|project|проєкт|проект|client|клієнт|customer|kunde"
)  # fmt: skip
_STOPS = frozenset(
    _stems("від|вiд|од|from|dated|vom|за|сума|суму|сумі|сумою|sum|amount|betrag|total|разом|всього|усього|в|у|до|пдв|vat|mwst|ust|послуги|товар")
)
_ATOM = re.compile(r"[^ ]+")
_REACH, _MOST_WORDS = 48, 4
_UNITS = "|".join(_stems("грн|гривен|гривн|uah|eur|євро|usd|долар|pln|pcs|годин|hour|коп|місяц|міс|днів|дні|день|day|month|тис|осіб|чол|людин|шт"))
_SHORT_UNITS = "|".join(_stems("год|h|шт|кг|kg|км|km|дн|р|рік|року|zl"))
_UNIT = re.compile(rf"[ \-]{{0,2}}(?:[%₴€$]|(?:{_UNITS})|(?:{_SHORT_UNITS})(?![^\W_]))")
DATE = re.compile(r"[0-3]?[0-9]([./-])[01]?[0-9]\1(?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2}([./-])[01]?[0-9]\2[0-3]?[0-9]")
MONEY = re.compile(r"[0-9]+\.[0-9]{2}")
_DATE_BEHIND = re.compile(r"\W{0,4}(?:[^\W\d_]{1,6}\W{1,3})?[0-3]?[0-9]([./-])[01]?[0-9]\1((?:20)?[0-9]{2})(?![0-9])")
_LONGEST = 8


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str | None:
    """What a (folded) word says of the number behind it; None where it says nothing."""
    if word in _STOPS:
        return NOTHING
    if word.startswith(_OTHER_WORDS):
        return OTHER
    if word.startswith(_ACT_WORDS):
        return ACT
    if word.startswith(INVOICE_WORDS):
        return INVOICE
    return NOTHING if any(map(str.isdigit, word)) else None


def called(folded: str, start: int) -> str:
    """What the last few words before a place call the number there."""
    for word in folded[max(0, start - _REACH) : start].split()[: -_MOST_WORDS - 1 : -1]:
        kind = _last_kind(word)
        if kind is not None:
            return kind
    return NOTHING


@lru_cache(maxsize=8192)
def _last_kind(word: str) -> str | None:
    """What the last telling part of a word says; None where no part does."""
    return next((kind for part in reversed(WORDS.findall(word)) if (kind := kind_of(part)) is not None), None)


def has_unit(folded: str, end: int) -> bool:
    """Whether a currency or a unit follows, so that the number counts something."""
    return _UNIT.match(folded, end) is not None


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """A number by its place in a skeleton: the letters before it, where it begins and ends, what it is called, and whether a number
    sign stands before it. The same in all texts that differ in digits only."""

    letters: str
    start: int
    end: int
    kind: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number of a text: the letters before it, its digit groups without leading zeros, what it is called, whether a
    number sign stands before it, and the year of the date behind it (its last two digits, or "")."""

    letters: str
    groups: tuple[str, ...]
    kind: str
    marked: bool
    year: str


def number_places(folded: str) -> Iterator[NumberPlace]:
    """Where numbers stand that may be of a document: no sums, no counts, no bank accounts."""
    before = NOTHING
    end_before = -1
    for token in TOKEN.finditer(folded):
        letters, gap, chain = token.groups()
        own = kind_of(letters) if letters else None
        if own is not None:
            kind = own
        elif letters and (len(letters) > 4 or " " in gap):
            kind = NOTHING
        elif end_before >= 0 and not WORDS.search(folded, end_before, token.start()) and not letters:
            kind = before
        else:
            kind = called(folded, token.start())
        for atom in _ATOM.finditer(folded, token.start(3), token.end()):
            groups = DIGITS.findall(atom[0])
            if not groups or MONEY.fullmatch(atom[0]) or has_unit(folded, atom.end()):
                continue
            if sum(map(len, groups)) <= _LONGEST + 4 and all(len(group) <= _LONGEST for group in groups):
                yield NumberPlace(letters, atom.start(), atom.end(), kind, "#" in gap)
        before, end_before = kind, token.end()


def numbers_at(folded: str, places: Sequence[NumberPlace]) -> Iterator[Numbered]:
    """The numbers at these places of a skeleton, but for dates."""
    for place in places:
        text = folded[place.start : place.end]
        if not DATE.fullmatch(text):
            dated = _DATE_BEHIND.match(folded, place.end)
            yield Numbered(place.letters, tuple(map(strip_zeros, DIGITS.findall(text))), place.kind, place.marked, dated[2][-2:] if dated else "")


def is_of(number: Numbered, written: str, issued_in: str) -> bool:
    """Whether a number that a text calls an invoice's can be that of an invoice, as it is `written`."""
    groups = DIGITS.findall(fold(written))
    have = {strip_zeros(group) for group in groups}
    years = {group[-2:] for group in groups if is_year(group)} | ({issued_in[-2:]} if issued_in else set())
    if number.year and years and number.year not in years:
        return False
    if len(number.groups) == 1 and number.groups[0] == strip_zeros("".join(groups)):
        return True
    return all(group in have or (group[-2:] in years and (is_year(group) or len(group) == 2)) for group in number.groups)


_DATED_WORDS = "(?:" + "|".join(dict.fromkeys(_stems("від|вiд|од|from|dated|vom|дата|date"))) + r")\W{0,3}+"
# Where a date may stand; what follows says whether it is one.
DATED_PLACE = re.compile(_DATED_WORDS + r"[0-9][0-9./-]*+")
_DATED = re.compile(
    _DATED_WORDS + r"(?:([0-3]?[0-9])([./-])([01]?[0-9])\2((?:20)?[0-9]{2})|(20[0-9]{2})-([01][0-9])-([0-3][0-9]))(?![0-9])"
)
NO_DATES: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def date_of(dated: str) -> frozenset[str]:
    """The ISO date behind "від" and the like, out of what stands at a `DATED_PLACE`; empty where that is no date."""
    found = _DATED.match(dated)
    if found is None:
        return NO_DATES
    day, _mark, month, year, *iso = found.groups()
    return frozenset((f"20{year[-2:]}-{month:0>2}-{day:0>2}" if year else "-".join(iso),))


def dates_at(folded: str, places: Sequence[tuple[int, int]]) -> frozenset[str]:
    """ISO dates at the places of a skeleton where it gives a document's."""
    if not places:
        return NO_DATES
    if len(places) == 1:
        start, end = places[0]
        return date_of(folded[start:end])
    return NO_DATES.union(*[date_of(folded[start:end]) for start, end in places])
