"""Files made to break a reader: an answer in words, in little memory, and nothing of them in the books."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.payments.parsers import UnreadableFile
from apps.payments.parsers.inspect import write_json
from tests.factories import camt

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
GOOD = camt([("10.00", "Оплата рах. 1"), ("-3.50", "fee")])
HEAD, TAIL = GOOD.split(b"<Ntry>", 1)[0], b"</Stmt></BkToCstmrStmt></Document>"
XML = b'<?xml version="1.0" encoding="UTF-8"?>'


def told(data: bytes, folder: Path) -> dict:
    """What `statements inspect --json` says; a refusal as {"error"}."""
    path, out = folder / "statement", io.StringIO()
    path.write_bytes(data)
    try:
        write_json(path, out)
    except UnreadableFile as refusal:
        return {"error": str(refusal)}
    return json.loads(out.getvalue())


def doctype(inside: bytes, text: bytes = b"&x;") -> bytes:
    body = GOOD.removeprefix(XML).replace(b"fee", text)
    return XML + b"<!DOCTYPE Document [" + inside + b"]>" + body


LAUGHS = b'<!ENTITY x0 "ha">' + b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 12))
REFUSED = {
    "entity expansion": doctype(LAUGHS, b"&x11;"),
    "external entity, file": doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "external entity, address": doctype(b'<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'),
    "parameter entity": doctype(b'<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'),
    "external DTD": GOOD.replace(XML, XML + b'<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "cut in the middle of an entry": GOOD[: GOOD.index(b"fee")],
    "cut in the head": GOOD[:200],
    "another encoding than it says": GOOD.replace("Оплата".encode(), "Оплата".encode("cp1251")),
    "an encoding that nobody knows": GOOD.replace(b'encoding="UTF-8"', b'encoding="x-none"'),
    "zero bytes": GOOD.replace(b"fee", b"\0\0"),
    "30 February": GOOD.replace(b"2026-03-11", b"2026-02-30"),
    "a day of the year zero": GOOD.replace(b"2026-03-11", b"0000-03-11"),
    "an amount with five decimals": camt([("10.12345", "a")]),
    "an amount of forty digits": camt([("10.00", "a")]).replace(b">10.00<", b">" + b"9" * 40 + b".00<"),
    "an exponent": camt([("10.00", "a")]).replace(b">10.00<", b">1E400<"),
    "not a number": camt([("10.00", "a")]).replace(b">10.00<", b">NaN<"),
    "infinity": camt([("10.00", "a")]).replace(b">10.00<", b">Infinity<"),
    "no amount": camt([("10.00", "a")]).replace(b">10.00<", b"><"),
    "neither credit nor debit": GOOD.replace(b"<CdtDbtInd>DBIT", b"<CdtDbtInd>BOTH"),
    "a negative amount": camt([("10.00", "a")]).replace(b">10.00<", b">-10.00<"),
    "other numerals": camt([("10.00", "a")]).replace(b">10.00<", ">١٠.٠٠<".encode()),
    "a grouped amount": camt([("10.00", "a")]).replace(b">10.00<", b">1_000<"),
    "the year 1": GOOD.replace(b"2026-03-11", b"0001-03-11"),
    "the year 9999": GOOD.replace(b"2026-03-11", b"9999-03-11"),
    "entities of one size": doctype(b'<!ENTITY x "' + b"a" * 50_000 + b'">', b"&x;" * 5_000),
    "UTF-7": GOOD.replace(b"UTF-8", b"UTF-7"),
    "UTF-32": GOOD.decode().replace("UTF-8", "UTF-32").encode("utf-32"),
    "an entity in UTF-16": doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">').decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "nested too deep": HEAD + b"<Ntry>" + b"<a>" * 300 + b"</a>" * 300 + b"</Ntry>" + TAIL,
    "MT940 with a balance that is none": b":20:X\n:25:UA1\n:60F:C260301UAHx\n:62F:C260301UAH0,00\n",
    "MT940 with points for everything": b":20:X\n:25:UA1\n:60F:C260301UAH0,00\n:61:2603010301C1.2.3NTRF\n",
    "CSV cut off within quotation marks": b'date,amount,text\n2026-03-01,1.00,"cut',
    "CSV with a letter in an amount": b"date,amount\n2026-03-01,1O0.00\n",
    "CSV with an amount in two ways": b'date,amount\n2026-03-01,"1,000"\n',
    "CSV with a million columns": b"date,amount\n" + b"," * 1_000_000,
    "nothing": b"",
    "a byte order mark": b"\xef\xbb\xbf",
    "blanks": b" \n" * 100,
    "random bytes": bytes((n * 7919 + n // 13) % 256 for n in range(5000)),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "a PDF": b"%PDF-1.7\n1 0 obj <<>> endobj",
    "another XML": b"<html><body>not a statement</body></html>",
    "MT940 with 40 digits": b":20:X\n:25:UA1\n:60F:C260301UAH0,00\n:61:2603010301C" + b"9" * 40 + b",00NTRF\n:62F:C260301UAH0,00\n",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words(name, tmp_path):
    answer = told(REFUSED[name], tmp_path)
    assert set(answer) == {"error"}
    assert len(answer["error"]) > 15
    assert "Traceback" not in answer["error"]
    assert "root:" not in answer["error"]


def test_an_amount_whose_last_decimals_are_zero_is_that_amount(tmp_path):
    (statement,) = told(camt([("10.12000", "a")], closing="10.12"), tmp_path)["statements"]
    assert (statement["credit_sum"], statement["balances"]) == ("10.12", True)


@pytest.mark.parametrize(
    ("written", "minor"), [("−5,50", "-5.50"), ("5.00-", "-5.00"), ("(5.00)", "-5.00"), ("1 234,50", "1234.50"), ("1.234,50", "1234.50"), ("£1,183.23", "1183.23")]
)
def test_an_amount_of_a_table_is_exact(tmp_path, written, minor):
    (statement,) = told(f"date;amount\n2026-03-01;{written}\n".encode(), tmp_path)["statements"]
    assert [entry["amount"] for entry in statement["entries"]] == [minor]


def test_a_point_before_cents_is_a_decimal_mark_in_mt940(tmp_path):
    data = b":20:X\n:25:UA1\n:60F:C260301UAH0,00\n:61:2603010301C12.34NTRF\n:62F:C260301UAH12,34\n"
    (statement,) = told(data, tmp_path)["statements"]
    assert (statement["credit_sum"], statement["balances"]) == ("12.34", True)


def test_fifty_cuts_are_refused(tmp_path):
    for at in range(60, len(GOOD) - 1, len(GOOD) // 50):
        assert set(told(GOOD[:at], tmp_path)) == {"error"}, at


def test_an_xinclude_includes_nothing(tmp_path):
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    assert "root:" not in json.dumps(told(GOOD.replace(b"fee", b"fee" + include), tmp_path))


def test_rows_of_several_accounts_are_as_many_statements(tmp_path):
    data = b"date,amount,currency,account\n2026-03-01,1.00,UAH,A1\n2026-03-02,2.00,UAH,A2\n2026-03-03,4.00,UAH,A1\n"
    found = told(data, tmp_path)["statements"]
    assert [(item["account"], item["credit_sum"]) for item in found] == [("A1", "5.00"), ("A2", "2.00")]


def test_a_row_that_says_neither_in_nor_out_is_named_and_left_out(tmp_path):
    answer = told(b"date,amount,d/c\n2026-03-01,1.00,d\n2026-03-02,2.00,\n2026-03-03,4.00,c\n", tmp_path)
    assert [entry["amount"] for entry in answer["statements"][0]["entries"]] == ["-1.00", "4.00"]
    assert len(answer["warnings"]) == 1
    assert "3" in answer["warnings"][0]


def test_control_characters_are_taken_out(tmp_path):
    (statement,) = told(b'date,amount,text\n2026-03-01,1.00,"a\x1b[31m\x07b"\n', tmp_path)["statements"]
    assert statement["entries"][0]["remittance"] == "a[31mb"


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def test_archives(tmp_path):
    """One file or several are read; what unpacks to far more, hides an archive or lies about its size is refused."""
    assert len(told(packed(("../../slip.xml", GOOD), ("/b.xml", GOOD)), tmp_path)["statements"]) == 2
    lying = packed(("a.xml", GOOD)).replace(len(GOOD).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    for data in (packed(("a.xml", bytes(50_000_000))), packed(("a.zip", packed(("b.xml", GOOD)))), packed(*((f"{n}.xml", GOOD) for n in range(60))), lying):
        assert set(told(data, tmp_path)) == {"error"}


def test_utf_16_is_read(tmp_path):
    (statement,) = told(GOOD.replace(b'"UTF-8"', b'"UTF-16"').decode().encode("utf-16"), tmp_path)["statements"]
    assert [entry["remittance"] for entry in statement["entries"]] == ["Оплата рах. 1", "fee"]


def test_an_account_that_is_blank_is_no_account(tmp_path):
    import re

    (statement,) = told(re.sub(rb"<IBAN>[^<]*</IBAN>", b"<Othr><Id>   </Id></Othr>", GOOD), tmp_path)["statements"]
    assert (statement["account"], statement["entry_count"]) == ("", 2)


def huge(head: bytes, unit: bytes, tail: bytes = b"") -> Callable[[], Iterator[bytes]]:
    """Head, 200 MiB of the unit, tail: in pieces."""

    def pieces() -> Iterator[bytes]:
        yield head
        block = unit * (MIB // len(unit))
        for _piece in range(200):
            yield block
        yield tail

    return pieces


HUGE = {
    "200 MB of one tag's text": huge(HEAD + b"<Ntry><AddtlNtryInf>", b"0123456789abcdef", b"</AddtlNtryInf></Ntry>" + TAIL),
    "200 MB of one tag, again and again": huge(HEAD + b"<Ntry>", b"<Prtry></Prtry>", b"</Ntry>" + TAIL),
    "200 MB of one tag, in itself": huge(HEAD, b"<Ntry>"),
    "200 MB of one attribute": huge(HEAD + b'<Ntry a="', b"0123456789abcdef", b'"/>' + TAIL),
    "200 MB of a tag's name": huge(HEAD + b"<", b"abcdefgh", b"/>" + TAIL),
    "200 MB of comments": huge(HEAD, b"<!-- 9 bytes -->", TAIL),
    "200 MB of one comment with tags' ends": huge(HEAD + b"<!--", b"0123456789abcde>", b"-->" + TAIL),
    "200 MB of one attribute with tags' ends": huge(HEAD + b'<Ntry a="', b"0123456789abcde>", b'"/>' + TAIL),
    "200 MB of one CDATA section with tags' ends": huge(HEAD + b"<Ntry><AddtlNtryInf><![CDATA[", b"0123456789abcde>", b"]]>"),
    "200 MB of one processing instruction": huge(HEAD + b"<?x ", b"0123456789abcdef", b"?>" + TAIL),
    "200 MB of attributes": huge(HEAD + b"<Ntry ", b'a1234567="1234" ', b"/>" + TAIL),
    "200 MB of statements": huge(HEAD + b"</Stmt>", b"<Stmt></Stmt>   ", b""),
    "200 MB of unknown elements": huge(b'<?xml version="1.0"?><html>', b"<p>bar</p>      "),
    "200 MB of a table": huge(b"date,amount,currency\n", b"2026-03-01,1,UAH\n"),
    "200 MB of one line of MT940": huge(b":20:X\n:25:UA1\n:60F:C260301UAH0,00\n:86:", b"0123456789abcdef", b"\n"),
    "200 MB of one field of CSV": huge(b'date,amount,currency\n2026-03-01,1.00,"', b"0123456789abcdef", b'"\n'),
    "200 MB of one line of nothing known": huge(b"", b"0123456789abcdef"),
}


# Django is loaded once; each file is read by a process of its own, forked from that, whose time and memory are counted.
INSPECTOR = """
import json, os, signal, sys, traceback
import django
from django.core.management import execute_from_command_line

