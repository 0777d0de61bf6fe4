"""What the columns of an unknown table may be: by the words of their headings, in Ukrainian and English, and by what stands in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from apps.kernel.amounts import plain
from apps.kernel.money import is_currency
from apps.payments.parsers.bank_profiles import PROFILES
from apps.payments.parsers.model import plausible
from apps.payments.parsers.profiles import DATES, ROLES, folded

# Parts of headings, in the order in which they are looked for: what is narrower comes first.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("value_date", ("валютуван", "дата валюти", "value date", "value dt")),
    ("balance", ("залишок", "баланс", "сальдо", "balance")),
    ("fee", ("комісія", "комісії", "fee", "charge")),
    ("direction", ("дебет/кредит", "д/к", "дт/кт", "тип операції", "вид операції", "напрям", "debit/credit", "dr/cr", "d/c", "direction", "in/out")),
    ("tax_id", ("єдрпоу", "іпн", "рнокпп", "податковий номер", "код контрагента", "код отримувача", "код платника", "edrpou", "tax id", "tax number", "vat")),
    ("iban", (
        "iban", "рахунок контрагента", "рахунок кореспондента", "рахунок платника", "рахунок отримувача", "рахунок одержувача", "counterparty account", "partner account",
        "beneficiary account", "payee account", "payer account",
    )),
    ("debit", ("дебет", "списан", "видаток", "видатки", "витрат", "розхід", "debit", "withdrawal", "paid out", "money out")),
    ("credit", ("кредит", "зарахув", "надходж", "прихід", "приход", "credit", "deposit", "paid in", "money in")),
    ("amount", ("сума", "скільки", "amount", "sum", "total")),
    ("currency", ("валюта", "currency", "ccy")),
    ("date", ("дата", "коли", "date", "booked", "posted")),
    ("status", ("статус", "стан", "status", "state")),
    ("reference", ("референс", "номер док", "№ док", "номер операції", "ідентифікатор", "reference", "transaction id", "document number", "document no", "ref")),
    ("account", ("рахунок", "account")),
    ("text", ("призначення", "опис", "деталі", "коментар", "за що", "purpose", "description", "details", "narrative", "memo", "remittance", "text", "comment")),
    ("party", ("контрагент", "кореспондент", "платник", "отримувач", "одержувач", "назва", "від кого", "counterparty", "party", "payee", "payer", "beneficiary", "partner", "name")),
)  # fmt: skip
_FOLDED = tuple((role, tuple(folded(word) for word in words)) for role, words in _WORDS)
_KNOWN = {role: {name for profile in PROFILES for name in getattr(profile, role)} for role in ROLES}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_OUT = re.compile(r"д|дт|дебет|списан\w*|видат\w*|витрат\w*|d|dt|dr|debit|out|outgoing|outflow|withdrawal|-")
HEADER_AMONG, ENOUGH = 40, 0.7


@dataclass(frozen=True)
class Guess:
    """`header`: the place of the header row among the rows given, counted from 0, or None. `roles`: by column, "" for none."""

    header: int | None
    roles: list[str]
    debit_words: list[str] = field(default_factory=list)


def guess(rows: Sequence[Sequence[str]]) -> Guess:
    """Of the first rows of a table, those above its header among them. Never sure: a person looks at it."""
    header = _header(rows)
    body = list(rows) if header is None else list(rows[header + 1 :])
    width = max((len(row) for row in rows), default=0)
    cells = [[row[at].strip() for row in body if at < len(row) and row[at].strip()] for at in range(width)]
    heads = [""] * width if header is None else [folded(cell) for cell in rows[header]] + [""] * (width - len(rows[header]))
    roles = _by_headings(heads, cells)
    _by_contents(roles, cells)
    at = roles.index("direction") if "direction" in roles else None
    return Guess(header, roles, [] if at is None else sorted({cell.casefold() for cell in cells[at] if _OUT.fullmatch(cell.casefold())})[:20])


def role_of(heading: str) -> str:
    """The role that the words of a heading speak of; "" for none. Headings of the built-in profiles count first."""
    head = folded(heading)
    exact = [role for role in ROLES if head in _KNOWN[role]]
    by_words = next((role for role, words in _FOLDED if any(_has(head, word) for word in words)), "")
    return by_words if by_words in exact or not exact else exact[0]


def _has(head: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if len(word) < 4 else ""), head) is not None


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """The row with the most headings, at least two, and no date and amount of its own."""
    best, place = 1, None
    for at, row in enumerate(rows[:HEADER_AMONG]):
        if any(is_date(cell) for cell in row):
            if place is not None:
                break
            continue
        count = len({role for cell in row if len(cell) < 60 and (role := role_of(cell))})
        if count > best:
            best, place = count, at
    return place


def _by_headings(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    roles = [""] * len(heads)
    for at, head in enumerate(heads):
        role = role_of(head) if head else ""
        if role and role not in roles and fits(role, cells[at]):
            roles[at] = role
    if {"amount", "debit", "credit"} <= set(roles):  # the columns apart say the sign, too
        roles[roles.index("amount")] = ""
    elif "amount" in roles:
        roles = ["" if role in ("debit", "credit") else role for role in roles]
    return roles


def _by_contents(roles: list[str], cells: Sequence[Sequence[str]]) -> None:
    """Gives columns without a role the one that their contents show, where it is free."""

    def give(role: str, test: Callable[[Sequence[str]], bool]) -> None:
        free = [at for at, given in enumerate(roles) if not given and cells[at] and test(cells[at])]
        if role not in roles and free:
            roles[free[0]] = role

    give("date", lambda column: fits("date", column))
    if not ({"debit", "credit"} <= set(roles)):
        roles[:] = ["" if role in ("debit", "credit") else role for role in roles]
        give("amount", lambda column: _share(column, is_amount) >= ENOUGH and any(re.search(r"[.,-]", cell) for cell in column) and _share(column, is_date) < ENOUGH)
        give("amount", lambda column: fits("amount", column) and _share(column, _is_code) < ENOUGH)
    give("currency", lambda column: _share(column, lambda cell: is_currency(cell.upper())) >= ENOUGH)
    give("account", lambda column: len(column) > 1 and len(set(column)) == 1 and _share(column, _is_iban) >= ENOUGH)
    give("iban", lambda column: _share(column, _is_iban) >= ENOUGH)
    give("tax_id", lambda column: _share(column, _is_code) >= ENOUGH)
    texts = sorted((at for at, role in enumerate(roles) if not role and _share(cells[at], _is_text) >= ENOUGH), key=lambda at: -sum(map(len, cells[at])) / len(cells[at]))
    for role in ("text", "party"):
        if role not in roles and texts:
            roles[texts.pop(0)] = role


def fits(role: str, column: Sequence[str]) -> bool:
    """Whether what stands in a column may be that. An empty one may be anything."""
    tests: dict[str, Callable[[str], bool]] = {"date": is_date, "value_date": is_date} | dict.fromkeys(("amount", "debit", "credit", "fee", "balance"), is_amount)
    return role not in tests or not column or _share(column, tests[role]) >= ENOUGH


def _share(column: Sequence[str], test: Callable[[str], bool]) -> float:
    some = column[:100]
    return sum(test(cell) for cell in some) / len(some) if some else 0


def is_date(text: str) -> bool:
    """Whether it is a date in one of the usual formats."""
    whole = text.strip()[:20]
    if not re.search(r"\d", whole):
        return False
    day = whole.split(" ")[0].split("T")[0].strip(",").rstrip(".")
    for form in DATES:
        try:
            if plausible(dt.datetime.strptime(whole if " " in form else day, form).date()) and (form != "%Y%m%d" or len(day) == 8):  # noqa: DTZ007
                return True
        except ValueError:
            continue
    return False


def is_amount(text: str) -> bool:
    """Whether it is a number, with marks and blanks as people write them."""
    return len(text) < 40 and re.fullmatch(r"-?\d[\d.,]*", plain(text)) is not None


def _is_iban(text: str) -> bool:
    return _IBAN.fullmatch(text.replace(" ", "").upper()) is not None


def _is_code(text: str) -> bool:
    return re.fullmatch(r"\d{8}|\d{10}", text) is not None


def _is_text(text: str) -> bool:
    return len(text) > 2 and any(char.isalpha() for char in text) and not _is_iban(text)
