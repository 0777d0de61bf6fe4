"""What is sent and answered. Written by `manage.py contract client` from the contract 2026-11-26; change nothing here."""

from __future__ import annotations

import datetime as _dt
import typing as _t
from dataclasses import dataclass
from decimal import Decimal as _Decimal

from .sending import UNSET as _UNSET
from .sending import Unset as _Unset


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Whole days of the person's site, `ends_before` not included."""

    created_at: _dt.datetime
    employee: int
    ends_before: _dt.date
    expanded: dict[str, _t.Any] | None = None
    id: int
    kind: AbsenceKindEnum
    note: str
    starts_on: _dt.date
    state: AbsenceStateEnum
    updated_at: _dt.datetime
    version: int

AbsenceBodyRequest = _t.TypedDict('AbsenceBodyRequest', {
    'employee': "int",
    'ends_before': "_dt.date",
    'kind': "AbsenceKindEnum",
    'note': "_t.NotRequired[str]",
    'starts_on': "_dt.date",
})
"""Days on which the person does not work; `ends_before` is the first on which they do."""

AbsenceKindEnum = _t.Literal['sick', 'leave', 'unpaid', 'training', 'other']


@dataclass(frozen=True, kw_only=True)
class AbsenceExpanded:
    """Records that Absence was expanded by; None where the caller may not see one."""

    employee: Employee | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class AbsencePart:
    """Of Absence what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    employee: int | _Unset = _UNSET
    ends_before: _dt.date | _Unset = _UNSET
    kind: AbsenceKindEnum | _Unset = _UNSET
    note: str | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: AbsenceStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: AbsenceExpanded | _Unset = _UNSET

AbsenceStateEnum = _t.Literal['active', 'cancelled']

AcceptRequest = _t.TypedDict('AcceptRequest', {
    'alternative': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
})
"""Which of the equally good answers is meant; 0 is the proposal itself."""


@dataclass(frozen=True, kw_only=True)
class AccountingPeriod:
    """A month that was closed once. While it is `closed` nothing dated in it changes; `closed_at` and `closed_by` are of the last time."""

    closed_at: _dt.datetime
    closed_by: str
    created_at: _dt.datetime
    ends_before: _dt.date
    id: int
    starts_on: _dt.date
    state: OpenClosedEnum
    updated_at: _dt.datetime
    version: int

AccountingPeriodBodyRequest = _t.TypedDict('AccountingPeriodBodyRequest', {
    'reason': "_t.NotRequired[str]",
    'starts_on': "_dt.date",
})
"""The first day of the month that is closed; the month must be over."""


@dataclass(frozen=True, kw_only=True)
class AccountingPeriodPart:
    """Of AccountingPeriod what `fields` named."""

    id: int
    closed_at: _dt.datetime | _Unset = _UNSET
    closed_by: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ends_before: _dt.date | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: OpenClosedEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET

ActivateBodyRequest = _t.TypedDict('ActivateBodyRequest', {
    'document': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
    'signed_on': "_dt.date",
})
"""`document`: the signed one, of those attached; left out, the one attached last."""

AllocateBodyRequest = _t.TypedDict('AllocateBodyRequest', {
    'items': "list[PairBodyRequest]",
    'reason': "_t.NotRequired[str]",
})
"""What the money pays."""


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Money of the payment that pays an invoice; a negative one takes back the one it names."""

    amount: _Decimal
    created_at: _dt.datetime
    id: int
    invoice: int
    reason: str
    reverses: int | None


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """An amendment. `base_version`: the version of the contract's terms that it was drawn up on; `applied_version`: the one that it made."""

    applied_version: int | None
    base_version: int
    change_count: int
    contract: int
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    number: int
    state: AmendmentStateEnum
    title: str
    updated_at: _dt.datetime
    version: int

AmendmentBodyRequest = _t.TypedDict('AmendmentBodyRequest', {
    'add_terms': "_t.NotRequired[list[TermBodyRequest]]",
    'change': "_t.NotRequired[HeadBodyRequest]",
    'change_terms': "_t.NotRequired[list[TermChangeBodyRequest]]",
    'contract': "int",
    'remove_terms': "_t.NotRequired[list[int]]",
    'title': "str",
})
"""What is to stand in the contract. Values that stand there already are left out."""


@dataclass(frozen=True, kw_only=True)
class AmendmentExpanded:
    """Records that Amendment was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class AmendmentPart:
    """Of Amendment what `fields` named."""

    id: int
    applied_version: int | None | _Unset = _UNSET
    base_version: int | _Unset = _UNSET
    change_count: int | _Unset = _UNSET
    contract: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    number: int | _Unset = _UNSET
    state: AmendmentStateEnum | _Unset = _UNSET
    title: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: AmendmentExpanded | _Unset = _UNSET

AmendmentStateEnum = _t.Literal['draft', 'in_approval', 'approved', 'rejected', 'withdrawn']


@dataclass(frozen=True, kw_only=True)
class AmendmentWithChanges:
    """An amendment with what it changes."""

    applied_version: int | None
    base_version: int
    change_count: int
    contract: int
    created_at: _dt.datetime
    differences: list[Difference]
    expanded: dict[str, _t.Any] | None = None
    id: int
    number: int
    state: AmendmentStateEnum
    title: str
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class AmendmentWithChangesExpanded:
    """Records that AmendmentWithChanges was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class AmendmentWithChangesPart:
    """Of AmendmentWithChanges what `fields` named."""

    id: int
    applied_version: int | None | _Unset = _UNSET
    base_version: int | _Unset = _UNSET
    change_count: int | _Unset = _UNSET
    contract: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    differences: list[Difference] | _Unset = _UNSET
    number: int | _Unset = _UNSET
    state: AmendmentStateEnum | _Unset = _UNSET
    title: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: AmendmentWithChangesExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """A key. `prefix`: how it begins; the rest is kept nowhere. `member`: whose way in it is, of a client's user. `permissions`: of what its roles allow, these alone; none: all of it. `networks`: CIDR; none: from everywhere."""

    contract_version: str
    created_at: _dt.datetime
    expires_at: _dt.datetime | None
    id: int
    last_used_at: _dt.datetime | None
    last_used_from: str
    member: int | None
    name: str
    networks: list[str]
    old_secret_ends_at: _dt.datetime | None
    permissions: list[str]
    prefix: str
    read_only: bool
    requests_per_minute: int | None
    require_if_match: bool
    revoked_at: _dt.datetime | None
    roles: list[str]

ApiKeyBodyRequest = _t.TypedDict('ApiKeyBodyRequest', {
    'expires_at': "_t.NotRequired[_dt.datetime]",
    'member': "_t.NotRequired[int]",
    'name': "str",
    'networks': "_t.NotRequired[list[str]]",
    'permissions': "_t.NotRequired[list[str]]",
    'read_only': "_t.NotRequired[bool]",
    'requests_per_minute': "_t.NotRequired[int | None]",
    'require_if_match': "_t.NotRequired[bool]",
    'roles': "_t.NotRequired[list[KeyRoleEnum]]",
})
"""A key for a partner's system, with its limits. `member`: the user of a client whose way in it is; then `roles` are theirs."""


@dataclass(frozen=True, kw_only=True)
class ApiKeyPart:
    """Of ApiKey what `fields` named."""

    id: int
    contract_version: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    expires_at: _dt.datetime | None | _Unset = _UNSET
    last_used_at: _dt.datetime | None | _Unset = _UNSET
    last_used_from: str | _Unset = _UNSET
    member: int | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    networks: list[str] | _Unset = _UNSET
    old_secret_ends_at: _dt.datetime | None | _Unset = _UNSET
    permissions: list[str] | _Unset = _UNSET
    prefix: str | _Unset = _UNSET
    read_only: bool | _Unset = _UNSET
    requests_per_minute: int | None | _Unset = _UNSET
    require_if_match: bool | _Unset = _UNSET
    revoked_at: _dt.datetime | None | _Unset = _UNSET
    roles: list[str] | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ApiKeyWithSecret:
    """With its secret; null where the request came a second time."""

    contract_version: str
    created_at: _dt.datetime
    expires_at: _dt.datetime | None
    id: int
    last_used_at: _dt.datetime | None
    last_used_from: str
    member: int | None
    name: str
    networks: list[str]
    old_secret_ends_at: _dt.datetime | None
    permissions: list[str]
    prefix: str
    read_only: bool
    requests_per_minute: int | None
    require_if_match: bool
    revoked_at: _dt.datetime | None
    roles: list[str]
    secret: str | None

ApprovalPolicyStateEnum = _t.Literal['draft', 'active', 'retired']

ApprovalRequestStateEnum = _t.Literal['pending', 'approved', 'rejected', 'withdrawn', 'voided', 'expired']

ApprovalStepStateEnum = _t.Literal['waiting', 'open', 'escalated', 'approved', 'rejected', 'skipped']

AskBodyRequest = _t.TypedDict('AskBodyRequest', {
    'amount': "_t.NotRequired[_Decimal]",
    'connection': "int",
    'invoice': "int",
    'reason': "_t.NotRequired[str]",
    'reference': "_t.NotRequired[str]",
})
"""A payment that a client is about to make. `reference`: its id at the provider; left out, the payment page is made at monobank, LiqPay or Stripe. `amount`: part of the invoice; left out, all that is open."""

AssignBodyRequest = _t.TypedDict('AssignBodyRequest', {
    'employee': "int",
    'reason': "str",
})
"""`employee`: who gets it, whatever dispatch would say."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One request of a delivery: `status` is null where no answer came, and `error` says why."""

    answer: str
    at: _dt.datetime
    error: str
    milliseconds: int
    status: int | None


@dataclass(frozen=True, kw_only=True)
class AuditPack:
    """A fiscal year in one signed file. `sha256`: of the whole file, hex. The file is removed 30 days after it was made."""

    created_at: _dt.datetime
    done_count: int
    ended_at: _dt.datetime | None
    ends_before: _dt.date
    error: str
    id: int
    removed_at: _dt.datetime | None
    requested_by: str
    sha256: str
    size: int
    started_at: _dt.datetime | None
    starts_on: _dt.date
    state: WorkStateEnum
    total_count: int
    year: int

AuditPackBodyRequest = _t.TypedDict('AuditPackBodyRequest', {
    'year': "int",
})
"""The fiscal year, by the calendar year in which it begins."""


@dataclass(frozen=True, kw_only=True)
class AuditPackPart:
    """Of AuditPack what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    done_count: int | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    ends_before: _dt.date | _Unset = _UNSET
    error: str | _Unset = _UNSET
    removed_at: _dt.datetime | None | _Unset = _UNSET
    requested_by: str | _Unset = _UNSET
    sha256: str | _Unset = _UNSET
    size: int | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: WorkStateEnum | _Unset = _UNSET
    total_count: int | _Unset = _UNSET
    year: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """A rule set tried on past decisions. `hit_count` of them it would have settled unaided as people did, `false_count` otherwise (of these `conflict_count` in the very way that people rejected or undid); `offered_count`: proposed with the right answer among those offered; `missed_count`: neither. `precision_percent`: hits of what would be settled unaided; null where nothing would be."""

    conflict_count: int
    created_at: _dt.datetime
    decision_count: int
    ended_at: _dt.datetime | None
    error: str
    false_count: int
    hit_count: int
    id: int
    input_digest: str
    missed_count: int
    offered_count: int
    precision_percent: _Decimal | None
    requested_by: str
    started_at: _dt.datetime | None
    state: WorkStateEnum


@dataclass(frozen=True, kw_only=True)
class BackTestPart:
    """Of BackTest what `fields` named."""

    id: int
    conflict_count: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    decision_count: int | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    false_count: int | _Unset = _UNSET
    hit_count: int | _Unset = _UNSET
    input_digest: str | _Unset = _UNSET
    missed_count: int | _Unset = _UNSET
    offered_count: int | _Unset = _UNSET
    precision_percent: _Decimal | None | _Unset = _UNSET
    requested_by: str | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    state: WorkStateEnum | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """A bank account of the company. A closed one takes no statements."""

    bank_name: str
    created_at: _dt.datetime
    currency: str
    iban: str
    id: int
    name: str
    state: OpenClosedEnum
    updated_at: _dt.datetime
    version: int

BankAccountBodyRequest = _t.TypedDict('BankAccountBodyRequest', {
    'bank_name': "_t.NotRequired[str]",
    'currency': "str",
    'iban': "str",
    'name': "_t.NotRequired[str]",
})
"""An IBAN without blanks, or the number that the bank writes."""


@dataclass(frozen=True, kw_only=True)
class BankAccountPart:
    """Of BankAccount what `fields` named."""

    id: int
    bank_name: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    iban: str | _Unset = _UNSET
    name: str | _Unset = _UNSET
    state: OpenClosedEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class BilledTotal:
    """What was billed in a currency, net and tax together."""

    currency: str
    total: str


@dataclass(frozen=True, kw_only=True)
class BillingProblem:
    """A contract that was not billed, and why, in sentences."""

    contract: int
    number: str
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class BillingRun:
    """A run. `trial`: it says what would be billed and writes nothing. `state`: waiting, working, done, failed; `error` says why."""

    created_at: _dt.datetime
    due_on: _dt.date
    error: str
    failed_count: int
    finished_at: _dt.datetime | None
    id: int
    invoice_count: int
    requested_by: str
    state: WorkStateEnum
    trial: bool

BillingRunBodyRequest = _t.TypedDict('BillingRunBodyRequest', {
    'due_on': "_dt.date",
    'trial': "_t.NotRequired[bool]",
})
"""The day on which it is due; `trial` (true if it is left out) only tries: up to 366 days ahead, a real run up to 31."""


@dataclass(frozen=True, kw_only=True)
class BillingRunDetail:
    """With its totals, and the first 1,000 contracts that were not billed."""

    created_at: _dt.datetime
    due_on: _dt.date
    error: str
    failed_count: int
    finished_at: _dt.datetime | None
    id: int
    invoice_count: int
    problems: list[BillingProblem]
    requested_by: str
    state: WorkStateEnum
    totals: list[BilledTotal]
    trial: bool


@dataclass(frozen=True, kw_only=True)
class BillingRunDetailPart:
    """Of BillingRunDetail what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    due_on: _dt.date | _Unset = _UNSET
    error: str | _Unset = _UNSET
    failed_count: int | _Unset = _UNSET
    finished_at: _dt.datetime | None | _Unset = _UNSET
    invoice_count: int | _Unset = _UNSET
    problems: list[BillingProblem] | _Unset = _UNSET
    requested_by: str | _Unset = _UNSET
    state: WorkStateEnum | _Unset = _UNSET
    totals: list[BilledTotal] | _Unset = _UNSET
    trial: bool | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class BillingRunPart:
    """Of BillingRun what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    due_on: _dt.date | _Unset = _UNSET
    error: str | _Unset = _UNSET
    failed_count: int | _Unset = _UNSET
    finished_at: _dt.datetime | None | _Unset = _UNSET
    invoice_count: int | _Unset = _UNSET
    requested_by: str | _Unset = _UNSET
    state: WorkStateEnum | _Unset = _UNSET
    trial: bool | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Break:
    """Two statements that do not meet, and what came or went between them."""

    after: int
    before: int
    difference: _Decimal


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """An act on many records. `refused`: counts each record once; `refusals` counts it under each of its reasons. `state`: queued, running, completed, cancelled, failed."""

    created_at: _dt.datetime
    done: int
    error: str
    finished_at: _dt.datetime | None
    id: int
    noun: str
    percent: int
    reason: str
    refusals: list[BulkRefusal]
    refused: int
    state: str
    total: int
    updated_at: _dt.datetime
    verb: str

BulkActBodyRequest = _t.TypedDict('BulkActBodyRequest', {
    'dry_run': "_t.NotRequired[bool]",
    'expected_count': "_t.NotRequired[int]",
    'filters': "_t.NotRequired[dict[str, str]]",
    'noun': "str",
    'reason': "_t.NotRequired[str]",
    'verb': "str",
})
"""`noun`: the address of a list. `verb`: an act on many of its records. `filters`: its query parameters, each value as it stands in a query. `expected_count`: refused where they choose another number of records. `dry_run`: only counts."""


@dataclass(frozen=True, kw_only=True)
class BulkActPart:
    """Of BulkAct what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    done: int | _Unset = _UNSET
    error: str | _Unset = _UNSET
    finished_at: _dt.datetime | None | _Unset = _UNSET
    noun: str | _Unset = _UNSET
    percent: int | _Unset = _UNSET
    reason: str | _Unset = _UNSET
    refusals: list[BulkRefusal] | _Unset = _UNSET
    refused: int | _Unset = _UNSET
    state: str | _Unset = _UNSET
    total: int | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    verb: str | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class BulkPreview:
    """What would be chosen now. `sums`: of totals, amounts or values, by currency; none where the records have none."""

    count: int
    noun: str
    sums: list[BulkSum]
    verb: str


@dataclass(frozen=True, kw_only=True)
class BulkRefusal:
    """A reason and the records that were refused for it: how many, and the ids of up to twenty."""

    code: str
    count: int
    detail: str
    ids: list[int]


@dataclass(frozen=True, kw_only=True)
class BulkSum:
    """What the chosen records come to in one currency, a decimal string."""

    amount: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class BusinessEvent:
    """`state`: received, processed, rejected (the books refuse it, `reasons` say why) or dead (the program failed over it). `record_kind` and `record_id`: what was made or changed."""

    attempts: int
    created_at: _dt.datetime
    ended_at: _dt.datetime | None
    event_id: str
    id: int
    occurred_at: _dt.datetime
    reasons: list[EventReason]
    record_id: int | None
    record_kind: str
    source: str
    state: str
    type: str
    version: int


@dataclass(frozen=True, kw_only=True)
class BusinessEventPart:
    """Of BusinessEvent what `fields` named."""

    id: int
    attempts: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    event_id: str | _Unset = _UNSET
    occurred_at: _dt.datetime | _Unset = _UNSET
    reasons: list[EventReason] | _Unset = _UNSET
    record_id: int | None | _Unset = _UNSET
    record_kind: str | _Unset = _UNSET
    source: str | _Unset = _UNSET
    state: str | _Unset = _UNSET
    type: str | _Unset = _UNSET
    version: int | _Unset = _UNSET

