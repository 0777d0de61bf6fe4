"""Reads one statement line: which invoices its text names, how surely, and who paid.

A reading depends on the line and the run's fixed facts only, never on the lines before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .book import Book, normal_account
from .documents import (
    DATE,
    INVOICE,
    INVOICE_WORDS,
    MONEY,
    NOTHING,
    OTHER,
    called,
    date_behind,
    has_unit,
    is_of,
    kind_of,
    numbers_of,
)
from .facts import Line
from .folding import DIGITS, TOKEN, as_written, compact, fold, is_letter, is_year, strip_zeros, zeros_for_letters
from .references import Found, joined_keys, key_of, serial_of
from .texts import text_of

MAX_NAMED = 500
MAX_RANGE = 50
_FEW = 40
_CONNECTORS = frozenset(fold(word) for word in ("", "та", "і", "и", "й", "and", "und", "а також", "n", "no"))
_RANGE_WORDS = frozenset(fold(word).strip() for word in ("-", "--", "по", "до", "to", "..", "...", "…", "по #", "- #"))
# Words of money that comes back, is held, is a fine or wages, or pays another thing, whatever number stands beside them.
_DOUBTFUL_WORDS = tuple(
    fold(word)
    for word in (
        "поверн", "возврат", "сторно", "storno", "скасув", "анульов", "аннулир", "помилков", "ошибочн", "reversal", "refund", "chargeback",
        "charge back", "credit note", "кредит-нот", "кредит нот", "гутшрифт", "завдат", "гарантійний плат", "гарантійного плат", "гарантійний внес",
        "заставн", "коригув", "корегув", "security deposit", "returned", "cancel", "скасов", "отмен", "замість", "вместо", "instead of",
        "штраф", "пеня", "пеню", "пені ", "неустойк", "penalty", "late fee", "зарплат", "заробітн", "зарабо", "salary", "wages",
    )
)  # fmt: skip
# A single letter at a number ("00012З", "12-А") or a figure in brackets: perhaps another number than it seems.
_GOES_ON = re.compile(r"[-/]?[^\W\d_](?![^\W_])|\([0-9]")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]){11,30}\b")
_IBAN_BEGIN, _EIGHT = re.compile(r"[A-Za-z]{2}[0-9]{2} ?[0-9A-Za-z]"), re.compile(r"[0-9]{8}")  # without which the others find nothing
_LONG_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{8}|[0-9]{10}|[0-9]{12})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. Invoices are positions in the book.

    `named`: named surely, in the order of the text; `exact`: all of them letter for letter.
    `tail`: more digits hang on a number. `doubtful`: one number that fits several invoices.
    `fragments`: invoices named by a number too short to trust. `unknown`: a number in the shape of ours that
    no open invoice has. `other`: words that speak of something else than an invoice. `contracts`: numbers of contracts of
    the book, as skeletons, in the order of the text. `dates`: ISO dates that are said to be a document's.
    """

    named: tuple[int, ...] = ()
    exact: bool = False
    tail: bool = False
    doubtful: tuple[tuple[int, ...], ...] = ()
    fragments: tuple[int, ...] = ()
    unknown: bool = False
    other: str = ""
    contracts: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()


SILENT = Reading()


class _Collector:
    """Gathers what the tokens of one text name."""

    __slots__ = ("contracts", "doubtful", "fragments", "named", "tail", "unknown")

    def __init__(self) -> None:
        self.named: list[int] = []
        self.doubtful: list[tuple[int, ...]] = []
        self.fragments: list[int] = []
        self.contracts: tuple[str, ...] = ()
        self.tail = False
        self.unknown = False


