"""The demo: two companies with clients, issued invoices and a bank statement, made by the acts themselves.

Everything is generated here from a fixed seed; names are invented. Seeding twice adds nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from stdnum import iban as iban_number
from stdnum.ua import edrpou

from apps.clients.actions import create_client
from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.invoices.actions import (
    create_invoice,
    issue_invoices,
    submit_invoices,
)
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, TaxCode
from apps.kernel.actor import Actor
from apps.kernel.money import decimal_text
from apps.payments.actions import import_statement
from apps.payments.models import BankAccount
from apps.reconciliation.actions import start_run
from apps.reconciliation.demo_agreements import START, approvals, contracts, corrections
from apps.reconciliation.demo_orders import orders
from apps.reconciliation.demo_roster import roster
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Run
from apps.tenants.actors import system_actor
from apps.tenants.models import Membership, Tenant, User
from apps.tenants.roles import Role
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, create_api_key, create_tenant
from apps.workflow.unit import unit_of_work

PASSWORD = "oblik-demo-2026"


@dataclass(frozen=True)
class Company:
    """What one demo company is made of."""

    slug: str
    name: str
    language: str
    series: str
    seed: int
    clients: int
    invoices: int


COMPANIES = (
    Company("zoria", "ТОВ «Зоря Сервіс»", "uk", "РФ", 11, 24, 90),
    Company("harbour", "Harbour Services Ltd", "en", "INV", 12, 16, 50),
)
PEOPLE = (
    ("accountant", Role.ACCOUNTANT), ("manager", Role.MANAGER), ("auditor", Role.AUDITOR), ("employee", Role.EMPLOYEE),
)  # fmt: skip
_FIRST = {"uk": ("Зоря", "Маяк", "Дніпро", "Смерека", "Карпати", "Криниця", "Ластівка", "Оберіг", "Джерело", "Вітрило"),
          "en": ("Harbour", "Northgate", "Silverline", "Meadow", "Kestrel", "Lantern", "Quayside", "Orchard", "Granite", "Willow")}  # fmt: skip
_WORK = {"uk": ("Прибирання офісу", "Обслуговування ліфтів", "Охорона об'єкта", "Технічна підтримка", "Доставка"),
         "en": ("Office cleaning", "Lift maintenance", "Site security", "Technical support", "Delivery")}  # fmt: skip


def seed(at: dt.datetime, *, say: Any = lambda _text: None) -> None:
    """Makes the demo companies that are missing. Idempotent by company code."""
    for company in COMPANIES:
        tenant = Tenant.objects.filter(slug=company.slug).first()
        if tenant is not None and _has_books(tenant):
            _contracts_if_missing(company, tenant, at)
            continue
        say(f"Making {company.name}")
        _company(company, tenant, at)


def _has_books(tenant: Tenant) -> bool:
    with scope(tenant.pk):
        return Client.objects.exists()


def _contracts_if_missing(company: Company, tenant: Tenant, at: dt.datetime) -> None:
    """For a demo that was made before there were contracts, or people at work."""
    actor = system_actor(tenant.pk, "demo", door="command")
    with scope(tenant.pk):
        if not Contract.objects.exists():
            contracts(company, list(Client.objects.order_by("pk")[:6]), actor, at=at)
        approvals(company, actor, at=at)
        _people(company, tenant, actor, at)
        roster(company, actor, at=at)
        orders(company, actor, at=at)


def credentials() -> dict[str, Any]:
    """Companies, users with their password, and API keys, as JSON-able data."""
    keys = _stored_keys()
    companies = []
    for company in COMPANIES:
        tenant = Tenant.objects.filter(slug=company.slug).first()
        if tenant is None:
            continue
        members = Membership.objects.filter(tenant=tenant).select_related("user").order_by("pk")
        companies.append(
            {
                "slug": tenant.slug, "name": tenant.name,
                "users": [{"email": m.user.email, "password": PASSWORD, "roles": m.roles} for m in members],
                "api_keys": [keys[tenant.slug]] if tenant.slug in keys else [],
            }
        )  # fmt: skip
    return {"url": settings.SITE_URL, "tenants": companies}


def statement_of(company: Company) -> bytes:
    """The sample statement of a demo company: CAMT.053 over its issued invoices. Needs the company seeded."""
    tenant = Tenant.objects.get(slug=company.slug)
    with scope(tenant.pk):
        return _statement(company, BankAccount.objects.order_by("pk").first())


def _company(company: Company, tenant: Tenant | None, at: dt.datetime) -> None:
    """The company, its people, and its books, which are one transaction: a seed that was cut off goes on."""
    domain = f"{company.slug}.example"
    if tenant is None:
        tenant, _password = create_tenant(
            company.slug, name=company.name, currency="UAH", country="UA", admin_email=f"owner@{domain}", at=at,
            language=company.language,
        )  # fmt: skip
    actor = system_actor(tenant.pk, "demo", door="command")
    owner = User.objects.get(email=f"owner@{domain}")
    owner.set_password(PASSWORD)
    owner.must_change_password = False
    owner.save()
    _people(company, tenant, actor, at)
    if company.slug not in _stored_keys():
        _key, secret = create_api_key("Demo", actor=actor, at=at)
        _store_key(company.slug, secret)
    with unit_of_work(actor=actor, at=at):
        _books(company, actor, at)


def _people(company: Company, tenant: Tenant, actor: Actor, at: dt.datetime) -> None:
    """Those of them who are no members yet."""
    domain = f"{company.slug}.example"
    known = set(Membership.objects.filter(tenant=tenant).values_list("user__email", flat=True))
    for name, role in PEOPLE:
        if f"{name}@{domain}" not in known:
            add_member(f"{name}@{domain}", [role], actor=actor, at=at, language=company.language, password=PASSWORD)


def _books(company: Company, actor: Actor, at: dt.datetime) -> None:
    from apps.payments.actions import open_account

    rng = random.Random(company.seed)  # noqa: S311 - the same demo each time
    open_account(_iban(rng), "UAH", actor=actor, at=at, name="Основний" if company.language == "uk" else "Main")
    codes = list(TaxCode.objects.filter(code__in=["20", "0"]).order_by("-rate_bps"))
    clients = [_client(company, index, rng, actor, at) for index in range(company.clients)]
    for client in clients[:3]:
        for _month in range(2):
            _monthly(company, client, codes, actor, at)
    for index in range(company.invoices):
        _invoice(company, clients[index % len(clients)], codes, rng, actor, at)
    contracts(company, clients[:6], actor, at=at)
    approvals(company, actor, at=at)
    drafts = Invoice.objects.filter(state="draft").order_by("pk")
    submit_invoices(drafts, actor=actor, at=at, ids=list(drafts.values_list("pk", flat=True))[:-4])
    issue_invoices(Invoice.objects.filter(state="approved"), actor=actor, at=at)
    corrections(company, clients[-1], codes, actor=actor, at=at)
    roster(company, actor, at=at)
    orders(company, actor, at=at)


def _client(company: Company, index: int, rng: random.Random, actor: Actor, at: dt.datetime) -> Client:
    names = _FIRST[company.language]
    name = f"{names[index % len(names)]}-{index + 1}"
    legal = f"ТОВ «{name}»" if company.language == "uk" else f"{name} Ltd"
    return create_client(
        actor=actor, at=at, code=f"C{index + 1:04}", legal_name=legal, short_name=name, edrpou=_edrpou(rng), ibans=[_iban(rng)],
        language=company.language, currency="UAH", payment_terms_days=rng.choice((7, 14, 30)),
    )  # fmt: skip


def _invoice(company: Company, client: Client, codes: list[TaxCode], rng: random.Random, actor: Actor, at: dt.datetime) -> None:
    lines = [
        LineDraft(
            rng.choice(_WORK[company.language]), Decimal(rng.randint(1, 40)), Decimal(rng.randint(15_000, 240_000)) / 100,
            codes[0 if rng.random() < 0.8 else 1].pk, "год" if company.language == "uk" else "h",
        )
        for _number in range(rng.randint(1, 3))
    ]  # fmt: skip
    create_invoice(
        client.pk, lines, actor=actor, at=at, series=company.series, issue_on=START - dt.timedelta(days=rng.randint(0, 50)),
        contract_reference=f"Д-{client.code[1:]}/26" if company.language == "uk" else f"C-{client.code[1:]}/26",
    )  # fmt: skip


def _monthly(company: Company, client: Client, codes: list[TaxCode], actor: Actor, at: dt.datetime) -> None:
    """The same amount every month: a payment that names no number may mean either."""
    unit = "міс" if company.language == "uk" else "month"
    line = LineDraft("Абонентське обслуговування" if company.language == "uk" else "Monthly service", Decimal(1), Decimal("4800"), codes[0].pk, unit)
    create_invoice(client.pk, [line], actor=actor, at=at, series=company.series, issue_on=START - dt.timedelta(days=20))


def _edrpou(rng: random.Random) -> str:
    while True:
        body = f"{rng.randint(2_000_000, 4_999_999)}"
        number = body + edrpou.calc_check_digit(body)
        if edrpou.is_valid(number):
            return number


def _iban(rng: random.Random) -> str:
    body = f"UA00{rng.choice((305299, 300335, 322001, 351005))}{rng.randint(10**17, 10**18 - 1):019}"
    return f"UA{iban_number.calc_check_digits(body)}{body[4:]}"


def _statement(company: Company, account: BankAccount | None) -> bytes:
    assert account is not None
    rng = random.Random(company.seed + 100)  # noqa: S311 - the same statement each time
    entries = _entries(company, rng)
    opening = 10_000_000
    closing = opening + sum(minor for minor, *_rest in entries)
    text = ['<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>',
            "<GrpHdr><MsgId>DEMO</MsgId><CreDtTm>2026-04-01T06:00:00</CreDtTm></GrpHdr><Stmt><Id>DEMO-1</Id><ElctrncSeqNb>1</ElctrncSeqNb>",
            f"<Acct><Id><IBAN>{account.iban}</IBAN></Id><Ccy>UAH</Ccy></Acct>",
            _balance("OPBD", opening, "2026-03-03"), _balance("CLBD", closing, "2026-03-31")]  # fmt: skip
    text += [_entry(index, *entry) for index, entry in enumerate(entries, 1)]
    text.append("</Stmt></BkToCstmrStmt></Document>\n")
    return "\n".join(text).encode()


def _entries(company: Company, rng: random.Random) -> list[tuple[int, dt.date, str, str, str, str]]:
    """(amount, day, payer, tax id, IBAN, text) of what payers write: exact, otherwise, in part, several, none that is clear."""
    found: list[tuple[int, dt.date, str, str, str, str]] = []
    invoices = list(Invoice.objects.filter(state="issued").select_related("client").prefetch_related("client__ibans").order_by("pk"))
    rng.shuffle(invoices)
    uk = company.language == "uk"
    amounts = Counter((item.client_id, item.open_minor) for item in invoices)
    monthly = [item for item in invoices if amounts[item.client_id, item.open_minor] > 1]
    paid = [item for item in invoices if item not in monthly][: len(invoices) * 2 // 3]
    for item in {item.client_id: item for item in monthly}.values():
        text = "Оплата за абонентське обслуговування" if uk else "Monthly service"
        day = dt.date(2026, 3, 10) + dt.timedelta(days=rng.randint(0, 9))
        found.append((item.open_minor, day, item.client.legal_name, item.client.edrpou, item.client.ibans.all()[0].iban, text))
    while paid:
        first = paid.pop()
        number, minor = first.number or "", first.open_minor
        kind = rng.random()
        text = f"Оплата за послуги зг. рах. {number}" if uk else f"Payment of invoice {number}"
        if kind < 0.2:
            text = f"опл. рах.№{number.replace('-', '')}" if uk else f"INV {number.replace('-', ' ').lower()}"
        elif kind < 0.35:
            text = f"Оплата за надані послуги. Платник {first.client.edrpou}" if uk else f"Services. Payer {first.client.edrpou}"
        elif kind < 0.45:
            minor, text = minor // 2, (f"Часткова оплата рах. {number}" if uk else f"Part payment of {number}")
        elif kind < 0.5:
            minor, text = minor + 12_345, text
        elif kind < 0.6 and any(item.client_id == first.client_id for item in paid):
            second = next(item for item in paid if item.client_id == first.client_id)
            paid.remove(second)
            minor, text = minor + second.open_minor, f"{text}, {second.number}"
        day = dt.date(2026, 3, 3) + dt.timedelta(days=rng.randint(0, 27))
        found.append((minor, day, first.client.legal_name, first.client.edrpou, first.client.ibans.all()[0].iban, text))
    fee = "Комісія за розрахункове обслуговування" if uk else "Bank fee for account services"
    unknown = "Поповнення рахунку" if uk else "Refund of a deposit"
    for _number in range(3):
        found.append((-rng.randint(5_000, 40_000), dt.date(2026, 3, 31), "АТ «Банк»", "", "", fee))
    found.append((1_500_000, dt.date(2026, 3, 20), "ФОП Невідомий", "", _iban(rng), unknown))
    text = "Оплата за послуги згідно договору" if uk else "Payment for services under the contract"
    found.append((734_500, dt.date(2026, 3, 24), "ТОВ «Незнайомець»" if uk else "Stranger Ltd", _edrpou(rng), _iban(rng), text))
    return sorted(found, key=lambda item: (item[1], item[0]))


def _balance(code: str, minor: int, day: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"UAH\">{decimal_text(abs(minor), 'UAH')}</Amt>"
        f"<CdtDbtInd>{'CRDT' if minor >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(index: int, minor: int, day: dt.date, name: str, tax_id: str, iban: str, text: str) -> str:
    side = "Dbtr" if minor >= 0 else "Cdtr"
    identity = f"<Id><OrgId><Othr><Id>{tax_id}</Id></Othr></OrgId></Id>" if tax_id else ""
    account = f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    return (
        f'<Ntry><Amt Ccy="UAH">{decimal_text(abs(minor), "UAH")}</Amt><CdtDbtInd>{"CRDT" if minor >= 0 else "DBIT"}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>DM{index:06}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RltdPties><{side}><Pty><Nm>{escape(name)}</Nm>{identity}</Pty></{side}>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _keys_file() -> Any:
    return settings.VAR_DIR / "demo-api-keys.csv"


def _store_key(slug: str, secret: str) -> None:
    """The demo's keys are kept in a file, readable by its owner only, so that they can be shown again."""
    path = _keys_file()
    path.touch(mode=0o600, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out).writerow([slug, secret])