CadenceEnum = _t.Literal['daily', 'weekly', 'monthly']


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which hours count. `week`: for each day, Monday first, its spans; `days_off` beside the public holidays of `holiday_country`."""

    created_at: _dt.datetime
    days_off: list[_dt.date]
    holiday_country: str
    holiday_subdivision: str
    id: int
    name: str
    state: ServiceLevelStateEnum
    time_zone: str
    updated_at: _dt.datetime
    version: int
    week: list[list[list[str]]]

CalendarBodyRequest = _t.TypedDict('CalendarBodyRequest', {
    'days_off': "_t.NotRequired[list[_dt.date]]",
    'holiday_country': "_t.NotRequired[str]",
    'holiday_subdivision': "_t.NotRequired[str]",
    'name': "str",
    'time_zone': "_t.NotRequired[str]",
    'week': "_t.NotRequired[list[list[list[str]]]]",
})
"""A calendar; without `week` it is Monday to Friday, 9 to 18."""


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """Of Calendar what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    days_off: list[_dt.date] | _Unset = _UNSET
    holiday_country: str | _Unset = _UNSET
    holiday_subdivision: str | _Unset = _UNSET
    name: str | _Unset = _UNSET
    state: ServiceLevelStateEnum | _Unset = _UNSET
    time_zone: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    week: list[list[list[str]]] | _Unset = _UNSET

CategoryEnum = _t.Literal['S', 'Z', 'E', 'AE', 'G', 'O']


@dataclass(frozen=True, kw_only=True)
class Change:
    """A material field of the document: as submitted, and now."""

    after: str
    before: str
    differs: bool
    label: str


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client as it stands. `credit_limit`, `tags` and `notes` are left out for the client's own people."""

    billing_address: str
    code: str
    created_at: _dt.datetime
    credit_limit: _Decimal | None
    currency: str
    edrpou: str
    ibans: list[str]
    id: int
    kind: ClientKindEnum
    language: LanguageEnum
    legal_name: str
    notes: str
    payment_terms_days: int
    short_name: str
    state: ClientStateEnum
    tags: list[str]
    updated_at: _dt.datetime
    vat_number: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ClientInteraction:
    """A conversation as it was recorded, and with which client."""

    answers: int | None
    client: int
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    follow_up_on: _dt.date | None
    happened_on: _dt.date
    id: int
    kind: InteractionKindEnum
    owner: str | None
    summary: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ClientInteractionExpanded:
    """Records that ClientInteraction was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ClientInteractionPart:
    """Of ClientInteraction what `fields` named."""

    id: int
    answers: int | None | _Unset = _UNSET
    client: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    follow_up_on: _dt.date | None | _Unset = _UNSET
    happened_on: _dt.date | _Unset = _UNSET
    kind: InteractionKindEnum | _Unset = _UNSET
    owner: str | None | _Unset = _UNSET
    summary: str | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ClientInteractionExpanded | _Unset = _UNSET

ClientKindEnum = _t.Literal['company', 'sole_trader', 'person']


@dataclass(frozen=True, kw_only=True)
class ClientPart:
    """Of Client what `fields` named."""

    id: int
    billing_address: str | _Unset = _UNSET
    code: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    credit_limit: _Decimal | None | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    edrpou: str | _Unset = _UNSET
    ibans: list[str] | _Unset = _UNSET
    kind: ClientKindEnum | _Unset = _UNSET
    language: LanguageEnum | _Unset = _UNSET
    legal_name: str | _Unset = _UNSET
    notes: str | _Unset = _UNSET
    payment_terms_days: int | _Unset = _UNSET
    short_name: str | _Unset = _UNSET
    state: ClientStateEnum | _Unset = _UNSET
    tags: list[str] | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    vat_number: str | _Unset = _UNSET
    version: int | _Unset = _UNSET

ClientStateEnum = _t.Literal['prospect', 'active', 'on_hold', 'archived']


@dataclass(frozen=True, kw_only=True)
class ClientStatement:
    """The statement of a client over a period, as the books stand now."""

    client: int
    contract: int | None
    controls: list[ReportControl]
    journal_sequence: int
    lines: list[ClientStatementLine]
    since: _dt.date
    totals: list[dict[str, _t.Any]]
    until: _dt.date


@dataclass(frozen=True, kw_only=True)
class ClientStatementLine:
    """A document or a payment. `what`: opening, invoice, paid_before, credit_note, write_off, payment, paid_by_other, paid_for_other, money_back, turnover, closing. Amounts are decimal strings; a negative balance is owed to the client."""

    balance: str
    contract: str
    credit: str
    currency: str
    debit: str
    document: str
    on: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Clocking:
    """Something that was clocked. `at`: the device's time; `recorded_at`: when we heard of it. `shift` null: none of the person's was near. `corrects`: the record that this one holds in place of; `is_void`: says that that one never was. `holds`: not void, and not corrected by another."""

    at: _dt.datetime
    by: str
    corrects: int | None
    employee: int
    expanded: dict[str, _t.Any] | None = None
    holds: bool
    id: int
    is_void: bool
    kind: ClockingKindEnum
    reason: str
    recorded_at: _dt.datetime
    shift: int | None
    source: str

ClockingBodyRequest = _t.TypedDict('ClockingBodyRequest', {
    'at': "_dt.datetime",
    'employee': "_t.NotRequired[int]",
    'kind': "ClockingKindEnum",
    'reason': "_t.NotRequired[str]",
    'shift': "_t.NotRequired[int]",
})
"""`employee`: oneself, if left out. `shift`: one that the person is on; left out, the one whose time covers `at`."""

ClockingKindEnum = _t.Literal['in', 'break_start', 'break_end', 'out']


@dataclass(frozen=True, kw_only=True)
class ClockingExpanded:
    """Records that Clocking was expanded by; None where the caller may not see one."""

    employee: Employee | None | _Unset = _UNSET
    shift: Shift | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ClockingPart:
    """Of Clocking what `fields` named."""

    id: int
    at: _dt.datetime | _Unset = _UNSET
    by: str | _Unset = _UNSET
    corrects: int | None | _Unset = _UNSET
    employee: int | _Unset = _UNSET
    holds: bool | _Unset = _UNSET
    is_void: bool | _Unset = _UNSET
    kind: ClockingKindEnum | _Unset = _UNSET
    reason: str | _Unset = _UNSET
    recorded_at: _dt.datetime | _Unset = _UNSET
    shift: int | None | _Unset = _UNSET
    source: str | _Unset = _UNSET
    expanded: ClockingExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Company:
    """What the company says of itself. `days_off`: days beside the public holidays of `holiday_country`. `rule_precision_percent`: how precise rules must be to be switched on. `require_mfa`: its people must sign in with a second factor."""

    country: str
    created_at: _dt.datetime
    currency: str
    days_off: list[_dt.date]
    fiscal_year_starts_in: int
    holiday_country: str
    id: int
    language: LanguageEnum
    name: str
    require_mfa: bool
    rule_precision_percent: _Decimal
    slug: str
    time_zone: str
    workday_ends_at: str
    workday_starts_at: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Where the receiver has something else: `events` whole, of up to 100, else `parts`."""

    after: int
    count: int
    digest: str
    equal: bool
    events: list[Event]
    parts: list[Part]
    until: int


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person who speaks for the client."""

    client: int
    created_at: _dt.datetime
    email: str
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    phone: str
    position: str
    updated_at: _dt.datetime
    version: int

ContactBodyRequest = _t.TypedDict('ContactBodyRequest', {
    'email': "_t.NotRequired[str]",
    'name': "str",
    'phone': "_t.NotRequired[str]",
    'position': "_t.NotRequired[str]",
})
"""A person to add."""


@dataclass(frozen=True, kw_only=True)
class ContactExpanded:
    """Records that Contact was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ContactPart:
    """Of Contact what `fields` named."""

    id: int
    client: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    email: str | _Unset = _UNSET
    name: str | _Unset = _UNSET
    phone: str | _Unset = _UNSET
    position: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ContactExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Continuity:
    """The proof of an account for days of a half-open period. `difference` is what the lines lack between `opening` and `closing`."""

    account: int
    breaks: list[Break]
    closing: _Decimal | None
    currency: str
    days: list[ProvedDay]
    difference: _Decimal | None
    ends_before: _dt.date | None
    equal_lines: int
    is_proved: bool
    moved: _Decimal | None
    opening: _Decimal | None
    overlaps: list[Overlap]
    quarantined: list[int]
    starts_on: _dt.date | None


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract with the terms that are in force. `ends_before`: the first day on which it holds no more, null for no end. `owner`, `notice_on`, `signed_document` and `terms` are left out for the client's own people; `terms` for whoever may not see billing terms."""

    client: int
    created_at: _dt.datetime
    currency: str
    effective_on: _dt.date | None
    ends_before: _dt.date | None
    expanded: dict[str, _t.Any] | None = None
    id: int
    kind: ContractKindEnum
    notice_days: int
    notice_on: _dt.date | None
    number: str
    owner: str | None
    renewal: RenewalEnum
    renewal_months: int
    signed_document: int | None
    signed_on: _dt.date | None
    starts_on: _dt.date
    state: ContractStateEnum
    terms: list[Term]
    terms_version: int
    title: str
    updated_at: _dt.datetime
    value: _Decimal
    version: int

ContractBodyRequest = _t.TypedDict('ContractBodyRequest', {
    'client': "int",
    'currency': "_t.NotRequired[str]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'kind': "_t.NotRequired[ContractKindEnum]",
    'notice_days': "_t.NotRequired[int]",
    'number': "str",
    'owner': "_t.NotRequired[str | None]",
    'renewal': "_t.NotRequired[RenewalEnum]",
    'renewal_months': "_t.NotRequired[int]",
    'starts_on': "_dt.date",
    'terms': "_t.NotRequired[list[TermBodyRequest]]",
    'title': "str",
    'value': "_t.NotRequired[_Decimal]",
})
"""A draft. The currency defaults to the client's, the owner to the person who asks (a key is nobody)."""

ContractKindEnum = _t.Literal['fixed_price', 'subscription', 'time_and_materials']


@dataclass(frozen=True, kw_only=True)
class ContractExpanded:
    """Records that Contract was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    signed_document: Document | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ContractPart:
    """Of Contract what `fields` named."""

    id: int
    client: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    effective_on: _dt.date | None | _Unset = _UNSET
    ends_before: _dt.date | None | _Unset = _UNSET
    kind: ContractKindEnum | _Unset = _UNSET
    notice_days: int | _Unset = _UNSET
    notice_on: _dt.date | None | _Unset = _UNSET
    number: str | _Unset = _UNSET
    owner: str | None | _Unset = _UNSET
    renewal: RenewalEnum | _Unset = _UNSET
    renewal_months: int | _Unset = _UNSET
    signed_document: int | None | _Unset = _UNSET
    signed_on: _dt.date | None | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: ContractStateEnum | _Unset = _UNSET
    terms: list[Term] | _Unset = _UNSET
    terms_version: int | _Unset = _UNSET
    title: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    value: _Decimal | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ContractExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ContractSla:
    """The plan that a contract promises; without one that of the queue counts."""

    contract: int
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    plan: int
    updated_at: _dt.datetime
    version: int

ContractSlaBodyRequest = _t.TypedDict('ContractSlaBodyRequest', {
    'contract': "int",
    'plan': "int",
})
"""The contract promises the plan."""


@dataclass(frozen=True, kw_only=True)
class ContractSlaExpanded:
    """Records that ContractSla was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET
    plan: Plan | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ContractSlaPart:
    """Of ContractSla what `fields` named."""

    id: int
    contract: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    plan: int | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ContractSlaExpanded | _Unset = _UNSET

ContractStateEnum = _t.Literal['draft', 'in_approval', 'approved', 'active', 'suspended', 'expired', 'terminated', 'cancelled']


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control of the report: what was expected and what was found."""

    code: str
    expected: str
    found: str
    holds: bool
    title: str

CopyBodyRequest = _t.TypedDict('CopyBodyRequest', {
    'before': "_dt.date",
    'begins': "_dt.date",
    'reason': "_t.NotRequired[str]",
    'to': "_dt.date",
    'with_people': "_t.NotRequired[bool]",
})
"""`to`: the day on which the first of the days is planned again. `with_people`: also who is on them."""

CorrectionBodyRequest = _t.TypedDict('CorrectionBodyRequest', {
    'at': "_t.NotRequired[_dt.datetime]",
    'is_void': "_t.NotRequired[bool]",
    'kind': "_t.NotRequired[ClockingKindEnum]",
    'reason': "str",
    'shift': "_t.NotRequired[int]",
})
"""What is to hold instead, or `is_void` for what never was."""

CostBodyRequest = _t.TypedDict('CostBodyRequest', {
    'hour_cost': "_Decimal",
    'reason': "_t.NotRequired[str]",
})
"""`hour_cost`: what an hour costs from now on, in the currency of the company."""

CreditBodyRequest = _t.TypedDict('CreditBodyRequest', {
    'issue_on': "_t.NotRequired[_dt.date]",
    'lines': "_t.NotRequired[list[LineCreditBodyRequest]]",
    'reason': "str",
    'series': "_t.NotRequired[str]",
})
"""Without `lines`: all that no other credit note has."""

DaysBodyRequest = _t.TypedDict('DaysBodyRequest', {
    'before': "_dt.date",
    'begins': "_dt.date",
    'reason': "_t.NotRequired[str]",
})
"""Days of the site: from `begins` to `before`, which is not included."""

DeallocateBodyRequest = _t.TypedDict('DeallocateBodyRequest', {
    'allocation': "int",
    'reason': "str",
})
"""The allocation to take back."""

DecideBodyRequest = _t.TypedDict('DecideBodyRequest', {
    'on_behalf_of': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
    'step': "_t.NotRequired[int]",
})
"""`on_behalf_of`: for whom, under a delegation; left out, the caller decides for themselves if asked, else for the first who delegated. `step`: where more than one waits for the caller."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What one person said, for themselves or on behalf of another. `by_escalation`: because the step was late."""

    by: str
    by_escalation: bool
    comment: str
    decided_at: _dt.datetime
    on_behalf_of: str | None
    verdict: VerdictEnum


@dataclass(frozen=True, kw_only=True)
class Delegates:
    """Who may decide for whom on that day."""

    giver: str
    takers: list[str]


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """What `giver` may decide, `taker` may decide for them: for the kinds listed (none: all), up to `cap` (null: any amount)."""

    cap: _Decimal | None
    created_at: _dt.datetime
    currency: str
    ends_before: _dt.date
    giver: str
    id: int
    kinds: list[str]
    starts_on: _dt.date
    state: DelegationStateEnum
    taker: str
    updated_at: _dt.datetime
    version: int

DelegationBodyRequest = _t.TypedDict('DelegationBodyRequest', {
    'cap': "_t.NotRequired[_Decimal]",
    'currency': "_t.NotRequired[str]",
    'ends_before': "_dt.date",
    'giver': "_t.NotRequired[str]",
    'kinds': "_t.NotRequired[list[DocumentKindEnum]]",
    'reason': "_t.NotRequired[str]",
    'starts_on': "_dt.date",
    'taker': "str",
})
"""`giver` is the caller unless an owner of the company names another. `kinds` left out: all. `cap` with its `currency`."""


@dataclass(frozen=True, kw_only=True)
class DelegationPart:
    """Of Delegation what `fields` named."""

    id: int
    cap: _Decimal | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    ends_before: _dt.date | _Unset = _UNSET
    giver: str | _Unset = _UNSET
    kinds: list[str] | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: DelegationStateEnum | _Unset = _UNSET
    taker: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET

DelegationStateEnum = _t.Literal['active', 'revoked']


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """The draft that is gone."""

    id: int
    total: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is changed, as a person reads it, in the language of Accept-Language."""

    after: str
    before: str
    label: str

DirectionEnum = _t.Literal['in', 'out']


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as it was attached. Its type is told by its content; its bytes are at `/contract-documents/{id}/file`."""

    content_type: str
    contract: int
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    sha256: str
    size: int
    uploaded_at: _dt.datetime
    uploaded_by: str

DocumentBodyRequest = _t.TypedDict('DocumentBodyRequest', {
    'file': "bytes",
})
"""A file: PDF, DOCX or XLSX without macros, PNG, JPEG or P7S by its content, at most 20 MiB."""

DocumentKindEnum = _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off']


@dataclass(frozen=True, kw_only=True)
class DocumentExpanded:
    """Records that Document was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class DocumentPart:
    """Of Document what `fields` named."""

    id: int
    content_type: str | _Unset = _UNSET
    contract: int | _Unset = _UNSET
    name: str | _Unset = _UNSET
    sha256: str | _Unset = _UNSET
    size: int | _Unset = _UNSET
    uploaded_at: _dt.datetime | _Unset = _UNSET
    uploaded_by: str | _Unset = _UNSET
    expanded: DocumentExpanded | _Unset = _UNSET

DraftKindEnum = _t.Literal['invoice', 'proforma']


@dataclass(frozen=True, kw_only=True)
class Employee:
    """A person who works shifts. `code` is the staff number; `left_before`: the first day on which they work no more. Minutes of the most work in a week and of the least rest between two shifts."""

    code: str
    created_at: _dt.datetime
    email: str
    expanded: dict[str, _t.Any] | None = None
    hired_on: _dt.date
    id: int
    left_before: _dt.date | None
    name: str
    phone: str
    rest_min_minutes: int
    site: int
    skills: list[Held]
    state: KeptStateEnum
    team: int | None
    updated_at: _dt.datetime
    version: int
    week_max_minutes: int

EmployeeBodyRequest = _t.TypedDict('EmployeeBodyRequest', {
    'code': "str",
    'email': "_t.NotRequired[str]",
    'hired_on': "_dt.date",
    'left_before': "_t.NotRequired[_dt.date | None]",
    'name': "str",
    'phone': "_t.NotRequired[str]",
    'rest_min_minutes': "_t.NotRequired[int]",
    'site': "int",
    'skills': "_t.NotRequired[list[HeldBodyRequest]]",
    'team': "_t.NotRequired[int | None]",
    'user': "_t.NotRequired[str | None]",
    'week_max_minutes': "_t.NotRequired[int]",
})
"""A person who works shifts."""


@dataclass(frozen=True, kw_only=True)
class EmployeeExpanded:
    """Records that Employee was expanded by; None where the caller may not see one."""

    site: Site | None | _Unset = _UNSET
    team: Team | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class EmployeePart:
    """Of Employee what `fields` named."""

    id: int
    code: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    email: str | _Unset = _UNSET
    hired_on: _dt.date | _Unset = _UNSET
    left_before: _dt.date | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    phone: str | _Unset = _UNSET
    rest_min_minutes: int | _Unset = _UNSET
    site: int | _Unset = _UNSET
    skills: list[Held] | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    team: int | None | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    week_max_minutes: int | _Unset = _UNSET
    expanded: EmployeeExpanded | _Unset = _UNSET

EscalateRoleEnum = _t.Literal['owner', 'manager', 'accountant', 'approver', 'dispatcher', 'auditor']


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event, as webhooks send it. `id` is the same wherever it is told."""

    data: EventData
    id: str
    timestamp: _dt.datetime
    type: str


