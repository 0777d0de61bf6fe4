"""How the columns of a bank's CSV are to be read. Headers are compared folded: case, blanks, look-alike letters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Cyrillic letters that look Latin, as banks and people mix them in headers.
_LOOK_ALIKE = str.maketrans("аесорхуікмтнвАЕСОРХУІКМТНВ", "aecopxyikmthbAECOPXYIKMTHB")


def folded(header: str) -> str:
    """A header for comparison."""
    return re.sub(r"\s+", " ", header.strip().strip("\ufeff").translate(_LOOK_ALIKE).casefold())


def _names(*headers: str) -> tuple[str, ...]:
    return tuple(folded(header) for header in headers)


@dataclass(frozen=True)
class CsvProfile:
    """Which header (by any of its names) means what, and how numbers and dates are written.

    `amount` is signed; or `debit` and `credit` are columns apart; or `direction` marks unsigned amounts.
    `dates`: strptime formats, tried in order over all rows. `invert`: a positive amount is money out.
    `carried_forward`: a row whose text starts so is the opening balance and no movement.
    """

    name: str
    date: tuple[str, ...]
    amount: tuple[str, ...] = ()
    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    value_date: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    iban: tuple[str, ...] = ()
    tax_id: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    booked_statuses: tuple[str, ...] = ()
    dates: tuple[str, ...] = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%Y%m%d")
    default_currency: str = ""
    carried_forward: str = ""
    invert: bool = False
    debit_words: tuple[str, ...] = ("d", "dt", "debit", "дебет", "o", "out", "s")
    credit_words: tuple[str, ...] = ("c", "ct", "cr", "credit", "кредит", "i", "in", "h", "k")
    required: tuple[str, ...] = field(default=())


PROFILES: tuple[CsvProfile, ...] = (
    CsvProfile(
        name="privatbank-business",
        date=_names("Дата операції"), amount=_names("Сума"), currency=_names("Валюта"), account=_names("Рахунок"),
        reference=_names("Номер документу"), party=_names("Кореспондент"), iban=_names("Рахунок кореспондента"),
        tax_id=_names("ЄДРПОУ кореспондента"), text=_names("Призначення платежу"), dates=("%d.%m.%Y",), default_currency="UAH",
        carried_forward="#ПЕРЕНЕСЕННЯ ЗАЛИШКУ", required=_names("Номер документу", "Сума", "Рахунок кореспондента"),
    ),
    CsvProfile(
        name="ibank2-ua",
        date=_names("Дата операції"), debit=_names("Дебет"), credit=_names("Кредит"), currency=_names("Валюта"),
        account=_names("Рахунок"), reference=_names("Ідентифікатор операції"), party=_names("Кореспондент"),
        iban=_names("Рахунок кореспондента"), tax_id=_names("ЄДРПОУ кореспондента"), text=_names("Призначення платежу"),
        dates=("%d.%m.%Y",), default_currency="UAH", required=_names("Дебет", "Кредит", "Рахунок кореспондента"),
    ),
    CsvProfile(
        name="monobank",
        date=_names("Дата i час операції"), amount=_names("Сума в валюті картки (UAH)"), text=_names("Деталі операції"),
        balance=_names("Залишок після операції"), dates=("%d.%m.%Y",), default_currency="UAH",
        required=_names("Дата i час операції", "Сума в валюті картки (UAH)"),
    ),
    CsvProfile(
        name="sense-bank",
        date=_names("Дата і час"), debit=_names("Cума списання", "Сума списання"), credit=_names("Cума зарахування", "Сума зарахування"),
        status=_names("Статус"), booked_statuses=("виконано", "исполнен", "виконана", "проведено"), party=_names("Місце"), text=_names("Деталі", "Опис", "Операція"),
        dates=("%d.%m.%y", "%d.%m.%Y"), default_currency="UAH", required=_names("Cума списання", "Cума зарахування"),
    ),
    CsvProfile(
        name="oblik",
        date=_names("date", "дата", "booking date", "booked on", "transaction date", "posted date", "дата операції", "datum", "buchungstag"),
        value_date=_names("value date", "дата валютування"),
        amount=_names("amount", "сума", "gross", "betrag", "montant", "importe"),
        debit=_names("debit", "дебет", "withdrawal", "debit amount"), credit=_names("credit", "кредит", "deposit", "credit amount"),
        direction=_names("d/c", "dc", "d/k", "debit/credit", "cd", "transaction type", "debetas/kreditas"), currency=_names("currency", "валюта", "ccy"),
        account=_names("account", "account no", "account iban", "рахунок"),
        reference=_names("reference", "bank reference", "референс", "transaction id", "transferwise id", "номер документу"),
        party=_names("name", "counterparty", "partner name", "payer", "контрагент", "кореспондент", "payee name"),
        iban=_names("iban", "counterparty iban", "bank account", "payee account number", "рахунок контрагента"),
        tax_id=_names("tax_id", "tax id", "edrpou", "єдрпоу", "єдрпоу контрагента"),
        text=_names("text", "remittance", "description", "label", "details", "purpose", "memo", "призначення", "призначення платежу"),
        balance=_names("balance", "running balance", "залишок"), status=_names("status"), booked_statuses=("completed", "booked", "executed", "posted", "cleared", "виконано"),
    ),
)  # fmt: skip


def profile_named(name: str) -> CsvProfile | None:
    """The built-in profile of that name."""
    return next((profile for profile in PROFILES if profile.name == name), None)