class Reader:
    """Reads lines against one book. `other_words` are folded stems of what is certainly no invoice payment."""

    def __init__(self, book: Book, other_words: tuple[str, ...] = ()) -> None:
        self._book = book
        self._references = book.references
        stems = sorted({*other_words, *_DOUBTFUL_WORDS})
        self._other_words = tuple(stem for stem in stems if not any(stem != other and stem.startswith(other) for other in stems))
        self._last_extended: tuple[Line | None, tuple[int, ...]] = (None, ())
        self._last_unresolved = False
        self._last_folded: tuple[Line | None, str] = (None, "")
        self._contract_letters = book.contract_letters()
        ends = sorted({*self._references.series, *self._contract_letters}, key=lambda letters: (-len(letters), letters))
        few = 0 < len(ends) <= _FEW and not self._references.bare
        self._telling = re.compile("(?:" + "|".join(map(re.escape, ends)) + r")(?=[ \-/.#:]{0,3}+[0-9])") if few else None

    def read(self, line: Line) -> Reading:
        """What a line's text names."""
        text = text_of(line)
        folded = fold(text)
        found = _Collector()
        self._tokens(folded, found)
        contracts, dates = found.contracts, date_behind(folded)
        if not found.named and "o" in folded and (mended := zeros_for_letters(folded)) != folded:
            found = _Collector()
            self._tokens(mended, found)
        other = self._other(folded, text)
        named = found.named
        if len(named) == 1 and not (found.doubtful or found.tail or found.unknown or found.fragments or other):
            return Reading((named[0],), self._book.invoices[named[0]].number in text, contracts=contracts, dates=dates)
        if not (named or found.doubtful or found.fragments or found.unknown or other or contracts or dates):
            return SILENT
        named = list(dict.fromkeys(named))[:MAX_NAMED]
        exact = bool(named) and all(self._spelled(at, text) for at in named)
        doubtful: list[tuple[int, ...]] = []
        for several in dict.fromkeys(found.doubtful):
            spelled = [at for at in several if self._spelled(at, text)]
            if len(spelled) == 1:
                named += [at for at in spelled if at not in named]
            else:
                doubtful.append(several)
        fragments = tuple(at for at in dict.fromkeys(found.fragments) if at not in named)
        return Reading(tuple(named), exact, found.tail, tuple(doubtful), fragments, found.unknown, other, contracts, dates)

    def folded(self, line: Line) -> str:
        """The folded text of a line; the rules ask for it one after the other."""
        if self._last_folded[0] is not line:
            self._last_folded = (line, fold(text_of(line)))
        return self._last_folded[1]

    def _other(self, folded: str, text: str) -> str:
        """The first word of the text that begins with one of the stems, as the payer wrote it."""
        if not any(map(folded.__contains__, self._other_words)):
            return ""
        for stem in self._other_words:
            if stem in folded:
                at = folded.find(stem)
                while at > 0 and folded[at - 1].isalpha():
                    at = folded.find(stem, at + 1)
                if at >= 0:
                    end = next((place for place in range(at + len(stem), len(folded)) if not folded[place].isalpha()), len(folded))
                    return as_written(text, at, end)
        return ""

    def _spelled(self, at: int, text: str) -> bool:
        number = self._book.invoices[at].number
        return number in text or number.casefold() in text.casefold()

    def _tokens(self, folded: str, found: _Collector) -> None:
        references, contracts = self._references, self._contract_letters
        series, get = references.series, references.get
        context = False
        for letters, gap, chain in TOKEN.findall(folded) if self._telling is None else self._telling_tokens(folded):
            if letters in contracts and self._book.by_contract(skeleton := compact(letters + chain)):
                found.contracts += (skeleton,)
            if letters in series:
                hit = get(letters + gap + chain)
                context = True
                if isinstance(hit, int):
                    self._keep(hit, letters + gap + chain, folded, found)
                    continue
                if self._lettered(letters, gap, chain, found, folded) or not references.bare:
                    continue
            elif letters and not references.bare:
                if " " not in gap:
                    self._glued(letters, gap, chain, found, folded)
                continue
            if references.bare:
                context = self._is_invoice(letters, gap, chain, folded) or (context and letters in _CONNECTORS)
                self._bare(chain, folded, found, context)

    def _telling_tokens(self, folded: str) -> Iterator[tuple[str | Any, ...]]:
        """The tokens of a text whose letters end as those of a number or a contract do: where every number has letters and there
        are few series, no other token says anything."""
        assert self._telling is not None
        for hit in self._telling.finditer(folded):
            start = hit.start()
            while start and is_letter(folded[start - 1]):
                start -= 1
            token = TOKEN.match(folded, start)
            assert token is not None
            yield token.groups()

    @staticmethod
    def _is_invoice(letters: str, gap: str, chain: str, folded: str) -> bool:
        """Whether a number of digits only is called an invoice's, or at least a number of nothing else."""
        if letters.startswith(INVOICE_WORDS):
            return kind_of(letters) == INVOICE
        if letters in _CONNECTORS and "#" in gap or not letters:
            kind = called(folded, folded.find(letters + gap + chain))
            return kind == INVOICE or (kind == NOTHING and "#" in gap)
        return "#" in gap and kind_of(letters) is None

    def _glued(self, letters: str, gap: str, chain: str, found: _Collector, folded: str) -> None:
        """A word that runs into the number: "рахРФ-2026-15"."""
        for length in self._references.suffix_lengths:
            if len(letters) > length and letters[-length:] in self._references.series:
                before = found.unknown
                self._lettered(letters[-length:], gap, chain, found, folded)
                found.unknown = before

    def _keep(self, hit: int, token: str, folded: str, found: _Collector) -> None:
        references = self._references
        start = folded.find(token)
        if (references.doubts and not references.trusted(hit, folded)) or called(folded, start) == OTHER:
            found.fragments.append(hit)
            return
        found.named.append(hit)
        if hit not in references.compound and _GOES_ON.match(folded, start + len(token)):
            found.tail = True

    def _lettered(self, letters: str, gap: str, chain: str, found: _Collector, folded: str) -> bool:
        spans = list(DIGITS.finditer(chain))
        groups = [span.group() for span in spans]
        hit, used = self.longest(letters, groups, chain)
        if hit is not None and used < len(spans) and MONEY.fullmatch(chain):
            return True  # "INV 100.00" is a sum
        if hit is None:
            found.unknown = found.unknown or sum(map(len, groups)) >= 3
            return False
        if isinstance(hit, tuple):
            found.doubtful.append(hit)
            return True
        if used < len(spans):
            found.tail = found.tail or " " not in chain[spans[used - 1].end() : spans[used].start()]
        self._keep(hit, letters + gap + chain, folded, found)
        return True

    def longest(self, letters: str, groups: list[str], chain: str) -> tuple[Found | None, int]:
        """The invoice named by the longest beginning of the groups, and how many groups that took."""
        get, references = self._references.get, self._references
        for count in range(min(len(groups), references.max_groups), 0, -1):
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
                whole = [at for at in ((hit,) if isinstance(hit, int) else hit) if references.is_torn(at, groups[:count], chain)]
                if whole:
                    return (whole[0] if len(whole) == 1 else tuple(whole)), count
        return None, 0

    def _bare(self, chain: str, folded: str, found: _Collector, context: bool) -> None:
        for atom in chain.split(" "):
            groups = DIGITS.findall(atom)
            if not groups or not context or DATE.fullmatch(atom) or MONEY.fullmatch(atom):
                continue
            if len(groups) == 1 and len(atom) in (8, 10, 12) and atom in self._book.tax_ids:
                continue
            hit = self._references.get(key_of("", groups))
            if hit is None or has_unit(folded, folded.find(chain) + chain.find(atom) + len(atom)):
                continue
            telling = len(groups) > 1 or len(groups[0]) >= 6
            for at in (hit,) if isinstance(hit, int) else hit:
                if telling and isinstance(hit, int) and at not in self._references.compound:
                    found.named.append(at)
                else:
                    found.fragments.append(at)

    def extended(self, line: Line, named: tuple[int, ...]) -> tuple[int, ...]:
        """What a text may name beside `named`: ranges ("180-182") and shortened lists ("РФ-2026-180, 181").

        Read only where the surely named invoices do not explain the amount.
        """
        if self._last_extended[0] is not line:
            self._last_extended = (line, self._extended(line, named))
        return self._last_extended[1]

    def lists_unknown(self, line: Line, named: tuple[int, ...]) -> bool:
        """Whether a shortened list or range of the text holds a number that no open invoice has."""
        self.extended(line, named)
        return self._last_unresolved

    def _extended(self, line: Line, named: tuple[int, ...]) -> tuple[int, ...]:
        self._last_unresolved = False
        folded = self.folded(line)
        if sum(map(len, DIGITS.findall(folded))) <= len(self._references.raw_digits(named[0])):
            return ()
        extra: list[int] = []
        last: tuple[str, list[str]] | None = None
        end = 0
        for token in TOKEN.finditer(folded):
            letters, gap, chain = token.groups()
            between = folded[end : token.start()].strip() if last else ""
            end = token.end()
            groups = DIGITS.findall(chain)
            if letters in self._references.series:
                hit, used = self.longest(letters, groups, chain)
                if hit is None:
                    last = None
                    continue
                current = (letters, self._spread(letters, groups[:used]))
                if last and between in _RANGE_WORDS and between:
                    extra += self._range(last, current[1][-1])
                last = current
                rest = groups[used:]
                marks = re.split(r"[0-9]+", chain)[used : used + len(rest)]
                for mark, group in zip(marks, rest, strict=False):
                    if "." in mark or (len(group) < 3 and "-" not in mark):
                        break
                    extra += self._range(last, group) if "-" in mark else self._sibling(last, group)
                    last = (letters, [*last[1][:-1], group])
            elif last and len(groups) == 1 and (len(chain) >= 3 or "#" in gap) and letters in _CONNECTORS:
                if not has_unit(folded, end):
                    more = self._sibling(last, chain)
                    extra += more
                    if not more and ("#" in gap or len(chain) == len(last[1][-1])):
                        self._last_unresolved = True
            elif last and letters in _RANGE_WORDS and len(groups) == 1:
                extra += self._range(last, chain)
        return tuple(at for at in dict.fromkeys(extra) if at not in named)[:MAX_NAMED]

    @staticmethod
    def _spread(letters: str, groups: list[str]) -> list[str]:
        if len(groups) == 1 and len(groups[0]) > 4 and is_year(groups[0][:4]):
            return [groups[0][:4], groups[0][4:]]
        return groups

    def _sibling(self, last: tuple[str, list[str]], serial: str) -> list[int]:
        hit = self._references.get(key_of(last[0], [*last[1][:-1], serial]))
        return [hit] if isinstance(hit, int) else []

    def _range(self, last: tuple[str, list[str]], serial: str) -> list[int]:
        first, final = int(last[1][-1][:18]), int(serial[:18])
        if not first < final <= first + MAX_RANGE:
            return self._sibling(last, serial)
        return [at for step in range(first + 1, final + 1) for at in self._sibling(last, str(step))]

    def loose_groups(self, line: Line) -> dict[str, bool]:
        """Digit groups of a text that could be a serial, without dates, amounts, years and numbers of other documents.

        The value says whether the group is long or introduced as an invoice's, so that it can tell twins apart.
        """
        found: dict[str, bool] = {}
        for number in numbers_of(self.folded(line)):
            if number.kind == OTHER:
                continue
            context = number.kind == INVOICE or (number.marked and number.kind == NOTHING)
            for group in number.groups:
                if len(group) > 4 and is_year(group[:4]):
                    found[strip_zeros(group[4:])] = True
                if not is_year(group):
                    found[group] = found.get(group, False) or context or (len(group) >= 4 and number.kind == NOTHING)
        return found

    def names_another(self, line: Line, at: int) -> bool:
        """Whether the text calls a number an invoice's that cannot be this invoice's."""
        invoice = self._book.invoices[at]
        written = f"{invoice.number} {invoice.payment_reference}" if invoice.payment_reference != invoice.number else invoice.number
        series = self._references.series
        return any(
            (number.kind == INVOICE or (len(number.letters) > 1 and number.letters in series and number.kind == NOTHING))
            and not is_of(number, written, invoice.issue_on[:4])
            for number in numbers_of(self.folded(line))
        )

    def holds_serial(self, at: int, loose: dict[str, bool]) -> bool:
        """Whether the counting part of an invoice's number is among the digit groups of a text."""
        return serial_of(self._book.invoices[at].number) in loose

    def clients_in_text(self, line: Line) -> tuple[int, ...]:
        """Clients whose tax number or IBAN stands in the text."""
        found = self.taxpayers_in_text(line)
        text = text_of(line)
        if _IBAN_BEGIN.search(text):
            for account in _IBAN.findall(text.upper()):
                found += self._book.ibans.get(normal_account(account), ())
        return tuple(dict.fromkeys(found))

    def taxpayers_in_text(self, line: Line) -> list[int]:
        """Clients whose tax number stands in the text."""
        text = text_of(line)
        if _EIGHT.search(text) is None:
            return []
        return [client for number in _LONG_NUMBER.findall(text) for client in self._book.tax_ids.get(number, ())]

    def strangers_in_text(self, line: Line, reading: Reading, payers: Sequence[int]) -> tuple[int, ...]:
        """Clients other than the payers that the text speaks of: by tax number, IBAN, name, or the number of a contract."""
        if not payers:
            return ()
        found = [*self.clients_in_text(line), *self._book.named_in(self.folded(line))]
        contracts = self.contract_clients(reading)
        if contracts and not any(client in payers for client in contracts):
            found += contracts
        return tuple(client for client in dict.fromkeys(found) if client not in payers)

    def contract_clients(self, reading: Reading) -> tuple[int, ...]:
        """Clients of whose contract the text gives the number."""
        return tuple(dict.fromkeys(client for key in reading.contracts for client in self._book.by_contract(key)))