@dataclass(frozen=True, kw_only=True)
class EventData:
    """What happened. `object`: the id of the record. `content`: as the journal keeps it, by `schema_version`."""

    content: dict[str, _t.Any]
    from_state: str
    kind: str
    object: int
    reason: str
    schema_version: int
    sequence: int
    to_state: str


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """`next`: what to give as `after` for what follows; the same as was given where nothing does."""

    items: list[Event]
    next: int


@dataclass(frozen=True, kw_only=True)
class EventReason:
    """Why not: a stable code, a sentence, and the place in the event or the request."""

    code: str
    detail: str
    pointer: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventType:
    """A type in a version. `schema`: the JSON Schema (2020-12) of `data`."""

    label: str
    schema: dict[str, _t.Any]
    type: str
    version: int


@dataclass(frozen=True, kw_only=True)
class EventTypes:
    """All of them, and the schema of what stands around `data`."""

    envelope: dict[str, _t.Any]
    items: list[EventType]


@dataclass(frozen=True, kw_only=True)
class Export:
    """An export. `state`: queued, running, ready, failed, expired. `rows`: written so far, of `total`. `sha256`: of the whole file, hex; empty until it is ready. `error`: why it failed. The file is kept for seven days."""

    created_at: _dt.datetime
    ended_at: _dt.datetime | None
    error: str
    fields: list[str]
    filters: dict[str, str]
    format: FormatEnum
    id: int
    language: str
    noun: str
    percent: int
    removed_at: _dt.datetime | None
    rows: int
    sha256: str
    size: int
    started_at: _dt.datetime | None
    state: str
    total: int

ExportBodyRequest = _t.TypedDict('ExportBodyRequest', {
    'fields': "_t.NotRequired[list[str]]",
    'filters': "_t.NotRequired[dict[str, str]]",
    'format': "FormatEnum",
    'noun': "str",
})
"""`noun`: the address of a list, such as invoices. `filters`: its query parameters, each value as it stands in a query. `fields`: as `fields` of that list; all of them if left out."""


@dataclass(frozen=True, kw_only=True)
class ExportPart:
    """Of Export what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    fields: list[str] | _Unset = _UNSET
    filters: dict[str, str] | _Unset = _UNSET
    format: FormatEnum | _Unset = _UNSET
    language: str | _Unset = _UNSET
    noun: str | _Unset = _UNSET
    percent: int | _Unset = _UNSET
    removed_at: _dt.datetime | None | _Unset = _UNSET
    rows: int | _Unset = _UNSET
    sha256: str | _Unset = _UNSET
    size: int | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    state: str | _Unset = _UNSET
    total: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ExportWithLink:
    """With a link to its file that needs no key; null where there is none, and for everybody but who asked for it. It is new in each answer, ends at `link_ends_at`, and opens for as long as who asked may see such records."""

    created_at: _dt.datetime
    ended_at: _dt.datetime | None
    error: str
    fields: list[str]
    filters: dict[str, str]
    format: FormatEnum
    id: int
    language: str
    link: str | None
    link_ends_at: _dt.datetime | None
    noun: str
    percent: int
    removed_at: _dt.datetime | None
    rows: int
    sha256: str
    size: int
    started_at: _dt.datetime | None
    state: str
    total: int


@dataclass(frozen=True, kw_only=True)
class ExportWithLinkPart:
    """Of ExportWithLink what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    fields: list[str] | _Unset = _UNSET
    filters: dict[str, str] | _Unset = _UNSET
    format: FormatEnum | _Unset = _UNSET
    language: str | _Unset = _UNSET
    link: str | None | _Unset = _UNSET
    link_ends_at: _dt.datetime | None | _Unset = _UNSET
    noun: str | _Unset = _UNSET
    percent: int | _Unset = _UNSET
    removed_at: _dt.datetime | None | _Unset = _UNSET
    rows: int | _Unset = _UNSET
    sha256: str | _Unset = _UNSET
    size: int | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    state: str | _Unset = _UNSET
    total: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ForeseenInvoice:
    """What the draft would come to."""

    currency: str
    net: _Decimal
    tax: _Decimal
    total: _Decimal


@dataclass(frozen=True, kw_only=True)
class ForeseenStep:
    """Whom a step would ask. `wanted`: how many of them. `dead_end`: why nobody could decide, or empty."""

    asks: str
    dead_end: str
    delegates: list[Delegates]
    escalates_to: list[str]
    people: list[str]
    position: int
    stage: int
    wanted: int


@dataclass(frozen=True, kw_only=True)
class Foresight:
    """What would happen. `policy` null: no approval is needed."""

    passed_over: list[PassedOver]
    policy: NamedPolicy | None
    steps: list[ForeseenStep]

FormatEnum = _t.Literal['csv', 'jsonl', 'xlsx']

GroupBodyRequest = _t.TypedDict('GroupBodyRequest', {
    'members': "_t.NotRequired[list[int]]",
    'name': "str",
})
"""A group, and the ids of its members."""


@dataclass(frozen=True, kw_only=True)
class GroupMember:
    """One who belongs to a group."""

    email: str
    member: int

GroupMemberBodyRequest = _t.TypedDict('GroupMemberBodyRequest', {
    'member': "int",
    'reason': "_t.NotRequired[str]",
})
"""The id of a member."""

HandMatchRequest = _t.TypedDict('HandMatchRequest', {
    'items': "list[HandPairRequest]",
    'line': "int",
    'reason': "_t.NotRequired[str]",
})
"""A line and the invoices that a person chose for it."""

HandPairRequest = _t.TypedDict('HandPairRequest', {
    'amount': "_Decimal",
    'invoice': "int",
})
"""An invoice and how much of the line pays it."""


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """How many orders were given to people, and how many still wait."""

    assigned: int
    waiting: int

HeadBodyRequest = _t.TypedDict('HeadBodyRequest', {
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'notice_days': "_t.NotRequired[int]",
    'owner': "_t.NotRequired[str | None]",
    'renewal': "_t.NotRequired[RenewalEnum]",
    'renewal_months': "_t.NotRequired[int]",
    'title': "_t.NotRequired[str]",
    'value': "_t.NotRequired[_Decimal]",
})
"""What an amendment may change of a contract, and a draft too."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A skill that somebody holds, from a day; `ends_before` null: for good."""

    code: str
    ends_before: _dt.date | None
    starts_on: _dt.date

HeldBodyRequest = _t.TypedDict('HeldBodyRequest', {
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'skill': "int",
    'starts_on': "_t.NotRequired[_dt.date | None]",
})
"""A skill that the person holds from a day; from the day of hire where none is given, for good where no end is."""


@dataclass(frozen=True, kw_only=True)
class HistoryCheck:
    """A comparison of every row with its history. `cut`: there was more than it keeps."""

    compared_count: int
    created_at: _dt.datetime
    cut: bool
    difference_count: int
    ended_at: _dt.datetime | None
    error: str
    id: int
    requested_by: str
    row_count: int
    started_at: _dt.datetime | None
    state: WorkStateEnum


@dataclass(frozen=True, kw_only=True)
class HistoryCheckPart:
    """Of HistoryCheck what `fields` named."""

    id: int
    compared_count: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    cut: bool | _Unset = _UNSET
    difference_count: int | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    requested_by: str | _Unset = _UNSET
    row_count: int | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    state: WorkStateEnum | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class HistoryDifference:
    """A row that its history does not explain. `resolved_at`: since when it is found no more; null while it is there."""

    columns: list[str]
    first_check: int
    first_seen_at: _dt.datetime
    id: int
    last_check: int
    last_seen_at: _dt.datetime
    model: str
    resolved_at: _dt.datetime | None
    row: int
    what: WhatEnum


@dataclass(frozen=True, kw_only=True)
class HistoryDifferencePart:
    """Of HistoryDifference what `fields` named."""

    id: int
    columns: list[str] | _Unset = _UNSET
    first_check: int | _Unset = _UNSET
    first_seen_at: _dt.datetime | _Unset = _UNSET
    last_check: int | _Unset = _UNSET
    last_seen_at: _dt.datetime | _Unset = _UNSET
    model: str | _Unset = _UNSET
    resolved_at: _dt.datetime | None | _Unset = _UNSET
    row: int | _Unset = _UNSET
    what: WhatEnum | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The hours of a shift: as they were closed (`stands`), else as the clockings say now. `exceptions`: what keeps the shift from being closed, in words."""

    exceptions: list[str]
    people: list[HoursLine]
    stands: bool

HoursBodyRequest = _t.TypedDict('HoursBodyRequest', {
    'before': "_dt.date",
    'issue_on': "_t.NotRequired[_dt.date | None]",
    'starts_on': "_t.NotRequired[_dt.date | None]",
})
"""Shifts that begin from `starts_on` (since ever, where none is given) to `before`, which is not included."""


@dataclass(frozen=True, kw_only=True)
class HoursForeseen:
    """What a bill of hours would make: `invoice` is null, and the lists are empty, where there is nothing to bill."""

    hours: list[ShiftHours]
    invoice: ForeseenInvoice | None
    lines: list[InvoiceLine]


@dataclass(frozen=True, kw_only=True)
class HoursLine:
    """What somebody worked on a shift. From the first in to the last out; breaks as they were clocked."""

    break_seconds: int
    employee: int
    ends_at: _dt.datetime | None
    name: str
    starts_at: _dt.datetime | None
    worked_seconds: int

IbanBodyRequest = _t.TypedDict('IbanBodyRequest', {
    'iban': "str",
})
"""An account; its check digits are checked."""


@dataclass(frozen=True, kw_only=True)
class IdempotencyKey:
    """A key whose request took effect. `status`: of its answer. `replays`: of the uses since, `replay_count` in number, the last 20, newest first."""

    created_at: _dt.datetime
    differs: bool
    key: str
    record: KeyRecord | None
    replay_count: int
    replays: list[KeyReplay]
    request_id: str
    state: IdempotencyKeyStateEnum
    status: int

IdempotencyKeyStateEnum = _t.Literal['done']


@dataclass(frozen=True, kw_only=True)
class Import:
    """What came of an import. `known`: the file had been imported before and nothing was added. `profiles`: names of the mapping profiles that its tables were read by."""

    had: int
    known: bool
    new: int
    profiles: list[str]
    statements: list[Statement]
    warnings: list[str]

ImportEnum = _t.Literal['clients', 'contracts', 'invoices', 'shifts']


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """A conversation as it was recorded; it is never changed. `answers`: the earlier one that it comes back to or corrects."""

    answers: int | None
    created_at: _dt.datetime
    follow_up_on: _dt.date | None
    happened_on: _dt.date
    id: int
    kind: InteractionKindEnum
    owner: str | None
    summary: str
    version: int

InteractionBodyRequest = _t.TypedDict('InteractionBodyRequest', {
    'answers': "_t.NotRequired[int]",
    'follow_up_on': "_t.NotRequired[_dt.date | None]",
    'happened_on': "_dt.date",
    'kind': "_t.NotRequired[InteractionKindEnum]",
    'summary': "str",
})
"""A conversation to record. Its owner is the person who asks; a key has none."""

InteractionKindEnum = _t.Literal['call', 'mail', 'meeting', 'note']


@dataclass(frozen=True, kw_only=True)
class InteractionPart:
    """Of Interaction what `fields` named."""

    id: int
    answers: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    follow_up_on: _dt.date | None | _Unset = _UNSET
    happened_on: _dt.date | _Unset = _UNSET
    kind: InteractionKindEnum | _Unset = _UNSET
    owner: str | None | _Unset = _UNSET
    summary: str | _Unset = _UNSET
    version: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice with its lines and totals. `open` is total less `allocated` (money alone), `credited` and `written_off`; a credit note has nothing open, and `corrects` is its invoice."""

    allocated: _Decimal
    client: int
    contract_reference: str
    corrects: int | None
    created_at: _dt.datetime
    credited: _Decimal
    currency: str
    due_on: _dt.date
    exchange_rate: _Decimal
    expanded: dict[str, _t.Any] | None = None
    id: int
    issue_on: _dt.date
    kind: InvoiceKindEnum
    lines: list[InvoiceLine]
    net: _Decimal
    note: str
    number: str | None
    open: _Decimal
    payment_reference: str
    series: str
    state: InvoiceStateEnum
    tax: _Decimal
    tax_point_on: _dt.date
    tax_totals: list[TaxTotal]
    total: _Decimal
    updated_at: _dt.datetime
    version: int
    written_off: _Decimal

InvoiceBodyRequest = _t.TypedDict('InvoiceBodyRequest', {
    'client': "int",
    'contract_reference': "_t.NotRequired[str]",
    'currency': "_t.NotRequired[str]",
    'due_on': "_t.NotRequired[_dt.date]",
    'exchange_rate': "_t.NotRequired[_Decimal]",
    'issue_on': "_t.NotRequired[_dt.date]",
    'kind': "_t.NotRequired[DraftKindEnum]",
    'lines': "list[LineBodyRequest]",
    'note': "_t.NotRequired[str]",
    'series': "_t.NotRequired[str]",
    'tax_point_on': "_t.NotRequired[_dt.date]",
})
"""A draft. Dates default to today and the client's payment term, the currency to the client's."""

InvoiceKindEnum = _t.Literal['invoice', 'credit_note', 'proforma']


@dataclass(frozen=True, kw_only=True)
class InvoiceLine:
    """A line with its computed amounts. Its tax is its share of the document's tax for that rate."""

    corrects_line: int | None
    description: str
    discount_percent: _Decimal
    gross: _Decimal
    net: _Decimal
    position: int
    quantity: _Decimal
    tax: _Decimal
    tax_code: str
    unit: str
    unit_price: _Decimal


@dataclass(frozen=True, kw_only=True)
class InvoiceExpanded:
    """Records that Invoice was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    corrects: Invoice | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class InvoicePart:
    """Of Invoice what `fields` named."""

    id: int
    allocated: _Decimal | _Unset = _UNSET
    client: int | _Unset = _UNSET
    contract_reference: str | _Unset = _UNSET
    corrects: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    credited: _Decimal | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    due_on: _dt.date | _Unset = _UNSET
    exchange_rate: _Decimal | _Unset = _UNSET
    issue_on: _dt.date | _Unset = _UNSET
    kind: InvoiceKindEnum | _Unset = _UNSET
    lines: list[InvoiceLine] | _Unset = _UNSET
    net: _Decimal | _Unset = _UNSET
    note: str | _Unset = _UNSET
    number: str | None | _Unset = _UNSET
    open: _Decimal | _Unset = _UNSET
    payment_reference: str | _Unset = _UNSET
    series: str | _Unset = _UNSET
    state: InvoiceStateEnum | _Unset = _UNSET
    tax: _Decimal | _Unset = _UNSET
    tax_point_on: _dt.date | _Unset = _UNSET
    tax_totals: list[TaxTotal] | _Unset = _UNSET
    total: _Decimal | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    written_off: _Decimal | _Unset = _UNSET
    expanded: InvoiceExpanded | _Unset = _UNSET

InvoiceStateEnum = _t.Literal['draft', 'in_approval', 'approved', 'issued', 'partially_paid', 'paid', 'void', 'credited', 'written_off']


@dataclass(frozen=True, kw_only=True)
class Item:
    """What came of one: `status` as its own address answers; `id` is null where no record was made; `errors` has every reason."""

    errors: list[ItemError]
    id: int | None
    number: str | None
    status: int
    version: int | None


@dataclass(frozen=True, kw_only=True)
class ItemError:
    """One reason, as in a problem. `pointer`: its place in the item."""

    code: str
    detail: str
    pointer: str | None = None


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """An entry as it was written; it is never changed. `payload`: what the act told, as JSON. `hash`: SHA-256 over it and `previous_hash`."""

    at: _dt.datetime
    door: str
    from_state: str
    hash: str
    id: int
    payload: dict[str, _t.Any]
    previous_hash: str
    reason: str
    request_id: str
    schema_version: int
    sequence: int
    subject_id: int
    subject_kind: str
    to_state: str
    type: str
    who: str


@dataclass(frozen=True, kw_only=True)
class JournalEntryPart:
    """Of JournalEntry what `fields` named."""

    id: int
    at: _dt.datetime | _Unset = _UNSET
    door: str | _Unset = _UNSET
    from_state: str | _Unset = _UNSET
    hash: str | _Unset = _UNSET
    payload: dict[str, _t.Any] | _Unset = _UNSET
    previous_hash: str | _Unset = _UNSET
    reason: str | _Unset = _UNSET
    request_id: str | _Unset = _UNSET
    schema_version: int | _Unset = _UNSET
    sequence: int | _Unset = _UNSET
    subject_id: int | _Unset = _UNSET
    subject_kind: str | _Unset = _UNSET
    to_state: str | _Unset = _UNSET
    type: str | _Unset = _UNSET
    who: str | _Unset = _UNSET

KeptStateEnum = _t.Literal['active', 'archived']


@dataclass(frozen=True, kw_only=True)
class KeyDifference:
    """One difference from the first request. `part` is `body` where `pointer` leads to it in the body; else it names what of the request is another (`path`, `method`), or why the place is not told (`too_long`, `not_kept`)."""

    part: str
    pointer: str


@dataclass(frozen=True, kw_only=True)
class KeyRecord:
    """The record that the request made or changed."""

    id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class KeyReplay:
    """A later use of the key: the `number`th, and the status with which it was answered."""

    differences: list[KeyDifference]
    happened_at: _dt.datetime
    number: int
    request_id: str
    status: int

KeyRoleEnum = _t.Literal['owner', 'manager', 'accountant', 'approver', 'dispatcher', 'employee', 'auditor', 'integration']


@dataclass(frozen=True, kw_only=True)
class KnownPair:
    """The reconciliation report as it was known."""

    accounts: list[dict[str, _t.Any]]
    digest: str
    sequence: int

LanguageEnum = _t.Literal['uk', 'en']

LineBodyRequest = _t.TypedDict('LineBodyRequest', {
    'description': "str",
    'discount_percent': "_t.NotRequired[_Decimal]",
    'quantity': "_t.NotRequired[_Decimal]",
    'tax_code': "str",
    'unit': "_t.NotRequired[str]",
    'unit_price': "_Decimal",
})
"""A line. Net is quantity times unit price less the discount, rounded half up to the currency's minor unit."""

