"""What goes out to 1C and BAS: statements, and payment orders of refunds, as 1CClientBankExchange in windows-1251.

The directions are those of the standard of exchange with client banks, version 1.03: 1C takes a statement in as from a bank, and a client bank takes
orders in as from 1C. A letter that windows-1251 lacks is written as "?"; no figure has any.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from apps.kernel.errors import Reason, Refused
from apps.kernel.money import decimal_text
from apps.payments.models import Refund, Statement, StatementLine
from apps.payments.states import PaymentMethod, RefundState

MOST_LINES, MOST_ORDERS = 50_000, 1_000
_BREAKS = re.compile(r"[\r\n\t]+")
KIND = "text/plain; charset=windows-1251"


def statement_file(statement: Statement, *, company: str, at: dt.datetime) -> bytes:
    """The statement with its lines in force. Amounts without a sign: who pays says the direction. Raises Refused without days, or for more than MOST_LINES."""
    if statement.starts_on is None or statement.ends_on is None:
        raise Refused(Reason("no_days", _("The statement does not say its days, which 1C needs.")))
    lines = list(StatementLine.objects.filter(statement=statement, live_key__isnull=False).order_by("position")[: MOST_LINES + 1])
    if len(lines) > MOST_LINES:
        raise Refused(Reason("too_many", _("The statement has more than %(most)s lines."), params={"most": MOST_LINES}))
    own, currency = statement.account.iban, statement.currency
    credit = sum(line.amount_minor for line in lines if line.amount_minor > 0)
    debit = -sum(line.amount_minor for line in lines if line.amount_minor < 0)
    days = [("ДатаНачала", _day(statement.starts_on)), ("ДатаКонца", _day(statement.ends_on)), ("РасчСчет", own)]
    rows: list[tuple[str, str]] = [*_head(at, sender=company), *days, ("СекцияРасчСчет", ""), *days]
    if statement.opening_minor is not None:
        rows.append(("НачальныйОстаток", decimal_text(statement.opening_minor, currency)))
    rows += [("ВсегоПоступило", decimal_text(credit, currency)), ("ВсегоСписано", decimal_text(debit, currency))]
    if statement.closing_minor is not None:
        rows.append(("КонечныйОстаток", decimal_text(statement.closing_minor, currency)))
    rows.append(("КонецРасчСчет", ""))
    for line in lines:
        rows += _line(line, own, company, str(line.position))
    return _written(rows)


def orders_file(refunds: Iterable[Refund], *, company: str, at: dt.datetime) -> bytes:
    """Payment orders of refunds that are approved and go by bank, from the account that the money came to. Raises Refused with every reason."""
    rows = _head(at, sender="Oblik", receiver="")
    reasons: list[Reason] = []
    for count, refund in enumerate(refunds, 1):
        if count > MOST_ORDERS:
            raise Refused(Reason("too_many", _("One file takes at most %(most)s orders."), params={"most": MOST_ORDERS}))
        reasons += _against(refund)
        if not reasons:
            rows += _order(refund, company, at)
    if reasons:
        raise Refused(reasons)
    return _written(rows)


def _against(refund: Refund) -> Iterator[Reason]:
    about = {"refund": str(refund)}
    if refund.state != RefundState.APPROVED or refund.method != PaymentMethod.BANK:
        yield Reason("not_payable", _("%(refund)s is not approved, or does not go by bank."), params=about)
    if refund.payment.account is None:
        yield Reason("no_account", _("%(refund)s: the payment does not say which account it came to, so nobody knows which one pays it back."), params=about)


def _head(at: dt.datetime, *, sender: str, receiver: str = "1С:Підприємство") -> list[tuple[str, str]]:
    return [
        ("ВерсияФормата", "1.03"), ("Кодировка", "Windows"), ("Отправитель", sender), ("Получатель", receiver), ("ДатаСоздания", _day(at.date())),
        ("ВремяСоздания", at.strftime("%H:%M:%S")),
    ]  # fmt: skip


def _line(line: StatementLine, own: str, company: str, number: str) -> list[tuple[str, str]]:
    out = line.amount_minor < 0
    mine, other = ("Плательщик", "Получатель") if out else ("Получатель", "Плательщик")
    # a line without the other side's account still has two sides
    return [
        ("СекцияДокумент", "Платежное поручение"), ("Номер", line.reference or number), ("Дата", _day(line.booked_on)),
        ("Сумма", decimal_text(abs(line.amount_minor), line.currency)), (f"{mine}Счет", own), (f"{mine}1", company),
        (f"{other}Счет", line.counterparty_iban), (f"{other}1", line.counterparty_name), (f"{other}ИНН", line.counterparty_tax_id),
        ("ДатаСписано" if out else "ДатаПоступило", _day(line.booked_on)), ("НазначениеПлатежа", line.remittance), ("КонецДокумента", ""),
    ]  # fmt: skip


def _order(refund: Refund, company: str, at: dt.datetime) -> list[tuple[str, str]]:
    assert refund.payment.account is not None
    about = _("Refund of the payment %(payment)s") % {"payment": refund.payment.reference or refund.payment.pk}
    return [
        ("СекцияДокумент", "Платежное поручение"), ("Номер", str(refund.pk)), ("Дата", _day(at.date())),
        ("Сумма", decimal_text(refund.amount_minor, refund.currency)), ("ПлательщикСчет", refund.payment.account.iban), ("Плательщик1", company),
        ("ПолучательСчет", refund.iban), ("Получатель1", refund.payee or (refund.client.legal_name if refund.client else "")),
        ("ПолучательИНН", refund.client.edrpou if refund.client else ""), ("НазначениеПлатежа", about), ("КонецДокумента", ""),
    ]  # fmt: skip


def _day(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")


def _written(rows: Iterable[tuple[str, str]]) -> bytes:
    text = ["1CClientBankExchange"]
    for name, value in rows:
        bare = name.startswith("Конец") and name in ("КонецДокумента", "КонецРасчСчет") or name == "СекцияРасчСчет"
        said = _BREAKS.sub(" ", value).strip()
        text.append(name if bare else f"{name}={said}")
    return "\r\n".join([*text, "КонецФайла", ""]).encode("cp1251", errors="replace")
