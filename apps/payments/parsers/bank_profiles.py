"""The mapping profiles that come with the product, and the general one for tables with usual headers.

UkrSib Business Online and ProCredit Business Online: the headings, dates (day first, with the time), the point in amounts and windows-1251 as the
importers `ukrsib_business` and `procredit_business` of the public project OSadovy/uabean, and its sample of ProCredit, have them.
"""

from __future__ import annotations

from apps.payments.parsers.profiles import CsvProfile, names

PROFILES: tuple[CsvProfile, ...] = (
    CsvProfile(
        name="privatbank-business",
        date=names("Дата операції"), amount=names("Сума"), currency=names("Валюта"), account=names("Рахунок"),
        reference=names("Номер документу"), party=names("Кореспондент"), iban=names("Рахунок кореспондента"),
        tax_id=names("ЄДРПОУ кореспондента"), text=names("Призначення платежу"), dates=("%d.%m.%Y",), default_currency="UAH",
        carried_forward="#ПЕРЕНЕСЕННЯ ЗАЛИШКУ", required=names("Номер документу", "Сума", "Рахунок кореспондента"),
    ),
    CsvProfile(
        name="ukrsib-business",
        date=names("Дата операції"), debit=names("Дебет"), credit=names("Кредит"), currency=names("Валюта"), account=names("Рахунок"),
        reference=names("Номер документа"), party=names("Кореспондент"), iban=names("Рахунок кореспондента"),
        tax_id=names("ЄДРПОУ кореспондента"), text=names("Призначення платежу"), dates=("%d.%m.%Y",), default_currency="UAH",
        required=names("МФО", "Код операції", "Назва банка", "Номер документа", "Дебет", "Кредит", "Гривневе покриття"),
    ),
    CsvProfile(
        name="procredit-business",
        date=names("Дата операції"), debit=names("Дебет"), credit=names("Кредит"), currency=names("Валюта"), account=names("Рахунок"),
        reference=names("Номер документа"), party=names("Кореспондент"), iban=names("Рахунок кореспондента"),
        tax_id=names("ЄДРПОУ кореспондента"), text=names("Призначення платежу"), dates=("%d.%m.%Y",), default_currency="UAH",
        required=names("Код ID НБУ", "Код операції", "Номер документа", "Дебет", "Кредит", "Гривневе покриття"),
    ),
    CsvProfile(
        name="ibank2-ua",
        date=names("Дата операції"), debit=names("Дебет"), credit=names("Кредит"), currency=names("Валюта"),
        account=names("Рахунок"), reference=names("Ідентифікатор операції"), party=names("Кореспондент"),
        iban=names("Рахунок кореспондента"), tax_id=names("ЄДРПОУ кореспондента"), text=names("Призначення платежу"),
        dates=("%d.%m.%Y",), default_currency="UAH", required=names("Дебет", "Кредит", "Рахунок кореспондента"),
    ),
    CsvProfile(
        name="monobank",
        date=names("Дата i час операції"), amount=names("Сума в валюті картки (UAH)"), text=names("Деталі операції"),
        balance=names("Залишок після операції"), dates=("%d.%m.%Y",), default_currency="UAH",
        required=names("Дата i час операції", "Сума в валюті картки (UAH)"),
    ),
    CsvProfile(
        name="privatbank-card",
        date=names("Дата"), amount=names("Сума в валюті картки"), currency=names("Валюта картки"),
        text=names("Опис операції"), more_text=names("Категорія"), balance=names("Залишок на кінець періоду"), dates=("%d.%m.%Y", "%Y-%m-%d"),
        default_currency="UAH", required=names("Картка", "Опис операції", "Сума в валюті картки", "Валюта картки"),
    ),
    CsvProfile(
        name="sense-bank",
        date=names("Дата і час"), debit=names("Cума списання", "Сума списання"), credit=names("Cума зарахування", "Сума зарахування"),
        status=names("Статус"), booked_statuses=("виконано", "исполнен", "виконана", "проведено"), party=names("Місце"), text=names("Деталі", "Опис", "Операція"),
        dates=("%d.%m.%y", "%d.%m.%Y"), default_currency="UAH", required=names("Cума списання", "Cума зарахування"),
    ),
    CsvProfile(
        name="revolut",
        date=names("Completed Date"), amount=names("Amount"), fee=names("Fee"), currency=names("Currency"), text=names("Description"),
        balance=names("Balance"), status=names("State"), booked_statuses=("completed",), dates=("%Y-%m-%d",),
        required=names("Started Date", "Completed Date", "Amount", "Fee", "State"),
    ),
    CsvProfile(
        name="bunq",
        date=names("Datum"), amount=names("Bedrag"), account=names("Rekening"), iban=names("Tegenrekening"), party=names("Naam"),
        text=names("Omschrijving"), dates=("%Y-%m-%d",), default_currency="EUR", required=names("Datum", "Bedrag", "Rekening", "Tegenrekening"),
    ),
    CsvProfile(
        name="kbc",
        date=names("Datum"), value_date=names("Valuta"), amount=names("Bedrag"), account=names("Rekeningnummer"), currency=names("Munt"),
        iban=names("rekeningnummer tegenpartij"), party=names("Naam tegenpartij"), text=names("Omschrijving"), balance=names("Saldo"),
        more_text=names("gestructureerde mededeling", "Vrije mededeling"), dates=("%d/%m/%Y",), required=names("Rekeningnummer", "Munt", "Bedrag"),
    ),
    CsvProfile(
        name="sparkasse",
        date=names("Buchungstag"), value_date=names("Valutadatum"), amount=names("Betrag"), account=names("Auftragskonto"),
        currency=names("Waehrung", "Währung"), party=names("Beguenstigter/Zahlungspflichtiger", "Begünstigter/Zahlungspflichtiger"),
        iban=names("Kontonummer", "Kontonummer/IBAN"), text=names("Verwendungszweck"), dates=("%d.%m.%y", "%d.%m.%Y"), decimal=",",
        required=names("Auftragskonto", "Buchungstag", "Betrag"),
    ),
    CsvProfile(
        name="gls",
        date=names("Buchungstag"), value_date=names("Wertstellung"), amount=names("Betrag"), account=names("Kontonummer"), currency=names("Währung"),
        party=names("Auftraggeber/Empfänger"), text=names("VWZ1"), more_text=names(*(f"VWZ{number}" for number in range(2, 15))),
        balance=names("Kontostand"), dates=("%d.%m.%Y",), decimal=",", required=names("Kontonummer", "Buchungstag", "Betrag", "VWZ1"),
    ),
    CsvProfile(
        name="n26",
        date=names("Booking Date", "Date"), value_date=names("Value Date"), amount=names("Amount"),
        party=names("Partner Name", "Payee"), iban=names("Partner Iban", "Account number"), text=names("Payment Reference"), dates=("%Y-%m-%d",), default_currency="EUR",
        required=names("Amount (EUR)"),
    ),
    CsvProfile(
        name="n26-de",
        date=names("Datum"), amount=names("Betrag"), party=names("Empfänger"), iban=names("Kontonummer"), text=names("Verwendungszweck"),
        dates=("%Y-%m-%d",), default_currency="EUR", required=names("Datum", "Empfänger", "Betrag (EUR)"),
    ),
    CsvProfile(
        name="air-bank",
        date=names("Datum zaúčtování", "Datum provedení"), amount=names("Zaúčtovaná částka"), currency=names("Měna účtu"), account=names("Číslo účtu"),
        party=names("Název protiúčtu"), iban=names("Číslo protiúčtu"), reference=names("Id transakce"), text=names("Zpráva"),
        more_text=names("Poznámka", "VS"), dates=("%d.%m.%Y",), decimal=",", required=names("Datum provedení", "Zaúčtovaná částka"),
    ),
    CsvProfile(
        name="erste-hu",
        date=names("Tranzakció dátuma"), value_date=names("Értéknap"), amount=names("Tranzakció összege"), account=names("Számlaszám"),
        currency=names("Tranzakció devizaneme"), party=names("Partner neve"), iban=names("Partner számlaszáma"), text=names("Közlemény"),
        reference=names("Megbízás azonosító"), direction=names("Bevétel/Kiadás"), balance=names("Egyenleg"), dates=("%Y.%m.%d",),
        required=names("Tranzakció dátuma", "Tranzakció összege"),
    ),
    CsvProfile(
        name="bnp-paribas-pl",
        date=names("Data zaksięgowania"), value_date=names("Data transakcji"), amount=names("Kwota"), currency=names("Waluta"),
        account=names("Produkt"), party=names("Nadawca"), text=names("Opis"), more_text=names("Odbiorca"), status=names("Status"),
        booked_statuses=("zrealizowana", "zrealizowane", "zaksięgowana"), dates=("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"),
        required=names("Data zaksięgowania", "Kwota", "Waluta", "Produkt"),
    ),
    CsvProfile(
        name="oblik",
        date=names("date", "дата", "booking date", "booked on", "transaction date", "posted date", "posting date", "дата операції", "datum", "buchungstag", "fecha", "data"),
        value_date=names("value date", "дата валютування"),
        amount=names("amount", "сума", "gross", "betrag", "montant", "importe"),
        debit=names("debit", "дебет", "withdrawal", "withdrawals", "debit amount", "money out", "paid out"), credit=names("credit", "кредит", "deposit", "deposits", "credit amount", "money in", "paid in"),
        direction=names("d/c", "dc", "d/k", "debit/credit", "cd", "transaction type", "debetas/kreditas"), currency=names("currency", "валюта", "ccy"),
        account=names("account", "account no", "account iban", "рахунок"),
        reference=names("reference", "bank reference", "референс", "transaction id", "transferwise id", "transaction reference number", "номер документу"),
        party=names("name", "counterparty", "partner name", "payer", "контрагент", "кореспондент", "payee name", "counteraccount name", "beneficiary"),
        iban=names("iban", "counterparty iban", "bank account", "payee account number", "рахунок контрагента"),
        tax_id=names("tax_id", "tax id", "edrpou", "єдрпоу", "єдрпоу контрагента"),
        text=names("text", "remittance", "description", "label", "details", "desc", "message for payee", "purpose", "memo", "призначення", "призначення платежу"),
        balance=names("balance", "running balance", "runningbalance", "залишок", "saldo"), status=names("status"), booked_statuses=("completed", "booked", "executed", "posted", "cleared", "виконано"),
    ),
)  # fmt: skip


GENERAL = PROFILES[-1]
OF_BANKS = PROFILES[:-1]


def profile_named(name: str) -> CsvProfile | None:
    """The built-in profile of that name."""
    return next((profile for profile in PROFILES if profile.name == name), None)