LineCreditBodyRequest = _t.TypedDict('LineCreditBodyRequest', {
    'amount': "_t.NotRequired[_Decimal]",
    'position': "int",
    'quantity': "_t.NotRequired[_Decimal]",
})
"""What is credited of a line: a quantity, or an amount without tax. One of the two."""


@dataclass(frozen=True, kw_only=True)
class MadeReport:
    """A report. `digest`: SHA-256, hex, over kind, parameters, figures and rows; empty until it is made. `journal_sequence`: the last journal entry that its figures know of."""

    client: int | None
    created_at: _dt.datetime
    digest: str
    ended_at: _dt.datetime | None
    error: str
    expanded: dict[str, _t.Any] | None = None
    holds: bool
    id: int
    journal_sequence: int | None
    kind: str
    params: dict[str, _t.Any]
    row_count: int
    state: str


@dataclass(frozen=True, kw_only=True)
class MadeReportDetail:
    """The report with its figures. `totals`: by currency and code, decimal strings. `rows`: the first of them by the names of the kind's columns; the files have them all."""

    client: int | None
    controls: list[dict[str, _t.Any]]
    created_at: _dt.datetime
    digest: str
    ended_at: _dt.datetime | None
    error: str
    expanded: dict[str, _t.Any] | None = None
    holds: bool
    id: int
    journal_sequence: int | None
    kind: str
    params: dict[str, _t.Any]
    row_count: int
    rows: list[dict[str, _t.Any]]
    state: str
    totals: list[dict[str, _t.Any]]


@dataclass(frozen=True, kw_only=True)
class MadeReportDetailExpanded:
    """Records that MadeReportDetail was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class MadeReportDetailPart:
    """Of MadeReportDetail what `fields` named."""

    id: int
    client: int | None | _Unset = _UNSET
    controls: list[dict[str, _t.Any]] | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    digest: str | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    holds: bool | _Unset = _UNSET
    journal_sequence: int | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    params: dict[str, _t.Any] | _Unset = _UNSET
    row_count: int | _Unset = _UNSET
    rows: list[dict[str, _t.Any]] | _Unset = _UNSET
    state: str | _Unset = _UNSET
    totals: list[dict[str, _t.Any]] | _Unset = _UNSET
    expanded: MadeReportDetailExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class MadeReportExpanded:
    """Records that MadeReport was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class MadeReportPart:
    """Of MadeReport what `fields` named."""

    id: int
    client: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    digest: str | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    holds: bool | _Unset = _UNSET
    journal_sequence: int | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    params: dict[str, _t.Any] | _Unset = _UNSET
    row_count: int | _Unset = _UNSET
    state: str | _Unset = _UNSET
    expanded: MadeReportExpanded | _Unset = _UNSET

ManyBodyRequest = _t.TypedDict('ManyBodyRequest', {
    'ids': "list[int]",
    'reason': "_t.NotRequired[str]",
})
"""Which records, each once; the reason is kept with each."""

ManyNeededBodyRequest = _t.TypedDict('ManyNeededBodyRequest', {
    'ids': "list[int]",
    'reason': "str",
})
"""Which records, each once; the reason is kept with each."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """A statement line and the invoices that it pays, with the reasons in words."""

    amount: _Decimal
    chosen_alternative: int
    created_at: _dt.datetime
    currency: str
    decided_by: str
    expanded: dict[str, _t.Any] | None = None
    id: int
    items: list[MatchItem]
    line: int
    payment: int | None
    reference: str
    rule: str
    run: int | None
    score: int
    state: MatchStateEnum
    unallocated: _Decimal
    updated_at: _dt.datetime
    version: int
    why: str

MatchBodyRequest = _t.TypedDict('MatchBodyRequest', {
    'payment': "int",
    'reason': "_t.NotRequired[str]",
})
"""`payment`: of the books, the same money."""


@dataclass(frozen=True, kw_only=True)
class MatchItem:
    """An invoice and the amount that pays it. `alternative` 0 is the proposal itself."""

    alternative: int
    amount: str
    invoice: int
    number: str


@dataclass(frozen=True, kw_only=True)
class MatchExpanded:
    """Records that Match was expanded by; None where the caller may not see one."""

    line: StatementLine | None | _Unset = _UNSET
    payment: Payment | None | _Unset = _UNSET
    run: Run | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class MatchPart:
    """Of Match what `fields` named."""

    id: int
    amount: _Decimal | _Unset = _UNSET
    chosen_alternative: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    decided_by: str | _Unset = _UNSET
    items: list[MatchItem] | _Unset = _UNSET
    line: int | _Unset = _UNSET
    payment: int | None | _Unset = _UNSET
    reference: str | _Unset = _UNSET
    rule: str | _Unset = _UNSET
    run: int | None | _Unset = _UNSET
    score: int | _Unset = _UNSET
    state: MatchStateEnum | _Unset = _UNSET
    unallocated: _Decimal | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    why: str | _Unset = _UNSET
    expanded: MatchExpanded | _Unset = _UNSET

MatchStateEnum = _t.Literal['proposed', 'accepted', 'rejected', 'undone']


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person's place in the company. `client`: of a client's user, whose papers they see. `manager`: another member. `active`: false since the membership was ended."""

    active: bool
    client: int | None
    created_at: _dt.datetime
    department: str
    email: str
    id: int
    manager: int | None
    name: str
    roles: list[str]

MemberBodyRequest = _t.TypedDict('MemberBodyRequest', {
    'client': "_t.NotRequired[int]",
    'email': "str",
    'language': "_t.NotRequired[LanguageEnum]",
    'name': "_t.NotRequired[str]",
    'roles': "list[RoleEnum]",
})
"""A person to take in. The role `client` stands alone and needs a `client`; no other has one."""


@dataclass(frozen=True, kw_only=True)
class MemberPart:
    """Of Member what `fields` named."""

    id: int
    active: bool | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    department: str | _Unset = _UNSET
    email: str | _Unset = _UNSET
    manager: int | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    roles: list[str] | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class MemberWithSecret:
    """With the one-time password of a person who is new; null for one who has a password, and where the request came a second time."""

    active: bool
    client: int | None
    created_at: _dt.datetime
    department: str
    email: str
    id: int
    manager: int | None
    name: str
    roles: list[str]
    secret: str | None

MethodEnum = _t.Literal['bank', 'card', 'cash']

MoveBodyRequest = _t.TypedDict('MoveBodyRequest', {
    'employee': "int",
    'from_shift': "int",
    'reason': "_t.NotRequired[str]",
})
"""`employee` comes from the shift `from_shift`."""


@dataclass(frozen=True, kw_only=True)
class NamedPolicy:
    """A version of a policy, by name."""

    code: str
    id: int
    name: str
    number: int

NewBodyRequest = _t.TypedDict('NewBodyRequest', {
    'items': "list[dict[str, _t.Any]]",
})
"""New records, each as it is sent alone."""

NewClientBodyRequest = _t.TypedDict('NewClientBodyRequest', {
    'billing_address': "_t.NotRequired[str]",
    'code': "str",
    'credit_limit': "_t.NotRequired[_Decimal | None]",
    'currency': "_t.NotRequired[str]",
    'edrpou': "_t.NotRequired[str]",
    'ibans': "_t.NotRequired[list[str]]",
    'kind': "_t.NotRequired[ClientKindEnum]",
    'language': "_t.NotRequired[LanguageEnum]",
    'legal_name': "str",
    'notes': "_t.NotRequired[str]",
    'payment_terms_days': "_t.NotRequired[int]",
    'prospect': "_t.NotRequired[bool]",
    'short_name': "_t.NotRequired[str]",
    'tags': "_t.NotRequired[list[str]]",
    'vat_number': "_t.NotRequired[str]",
})
"""What a caller may set. Check digits of tax ids and IBANs are checked."""

NewReportBodyRequest = _t.TypedDict('NewReportBodyRequest', {
    'account': "_t.NotRequired[int]",
    'as_of': "_t.NotRequired[_dt.date]",
    'client': "_t.NotRequired[int]",
    'contract': "_t.NotRequired[int]",
    'kind': "ReportKindEnum",
    'run': "_t.NotRequired[int]",
    'since': "_t.NotRequired[_dt.date]",
    'until': "_t.NotRequired[_dt.date]",
})
"""Which report, and what its kind asks for (see /reports/kinds)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail about a journal entry. It holds no text: that is made when it is sent."""

    about: int
    attempts: int
    created_at: _dt.datetime
    ended_at: _dt.datetime | None
    error: str
    id: int
    in_digest: bool
    kind: str
    message_id: str
    next_at: _dt.datetime | None
    person: str
    send_at: _dt.datetime
    sequence: int
    state: NoticeStateEnum


@dataclass(frozen=True, kw_only=True)
class NoticePart:
    """Of Notice what `fields` named."""

    id: int
    about: int | _Unset = _UNSET
    attempts: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    error: str | _Unset = _UNSET
    in_digest: bool | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    message_id: str | _Unset = _UNSET
    next_at: _dt.datetime | None | _Unset = _UNSET
    person: str | _Unset = _UNSET
    send_at: _dt.datetime | _Unset = _UNSET
    sequence: int | _Unset = _UNSET
    state: NoticeStateEnum | _Unset = _UNSET

NoticeStateEnum = _t.Literal['waiting', 'sent', 'dropped', 'failed']


@dataclass(frozen=True, kw_only=True)
class NumberSeries:
    """Where the numbers of a series stand in a year. `next_number`: what the next document is given; `last_number`, `last_kind` and `last_issue_on`: the document that was given the last one, null before the first."""

    id: int
    last_issue_on: _dt.date | None
    last_kind: str | None
    last_number: str | None
    next_number: str
    next_value: int
    series: str
    year: int


@dataclass(frozen=True, kw_only=True)
class NumberSeriesPart:
    """Of NumberSeries what `fields` named."""

    id: int
    last_issue_on: _dt.date | None | _Unset = _UNSET
    last_kind: str | None | _Unset = _UNSET
    last_number: str | None | _Unset = _UNSET
    next_number: str | _Unset = _UNSET
    next_value: int | _Unset = _UNSET
    series: str | _Unset = _UNSET
    year: int | _Unset = _UNSET

OnBreachEnum = _t.Literal['remind', 'escalate', 'reject']


@dataclass(frozen=True, kw_only=True)
class OnShift:
    """Somebody on a shift, and how they came to it."""

    employee: int
    name: str
    source: SourceEnum

OpenClosedEnum = _t.Literal['open', 'closed']


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of all, in the order in which they were given."""

    done: int
    items: list[Item]
    refused: int


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """A statement that repeats days of earlier ones. `changed`: lines that those had and it does not repeat."""

    changed: int
    had: int
    new: int
    reversed: int
    statement: int


@dataclass(frozen=True, kw_only=True)
class OwnKey:
    """A key as it is now. `permissions`: all that it may do, by its roles and its own limits. `person`: whose way in it is, of a client's user. `networks`: from where it is taken, CIDR; none: from everywhere. `requests_per_minute`: null for no limit. `old_secret_ends_at`: until when the secret before the last rotation is taken beside the new one."""

    company: str
    company_name: str
    contract_version: str
    created_at: _dt.datetime
    expires_at: _dt.datetime | None
    id: int
    last_used_at: _dt.datetime | None
    last_used_from: str
    name: str
    networks: list[str]
    old_secret_ends_at: _dt.datetime | None
    permissions: list[str]
    person: str | None
    prefix: str
    read_only: bool
    requests_per_minute: int | None
    require_if_match: bool
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class OwnKeyWithSecret:
    """With its new secret; null where the request came a second time."""

    company: str
    company_name: str
    contract_version: str
    created_at: _dt.datetime
    expires_at: _dt.datetime | None
    id: int
    last_used_at: _dt.datetime | None
    last_used_from: str
    name: str
    networks: list[str]
    old_secret_ends_at: _dt.datetime | None
    permissions: list[str]
    person: str | None
    prefix: str
    read_only: bool
    requests_per_minute: int | None
    require_if_match: bool
    roles: list[str]
    secret: str | None

PairBodyRequest = _t.TypedDict('PairBodyRequest', {
    'amount': "_Decimal",
    'invoice': "int",
})
"""An invoice and how much of the money pays it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a range, to ask after in turn."""

    after: int
    count: int
    digest: str
    until: int


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """A policy for this kind that would not apply, and why."""

    code: str
    id: int
    name: str
    number: int
    why: str

PatchedAmendmentPatchRequest = _t.TypedDict('PatchedAmendmentPatchRequest', {
    'add_terms': "_t.NotRequired[list[TermBodyRequest]]",
    'change': "_t.NotRequired[HeadBodyRequest]",
    'change_terms': "_t.NotRequired[list[TermChangeBodyRequest]]",
    'remove_terms': "_t.NotRequired[list[int]]",
    'title': "_t.NotRequired[str]",
})
"""Where any change is given, all changes are replaced."""

PatchedApiKeyPatchRequest = _t.TypedDict('PatchedApiKeyPatchRequest', {
    'networks': "_t.NotRequired[list[str]]",
    'permissions': "_t.NotRequired[list[str]]",
    'read_only': "_t.NotRequired[bool]",
    'requests_per_minute': "_t.NotRequired[int | None]",
    'require_if_match': "_t.NotRequired[bool]",
})
"""The limits of a key; those that are left out stay. `requests_per_minute` null: the usual limit."""

PatchedBankAccountPatchRequest = _t.TypedDict('PatchedBankAccountPatchRequest', {
    'bank_name': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
})
"""Number and currency are what the account is and stay."""

PatchedCalendarPatchRequest = _t.TypedDict('PatchedCalendarPatchRequest', {
    'days_off': "_t.NotRequired[list[_dt.date]]",
    'holiday_country': "_t.NotRequired[str]",
    'holiday_subdivision': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
    'time_zone': "_t.NotRequired[str]",
    'week': "_t.NotRequired[list[list[list[str]]]]",
})
"""What is changed of a calendar; due times that stand are left."""

PatchedClientPatchRequest = _t.TypedDict('PatchedClientPatchRequest', {
    'billing_address': "_t.NotRequired[str]",
    'code': "_t.NotRequired[str]",
    'credit_limit': "_t.NotRequired[_Decimal | None]",
    'currency': "_t.NotRequired[str]",
    'edrpou': "_t.NotRequired[str]",
    'ibans': "_t.NotRequired[list[str]]",
    'kind': "_t.NotRequired[ClientKindEnum]",
    'language': "_t.NotRequired[LanguageEnum]",
    'legal_name': "_t.NotRequired[str]",
    'notes': "_t.NotRequired[str]",
    'payment_terms_days': "_t.NotRequired[int]",
    'short_name': "_t.NotRequired[str]",
    'tags': "_t.NotRequired[list[str]]",
    'vat_number': "_t.NotRequired[str]",
})
"""What a caller may set. Check digits of tax ids and IBANs are checked."""

PatchedCompanyPatchRequest = _t.TypedDict('PatchedCompanyPatchRequest', {
    'days_off': "_t.NotRequired[list[_dt.date]]",
    'fiscal_year_starts_in': "_t.NotRequired[int]",
    'holiday_country': "_t.NotRequired[str]",
    'language': "_t.NotRequired[LanguageEnum]",
    'name': "_t.NotRequired[str]",
    'require_mfa': "_t.NotRequired[bool]",
    'rule_precision_percent': "_t.NotRequired[_Decimal]",
    'time_zone': "_t.NotRequired[str]",
    'workday_ends_at': "_t.NotRequired[str]",
    'workday_starts_at': "_t.NotRequired[str]",
})
"""What is changed. The short code, the country and the currency of the books stay."""

PatchedContactPatchRequest = _t.TypedDict('PatchedContactPatchRequest', {
    'email': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
    'phone': "_t.NotRequired[str]",
    'position': "_t.NotRequired[str]",
})
"""A person to add."""

PatchedContractPatchRequest = _t.TypedDict('PatchedContractPatchRequest', {
    'client': "_t.NotRequired[int]",
    'currency': "_t.NotRequired[str]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'kind': "_t.NotRequired[ContractKindEnum]",
    'notice_days': "_t.NotRequired[int]",
    'number': "_t.NotRequired[str]",
    'owner': "_t.NotRequired[str | None]",
    'renewal': "_t.NotRequired[RenewalEnum]",
    'renewal_months': "_t.NotRequired[int]",
    'starts_on': "_t.NotRequired[_dt.date]",
    'terms': "_t.NotRequired[list[TermBodyRequest]]",
    'title': "_t.NotRequired[str]",
    'value': "_t.NotRequired[_Decimal]",
})
"""What an amendment may change of a contract, and a draft too."""

PatchedContractSlaPatchRequest = _t.TypedDict('PatchedContractSlaPatchRequest', {
    'plan': "_t.NotRequired[int]",
})
"""Another plan for new orders of the contract."""