def _stored_keys() -> dict[str, str]:
    path = _keys_file()
    if not path.exists():
        return {}
    return dict(csv.reader(io.StringIO(path.read_text("utf-8"))))


def find_run(company: Company) -> Run | None:
    """The latest run over the company's books, or None before the sample statement was reconciled."""
    tenant = Tenant.objects.get(slug=company.slug)
    with scope(tenant.pk):
        return Run.objects.select_related("account").order_by("-pk").first()


def reconcile_sample(slug: str, *, at: dt.datetime) -> None:
    """Imports the sample statement of a demo company and does its run, as a worker. Twice does it once: the import is known
    by its content, and a run that there is already is only finished."""
    company = next(item for item in COMPANIES if item.slug == slug)
    actor = system_actor(Tenant.objects.get(slug=slug).pk, "demo")
    with scope(actor.tenant_id):
        run = find_run(company)
        if run is None:
            data = statement_of(company)
            with unit_of_work(actor=actor, at=at):
                import_statement(io.BytesIO(data), "sample-statement.xml", actor=actor, at=at)
                run = start_run(BankAccount.objects.earliest("pk").pk, actor=actor, at=at)
        execute(actor.tenant_id, run.pk)


__all__ = ["COMPANIES", "Company", "credentials", "find_run", "reconcile_sample", "seed", "statement_of"]
