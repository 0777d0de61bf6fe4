"""A whole file of each format that states controls of itself, with the money that is in it."""

from __future__ import annotations

import io
import json
import zipfile

AMOUNTS = (125000, -350, 7707, -101999, 2000001, 500)  # minor units
OPENING = 10000
CLOSING = OPENING + sum(AMOUNTS)


def sums() -> tuple[int, int]:
    """(in, out) of the amounts, both positive."""
    return sum(minor for minor in AMOUNTS if minor > 0), -sum(minor for minor in AMOUNTS if minor < 0)


def major(minor: int) -> str:
    """Minor units with a point."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def ofx(*, header: str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n") -> bytes:
    """OFX 1.x: leaves without ends."""
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20260310120000[+2:EET]<TRNAMT>{major(minor)}<FITID>F{at}<NAME>Zoria &amp; Co<MEMO>invoice {at}</STMTTRN>\n"
        for at, minor in enumerate(AMOUNTS)
    )
    return (
        f"{header}<OFX><BANKMSGSRSV1><STMTTRNRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>UAH<BANKACCTFROM><BANKID>1<ACCTID>2600123"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331\n{rows}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{major(CLOSING)}<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode()


def qif() -> bytes:
    rows = "".join(f"D3/{at + 20}/2026\nT{major(minor)}\nPZoria\nMinvoice {at}\n^\n" for at, minor in enumerate(AMOUNTS))
    return f"!Account\nN2600123\nTBank\n^\n!Type:Bank\n{rows}".encode()


def bai2() -> bytes:
    rows = [f"16,{'195' if minor > 0 else '495'},{abs(minor)},0,BR{at},C{at},invoice {at}" for at, minor in enumerate(AMOUNTS)]
    money_in, money_out = sums()
    control = OPENING + CLOSING + money_in + money_out + money_in + money_out
    records = len(rows) + 3
    return "\n".join([
        "01,BANK,US,260310,0900,1,,,2/", "02,US,BANK,1,260310,,UAH,2/",
        f"03,2600123,UAH,010,{OPENING},,,015,{CLOSING},,/", f"88,100,{money_in},4,,400,{money_out},2,/", *rows,
        f"49,{control},{records}/", f"98,{control},1,{records + 2}/", f"99,{control},1,{records + 4}/", "",
    ]).encode()  # fmt: skip


def coda() -> bytes:
    money_in, money_out = sums()
    account = f"{'BE12341676096039':34}EUR"
    lines = [f"{'0000010032620005':127}2", f"12001{account}{0}{OPENING * 10:015}280226{'OBLIK':26}{'':35}001"]
    for at, minor in enumerate(AMOUNTS, 1):
        head = f"21{at:04}0000{f'REF{at}':21}{int(minor < 0)}{abs(minor) * 10:015}100326001500000"
        lines.append(f"{head}{f'invoice {at}':53}1003260010 0")
        lines.append(f"{f'23{at:04}0000':10}{'BE68539007547034':34}EUR{'ZORIA':35}{'':43}0 0")
    lines.append(f"8001{account}{0}{CLOSING * 10:015}310326".ljust(128))
    lines.append(f"{'9':16}{len(lines) - 1:06}{money_out * 10:015}{money_in * 10:015}".ljust(127) + "2")
    return "\r\n".join([*(line.ljust(128) for line in lines), ""]).encode()


def aeb43() -> bytes:
    money_in, money_out = sums()
    account = "123412341234567890"
    lines = [f"11{account}2603012603312{OPENING:014}9783OBLIK".ljust(80)]
    for at, minor in enumerate(AMOUNTS, 1):
        lines.append(f"22{'':4}12342603102603100{at}001{1 if minor < 0 else 2}{abs(minor):014}{at:010}{at:012}{'':16}".ljust(80))
        lines.append(f"2301{f'invoice {at}':38}".ljust(80))
    debits = sum(minor < 0 for minor in AMOUNTS)
    lines.append(f"33{account}{debits:05}{money_out:014}{len(AMOUNTS) - debits:05}{money_in:014}2{CLOSING:014}978".ljust(80))
    lines.append(f"88{'9' * 18}{len(lines):06}".ljust(80))
    return "\r\n".join([*lines, ""]).encode()


def gpc() -> bytes:
    money_in, money_out = sums()
    lines = [f"074{'2600000001':0>16}{'OBLIK':20}010326{OPENING:014}+{CLOSING:014}+{money_out:014}0{money_in:014}0001310326".ljust(128)]
    for at, minor in enumerate(AMOUNTS, 1):
        lines.append(
            f"075{'2600000001':0>16}{'1001016092':0>16}{at:013}{abs(minor):012}{1 if minor < 0 else 2}{at:010}0020100308{0:010}100326{'ZORIA':20}00203100326"
        )
    return "\r\n".join([*lines, ""]).encode("cp1250")


def one_c(encoding: str = "cp1251") -> bytes:
    money_in, money_out = sums()
    own, other = "UA213223130000026007233566001", "UA903052992990004149123456789"
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", f"РасчСчет={own}", "СекцияРасчСчет", "ДатаНачала=01.03.2026",
             "ДатаКонца=31.03.2026", f"РасчСчет={own}", f"НачальныйОстаток={major(OPENING)}", f"ВсегоПоступило={major(money_in)}",
             f"ВсегоСписано={major(money_out)}", f"КонечныйОстаток={major(CLOSING)}", "КонецРасчСчет"]  # fmt: skip
    for at, minor in enumerate(AMOUNTS, 1):
        payer, payee = (own, other) if minor < 0 else (other, own)
        dates = ["ДатаСписано=10.03.2026", "ДатаПоступило="] if minor < 0 else ["ДатаПоступило=10.03.2026"]
        lines += ["СекцияДокумент=Платежное поручение", f"Номер={at}", "Дата=09.03.2026", f"Сумма={major(abs(minor))}", f"ПлательщикСчет={payer}",
                  "Плательщик1=ТОВ «Зоря»", f"ПолучательСчет={payee}", "Получатель1=ТОВ «Зоря»", *dates, f"НазначениеПлатежа=Рах. {at}",
                  "КонецДокумента"]  # fmt: skip
    return "\r\n".join([*lines, "КонецФайла", ""]).encode(encoding)


def monobank() -> bytes:
    balance, items = OPENING, []
    for at, minor in enumerate(AMOUNTS):
        balance += minor
        items.append({"id": f"m{at}", "time": 1773140000 + at, "description": f"Зоря {at}", "amount": minor, "operationAmount": minor, "currencyCode": 980,
                      "balance": balance, "hold": False})  # fmt: skip
    return json.dumps(items[::-1], ensure_ascii=False).encode()


def xlsx(rows: list[list[str | int | float]] | None = None, *, sheet: str = "") -> bytes:
    """A workbook of one sheet, made by hand: texts within the cells, numbers as they are."""
    balance = OPENING
    if rows is None:
        rows = [["date", "amount", "currency", "text", "balance"]]
        for at, minor in enumerate(AMOUNTS):
            balance += minor
            rows.append(["2026-03-10", minor / 100, "UAH", f"invoice {at}", balance / 100])
    cells = "".join("<row>" + "".join(_cell(cell) for cell in row) + "</row>" for row in rows)
    return workbook(sheet or f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>')


def _cell(value: str | int | float) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value!r}</v></c>"


def workbook(sheet: str, **parts: str) -> bytes:
    """An XLSX of that sheet, and of other parts by name."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return packed.getvalue()


FILES = {
    "ofx": ofx(), "qif": qif(), "bai2": bai2(), "coda": coda(), "aeb43": aeb43(), "gpc": gpc(), "1c": one_c(), "json:monobank": monobank(), "xlsx:oblik": xlsx(),
}  # fmt: skip
# Formats whose files state enough of themselves that other money cannot pass unseen.
CONTROLLED = ("bai2", "coda", "aeb43", "gpc", "1c", "json:monobank")