PatchedEmployeePatchRequest = _t.TypedDict('PatchedEmployeePatchRequest', {
    'code': "_t.NotRequired[str]",
    'email': "_t.NotRequired[str]",
    'hired_on': "_t.NotRequired[_dt.date]",
    'left_before': "_t.NotRequired[_dt.date | None]",
    'name': "_t.NotRequired[str]",
    'phone': "_t.NotRequired[str]",
    'rest_min_minutes': "_t.NotRequired[int]",
    'site': "_t.NotRequired[int]",
    'skills': "_t.NotRequired[list[HeldBodyRequest]]",
    'team': "_t.NotRequired[int | None]",
    'user': "_t.NotRequired[str | None]",
    'week_max_minutes': "_t.NotRequired[int]",
})
"""What is changed of a person. `skills` replaces all that are held; `user`: the member of the company who they are, by address."""

PatchedGroupPatchRequest = _t.TypedDict('PatchedGroupPatchRequest', {
    'name': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
})
"""Another name."""

PatchedInvoicePatchRequest = _t.TypedDict('PatchedInvoicePatchRequest', {
    'client': "_t.NotRequired[int]",
    'contract_reference': "_t.NotRequired[str]",
    'currency': "_t.NotRequired[str]",
    'due_on': "_t.NotRequired[_dt.date]",
    'exchange_rate': "_t.NotRequired[_Decimal]",
    'issue_on': "_t.NotRequired[_dt.date]",
    'kind': "_t.NotRequired[DraftKindEnum]",
    'lines': "_t.NotRequired[list[LineBodyRequest]]",
    'note': "_t.NotRequired[str]",
    'series': "_t.NotRequired[str]",
    'tax_point_on': "_t.NotRequired[_dt.date]",
})
"""A draft. Dates default to today and the client's payment term, the currency to the client's."""

PatchedMemberPatchRequest = _t.TypedDict('PatchedMemberPatchRequest', {
    'client': "_t.NotRequired[int | None]",
    'department': "_t.NotRequired[str]",
    'manager': "_t.NotRequired[int | None]",
    'roles': "_t.NotRequired[list[RoleEnum]]",
})
"""What is changed of a member. `roles` replaces all of them."""

PatchedPlanPatchRequest = _t.TypedDict('PatchedPlanPatchRequest', {
    'calendar': "_t.NotRequired[int]",
    'high_resolution': "_t.NotRequired[int]",
    'high_response': "_t.NotRequired[int]",
    'low_resolution': "_t.NotRequired[int]",
    'low_response': "_t.NotRequired[int]",
    'name': "_t.NotRequired[str]",
    'normal_resolution': "_t.NotRequired[int]",
    'normal_response': "_t.NotRequired[int]",
    'urgent_resolution': "_t.NotRequired[int]",
    'urgent_response': "_t.NotRequired[int]",
})
"""What is changed of a plan; due times that stand are left."""

PatchedPolicyPatchRequest = _t.TypedDict('PatchedPolicyPatchRequest', {
    'amount_below': "_t.NotRequired[_Decimal | None]",
    'amount_from': "_t.NotRequired[_Decimal | None]",
    'client': "_t.NotRequired[int | None]",
    'contract_kind': "_t.NotRequired[str]",
    'currency': "_t.NotRequired[str]",
    'department': "_t.NotRequired[str]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'expire_days': "_t.NotRequired[int | None]",
    'kind': "_t.NotRequired[DocumentKindEnum]",
    'name': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
    'starts_on': "_t.NotRequired[_dt.date]",
    'steps': "_t.NotRequired[list[PolicyStepBodyRequest]]",
})
"""What is changed of a draft. `steps` replaces all of them. What is null does not narrow any more."""

PatchedProviderConnectionPatchRequest = _t.TypedDict('PatchedProviderConnectionPatchRequest', {
    'account': "_t.NotRequired[int]",
    'name': "_t.NotRequired[str]",
    'public_key': "_t.NotRequired[str]",
    'status_url': "_t.NotRequired[str]",
})
"""What is changed of a connection."""

PatchedQuarantinedRowPatchRequest = _t.TypedDict('PatchedQuarantinedRowPatchRequest', {
    'cells': "_t.NotRequired[dict[str, str]]",
    'reason': "_t.NotRequired[str]",
})
"""The columns that are mended; the others stay as they are."""

PatchedQueuePatchRequest = _t.TypedDict('PatchedQueuePatchRequest', {
    'escalate_role': "_t.NotRequired[EscalateRoleEnum]",
    'escalate_to': "_t.NotRequired[str | None]",
    'name': "_t.NotRequired[str]",
    'plan': "_t.NotRequired[int | None]",
    'site': "_t.NotRequired[int | None]",
    'takes_requests': "_t.NotRequired[bool]",
})
"""What is changed of a queue; another plan counts for new orders."""

PatchedReportSchedulePatchRequest = _t.TypedDict('PatchedReportSchedulePatchRequest', {
    'at_time': "_t.NotRequired[str]",
    'cadence': "_t.NotRequired[CadenceEnum]",
    'client': "_t.NotRequired[int | None]",
    'kind': "_t.NotRequired[ReportKindEnum]",
    'month_day': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
    'told_role': "_t.NotRequired[ToldRoleEnum]",
    'weekday': "_t.NotRequired[int]",
})
"""What is changed of a schedule; what was due before stays as it was."""

PatchedShiftPatchRequest = _t.TypedDict('PatchedShiftPatchRequest', {
    'break_minutes': "_t.NotRequired[int]",
    'contract': "_t.NotRequired[int | None]",
    'ends_at': "_t.NotRequired[_dt.datetime]",
    'line': "_t.NotRequired[str]",
    'needed_count': "_t.NotRequired[int]",
    'note': "_t.NotRequired[str]",
    'role': "_t.NotRequired[str]",
    'site': "_t.NotRequired[int]",
    'skill': "_t.NotRequired[int | None]",
    'starts_at': "_t.NotRequired[_dt.datetime]",
})
"""What a caller sends. A field that nobody declared is refused with a pointer to it, so that a misspelt one is not lost in silence; and "5" is no number, 1 is no boolean: JSON says the types already."""

PatchedSitePatchRequest = _t.TypedDict('PatchedSitePatchRequest', {
    'address': "_t.NotRequired[str]",
    'client': "_t.NotRequired[int | None]",
    'code': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
    'time_zone': "_t.NotRequired[str]",
})
"""What is changed of a site."""

PatchedSkillPatchRequest = _t.TypedDict('PatchedSkillPatchRequest', {
    'code': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
})
"""What is changed of a skill."""

PatchedStatementProfilePatchRequest = _t.TypedDict('PatchedStatementProfilePatchRequest', {
    'account': "_t.NotRequired[int | None]",
    'body': "_t.NotRequired[dict[str, _t.Any]]",
    'name': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
})
"""What is changed of a profile; what was read by it before stays as it is."""

PatchedTeamPatchRequest = _t.TypedDict('PatchedTeamPatchRequest', {
    'code': "_t.NotRequired[str]",
    'name': "_t.NotRequired[str]",
    'site': "_t.NotRequired[int | None]",
})
"""What is changed of a team."""

PatchedTemplatePatchRequest = _t.TypedDict('PatchedTemplatePatchRequest', {
    'begins': "_t.NotRequired[str]",
    'break_minutes': "_t.NotRequired[int]",
    'code': "_t.NotRequired[str]",
    'contract': "_t.NotRequired[int | None]",
    'ends': "_t.NotRequired[str]",
    'line': "_t.NotRequired[str]",
    'needed_count': "_t.NotRequired[int]",
    'role': "_t.NotRequired[str]",
    'site': "_t.NotRequired[int]",
    'skill': "_t.NotRequired[int | None]",
    'weekdays': "_t.NotRequired[str]",
})
"""What is changed of a template; shifts that were made of it stay as they are."""

PatchedWebhookEndpointPatchRequest = _t.TypedDict('PatchedWebhookEndpointPatchRequest', {
    'name': "_t.NotRequired[str]",
    'ordered': "_t.NotRequired[bool]",
    'types': "_t.NotRequired[list[str]]",
    'url': "_t.NotRequired[str]",
})
"""What is changed of an endpoint."""

PatchedWorkOrderPatchRequest = _t.TypedDict('PatchedWorkOrderPatchRequest', {
    'contract': "_t.NotRequired[int | None]",
    'description': "_t.NotRequired[str]",
    'estimated_minutes': "_t.NotRequired[int]",
    'priority': "_t.NotRequired[WorkOrderPriorityEnum]",
    'queue': "_t.NotRequired[int]",
    'site': "_t.NotRequired[int | None]",
    'skill': "_t.NotRequired[int | None]",
    'title': "_t.NotRequired[str]",
})
"""What is changed of an open order. Another priority, contract or queue is another promise, from when it was received."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money from or to a client. `open`: what no invoice has yet and nobody got back. `payout_of`: the refund that this outgoing payment pays out."""

    account: int | None
    allocated: _Decimal
    allocations: list[Allocation]
    amount: _Decimal
    client: int | None
    created_at: _dt.datetime
    currency: str
    direction: DirectionEnum
    expanded: dict[str, _t.Any] | None = None
    id: int
    method: MethodEnum
    open: _Decimal
    payout_of: int | None
    received_on: _dt.date | None
    reference: str
    refunded: _Decimal
    refunds: list[RefundOfPayment]
    state: PaymentStateEnum
    statement_line: int | None
    updated_at: _dt.datetime
    version: int

PaymentBodyRequest = _t.TypedDict('PaymentBodyRequest', {
    'account': "_t.NotRequired[int]",
    'amount': "_Decimal",
    'client': "_t.NotRequired[int]",
    'currency': "str",
    'method': "_t.NotRequired[MethodEnum]",
    'received_on': "_t.NotRequired[_dt.date]",
    'reference': "_t.NotRequired[str]",
})
"""Money that was paid, or is announced."""


@dataclass(frozen=True, kw_only=True)
class PaymentExpanded:
    """Records that Payment was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET
    client: Client | None | _Unset = _UNSET
    statement_line: StatementLine | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class PaymentPart:
    """Of Payment what `fields` named."""

    id: int
    account: int | None | _Unset = _UNSET
    allocated: _Decimal | _Unset = _UNSET
    allocations: list[Allocation] | _Unset = _UNSET
    amount: _Decimal | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    direction: DirectionEnum | _Unset = _UNSET
    method: MethodEnum | _Unset = _UNSET
    open: _Decimal | _Unset = _UNSET
    payout_of: int | None | _Unset = _UNSET
    received_on: _dt.date | None | _Unset = _UNSET
    reference: str | _Unset = _UNSET
    refunded: _Decimal | _Unset = _UNSET
    refunds: list[RefundOfPayment] | _Unset = _UNSET
    state: PaymentStateEnum | _Unset = _UNSET
    statement_line: int | None | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: PaymentExpanded | _Unset = _UNSET

PaymentStateEnum = _t.Literal['pending', 'authorised', 'received', 'partially_allocated', 'allocated', 'disputed', 'failed', 'refunded', 'reversed']


@dataclass(frozen=True, kw_only=True)
class Payout:
    """The outgoing payment that carries a refund out. More than one where earlier ones failed."""

    amount: _Decimal
    id: int
    received_on: _dt.date | None
    state: PaymentStateEnum

PeopleBodyRequest = _t.TypedDict('PeopleBodyRequest', {
    'employees': "list[int]",
    'reason': "_t.NotRequired[str]",
})
"""Ids of employees."""


@dataclass(frozen=True, kw_only=True)
class PeopleGroup:
    """Members under a name: what is shared with the group holds for whoever belongs to it."""

    created_at: _dt.datetime
    id: int
    members: list[GroupMember]
    name: str


@dataclass(frozen=True, kw_only=True)
class PeopleGroupPart:
    """Of PeopleGroup what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    members: list[GroupMember] | _Unset = _UNSET
    name: str | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How soon somebody answers and how soon it is done, by priority: working minutes of the calendar."""

    calendar: int
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    high_resolution: int
    high_response: int
    id: int
    low_resolution: int
    low_response: int
    name: str
    normal_resolution: int
    normal_response: int
    state: ServiceLevelStateEnum
    updated_at: _dt.datetime
    urgent_resolution: int
    urgent_response: int
    version: int

PlanBodyRequest = _t.TypedDict('PlanBodyRequest', {
    'calendar': "int",
    'high_resolution': "_t.NotRequired[int]",
    'high_response': "_t.NotRequired[int]",
    'low_resolution': "_t.NotRequired[int]",
    'low_response': "_t.NotRequired[int]",
    'name': "str",
    'normal_resolution': "_t.NotRequired[int]",
    'normal_response': "_t.NotRequired[int]",
    'urgent_resolution': "_t.NotRequired[int]",
    'urgent_response': "_t.NotRequired[int]",
})
"""A plan. Nothing is resolved before it is answered (422)."""


@dataclass(frozen=True, kw_only=True)
class PlanExpanded:
    """Records that Plan was expanded by; None where the caller may not see one."""

    calendar: Calendar | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class PlanPart:
    """Of Plan what `fields` named."""

    id: int
    calendar: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    high_resolution: int | _Unset = _UNSET
    high_response: int | _Unset = _UNSET
    low_resolution: int | _Unset = _UNSET
    low_response: int | _Unset = _UNSET
    name: str | _Unset = _UNSET
    normal_resolution: int | _Unset = _UNSET
    normal_response: int | _Unset = _UNSET
    state: ServiceLevelStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    urgent_resolution: int | _Unset = _UNSET
    urgent_response: int | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: PlanExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A version of a policy. What is empty does not narrow; amounts from `amount_from` up to and without `amount_below`."""

    amount_below: _Decimal | None
    amount_from: _Decimal | None
    client: int | None
    code: str
    contract_kind: str
    created_at: _dt.datetime
    currency: str
    department: str
    ends_before: _dt.date | None
    expanded: dict[str, _t.Any] | None = None
    expire_days: int | None
    id: int
    kind: str
    name: str
    number: int
    starts_on: _dt.date
    state: ApprovalPolicyStateEnum
    steps: list[PolicyStep]
    updated_at: _dt.datetime
    version: int

PolicyBodyRequest = _t.TypedDict('PolicyBodyRequest', {
    'amount_below': "_t.NotRequired[_Decimal | None]",
    'amount_from': "_t.NotRequired[_Decimal | None]",
    'client': "_t.NotRequired[int | None]",
    'code': "str",
    'contract_kind': "_t.NotRequired[str]",
    'currency': "_t.NotRequired[str]",
    'department': "_t.NotRequired[str]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'expire_days': "_t.NotRequired[int | None]",
    'kind': "DocumentKindEnum",
    'name': "str",
    'reason': "_t.NotRequired[str]",
    'starts_on': "_dt.date",
    'steps': "list[PolicyStepBodyRequest]",
})
"""A policy as a draft; it is asked for when it is switched on."""


@dataclass(frozen=True, kw_only=True)
class PolicyExpanded:
    """Records that Policy was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class PolicyPart:
    """Of Policy what `fields` named."""

    id: int
    amount_below: _Decimal | None | _Unset = _UNSET
    amount_from: _Decimal | None | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    code: str | _Unset = _UNSET
    contract_kind: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    department: str | _Unset = _UNSET
    ends_before: _dt.date | None | _Unset = _UNSET
    expire_days: int | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    name: str | _Unset = _UNSET
    number: int | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: ApprovalPolicyStateEnum | _Unset = _UNSET
    steps: list[PolicyStep] | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: PolicyExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class PolicyStep:
    """Whom a step of a policy asks, how many of them, and what happens when they are late. `sla_hours`: working hours."""

    escalate_role: str
    escalate_user: str | None
    may_repeat: bool
    on_breach: OnBreachEnum
    parallel: bool
    permission: str
    position: int
    quorum: QuorumEnum
    quorum_count: int
    role: str
    sla_hours: int
    user: str | None
    who: WhoEnum

PolicyStepBodyRequest = _t.TypedDict('PolicyStepBodyRequest', {
    'escalate_role': "_t.NotRequired[RoleEnum]",
    'escalate_user': "_t.NotRequired[str]",
    'may_repeat': "_t.NotRequired[bool]",
    'on_breach': "_t.NotRequired[OnBreachEnum]",
    'parallel': "_t.NotRequired[bool]",
    'permission': "_t.NotRequired[str]",
    'quorum': "_t.NotRequired[QuorumEnum]",
    'quorum_count': "_t.NotRequired[int]",
    'role': "_t.NotRequired[RoleEnum]",
    'sla_hours': "_t.NotRequired[int]",
    'user': "_t.NotRequired[str]",
    'who': "WhoEnum",
})
"""One question to some people. `who`: role, user, holders (of `permission` on the document), or another of the list; what does not belong to it is left out. `parallel`: asked together with the step before. `quorum`: how many of them must approve; `some` with `quorum_count`. `sla_hours`: working hours to decide. `on_breach`: what happens then; `escalate` with `escalate_role` or `escalate_user`. `may_repeat`: somebody who counted in another step may count here too."""

PromiseLevelEnum = _t.Literal['in_time', 'at_risk', 'breached']


@dataclass(frozen=True, kw_only=True)
class ProvedDay:
    """A day: `proved` by balances; `quiet`: between two statements that meet; `unproved`: no balances stated; `quarantined`; `missing`."""

    day: _dt.date
    state: ProvedDayStateEnum

ProvedDayStateEnum = _t.Literal['proved', 'quiet', 'unproved', 'quarantined', 'missing']


@dataclass(frozen=True, kw_only=True)
class ProviderConnection:
    """A connection. `address`: what the provider is given. `account`: where its money is booked. Secrets are in no answer but the one that made them."""

    account: int
    address: str
    created_at: _dt.datetime
    id: int
    is_test: bool
    kind: ProviderKindEnum
    last_event_at: _dt.datetime | None
    name: str
    public_key: str
    state: WebhookEndpointStateEnum
    status_url: str
    updated_at: _dt.datetime
    version: int

ProviderConnectionBodyRequest = _t.TypedDict('ProviderConnectionBodyRequest', {
    'account': "int",
    'api': "_t.NotRequired[str]",
    'is_test': "_t.NotRequired[bool]",
    'kind': "ProviderKindEnum",
    'name': "str",
    'private': "_t.NotRequired[str]",
    'public_key': "_t.NotRequired[str]",
    'signing': "_t.NotRequired[str]",
    'status_url': "_t.NotRequired[str]",
})
"""A connection. `signing`: Stripe's secret of the endpoint; `api`: monobank's token, Stripe's key; `private`: LiqPay's key."""


@dataclass(frozen=True, kw_only=True)
class ProviderConnectionPart:
    """Of ProviderConnection what `fields` named."""

    id: int
    account: int | _Unset = _UNSET
    address: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    is_test: bool | _Unset = _UNSET
    kind: ProviderKindEnum | _Unset = _UNSET
    last_event_at: _dt.datetime | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    public_key: str | _Unset = _UNSET
    state: WebhookEndpointStateEnum | _Unset = _UNSET
    status_url: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ProviderConnectionWithSecret:
    """With the secret that we made; null where the provider makes it, and where the request came a second time."""

    account: int
    address: str
    created_at: _dt.datetime
    id: int
    is_test: bool
    kind: ProviderKindEnum
    last_event_at: _dt.datetime | None
    name: str
    public_key: str
    secret: str | None
    state: WebhookEndpointStateEnum
    status_url: str
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class ProviderEvent:
    """A message as it came. `event_id`: the provider's. `reasons`: why it was ignored or failed."""

    attempts: int
    body_sha256: str
    connection: int
    due_at: _dt.datetime | None
    ended_at: _dt.datetime | None
    event_id: str
    id: int
    provider_payment: int | None
    reasons: list[EventReason]
    received_at: _dt.datetime
    size: int
    state: ProviderEventStateEnum
    type: str


