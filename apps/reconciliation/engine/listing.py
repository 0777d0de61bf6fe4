"""Numbers that a text gives in short, beside one that it names whole: ranges ("РФ-2026-180-182") and lists ("РФ-2026-180, 181")."""

from __future__ import annotations

from typing import NamedTuple

from .documents import has_unit
from .folding import DIGITS, TOKEN, fold, is_year
from .references import References, key_of

MAX_NAMED = 500
MAX_RANGE = 50
CONNECTORS = frozenset(fold(word) for word in ("", "та", "і", "и", "й", "and", "und", "а також", "n", "no"))
_RANGE_WORDS = frozenset(fold(word).strip() for word in ("-", "--", "по", "до", "to", "..", "...", "…", "по #", "- #"))
_Number = tuple[str, list[str]]  # letters and digit groups


class Listed(NamedTuple):
    """`more`: invoices named in short; `unknown`: a number is given in short that no open invoice has."""

    more: tuple[int, ...]
    unknown: bool


NOTHING_LISTED = Listed((), False)


def listed_beside(named: tuple[int, ...], folded: str, references: References) -> Listed:
    """What a skeleton names in short beside the invoices that it names whole."""
    extra: list[int] = []
    last: _Number | None = None
    unknown, end = False, 0
    for token in TOKEN.finditer(folded):
        letters, gap, chain = token.groups()
        between = folded[end : token.start()].strip() if last else ""
        end = token.end()
        groups = DIGITS.findall(chain)
        if letters in references.series:
            hit, used = references.longest(letters, groups, chain)
            if hit is None:
                last = None
                continue
            current = (letters, _spread(groups[:used]))
            if last and between in _RANGE_WORDS and between:
                extra += _range(last, current[1][-1], references)
            last = current
            rest = groups[used:]
            marks = DIGITS.split(chain)[used : used + len(rest)]
            for mark, group in zip(marks, rest, strict=False):
                if "." in mark or (len(group) < 3 and "-" not in mark):
                    break
                extra += _range(last, group, references) if "-" in mark else _sibling(last, group, references)
                last = (letters, [*last[1][:-1], group])
        elif last and len(groups) == 1 and (len(chain) >= 3 or "#" in gap) and letters in CONNECTORS:
            if not has_unit(folded, end):
                more = _sibling(last, chain, references)
                extra += more
                if not more and ("#" in gap or len(chain) == len(last[1][-1])):
                    unknown = True
        elif last and letters in _RANGE_WORDS and len(groups) == 1:
            extra += _range(last, chain, references)
    return Listed(tuple(at for at in dict.fromkeys(extra) if at not in named)[:MAX_NAMED], unknown)


def _spread(groups: list[str]) -> list[str]:
    """Year and serial where they were run together."""
    if len(groups) == 1 and len(groups[0]) > 4 and is_year(groups[0][:4]):
        return [groups[0][:4], groups[0][4:]]
    return groups


def _sibling(last: _Number, serial: str, references: References) -> list[int]:
    """The invoice of another serial in the same series."""
    hit = references.get(key_of(last[0], [*last[1][:-1], serial]))
    return [hit] if isinstance(hit, int) else []


def _range(last: _Number, serial: str, references: References) -> list[int]:
    """The invoices behind one up to a serial; of too long a range only the last."""
    first, final = int(last[1][-1][:18]), int(serial[:18])
    if not first < final <= first + MAX_RANGE:
        return _sibling(last, serial, references)
    return [at for step in range(first + 1, final + 1) for at in _sibling(last, str(step), references)]