django.setup()
for path in map(str.strip, sys.stdin):
    child = os.fork()
    if not child:
        signal.alarm(60)
        sys.stdout, sys.stderr, code = open(path + ".out", "w"), open(path + ".err", "w"), 0
        try:
            execute_from_command_line(["manage.py", "statements", "inspect", path, "--json"])
        except SystemExit as ended:
            code = ended.code
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
    _child, status, used = os.wait4(child, 0)
    told = {"code": os.waitstatus_to_exitcode(status), "seconds": used.ru_utime + used.ru_stime, "mebibytes": used.ru_maxrss / 1024}
    print(json.dumps(told), flush=True)
"""


@pytest.fixture(scope="module")
def inspector() -> Iterator[Callable[[Path], dict]]:
    """`manage.py statements inspect --json` of a file: its exit code, what it said, and what it took."""
    process = subprocess.Popen([sys.executable, "-c", INSPECTOR], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def inspect(path: Path) -> dict:
        print(path, file=process.stdin, flush=True)
        return json.loads(process.stdout.readline()) | {name: path.with_name(f"{path.name}.{name}").read_text() for name in ("out", "err")}

    yield inspect
    process.stdin.close()
    process.wait(10)


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_answered_in_little_time_and_memory(name, tmp_path, inspector):
    path = tmp_path / "huge"
    with path.open("wb") as out:
        out.writelines(HUGE[name]())
    done = inspector(path)
    path.unlink()
    assert done["code"] == 2, done
    assert "Traceback" not in done["err"]
    assert set(json.loads(done["out"])) == {"error"}
    assert done["seconds"] < 5 and done["mebibytes"] < 150, done  # of the processor: a busy machine changes nothing