@dataclass(frozen=True, kw_only=True)
class ProviderEventPart:
    """Of ProviderEvent what `fields` named."""

    id: int
    attempts: int | _Unset = _UNSET
    body_sha256: str | _Unset = _UNSET
    connection: int | _Unset = _UNSET
    due_at: _dt.datetime | None | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    event_id: str | _Unset = _UNSET
    provider_payment: int | None | _Unset = _UNSET
    reasons: list[EventReason] | _Unset = _UNSET
    received_at: _dt.datetime | _Unset = _UNSET
    size: int | _Unset = _UNSET
    state: ProviderEventStateEnum | _Unset = _UNSET
    type: str | _Unset = _UNSET

ProviderEventStateEnum = _t.Literal['received', 'verified', 'refused', 'handled', 'ignored', 'failed']

ProviderKindEnum = _t.Literal['generic', 'stripe', 'monobank', 'liqpay']


@dataclass(frozen=True, kw_only=True)
class ProviderPayment:
    """How a payment stands at its provider. `asked`: what was asked for on `invoice`; `paid`: what the provider took, null until it said. `payment`: in the books. `page_url`: the payment page that was made, for the client; "" for none. `problems`: what a person has to look at; `is_flagged` while there are any."""

    asked: _Decimal | None
    connection: int
    created_at: _dt.datetime
    currency: str
    fee: _Decimal
    id: int
    invoice: int | None
    is_flagged: bool
    our_reference: str
    page_url: str
    paid: _Decimal | None
    paid_at: _dt.datetime | None
    payment: int | None
    problems: list[EventReason]
    reference: str
    refunded: _Decimal
    state: ProviderPaymentStateEnum
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class ProviderPaymentPart:
    """Of ProviderPayment what `fields` named."""

    id: int
    asked: _Decimal | None | _Unset = _UNSET
    connection: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    fee: _Decimal | _Unset = _UNSET
    invoice: int | None | _Unset = _UNSET
    is_flagged: bool | _Unset = _UNSET
    our_reference: str | _Unset = _UNSET
    page_url: str | _Unset = _UNSET
    paid: _Decimal | None | _Unset = _UNSET
    paid_at: _dt.datetime | None | _Unset = _UNSET
    payment: int | None | _Unset = _UNSET
    problems: list[EventReason] | _Unset = _UNSET
    reference: str | _Unset = _UNSET
    refunded: _Decimal | _Unset = _UNSET
    state: ProviderPaymentStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET

ProviderPaymentStateEnum = _t.Literal['asked', 'pending', 'paid', 'partly_refunded', 'refunded', 'disputed', 'lost', 'failed', 'expired', 'unknown', 'closed']

PublishBodyRequest = _t.TypedDict('PublishBodyRequest', {
    'allow_gaps': "_t.NotRequired[bool]",
    'reason': "_t.NotRequired[str]",
})
"""`allow_gaps`: also where people lack."""

PublishDaysBodyRequest = _t.TypedDict('PublishDaysBodyRequest', {
    'allow_gaps': "_t.NotRequired[bool]",
    'before': "_dt.date",
    'begins': "_dt.date",
    'reason': "_t.NotRequired[str]",
})
"""`allow_gaps`: also shifts that lack people."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """`shifts`: how many were published; `people`: how many were on them in all."""

    people: int
    shifts: int


@dataclass(frozen=True, kw_only=True)
class QuarantinedRow:
    """A row of a table that was refused. `import`: what the table is of. `cells`: its texts by column, as read or mended since. `errors`: why it was refused the last time, with the column in `field`, in the caller's language. A row that was taken names the record in `object_kind` and `object_id`."""

    cells: dict[str, str]
    created_at: _dt.datetime
    errors: list[dict[str, _t.Any]]
    file_name: str
    file_sha256: str
    id: int
    import_: ImportEnum
    key: str
    line: int
    object_id: int | None
    object_kind: str
    state: QuarantinedRowStateEnum
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class QuarantinedRowPart:
    """Of QuarantinedRow what `fields` named."""

    id: int
    cells: dict[str, str] | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    errors: list[dict[str, _t.Any]] | _Unset = _UNSET
    file_name: str | _Unset = _UNSET
    file_sha256: str | _Unset = _UNSET
    import_: ImportEnum | _Unset = _UNSET
    key: str | _Unset = _UNSET
    line: int | _Unset = _UNSET
    object_id: int | None | _Unset = _UNSET
    object_kind: str | _Unset = _UNSET
    state: QuarantinedRowStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET

QuarantinedRowStateEnum = _t.Literal['waiting', 'taken', 'discarded']


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where work orders wait. `escalate_to`: who hears of broken promises, by address; `escalate_role`: whoever has the role."""

    created_at: _dt.datetime
    escalate_role: str
    escalate_to: str | None
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    plan: int | None
    site: int | None
    state: ServiceLevelStateEnum
    takes_requests: bool
    updated_at: _dt.datetime
    version: int

QueueBodyRequest = _t.TypedDict('QueueBodyRequest', {
    'escalate_role': "_t.NotRequired[EscalateRoleEnum]",
    'escalate_to': "_t.NotRequired[str | None]",
    'name': "str",
    'plan': "_t.NotRequired[int | None]",
    'site': "_t.NotRequired[int | None]",
    'takes_requests': "_t.NotRequired[bool]",
})
"""A queue."""


@dataclass(frozen=True, kw_only=True)
class QueueExpanded:
    """Records that Queue was expanded by; None where the caller may not see one."""

    plan: Plan | None | _Unset = _UNSET
    site: Site | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class QueuePart:
    """Of Queue what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    escalate_role: str | _Unset = _UNSET
    escalate_to: str | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    plan: int | None | _Unset = _UNSET
    site: int | None | _Unset = _UNSET
    state: ServiceLevelStateEnum | _Unset = _UNSET
    takes_requests: bool | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: QueueExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Queued:
    """An open step that waits for the caller. `request` is what to decide on."""

    amount: _Decimal | None
    currency: str
    document: int
    due_at: _dt.datetime | None
    id: int
    kind: str
    label: str
    opened_at: _dt.datetime | None
    position: int
    request: int
    stage: int
    state: ApprovalStepStateEnum
    submitted_at: _dt.datetime
    submitted_by: str


@dataclass(frozen=True, kw_only=True)
class QueuedPart:
    """Of Queued what `fields` named."""

    id: int
    amount: _Decimal | None | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    document: int | _Unset = _UNSET
    due_at: _dt.datetime | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    label: str | _Unset = _UNSET
    opened_at: _dt.datetime | None | _Unset = _UNSET
    position: int | _Unset = _UNSET
    request: int | _Unset = _UNSET
    stage: int | _Unset = _UNSET
    state: ApprovalStepStateEnum | _Unset = _UNSET
    submitted_at: _dt.datetime | _Unset = _UNSET
    submitted_by: str | _Unset = _UNSET

QuorumEnum = _t.Literal['any', 'all', 'some']

RangeBodyRequest = _t.TypedDict('RangeBodyRequest', {
    'after': "int",
    'digest': "str",
    'until': "int",
})
"""Events with a number above `after` up to `until`. `digest`: SHA-256, hex, over the ids that the receiver has of them, in order, each with a line feed."""

ReachBodyRequest = _t.TypedDict('ReachBodyRequest', {
    'reached_on': "_t.NotRequired[_dt.date]",
    'reason': "_t.NotRequired[str]",
    'term': "int",
})
"""`term`: the milestone. `reached_on`: today, if left out."""

ReasonBodyRequest = _t.TypedDict('ReasonBodyRequest', {
    'reason': "_t.NotRequired[str]",
})
"""The body of an act that may be given a reason."""

ReasonNeededBodyRequest = _t.TypedDict('ReasonNeededBodyRequest', {
    'reason': "str",
})
"""The body of an act that needs a reason."""

ReconcileBodyRequest = _t.TypedDict('ReconcileBodyRequest', {
    'endpoint': "int",
    'ranges': "list[RangeBodyRequest]",
})
"""What the receiver of an endpoint has."""


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """The ranges in the order that they were asked for. One of more than 100,000 events is cut: see its `until`."""

    ranges: list[Compared]


@dataclass(frozen=True, kw_only=True)
class Refund:
    """What of a payment goes back, and where to. Approved: the payment is refunded, and `payouts` says how far the money is."""

    amount: _Decimal
    client: int | None
    created_at: _dt.datetime
    currency: str
    expanded: dict[str, _t.Any] | None = None
    iban: str
    id: int
    method: MethodEnum
    needs_approval: bool
    payee: str
    payment: int
    payouts: list[Payout]
    reason: str
    state: RefundStateEnum
    updated_at: _dt.datetime
    version: int

RefundBodyRequest = _t.TypedDict('RefundBodyRequest', {
    'iban': "_t.NotRequired[str]",
    'method': "_t.NotRequired[MethodEnum]",
    'payee': "_t.NotRequired[str]",
    'reason': "str",
})
"""Where the money goes back to: by bank with an IBAN, or to the card, or in cash."""


@dataclass(frozen=True, kw_only=True)
class RefundOfPayment:
    """A refund that was asked for; the whole of it is at `/refunds/{id}`."""

    amount: _Decimal
    id: int
    state: RefundStateEnum


@dataclass(frozen=True, kw_only=True)
class RefundExpanded:
    """Records that Refund was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    payment: Payment | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class RefundPart:
    """Of Refund what `fields` named."""

    id: int
    amount: _Decimal | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    iban: str | _Unset = _UNSET
    method: MethodEnum | _Unset = _UNSET
    needs_approval: bool | _Unset = _UNSET
    payee: str | _Unset = _UNSET
    payment: int | _Unset = _UNSET
    payouts: list[Payout] | _Unset = _UNSET
    reason: str | _Unset = _UNSET
    state: RefundStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: RefundExpanded | _Unset = _UNSET

RefundStateEnum = _t.Literal['in_approval', 'approved', 'rejected', 'withdrawn']

RejectBodyRequest = _t.TypedDict('RejectBodyRequest', {
    'on_behalf_of': "_t.NotRequired[str]",
    'reason': "str",
    'step': "_t.NotRequired[int]",
})
"""As approving, with the reason."""


@dataclass(frozen=True, kw_only=True)
class RemovedContact:
    """The contact that is gone; the journal and its history keep that it was."""

    id: int
    name: str

RenewalEnum = _t.Literal['none', 'manual', 'automatic']

ReplaceBodyRequest = _t.TypedDict('ReplaceBodyRequest', {
    'comes': "int",
    'leaves': "int",
    'reason': "_t.NotRequired[str]",
})
"""`leaves`: who is taken off; `comes`: who is put on in their place."""

ReplayBodyRequest = _t.TypedDict('ReplayBodyRequest', {
    'dry_run': "_t.NotRequired[bool]",
    'first': "int",
    'last': "int",
    'only_dead': "_t.NotRequired[bool]",
    'reason': "_t.NotRequired[str]",
})
"""`first`, `last`: numbers of journal entries, both included. `only_dead`: only what was given up. `dry_run`: only counts."""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """`again`: events that were delivered or given up before; `missing`: those that were never sent."""

    again: int
    dry_run: bool
    missing: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """The reconciliation report as it was checked, or as it stands while the run is at work."""

    controls: list[Control]
    currency: str
    digest: str
    holds: bool
    outcomes: list[dict[str, _t.Any]]


@dataclass(frozen=True, kw_only=True)
class ReportControl:
    """A sum that must equal another one made in another way; a decimal string, or a number as text where there is no currency."""

    code: str
    currency: str
    expected: str
    found: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """A kind of report: what it asks for, what of that is needed, and its columns."""

    asks: list[str]
    code: str
    columns: list[dict[str, str]]
    explained: str
    label: str
    needs: list[str]

ReportKindEnum = _t.Literal['receivables', 'statement', 'unmatched', 'rules', 'reconciliation']


@dataclass(frozen=True, kw_only=True)
class ReportKinds:
    """All of them."""

    items: list[ReportKind]


@dataclass(frozen=True, kw_only=True)
class ReportSchedule:
    """When a report is made. `weekday`: 0 is Monday, for a weekly one; `month_day`: for a monthly one, 29 to 31 is the last day of a shorter month; `at_time` on the company's clock. `told_role`: who gets a mail with the link; empty: everybody who may see reports."""

    at_time: str
    cadence: CadenceEnum
    client: int | None
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    kind: str
    month_day: int
    state: KeptStateEnum
    told_role: str
    updated_at: _dt.datetime
    version: int
    weekday: int

ReportScheduleBodyRequest = _t.TypedDict('ReportScheduleBodyRequest', {
    'at_time': "_t.NotRequired[str]",
    'cadence': "_t.NotRequired[CadenceEnum]",
    'client': "_t.NotRequired[int | None]",
    'kind': "ReportKindEnum",
    'month_day': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
    'told_role': "_t.NotRequired[ToldRoleEnum]",
    'weekday': "_t.NotRequired[int]",
})
"""A report that is made by itself: as of the day before, or over the day, week or month that ended."""


@dataclass(frozen=True, kw_only=True)
class ReportScheduleExpanded:
    """Records that ReportSchedule was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ReportSchedulePart:
    """Of ReportSchedule what `fields` named."""

    id: int
    at_time: str | _Unset = _UNSET
    cadence: CadenceEnum | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    month_day: int | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    told_role: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    weekday: int | _Unset = _UNSET
    expanded: ReportScheduleExpanded | _Unset = _UNSET

Request = _t.TypedDict('Request', {
    'amount': "_Decimal | None",
    'client': "int | None",
    'currency': "str",
    'digest': "str",
    'document': "int",
    'ended_at': "_dt.datetime | None",
    'expanded': "_t.NotRequired[dict[str, _t.Any]]",
    'expires_at': "_dt.datetime | None",
    'id': "int",
    'kind': "str",
    'label': "str",
    'policy': "int",
    'state': "ApprovalRequestStateEnum",
    'submitted_at': "_dt.datetime",
    'submitted_by': "str",
    'version': "int",
})
"""A document before its approvers: what it is, its facts as submitted, and how far it is."""


@dataclass(frozen=True, kw_only=True)
class RequestExpanded:
    """Records that Request was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    policy: Policy | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class RequestPart:
    """Of Request what `fields` named."""

    id: int
    amount: _Decimal | None | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    digest: str | _Unset = _UNSET
    document: int | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    expires_at: _dt.datetime | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    label: str | _Unset = _UNSET
    policy: int | _Unset = _UNSET
    state: ApprovalRequestStateEnum | _Unset = _UNSET
    submitted_at: _dt.datetime | _Unset = _UNSET
    submitted_by: str | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: RequestExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class RequestStep:
    """One question to some people. Steps of the same `stage` are asked together."""

    approved_count: int
    asks: str
    decisions: list[Decision]
    due_at: _dt.datetime | None
    id: int
    opened_at: _dt.datetime | None
    position: int
    quorum: str
    quorum_count: int
    stage: int
    state: str

RoleEnum = _t.Literal['owner', 'manager', 'accountant', 'approver', 'dispatcher', 'employee', 'auditor', 'client', 'integration']


@dataclass(frozen=True, kw_only=True)
class RolledOut:
    """`made`: shifts; `people`: put on them; `known`: shifts that were there already; `left_out`: what was not made, and why."""

    known: int
    left_out: list[str]
    made: int
    people: int

RotateApiKeyBodyRequest = _t.TypedDict('RotateApiKeyBodyRequest', {
    'overlap_hours': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
})
"""`overlap_hours`: for how long the old secret is taken beside the new one; 24 if it is left out."""

RotateBodyRequest = _t.TypedDict('RotateBodyRequest', {
    'overlap_hours': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
})
"""`overlap_hours`: for how long the old secret signs along."""

RotateKeyBodyRequest = _t.TypedDict('RotateKeyBodyRequest', {
    'overlap_hours': "_t.NotRequired[int]",
    'reason': "_t.NotRequired[str]",
})
"""`overlap_hours`: for how long the old secret is taken beside the new one; 24 if it is left out."""

RotateProviderBodyRequest = _t.TypedDict('RotateProviderBodyRequest', {
    'api': "_t.NotRequired[str]",
    'overlap_hours': "_t.NotRequired[int]",
    'private': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
    'signing': "_t.NotRequired[str]",
})
"""The new secrets; of a generic provider none: we make it. `overlap_hours`: for how long the old ones hold."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as it is kept: its kind, what bounds it, and the score from which it needs no person."""

    auto_accept: int | None
    kind: str
    params: dict[str, _t.Any]

RuleBodyRequest = _t.TypedDict('RuleBodyRequest', {
    'auto_accept': "_t.NotRequired[int | None]",
    'kind': "str",
    'params': "_t.NotRequired[dict[str, _t.Any]]",
})
"""One rule."""


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """A version of the rules. New runs use the newest version that is active."""

    created_at: _dt.datetime
    id: int
    name: str
    number: int
    rules: list[Rule]
    state: ApprovalPolicyStateEnum
    updated_at: _dt.datetime
    version: int

