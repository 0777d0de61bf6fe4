"""Reads one statement line: which invoices its text names, how surely, and who paid.

A reading depends on the line and the run's fixed facts only, never on the lines before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .book import Book, normal_account
from .documents import (
    DATE,
    INVOICE,
    INVOICE_WORDS,
    MONEY,
    NO_DATES,
    NOTHING,
    OTHER,
    Numbered,
    called,
    dates_at,
    has_unit,
    is_of,
    kind_of,
    numbers_at,
)
from .facts import Line
from .folding import DIGITS, compact, fold, is_year, strip_zeros, zeros_for_letters
from .listing import CONNECTORS, MAX_NAMED, NOTHING_LISTED, Listed, listed_beside
from .references import key_of, serial_of
from .shapes import GOES_ON, Shape, Shapes, Token
from .tax import tax_at
from .texts import text_of

# Words of money that comes back, is held, is a fine or wages, or pays another thing, whatever number stands beside them.
_DOUBTFUL_WORDS = tuple(
    fold(word)
    for word in (
        "поверн", "возврат", "сторно", "storno", "скасув", "анульов", "аннулир", "помилков", "ошибочн", "reversal", "refund", "chargeback",
        "charge back", "credit note", "кредит-нот", "кредит нот", "гутшрифт", "завдат", "гарантійний плат", "гарантійного плат", "гарантійний внес",
        "заставн", "коригув", "корегув", "security deposit", "returned", "cancel", "скасов", "отмен", "замість", "вместо", "instead of",
        "дивіденд", "дивиденд", "dividend", "пожертв", "благодійна допомог", "благодійної допомог", "благодійний внес", "благодійного внес",
        "donation", "charitable", "страхове відшкод", "страхового відшкод", "страхове возмещ", "insurance claim", "insurance compensation", "indemnity",
        "відшкодування збитк", "відшкодування шкод", "возмещение ущерб", "compensation for damage", "виконавчий лист", "виконавчим лист",
        "виконавчого лист", "виконавче провадж", "виконавчого провадж", "виконавчому провадж", "арешт кошт", "арештован", "тендерна гарант",
        "тендерної гарант", "тендерне забезпеч", "тендерного забезпеч", "забезпечення тендер", "забезпечення пропозиц", "забезпечення виконан",
        "bid bond", "performance bond", "escrow",
        "штраф", "пеня", "пеню", "пені ", "неустойк", "penalty", "late fee", "зарплат", "заробітн", "зарабо", "salary", "wages",
    )
)  # fmt: skip
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]){11,30}\b")
_LONG_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{8}|[0-9]{10}|[0-9]{12})(?![0-9])")


class Reading(NamedTuple):
    """What a text says. Invoices and clients are positions in the book.

    `named`: named surely, in the order of the text; `exact`: all of them letter for letter.
    `tail`: more digits hang on a number. `doubtful`: one number that fits several invoices.
    `fragments`: invoices named by a number too short to trust. `unknown`: a number in the shape of ours that
    no open invoice has. `other`: words that speak of something else than an invoice. `contracts`: numbers of contracts of
    the book, as skeletons, in the order of the text. `dates`: ISO dates that are said to be a document's. `taxpayers`: clients
    whose tax number stands in the text. `plain`: invoices are named, and nothing else is said that is kept here, but for dates.
    `mute`: the text has no digit and names no company, so that it tells of no number and no client.
    """

    named: tuple[int, ...] = ()
    exact: bool = False
    tail: bool = False
    doubtful: tuple[tuple[int, ...], ...] = ()
    fragments: tuple[int, ...] = ()
    unknown: bool = False
    other: str = ""
    contracts: tuple[str, ...] = ()
    dates: frozenset[str] = NO_DATES
    taxpayers: tuple[int, ...] = ()
    plain: bool = False
    mute: bool = False


SILENT, MUTE = Reading(), Reading(mute=True)


class _Collector:
    """Gathers what the tokens of one text name."""

    named: tuple[int, ...] = ()
    doubtful: tuple[tuple[int, ...], ...] = ()
    fragments: tuple[int, ...] = ()
    contracts: tuple[str, ...] = ()
    tail = False
    unknown = False


class Reader:
    """Reads lines against one book. `other_words` are folded stems of what is certainly no invoice payment. `digits_matter`: some
    rule asks for a word with a digit."""

    def __init__(self, book: Book, other_words: tuple[str, ...] = (), *, digits_matter: bool = False) -> None:
        self._book = book
        self._references = references = book.references
        stems = sorted({*other_words, *_DOUBTFUL_WORDS})
        self._shapes = Shapes(
            frozenset(references.series),
            book.contract_letters(),
            bare=references.bare,
            stems=tuple(stem for stem in stems if not any(stem != other and stem.startswith(other) for other in stems)),
            digits_matter=digits_matter,
        )
        self._last_listed: tuple[Line | None, Listed] = (None, NOTHING_LISTED)
        self._last_seen: tuple[Line | None, str, Shape | None] = (None, "", None)
        self._last_numbers: tuple[Line | None, list[Numbered]] = (None, [])
        self._last_tax: tuple[Line | None, int | None] = (None, None)

    def read(self, line: Line) -> Reading:
        """What a line's text names."""
        text = text_of(line)
        folded, shape = self._shapes.meet(text)
        tokens, dated, other, mends, long_number, mute = shape.telling or self._shapes.telling(shape)
        if mute:
            return Reading(other=other, mute=True) if other else MUTE
        if not other and not long_number and (named := self._all_sure(tokens, folded)):
            exact = all(map(text.__contains__, [self._book.invoices[at].number for at in named])) or (
                len(named) > 1 and all(self._spelled(at, text) for at in named)
            )
            return Reading(named, exact, False, (), (), False, "", (), dates_at(folded, dated), (), True)
        found = _Collector()
        self._tokens(tokens, folded, found)
        contracts = found.contracts
        if mends and not found.named:
            mended = zeros_for_letters(folded)
            found = _Collector()
            self._tokens(self._shapes.tokens(mended), mended, found)
        dates = dates_at(folded, dated)
        taxpayers = tuple(self._taxpayers(text)) if long_number else ()
        named = found.named
        if len(named) == 1 and not (found.doubtful or found.tail or found.unknown or found.fragments or other):
            exact = self._book.invoices[named[0]].number in text
            return Reading(named, exact, False, (), (), False, "", contracts, dates, taxpayers, not (contracts or taxpayers))
        if not (named or found.doubtful or found.fragments or found.unknown or other or contracts or dates or taxpayers):
            return SILENT
        named = tuple(dict.fromkeys(named))[:MAX_NAMED]
        exact = bool(named) and all(self._spelled(at, text) for at in named)
        doubtful: list[tuple[int, ...]] = []
        for several in dict.fromkeys(found.doubtful):
            spelled = [at for at in several if self._spelled(at, text)]
            if len(spelled) == 1:
                named += tuple(at for at in spelled if at not in named)
            else:
                doubtful.append(several)
        fragments = tuple([at for at in dict.fromkeys(found.fragments) if at not in named])
        return Reading(named, exact, found.tail, tuple(doubtful), fragments, found.unknown, other, contracts, dates, taxpayers)

    def seen(self, line: Line) -> tuple[str, Shape]:
        """The skeleton of a line's text, and its shape; the rules ask for them one after the other."""
        last, folded, shape = self._last_seen
        if last is not line or shape is None:
            known = self._shapes.of if line.amount_minor > 0 else self._shapes.meet  # what went out was not read before
            folded, shape = known(text_of(line))
            self._last_seen = (line, folded, shape)
        return folded, shape

    def shape(self, line: Line) -> Shape:
        """What the words of a line say, whatever the digits among them."""
        return self.seen(line)[1]

    def tax_said(self, line: Line) -> int | None:
        """The tax that a line's text states, see `tax_in`."""
        if self._last_tax[0] is not line:
            self._last_tax = (line, tax_at(text_of(line), self.shape(line).tax))
        return self._last_tax[1]

    def _spelled(self, at: int, text: str) -> bool:
        number = self._book.invoices[at].number
        return number in text or number.casefold() in text.casefold()

    def _all_sure(self, tokens: Sequence[Token], folded: str) -> tuple[int, ...]:
        """The invoices that a text names, where each of its tokens is the number of one, written as it is; else none."""
        if self._references.doubts:
            return ()
        found: dict[int, None] = {}
        for token in tokens:
            if not token.sure:
                return ()
            written = folded[token.start : token.end]
            hit = self._references.get(written)
            if not isinstance(hit, int) or not (token.alone or folded.find(written) == token.start):
                return ()
            found[hit] = None
        return tuple(found)[:MAX_NAMED]

    def _tokens(self, tokens: Sequence[Token], folded: str, found: _Collector) -> None:
        references = self._references
        context = False
        for token in tokens:
            if token.of_contract and self._book.by_contract(skeleton := compact(token.letters + folded[token.chain_at : token.end])):
                found.contracts += (skeleton,)
            if token.in_series:
                written = folded[token.start : token.end]
                hit = references.get(written)
                context = True
                if isinstance(hit, int):
                    self._keep(hit, token, written, folded, found)
                    continue
                if self._lettered(token.letters, token, folded, found) or not references.bare:
                    continue
            elif token.letters and not references.bare:
                before = found.unknown
                for letters in token.glued:  # a word that runs into the number: "рахРФ-2026-15"
                    self._lettered(letters, token, folded, found)
                found.unknown = before
                continue
            if references.bare:
                context = self._is_invoice(token, folded) or (context and token.letters in CONNECTORS)
                self._bare(folded[token.chain_at : token.end], folded, found, context)

    @staticmethod
    def _stands_first(token: Token, written: str, folded: str) -> bool:
        """Whether a token is what is found first of all that is written like it: what its shape says of it holds."""
        return token.start + len(written) == token.end and (token.alone or folded.find(written) == token.start)

    def _is_invoice(self, token: Token, folded: str) -> bool:
        """Whether a number of digits only is called an invoice's, or at least a number of nothing else."""
        letters, gap = token.letters, token.gap
        if letters.startswith(INVOICE_WORDS):
            return kind_of(letters) == INVOICE
        if letters in CONNECTORS and "#" in gap or not letters:
            written = folded[token.start : token.end]
            kind = token.kind if self._stands_first(token, written, folded) else called(folded, folded.find(written))
            return kind == INVOICE or (kind == NOTHING and "#" in gap)
        return "#" in gap and kind_of(letters) is None

    def _keep(self, hit: int, token: Token, written: str, folded: str, found: _Collector) -> None:
        references = self._references
        if self._stands_first(token, written, folded):
            kind, goes_on = token.kind, token.goes_on
        else:
            start = folded.find(written)
            kind, goes_on = called(folded, start), GOES_ON.match(folded, start + len(written)) is not None
        if kind == OTHER or (references.doubts and not references.trusted(hit, folded)):
            found.fragments += (hit,)
            return
        found.named += (hit,)
        if goes_on and hit not in references.compound:
            found.tail = True

    def _lettered(self, letters: str, token: Token, folded: str, found: _Collector) -> bool:
        """Reads a token as a number that begins with `letters`, its own or their end. False if there is no such number."""
        chain = folded[token.chain_at : token.end]
        groups = DIGITS.findall(chain)
        hit, used = self._references.longest(letters, groups, chain)
        if hit is not None and used < len(groups) and MONEY.fullmatch(chain):
            return True  # "INV 100.00" is a sum
        if hit is None:
            found.unknown = found.unknown or sum(map(len, groups)) >= 3
            return False
        if isinstance(hit, tuple):
            found.doubtful += (hit,)
            return True
        if used < len(groups):
            found.tail = found.tail or " " not in DIGITS.split(chain)[used]
        self._keep(hit, token, letters + token.gap + chain, folded, found)
        return True

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
                    found.named += (at,)
                else:
                    found.fragments += (at,)

    def extended(self, line: Line, named: tuple[int, ...]) -> tuple[int, ...]:
        """What a text may name beside `named`: ranges ("180-182") and shortened lists ("РФ-2026-180, 181").

        Read only where the surely named invoices do not explain the amount.
        """
        return self._listed(line, named).more

    def lists_unknown(self, line: Line, named: tuple[int, ...]) -> bool:
        """Whether a shortened list or range of the text holds a number that no open invoice has."""
        return self._listed(line, named).unknown

    def _listed(self, line: Line, named: tuple[int, ...]) -> Listed:
        if self._last_listed[0] is not line:
            folded, shape = self.seen(line)
            alone = shape.digits <= self._references.digits_of(named[0])
            self._last_listed = (line, NOTHING_LISTED if alone else listed_beside(named, folded, self._references))
        return self._last_listed[1]

    def numbers(self, line: Line) -> list[Numbered]:
        """The numbers of a text that may be of a document: no dates, no sums, no counts, no bank accounts."""
        if self._last_numbers[0] is not line:
            folded, shape = self.seen(line)
            self._last_numbers = (line, list(numbers_at(folded, shape.numbers)))
        return self._last_numbers[1]

    def loose_groups(self, line: Line) -> dict[str, bool]:
        """Digit groups of a text that could be a serial, without dates, amounts, years and numbers of other documents.

        The value says whether the group is long or introduced as an invoice's, so that it can tell twins apart.
        """
        found: dict[str, bool] = {}
        for number in self.numbers(line):
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
        numbers = self.numbers(line)
        if not numbers:
            return False
        invoice = self._book.invoices[at]
        written = f"{invoice.number} {invoice.payment_reference}" if invoice.payment_reference != invoice.number else invoice.number
        series = self._references.series
        return any(
            (number.kind == INVOICE or (len(number.letters) > 1 and number.letters in series and number.kind == NOTHING))
            and not is_of(number, written, invoice.issue_on[:4])
            for number in numbers
        )

    def holds_serial(self, at: int, loose: dict[str, bool]) -> bool:
        """Whether the counting part of an invoice's number is among the digit groups of a text."""
        return bool(loose) and serial_of(self._book.invoices[at].number) in loose

    def clients_in_text(self, line: Line, reading: Reading) -> tuple[int, ...]:
        """Clients whose tax number or IBAN stands in the text."""
        found = list(reading.taxpayers)
        if self.shape(line).may_hold_iban:
            for account in _IBAN.findall(text_of(line).upper()):
                found += self._book.ibans.get(normal_account(account), ())
        return tuple(dict.fromkeys(found)) if found else ()

    def _taxpayers(self, text: str) -> list[int]:
        """Clients whose tax number stands in the text."""
        return [client for number in _LONG_NUMBER.findall(text) for client in self._book.tax_ids.get(number, ())]

    def strangers_in_text(self, line: Line, reading: Reading, payers: Sequence[int]) -> tuple[int, ...]:
        """Clients other than the payers that the text speaks of: by tax number, IBAN, name, or the number of a contract."""
        if not payers:
            return ()
        folded, shape = self.seen(line)
        found = list(self.clients_in_text(line, reading))
        if shape.may_name_clients:
            found += self._book.named_in(folded)
        contracts = self.contract_clients(reading)
        if contracts and not any(client in payers for client in contracts):
            found += contracts
        return tuple([client for client in dict.fromkeys(found) if client not in payers]) if found else ()

    def contract_clients(self, reading: Reading) -> tuple[int, ...]:
        """Clients of whose contract the text gives the number."""
        if not reading.contracts:
            return ()
        return tuple(dict.fromkeys(client for key in reading.contracts for client in self._book.by_contract(key)))