RuleSetBodyRequest = _t.TypedDict('RuleSetBodyRequest', {
    'name': "str",
    'rules': "list[RuleBodyRequest]",
})
"""The next version, a draft. Nothing of an earlier one is changed."""


@dataclass(frozen=True, kw_only=True)
class RuleSetPart:
    """Of RuleSet what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    number: int | _Unset = _UNSET
    rules: list[Rule] | _Unset = _UNSET
    state: ApprovalPolicyStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Run:
    """A reconciliation run. Counts are of statement lines; digests are SHA-256, hex."""

    accepted_count: int
    account: int
    created_at: _dt.datetime
    ends_before: _dt.date
    error: str
    expanded: dict[str, _t.Any] | None = None
    finished_at: _dt.datetime | None
    iban: str
    id: int
    ignored_count: int
    input_digest: str
    inputs_changed: bool
    line_count: int
    position: int
    proposed_count: int
    result_digest: str
    rule_set: int
    started_at: _dt.datetime | None
    starts_on: _dt.date
    state: RunStateEnum
    total: int
    unmatched_count: int
    version: int


@dataclass(frozen=True, kw_only=True)
class RunExpanded:
    """Records that Run was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class RunPart:
    """Of Run what `fields` named."""

    id: int
    accepted_count: int | _Unset = _UNSET
    account: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ends_before: _dt.date | _Unset = _UNSET
    error: str | _Unset = _UNSET
    finished_at: _dt.datetime | None | _Unset = _UNSET
    iban: str | _Unset = _UNSET
    ignored_count: int | _Unset = _UNSET
    input_digest: str | _Unset = _UNSET
    inputs_changed: bool | _Unset = _UNSET
    line_count: int | _Unset = _UNSET
    position: int | _Unset = _UNSET
    proposed_count: int | _Unset = _UNSET
    result_digest: str | _Unset = _UNSET
    rule_set: int | _Unset = _UNSET
    started_at: _dt.datetime | None | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    state: RunStateEnum | _Unset = _UNSET
    total: int | _Unset = _UNSET
    unmatched_count: int | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: RunExpanded | _Unset = _UNSET

RunStateEnum = _t.Literal['queued', 'running', 'completed', 'checked', 'suspect', 'failed', 'cancelled']

SampleBodyRequest = _t.TypedDict('SampleBodyRequest', {
    'reason': "_t.NotRequired[str]",
    'type': "str",
})
"""`type`: of which event a sample is sent."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """A signed range of the journal, from `first` to `last`. `root`: SHA-256 over its entries and `previous_root`; `signature`: Ed25519."""

    created_at: _dt.datetime
    first: int
    id: int
    key_id: str
    last: int
    last_hash: str
    previous_root: str
    root: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class SealPart:
    """Of Seal what `fields` named."""

    id: int
    created_at: _dt.datetime | _Unset = _UNSET
    first: int | _Unset = _UNSET
    key_id: str | _Unset = _UNSET
    last: int | _Unset = _UNSET
    last_hash: str | _Unset = _UNSET
    previous_root: str | _Unset = _UNSET
    root: str | _Unset = _UNSET
    signature: str | _Unset = _UNSET

ServiceLevelStateEnum = _t.Literal['active', 'archived']


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one holder has on the record. `permissions`: in words. `last_on`: the last day, null: until it is ended."""

    ended: bool
    given_at: _dt.datetime | None
    given_by: str
    group: int | None
    last_on: _dt.date | None
    name: str
    permissions: list[str]
    person: str | None

ShareBodyRequest = _t.TypedDict('ShareBodyRequest', {
    'group': "_t.NotRequired[int]",
    'last_on': "_t.NotRequired[_dt.date | None]",
    'permissions': "_t.NotRequired[list[str]]",
    'person': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
})
"""With whom, what they may do beside seeing it (codenames such as `update_invoice`), and until when, the day included. It replaces what they had."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """All of them: groups, then people, by name."""

    items: list[Share]


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A shift. Times are instants in UTC; `on` is the day on which it begins at its site. `line`: the post at which shifts follow and close after each other. `close_number`: the site's, of its last close. `people`: who is on it; who does not keep the roster finds themself alone there, and no `contract`."""

    break_minutes: int
    close_number: int | None
    closed_at: _dt.datetime | None
    contract: int | None
    created_at: _dt.datetime
    ends_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    is_open: bool
    line: str
    needed_count: int
    note: str
    on: _dt.date
    people: list[OnShift]
    role: str
    site: int
    skill: int | None
    starts_at: _dt.datetime
    state: ShiftStateEnum
    updated_at: _dt.datetime
    version: int

ShiftBodyRequest = _t.TypedDict('ShiftBodyRequest', {
    'break_minutes': "_t.NotRequired[int]",
    'contract': "_t.NotRequired[int | None]",
    'ends_at': "_dt.datetime",
    'line': "_t.NotRequired[str]",
    'needed_count': "_t.NotRequired[int]",
    'note': "_t.NotRequired[str]",
    'role': "str",
    'site': "int",
    'skill': "_t.NotRequired[int | None]",
    'starts_at': "_dt.datetime",
})
"""A planned shift, of at most 48 hours. Times say their offset from UTC."""


@dataclass(frozen=True, kw_only=True)
class ShiftHours:
    """A shift that would stand on the invoice. `hours` of everybody on it, with four decimals."""

    hours: str
    on: _dt.date
    role: str
    shift: int
    site: str


@dataclass(frozen=True, kw_only=True)
class ShiftExpanded:
    """Records that Shift was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET
    site: Site | None | _Unset = _UNSET
    skill: Skill | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ShiftPart:
    """Of Shift what `fields` named."""

    id: int
    break_minutes: int | _Unset = _UNSET
    close_number: int | None | _Unset = _UNSET
    closed_at: _dt.datetime | None | _Unset = _UNSET
    contract: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ends_at: _dt.datetime | _Unset = _UNSET
    is_open: bool | _Unset = _UNSET
    line: str | _Unset = _UNSET
    needed_count: int | _Unset = _UNSET
    note: str | _Unset = _UNSET
    on: _dt.date | _Unset = _UNSET
    people: list[OnShift] | _Unset = _UNSET
    role: str | _Unset = _UNSET
    site: int | _Unset = _UNSET
    skill: int | None | _Unset = _UNSET
    starts_at: _dt.datetime | _Unset = _UNSET
    state: ShiftStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ShiftExpanded | _Unset = _UNSET

ShiftRequest = _t.TypedDict('ShiftRequest', {
    'colleague': "int | None",
    'created_at': "_dt.datetime",
    'employee': "int",
    'expanded': "_t.NotRequired[dict[str, _t.Any]]",
    'id': "int",
    'kind': "ShiftRequestKindEnum",
    'note': "str",
    'other_shift': "int | None",
    'shift': "int",
    'state': "ShiftRequestStateEnum",
    'updated_at': "_dt.datetime",
    'version': "int",
})
"""`employee` takes the open `shift`, gives it to `colleague`, or swaps it for the colleague's `other_shift`."""

ShiftRequestBodyRequest = _t.TypedDict('ShiftRequestBodyRequest', {
    'colleague': "_t.NotRequired[int | None]",
    'employee': "int",
    'kind': "ShiftRequestKindEnum",
    'note': "_t.NotRequired[str]",
    'other_shift': "_t.NotRequired[int | None]",
    'shift': "int",
})
"""`take`: neither colleague nor other shift; `give`: a colleague; `swap`: a colleague and their shift."""

ShiftRequestKindEnum = _t.Literal['take', 'give', 'swap']


@dataclass(frozen=True, kw_only=True)
class ShiftRequestExpanded:
    """Records that ShiftRequest was expanded by; None where the caller may not see one."""

    colleague: Employee | None | _Unset = _UNSET
    employee: Employee | None | _Unset = _UNSET
    other_shift: Shift | None | _Unset = _UNSET
    shift: Shift | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class ShiftRequestPart:
    """Of ShiftRequest what `fields` named."""

    id: int
    colleague: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    employee: int | _Unset = _UNSET
    kind: ShiftRequestKindEnum | _Unset = _UNSET
    note: str | _Unset = _UNSET
    other_shift: int | None | _Unset = _UNSET
    shift: int | _Unset = _UNSET
    state: ShiftRequestStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: ShiftRequestExpanded | _Unset = _UNSET

ShiftRequestStateEnum = _t.Literal['asked', 'in_approval', 'approved', 'rejected', 'declined', 'withdrawn']

ShiftStateEnum = _t.Literal['planned', 'published', 'in_progress', 'closed', 'approved', 'billed', 'cancelled']


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place. `time_zone`: IANA name; the days and hours of its shifts are those of this zone. `client`: whose place it is."""

    address: str
    client: int | None
    code: str
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    state: KeptStateEnum
    time_zone: str
    updated_at: _dt.datetime
    version: int

SiteBodyRequest = _t.TypedDict('SiteBodyRequest', {
    'address': "_t.NotRequired[str]",
    'client': "_t.NotRequired[int | None]",
    'code': "str",
    'name': "str",
    'time_zone': "str",
})
"""A place where people work."""


@dataclass(frozen=True, kw_only=True)
class SiteExpanded:
    """Records that Site was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class SitePart:
    """Of Site what `fields` named."""

    id: int
    address: str | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    code: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    time_zone: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: SiteExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Skill:
    """What shifts and orders may ask of a person."""

    code: str
    created_at: _dt.datetime
    id: int
    name: str
    state: KeptStateEnum
    updated_at: _dt.datetime
    version: int

SkillBodyRequest = _t.TypedDict('SkillBodyRequest', {
    'code': "str",
    'name': "str",
})
"""A skill."""


@dataclass(frozen=True, kw_only=True)
class SkillPart:
    """Of Skill what `fields` named."""

    id: int
    code: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET

SourceEnum = _t.Literal['plan', 'open', 'swap', 'replacement', 'import']

StartRunRequest = _t.TypedDict('StartRunRequest', {
    'account': "int",
    'ends_before': "_t.NotRequired[_dt.date]",
    'starts_on': "_t.NotRequired[_dt.date]",
})
"""What to reconcile. Without dates: all open lines of the account."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A bank statement. `balances` is null where the bank states no balances."""

    account: int
    balances: bool | None
    closing: _Decimal | None
    created_at: _dt.datetime
    credit: _Decimal
    currency: str
    debit: _Decimal
    ends_on: _dt.date | None
    entry_count: int
    expanded: dict[str, _t.Any] | None = None
    file_name: str
    file_sha256: str
    format: str
    iban: str
    id: int
    new_count: int
    opening: _Decimal | None
    problem: str
    sequence: str
    starts_on: _dt.date | None
    state: StatementStateEnum
    statement_id: str
    updated_at: _dt.datetime
    version: int
    warnings: list[str]


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One booked entry as the bank wrote it."""

    account: int
    amount: _Decimal
    booked_on: _dt.date
    counterparty_iban: str
    counterparty_name: str
    counterparty_tax_id: str
    currency: str
    end_to_end_id: str
    expanded: dict[str, _t.Any] | None = None
    id: int
    is_reversal: bool
    position: int
    reference: str
    remittance: str
    state: StatementLineStateEnum
    statement: int
    value_on: _dt.date | None


@dataclass(frozen=True, kw_only=True)
class StatementLineExpanded:
    """Records that StatementLine was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET
    statement: Statement | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class StatementLinePart:
    """Of StatementLine what `fields` named."""

    id: int
    account: int | _Unset = _UNSET
    amount: _Decimal | _Unset = _UNSET
    booked_on: _dt.date | _Unset = _UNSET
    counterparty_iban: str | _Unset = _UNSET
    counterparty_name: str | _Unset = _UNSET
    counterparty_tax_id: str | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    end_to_end_id: str | _Unset = _UNSET
    is_reversal: bool | _Unset = _UNSET
    position: int | _Unset = _UNSET
    reference: str | _Unset = _UNSET
    remittance: str | _Unset = _UNSET
    state: StatementLineStateEnum | _Unset = _UNSET
    statement: int | _Unset = _UNSET
    value_on: _dt.date | None | _Unset = _UNSET
    expanded: StatementLineExpanded | _Unset = _UNSET

StatementLineStateEnum = _t.Literal['open', 'proposed', 'matched', 'ignored']


@dataclass(frozen=True, kw_only=True)
class StatementExpanded:
    """Records that Statement was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class StatementPart:
    """Of Statement what `fields` named."""

    id: int
    account: int | _Unset = _UNSET
    balances: bool | None | _Unset = _UNSET
    closing: _Decimal | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    credit: _Decimal | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    debit: _Decimal | _Unset = _UNSET
    ends_on: _dt.date | None | _Unset = _UNSET
    entry_count: int | _Unset = _UNSET
    file_name: str | _Unset = _UNSET
    file_sha256: str | _Unset = _UNSET
    format: str | _Unset = _UNSET
    iban: str | _Unset = _UNSET
    new_count: int | _Unset = _UNSET
    opening: _Decimal | None | _Unset = _UNSET
    problem: str | _Unset = _UNSET
    sequence: str | _Unset = _UNSET
    starts_on: _dt.date | None | _Unset = _UNSET
    state: StatementStateEnum | _Unset = _UNSET
    statement_id: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    warnings: list[str] | _Unset = _UNSET
    expanded: StatementExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class StatementProfile:
    """Which column of a table is what, and how it is written. `account`: the account of a file that names none."""

    account: int | None
    body: dict[str, _t.Any]
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    state: KeptStateEnum
    updated_at: _dt.datetime
    version: int

StatementProfileBodyRequest = _t.TypedDict('StatementProfileBodyRequest', {
    'account': "_t.NotRequired[int | None]",
    'body': "dict[str, _t.Any]",
    'name': "str",
    'reason': "_t.NotRequired[str]",
})
"""A profile: `columns` by role, each a header or a list of headers, and settings such as `decimal` and `dates`."""


@dataclass(frozen=True, kw_only=True)
class StatementProfileExpanded:
    """Records that StatementProfile was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class StatementProfilePart:
    """Of StatementProfile what `fields` named."""

    id: int
    account: int | None | _Unset = _UNSET
    body: dict[str, _t.Any] | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: StatementProfileExpanded | _Unset = _UNSET

StatementStateEnum = _t.Literal['imported', 'quarantined', 'released']

StatusEnum = _t.Literal['accepted', 'known', 'refused']


@dataclass(frozen=True, kw_only=True)
class TakenEvent:
    """`status`: accepted; known, where it is here already with the same content; or refused, and then nothing of it is stored."""

    id: int | None
    index: int
    problems: list[EventReason]
    status: StatusEnum


@dataclass(frozen=True, kw_only=True)
class TakenEvents:
    """One item for each event, in their order."""

    items: list[TakenEvent]


@dataclass(frozen=True, kw_only=True)
class TaxCode:
    """A rate of tax. `rate_percent`: such as "20.00"; `category`: EN 16931; `ends_before` null: still valid."""

    category: CategoryEnum
    code: str
    ends_before: _dt.date | None
    id: int
    name: str
    rate_percent: _Decimal
    starts_on: _dt.date
    version: int

TaxCodeBodyRequest = _t.TypedDict('TaxCodeBodyRequest', {
    'category': "CategoryEnum",
    'code': "str",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'name': "str",
    'rate_percent': "_Decimal",
    'reason': "_t.NotRequired[str]",
    'starts_on': "_dt.date",
})
"""A tax code of any country, valid from a day, up to and without `ends_before`. It is not changed: another rate is another code."""

TaxCodeEndBodyRequest = _t.TypedDict('TaxCodeEndBodyRequest', {
    'ends_before': "_dt.date",
    'reason': "_t.NotRequired[str]",
})
"""`ends_before`: the first day on which the code is not valid."""


@dataclass(frozen=True, kw_only=True)
class TaxCodePart:
    """Of TaxCode what `fields` named."""

    id: int
    category: CategoryEnum | _Unset = _UNSET
    code: str | _Unset = _UNSET
    ends_before: _dt.date | None | _Unset = _UNSET
    name: str | _Unset = _UNSET
    rate_percent: _Decimal | _Unset = _UNSET
    starts_on: _dt.date | _Unset = _UNSET
    version: int | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class TaxTotal:
    """Base and tax of one rate over the whole document."""

    base: _Decimal
    category: str
    rate_percent: _Decimal
    tax: _Decimal


@dataclass(frozen=True, kw_only=True)
class Team:
    """People who are planned together."""

    code: str
    created_at: _dt.datetime
    expanded: dict[str, _t.Any] | None = None
    id: int
    name: str
    site: int | None
    state: KeptStateEnum
    updated_at: _dt.datetime
    version: int

TeamBodyRequest = _t.TypedDict('TeamBodyRequest', {
    'code': "str",
    'name': "str",
    'site': "_t.NotRequired[int | None]",
})
"""A team, of one site or of none."""


@dataclass(frozen=True, kw_only=True)
class TeamExpanded:
    """Records that Team was expanded by; None where the caller may not see one."""

    site: Site | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class TeamPart:
    """Of Team what `fields` named."""

    id: int
    code: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    site: int | None | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: TeamExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Template:
    """`begins` and `ends` by the clock on the site's wall; an end that is not after the begin is on the next day. `weekdays`: ISO numbers, 1 for Monday, such as "12345"."""

    begins: str
    break_minutes: int
    code: str
    contract: int | None
    created_at: _dt.datetime
    ends: str
    expanded: dict[str, _t.Any] | None = None
    id: int
    line: str
    needed_count: int
    role: str
    site: int
    skill: int | None
    state: KeptStateEnum
    updated_at: _dt.datetime
    version: int
    weekdays: str

TemplateBodyRequest = _t.TypedDict('TemplateBodyRequest', {
    'begins': "str",
    'break_minutes': "_t.NotRequired[int]",
    'code': "str",
    'contract': "_t.NotRequired[int | None]",
    'ends': "str",
    'line': "_t.NotRequired[str]",
    'needed_count': "_t.NotRequired[int]",
    'role': "str",
    'site': "int",
    'skill': "_t.NotRequired[int | None]",
    'weekdays': "_t.NotRequired[str]",
})
"""A shift that comes again at a site."""


@dataclass(frozen=True, kw_only=True)
class TemplateExpanded:
    """Records that Template was expanded by; None where the caller may not see one."""

    contract: Contract | None | _Unset = _UNSET
    site: Site | None | _Unset = _UNSET
    skill: Skill | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class TemplatePart:
    """Of Template what `fields` named."""

    id: int
    begins: str | _Unset = _UNSET
    break_minutes: int | _Unset = _UNSET
    code: str | _Unset = _UNSET
    contract: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    ends: str | _Unset = _UNSET
    line: str | _Unset = _UNSET
    needed_count: int | _Unset = _UNSET
    role: str | _Unset = _UNSET
    site: int | _Unset = _UNSET
    skill: int | None | _Unset = _UNSET
    state: KeptStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    weekdays: str | _Unset = _UNSET
    expanded: TemplateExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class Term:
    """What the contract bills, net, and when. `reached_on`: the day from which a milestone is billed."""

    aligned: bool
    amount: _Decimal
    description: str
    due_on: _dt.date | None
    ends_before: _dt.date | None
    every_months: int
    id: int
    kind: TermKindEnum
    position: int
    reached_on: _dt.date | None
    starts_on: _dt.date | None
    tax_code: str
    timing: str

TermBodyRequest = _t.TypedDict('TermBodyRequest', {
    'aligned': "_t.NotRequired[bool]",
    'amount': "_Decimal",
    'description': "str",
    'due_on': "_t.NotRequired[_dt.date | None]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'every_months': "_t.NotRequired[int]",
    'kind': "TermKindEnum",
    'starts_on': "_t.NotRequired[_dt.date | None]",
    'tax_code': "str",
    'timing': "_t.NotRequired[TimingEnum]",
})
"""A billing term. A one-off (`once`) has `due_on`; a `recurring` one has `every_months` and `timing`, and begins with the contract unless `starts_on` says another day; others have none of them. `amount`: net, of the whole, a period or an hour."""

TermChangeBodyRequest = _t.TypedDict('TermChangeBodyRequest', {
    'amount': "_t.NotRequired[_Decimal]",
    'description': "_t.NotRequired[str]",
    'due_on': "_t.NotRequired[_dt.date | None]",
    'ends_before': "_t.NotRequired[_dt.date | None]",
    'tax_code': "_t.NotRequired[str]",
    'term': "int",
})
"""New values of a term. How a term counts its periods is not changed: take it out and add another."""

TermKindEnum = _t.Literal['once', 'milestone', 'recurring', 'hours']

TerminateBodyRequest = _t.TypedDict('TerminateBodyRequest', {
    'effective_on': "_dt.date",
    'reason': "str",
})
"""`effective_on`: the first day on which the contract holds no more."""

TimingEnum = _t.Literal['advance', 'arrears']


@dataclass(frozen=True, kw_only=True)
class Together:
    """The settlements that were made, one a line."""

    items: list[Match]

TogetherBodyRequest = _t.TypedDict('TogetherBodyRequest', {
    'items': "list[HandPairRequest]",
    'lines': "list[int]",
    'reason': "_t.NotRequired[str]",
    'write_off': "_t.NotRequired[list[int]]",
})
"""Lines of one currency, invoices with how much of each is paid, and of which of these the rest is given up. The lines' money, the earliest first, goes to the invoices, the first due first."""

ToldRoleEnum = _t.Literal['owner', 'manager', 'accountant', 'auditor']


@dataclass(frozen=True, kw_only=True)
class UndoMoney:
    """What the settlements settle in one currency."""

    amount: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class UndoPreview:
    """What would be undone. `ids`: of the settlements that stand, ascending, the refused among them, at most 50,000: undo each by POST /matches/{id}/undo."""

    count: int
    ids: list[int]
    money: list[UndoMoney]
    refused: list[UndoRefusal]


@dataclass(frozen=True, kw_only=True)
class UndoRefusal:
    """Why some would not be undone, and how many."""

    count: int
    detail: str


@dataclass(frozen=True, kw_only=True)
class UnreadFile:
    """A statement file that was refused whole. `account` and `profile`: what it was tried with last. `errors`: why it was refused then. `statement`: the first that came of it."""

    account: int | None
    created_at: _dt.datetime
    errors: list[dict[str, _t.Any]]
    expanded: dict[str, _t.Any] | None = None
    file_name: str
    file_sha256: str
    id: int
    profile: str
    size: int
    state: UnreadFileStateEnum
    statement: int | None
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class UnreadFileExpanded:
    """Records that UnreadFile was expanded by; None where the caller may not see one."""

    account: BankAccount | None | _Unset = _UNSET
    statement: Statement | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class UnreadFilePart:
    """Of UnreadFile what `fields` named."""

    id: int
    account: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    errors: list[dict[str, _t.Any]] | _Unset = _UNSET
    file_name: str | _Unset = _UNSET
    file_sha256: str | _Unset = _UNSET
    profile: str | _Unset = _UNSET
    size: int | _Unset = _UNSET
    state: UnreadFileStateEnum | _Unset = _UNSET
    statement: int | None | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: UnreadFileExpanded | _Unset = _UNSET

UnreadFileRetryRequest = _t.TypedDict('UnreadFileRetryRequest', {
    'account': "_t.NotRequired[int | None]",
    'profile': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
})
"""With what the file is read now."""

UnreadFileStateEnum = _t.Literal['waiting', 'taken', 'discarded']

UnshareBodyRequest = _t.TypedDict('UnshareBodyRequest', {
    'group': "_t.NotRequired[int]",
    'person': "_t.NotRequired[str]",
    'reason': "_t.NotRequired[str]",
})
"""With whom: a `person` by address, or a `group` by id; not both."""

UploadBodyRequest = _t.TypedDict('UploadBodyRequest', {
    'account': "_t.NotRequired[int]",
    'file': "bytes",
    'profile': "_t.NotRequired[str]",
})
"""A statement file: CAMT.05x, MT940 or CSV, at most 256 MiB. `profile`: how a table is to be read, the name of a built-in profile or of one at `/statement-profiles`, or JSON. `account` for a file that names none."""

VerdictEnum = _t.Literal['approve', 'reject']


@dataclass(frozen=True, kw_only=True)
class WebhookDelivery:
    """One event for one endpoint. `sequence`: the journal entry, null of a sample. `due_at`: the next attempt; null when it has ended."""

    attempts: int
    created_at: _dt.datetime
    due_at: _dt.datetime | None
    ended_at: _dt.datetime | None
    endpoint: int
    expanded: dict[str, _t.Any] | None = None
    give_up_at: _dt.datetime
    id: int
    kind: WebhookDeliveryKindEnum
    last_error: str
    last_status: int | None
    message_id: str
    replays: int
    sequence: int | None
    state: WebhookDeliveryStateEnum
    type: str

WebhookDeliveryKindEnum = _t.Literal['event', 'sample']


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryExpanded:
    """Records that WebhookDelivery was expanded by; None where the caller may not see one."""

    endpoint: WebhookEndpoint | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryPart:
    """Of WebhookDelivery what `fields` named."""

    id: int
    attempts: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    due_at: _dt.datetime | None | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    endpoint: int | _Unset = _UNSET
    give_up_at: _dt.datetime | _Unset = _UNSET
    kind: WebhookDeliveryKindEnum | _Unset = _UNSET
    last_error: str | _Unset = _UNSET
    last_status: int | None | _Unset = _UNSET
    message_id: str | _Unset = _UNSET
    replays: int | _Unset = _UNSET
    sequence: int | None | _Unset = _UNSET
    state: WebhookDeliveryStateEnum | _Unset = _UNSET
    type: str | _Unset = _UNSET
    expanded: WebhookDeliveryExpanded | _Unset = _UNSET

WebhookDeliveryStateEnum = _t.Literal['pending', 'retrying', 'delivered', 'dead']


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryWithAttempts:
    """With its newest 50 attempts, the newest first."""

    attempted: list[Attempt]
    attempts: int
    created_at: _dt.datetime
    due_at: _dt.datetime | None
    ended_at: _dt.datetime | None
    endpoint: int
    expanded: dict[str, _t.Any] | None = None
    give_up_at: _dt.datetime
    id: int
    kind: WebhookDeliveryKindEnum
    last_error: str
    last_status: int | None
    message_id: str
    replays: int
    sequence: int | None
    state: WebhookDeliveryStateEnum
    type: str


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryWithAttemptsExpanded:
    """Records that WebhookDeliveryWithAttempts was expanded by; None where the caller may not see one."""

    endpoint: WebhookEndpoint | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryWithAttemptsPart:
    """Of WebhookDeliveryWithAttempts what `fields` named."""

    id: int
    attempted: list[Attempt] | _Unset = _UNSET
    attempts: int | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    due_at: _dt.datetime | None | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    endpoint: int | _Unset = _UNSET
    give_up_at: _dt.datetime | _Unset = _UNSET
    kind: WebhookDeliveryKindEnum | _Unset = _UNSET
    last_error: str | _Unset = _UNSET
    last_status: int | None | _Unset = _UNSET
    message_id: str | _Unset = _UNSET
    replays: int | _Unset = _UNSET
    sequence: int | None | _Unset = _UNSET
    state: WebhookDeliveryStateEnum | _Unset = _UNSET
    type: str | _Unset = _UNSET
    expanded: WebhookDeliveryWithAttemptsExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WebhookEndpoint:
    """An endpoint. `types`: what it is sent, `["*"]` for all. `ordered`: one event after the other. `circuit`: `open` while too much failed; nothing is sent until `quiet_ends_at`. A secret is in the answer that made it and in no other."""

    circuit: str
    created_at: _dt.datetime
    id: int
    name: str
    ordered: bool
    quiet_ends_at: _dt.datetime | None
    since_sequence: int
    state: WebhookEndpointStateEnum
    types: list[str]
    updated_at: _dt.datetime
    url: str
    version: int

WebhookEndpointBodyRequest = _t.TypedDict('WebhookEndpointBodyRequest', {
    'name': "str",
    'ordered': "_t.NotRequired[bool]",
    'types': "list[str]",
    'url': "str",
})
"""An endpoint: an https address, and the types of events that it is sent."""


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointPart:
    """Of WebhookEndpoint what `fields` named."""

    id: int
    circuit: str | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    name: str | _Unset = _UNSET
    ordered: bool | _Unset = _UNSET
    quiet_ends_at: _dt.datetime | None | _Unset = _UNSET
    since_sequence: int | _Unset = _UNSET
    state: WebhookEndpointStateEnum | _Unset = _UNSET
    types: list[str] | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    url: str | _Unset = _UNSET
    version: int | _Unset = _UNSET

WebhookEndpointStateEnum = _t.Literal['active', 'paused', 'archived']


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointWithSecret:
    """With its new secret; null where the request came a second time."""

    circuit: str
    created_at: _dt.datetime
    id: int
    name: str
    ordered: bool
    quiet_ends_at: _dt.datetime | None
    secret: str | None
    since_sequence: int
    state: WebhookEndpointStateEnum
    types: list[str]
    updated_at: _dt.datetime
    url: str
    version: int

WhatEnum = _t.Literal['history', 'columns', 'children', 'gone', 'stray']

WhoEnum = _t.Literal['role', 'user', 'manager', 'holders']

WholeRequest = _t.TypedDict('WholeRequest', {
    'amount': "_Decimal | None",
    'changed': "bool",
    'client': "int | None",
    'content': "list[Change]",
    'currency': "str",
    'digest': "str",
    'document': "int",
    'ended_at': "_dt.datetime | None",
    'expanded': "_t.NotRequired[dict[str, _t.Any]]",
    'expires_at': "_dt.datetime | None",
    'id': "int",
    'kind': "str",
    'label': "str",
    'policy': "int",
    'state': "ApprovalRequestStateEnum",
    'steps': "list[RequestStep]",
    'submitted_at': "_dt.datetime",
    'submitted_by': "str",
    'version': "int",
})
"""A request with its steps, their decisions, and the document's material fields as submitted and as they are now. `changed`: the document is not what was submitted, and the next decision will make the request void."""


@dataclass(frozen=True, kw_only=True)
class WholeRequestExpanded:
    """Records that WholeRequest was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    policy: Policy | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WholeRequestPart:
    """Of WholeRequest what `fields` named."""

    id: int
    amount: _Decimal | None | _Unset = _UNSET
    changed: bool | _Unset = _UNSET
    client: int | None | _Unset = _UNSET
    content: list[Change] | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    digest: str | _Unset = _UNSET
    document: int | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    expires_at: _dt.datetime | None | _Unset = _UNSET
    kind: str | _Unset = _UNSET
    label: str | _Unset = _UNSET
    policy: int | _Unset = _UNSET
    state: ApprovalRequestStateEnum | _Unset = _UNSET
    steps: list[RequestStep] | _Unset = _UNSET
    submitted_at: _dt.datetime | _Unset = _UNSET
    submitted_by: str | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: WholeRequestExpanded | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """A work order. `..._due_at`: when the promise is broken; null where nothing is promised and while the order is on hold. `..._level`: what was told of it. `responded_at`: when work began first, which stops the clock of the answer. `assignment`: why whoever has it has it. `queue`, `skill`, `plan`, `estimated_minutes`, `employee`, `shift`, `assigned_at`, `assignment` and `hold_reason` are left out for the client's own people."""

    assigned_at: _dt.datetime | None
    assignment: dict[str, _t.Any]
    client: int
    contract: int | None
    created_at: _dt.datetime
    description: str
    employee: int | None
    ended_at: _dt.datetime | None
    estimated_minutes: int
    expanded: dict[str, _t.Any] | None = None
    held_at: _dt.datetime | None
    hold_reason: str
    id: int
    number: str
    plan: int | None
    priority: WorkOrderPriorityEnum
    queue: int
    received_at: _dt.datetime
    resolution_due_at: _dt.datetime | None
    resolution_level: PromiseLevelEnum
    responded_at: _dt.datetime | None
    response_due_at: _dt.datetime | None
    response_level: PromiseLevelEnum
    shift: int | None
    site: int | None
    skill: int | None
    state: WorkOrderStateEnum
    title: str
    updated_at: _dt.datetime
    version: int

WorkOrderBodyRequest = _t.TypedDict('WorkOrderBodyRequest', {
    'client': "_t.NotRequired[int]",
    'contract': "_t.NotRequired[int | None]",
    'description': "_t.NotRequired[str]",
    'estimated_minutes': "_t.NotRequired[int]",
    'priority': "_t.NotRequired[WorkOrderPriorityEnum]",
    'queue': "_t.NotRequired[int]",
    'site': "_t.NotRequired[int | None]",
    'skill': "_t.NotRequired[int | None]",
    'title': "str",
})
"""An order. A client's own person gives title, description, priority, contract and site, and no queue: it comes to the one that takes requests; `client` is their own and may be left out."""


@dataclass(frozen=True, kw_only=True)
class WorkOrderExpanded:
    """Records that WorkOrder was expanded by; None where the caller may not see one."""

    client: Client | None | _Unset = _UNSET
    contract: Contract | None | _Unset = _UNSET
    employee: Employee | None | _Unset = _UNSET
    plan: Plan | None | _Unset = _UNSET
    queue: Queue | None | _Unset = _UNSET
    shift: Shift | None | _Unset = _UNSET
    site: Site | None | _Unset = _UNSET
    skill: Skill | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WorkOrderPart:
    """Of WorkOrder what `fields` named."""

    id: int
    assigned_at: _dt.datetime | None | _Unset = _UNSET
    assignment: dict[str, _t.Any] | _Unset = _UNSET
    client: int | _Unset = _UNSET
    contract: int | None | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    description: str | _Unset = _UNSET
    employee: int | None | _Unset = _UNSET
    ended_at: _dt.datetime | None | _Unset = _UNSET
    estimated_minutes: int | _Unset = _UNSET
    held_at: _dt.datetime | None | _Unset = _UNSET
    hold_reason: str | _Unset = _UNSET
    number: str | _Unset = _UNSET
    plan: int | None | _Unset = _UNSET
    priority: WorkOrderPriorityEnum | _Unset = _UNSET
    queue: int | _Unset = _UNSET
    received_at: _dt.datetime | _Unset = _UNSET
    resolution_due_at: _dt.datetime | None | _Unset = _UNSET
    resolution_level: PromiseLevelEnum | _Unset = _UNSET
    responded_at: _dt.datetime | None | _Unset = _UNSET
    response_due_at: _dt.datetime | None | _Unset = _UNSET
    response_level: PromiseLevelEnum | _Unset = _UNSET
    shift: int | None | _Unset = _UNSET
    site: int | None | _Unset = _UNSET
    skill: int | None | _Unset = _UNSET
    state: WorkOrderStateEnum | _Unset = _UNSET
    title: str | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: WorkOrderExpanded | _Unset = _UNSET

WorkOrderPriorityEnum = _t.Literal['urgent', 'high', 'normal', 'low']

WorkOrderStateEnum = _t.Literal['new', 'queued', 'assigned', 'in_progress', 'on_hold', 'done', 'cancelled']

WorkStateEnum = _t.Literal['waiting', 'working', 'done', 'failed']


@dataclass(frozen=True, kw_only=True)
class WriteOff:
    """What is given up of an invoice. Applied: the invoice is written off."""

    amount: _Decimal
    created_at: _dt.datetime
    currency: str
    expanded: dict[str, _t.Any] | None = None
    id: int
    invoice: int
    reason: str
    state: WriteOffStateEnum
    updated_at: _dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class WriteOffExpanded:
    """Records that WriteOff was expanded by; None where the caller may not see one."""

    invoice: Invoice | None | _Unset = _UNSET


@dataclass(frozen=True, kw_only=True)
class WriteOffPart:
    """Of WriteOff what `fields` named."""

    id: int
    amount: _Decimal | _Unset = _UNSET
    created_at: _dt.datetime | _Unset = _UNSET
    currency: str | _Unset = _UNSET
    invoice: int | _Unset = _UNSET
    reason: str | _Unset = _UNSET
    state: WriteOffStateEnum | _Unset = _UNSET
    updated_at: _dt.datetime | _Unset = _UNSET
    version: int | _Unset = _UNSET
    expanded: WriteOffExpanded | _Unset = _UNSET

WriteOffStateEnum = _t.Literal['requested', 'applied', 'rejected', 'withdrawn']
