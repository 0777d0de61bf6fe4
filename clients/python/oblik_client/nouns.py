"""The nouns of the API and what may be done with them. Written by `manage.py contract client` from the contract 2026-11-26; change nothing here."""

from __future__ import annotations

import datetime as _dt
import typing as _t
from collections.abc import Iterator, Sequence
from decimal import Decimal as _Decimal

from . import models as m
from .sending import UNSET, File, Page, Sender, Unset, path_part

VERSION = '2026-11-26'


class AbsencesNoun:
    """/absences"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, employee: int | Unset = UNSET, ends_after: _dt.date | Unset = UNSET, kind: _t.Literal['leave', 'other', 'sick', 'training', 'unpaid'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'cancelled'] | Unset = UNSET, after: str | None = None) -> Page[m.Absence]:
        """List absences. Absences. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Absence, 'GET', '/api/v1/absences', query={'employee': employee, 'ends_after': ends_after, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, employee: int | Unset = UNSET, ends_after: _dt.date | Unset = UNSET, kind: _t.Literal['leave', 'other', 'sick', 'training', 'unpaid'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'cancelled'] | Unset = UNSET) -> Iterator[m.Absence]:
        """List absences. Absences. All of them, page by page as they are read."""
        return self._sender.each(m.Absence, 'GET', '/api/v1/absences', query={'employee': employee, 'ends_after': ends_after, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'employee', 'kind', 'starts_on', 'ends_before', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['employee']] | Unset = UNSET, employee: int | Unset = UNSET, ends_after: _dt.date | Unset = UNSET, kind: _t.Literal['leave', 'other', 'sick', 'training', 'unpaid'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'cancelled'] | Unset = UNSET, after: str | None = None) -> Page[m.AbsencePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AbsencePart, 'GET', '/api/v1/absences', query={'fields': fields, 'expand': expand, 'employee': employee, 'ends_after': ends_after, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'employee', 'kind', 'starts_on', 'ends_before', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['employee']] | Unset = UNSET, employee: int | Unset = UNSET, ends_after: _dt.date | Unset = UNSET, kind: _t.Literal['leave', 'other', 'sick', 'training', 'unpaid'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'cancelled'] | Unset = UNSET) -> Iterator[m.AbsencePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.AbsencePart, 'GET', '/api/v1/absences', query={'fields': fields, 'expand': expand, 'employee': employee, 'ends_after': ends_after, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, employee: int, ends_before: _dt.date, kind: m.AbsenceKindEnum, starts_on: _dt.date, note: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Absence:
        """Record an absence. What the person is planned for stands until somebody else is found. Refused (422) for days of another absence."""
        return self._sender.call(m.Absence, 'POST', '/api/v1/absences', body={'employee': employee, 'ends_before': ends_before, 'kind': kind, 'note': note, 'starts_on': starts_on}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Absence:
        """Read one absence. Absences."""
        return self._sender.call(m.Absence, 'GET', f'/api/v1/absences/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'employee', 'kind', 'starts_on', 'ends_before', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['employee']] | Unset = UNSET) -> m.AbsencePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.AbsencePart, 'GET', f'/api/v1/absences/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def cancel(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Absence:
        """Cancel an absence. active -> cancelled: it holds no more, as if it had never been."""
        return self._sender.call(m.Absence, 'POST', f'/api/v1/absences/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class AccountingPeriodsNoun:
    """/accounting-periods"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET, after: str | None = None) -> Page[m.AccountingPeriod]:
        """List accounting periods. Accounting periods. A month that was never closed has no record and is open. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AccountingPeriod, 'GET', '/api/v1/accounting-periods', query={'limit': limit, 'order': order, 'starts_on': starts_on, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET) -> Iterator[m.AccountingPeriod]:
        """List accounting periods. Accounting periods. A month that was never closed has no record and is open. All of them, page by page as they are read."""
        return self._sender.each(m.AccountingPeriod, 'GET', '/api/v1/accounting-periods', query={'limit': limit, 'order': order, 'starts_on': starts_on, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'starts_on', 'ends_before', 'state', 'closed_at', 'closed_by', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET, after: str | None = None) -> Page[m.AccountingPeriodPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AccountingPeriodPart, 'GET', '/api/v1/accounting-periods', query={'fields': fields, 'limit': limit, 'order': order, 'starts_on': starts_on, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'starts_on', 'ends_before', 'state', 'closed_at', 'closed_by', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET) -> Iterator[m.AccountingPeriodPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.AccountingPeriodPart, 'GET', '/api/v1/accounting-periods', query={'fields': fields, 'limit': limit, 'order': order, 'starts_on': starts_on, 'state': state})

    def create(self, *, starts_on: _dt.date, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.AccountingPeriod:
        """Close a month. Nothing dated in it changes from now on. One that was opened again is closed again; refused (409) for one that is closed."""
        return self._sender.call(m.AccountingPeriod, 'POST', '/api/v1/accounting-periods', body={'reason': reason, 'starts_on': starts_on}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.AccountingPeriod:
        """Read one accounting period. Accounting periods. A month that was never closed has no record and is open."""
        return self._sender.call(m.AccountingPeriod, 'GET', f'/api/v1/accounting-periods/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'starts_on', 'ends_before', 'state', 'closed_at', 'closed_by', 'created_at', 'updated_at']] | Unset = UNSET) -> m.AccountingPeriodPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.AccountingPeriodPart, 'GET', f'/api/v1/accounting-periods/{path_part(id)}', query={'fields': fields})

    def close(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.AccountingPeriod:
        """Close a month again. One that was opened again."""
        return self._sender.call(m.AccountingPeriod, 'POST', f'/api/v1/accounting-periods/{path_part(id)}/close', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def reopen(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.AccountingPeriod:
        """Open a month again. What is dated in it may change again, until it is closed again."""
        return self._sender.call(m.AccountingPeriod, 'POST', f'/api/v1/accounting-periods/{path_part(id)}/reopen', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class AmendmentsNoun:
    """/amendments"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'draft', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.Amendment]:
        """List amendments. Amendments: changes of a contract that are decided and applied as a whole. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Amendment, 'GET', '/api/v1/amendments', query={'contract': contract, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'draft', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.Amendment]:
        """List amendments. Amendments: changes of a contract that are decided and applied as a whole. All of them, page by page as they are read."""
        return self._sender.each(m.Amendment, 'GET', '/api/v1/amendments', query={'contract': contract, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'number', 'title', 'change_count', 'base_version', 'applied_version', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'draft', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.AmendmentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AmendmentPart, 'GET', '/api/v1/amendments', query={'fields': fields, 'expand': expand, 'contract': contract, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'number', 'title', 'change_count', 'base_version', 'applied_version', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'draft', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.AmendmentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.AmendmentPart, 'GET', '/api/v1/amendments', query={'fields': fields, 'expand': expand, 'contract': contract, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, contract: int, title: str, add_terms: Sequence[m.TermBodyRequest] | Unset = UNSET, change: m.HeadBodyRequest | Unset = UNSET, change_terms: Sequence[m.TermChangeBodyRequest] | Unset = UNSET, remove_terms: Sequence[int] | Unset = UNSET, idempotency_key: str | None = None) -> m.AmendmentWithChanges:
        """Draw up an amendment. Of a contract that is approved, active or suspended. Nothing changes in the contract until it is approved. Refused later (409) if somebody else has changed the same fields or terms meanwhile."""
        return self._sender.call(m.AmendmentWithChanges, 'POST', '/api/v1/amendments', body={'add_terms': add_terms, 'change': change, 'change_terms': change_terms, 'contract': contract, 'remove_terms': remove_terms, 'title': title}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.AmendmentWithChanges:
        """Read one amendment. Amendments: changes of a contract that are decided and applied as a whole."""
        return self._sender.call(m.AmendmentWithChanges, 'GET', f'/api/v1/amendments/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'number', 'title', 'change_count', 'base_version', 'applied_version', 'state', 'created_at', 'updated_at', 'differences']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET) -> m.AmendmentWithChangesPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.AmendmentWithChangesPart, 'GET', f'/api/v1/amendments/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, add_terms: Sequence[m.TermBodyRequest] | Unset = UNSET, change: m.HeadBodyRequest | Unset = UNSET, change_terms: Sequence[m.TermChangeBodyRequest] | Unset = UNSET, remove_terms: Sequence[int] | Unset = UNSET, title: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.AmendmentWithChanges:
        """Draw a draft up anew. Against the contract as it stands now. Where any change is given, all changes are replaced."""
        return self._sender.call(m.AmendmentWithChanges, 'PATCH', f'/api/v1/amendments/{path_part(id)}', body={'add_terms': add_terms, 'change': change, 'change_terms': change_terms, 'remove_terms': remove_terms, 'title': title}, idempotency_key=idempotency_key, if_match=if_match)

    def submit(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.AmendmentWithChanges:
        """Submit an amendment. To in_approval where an approval policy applies, else it is applied at once."""
        return self._sender.call(m.AmendmentWithChanges, 'POST', f'/api/v1/amendments/{path_part(id)}/submit', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.AmendmentWithChanges:
        """Withdraw an amendment. For good: draw another one up."""
        return self._sender.call(m.AmendmentWithChanges, 'POST', f'/api/v1/amendments/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ApiKeysNoun:
    """/api-keys"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ApiKey]:
        """List api keys. API keys of the company, for its owners; a key reads and rotates itself at /key. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ApiKey, 'GET', '/api/v1/api-keys', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ApiKey]:
        """List api keys. API keys of the company, for its owners; a key reads and rotates itself at /key. All of them, page by page as they are read."""
        return self._sender.each(m.ApiKey, 'GET', '/api/v1/api-keys', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'name', 'prefix', 'roles', 'member', 'read_only', 'permissions', 'networks', 'requests_per_minute', 'require_if_match', 'contract_version', 'created_at', 'expires_at', 'revoked_at', 'old_secret_ends_at', 'last_used_at', 'last_used_from']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ApiKeyPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ApiKeyPart, 'GET', '/api/v1/api-keys', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'name', 'prefix', 'roles', 'member', 'read_only', 'permissions', 'networks', 'requests_per_minute', 'require_if_match', 'contract_version', 'created_at', 'expires_at', 'revoked_at', 'old_secret_ends_at', 'last_used_at', 'last_used_from']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ApiKeyPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ApiKeyPart, 'GET', '/api/v1/api-keys', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, name: str, expires_at: _dt.datetime | Unset = UNSET, member: int | Unset = UNSET, networks: Sequence[str] | Unset = UNSET, permissions: Sequence[str] | Unset = UNSET, read_only: bool | Unset = UNSET, requests_per_minute: int | None | Unset = UNSET, require_if_match: bool | Unset = UNSET, roles: Sequence[m.KeyRoleEnum] | Unset = UNSET, idempotency_key: str | None = None) -> m.ApiKeyWithSecret:
        """Make a key. Pinned to the newest version of the contract. Its secret is in this answer and in no other."""
        return self._sender.call(m.ApiKeyWithSecret, 'POST', '/api/v1/api-keys', body={'expires_at': expires_at, 'member': member, 'name': name, 'networks': networks, 'permissions': permissions, 'read_only': read_only, 'requests_per_minute': requests_per_minute, 'require_if_match': require_if_match, 'roles': roles}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ApiKey:
        """Read one api key. API keys of the company, for its owners; a key reads and rotates itself at /key."""
        return self._sender.call(m.ApiKey, 'GET', f'/api/v1/api-keys/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'name', 'prefix', 'roles', 'member', 'read_only', 'permissions', 'networks', 'requests_per_minute', 'require_if_match', 'contract_version', 'created_at', 'expires_at', 'revoked_at', 'old_secret_ends_at', 'last_used_at', 'last_used_from']] | Unset = UNSET) -> m.ApiKeyPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ApiKeyPart, 'GET', f'/api/v1/api-keys/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, networks: Sequence[str] | Unset = UNSET, permissions: Sequence[str] | Unset = UNSET, read_only: bool | Unset = UNSET, requests_per_minute: int | None | Unset = UNSET, require_if_match: bool | Unset = UNSET, idempotency_key: str | None = None) -> m.ApiKey:
        """Change the limits of a key. They hold from its next request."""
        return self._sender.call(m.ApiKey, 'PATCH', f'/api/v1/api-keys/{path_part(id)}', body={'networks': networks, 'permissions': permissions, 'read_only': read_only, 'requests_per_minute': requests_per_minute, 'require_if_match': require_if_match}, idempotency_key=idempotency_key)

    def revoke(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.ApiKey:
        """Revoke a key. For good; it stops at its next request."""
        return self._sender.call(m.ApiKey, 'POST', f'/api/v1/api-keys/{path_part(id)}/revoke', body={'reason': reason}, idempotency_key=idempotency_key)

    def rotate(self, id: int, *, overlap_hours: int | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.ApiKeyWithSecret:
        """Give a key a new secret. The old one is taken beside it for `overlap_hours` (24). The secret is in this answer and in no other."""
        return self._sender.call(m.ApiKeyWithSecret, 'POST', f'/api/v1/api-keys/{path_part(id)}/rotate', body={'overlap_hours': overlap_hours, 'reason': reason}, idempotency_key=idempotency_key)


class ApprovalPoliciesNoun:
    """/approval-policies"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET, after: str | None = None) -> Page[m.Policy]:
        """List approval policies. Approval policies, by version: a draft is changed, what is active is revised into the next draft. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Policy, 'GET', '/api/v1/approval-policies', query={'code': code, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET) -> Iterator[m.Policy]:
        """List approval policies. Approval policies, by version: a draft is changed, what is active is revised into the next draft. All of them, page by page as they are read."""
        return self._sender.each(m.Policy, 'GET', '/api/v1/approval-policies', query={'code': code, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'number', 'name', 'kind', 'currency', 'amount_from', 'amount_below', 'client', 'department', 'contract_kind', 'starts_on', 'ends_before', 'expire_days', 'state', 'steps', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, code: str | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET, after: str | None = None) -> Page[m.PolicyPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.PolicyPart, 'GET', '/api/v1/approval-policies', query={'fields': fields, 'expand': expand, 'code': code, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'number', 'name', 'kind', 'currency', 'amount_from', 'amount_below', 'client', 'department', 'contract_kind', 'starts_on', 'ends_before', 'expire_days', 'state', 'steps', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, code: str | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET) -> Iterator[m.PolicyPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.PolicyPart, 'GET', '/api/v1/approval-policies', query={'fields': fields, 'expand': expand, 'code': code, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, code: str, kind: m.DocumentKindEnum, name: str, starts_on: _dt.date, steps: Sequence[m.PolicyStepBodyRequest], amount_below: _Decimal | None | Unset = UNSET, amount_from: _Decimal | None | Unset = UNSET, client: int | None | Unset = UNSET, contract_kind: str | Unset = UNSET, currency: str | Unset = UNSET, department: str | Unset = UNSET, ends_before: _dt.date | None | Unset = UNSET, expire_days: int | None | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Policy:
        """Draft a policy. Version 1 of its code. Refused (409) for a code that is taken: revise that policy."""
        return self._sender.call(m.Policy, 'POST', '/api/v1/approval-policies', body={'amount_below': amount_below, 'amount_from': amount_from, 'client': client, 'code': code, 'contract_kind': contract_kind, 'currency': currency, 'department': department, 'ends_before': ends_before, 'expire_days': expire_days, 'kind': kind, 'name': name, 'reason': reason, 'starts_on': starts_on, 'steps': steps}, idempotency_key=idempotency_key)

    def who_would_approve(self, *, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'], amount: _Decimal | Unset = UNSET, client: int | Unset = UNSET, contract_kind: str | Unset = UNSET, currency: str | Unset = UNSET, department: str | Unset = UNSET, document: int | Unset = UNSET, on: _dt.date | Unset = UNSET, owner: str | Unset = UNSET, submitter: str | Unset = UNSET) -> m.Foresight:
        """Ask who would approve. The policy that would apply on the day, its steps, the people of now, their delegates on that day, dead ends with their reasons, and the policies that would not apply. Nothing is changed."""
        return self._sender.call(m.Foresight, 'GET', '/api/v1/approval-policies/who-would-approve', query={'amount': amount, 'client': client, 'contract_kind': contract_kind, 'currency': currency, 'department': department, 'document': document, 'kind': kind, 'on': on, 'owner': owner, 'submitter': submitter})

    def get(self, id: int) -> m.Policy:
        """Read one approval policy. Approval policies, by version: a draft is changed, what is active is revised into the next draft."""
        return self._sender.call(m.Policy, 'GET', f'/api/v1/approval-policies/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'number', 'name', 'kind', 'currency', 'amount_from', 'amount_below', 'client', 'department', 'contract_kind', 'starts_on', 'ends_before', 'expire_days', 'state', 'steps', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.PolicyPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.PolicyPart, 'GET', f'/api/v1/approval-policies/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, amount_below: _Decimal | None | Unset = UNSET, amount_from: _Decimal | None | Unset = UNSET, client: int | None | Unset = UNSET, contract_kind: str | Unset = UNSET, currency: str | Unset = UNSET, department: str | Unset = UNSET, ends_before: _dt.date | None | Unset = UNSET, expire_days: int | None | Unset = UNSET, kind: m.DocumentKindEnum | Unset = UNSET, name: str | Unset = UNSET, reason: str | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, steps: Sequence[m.PolicyStepBodyRequest] | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Policy:
        """Change a draft. Sets the fields that are given. What is active or retired is not changed: revise it."""
        return self._sender.call(m.Policy, 'PATCH', f'/api/v1/approval-policies/{path_part(id)}', body={'amount_below': amount_below, 'amount_from': amount_from, 'client': client, 'contract_kind': contract_kind, 'currency': currency, 'department': department, 'ends_before': ends_before, 'expire_days': expire_days, 'kind': kind, 'name': name, 'reason': reason, 'starts_on': starts_on, 'steps': steps}, idempotency_key=idempotency_key, if_match=if_match)

    def activate(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Policy:
        """Switch a policy on. Refused (409) with every problem that the check finds. The version that was active is retired; requests that run keep theirs."""
        return self._sender.call(m.Policy, 'POST', f'/api/v1/approval-policies/{path_part(id)}/activate', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def retire(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Policy:
        """Retire a policy. Asked of no new document; requests that run go on."""
        return self._sender.call(m.Policy, 'POST', f'/api/v1/approval-policies/{path_part(id)}/retire', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def revise(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Policy:
        """Draft the next version. With what this one says. What is active stays so until the draft is switched on; refused (409) while there is a draft."""
        return self._sender.call(m.Policy, 'POST', f'/api/v1/approval-policies/{path_part(id)}/revise', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ApprovalRequestsNoun:
    """/approval-requests"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, document: int | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'expired', 'pending', 'rejected', 'voided', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.Request]:
        """List approval requests. Approval requests. They are opened by submitting a document. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Request, 'GET', '/api/v1/approval-requests', query={'document': document, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, document: int | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'expired', 'pending', 'rejected', 'voided', 'withdrawn'] | Unset = UNSET) -> Iterator[m.Request]:
        """List approval requests. Approval requests. They are opened by submitting a document. All of them, page by page as they are read."""
        return self._sender.each(m.Request, 'GET', '/api/v1/approval-requests', query={'document': document, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'document', 'label', 'amount', 'currency', 'client', 'policy', 'submitted_by', 'submitted_at', 'expires_at', 'ended_at', 'digest', 'state']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'policy']] | Unset = UNSET, document: int | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'expired', 'pending', 'rejected', 'voided', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.RequestPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.RequestPart, 'GET', '/api/v1/approval-requests', query={'fields': fields, 'expand': expand, 'document': document, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'document', 'label', 'amount', 'currency', 'client', 'policy', 'submitted_by', 'submitted_at', 'expires_at', 'ended_at', 'digest', 'state']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'policy']] | Unset = UNSET, document: int | Unset = UNSET, kind: _t.Literal['amendment', 'contract', 'credit_note', 'invoice', 'payment_refund', 'shift_request', 'shift_sheet', 'write_off'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['approved', 'expired', 'pending', 'rejected', 'voided', 'withdrawn'] | Unset = UNSET) -> Iterator[m.RequestPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.RequestPart, 'GET', '/api/v1/approval-requests', query={'fields': fields, 'expand': expand, 'document': document, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def get(self, id: int) -> m.WholeRequest:
        """Read one approval request. Approval requests. They are opened by submitting a document."""
        return self._sender.call(m.WholeRequest, 'GET', f'/api/v1/approval-requests/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'document', 'label', 'amount', 'currency', 'client', 'policy', 'submitted_by', 'submitted_at', 'expires_at', 'ended_at', 'digest', 'state', 'changed', 'steps', 'content']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'policy']] | Unset = UNSET) -> m.WholeRequestPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.WholeRequestPart, 'GET', f'/api/v1/approval-requests/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def approve(self, id: int, *, on_behalf_of: str | Unset = UNSET, reason: str | Unset = UNSET, step: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WholeRequest:
        """Approve. On the first open step that waits for the caller, who must be a person and be asked. The last approval approves the document. If the document is not what was submitted nothing is approved: the request is void, as its `state` says."""
        return self._sender.call(m.WholeRequest, 'POST', f'/api/v1/approval-requests/{path_part(id)}/approve', body={'on_behalf_of': on_behalf_of, 'reason': reason, 'step': step}, idempotency_key=idempotency_key, if_match=if_match)

    def reject(self, id: int, *, reason: str, on_behalf_of: str | Unset = UNSET, step: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WholeRequest:
        """Reject. On the first open step that waits for the caller; one rejection ends the request, and the document goes back."""
        return self._sender.call(m.WholeRequest, 'POST', f'/api/v1/approval-requests/{path_part(id)}/reject', body={'on_behalf_of': on_behalf_of, 'reason': reason, 'step': step}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WholeRequest:
        """Withdraw a request. By who submitted the document, which is a draft again."""
        return self._sender.call(m.WholeRequest, 'POST', f'/api/v1/approval-requests/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ApprovalsNoun:
    """/approvals"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, after: str | None = None) -> Page[m.Queued]:
        """List what waits for me. Open steps by due time, the first due first: by role, by name, as a manager, by a permission, by escalation and on behalf of others. A key is no person, and nothing waits for it. `previous` is always null. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Queued, 'GET', '/api/v1/approvals', query={'limit': limit}, after=after)

    def each(self, *, limit: int | Unset = UNSET) -> Iterator[m.Queued]:
        """List what waits for me. Open steps by due time, the first due first: by role, by name, as a manager, by a permission, by escalation and on behalf of others. A key is no person, and nothing waits for it. `previous` is always null. All of them, page by page as they are read."""
        return self._sender.each(m.Queued, 'GET', '/api/v1/approvals', query={'limit': limit})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'request', 'kind', 'document', 'label', 'amount', 'currency', 'position', 'stage', 'submitted_by', 'submitted_at', 'opened_at', 'due_at', 'state']] | Unset = UNSET, limit: int | Unset = UNSET, after: str | None = None) -> Page[m.QueuedPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.QueuedPart, 'GET', '/api/v1/approvals', query={'fields': fields, 'limit': limit}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'request', 'kind', 'document', 'label', 'amount', 'currency', 'position', 'stage', 'submitted_by', 'submitted_at', 'opened_at', 'due_at', 'state']] | Unset = UNSET, limit: int | Unset = UNSET) -> Iterator[m.QueuedPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.QueuedPart, 'GET', '/api/v1/approvals', query={'fields': fields, 'limit': limit})


class AuditPacksNoun:
    """/audit-packs"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.AuditPack]:
        """List audit packs. Packs for the auditor: the journal, the history and the registers of a fiscal year, with a program that verifies them. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AuditPack, 'GET', '/api/v1/audit-packs', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.AuditPack]:
        """List audit packs. Packs for the auditor: the journal, the history and the registers of a fiscal year, with a program that verifies them. All of them, page by page as they are read."""
        return self._sender.each(m.AuditPack, 'GET', '/api/v1/audit-packs', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'year', 'starts_on', 'ends_before', 'state', 'requested_by', 'done_count', 'total_count', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.AuditPackPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.AuditPackPart, 'GET', '/api/v1/audit-packs', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'year', 'starts_on', 'ends_before', 'state', 'requested_by', 'done_count', 'total_count', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.AuditPackPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.AuditPackPart, 'GET', '/api/v1/audit-packs', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, year: int, idempotency_key: str | None = None) -> m.AuditPack:
        """Have a pack made. Noted here, made by a worker. One of that year that waits or is in the making is answered instead."""
        return self._sender.call(m.AuditPack, 'POST', '/api/v1/audit-packs', body={'year': year}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.AuditPack:
        """Read one audit pack. Packs for the auditor: the journal, the history and the registers of a fiscal year, with a program that verifies them."""
        return self._sender.call(m.AuditPack, 'GET', f'/api/v1/audit-packs/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'year', 'starts_on', 'ends_before', 'state', 'requested_by', 'done_count', 'total_count', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at']] | Unset = UNSET) -> m.AuditPackPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.AuditPackPart, 'GET', f'/api/v1/audit-packs/{path_part(id)}', query={'fields': fields})

    def pack_zip(self, id: int) -> bytes:
        """The file of a pack. The journal notes who took it. Refused (409) while it is not ready and after it was removed."""
        return self._sender.call(bytes, 'GET', f'/api/v1/audit-packs/{path_part(id)}/pack.zip')


class BankAccountsNoun:
    """/bank-accounts"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, iban: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET, after: str | None = None) -> Page[m.BankAccount]:
        """List bank accounts. The company's bank accounts. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BankAccount, 'GET', '/api/v1/bank-accounts', query={'iban': iban, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, iban: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET) -> Iterator[m.BankAccount]:
        """List bank accounts. The company's bank accounts. All of them, page by page as they are read."""
        return self._sender.each(m.BankAccount, 'GET', '/api/v1/bank-accounts', query={'iban': iban, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'iban', 'currency', 'name', 'bank_name', 'state', 'created_at', 'updated_at']] | Unset = UNSET, iban: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET, after: str | None = None) -> Page[m.BankAccountPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BankAccountPart, 'GET', '/api/v1/bank-accounts', query={'fields': fields, 'iban': iban, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'iban', 'currency', 'name', 'bank_name', 'state', 'created_at', 'updated_at']] | Unset = UNSET, iban: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['closed', 'open'] | Unset = UNSET) -> Iterator[m.BankAccountPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.BankAccountPart, 'GET', '/api/v1/bank-accounts', query={'fields': fields, 'iban': iban, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, currency: str, iban: str, bank_name: str | Unset = UNSET, name: str | Unset = UNSET, idempotency_key: str | None = None) -> m.BankAccount:
        """Begin to keep a bank account. The company's bank accounts."""
        return self._sender.call(m.BankAccount, 'POST', '/api/v1/bank-accounts', body={'bank_name': bank_name, 'currency': currency, 'iban': iban, 'name': name}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.BankAccount:
        """Read one bank account. The company's bank accounts."""
        return self._sender.call(m.BankAccount, 'GET', f'/api/v1/bank-accounts/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'iban', 'currency', 'name', 'bank_name', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.BankAccountPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.BankAccountPart, 'GET', f'/api/v1/bank-accounts/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, bank_name: str | Unset = UNSET, name: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.BankAccount:
        """Rename a bank account. The company's bank accounts."""
        return self._sender.call(m.BankAccount, 'PATCH', f'/api/v1/bank-accounts/{path_part(id)}', body={'bank_name': bank_name, 'name': name}, idempotency_key=idempotency_key, if_match=if_match)

    def close(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.BankAccount:
        """Close a bank account. It takes no more statements; what it has stays and can be reconciled."""
        return self._sender.call(m.BankAccount, 'POST', f'/api/v1/bank-accounts/{path_part(id)}/close', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def continuity(self, id: int, *, from_: _dt.date | Unset = UNSET, until: _dt.date | Unset = UNSET) -> m.Continuity:
        """Tell which days of a bank account are proved. Opening equals the closing before, entries lead from the one to the other, no day is missing. At most 400 days; without a period, the last of them."""
        return self._sender.call(m.Continuity, 'GET', f'/api/v1/bank-accounts/{path_part(id)}/continuity', query={'from': from_, 'until': until})

    def reopen(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.BankAccount:
        """Reopen a bank account. closed -> open."""
        return self._sender.call(m.BankAccount, 'POST', f'/api/v1/bank-accounts/{path_part(id)}/reopen', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class BillingRunsNoun:
    """/billing-runs"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, trial: bool | Unset = UNSET, after: str | None = None) -> Page[m.BillingRun]:
        """List billing runs. Billing runs: what is due of all contracts on a day becomes draft invoices. Poll one until its state is `done` or `failed`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BillingRun, 'GET', '/api/v1/billing-runs', query={'limit': limit, 'order': order, 'trial': trial}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, trial: bool | Unset = UNSET) -> Iterator[m.BillingRun]:
        """List billing runs. Billing runs: what is due of all contracts on a day becomes draft invoices. Poll one until its state is `done` or `failed`. All of them, page by page as they are read."""
        return self._sender.each(m.BillingRun, 'GET', '/api/v1/billing-runs', query={'limit': limit, 'order': order, 'trial': trial})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'due_on', 'trial', 'state', 'requested_by', 'invoice_count', 'failed_count', 'error', 'created_at', 'finished_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, trial: bool | Unset = UNSET, after: str | None = None) -> Page[m.BillingRunPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BillingRunPart, 'GET', '/api/v1/billing-runs', query={'fields': fields, 'limit': limit, 'order': order, 'trial': trial}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'due_on', 'trial', 'state', 'requested_by', 'invoice_count', 'failed_count', 'error', 'created_at', 'finished_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, trial: bool | Unset = UNSET) -> Iterator[m.BillingRunPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.BillingRunPart, 'GET', '/api/v1/billing-runs', query={'fields': fields, 'limit': limit, 'order': order, 'trial': trial})

    def create(self, *, due_on: _dt.date, trial: bool | Unset = UNSET, idempotency_key: str | None = None) -> m.BillingRun:
        """Bill contracts, or try to. Queued here, done by a worker contract by contract; one that cannot be billed keeps no other back. A day that is billed again bills what is still due, at most nothing."""
        return self._sender.call(m.BillingRun, 'POST', '/api/v1/billing-runs', body={'due_on': due_on, 'trial': trial}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.BillingRunDetail:
        """A billing run with what came of it. Billing runs: what is due of all contracts on a day becomes draft invoices. Poll one until its state is `done` or `failed`."""
        return self._sender.call(m.BillingRunDetail, 'GET', f'/api/v1/billing-runs/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'due_on', 'trial', 'state', 'requested_by', 'invoice_count', 'failed_count', 'error', 'created_at', 'finished_at', 'totals', 'problems']] | Unset = UNSET) -> m.BillingRunDetailPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.BillingRunDetailPart, 'GET', f'/api/v1/billing-runs/{path_part(id)}', query={'fields': fields})

    def invoices(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Invoice]:
        """List the drafts that a run made. Of a trial there are none. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Invoice, 'GET', f'/api/v1/billing-runs/{path_part(id)}/invoices', query={'limit': limit, 'order': order}, after=after)

    def each_invoices(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Invoice]:
        """List the drafts that a run made. Of a trial there are none. All of them, page by page as they are read."""
        return self._sender.each(m.Invoice, 'GET', f'/api/v1/billing-runs/{path_part(id)}/invoices', query={'limit': limit, 'order': order})

    def invoices_page_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'series', 'number', 'client', 'contract_reference', 'issue_on', 'due_on', 'tax_point_on', 'currency', 'exchange_rate', 'payment_reference', 'note', 'net', 'tax', 'total', 'allocated', 'credited', 'written_off', 'open', 'state', 'corrects', 'lines', 'tax_totals', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.InvoicePart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.InvoicePart, 'GET', f'/api/v1/billing-runs/{path_part(id)}/invoices', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def invoices_each_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'series', 'number', 'client', 'contract_reference', 'issue_on', 'due_on', 'tax_point_on', 'currency', 'exchange_rate', 'payment_reference', 'note', 'net', 'tax', 'total', 'allocated', 'credited', 'written_off', 'open', 'state', 'corrects', 'lines', 'tax_totals', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.InvoicePart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.InvoicePart, 'GET', f'/api/v1/billing-runs/{path_part(id)}/invoices', query={'fields': fields, 'limit': limit, 'order': order})


class BulkActsNoun:
    """/bulk-acts"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.BulkAct]:
        """List bulk acts. Acts on all that filters choose, done by a worker record by record: one that is refused keeps no other back. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BulkAct, 'GET', '/api/v1/bulk-acts', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.BulkAct]:
        """List bulk acts. Acts on all that filters choose, done by a worker record by record: one that is refused keeps no other back. All of them, page by page as they are read."""
        return self._sender.each(m.BulkAct, 'GET', '/api/v1/bulk-acts', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'noun', 'verb', 'reason', 'state', 'total', 'done', 'refused', 'percent', 'refusals', 'error', 'created_at', 'updated_at', 'finished_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.BulkActPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BulkActPart, 'GET', '/api/v1/bulk-acts', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'noun', 'verb', 'reason', 'state', 'total', 'done', 'refused', 'percent', 'refusals', 'error', 'created_at', 'updated_at', 'finished_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.BulkActPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.BulkActPart, 'GET', '/api/v1/bulk-acts', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, noun: str, verb: str, dry_run: bool | Unset = UNSET, expected_count: int | Unset = UNSET, filters: dict[str, str] | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.BulkPreview:
        """Do an act on all that filters choose. The records are chosen now, of those that the caller may see, and done by a worker with the rights that the caller has then. With `dry_run` the answer is 200 with their number and sums, and nothing is done. At most 200,000."""
        return self._sender.call(m.BulkPreview, 'POST', '/api/v1/bulk-acts', body={'dry_run': dry_run, 'expected_count': expected_count, 'filters': filters, 'noun': noun, 'reason': reason, 'verb': verb}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.BulkAct:
        """Read one bulk act. Acts on all that filters choose, done by a worker record by record: one that is refused keeps no other back."""
        return self._sender.call(m.BulkAct, 'GET', f'/api/v1/bulk-acts/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'noun', 'verb', 'reason', 'state', 'total', 'done', 'refused', 'percent', 'refusals', 'error', 'created_at', 'updated_at', 'finished_at']] | Unset = UNSET) -> m.BulkActPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.BulkActPart, 'GET', f'/api/v1/bulk-acts/{path_part(id)}', query={'fields': fields})

    def cancel(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.BulkAct:
        """Cancel an act on many. By who asked for it. The worker stops behind the records it has in hand; what is done stays done."""
        return self._sender.call(m.BulkAct, 'POST', f'/api/v1/bulk-acts/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key)


class BusinessCalendarsNoun:
    """/business-calendars"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Calendar]:
        """List business calendars. Business calendars. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Calendar, 'GET', '/api/v1/business-calendars', query={'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Calendar]:
        """List business calendars. Business calendars. All of them, page by page as they are read."""
        return self._sender.each(m.Calendar, 'GET', '/api/v1/business-calendars', query={'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'time_zone', 'week', 'holiday_country', 'holiday_subdivision', 'days_off', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.CalendarPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.CalendarPart, 'GET', '/api/v1/business-calendars', query={'fields': fields, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'time_zone', 'week', 'holiday_country', 'holiday_subdivision', 'days_off', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.CalendarPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.CalendarPart, 'GET', '/api/v1/business-calendars', query={'fields': fields, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, name: str, days_off: Sequence[_dt.date] | Unset = UNSET, holiday_country: str | Unset = UNSET, holiday_subdivision: str | Unset = UNSET, time_zone: str | Unset = UNSET, week: Sequence[Sequence[Sequence[str]]] | Unset = UNSET, idempotency_key: str | None = None) -> m.Calendar:
        """Enter a calendar. Refused (409) for a name that is taken."""
        return self._sender.call(m.Calendar, 'POST', '/api/v1/business-calendars', body={'days_off': days_off, 'holiday_country': holiday_country, 'holiday_subdivision': holiday_subdivision, 'name': name, 'time_zone': time_zone, 'week': week}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Calendar:
        """Read one business calendar. Business calendars."""
        return self._sender.call(m.Calendar, 'GET', f'/api/v1/business-calendars/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'time_zone', 'week', 'holiday_country', 'holiday_subdivision', 'days_off', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.CalendarPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.CalendarPart, 'GET', f'/api/v1/business-calendars/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, days_off: Sequence[_dt.date] | Unset = UNSET, holiday_country: str | Unset = UNSET, holiday_subdivision: str | Unset = UNSET, name: str | Unset = UNSET, time_zone: str | Unset = UNSET, week: Sequence[Sequence[Sequence[str]]] | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Calendar:
        """Change a calendar. Due times that stand are left."""
        return self._sender.call(m.Calendar, 'PATCH', f'/api/v1/business-calendars/{path_part(id)}', body={'days_off': days_off, 'holiday_country': holiday_country, 'holiday_subdivision': holiday_subdivision, 'name': name, 'time_zone': time_zone, 'week': week}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Calendar:
        """Archive a calendar. active -> archived: no new plan takes it. Refused while a plan in use counts by it."""
        return self._sender.call(m.Calendar, 'POST', f'/api/v1/business-calendars/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class BusinessEventTypesNoun:
    """/business-event-types"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self) -> m.EventTypes:
        """The types of business events and their schemas. The contracts of business events."""
        return self._sender.call(m.EventTypes, 'GET', '/api/v1/business-event-types')


class BusinessEventsNoun:
    """/business-events"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, event_id: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, source: str | Unset = UNSET, state: _t.Literal['dead', 'processed', 'received', 'rejected'] | Unset = UNSET, type: str | Unset = UNSET, after: str | None = None) -> Page[m.BusinessEvent]:
        """List business events. Business events of partners' systems. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BusinessEvent, 'GET', '/api/v1/business-events', query={'event_id': event_id, 'limit': limit, 'order': order, 'source': source, 'state': state, 'type': type}, after=after)

    def each(self, *, event_id: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, source: str | Unset = UNSET, state: _t.Literal['dead', 'processed', 'received', 'rejected'] | Unset = UNSET, type: str | Unset = UNSET) -> Iterator[m.BusinessEvent]:
        """List business events. Business events of partners' systems. All of them, page by page as they are read."""
        return self._sender.each(m.BusinessEvent, 'GET', '/api/v1/business-events', query={'event_id': event_id, 'limit': limit, 'order': order, 'source': source, 'state': state, 'type': type})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'source', 'event_id', 'type', 'version', 'occurred_at', 'state', 'record_kind', 'record_id', 'reasons', 'attempts', 'created_at', 'ended_at']] | Unset = UNSET, event_id: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, source: str | Unset = UNSET, state: _t.Literal['dead', 'processed', 'received', 'rejected'] | Unset = UNSET, type: str | Unset = UNSET, after: str | None = None) -> Page[m.BusinessEventPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BusinessEventPart, 'GET', '/api/v1/business-events', query={'fields': fields, 'event_id': event_id, 'limit': limit, 'order': order, 'source': source, 'state': state, 'type': type}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'source', 'event_id', 'type', 'version', 'occurred_at', 'state', 'record_kind', 'record_id', 'reasons', 'attempts', 'created_at', 'ended_at']] | Unset = UNSET, event_id: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, source: str | Unset = UNSET, state: _t.Literal['dead', 'processed', 'received', 'rejected'] | Unset = UNSET, type: str | Unset = UNSET) -> Iterator[m.BusinessEventPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.BusinessEventPart, 'GET', '/api/v1/business-events', query={'fields': fields, 'event_id': event_id, 'limit': limit, 'order': order, 'source': source, 'state': state, 'type': type})

    def create(self, *, body: dict[str, _t.Any], idempotency_key: str | None = None) -> m.TakenEvents:
        """Tell business events. One event, or up to 500 as `events`. Each is taken or refused by itself; where none is taken the answer is 422. An event is taken once by `source` and `id`: the same content again is known, another content is refused. A worker handles what was taken with the rights that the caller has at that time."""
        return self._sender.call(m.TakenEvents, 'POST', '/api/v1/business-events', body=body, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.BusinessEvent:
        """Read one business event. Business events of partners' systems."""
        return self._sender.call(m.BusinessEvent, 'GET', f'/api/v1/business-events/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'source', 'event_id', 'type', 'version', 'occurred_at', 'state', 'record_kind', 'record_id', 'reasons', 'attempts', 'created_at', 'ended_at']] | Unset = UNSET) -> m.BusinessEventPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.BusinessEventPart, 'GET', f'/api/v1/business-events/{path_part(id)}', query={'fields': fields})

    def retry(self, id: int, *, reason: str, idempotency_key: str | None = None) -> m.BusinessEvent:
        """Handle an event again. One that was rejected or given up, from now on with the rights of the caller."""
        return self._sender.call(m.BusinessEvent, 'POST', f'/api/v1/business-events/{path_part(id)}/retry', body={'reason': reason}, idempotency_key=idempotency_key)


class ClientsNoun:
    """/clients"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, edrpou: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'archived', 'on_hold', 'prospect'] | Unset = UNSET, after: str | None = None) -> Page[m.Client]:
        """List clients. Clients of the company. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Client, 'GET', '/api/v1/clients', query={'code': code, 'edrpou': edrpou, 'limit': limit, 'order': order, 'search': search, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, edrpou: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'archived', 'on_hold', 'prospect'] | Unset = UNSET) -> Iterator[m.Client]:
        """List clients. Clients of the company. All of them, page by page as they are read."""
        return self._sender.each(m.Client, 'GET', '/api/v1/clients', query={'code': code, 'edrpou': edrpou, 'limit': limit, 'order': order, 'search': search, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'legal_name', 'short_name', 'kind', 'edrpou', 'vat_number', 'ibans', 'billing_address', 'language', 'currency', 'payment_terms_days', 'credit_limit', 'tags', 'notes', 'state', 'created_at', 'updated_at']] | Unset = UNSET, code: str | Unset = UNSET, edrpou: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'archived', 'on_hold', 'prospect'] | Unset = UNSET, after: str | None = None) -> Page[m.ClientPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ClientPart, 'GET', '/api/v1/clients', query={'fields': fields, 'code': code, 'edrpou': edrpou, 'limit': limit, 'order': order, 'search': search, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'legal_name', 'short_name', 'kind', 'edrpou', 'vat_number', 'ibans', 'billing_address', 'language', 'currency', 'payment_terms_days', 'credit_limit', 'tags', 'notes', 'state', 'created_at', 'updated_at']] | Unset = UNSET, code: str | Unset = UNSET, edrpou: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'archived', 'on_hold', 'prospect'] | Unset = UNSET) -> Iterator[m.ClientPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ClientPart, 'GET', '/api/v1/clients', query={'fields': fields, 'code': code, 'edrpou': edrpou, 'limit': limit, 'order': order, 'search': search, 'state': state})

    def create(self, *, code: str, legal_name: str, billing_address: str | Unset = UNSET, credit_limit: _Decimal | None | Unset = UNSET, currency: str | Unset = UNSET, edrpou: str | Unset = UNSET, ibans: Sequence[str] | Unset = UNSET, kind: m.ClientKindEnum | Unset = UNSET, language: m.LanguageEnum | Unset = UNSET, notes: str | Unset = UNSET, payment_terms_days: int | Unset = UNSET, prospect: bool | Unset = UNSET, short_name: str | Unset = UNSET, tags: Sequence[str] | Unset = UNSET, vat_number: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Client:
        """Add a client. Clients of the company."""
        return self._sender.call(m.Client, 'POST', '/api/v1/clients', body={'billing_address': billing_address, 'code': code, 'credit_limit': credit_limit, 'currency': currency, 'edrpou': edrpou, 'ibans': ibans, 'kind': kind, 'language': language, 'legal_name': legal_name, 'notes': notes, 'payment_terms_days': payment_terms_days, 'prospect': prospect, 'short_name': short_name, 'tags': tags, 'vat_number': vat_number}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Enter many clients. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/clients/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def bulk_archive(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Archive many clients. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/clients/bulk/archive', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_hold(self, *, ids: Sequence[int], reason: str, idempotency_key: str | None = None) -> m.Outcome:
        """Put many clients on hold. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/clients/bulk/hold', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_qualify(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Qualify many clients. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/clients/bulk/qualify', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_release(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Release many clients. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/clients/bulk/release', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Client:
        """Read one client. Clients of the company."""
        return self._sender.call(m.Client, 'GET', f'/api/v1/clients/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'legal_name', 'short_name', 'kind', 'edrpou', 'vat_number', 'ibans', 'billing_address', 'language', 'currency', 'payment_terms_days', 'credit_limit', 'tags', 'notes', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.ClientPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ClientPart, 'GET', f'/api/v1/clients/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, billing_address: str | Unset = UNSET, code: str | Unset = UNSET, credit_limit: _Decimal | None | Unset = UNSET, currency: str | Unset = UNSET, edrpou: str | Unset = UNSET, ibans: Sequence[str] | Unset = UNSET, kind: m.ClientKindEnum | Unset = UNSET, language: m.LanguageEnum | Unset = UNSET, legal_name: str | Unset = UNSET, notes: str | Unset = UNSET, payment_terms_days: int | Unset = UNSET, short_name: str | Unset = UNSET, tags: Sequence[str] | Unset = UNSET, vat_number: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Change a client. Sets the fields that are given. `ibans` replaces all accounts."""
        return self._sender.call(m.Client, 'PATCH', f'/api/v1/clients/{path_part(id)}', body={'billing_address': billing_address, 'code': code, 'credit_limit': credit_limit, 'currency': currency, 'edrpou': edrpou, 'ibans': ibans, 'kind': kind, 'language': language, 'legal_name': legal_name, 'notes': notes, 'payment_terms_days': payment_terms_days, 'short_name': short_name, 'tags': tags, 'vat_number': vat_number}, idempotency_key=idempotency_key, if_match=if_match)

    def add_iban(self, id: int, *, iban: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Add an account to a client. By it a payer is known. One that the client has already changes nothing."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/add-iban', body={'iban': iban}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Archive a client. Refused (409) while invoices of the client are open."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def contacts(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Contact]:
        """List the contacts of a client. Clients of the company. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Contact, 'GET', f'/api/v1/clients/{path_part(id)}/contacts', query={'limit': limit, 'order': order}, after=after)

    def each_contacts(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Contact]:
        """List the contacts of a client. Clients of the company. All of them, page by page as they are read."""
        return self._sender.each(m.Contact, 'GET', f'/api/v1/clients/{path_part(id)}/contacts', query={'limit': limit, 'order': order})

    def contacts_page_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'name', 'position', 'email', 'phone', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ContactPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ContactPart, 'GET', f'/api/v1/clients/{path_part(id)}/contacts', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def contacts_each_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'name', 'position', 'email', 'phone', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ContactPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ContactPart, 'GET', f'/api/v1/clients/{path_part(id)}/contacts', query={'fields': fields, 'limit': limit, 'order': order})

    def create_contacts(self, id: int, *, name: str, email: str | Unset = UNSET, phone: str | Unset = UNSET, position: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Contact:
        """Add a contact to a client. Clients of the company."""
        return self._sender.call(m.Contact, 'POST', f'/api/v1/clients/{path_part(id)}/contacts', body={'email': email, 'name': name, 'phone': phone, 'position': position}, idempotency_key=idempotency_key)

    def hold(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Put a client on hold. New invoices for the client are refused until it is released."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/hold', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def interactions(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Interaction]:
        """List what was said with a client. Clients of the company. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Interaction, 'GET', f'/api/v1/clients/{path_part(id)}/interactions', query={'limit': limit, 'order': order}, after=after)

    def each_interactions(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Interaction]:
        """List what was said with a client. Clients of the company. All of them, page by page as they are read."""
        return self._sender.each(m.Interaction, 'GET', f'/api/v1/clients/{path_part(id)}/interactions', query={'limit': limit, 'order': order})

    def interactions_page_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'happened_on', 'summary', 'follow_up_on', 'owner', 'answers', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.InteractionPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.InteractionPart, 'GET', f'/api/v1/clients/{path_part(id)}/interactions', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def interactions_each_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'happened_on', 'summary', 'follow_up_on', 'owner', 'answers', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.InteractionPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.InteractionPart, 'GET', f'/api/v1/clients/{path_part(id)}/interactions', query={'fields': fields, 'limit': limit, 'order': order})

    def create_interactions(self, id: int, *, happened_on: _dt.date, summary: str, answers: int | Unset = UNSET, follow_up_on: _dt.date | None | Unset = UNSET, kind: m.InteractionKindEnum | Unset = UNSET, idempotency_key: str | None = None) -> m.Interaction:
        """Record a conversation with a client. It is never changed: what came of it, or a correction, is another one that names it as `answers`."""
        return self._sender.call(m.Interaction, 'POST', f'/api/v1/clients/{path_part(id)}/interactions', body={'answers': answers, 'follow_up_on': follow_up_on, 'happened_on': happened_on, 'kind': kind, 'summary': summary}, idempotency_key=idempotency_key)

    def qualify(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Make a prospect an active client. prospect -> active."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/qualify', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def release(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Release a client from hold. on_hold -> active."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/release', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def remove_iban(self, id: int, *, iban: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Take an account from a client. One that it does not have changes nothing."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/remove-iban', body={'iban': iban}, idempotency_key=idempotency_key, if_match=if_match)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Restore an archived client. archived -> active."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def share(self, id: int, *, group: int | Unset = UNSET, last_on: _dt.date | None | Unset = UNSET, permissions: Sequence[str] | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """Share a client. The person or group sees it and may do what is given, from the next request on. Nobody gives what they do not hold (409)."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/share', body={'group': group, 'last_on': last_on, 'permissions': permissions, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def shares(self, id: int) -> m.Shares:
        """With whom a client is shared. Clients of the company."""
        return self._sender.call(m.Shares, 'GET', f'/api/v1/clients/{path_part(id)}/shares')

    def statement(self, id: int, *, since: _dt.date, until: _dt.date, contract: int | Unset = UNSET) -> m.ClientStatement:
        """The statement of a client. As the books stand now; for a copy that is kept, on paper or as a table, make a report of the kind `statement`."""
        return self._sender.call(m.ClientStatement, 'GET', f'/api/v1/clients/{path_part(id)}/statement', query={'contract': contract, 'since': since, 'until': until})

    def unshare(self, id: int, *, group: int | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Client:
        """End a sharing of a client. It stops at their next request."""
        return self._sender.call(m.Client, 'POST', f'/api/v1/clients/{path_part(id)}/unshare', body={'group': group, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ClockingsNoun:
    """/clockings"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, astray: bool | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, after: str | None = None) -> Page[m.Clocking]:
        """List clockings. What was clocked. An employee sees and clocks for themself. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Clocking, 'GET', '/api/v1/clockings', query={'astray': astray, 'employee': employee, 'limit': limit, 'order': order, 'shift': shift}, after=after)

    def each(self, *, astray: bool | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET) -> Iterator[m.Clocking]:
        """List clockings. What was clocked. An employee sees and clocks for themself. All of them, page by page as they are read."""
        return self._sender.each(m.Clocking, 'GET', '/api/v1/clockings', query={'astray': astray, 'employee': employee, 'limit': limit, 'order': order, 'shift': shift})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'employee', 'shift', 'kind', 'at', 'recorded_at', 'source', 'by', 'corrects', 'is_void', 'reason', 'holds']] | Unset = UNSET, expand: Sequence[_t.Literal['employee', 'shift']] | Unset = UNSET, astray: bool | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, after: str | None = None) -> Page[m.ClockingPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ClockingPart, 'GET', '/api/v1/clockings', query={'fields': fields, 'expand': expand, 'astray': astray, 'employee': employee, 'limit': limit, 'order': order, 'shift': shift}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'employee', 'shift', 'kind', 'at', 'recorded_at', 'source', 'by', 'corrects', 'is_void', 'reason', 'holds']] | Unset = UNSET, expand: Sequence[_t.Literal['employee', 'shift']] | Unset = UNSET, astray: bool | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET) -> Iterator[m.ClockingPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ClockingPart, 'GET', '/api/v1/clockings', query={'fields': fields, 'expand': expand, 'astray': astray, 'employee': employee, 'limit': limit, 'order': order, 'shift': shift})

    def create(self, *, at: _dt.datetime, kind: m.ClockingKindEnum, employee: int | Unset = UNSET, reason: str | Unset = UNSET, shift: int | Unset = UNSET, idempotency_key: str | None = None) -> m.Clocking:
        """Clock in, out, or a break. The same person, kind and time is the same clocking, however often it is sent: it is answered as it is. Late ones are taken, in any order, for seven days. Coming in starts a published shift."""
        return self._sender.call(m.Clocking, 'POST', '/api/v1/clockings', body={'at': at, 'employee': employee, 'kind': kind, 'reason': reason, 'shift': shift}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Clocking:
        """Read one clocking. What was clocked. An employee sees and clocks for themself."""
        return self._sender.call(m.Clocking, 'GET', f'/api/v1/clockings/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'employee', 'shift', 'kind', 'at', 'recorded_at', 'source', 'by', 'corrects', 'is_void', 'reason', 'holds']] | Unset = UNSET, expand: Sequence[_t.Literal['employee', 'shift']] | Unset = UNSET) -> m.ClockingPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ClockingPart, 'GET', f'/api/v1/clockings/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def correct(self, id: int, *, reason: str, at: _dt.datetime | Unset = UNSET, is_void: bool | Unset = UNSET, kind: m.ClockingKindEnum | Unset = UNSET, shift: int | Unset = UNSET, idempotency_key: str | None = None) -> m.Clocking:
        """Correct a clocking. Answers with the record that holds instead. Refused (409) where it was corrected already, and once the hours are approved."""
        return self._sender.call(m.Clocking, 'POST', f'/api/v1/clockings/{path_part(id)}/correct', body={'at': at, 'is_void': is_void, 'kind': kind, 'reason': reason, 'shift': shift}, idempotency_key=idempotency_key)


class CompanyNoun:
    """/company"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self) -> m.Company:
        """The company. Of the key or the session."""
        return self._sender.call(m.Company, 'GET', '/api/v1/company')

    def update(self, *, days_off: Sequence[_dt.date] | Unset = UNSET, fiscal_year_starts_in: int | Unset = UNSET, holiday_country: str | Unset = UNSET, language: m.LanguageEnum | Unset = UNSET, name: str | Unset = UNSET, require_mfa: bool | Unset = UNSET, rule_precision_percent: _Decimal | Unset = UNSET, time_zone: str | Unset = UNSET, workday_ends_at: str | Unset = UNSET, workday_starts_at: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Company:
        """Change the company. Sets the fields that are given. A changed time zone decides calendar days from now on."""
        return self._sender.call(m.Company, 'PATCH', '/api/v1/company', body={'days_off': days_off, 'fiscal_year_starts_in': fiscal_year_starts_in, 'holiday_country': holiday_country, 'language': language, 'name': name, 'require_mfa': require_mfa, 'rule_precision_percent': rule_precision_percent, 'time_zone': time_zone, 'workday_ends_at': workday_ends_at, 'workday_starts_at': workday_starts_at}, idempotency_key=idempotency_key)


class ContactsNoun:
    """/contacts"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Contact]:
        """List contacts. People who speak for clients. They are added under their client. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Contact, 'GET', '/api/v1/contacts', query={'client': client, 'limit': limit, 'order': order}, after=after)

    def each(self, *, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Contact]:
        """List contacts. People who speak for clients. They are added under their client. All of them, page by page as they are read."""
        return self._sender.each(m.Contact, 'GET', '/api/v1/contacts', query={'client': client, 'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'name', 'position', 'email', 'phone', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ContactPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ContactPart, 'GET', '/api/v1/contacts', query={'fields': fields, 'expand': expand, 'client': client, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'name', 'position', 'email', 'phone', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ContactPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ContactPart, 'GET', '/api/v1/contacts', query={'fields': fields, 'expand': expand, 'client': client, 'limit': limit, 'order': order})

    def get(self, id: int) -> m.Contact:
        """Read one contact. People who speak for clients. They are added under their client."""
        return self._sender.call(m.Contact, 'GET', f'/api/v1/contacts/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'name', 'position', 'email', 'phone', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.ContactPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ContactPart, 'GET', f'/api/v1/contacts/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, email: str | Unset = UNSET, name: str | Unset = UNSET, phone: str | Unset = UNSET, position: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contact:
        """Change a contact. Sets the fields that are given."""
        return self._sender.call(m.Contact, 'PATCH', f'/api/v1/contacts/{path_part(id)}', body={'email': email, 'name': name, 'phone': phone, 'position': position}, idempotency_key=idempotency_key, if_match=if_match)

    def remove(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.RemovedContact:
        """Remove a contact. It is deleted: a person may ask for that. The journal and the history keep that it was."""
        return self._sender.call(m.RemovedContact, 'POST', f'/api/v1/contacts/{path_part(id)}/remove', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ContractDocumentsNoun:
    """/contract-documents"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Document]:
        """List contract documents. Documents of contracts: what they are, and their bytes. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Document, 'GET', '/api/v1/contract-documents', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Document]:
        """List contract documents. Documents of contracts: what they are, and their bytes. All of them, page by page as they are read."""
        return self._sender.each(m.Document, 'GET', '/api/v1/contract-documents', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'contract', 'name', 'content_type', 'size', 'sha256', 'uploaded_by', 'uploaded_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.DocumentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.DocumentPart, 'GET', '/api/v1/contract-documents', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'contract', 'name', 'content_type', 'size', 'sha256', 'uploaded_by', 'uploaded_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.DocumentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.DocumentPart, 'GET', '/api/v1/contract-documents', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order})

    def get(self, id: int) -> m.Document:
        """Read one contract document. Documents of contracts: what they are, and their bytes."""
        return self._sender.call(m.Document, 'GET', f'/api/v1/contract-documents/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'contract', 'name', 'content_type', 'size', 'sha256', 'uploaded_by', 'uploaded_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract']] | Unset = UNSET) -> m.DocumentPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.DocumentPart, 'GET', f'/api/v1/contract-documents/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def file(self, id: int) -> bytes:
        """Download a document. Documents of contracts: what they are, and their bytes."""
        return self._sender.call(bytes, 'GET', f'/api/v1/contract-documents/{path_part(id)}/file')


class ContractSlasNoun:
    """/contract-slas"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, after: str | None = None) -> Page[m.ContractSla]:
        """List contract slas. Which contract promises which plan. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ContractSla, 'GET', '/api/v1/contract-slas', query={'contract': contract, 'limit': limit, 'order': order, 'plan': plan}, after=after)

    def each(self, *, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET) -> Iterator[m.ContractSla]:
        """List contract slas. Which contract promises which plan. All of them, page by page as they are read."""
        return self._sender.each(m.ContractSla, 'GET', '/api/v1/contract-slas', query={'contract': contract, 'limit': limit, 'order': order, 'plan': plan})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'plan', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract', 'plan']] | Unset = UNSET, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, after: str | None = None) -> Page[m.ContractSlaPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ContractSlaPart, 'GET', '/api/v1/contract-slas', query={'fields': fields, 'expand': expand, 'contract': contract, 'limit': limit, 'order': order, 'plan': plan}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'plan', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract', 'plan']] | Unset = UNSET, contract: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET) -> Iterator[m.ContractSlaPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ContractSlaPart, 'GET', '/api/v1/contract-slas', query={'fields': fields, 'expand': expand, 'contract': contract, 'limit': limit, 'order': order, 'plan': plan})

    def create(self, *, contract: int, plan: int, idempotency_key: str | None = None) -> m.ContractSla:
        """Promise a service level. New orders of the contract take the plan. Refused (409) where the contract has one."""
        return self._sender.call(m.ContractSla, 'POST', '/api/v1/contract-slas', body={'contract': contract, 'plan': plan}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ContractSla:
        """Read one contract sla. Which contract promises which plan."""
        return self._sender.call(m.ContractSla, 'GET', f'/api/v1/contract-slas/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'contract', 'plan', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['contract', 'plan']] | Unset = UNSET) -> m.ContractSlaPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ContractSlaPart, 'GET', f'/api/v1/contract-slas/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, plan: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ContractSla:
        """Promise another service level. For new orders of the contract."""
        return self._sender.call(m.ContractSla, 'PATCH', f'/api/v1/contract-slas/{path_part(id)}', body={'plan': plan}, idempotency_key=idempotency_key, if_match=if_match)

    def remove(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ContractSla:
        """Promise no service level of its own. The plan of the queue counts again for new orders. Answers with the row as it was."""
        return self._sender.call(m.ContractSla, 'POST', f'/api/v1/contract-slas/{path_part(id)}/remove', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ContractsNoun:
    """/contracts"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, ends_from: _dt.date | Unset = UNSET, ends_until: _dt.date | Unset = UNSET, kind: _t.Literal['fixed_price', 'subscription', 'time_and_materials'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, owner: str | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'approved', 'cancelled', 'draft', 'expired', 'in_approval', 'suspended', 'terminated'] | Unset = UNSET, after: str | None = None) -> Page[m.Contract]:
        """List contracts. Contracts with their billing terms and documents. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Contract, 'GET', '/api/v1/contracts', query={'client': client, 'ends_from': ends_from, 'ends_until': ends_until, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'owner': owner, 'search': search, 'state': state}, after=after)

    def each(self, *, client: int | Unset = UNSET, ends_from: _dt.date | Unset = UNSET, ends_until: _dt.date | Unset = UNSET, kind: _t.Literal['fixed_price', 'subscription', 'time_and_materials'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, owner: str | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'approved', 'cancelled', 'draft', 'expired', 'in_approval', 'suspended', 'terminated'] | Unset = UNSET) -> Iterator[m.Contract]:
        """List contracts. Contracts with their billing terms and documents. All of them, page by page as they are read."""
        return self._sender.each(m.Contract, 'GET', '/api/v1/contracts', query={'client': client, 'ends_from': ends_from, 'ends_until': ends_until, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'owner': owner, 'search': search, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'client', 'title', 'kind', 'currency', 'value', 'starts_on', 'ends_before', 'notice_days', 'renewal', 'renewal_months', 'owner', 'terms_version', 'signed_on', 'signed_document', 'effective_on', 'notice_on', 'state', 'terms', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'signed_document']] | Unset = UNSET, client: int | Unset = UNSET, ends_from: _dt.date | Unset = UNSET, ends_until: _dt.date | Unset = UNSET, kind: _t.Literal['fixed_price', 'subscription', 'time_and_materials'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, owner: str | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'approved', 'cancelled', 'draft', 'expired', 'in_approval', 'suspended', 'terminated'] | Unset = UNSET, after: str | None = None) -> Page[m.ContractPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ContractPart, 'GET', '/api/v1/contracts', query={'fields': fields, 'expand': expand, 'client': client, 'ends_from': ends_from, 'ends_until': ends_until, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'owner': owner, 'search': search, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'client', 'title', 'kind', 'currency', 'value', 'starts_on', 'ends_before', 'notice_days', 'renewal', 'renewal_months', 'owner', 'terms_version', 'signed_on', 'signed_document', 'effective_on', 'notice_on', 'state', 'terms', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'signed_document']] | Unset = UNSET, client: int | Unset = UNSET, ends_from: _dt.date | Unset = UNSET, ends_until: _dt.date | Unset = UNSET, kind: _t.Literal['fixed_price', 'subscription', 'time_and_materials'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, owner: str | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['active', 'approved', 'cancelled', 'draft', 'expired', 'in_approval', 'suspended', 'terminated'] | Unset = UNSET) -> Iterator[m.ContractPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ContractPart, 'GET', '/api/v1/contracts', query={'fields': fields, 'expand': expand, 'client': client, 'ends_from': ends_from, 'ends_until': ends_until, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'owner': owner, 'search': search, 'state': state})

    def create(self, *, client: int, number: str, starts_on: _dt.date, title: str, currency: str | Unset = UNSET, ends_before: _dt.date | None | Unset = UNSET, kind: m.ContractKindEnum | Unset = UNSET, notice_days: int | Unset = UNSET, owner: str | None | Unset = UNSET, renewal: m.RenewalEnum | Unset = UNSET, renewal_months: int | Unset = UNSET, terms: Sequence[m.TermBodyRequest] | Unset = UNSET, value: _Decimal | Unset = UNSET, idempotency_key: str | None = None) -> m.Contract:
        """Draft a contract. With its billing terms. Nothing is billed until it is submitted, signed and activated."""
        return self._sender.call(m.Contract, 'POST', '/api/v1/contracts', body={'client': client, 'currency': currency, 'ends_before': ends_before, 'kind': kind, 'notice_days': notice_days, 'number': number, 'owner': owner, 'renewal': renewal, 'renewal_months': renewal_months, 'starts_on': starts_on, 'terms': terms, 'title': title, 'value': value}, idempotency_key=idempotency_key)

    def bulk_resume(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Resume many contracts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/contracts/bulk/resume', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_submit(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Submit many contracts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/contracts/bulk/submit', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_suspend(self, *, ids: Sequence[int], reason: str, idempotency_key: str | None = None) -> m.Outcome:
        """Suspend many contracts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/contracts/bulk/suspend', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Contract:
        """Read one contract. Contracts with their billing terms and documents."""
        return self._sender.call(m.Contract, 'GET', f'/api/v1/contracts/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'client', 'title', 'kind', 'currency', 'value', 'starts_on', 'ends_before', 'notice_days', 'renewal', 'renewal_months', 'owner', 'terms_version', 'signed_on', 'signed_document', 'effective_on', 'notice_on', 'state', 'terms', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'signed_document']] | Unset = UNSET) -> m.ContractPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ContractPart, 'GET', f'/api/v1/contracts/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, client: int | Unset = UNSET, currency: str | Unset = UNSET, ends_before: _dt.date | None | Unset = UNSET, kind: m.ContractKindEnum | Unset = UNSET, notice_days: int | Unset = UNSET, number: str | Unset = UNSET, owner: str | None | Unset = UNSET, renewal: m.RenewalEnum | Unset = UNSET, renewal_months: int | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, terms: Sequence[m.TermBodyRequest] | Unset = UNSET, title: str | Unset = UNSET, value: _Decimal | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Change a draft. Sets the fields that are given; `terms` replaces all terms. Refused (409) for what is no draft any more: a contract that is approved or in force is changed by an amendment."""
        return self._sender.call(m.Contract, 'PATCH', f'/api/v1/contracts/{path_part(id)}', body={'client': client, 'currency': currency, 'ends_before': ends_before, 'kind': kind, 'notice_days': notice_days, 'number': number, 'owner': owner, 'renewal': renewal, 'renewal_months': renewal_months, 'starts_on': starts_on, 'terms': terms, 'title': title, 'value': value}, idempotency_key=idempotency_key, if_match=if_match)

    def activate(self, id: int, *, signed_on: _dt.date, document: int | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Bring a signed contract into force. From here on its terms are billed. Refused (409) without an attached document, or while the client is on hold."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/activate', body={'document': document, 'reason': reason, 'signed_on': signed_on}, idempotency_key=idempotency_key, if_match=if_match)

    def bill_hours(self, id: int, *, before: _dt.date, issue_on: _dt.date | None | Unset = UNSET, starts_on: _dt.date | None | Unset = UNSET, idempotency_key: str | None = None) -> m.Invoice:
        """Bill the hours of a contract. One draft invoice of approved hours that are on none. Each shift once. Refused (409) where there are none, and for a role without a rate."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/contracts/{path_part(id)}/bill-hours', body={'before': before, 'issue_on': issue_on, 'starts_on': starts_on}, idempotency_key=idempotency_key)

    def cancel(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Cancel a contract before it is signed. draft, approved -> cancelled."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def documents(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Document]:
        """List the documents of a contract. Contracts with their billing terms and documents. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Document, 'GET', f'/api/v1/contracts/{path_part(id)}/documents', query={'limit': limit, 'order': order}, after=after)

    def each_documents(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Document]:
        """List the documents of a contract. Contracts with their billing terms and documents. All of them, page by page as they are read."""
        return self._sender.each(m.Document, 'GET', f'/api/v1/contracts/{path_part(id)}/documents', query={'limit': limit, 'order': order})

    def documents_page_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'contract', 'name', 'content_type', 'size', 'sha256', 'uploaded_by', 'uploaded_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.DocumentPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.DocumentPart, 'GET', f'/api/v1/contracts/{path_part(id)}/documents', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def documents_each_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'contract', 'name', 'content_type', 'size', 'sha256', 'uploaded_by', 'uploaded_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.DocumentPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.DocumentPart, 'GET', f'/api/v1/contracts/{path_part(id)}/documents', query={'fields': fields, 'limit': limit, 'order': order})

    def create_documents(self, id: int, *, file: File, idempotency_key: str | None = None) -> m.Document:
        """Attach a document. For good: documents are never changed or deleted. Refused (409) for a file that the contract has already."""
        return self._sender.call(m.Document, 'POST', f'/api/v1/contracts/{path_part(id)}/documents', form={'file': file}, idempotency_key=idempotency_key)

    def hours_to_bill(self, id: int, *, starts_on: _dt.date | Unset = UNSET) -> m.HoursForeseen:
        """Read what hours would be billed. Writes nothing. Refused (409) where it could not be billed, with the reasons."""
        return self._sender.call(m.HoursForeseen, 'GET', f'/api/v1/contracts/{path_part(id)}/hours-to-bill', query={'starts_on': starts_on})

    def reach(self, id: int, *, term: int, reached_on: _dt.date | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Note a milestone as reached. It is billed from that day on. Refused (409) for what is no milestone of the contract, or is reached already."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/reach', body={'reached_on': reached_on, 'reason': reason, 'term': term}, idempotency_key=idempotency_key, if_match=if_match)

    def renew(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Renew a contract. Its end moves by the months that it names. Refused (409) for a contract that is not renewed."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/renew', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resume(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Resume a suspended contract. suspended -> active: what fell due meanwhile is billed again."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/resume', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def share(self, id: int, *, group: int | Unset = UNSET, last_on: _dt.date | None | Unset = UNSET, permissions: Sequence[str] | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Share a contract. The person or group sees it and may do what is given, from the next request on. Nobody gives what they do not hold (409)."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/share', body={'group': group, 'last_on': last_on, 'permissions': permissions, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def shares(self, id: int) -> m.Shares:
        """With whom a contract is shared. Contracts with their billing terms and documents."""
        return self._sender.call(m.Shares, 'GET', f'/api/v1/contracts/{path_part(id)}/shares')

    def submit(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Submit a contract. To in_approval where an approval policy applies, else straight to approved. Refused (409) while the client is on hold or archived."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/submit', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def suspend(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Suspend a contract. active -> suspended: nothing is billed meanwhile. Needs a reason."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/suspend', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def terminate(self, id: int, *, effective_on: _dt.date, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Terminate a contract. What was earned before `effective_on` is still billed. Refused (409) for a day outside the contract."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/terminate', body={'effective_on': effective_on, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def unshare(self, id: int, *, group: int | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """End a sharing of a contract. It stops at their next request."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/unshare', body={'group': group, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Contract:
        """Withdraw a contract from approval. in_approval -> draft, by who submitted it; its approval request is withdrawn with it."""
        return self._sender.call(m.Contract, 'POST', f'/api/v1/contracts/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class DelegationsNoun:
    """/delegations"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, giver: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'revoked'] | Unset = UNSET, taker: str | Unset = UNSET, after: str | None = None) -> Page[m.Delegation]:
        """List delegations. Approvals that are handed to another for a while. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Delegation, 'GET', '/api/v1/delegations', query={'giver': giver, 'limit': limit, 'order': order, 'state': state, 'taker': taker}, after=after)

    def each(self, *, giver: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'revoked'] | Unset = UNSET, taker: str | Unset = UNSET) -> Iterator[m.Delegation]:
        """List delegations. Approvals that are handed to another for a while. All of them, page by page as they are read."""
        return self._sender.each(m.Delegation, 'GET', '/api/v1/delegations', query={'giver': giver, 'limit': limit, 'order': order, 'state': state, 'taker': taker})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'giver', 'taker', 'starts_on', 'ends_before', 'kinds', 'cap', 'currency', 'state', 'created_at', 'updated_at']] | Unset = UNSET, giver: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'revoked'] | Unset = UNSET, taker: str | Unset = UNSET, after: str | None = None) -> Page[m.DelegationPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.DelegationPart, 'GET', '/api/v1/delegations', query={'fields': fields, 'giver': giver, 'limit': limit, 'order': order, 'state': state, 'taker': taker}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'giver', 'taker', 'starts_on', 'ends_before', 'kinds', 'cap', 'currency', 'state', 'created_at', 'updated_at']] | Unset = UNSET, giver: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'revoked'] | Unset = UNSET, taker: str | Unset = UNSET) -> Iterator[m.DelegationPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.DelegationPart, 'GET', '/api/v1/delegations', query={'fields': fields, 'giver': giver, 'limit': limit, 'order': order, 'state': state, 'taker': taker})

    def create(self, *, ends_before: _dt.date, starts_on: _dt.date, taker: str, cap: _Decimal | Unset = UNSET, currency: str | Unset = UNSET, giver: str | Unset = UNSET, kinds: Sequence[m.DocumentKindEnum] | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Delegation:
        """Delegate approvals. It holds from the first day until before the last; nobody may pass it on, and nobody decides on what they prepared."""
        return self._sender.call(m.Delegation, 'POST', '/api/v1/delegations', body={'cap': cap, 'currency': currency, 'ends_before': ends_before, 'giver': giver, 'kinds': kinds, 'reason': reason, 'starts_on': starts_on, 'taker': taker}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Delegation:
        """Read one delegation. Approvals that are handed to another for a while."""
        return self._sender.call(m.Delegation, 'GET', f'/api/v1/delegations/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'giver', 'taker', 'starts_on', 'ends_before', 'kinds', 'cap', 'currency', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.DelegationPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.DelegationPart, 'GET', f'/api/v1/delegations/{path_part(id)}', query={'fields': fields})

    def revoke(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Delegation:
        """Revoke a delegation. By who gave it, or an owner of the company; it stops with the next decision."""
        return self._sender.call(m.Delegation, 'POST', f'/api/v1/delegations/{path_part(id)}/revoke', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class EmployeesNoun:
    """/employees"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, team: int | Unset = UNSET, after: str | None = None) -> Page[m.Employee]:
        """List employees. People. Who does not keep the roster sees themself. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Employee, 'GET', '/api/v1/employees', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state, 'team': team}, after=after)

    def each(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, team: int | Unset = UNSET) -> Iterator[m.Employee]:
        """List employees. People. Who does not keep the roster sees themself. All of them, page by page as they are read."""
        return self._sender.each(m.Employee, 'GET', '/api/v1/employees', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state, 'team': team})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'email', 'phone', 'site', 'team', 'hired_on', 'left_before', 'week_max_minutes', 'rest_min_minutes', 'skills', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'team']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, team: int | Unset = UNSET, after: str | None = None) -> Page[m.EmployeePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.EmployeePart, 'GET', '/api/v1/employees', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state, 'team': team}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'email', 'phone', 'site', 'team', 'hired_on', 'left_before', 'week_max_minutes', 'rest_min_minutes', 'skills', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'team']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, team: int | Unset = UNSET) -> Iterator[m.EmployeePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.EmployeePart, 'GET', '/api/v1/employees', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state, 'team': team})

    def create(self, *, code: str, hired_on: _dt.date, name: str, site: int, email: str | Unset = UNSET, left_before: _dt.date | None | Unset = UNSET, phone: str | Unset = UNSET, rest_min_minutes: int | Unset = UNSET, skills: Sequence[m.HeldBodyRequest] | Unset = UNSET, team: int | None | Unset = UNSET, user: str | None | Unset = UNSET, week_max_minutes: int | Unset = UNSET, idempotency_key: str | None = None) -> m.Employee:
        """Enter a person. Refused (409) for a staff number that is taken."""
        return self._sender.call(m.Employee, 'POST', '/api/v1/employees', body={'code': code, 'email': email, 'hired_on': hired_on, 'left_before': left_before, 'name': name, 'phone': phone, 'rest_min_minutes': rest_min_minutes, 'site': site, 'skills': skills, 'team': team, 'user': user, 'week_max_minutes': week_max_minutes}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Enter many people. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/employees/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Employee:
        """Read one employee. People. Who does not keep the roster sees themself."""
        return self._sender.call(m.Employee, 'GET', f'/api/v1/employees/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'email', 'phone', 'site', 'team', 'hired_on', 'left_before', 'week_max_minutes', 'rest_min_minutes', 'skills', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'team']] | Unset = UNSET) -> m.EmployeePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.EmployeePart, 'GET', f'/api/v1/employees/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, code: str | Unset = UNSET, email: str | Unset = UNSET, hired_on: _dt.date | Unset = UNSET, left_before: _dt.date | None | Unset = UNSET, name: str | Unset = UNSET, phone: str | Unset = UNSET, rest_min_minutes: int | Unset = UNSET, site: int | Unset = UNSET, skills: Sequence[m.HeldBodyRequest] | Unset = UNSET, team: int | None | Unset = UNSET, user: str | None | Unset = UNSET, week_max_minutes: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Employee:
        """Change a person. Sets the fields that are given."""
        return self._sender.call(m.Employee, 'PATCH', f'/api/v1/employees/{path_part(id)}', body={'code': code, 'email': email, 'hired_on': hired_on, 'left_before': left_before, 'name': name, 'phone': phone, 'rest_min_minutes': rest_min_minutes, 'site': site, 'skills': skills, 'team': team, 'user': user, 'week_max_minutes': week_max_minutes}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Employee:
        """Archive a person. active -> archived: works no more; shifts that stand are not touched, publishing them says so."""
        return self._sender.call(m.Employee, 'POST', f'/api/v1/employees/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def renew_calendar(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Employee:
        """Make the address of a calendar invalid. The person finds the new one on their own page."""
        return self._sender.call(m.Employee, 'POST', f'/api/v1/employees/{path_part(id)}/renew-calendar', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Employee:
        """Bring a person back. archived -> active."""
        return self._sender.call(m.Employee, 'POST', f'/api/v1/employees/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def set_hour_cost(self, id: int, *, hour_cost: _Decimal, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Employee:
        """Set what an hour of a person costs. In the currency of the company. The journal says that it was set, and not how much."""
        return self._sender.call(m.Employee, 'POST', f'/api/v1/employees/{path_part(id)}/set-hour-cost', body={'hour_cost': hour_cost, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class EventsNoun:
    """/events"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self, *, limit: int | Unset = UNSET, type: str | Unset = UNSET) -> m.EventPage:
        """Read events. The oldest first, of the kinds of records that the caller may see. What is committed later has a higher number: who reads on from `next` misses nothing. Nothing is said of sign-ins, members and keys."""
        return self._sender.call(m.EventPage, 'GET', '/api/v1/events', query={'limit': limit, 'type': type})


class ExportsNoun:
    """/exports"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, format: _t.Literal['csv', 'jsonl', 'xlsx'] | Unset = UNSET, limit: int | Unset = UNSET, noun: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Export]:
        """List exports. Lists as files of any length. Asked for here and made by a worker; poll one until its state is `ready`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Export, 'GET', '/api/v1/exports', query={'format': format, 'limit': limit, 'noun': noun, 'order': order}, after=after)

    def each(self, *, format: _t.Literal['csv', 'jsonl', 'xlsx'] | Unset = UNSET, limit: int | Unset = UNSET, noun: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Export]:
        """List exports. Lists as files of any length. Asked for here and made by a worker; poll one until its state is `ready`. All of them, page by page as they are read."""
        return self._sender.each(m.Export, 'GET', '/api/v1/exports', query={'format': format, 'limit': limit, 'noun': noun, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'noun', 'format', 'filters', 'fields', 'language', 'state', 'rows', 'total', 'percent', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at']] | Unset = UNSET, format: _t.Literal['csv', 'jsonl', 'xlsx'] | Unset = UNSET, limit: int | Unset = UNSET, noun: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ExportPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ExportPart, 'GET', '/api/v1/exports', query={'fields': fields, 'format': format, 'limit': limit, 'noun': noun, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'noun', 'format', 'filters', 'fields', 'language', 'state', 'rows', 'total', 'percent', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at']] | Unset = UNSET, format: _t.Literal['csv', 'jsonl', 'xlsx'] | Unset = UNSET, limit: int | Unset = UNSET, noun: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ExportPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ExportPart, 'GET', '/api/v1/exports', query={'fields': fields, 'format': format, 'limit': limit, 'noun': noun, 'order': order})

    def create(self, *, format: m.FormatEnum, noun: str, fields: Sequence[str] | Unset = UNSET, filters: dict[str, str] | Unset = UNSET, idempotency_key: str | None = None) -> m.Export:
        """Ask for a list as a file. Queued here, made by a worker with the rights that the caller has then. Headings of CSV and XLSX are in the language of Accept-Language; JSON Lines has a record a line, as the list tells it in the version of this request."""
        return self._sender.call(m.Export, 'POST', '/api/v1/exports', body={'fields': fields, 'filters': filters, 'format': format, 'noun': noun}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ExportWithLink:
        """Read one export. Lists as files of any length. Asked for here and made by a worker; poll one until its state is `ready`."""
        return self._sender.call(m.ExportWithLink, 'GET', f'/api/v1/exports/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'noun', 'format', 'filters', 'fields', 'language', 'state', 'rows', 'total', 'percent', 'size', 'sha256', 'error', 'created_at', 'started_at', 'ended_at', 'removed_at', 'link', 'link_ends_at']] | Unset = UNSET) -> m.ExportWithLinkPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ExportWithLinkPart, 'GET', f'/api/v1/exports/{path_part(id)}', query={'fields': fields})


class HistoryChecksNoun:
    """/history-checks"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.HistoryCheck]:
        """List history checks. Comparisons of the books with their history. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.HistoryCheck, 'GET', '/api/v1/history-checks', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.HistoryCheck]:
        """List history checks. Comparisons of the books with their history. All of them, page by page as they are read."""
        return self._sender.each(m.HistoryCheck, 'GET', '/api/v1/history-checks', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'state', 'requested_by', 'row_count', 'compared_count', 'difference_count', 'cut', 'error', 'created_at', 'started_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.HistoryCheckPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.HistoryCheckPart, 'GET', '/api/v1/history-checks', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'state', 'requested_by', 'row_count', 'compared_count', 'difference_count', 'cut', 'error', 'created_at', 'started_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.HistoryCheckPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.HistoryCheckPart, 'GET', '/api/v1/history-checks', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, idempotency_key: str | None = None) -> m.HistoryCheck:
        """Compare the books with their history. Noted here, done by a worker. One that waits or is at work is answered instead."""
        return self._sender.call(m.HistoryCheck, 'POST', '/api/v1/history-checks', body={}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.HistoryCheck:
        """Read one history check. Comparisons of the books with their history."""
        return self._sender.call(m.HistoryCheck, 'GET', f'/api/v1/history-checks/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'state', 'requested_by', 'row_count', 'compared_count', 'difference_count', 'cut', 'error', 'created_at', 'started_at', 'ended_at']] | Unset = UNSET) -> m.HistoryCheckPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.HistoryCheckPart, 'GET', f'/api/v1/history-checks/{path_part(id)}', query={'fields': fields})


class HistoryDifferencesNoun:
    """/history-differences"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, resolved: bool | Unset = UNSET, after: str | None = None) -> Page[m.HistoryDifference]:
        """List history differences. What comparisons found. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.HistoryDifference, 'GET', '/api/v1/history-differences', query={'limit': limit, 'order': order, 'resolved': resolved}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, resolved: bool | Unset = UNSET) -> Iterator[m.HistoryDifference]:
        """List history differences. What comparisons found. All of them, page by page as they are read."""
        return self._sender.each(m.HistoryDifference, 'GET', '/api/v1/history-differences', query={'limit': limit, 'order': order, 'resolved': resolved})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'model', 'row', 'what', 'columns', 'first_check', 'last_check', 'first_seen_at', 'last_seen_at', 'resolved_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, resolved: bool | Unset = UNSET, after: str | None = None) -> Page[m.HistoryDifferencePart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.HistoryDifferencePart, 'GET', '/api/v1/history-differences', query={'fields': fields, 'limit': limit, 'order': order, 'resolved': resolved}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'model', 'row', 'what', 'columns', 'first_check', 'last_check', 'first_seen_at', 'last_seen_at', 'resolved_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, resolved: bool | Unset = UNSET) -> Iterator[m.HistoryDifferencePart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.HistoryDifferencePart, 'GET', '/api/v1/history-differences', query={'fields': fields, 'limit': limit, 'order': order, 'resolved': resolved})

    def get(self, id: int) -> m.HistoryDifference:
        """Read one history difference. What comparisons found."""
        return self._sender.call(m.HistoryDifference, 'GET', f'/api/v1/history-differences/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'model', 'row', 'what', 'columns', 'first_check', 'last_check', 'first_seen_at', 'last_seen_at', 'resolved_at']] | Unset = UNSET) -> m.HistoryDifferencePart:
        """Records in part: only `fields`."""
        return self._sender.call(m.HistoryDifferencePart, 'GET', f'/api/v1/history-differences/{path_part(id)}', query={'fields': fields})


class IdempotencyKeysNoun:
    """/idempotency-keys"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self, key: str) -> m.IdempotencyKey:
        """Ask what became of a request. By the Idempotency-Key that the caller sent. 404: nothing took effect under the key (yet), and the request may be sent again with it."""
        return self._sender.call(m.IdempotencyKey, 'GET', f'/api/v1/idempotency-keys/{path_part(key)}')


class InteractionsNoun:
    """/interactions"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, follow_up_on: _dt.date | Unset = UNSET, kind: _t.Literal['call', 'mail', 'meeting', 'note'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ClientInteraction]:
        """List interactions. Conversations. They are recorded under their client, and never changed. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ClientInteraction, 'GET', '/api/v1/interactions', query={'client': client, 'follow_up_on': follow_up_on, 'kind': kind, 'limit': limit, 'order': order}, after=after)

    def each(self, *, client: int | Unset = UNSET, follow_up_on: _dt.date | Unset = UNSET, kind: _t.Literal['call', 'mail', 'meeting', 'note'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ClientInteraction]:
        """List interactions. Conversations. They are recorded under their client, and never changed. All of them, page by page as they are read."""
        return self._sender.each(m.ClientInteraction, 'GET', '/api/v1/interactions', query={'client': client, 'follow_up_on': follow_up_on, 'kind': kind, 'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'happened_on', 'summary', 'follow_up_on', 'owner', 'answers', 'created_at', 'client']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, client: int | Unset = UNSET, follow_up_on: _dt.date | Unset = UNSET, kind: _t.Literal['call', 'mail', 'meeting', 'note'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.ClientInteractionPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ClientInteractionPart, 'GET', '/api/v1/interactions', query={'fields': fields, 'expand': expand, 'client': client, 'follow_up_on': follow_up_on, 'kind': kind, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'happened_on', 'summary', 'follow_up_on', 'owner', 'answers', 'created_at', 'client']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, client: int | Unset = UNSET, follow_up_on: _dt.date | Unset = UNSET, kind: _t.Literal['call', 'mail', 'meeting', 'note'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.ClientInteractionPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ClientInteractionPart, 'GET', '/api/v1/interactions', query={'fields': fields, 'expand': expand, 'client': client, 'follow_up_on': follow_up_on, 'kind': kind, 'limit': limit, 'order': order})

    def get(self, id: int) -> m.ClientInteraction:
        """Read one interaction. Conversations. They are recorded under their client, and never changed."""
        return self._sender.call(m.ClientInteraction, 'GET', f'/api/v1/interactions/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'happened_on', 'summary', 'follow_up_on', 'owner', 'answers', 'created_at', 'client']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.ClientInteractionPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ClientInteractionPart, 'GET', f'/api/v1/interactions/{path_part(id)}', query={'fields': fields, 'expand': expand})


class InvoicesNoun:
    """/invoices"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, corrects: int | Unset = UNSET, currency: str | Unset = UNSET, issued_before: _dt.date | Unset = UNSET, issued_from: _dt.date | Unset = UNSET, kind: _t.Literal['credit_note', 'invoice', 'proforma'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, overdue: bool | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['approved', 'credited', 'draft', 'in_approval', 'issued', 'paid', 'partially_paid', 'void', 'written_off'] | Unset = UNSET, after: str | None = None) -> Page[m.Invoice]:
        """List invoices. Invoices. Money is a decimal string; totals are computed here and nowhere else. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Invoice, 'GET', '/api/v1/invoices', query={'client': client, 'corrects': corrects, 'currency': currency, 'issued_before': issued_before, 'issued_from': issued_from, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'overdue': overdue, 'search': search, 'state': state}, after=after)

    def each(self, *, client: int | Unset = UNSET, corrects: int | Unset = UNSET, currency: str | Unset = UNSET, issued_before: _dt.date | Unset = UNSET, issued_from: _dt.date | Unset = UNSET, kind: _t.Literal['credit_note', 'invoice', 'proforma'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, overdue: bool | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['approved', 'credited', 'draft', 'in_approval', 'issued', 'paid', 'partially_paid', 'void', 'written_off'] | Unset = UNSET) -> Iterator[m.Invoice]:
        """List invoices. Invoices. Money is a decimal string; totals are computed here and nowhere else. All of them, page by page as they are read."""
        return self._sender.each(m.Invoice, 'GET', '/api/v1/invoices', query={'client': client, 'corrects': corrects, 'currency': currency, 'issued_before': issued_before, 'issued_from': issued_from, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'overdue': overdue, 'search': search, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'series', 'number', 'client', 'contract_reference', 'issue_on', 'due_on', 'tax_point_on', 'currency', 'exchange_rate', 'payment_reference', 'note', 'net', 'tax', 'total', 'allocated', 'credited', 'written_off', 'open', 'state', 'corrects', 'lines', 'tax_totals', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'corrects']] | Unset = UNSET, client: int | Unset = UNSET, corrects: int | Unset = UNSET, currency: str | Unset = UNSET, issued_before: _dt.date | Unset = UNSET, issued_from: _dt.date | Unset = UNSET, kind: _t.Literal['credit_note', 'invoice', 'proforma'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, overdue: bool | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['approved', 'credited', 'draft', 'in_approval', 'issued', 'paid', 'partially_paid', 'void', 'written_off'] | Unset = UNSET, after: str | None = None) -> Page[m.InvoicePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.InvoicePart, 'GET', '/api/v1/invoices', query={'fields': fields, 'expand': expand, 'client': client, 'corrects': corrects, 'currency': currency, 'issued_before': issued_before, 'issued_from': issued_from, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'overdue': overdue, 'search': search, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'series', 'number', 'client', 'contract_reference', 'issue_on', 'due_on', 'tax_point_on', 'currency', 'exchange_rate', 'payment_reference', 'note', 'net', 'tax', 'total', 'allocated', 'credited', 'written_off', 'open', 'state', 'corrects', 'lines', 'tax_totals', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'corrects']] | Unset = UNSET, client: int | Unset = UNSET, corrects: int | Unset = UNSET, currency: str | Unset = UNSET, issued_before: _dt.date | Unset = UNSET, issued_from: _dt.date | Unset = UNSET, kind: _t.Literal['credit_note', 'invoice', 'proforma'] | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, overdue: bool | Unset = UNSET, search: str | Unset = UNSET, state: _t.Literal['approved', 'credited', 'draft', 'in_approval', 'issued', 'paid', 'partially_paid', 'void', 'written_off'] | Unset = UNSET) -> Iterator[m.InvoicePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.InvoicePart, 'GET', '/api/v1/invoices', query={'fields': fields, 'expand': expand, 'client': client, 'corrects': corrects, 'currency': currency, 'issued_before': issued_before, 'issued_from': issued_from, 'kind': kind, 'limit': limit, 'number': number, 'order': order, 'overdue': overdue, 'search': search, 'state': state})

    def create(self, *, client: int, lines: Sequence[m.LineBodyRequest], contract_reference: str | Unset = UNSET, currency: str | Unset = UNSET, due_on: _dt.date | Unset = UNSET, exchange_rate: _Decimal | Unset = UNSET, issue_on: _dt.date | Unset = UNSET, kind: m.DraftKindEnum | Unset = UNSET, note: str | Unset = UNSET, series: str | Unset = UNSET, tax_point_on: _dt.date | Unset = UNSET, idempotency_key: str | None = None) -> m.Invoice:
        """Draft an invoice. Totals and tax are computed exactly and stored; nothing is owed until the draft is submitted and issued."""
        return self._sender.call(m.Invoice, 'POST', '/api/v1/invoices', body={'client': client, 'contract_reference': contract_reference, 'currency': currency, 'due_on': due_on, 'exchange_rate': exchange_rate, 'issue_on': issue_on, 'kind': kind, 'lines': lines, 'note': note, 'series': series, 'tax_point_on': tax_point_on}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Draft many invoices. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/invoices/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def bulk_issue(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Issue many invoices. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/invoices/bulk/issue', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_reopen(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Reopen many invoices. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/invoices/bulk/reopen', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_submit(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Submit many invoices. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/invoices/bulk/submit', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Invoice:
        """Read one invoice. Invoices. Money is a decimal string; totals are computed here and nowhere else."""
        return self._sender.call(m.Invoice, 'GET', f'/api/v1/invoices/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'series', 'number', 'client', 'contract_reference', 'issue_on', 'due_on', 'tax_point_on', 'currency', 'exchange_rate', 'payment_reference', 'note', 'net', 'tax', 'total', 'allocated', 'credited', 'written_off', 'open', 'state', 'corrects', 'lines', 'tax_totals', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'corrects']] | Unset = UNSET) -> m.InvoicePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.InvoicePart, 'GET', f'/api/v1/invoices/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, client: int | Unset = UNSET, contract_reference: str | Unset = UNSET, currency: str | Unset = UNSET, due_on: _dt.date | Unset = UNSET, exchange_rate: _Decimal | Unset = UNSET, issue_on: _dt.date | Unset = UNSET, kind: m.DraftKindEnum | Unset = UNSET, lines: Sequence[m.LineBodyRequest] | Unset = UNSET, note: str | Unset = UNSET, series: str | Unset = UNSET, tax_point_on: _dt.date | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Change a draft. Sets the fields that are given; `lines` replaces all lines, and totals are computed anew. Refused (409) for what is no draft any more."""
        return self._sender.call(m.Invoice, 'PATCH', f'/api/v1/invoices/{path_part(id)}', body={'client': client, 'contract_reference': contract_reference, 'currency': currency, 'due_on': due_on, 'exchange_rate': exchange_rate, 'issue_on': issue_on, 'kind': kind, 'lines': lines, 'note': note, 'series': series, 'tax_point_on': tax_point_on}, idempotency_key=idempotency_key, if_match=if_match)

    def delete(self, id: int, *, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Deleted:
        """Delete a draft. What has a number is never deleted: void it."""
        return self._sender.call(m.Deleted, 'DELETE', f'/api/v1/invoices/{path_part(id)}', body={}, idempotency_key=idempotency_key, if_match=if_match)

    def credit(self, id: int, *, reason: str, issue_on: _dt.date | Unset = UNSET, lines: Sequence[m.LineCreditBodyRequest] | Unset = UNSET, series: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Draft a credit note of an invoice. Answers with the draft, an invoice of kind `credit_note`: submit and issue it like any other. It takes effect when it is issued. Refused (409) where less is open than the credit: take money off the invoice or refund it first."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/credit', body={'issue_on': issue_on, 'lines': lines, 'reason': reason, 'series': series}, idempotency_key=idempotency_key, if_match=if_match)

    def issue(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Issue an invoice. Gives the next number of the series and year, without gaps, and makes the total owed: `open` equals `total` from here on. An issued invoice is never edited."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/issue', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def reopen(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Make an approved invoice a draft again. approved -> draft, to edit it again; what was approved counts no more."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/reopen', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def share(self, id: int, *, group: int | Unset = UNSET, last_on: _dt.date | None | Unset = UNSET, permissions: Sequence[str] | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Share an invoice. The person or group sees it and may do what is given, from the next request on. Nobody gives what they do not hold (409)."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/share', body={'group': group, 'last_on': last_on, 'permissions': permissions, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def shares(self, id: int) -> m.Shares:
        """With whom an invoice is shared. Invoices. Money is a decimal string; totals are computed here and nowhere else."""
        return self._sender.call(m.Shares, 'GET', f'/api/v1/invoices/{path_part(id)}/shares')

    def submit(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Submit a draft. To approved, or to in_approval where an approval policy applies. Refused (409) without lines, without a positive total, for a client on hold or archived."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/submit', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def unshare(self, id: int, *, group: int | Unset = UNSET, person: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """End a sharing of an invoice. It stops at their next request."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/unshare', body={'group': group, 'person': person, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def void(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Make an issued invoice void. Nothing is owed any more; the number stays taken. Refused (409) while money is allocated to it."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/void', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Invoice:
        """Withdraw an invoice from approval. in_approval -> draft, by who submitted it; its approval request is withdrawn with it."""
        return self._sender.call(m.Invoice, 'POST', f'/api/v1/invoices/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def write_off(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WriteOff:
        """Write an invoice off. All that is open of it. Answers with the write-off: applied at once, or requested where an approval policy applies. Money or a credit that comes meanwhile ends the request."""
        return self._sender.call(m.WriteOff, 'POST', f'/api/v1/invoices/{path_part(id)}/write-off', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class JournalEntriesNoun:
    """/journal-entries"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, subject_id: int | Unset = UNSET, subject_kind: str | Unset = UNSET, type: str | Unset = UNSET, after: str | None = None) -> Page[m.JournalEntry]:
        """List journal entries. The journal: who did what, when, by which door and why. For webhooks and what was missed of them see /events. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.JournalEntry, 'GET', '/api/v1/journal-entries', query={'limit': limit, 'order': order, 'sequence': sequence, 'subject_id': subject_id, 'subject_kind': subject_kind, 'type': type}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, subject_id: int | Unset = UNSET, subject_kind: str | Unset = UNSET, type: str | Unset = UNSET) -> Iterator[m.JournalEntry]:
        """List journal entries. The journal: who did what, when, by which door and why. For webhooks and what was missed of them see /events. All of them, page by page as they are read."""
        return self._sender.each(m.JournalEntry, 'GET', '/api/v1/journal-entries', query={'limit': limit, 'order': order, 'sequence': sequence, 'subject_id': subject_id, 'subject_kind': subject_kind, 'type': type})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'sequence', 'type', 'schema_version', 'subject_kind', 'subject_id', 'from_state', 'to_state', 'payload', 'who', 'door', 'reason', 'request_id', 'at', 'previous_hash', 'hash']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, subject_id: int | Unset = UNSET, subject_kind: str | Unset = UNSET, type: str | Unset = UNSET, after: str | None = None) -> Page[m.JournalEntryPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.JournalEntryPart, 'GET', '/api/v1/journal-entries', query={'fields': fields, 'limit': limit, 'order': order, 'sequence': sequence, 'subject_id': subject_id, 'subject_kind': subject_kind, 'type': type}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'sequence', 'type', 'schema_version', 'subject_kind', 'subject_id', 'from_state', 'to_state', 'payload', 'who', 'door', 'reason', 'request_id', 'at', 'previous_hash', 'hash']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, subject_id: int | Unset = UNSET, subject_kind: str | Unset = UNSET, type: str | Unset = UNSET) -> Iterator[m.JournalEntryPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.JournalEntryPart, 'GET', '/api/v1/journal-entries', query={'fields': fields, 'limit': limit, 'order': order, 'sequence': sequence, 'subject_id': subject_id, 'subject_kind': subject_kind, 'type': type})

    def get(self, id: int) -> m.JournalEntry:
        """Read one journal entry. The journal: who did what, when, by which door and why. For webhooks and what was missed of them see /events."""
        return self._sender.call(m.JournalEntry, 'GET', f'/api/v1/journal-entries/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'sequence', 'type', 'schema_version', 'subject_kind', 'subject_id', 'from_state', 'to_state', 'payload', 'who', 'door', 'reason', 'request_id', 'at', 'previous_hash', 'hash']] | Unset = UNSET) -> m.JournalEntryPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.JournalEntryPart, 'GET', f'/api/v1/journal-entries/{path_part(id)}', query={'fields': fields})


class KeyNoun:
    """/key"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self) -> m.OwnKey:
        """What the asking key is. The key that the request came with, and no other. It needs no right: whoever holds a key may know what it is."""
        return self._sender.call(m.OwnKey, 'GET', '/api/v1/key')

    def rotate(self, *, overlap_hours: int | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.OwnKeyWithSecret:
        """Give the asking key a new secret. The old one is taken beside it for `overlap_hours` (24). The secret is in this answer and in no other: who lost it asks again with the old one and another Idempotency-Key. A key that may only read does not rotate itself (403)."""
        return self._sender.call(m.OwnKeyWithSecret, 'POST', '/api/v1/key/rotate', body={'overlap_hours': overlap_hours, 'reason': reason}, idempotency_key=idempotency_key)


class MatchesNoun:
    """/matches"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, line: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, run: int | Unset = UNSET, state: _t.Literal['accepted', 'proposed', 'rejected', 'undone'] | Unset = UNSET, after: str | None = None) -> Page[m.Match]:
        """List matches. Matches: proposals to accept or reject, settlements to undo, and matching by hand. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Match, 'GET', '/api/v1/matches', query={'limit': limit, 'line': line, 'order': order, 'run': run, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, line: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, run: int | Unset = UNSET, state: _t.Literal['accepted', 'proposed', 'rejected', 'undone'] | Unset = UNSET) -> Iterator[m.Match]:
        """List matches. Matches: proposals to accept or reject, settlements to undo, and matching by hand. All of them, page by page as they are read."""
        return self._sender.each(m.Match, 'GET', '/api/v1/matches', query={'limit': limit, 'line': line, 'order': order, 'run': run, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'run', 'line', 'reference', 'rule', 'score', 'why', 'amount', 'unallocated', 'currency', 'state', 'chosen_alternative', 'payment', 'decided_by', 'items', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['run', 'line', 'payment']] | Unset = UNSET, limit: int | Unset = UNSET, line: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, run: int | Unset = UNSET, state: _t.Literal['accepted', 'proposed', 'rejected', 'undone'] | Unset = UNSET, after: str | None = None) -> Page[m.MatchPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.MatchPart, 'GET', '/api/v1/matches', query={'fields': fields, 'expand': expand, 'limit': limit, 'line': line, 'order': order, 'run': run, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'run', 'line', 'reference', 'rule', 'score', 'why', 'amount', 'unallocated', 'currency', 'state', 'chosen_alternative', 'payment', 'decided_by', 'items', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['run', 'line', 'payment']] | Unset = UNSET, limit: int | Unset = UNSET, line: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, run: int | Unset = UNSET, state: _t.Literal['accepted', 'proposed', 'rejected', 'undone'] | Unset = UNSET) -> Iterator[m.MatchPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.MatchPart, 'GET', '/api/v1/matches', query={'fields': fields, 'expand': expand, 'limit': limit, 'line': line, 'order': order, 'run': run, 'state': state})

    def create(self, *, items: Sequence[m.HandPairRequest], line: int, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Match:
        """Match a line by hand. Books a payment for the line and allocates it to the invoices named; a proposal of the line is rejected."""
        return self._sender.call(m.Match, 'POST', '/api/v1/matches', body={'items': items, 'line': line, 'reason': reason}, idempotency_key=idempotency_key)

    def as_known(self, *, at: _dt.datetime | Unset = UNSET, sequence: int | Unset = UNSET) -> m.KnownPair:
        """Where reconciliation stood in the past. As the journal knew it at a number, or at a time that is over in the journal; neither: now. The same bytes whenever it is asked."""
        return self._sender.call(m.KnownPair, 'GET', '/api/v1/matches/as-known', query={'at': at, 'sequence': sequence})

    def together(self, *, items: Sequence[m.HandPairRequest], lines: Sequence[int], reason: str | Unset = UNSET, write_off: Sequence[int] | Unset = UNSET, idempotency_key: str | None = None) -> m.Together:
        """Settle several lines with several invoices. All or nothing; what is left of the lines stays on the last payments. A rest that is given up beyond the tolerance needs an approval policy for write-offs (409)."""
        return self._sender.call(m.Together, 'POST', '/api/v1/matches/together', body={'items': items, 'lines': lines, 'reason': reason, 'write_off': write_off}, idempotency_key=idempotency_key)

    def undo_preview(self, *, match: int | Unset = UNSET, rule_set: int | Unset = UNSET, run: int | Unset = UNSET, since: _dt.date | Unset = UNSET, statement: int | Unset = UNSET) -> m.UndoPreview:
        """What undoing settlements would do. Of one settlement, of a run, of the lines of a statement, or of the runs under a version of the rules; conditions that are given together narrow each other; none: of all. Reads only, without locks."""
        return self._sender.call(m.UndoPreview, 'GET', '/api/v1/matches/undo-preview', query={'match': match, 'rule_set': rule_set, 'run': run, 'since': since, 'statement': statement})

    def get(self, id: int) -> m.Match:
        """Read one match. Matches: proposals to accept or reject, settlements to undo, and matching by hand."""
        return self._sender.call(m.Match, 'GET', f'/api/v1/matches/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'run', 'line', 'reference', 'rule', 'score', 'why', 'amount', 'unallocated', 'currency', 'state', 'chosen_alternative', 'payment', 'decided_by', 'items', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['run', 'line', 'payment']] | Unset = UNSET) -> m.MatchPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.MatchPart, 'GET', f'/api/v1/matches/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def accept(self, id: int, *, alternative: int | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Match:
        """Accept a proposal. Books a payment for the statement line and allocates it to the proposal's invoices, or to those of the `alternative` that is named."""
        return self._sender.call(m.Match, 'POST', f'/api/v1/matches/{path_part(id)}/accept', body={'alternative': alternative, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def reject(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Match:
        """Reject a proposal. The line is open again, for the next run or a match by hand."""
        return self._sender.call(m.Match, 'POST', f'/api/v1/matches/{path_part(id)}/reject', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def undo(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Match:
        """Undo a settlement. Allocations are taken back by reversing ones, the payment is reversed, line and invoices are open again."""
        return self._sender.call(m.Match, 'POST', f'/api/v1/matches/{path_part(id)}/undo', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class MembersNoun:
    """/members"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, active: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Member]:
        """List members. Members of the company. Owners change them. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Member, 'GET', '/api/v1/members', query={'active': active, 'limit': limit, 'order': order}, after=after)

    def each(self, *, active: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Member]:
        """List members. Members of the company. Owners change them. All of them, page by page as they are read."""
        return self._sender.each(m.Member, 'GET', '/api/v1/members', query={'active': active, 'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'email', 'name', 'roles', 'client', 'department', 'manager', 'active', 'created_at']] | Unset = UNSET, active: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.MemberPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.MemberPart, 'GET', '/api/v1/members', query={'fields': fields, 'active': active, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'email', 'name', 'roles', 'client', 'department', 'manager', 'active', 'created_at']] | Unset = UNSET, active: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.MemberPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.MemberPart, 'GET', '/api/v1/members', query={'fields': fields, 'active': active, 'limit': limit, 'order': order})

    def create(self, *, email: str, roles: Sequence[m.RoleEnum], client: int | Unset = UNSET, language: m.LanguageEnum | Unset = UNSET, name: str | Unset = UNSET, idempotency_key: str | None = None) -> m.MemberWithSecret:
        """Take a person into the company. By address. A person who is new gets a one-time password, in this answer and in no other; one whose membership had ended is taken back."""
        return self._sender.call(m.MemberWithSecret, 'POST', '/api/v1/members', body={'client': client, 'email': email, 'language': language, 'name': name, 'roles': roles}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Member:
        """Read one member. Members of the company. Owners change them."""
        return self._sender.call(m.Member, 'GET', f'/api/v1/members/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'email', 'name', 'roles', 'client', 'department', 'manager', 'active', 'created_at']] | Unset = UNSET) -> m.MemberPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.MemberPart, 'GET', f'/api/v1/members/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, client: int | None | Unset = UNSET, department: str | Unset = UNSET, manager: int | None | Unset = UNSET, roles: Sequence[m.RoleEnum] | Unset = UNSET, idempotency_key: str | None = None) -> m.Member:
        """Change a member. Sets the fields that are given; it holds from their next request. Refused (409) where no owner would be left."""
        return self._sender.call(m.Member, 'PATCH', f'/api/v1/members/{path_part(id)}', body={'client': client, 'department': department, 'manager': manager, 'roles': roles}, idempotency_key=idempotency_key)

    def revoke(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Member:
        """End a membership. With what is shared with them; it stops at their next request. Refused (409) for the last owner."""
        return self._sender.call(m.Member, 'POST', f'/api/v1/members/{path_part(id)}/revoke', body={'reason': reason}, idempotency_key=idempotency_key)


class NoticesNoun:
    """/notices"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['dropped', 'failed', 'sent', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.Notice]:
        """List notices. Mails to people of the company. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Notice, 'GET', '/api/v1/notices', query={'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['dropped', 'failed', 'sent', 'waiting'] | Unset = UNSET) -> Iterator[m.Notice]:
        """List notices. Mails to people of the company. All of them, page by page as they are read."""
        return self._sender.each(m.Notice, 'GET', '/api/v1/notices', query={'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'sequence', 'person', 'kind', 'about', 'in_digest', 'state', 'attempts', 'message_id', 'error', 'created_at', 'send_at', 'next_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['dropped', 'failed', 'sent', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.NoticePart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.NoticePart, 'GET', '/api/v1/notices', query={'fields': fields, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'sequence', 'person', 'kind', 'about', 'in_digest', 'state', 'attempts', 'message_id', 'error', 'created_at', 'send_at', 'next_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['dropped', 'failed', 'sent', 'waiting'] | Unset = UNSET) -> Iterator[m.NoticePart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.NoticePart, 'GET', '/api/v1/notices', query={'fields': fields, 'limit': limit, 'order': order, 'state': state})

    def get(self, id: int) -> m.Notice:
        """Read one notice. Mails to people of the company."""
        return self._sender.call(m.Notice, 'GET', f'/api/v1/notices/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'sequence', 'person', 'kind', 'about', 'in_digest', 'state', 'attempts', 'message_id', 'error', 'created_at', 'send_at', 'next_at', 'ended_at']] | Unset = UNSET) -> m.NoticePart:
        """Records in part: only `fields`."""
        return self._sender.call(m.NoticePart, 'GET', f'/api/v1/notices/{path_part(id)}', query={'fields': fields})

    def retry(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Notice:
        """Try a mail once more. One that failed, as often as a new one; under the Message-ID that it had. Refused (409) for another."""
        return self._sender.call(m.Notice, 'POST', f'/api/v1/notices/{path_part(id)}/retry', body={'reason': reason}, idempotency_key=idempotency_key)


class NumberSeriesNoun:
    """/number-series"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.NumberSeries]:
        """List number series. Series of numbers of invoices and credit notes: given at issue, without gaps. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.NumberSeries, 'GET', '/api/v1/number-series', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.NumberSeries]:
        """List number series. Series of numbers of invoices and credit notes: given at issue, without gaps. All of them, page by page as they are read."""
        return self._sender.each(m.NumberSeries, 'GET', '/api/v1/number-series', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'series', 'year', 'next_value', 'next_number', 'last_number', 'last_kind', 'last_issue_on']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.NumberSeriesPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.NumberSeriesPart, 'GET', '/api/v1/number-series', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'series', 'year', 'next_value', 'next_number', 'last_number', 'last_kind', 'last_issue_on']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.NumberSeriesPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.NumberSeriesPart, 'GET', '/api/v1/number-series', query={'fields': fields, 'limit': limit, 'order': order})

    def get(self, id: int) -> m.NumberSeries:
        """Read one number series. Series of numbers of invoices and credit notes: given at issue, without gaps."""
        return self._sender.call(m.NumberSeries, 'GET', f'/api/v1/number-series/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'series', 'year', 'next_value', 'next_number', 'last_number', 'last_kind', 'last_issue_on']] | Unset = UNSET) -> m.NumberSeriesPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.NumberSeriesPart, 'GET', f'/api/v1/number-series/{path_part(id)}', query={'fields': fields})


class PaymentsNoun:
    """/payments"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, account: int | Unset = UNSET, client: int | Unset = UNSET, direction: _t.Literal['in', 'out'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['allocated', 'authorised', 'disputed', 'failed', 'partially_allocated', 'pending', 'received', 'refunded', 'reversed'] | Unset = UNSET, after: str | None = None) -> Page[m.Payment]:
        """List payments. Payments and what they pay. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Payment, 'GET', '/api/v1/payments', query={'account': account, 'client': client, 'direction': direction, 'limit': limit, 'order': order, 'reference': reference, 'state': state}, after=after)

    def each(self, *, account: int | Unset = UNSET, client: int | Unset = UNSET, direction: _t.Literal['in', 'out'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['allocated', 'authorised', 'disputed', 'failed', 'partially_allocated', 'pending', 'received', 'refunded', 'reversed'] | Unset = UNSET) -> Iterator[m.Payment]:
        """List payments. Payments and what they pay. All of them, page by page as they are read."""
        return self._sender.each(m.Payment, 'GET', '/api/v1/payments', query={'account': account, 'client': client, 'direction': direction, 'limit': limit, 'order': order, 'reference': reference, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'account', 'statement_line', 'direction', 'method', 'reference', 'amount', 'currency', 'allocated', 'refunded', 'open', 'received_on', 'state', 'payout_of', 'allocations', 'refunds', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'account', 'statement_line']] | Unset = UNSET, account: int | Unset = UNSET, client: int | Unset = UNSET, direction: _t.Literal['in', 'out'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['allocated', 'authorised', 'disputed', 'failed', 'partially_allocated', 'pending', 'received', 'refunded', 'reversed'] | Unset = UNSET, after: str | None = None) -> Page[m.PaymentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.PaymentPart, 'GET', '/api/v1/payments', query={'fields': fields, 'expand': expand, 'account': account, 'client': client, 'direction': direction, 'limit': limit, 'order': order, 'reference': reference, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'account', 'statement_line', 'direction', 'method', 'reference', 'amount', 'currency', 'allocated', 'refunded', 'open', 'received_on', 'state', 'payout_of', 'allocations', 'refunds', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'account', 'statement_line']] | Unset = UNSET, account: int | Unset = UNSET, client: int | Unset = UNSET, direction: _t.Literal['in', 'out'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['allocated', 'authorised', 'disputed', 'failed', 'partially_allocated', 'pending', 'received', 'refunded', 'reversed'] | Unset = UNSET) -> Iterator[m.PaymentPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.PaymentPart, 'GET', '/api/v1/payments', query={'fields': fields, 'expand': expand, 'account': account, 'client': client, 'direction': direction, 'limit': limit, 'order': order, 'reference': reference, 'state': state})

    def create(self, *, amount: _Decimal, currency: str, account: int | Unset = UNSET, client: int | Unset = UNSET, method: m.MethodEnum | Unset = UNSET, received_on: _dt.date | Unset = UNSET, reference: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Payment:
        """Record a payment. Received at once where `received_on` is given, else pending. Pays no invoice until it is allocated."""
        return self._sender.call(m.Payment, 'POST', '/api/v1/payments', body={'account': account, 'amount': amount, 'client': client, 'currency': currency, 'method': method, 'received_on': received_on, 'reference': reference}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Record many payments. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/payments/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def bulk_receive(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Receive many payments. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/payments/bulk/receive', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Payment:
        """Read one payment. Payments and what they pay."""
        return self._sender.call(m.Payment, 'GET', f'/api/v1/payments/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'client', 'account', 'statement_line', 'direction', 'method', 'reference', 'amount', 'currency', 'allocated', 'refunded', 'open', 'received_on', 'state', 'payout_of', 'allocations', 'refunds', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'account', 'statement_line']] | Unset = UNSET) -> m.PaymentPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.PaymentPart, 'GET', f'/api/v1/payments/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def allocate(self, id: int, *, items: Sequence[m.PairBodyRequest], reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Pay invoices with a payment. Lowers `open` of the payment and of each invoice by the amount, all or nothing. Refused (409) for more than either has open."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/allocate', body={'items': items, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def authorise(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Note a payment as authorised. pending -> authorised."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/authorise', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def deallocate(self, id: int, *, allocation: int, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Take an allocation back. By a reversing allocation: both stay on record, and payment and invoice have the amount open again."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/deallocate', body={'allocation': allocation, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def dispute(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Note that a payment is disputed. What it pays stays paid until the dispute is lost."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/dispute', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def fail(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Note a payment as failed. pending, authorised -> failed. A pay-out that fails leaves its refund without one: `pay_out_refund` records another."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/fail', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def lose(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Lose a dispute. The payment is reversed and its allocations are taken back: the invoices are open again."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/lose', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def receive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Note a payment as received. Its money can be allocated to invoices from here on."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/receive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def refund(self, id: int, *, reason: str, iban: str | Unset = UNSET, method: m.MethodEnum | Unset = UNSET, payee: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Refund a payment. All that the payment has open goes back. Where a policy asks for approval, the payment stays as it is and `refunds` has one more in_approval; else it is refunded at once, and a pending outgoing payment is recorded."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/refund', body={'iban': iban, 'method': method, 'payee': payee, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def release_all(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Take all allocations of a payment back. By reversing ones, as one at a time. Refused (409) where some of it settles a statement line."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/release-all', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def reverse(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Reverse a payment. The money is not there after all. Refused (409) while it pays invoices, or when it settles a statement line."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/reverse', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def win(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Payment:
        """Win a dispute. disputed -> the state before."""
        return self._sender.call(m.Payment, 'POST', f'/api/v1/payments/{path_part(id)}/win', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class PeopleGroupsNoun:
    """/people-groups"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.PeopleGroup]:
        """List people groups. Groups of people. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.PeopleGroup, 'GET', '/api/v1/people-groups', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.PeopleGroup]:
        """List people groups. Groups of people. All of them, page by page as they are read."""
        return self._sender.each(m.PeopleGroup, 'GET', '/api/v1/people-groups', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'name', 'members', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.PeopleGroupPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.PeopleGroupPart, 'GET', '/api/v1/people-groups', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'name', 'members', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.PeopleGroupPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.PeopleGroupPart, 'GET', '/api/v1/people-groups', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, name: str, members: Sequence[int] | Unset = UNSET, idempotency_key: str | None = None) -> m.PeopleGroup:
        """Enter a group of people. Refused (409) for a name that is taken."""
        return self._sender.call(m.PeopleGroup, 'POST', '/api/v1/people-groups', body={'members': members, 'name': name}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.PeopleGroup:
        """Read one people group. Groups of people."""
        return self._sender.call(m.PeopleGroup, 'GET', f'/api/v1/people-groups/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'name', 'members', 'created_at']] | Unset = UNSET) -> m.PeopleGroupPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.PeopleGroupPart, 'GET', f'/api/v1/people-groups/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, name: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.PeopleGroup:
        """Rename a group. What is shared with it stays."""
        return self._sender.call(m.PeopleGroup, 'PATCH', f'/api/v1/people-groups/{path_part(id)}', body={'name': name, 'reason': reason}, idempotency_key=idempotency_key)

    def add(self, id: int, *, member: int, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.PeopleGroup:
        """Add a member to a group. What is shared with the group holds for them from their next request."""
        return self._sender.call(m.PeopleGroup, 'POST', f'/api/v1/people-groups/{path_part(id)}/add', body={'member': member, 'reason': reason}, idempotency_key=idempotency_key)

    def remove(self, id: int, *, member: int, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.PeopleGroup:
        """Take a member out of a group. What they had by the group stops at their next request."""
        return self._sender.call(m.PeopleGroup, 'POST', f'/api/v1/people-groups/{path_part(id)}/remove', body={'member': member, 'reason': reason}, idempotency_key=idempotency_key)


class ProviderConnectionsNoun:
    """/provider-connections"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, kind: _t.Literal['generic', 'liqpay', 'monobank', 'stripe'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderConnection]:
        """List provider connections. Payment providers that tell of payments (docs/providers.md). One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderConnection, 'GET', '/api/v1/provider-connections', query={'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, kind: _t.Literal['generic', 'liqpay', 'monobank', 'stripe'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET) -> Iterator[m.ProviderConnection]:
        """List provider connections. Payment providers that tell of payments (docs/providers.md). All of them, page by page as they are read."""
        return self._sender.each(m.ProviderConnection, 'GET', '/api/v1/provider-connections', query={'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'name', 'address', 'account', 'public_key', 'status_url', 'is_test', 'state', 'last_event_at', 'created_at', 'updated_at']] | Unset = UNSET, kind: _t.Literal['generic', 'liqpay', 'monobank', 'stripe'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderConnectionPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderConnectionPart, 'GET', '/api/v1/provider-connections', query={'fields': fields, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'name', 'address', 'account', 'public_key', 'status_url', 'is_test', 'state', 'last_event_at', 'created_at', 'updated_at']] | Unset = UNSET, kind: _t.Literal['generic', 'liqpay', 'monobank', 'stripe'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET) -> Iterator[m.ProviderConnectionPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ProviderConnectionPart, 'GET', '/api/v1/provider-connections', query={'fields': fields, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, account: int, kind: m.ProviderKindEnum, name: str, api: str | Unset = UNSET, is_test: bool | Unset = UNSET, private: str | Unset = UNSET, public_key: str | Unset = UNSET, signing: str | Unset = UNSET, status_url: str | Unset = UNSET, idempotency_key: str | None = None) -> m.ProviderConnectionWithSecret:
        """Connect a provider. The secret of a generic provider is in this answer and in no other."""
        return self._sender.call(m.ProviderConnectionWithSecret, 'POST', '/api/v1/provider-connections', body={'account': account, 'api': api, 'is_test': is_test, 'kind': kind, 'name': name, 'private': private, 'public_key': public_key, 'signing': signing, 'status_url': status_url}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ProviderConnection:
        """Read one provider connection. Payment providers that tell of payments (docs/providers.md)."""
        return self._sender.call(m.ProviderConnection, 'GET', f'/api/v1/provider-connections/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'name', 'address', 'account', 'public_key', 'status_url', 'is_test', 'state', 'last_event_at', 'created_at', 'updated_at']] | Unset = UNSET) -> m.ProviderConnectionPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ProviderConnectionPart, 'GET', f'/api/v1/provider-connections/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, account: int | Unset = UNSET, name: str | Unset = UNSET, public_key: str | Unset = UNSET, status_url: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnection:
        """Change a connection. Sets the fields that are given."""
        return self._sender.call(m.ProviderConnection, 'PATCH', f'/api/v1/provider-connections/{path_part(id)}', body={'account': account, 'name': name, 'public_key': public_key, 'status_url': status_url}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnection:
        """Archive a connection. For good: its address is not found any more."""
        return self._sender.call(m.ProviderConnection, 'POST', f'/api/v1/provider-connections/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def pause(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnection:
        """Pause a connection. Messages are taken and kept, and nothing comes of them yet."""
        return self._sender.call(m.ProviderConnection, 'POST', f'/api/v1/provider-connections/{path_part(id)}/pause', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resume(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnection:
        """Let a connection go on. What waited is handled."""
        return self._sender.call(m.ProviderConnection, 'POST', f'/api/v1/provider-connections/{path_part(id)}/resume', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def rotate_secret(self, id: int, *, api: str | Unset = UNSET, overlap_hours: int | Unset = UNSET, private: str | Unset = UNSET, reason: str | Unset = UNSET, signing: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnectionWithSecret:
        """Give a connection new secrets. What was signed by the old one is taken for `overlap_hours` (24)."""
        return self._sender.call(m.ProviderConnectionWithSecret, 'POST', f'/api/v1/provider-connections/{path_part(id)}/rotate-secret', body={'api': api, 'overlap_hours': overlap_hours, 'private': private, 'reason': reason, 'signing': signing}, idempotency_key=idempotency_key, if_match=if_match)

    def send_sample(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderConnection:
        """Send a sample to oneself. A message of our own, signed as the provider would and saying nothing of money. Refused (409) where only the provider signs."""
        return self._sender.call(m.ProviderConnection, 'POST', f'/api/v1/provider-connections/{path_part(id)}/send-sample', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ProviderEventsNoun:
    """/provider-events"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, connection: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, provider_payment: int | Unset = UNSET, state: _t.Literal['failed', 'handled', 'ignored', 'received', 'refused', 'verified'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderEvent]:
        """List provider events. What payment providers sent, and what became of it. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderEvent, 'GET', '/api/v1/provider-events', query={'connection': connection, 'limit': limit, 'order': order, 'provider_payment': provider_payment, 'state': state}, after=after)

    def each(self, *, connection: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, provider_payment: int | Unset = UNSET, state: _t.Literal['failed', 'handled', 'ignored', 'received', 'refused', 'verified'] | Unset = UNSET) -> Iterator[m.ProviderEvent]:
        """List provider events. What payment providers sent, and what became of it. All of them, page by page as they are read."""
        return self._sender.each(m.ProviderEvent, 'GET', '/api/v1/provider-events', query={'connection': connection, 'limit': limit, 'order': order, 'provider_payment': provider_payment, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'connection', 'provider_payment', 'event_id', 'type', 'state', 'reasons', 'attempts', 'size', 'body_sha256', 'received_at', 'due_at', 'ended_at']] | Unset = UNSET, connection: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, provider_payment: int | Unset = UNSET, state: _t.Literal['failed', 'handled', 'ignored', 'received', 'refused', 'verified'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderEventPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderEventPart, 'GET', '/api/v1/provider-events', query={'fields': fields, 'connection': connection, 'limit': limit, 'order': order, 'provider_payment': provider_payment, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'connection', 'provider_payment', 'event_id', 'type', 'state', 'reasons', 'attempts', 'size', 'body_sha256', 'received_at', 'due_at', 'ended_at']] | Unset = UNSET, connection: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, provider_payment: int | Unset = UNSET, state: _t.Literal['failed', 'handled', 'ignored', 'received', 'refused', 'verified'] | Unset = UNSET) -> Iterator[m.ProviderEventPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ProviderEventPart, 'GET', '/api/v1/provider-events', query={'fields': fields, 'connection': connection, 'limit': limit, 'order': order, 'provider_payment': provider_payment, 'state': state})

    def get(self, id: int) -> m.ProviderEvent:
        """Read one provider event. What payment providers sent, and what became of it."""
        return self._sender.call(m.ProviderEvent, 'GET', f'/api/v1/provider-events/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'connection', 'provider_payment', 'event_id', 'type', 'state', 'reasons', 'attempts', 'size', 'body_sha256', 'received_at', 'due_at', 'ended_at']] | Unset = UNSET) -> m.ProviderEventPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ProviderEventPart, 'GET', f'/api/v1/provider-events/{path_part(id)}', query={'fields': fields})

    def ignore(self, id: int, *, reason: str, idempotency_key: str | None = None) -> m.ProviderEvent:
        """Set a message aside. One that failed and was seen to otherwise."""
        return self._sender.call(m.ProviderEvent, 'POST', f'/api/v1/provider-events/{path_part(id)}/ignore', body={'reason': reason}, idempotency_key=idempotency_key)

    def retry(self, id: int, *, reason: str, idempotency_key: str | None = None) -> m.ProviderEvent:
        """Handle a message again. One that failed; a worker does."""
        return self._sender.call(m.ProviderEvent, 'POST', f'/api/v1/provider-events/{path_part(id)}/retry', body={'reason': reason}, idempotency_key=idempotency_key)


class ProviderPaymentsNoun:
    """/provider-payments"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, connection: int | Unset = UNSET, invoice: int | Unset = UNSET, is_flagged: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['asked', 'closed', 'disputed', 'expired', 'failed', 'lost', 'paid', 'partly_refunded', 'pending', 'refunded', 'unknown'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderPayment]:
        """List provider payments. Payments as they stand at their providers. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderPayment, 'GET', '/api/v1/provider-payments', query={'connection': connection, 'invoice': invoice, 'is_flagged': is_flagged, 'limit': limit, 'order': order, 'reference': reference, 'state': state}, after=after)

    def each(self, *, connection: int | Unset = UNSET, invoice: int | Unset = UNSET, is_flagged: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['asked', 'closed', 'disputed', 'expired', 'failed', 'lost', 'paid', 'partly_refunded', 'pending', 'refunded', 'unknown'] | Unset = UNSET) -> Iterator[m.ProviderPayment]:
        """List provider payments. Payments as they stand at their providers. All of them, page by page as they are read."""
        return self._sender.each(m.ProviderPayment, 'GET', '/api/v1/provider-payments', query={'connection': connection, 'invoice': invoice, 'is_flagged': is_flagged, 'limit': limit, 'order': order, 'reference': reference, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'connection', 'reference', 'our_reference', 'invoice', 'payment', 'currency', 'asked', 'paid', 'refunded', 'fee', 'paid_at', 'state', 'page_url', 'is_flagged', 'problems', 'created_at', 'updated_at']] | Unset = UNSET, connection: int | Unset = UNSET, invoice: int | Unset = UNSET, is_flagged: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['asked', 'closed', 'disputed', 'expired', 'failed', 'lost', 'paid', 'partly_refunded', 'pending', 'refunded', 'unknown'] | Unset = UNSET, after: str | None = None) -> Page[m.ProviderPaymentPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ProviderPaymentPart, 'GET', '/api/v1/provider-payments', query={'fields': fields, 'connection': connection, 'invoice': invoice, 'is_flagged': is_flagged, 'limit': limit, 'order': order, 'reference': reference, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'connection', 'reference', 'our_reference', 'invoice', 'payment', 'currency', 'asked', 'paid', 'refunded', 'fee', 'paid_at', 'state', 'page_url', 'is_flagged', 'problems', 'created_at', 'updated_at']] | Unset = UNSET, connection: int | Unset = UNSET, invoice: int | Unset = UNSET, is_flagged: bool | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['asked', 'closed', 'disputed', 'expired', 'failed', 'lost', 'paid', 'partly_refunded', 'pending', 'refunded', 'unknown'] | Unset = UNSET) -> Iterator[m.ProviderPaymentPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.ProviderPaymentPart, 'GET', '/api/v1/provider-payments', query={'fields': fields, 'connection': connection, 'invoice': invoice, 'is_flagged': is_flagged, 'limit': limit, 'order': order, 'reference': reference, 'state': state})

    def create(self, *, connection: int, invoice: int, amount: _Decimal | Unset = UNSET, reason: str | Unset = UNSET, reference: str | Unset = UNSET, idempotency_key: str | None = None) -> m.ProviderPayment:
        """Await a payment. Without `reference` the payment page is made at the provider, and `page_url` is what the client opens. Refused (409) with the provider's sentence where it makes none; where it does not answer, `page_url` is empty yet and a worker asks again. The provider is asked how the payment stands after 5 minutes, an hour, and on the five days that follow."""
        return self._sender.call(m.ProviderPayment, 'POST', '/api/v1/provider-payments', body={'amount': amount, 'connection': connection, 'invoice': invoice, 'reason': reason, 'reference': reference}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ProviderPayment:
        """Read one provider payment. Payments as they stand at their providers."""
        return self._sender.call(m.ProviderPayment, 'GET', f'/api/v1/provider-payments/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'connection', 'reference', 'our_reference', 'invoice', 'payment', 'currency', 'asked', 'paid', 'refunded', 'fee', 'paid_at', 'state', 'page_url', 'is_flagged', 'problems', 'created_at', 'updated_at']] | Unset = UNSET) -> m.ProviderPaymentPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.ProviderPaymentPart, 'GET', f'/api/v1/provider-payments/{path_part(id)}', query={'fields': fields})

    def book(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderPayment:
        """Bring a payment into the books. After what stood in the way was mended; or although another amount came than was asked for: it is then on no invoice."""
        return self._sender.call(m.ProviderPayment, 'POST', f'/api/v1/provider-payments/{path_part(id)}/book', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def check(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderPayment:
        """Ask the provider now. A worker asks how the payment stands."""
        return self._sender.call(m.ProviderPayment, 'POST', f'/api/v1/provider-payments/{path_part(id)}/check', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def close(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderPayment:
        """Await a payment no more. What the provider tells later still counts."""
        return self._sender.call(m.ProviderPayment, 'POST', f'/api/v1/provider-payments/{path_part(id)}/close', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def match(self, id: int, *, payment: int, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderPayment:
        """Say that a payment is money that the books have. Nothing is booked: of the same client, amount, currency and account, three days away at most, and of no provider."""
        return self._sender.call(m.ProviderPayment, 'POST', f'/api/v1/provider-payments/{path_part(id)}/match', body={'payment': payment, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resolve(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ProviderPayment:
        """Say that a payment was seen to. Flagged again only when the provider tells something new."""
        return self._sender.call(m.ProviderPayment, 'POST', f'/api/v1/provider-payments/{path_part(id)}/resolve', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class QuarantinedRowsNoun:
    """/quarantined-rows"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, file_sha256: str | Unset = UNSET, import_: _t.Literal['clients', 'contracts', 'invoices', 'shifts'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.QuarantinedRow]:
        """List quarantined rows. Rows that an import refused and kept. Beside `manage_quarantined_rows`, mending needs the right to that import. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.QuarantinedRow, 'GET', '/api/v1/quarantined-rows', query={'file_sha256': file_sha256, 'import': import_, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, file_sha256: str | Unset = UNSET, import_: _t.Literal['clients', 'contracts', 'invoices', 'shifts'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET) -> Iterator[m.QuarantinedRow]:
        """List quarantined rows. Rows that an import refused and kept. Beside `manage_quarantined_rows`, mending needs the right to that import. All of them, page by page as they are read."""
        return self._sender.each(m.QuarantinedRow, 'GET', '/api/v1/quarantined-rows', query={'file_sha256': file_sha256, 'import': import_, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'import', 'file_name', 'file_sha256', 'line', 'key', 'cells', 'errors', 'object_kind', 'object_id', 'state', 'created_at', 'updated_at']] | Unset = UNSET, file_sha256: str | Unset = UNSET, import_: _t.Literal['clients', 'contracts', 'invoices', 'shifts'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.QuarantinedRowPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.QuarantinedRowPart, 'GET', '/api/v1/quarantined-rows', query={'fields': fields, 'file_sha256': file_sha256, 'import': import_, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'import', 'file_name', 'file_sha256', 'line', 'key', 'cells', 'errors', 'object_kind', 'object_id', 'state', 'created_at', 'updated_at']] | Unset = UNSET, file_sha256: str | Unset = UNSET, import_: _t.Literal['clients', 'contracts', 'invoices', 'shifts'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET) -> Iterator[m.QuarantinedRowPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.QuarantinedRowPart, 'GET', '/api/v1/quarantined-rows', query={'fields': fields, 'file_sha256': file_sha256, 'import': import_, 'limit': limit, 'order': order, 'state': state})

    def get(self, id: int) -> m.QuarantinedRow:
        """Read one quarantined row. Rows that an import refused and kept. Beside `manage_quarantined_rows`, mending needs the right to that import."""
        return self._sender.call(m.QuarantinedRow, 'GET', f'/api/v1/quarantined-rows/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'import', 'file_name', 'file_sha256', 'line', 'key', 'cells', 'errors', 'object_kind', 'object_id', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.QuarantinedRowPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.QuarantinedRowPart, 'GET', f'/api/v1/quarantined-rows/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, cells: dict[str, str] | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.QuarantinedRow:
        """Mend a row and try it. The mended row goes through the checks and the act of its import. `state` tells what came of it: taken, or waiting with the new `errors`; what was mended is kept in either case. Refused (409) where it waits no more."""
        return self._sender.call(m.QuarantinedRow, 'PATCH', f'/api/v1/quarantined-rows/{path_part(id)}', body={'cells': cells, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def discard(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.QuarantinedRow:
        """Discard a row. It is not wanted, and waits no more. Needs a reason."""
        return self._sender.call(m.QuarantinedRow, 'POST', f'/api/v1/quarantined-rows/{path_part(id)}/discard', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def retry(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.QuarantinedRow:
        """Try a row again. As it is, as when a client that was missing is there now. `state` tells what came of it: taken, or waiting with the new `errors`."""
        return self._sender.call(m.QuarantinedRow, 'POST', f'/api/v1/quarantined-rows/{path_part(id)}/retry', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class RefundsNoun:
    """/refunds"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, payment: int | Unset = UNSET, state: _t.Literal['approved', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.Refund]:
        """List refunds. Refunds. One is asked for at the payment: `POST /payments/{id}/refund`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Refund, 'GET', '/api/v1/refunds', query={'client': client, 'limit': limit, 'order': order, 'payment': payment, 'state': state}, after=after)

    def each(self, *, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, payment: int | Unset = UNSET, state: _t.Literal['approved', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.Refund]:
        """List refunds. Refunds. One is asked for at the payment: `POST /payments/{id}/refund`. All of them, page by page as they are read."""
        return self._sender.each(m.Refund, 'GET', '/api/v1/refunds', query={'client': client, 'limit': limit, 'order': order, 'payment': payment, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'payment', 'client', 'amount', 'currency', 'method', 'iban', 'payee', 'reason', 'needs_approval', 'state', 'payouts', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['payment', 'client']] | Unset = UNSET, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, payment: int | Unset = UNSET, state: _t.Literal['approved', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.RefundPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.RefundPart, 'GET', '/api/v1/refunds', query={'fields': fields, 'expand': expand, 'client': client, 'limit': limit, 'order': order, 'payment': payment, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'payment', 'client', 'amount', 'currency', 'method', 'iban', 'payee', 'reason', 'needs_approval', 'state', 'payouts', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['payment', 'client']] | Unset = UNSET, client: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, payment: int | Unset = UNSET, state: _t.Literal['approved', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.RefundPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.RefundPart, 'GET', '/api/v1/refunds', query={'fields': fields, 'expand': expand, 'client': client, 'limit': limit, 'order': order, 'payment': payment, 'state': state})

    def get(self, id: int) -> m.Refund:
        """Read one refund. Refunds. One is asked for at the payment: `POST /payments/{id}/refund`."""
        return self._sender.call(m.Refund, 'GET', f'/api/v1/refunds/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'payment', 'client', 'amount', 'currency', 'method', 'iban', 'payee', 'reason', 'needs_approval', 'state', 'payouts', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['payment', 'client']] | Unset = UNSET) -> m.RefundPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.RefundPart, 'GET', f'/api/v1/refunds/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def pay_out(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Refund:
        """Record another pay-out. After the last one failed or was reversed. Refused (409) while one stands."""
        return self._sender.call(m.Refund, 'POST', f'/api/v1/refunds/{path_part(id)}/pay-out', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Refund:
        """Withdraw a refund. By who asked for it, while it waits for approval. The payment stays as it is."""
        return self._sender.call(m.Refund, 'POST', f'/api/v1/refunds/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ReportSchedulesNoun:
    """/report-schedules"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.ReportSchedule]:
        """List report schedules. Schedules of reports. What they made stands among the reports. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ReportSchedule, 'GET', '/api/v1/report-schedules', query={'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.ReportSchedule]:
        """List report schedules. Schedules of reports. What they made stands among the reports. All of them, page by page as they are read."""
        return self._sender.each(m.ReportSchedule, 'GET', '/api/v1/report-schedules', query={'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'client', 'cadence', 'weekday', 'month_day', 'at_time', 'told_role', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.ReportSchedulePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ReportSchedulePart, 'GET', '/api/v1/report-schedules', query={'fields': fields, 'expand': expand, 'kind': kind, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'client', 'cadence', 'weekday', 'month_day', 'at_time', 'told_role', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.ReportSchedulePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ReportSchedulePart, 'GET', '/api/v1/report-schedules', query={'fields': fields, 'expand': expand, 'kind': kind, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, kind: m.ReportKindEnum, at_time: str | Unset = UNSET, cadence: m.CadenceEnum | Unset = UNSET, client: int | None | Unset = UNSET, month_day: int | Unset = UNSET, reason: str | Unset = UNSET, told_role: m.ToldRoleEnum | Unset = UNSET, weekday: int | Unset = UNSET, idempotency_key: str | None = None) -> m.ReportSchedule:
        """Have a report made by itself. Kinds that are about one record (see `needs` in /reports/kinds) are not scheduled."""
        return self._sender.call(m.ReportSchedule, 'POST', '/api/v1/report-schedules', body={'at_time': at_time, 'cadence': cadence, 'client': client, 'kind': kind, 'month_day': month_day, 'reason': reason, 'told_role': told_role, 'weekday': weekday}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ReportSchedule:
        """Read one report schedule. Schedules of reports. What they made stands among the reports."""
        return self._sender.call(m.ReportSchedule, 'GET', f'/api/v1/report-schedules/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'client', 'cadence', 'weekday', 'month_day', 'at_time', 'told_role', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.ReportSchedulePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ReportSchedulePart, 'GET', f'/api/v1/report-schedules/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, at_time: str | Unset = UNSET, cadence: m.CadenceEnum | Unset = UNSET, client: int | None | Unset = UNSET, kind: m.ReportKindEnum | Unset = UNSET, month_day: int | Unset = UNSET, reason: str | Unset = UNSET, told_role: m.ToldRoleEnum | Unset = UNSET, weekday: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ReportSchedule:
        """Change a schedule. Sets the fields that are given."""
        return self._sender.call(m.ReportSchedule, 'PATCH', f'/api/v1/report-schedules/{path_part(id)}', body={'at_time': at_time, 'cadence': cadence, 'client': client, 'kind': kind, 'month_day': month_day, 'reason': reason, 'told_role': told_role, 'weekday': weekday}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ReportSchedule:
        """End a schedule. It makes no reports any more; those that it made stay."""
        return self._sender.call(m.ReportSchedule, 'POST', f'/api/v1/report-schedules/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ReportsNoun:
    """/reports"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.MadeReport]:
        """List reports. Reports are asked for here and made by a worker; poll one until its state is `ready`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.MadeReport, 'GET', '/api/v1/reports', query={'kind': kind, 'limit': limit, 'order': order}, after=after)

    def each(self, *, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.MadeReport]:
        """List reports. Reports are asked for here and made by a worker; poll one until its state is `ready`. All of them, page by page as they are read."""
        return self._sender.each(m.MadeReport, 'GET', '/api/v1/reports', query={'kind': kind, 'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'kind', 'params', 'client', 'state', 'error', 'holds', 'row_count', 'digest', 'journal_sequence', 'created_at', 'ended_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.MadeReportPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.MadeReportPart, 'GET', '/api/v1/reports', query={'fields': fields, 'expand': expand, 'kind': kind, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'kind', 'params', 'client', 'state', 'error', 'holds', 'row_count', 'digest', 'journal_sequence', 'created_at', 'ended_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, kind: _t.Literal['receivables', 'reconciliation', 'rules', 'statement', 'unmatched'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.MadeReportPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.MadeReportPart, 'GET', '/api/v1/reports', query={'fields': fields, 'expand': expand, 'kind': kind, 'limit': limit, 'order': order})

    def create(self, *, kind: m.ReportKindEnum, account: int | Unset = UNSET, as_of: _dt.date | Unset = UNSET, client: int | Unset = UNSET, contract: int | Unset = UNSET, run: int | Unset = UNSET, since: _dt.date | Unset = UNSET, until: _dt.date | Unset = UNSET, idempotency_key: str | None = None) -> m.MadeReport:
        """Make a report. Queued here, made by a worker in one consistent view of the books."""
        return self._sender.call(m.MadeReport, 'POST', '/api/v1/reports', body={'account': account, 'as_of': as_of, 'client': client, 'contract': contract, 'kind': kind, 'run': run, 'since': since, 'until': until}, idempotency_key=idempotency_key)

    def kinds(self) -> m.ReportKinds:
        """The kinds of report, and what each asks for. Kinds of report that the caller may have made."""
        return self._sender.call(m.ReportKinds, 'GET', '/api/v1/reports/kinds')

    def get(self, id: int) -> m.MadeReportDetail:
        """A report with its figures and first rows. Reports are asked for here and made by a worker; poll one until its state is `ready`."""
        return self._sender.call(m.MadeReportDetail, 'GET', f'/api/v1/reports/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'kind', 'params', 'client', 'state', 'error', 'holds', 'row_count', 'digest', 'journal_sequence', 'created_at', 'ended_at', 'totals', 'controls', 'rows']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.MadeReportDetailPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.MadeReportDetailPart, 'GET', f'/api/v1/reports/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def report_csv(self, id: int) -> bytes:
        """The report as CSV. Reports are asked for here and made by a worker; poll one until its state is `ready`."""
        return self._sender.call(bytes, 'GET', f'/api/v1/reports/{path_part(id)}/report.csv')

    def report_pdf(self, id: int, *, language: _t.Literal['en', 'uk'] | Unset = UNSET) -> bytes:
        """The report on paper. Reports are asked for here and made by a worker; poll one until its state is `ready`."""
        return self._sender.call(bytes, 'GET', f'/api/v1/reports/{path_part(id)}/report.pdf', query={'language': language})

    def report_xlsx(self, id: int) -> bytes:
        """The report as a workbook. Reports are asked for here and made by a worker; poll one until its state is `ready`."""
        return self._sender.call(bytes, 'GET', f'/api/v1/reports/{path_part(id)}/report.xlsx')


class RuleSetsNoun:
    """/rule-sets"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET, after: str | None = None) -> Page[m.RuleSet]:
        """List rule sets. Versions of the rules by which statement lines find their invoices. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.RuleSet, 'GET', '/api/v1/rule-sets', query={'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET) -> Iterator[m.RuleSet]:
        """List rule sets. Versions of the rules by which statement lines find their invoices. All of them, page by page as they are read."""
        return self._sender.each(m.RuleSet, 'GET', '/api/v1/rule-sets', query={'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'name', 'rules', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET, after: str | None = None) -> Page[m.RuleSetPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.RuleSetPart, 'GET', '/api/v1/rule-sets', query={'fields': fields, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'name', 'rules', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'draft', 'retired'] | Unset = UNSET) -> Iterator[m.RuleSetPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.RuleSetPart, 'GET', '/api/v1/rule-sets', query={'fields': fields, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, name: str, rules: Sequence[m.RuleBodyRequest], idempotency_key: str | None = None) -> m.RuleSet:
        """Draft rules. They are the next version: rules are never edited. Have it tried, then switch it on."""
        return self._sender.call(m.RuleSet, 'POST', '/api/v1/rule-sets', body={'name': name, 'rules': rules}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.RuleSet:
        """Read one rule set. Versions of the rules by which statement lines find their invoices."""
        return self._sender.call(m.RuleSet, 'GET', f'/api/v1/rule-sets/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'name', 'rules', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.RuleSetPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.RuleSetPart, 'GET', f'/api/v1/rule-sets/{path_part(id)}', query={'fields': fields})

    def activate(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.RuleSet:
        """Switch rules on. New runs use them. Refused (409) without a back-test that was done, and where it was less precise than the company demands."""
        return self._sender.call(m.RuleSet, 'POST', f'/api/v1/rule-sets/{path_part(id)}/activate', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def back_tests(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.BackTest]:
        """List the back-tests of a rule set. The newest first. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BackTest, 'GET', f'/api/v1/rule-sets/{path_part(id)}/back-tests', query={'limit': limit, 'order': order}, after=after)

    def each_back_tests(self, id: int, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.BackTest]:
        """List the back-tests of a rule set. The newest first. All of them, page by page as they are read."""
        return self._sender.each(m.BackTest, 'GET', f'/api/v1/rule-sets/{path_part(id)}/back-tests', query={'limit': limit, 'order': order})

    def back_tests_page_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'state', 'requested_by', 'decision_count', 'hit_count', 'false_count', 'conflict_count', 'offered_count', 'missed_count', 'precision_percent', 'input_digest', 'error', 'created_at', 'started_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.BackTestPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.BackTestPart, 'GET', f'/api/v1/rule-sets/{path_part(id)}/back-tests', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def back_tests_each_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'state', 'requested_by', 'decision_count', 'hit_count', 'false_count', 'conflict_count', 'offered_count', 'missed_count', 'precision_percent', 'input_digest', 'error', 'created_at', 'started_at', 'ended_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.BackTestPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.BackTestPart, 'GET', f'/api/v1/rule-sets/{path_part(id)}/back-tests', query={'fields': fields, 'limit': limit, 'order': order})

    def create_back_tests(self, id: int, *, idempotency_key: str | None = None) -> m.BackTest:
        """Try rules on past decisions. Noted here, done by a worker; see the back-tests of the rule set for its figures. One that waits or is at work is answered instead."""
        return self._sender.call(m.BackTest, 'POST', f'/api/v1/rule-sets/{path_part(id)}/back-tests', body={}, idempotency_key=idempotency_key)

    def retire(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.RuleSet:
        """Take rules out of use. The newest other version that is active is used then, or Oblik's own rules."""
        return self._sender.call(m.RuleSet, 'POST', f'/api/v1/rule-sets/{path_part(id)}/retire', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class RunsNoun:
    """/runs"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['cancelled', 'checked', 'completed', 'failed', 'queued', 'running', 'suspect'] | Unset = UNSET, after: str | None = None) -> Page[m.Run]:
        """List runs. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Run, 'GET', '/api/v1/runs', query={'account': account, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['cancelled', 'checked', 'completed', 'failed', 'queued', 'running', 'suspect'] | Unset = UNSET) -> Iterator[m.Run]:
        """List runs. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final. All of them, page by page as they are read."""
        return self._sender.each(m.Run, 'GET', '/api/v1/runs', query={'account': account, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'starts_on', 'ends_before', 'rule_set', 'state', 'input_digest', 'result_digest', 'inputs_changed', 'line_count', 'accepted_count', 'proposed_count', 'ignored_count', 'unmatched_count', 'position', 'total', 'error', 'created_at', 'started_at', 'finished_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['cancelled', 'checked', 'completed', 'failed', 'queued', 'running', 'suspect'] | Unset = UNSET, after: str | None = None) -> Page[m.RunPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.RunPart, 'GET', '/api/v1/runs', query={'fields': fields, 'expand': expand, 'account': account, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'starts_on', 'ends_before', 'rule_set', 'state', 'input_digest', 'result_digest', 'inputs_changed', 'line_count', 'accepted_count', 'proposed_count', 'ignored_count', 'unmatched_count', 'position', 'total', 'error', 'created_at', 'started_at', 'finished_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['cancelled', 'checked', 'completed', 'failed', 'queued', 'running', 'suspect'] | Unset = UNSET) -> Iterator[m.RunPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.RunPart, 'GET', '/api/v1/runs', query={'fields': fields, 'expand': expand, 'account': account, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, account: int, ends_before: _dt.date | Unset = UNSET, starts_on: _dt.date | Unset = UNSET, idempotency_key: str | None = None) -> m.Run:
        """Start a run. Queued here, done by a worker: it settles lines with invoices where the rule set is sure, and proposes the rest."""
        return self._sender.call(m.Run, 'POST', '/api/v1/runs', body={'account': account, 'ends_before': ends_before, 'starts_on': starts_on}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Run:
        """Read one run. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final."""
        return self._sender.call(m.Run, 'GET', f'/api/v1/runs/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'starts_on', 'ends_before', 'rule_set', 'state', 'input_digest', 'result_digest', 'inputs_changed', 'line_count', 'accepted_count', 'proposed_count', 'ignored_count', 'unmatched_count', 'position', 'total', 'error', 'created_at', 'started_at', 'finished_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET) -> m.RunPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.RunPart, 'GET', f'/api/v1/runs/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def cancel(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Run:
        """Cancel a run. The worker stops behind the chunk in hand; what is settled stays settled."""
        return self._sender.call(m.Run, 'POST', f'/api/v1/runs/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def report(self, id: int) -> m.Report:
        """The report of a run, with its controls. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final."""
        return self._sender.call(m.Report, 'GET', f'/api/v1/runs/{path_part(id)}/report')

    def report_csv(self, id: int) -> bytes:
        """The report as CSV. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final."""
        return self._sender.call(bytes, 'GET', f'/api/v1/runs/{path_part(id)}/report.csv')

    def report_xlsx(self, id: int) -> bytes:
        """The report as a workbook. Reconciliation runs. A run is started here and done by a worker; poll it until its state is final."""
        return self._sender.call(bytes, 'GET', f'/api/v1/runs/{path_part(id)}/report.xlsx')


class SealsNoun:
    """/seals"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.Seal]:
        """List seals. Seals of the journal. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Seal, 'GET', '/api/v1/seals', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.Seal]:
        """List seals. Seals of the journal. All of them, page by page as they are read."""
        return self._sender.each(m.Seal, 'GET', '/api/v1/seals', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'first', 'last', 'last_hash', 'previous_root', 'root', 'signature', 'key_id', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.SealPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.SealPart, 'GET', '/api/v1/seals', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'first', 'last', 'last_hash', 'previous_root', 'root', 'signature', 'key_id', 'created_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.SealPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.SealPart, 'GET', '/api/v1/seals', query={'fields': fields, 'limit': limit, 'order': order})

    def get(self, id: int) -> m.Seal:
        """Read one seal. Seals of the journal."""
        return self._sender.call(m.Seal, 'GET', f'/api/v1/seals/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'first', 'last', 'last_hash', 'previous_root', 'root', 'signature', 'key_id', 'created_at']] | Unset = UNSET) -> m.SealPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.SealPart, 'GET', f'/api/v1/seals/{path_part(id)}', query={'fields': fields})


class ShiftRequestsNoun:
    """/shift-requests"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, employee: int | Unset = UNSET, kind: _t.Literal['give', 'swap', 'take'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, state: _t.Literal['approved', 'asked', 'declined', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.ShiftRequest]:
        """List shift requests. Requests for shifts. Who does not keep the roster sees their own, and those that they are asked in. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ShiftRequest, 'GET', '/api/v1/shift-requests', query={'employee': employee, 'kind': kind, 'limit': limit, 'order': order, 'shift': shift, 'state': state}, after=after)

    def each(self, *, employee: int | Unset = UNSET, kind: _t.Literal['give', 'swap', 'take'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, state: _t.Literal['approved', 'asked', 'declined', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.ShiftRequest]:
        """List shift requests. Requests for shifts. Who does not keep the roster sees their own, and those that they are asked in. All of them, page by page as they are read."""
        return self._sender.each(m.ShiftRequest, 'GET', '/api/v1/shift-requests', query={'employee': employee, 'kind': kind, 'limit': limit, 'order': order, 'shift': shift, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'shift', 'employee', 'colleague', 'other_shift', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['shift', 'employee', 'colleague', 'other_shift']] | Unset = UNSET, employee: int | Unset = UNSET, kind: _t.Literal['give', 'swap', 'take'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, state: _t.Literal['approved', 'asked', 'declined', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.ShiftRequestPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ShiftRequestPart, 'GET', '/api/v1/shift-requests', query={'fields': fields, 'expand': expand, 'employee': employee, 'kind': kind, 'limit': limit, 'order': order, 'shift': shift, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'shift', 'employee', 'colleague', 'other_shift', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['shift', 'employee', 'colleague', 'other_shift']] | Unset = UNSET, employee: int | Unset = UNSET, kind: _t.Literal['give', 'swap', 'take'] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, shift: int | Unset = UNSET, state: _t.Literal['approved', 'asked', 'declined', 'in_approval', 'rejected', 'withdrawn'] | Unset = UNSET) -> Iterator[m.ShiftRequestPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ShiftRequestPart, 'GET', '/api/v1/shift-requests', query={'fields': fields, 'expand': expand, 'employee': employee, 'kind': kind, 'limit': limit, 'order': order, 'shift': shift, 'state': state})

    def create(self, *, employee: int, kind: m.ShiftRequestKindEnum, shift: int, colleague: int | None | Unset = UNSET, note: str | Unset = UNSET, other_shift: int | None | Unset = UNSET, idempotency_key: str | None = None) -> m.ShiftRequest:
        """Ask for a shift. Who is no planner asks for themself. Refused (409) with every rule of the roster that it would break."""
        return self._sender.call(m.ShiftRequest, 'POST', '/api/v1/shift-requests', body={'colleague': colleague, 'employee': employee, 'kind': kind, 'note': note, 'other_shift': other_shift, 'shift': shift}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.ShiftRequest:
        """Read one shift request. Requests for shifts. Who does not keep the roster sees their own, and those that they are asked in."""
        return self._sender.call(m.ShiftRequest, 'GET', f'/api/v1/shift-requests/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'kind', 'shift', 'employee', 'colleague', 'other_shift', 'note', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['shift', 'employee', 'colleague', 'other_shift']] | Unset = UNSET) -> m.ShiftRequestPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ShiftRequestPart, 'GET', f'/api/v1/shift-requests/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def accept(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ShiftRequest:
        """Agree as the colleague. asked -> in_approval, or approved and done where no policy applies; by the colleague. Raises Refused with every broken rule."""
        return self._sender.call(m.ShiftRequest, 'POST', f'/api/v1/shift-requests/{path_part(id)}/accept', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def decline(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ShiftRequest:
        """Decline as the colleague. asked -> declined, by the colleague."""
        return self._sender.call(m.ShiftRequest, 'POST', f'/api/v1/shift-requests/{path_part(id)}/decline', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.ShiftRequest:
        """Take a request back. asked, in_approval -> withdrawn, by who asked or by the colleague who had agreed."""
        return self._sender.call(m.ShiftRequest, 'POST', f'/api/v1/shift-requests/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ShiftTemplatesNoun:
    """/shift-templates"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Template]:
        """List shift templates. Shift templates. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Template, 'GET', '/api/v1/shift-templates', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Template]:
        """List shift templates. Shift templates. All of them, page by page as they are read."""
        return self._sender.each(m.Template, 'GET', '/api/v1/shift-templates', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'site', 'role', 'line', 'begins', 'ends', 'break_minutes', 'skill', 'needed_count', 'weekdays', 'contract', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.TemplatePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.TemplatePart, 'GET', '/api/v1/shift-templates', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'site', 'role', 'line', 'begins', 'ends', 'break_minutes', 'skill', 'needed_count', 'weekdays', 'contract', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.TemplatePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.TemplatePart, 'GET', '/api/v1/shift-templates', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def create(self, *, begins: str, code: str, ends: str, role: str, site: int, break_minutes: int | Unset = UNSET, contract: int | None | Unset = UNSET, line: str | Unset = UNSET, needed_count: int | Unset = UNSET, skill: int | None | Unset = UNSET, weekdays: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Template:
        """Enter a shift template. Shifts are made of it by the roll-out of its site. Refused (409) for a code that is taken."""
        return self._sender.call(m.Template, 'POST', '/api/v1/shift-templates', body={'begins': begins, 'break_minutes': break_minutes, 'code': code, 'contract': contract, 'ends': ends, 'line': line, 'needed_count': needed_count, 'role': role, 'site': site, 'skill': skill, 'weekdays': weekdays}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Template:
        """Read one shift template. Shift templates."""
        return self._sender.call(m.Template, 'GET', f'/api/v1/shift-templates/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'site', 'role', 'line', 'begins', 'ends', 'break_minutes', 'skill', 'needed_count', 'weekdays', 'contract', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET) -> m.TemplatePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.TemplatePart, 'GET', f'/api/v1/shift-templates/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, begins: str | Unset = UNSET, break_minutes: int | Unset = UNSET, code: str | Unset = UNSET, contract: int | None | Unset = UNSET, ends: str | Unset = UNSET, line: str | Unset = UNSET, needed_count: int | Unset = UNSET, role: str | Unset = UNSET, site: int | Unset = UNSET, skill: int | None | Unset = UNSET, weekdays: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Template:
        """Change a shift template. Sets the fields that are given; shifts that were made of it stay as they are."""
        return self._sender.call(m.Template, 'PATCH', f'/api/v1/shift-templates/{path_part(id)}', body={'begins': begins, 'break_minutes': break_minutes, 'code': code, 'contract': contract, 'ends': ends, 'line': line, 'needed_count': needed_count, 'role': role, 'site': site, 'skill': skill, 'weekdays': weekdays}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Template:
        """Archive a shift template. active -> archived: no more shifts are made of it."""
        return self._sender.call(m.Template, 'POST', f'/api/v1/shift-templates/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Template:
        """Use a shift template again. archived -> active."""
        return self._sender.call(m.Template, 'POST', f'/api/v1/shift-templates/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class ShiftsNoun:
    """/shifts"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, contract: int | Unset = UNSET, day_from: _dt.date | Unset = UNSET, day_until: _dt.date | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['approved', 'billed', 'cancelled', 'closed', 'in_progress', 'planned', 'published'] | Unset = UNSET, after: str | None = None) -> Page[m.Shift]:
        """List shifts. Shifts. Who does not keep the roster sees the published ones that they are on. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Shift, 'GET', '/api/v1/shifts', query={'contract': contract, 'day_from': day_from, 'day_until': day_until, 'employee': employee, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each(self, *, contract: int | Unset = UNSET, day_from: _dt.date | Unset = UNSET, day_until: _dt.date | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['approved', 'billed', 'cancelled', 'closed', 'in_progress', 'planned', 'published'] | Unset = UNSET) -> Iterator[m.Shift]:
        """List shifts. Shifts. Who does not keep the roster sees the published ones that they are on. All of them, page by page as they are read."""
        return self._sender.each(m.Shift, 'GET', '/api/v1/shifts', query={'contract': contract, 'day_from': day_from, 'day_until': day_until, 'employee': employee, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'site', 'on', 'starts_at', 'ends_at', 'role', 'line', 'break_minutes', 'skill', 'needed_count', 'is_open', 'contract', 'note', 'close_number', 'closed_at', 'state', 'people', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET, contract: int | Unset = UNSET, day_from: _dt.date | Unset = UNSET, day_until: _dt.date | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['approved', 'billed', 'cancelled', 'closed', 'in_progress', 'planned', 'published'] | Unset = UNSET, after: str | None = None) -> Page[m.ShiftPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.ShiftPart, 'GET', '/api/v1/shifts', query={'fields': fields, 'expand': expand, 'contract': contract, 'day_from': day_from, 'day_until': day_until, 'employee': employee, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'site', 'on', 'starts_at', 'ends_at', 'role', 'line', 'break_minutes', 'skill', 'needed_count', 'is_open', 'contract', 'note', 'close_number', 'closed_at', 'state', 'people', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET, contract: int | Unset = UNSET, day_from: _dt.date | Unset = UNSET, day_until: _dt.date | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['approved', 'billed', 'cancelled', 'closed', 'in_progress', 'planned', 'published'] | Unset = UNSET) -> Iterator[m.ShiftPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.ShiftPart, 'GET', '/api/v1/shifts', query={'fields': fields, 'expand': expand, 'contract': contract, 'day_from': day_from, 'day_until': day_until, 'employee': employee, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def create(self, *, ends_at: _dt.datetime, role: str, site: int, starts_at: _dt.datetime, break_minutes: int | Unset = UNSET, contract: int | None | Unset = UNSET, line: str | Unset = UNSET, needed_count: int | Unset = UNSET, note: str | Unset = UNSET, skill: int | None | Unset = UNSET, idempotency_key: str | None = None) -> m.Shift:
        """Plan a shift. It counts once it is published."""
        return self._sender.call(m.Shift, 'POST', '/api/v1/shifts', body={'break_minutes': break_minutes, 'contract': contract, 'ends_at': ends_at, 'line': line, 'needed_count': needed_count, 'note': note, 'role': role, 'site': site, 'skill': skill, 'starts_at': starts_at}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Plan many shifts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/shifts/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def bulk_cancel(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Cancel many shifts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/shifts/bulk/cancel', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_close(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Close many shifts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/shifts/bulk/close', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_publish(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Publish many shifts. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/shifts/bulk/publish', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_submit_hours(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Give the hours of many shifts for approval. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/shifts/bulk/submit-hours', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Shift:
        """Read one shift. Shifts. Who does not keep the roster sees the published ones that they are on."""
        return self._sender.call(m.Shift, 'GET', f'/api/v1/shifts/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'site', 'on', 'starts_at', 'ends_at', 'role', 'line', 'break_minutes', 'skill', 'needed_count', 'is_open', 'contract', 'note', 'close_number', 'closed_at', 'state', 'people', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site', 'skill', 'contract']] | Unset = UNSET) -> m.ShiftPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.ShiftPart, 'GET', f'/api/v1/shifts/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, break_minutes: int | Unset = UNSET, contract: int | None | Unset = UNSET, ends_at: _dt.datetime | Unset = UNSET, line: str | Unset = UNSET, needed_count: int | Unset = UNSET, note: str | Unset = UNSET, role: str | Unset = UNSET, site: int | Unset = UNSET, skill: int | None | Unset = UNSET, starts_at: _dt.datetime | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Change a shift. Sets the fields that are given; times and site only while it is planned. Refused (409) where somebody on it would be on two shifts at once."""
        return self._sender.call(m.Shift, 'PATCH', f'/api/v1/shifts/{path_part(id)}', body={'break_minutes': break_minutes, 'contract': contract, 'ends_at': ends_at, 'line': line, 'needed_count': needed_count, 'note': note, 'role': role, 'site': site, 'skill': skill, 'starts_at': starts_at}, idempotency_key=idempotency_key, if_match=if_match)

    def assign(self, id: int, *, employees: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Put people on a shift. Refused (409), with every reason: who is on it or elsewhere in that time, who does not work here then, more people than are needed."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/assign', body={'employees': employees, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def cancel(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Cancel a shift. A published one needs a reason."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def close(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Close a shift. With the site's next close number; the hours of everybody are written down. Refused (409), with every reason: clockings that do not tell the hours, an earlier shift of its site and line that is not closed."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/close', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def hours(self, id: int) -> m.Hours:
        """Read the hours of a shift. Shifts. Who does not keep the roster sees the published ones that they are on."""
        return self._sender.call(m.Hours, 'GET', f'/api/v1/shifts/{path_part(id)}/hours')

    def move(self, id: int, *, employee: int, from_shift: int, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Move a person from another shift to this one. Both or neither. If-Match is the version of the shift that they come to."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/move', body={'employee': employee, 'from_shift': from_shift, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def open(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Offer a shift. Who may work it can ask for it once it is published."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/open', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def publish(self, id: int, *, allow_gaps: bool | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Publish a shift. Refused (409) with every rule of the roster that it breaks, by whom and when."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/publish', body={'allow_gaps': allow_gaps, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def reopen(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Reopen a closed shift. The closing stays on record; the next one has a new number. Hours that wait for approval are not approved."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/reopen', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def replace(self, id: int, *, comes: int, leaves: int, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Put somebody on a shift in another's place. Both or neither. Refused (409) with every rule that the other would break."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/replace', body={'comes': comes, 'leaves': leaves, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def shut(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Offer a shift no more. Who has asked for it stays asked."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/shut', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def start(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Start a shift. The first who clocks in starts it too."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/start', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def submit_hours(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Give the hours of a closed shift for approval. Approved at once where no policy applies, else closed until its approvers decide. Refused (409) for who worked on the shift, and where something was clocked after the close."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/submit-hours', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def unassign(self, id: int, *, employees: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Take people off a shift. Refused (422) for who is not on it."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/unassign', body={'employees': employees, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def unpublish(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Take a shift back from the roster. published -> planned, with its people; to change its times or its site."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/unpublish', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw_hours(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Shift:
        """Take hours back from their approvers. Takes the hours back from their approvers, by who gave them."""
        return self._sender.call(m.Shift, 'POST', f'/api/v1/shifts/{path_part(id)}/withdraw-hours', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class SitesNoun:
    """/sites"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Site]:
        """List sites. Sites. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Site, 'GET', '/api/v1/sites', query={'code': code, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Site]:
        """List sites. Sites. All of them, page by page as they are read."""
        return self._sender.each(m.Site, 'GET', '/api/v1/sites', query={'code': code, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'time_zone', 'address', 'client', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.SitePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.SitePart, 'GET', '/api/v1/sites', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'time_zone', 'address', 'client', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.SitePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.SitePart, 'GET', '/api/v1/sites', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, code: str, name: str, time_zone: str, address: str | Unset = UNSET, client: int | None | Unset = UNSET, idempotency_key: str | None = None) -> m.Site:
        """Enter a site. Refused (409) for a code that is taken."""
        return self._sender.call(m.Site, 'POST', '/api/v1/sites', body={'address': address, 'client': client, 'code': code, 'name': name, 'time_zone': time_zone}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Site:
        """Read one site. Sites."""
        return self._sender.call(m.Site, 'GET', f'/api/v1/sites/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'time_zone', 'address', 'client', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client']] | Unset = UNSET) -> m.SitePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.SitePart, 'GET', f'/api/v1/sites/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, address: str | Unset = UNSET, client: int | None | Unset = UNSET, code: str | Unset = UNSET, name: str | Unset = UNSET, time_zone: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Site:
        """Change a site. Sets the fields that are given."""
        return self._sender.call(m.Site, 'PATCH', f'/api/v1/sites/{path_part(id)}', body={'address': address, 'client': client, 'code': code, 'name': name, 'time_zone': time_zone}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Site:
        """Archive a site. active -> archived: what stands keeps it, nothing new takes it."""
        return self._sender.call(m.Site, 'POST', f'/api/v1/sites/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def copy_roster(self, id: int, *, before: _dt.date, begins: _dt.date, to: _dt.date, reason: str | Unset = UNSET, with_people: bool | Unset = UNSET, idempotency_key: str | None = None) -> m.RolledOut:
        """Plan the shifts of some days of a site again. At the same times on the wall, with the people whom no rule keeps from it. At most 1,000."""
        return self._sender.call(m.RolledOut, 'POST', f'/api/v1/sites/{path_part(id)}/copy-roster', body={'before': before, 'begins': begins, 'reason': reason, 'to': to, 'with_people': with_people}, idempotency_key=idempotency_key)

    def publish_roster(self, id: int, *, before: _dt.date, begins: _dt.date, allow_gaps: bool | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Published:
        """Publish the roster of a site. What is planned on these days, as a whole or not at all: refused (409) with every rule that is broken. At most 1,000 shifts."""
        return self._sender.call(m.Published, 'POST', f'/api/v1/sites/{path_part(id)}/publish-roster', body={'allow_gaps': allow_gaps, 'before': before, 'begins': begins, 'reason': reason}, idempotency_key=idempotency_key)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Site:
        """Use a site again. archived -> active."""
        return self._sender.call(m.Site, 'POST', f'/api/v1/sites/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def roll_out(self, id: int, *, before: _dt.date, begins: _dt.date, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.RolledOut:
        """Plan shifts of the templates of a site. A shift of each template on each of its weekdays; asked twice it makes nothing twice. At most 1,000."""
        return self._sender.call(m.RolledOut, 'POST', f'/api/v1/sites/{path_part(id)}/roll-out', body={'before': before, 'begins': begins, 'reason': reason}, idempotency_key=idempotency_key)


class SkillsNoun:
    """/skills"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Skill]:
        """List skills. Skills. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Skill, 'GET', '/api/v1/skills', query={'code': code, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Skill]:
        """List skills. Skills. All of them, page by page as they are read."""
        return self._sender.each(m.Skill, 'GET', '/api/v1/skills', query={'code': code, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'state', 'created_at', 'updated_at']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.SkillPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.SkillPart, 'GET', '/api/v1/skills', query={'fields': fields, 'code': code, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'state', 'created_at', 'updated_at']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.SkillPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.SkillPart, 'GET', '/api/v1/skills', query={'fields': fields, 'code': code, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, code: str, name: str, idempotency_key: str | None = None) -> m.Skill:
        """Enter a skill. Refused (409) for a code that is taken."""
        return self._sender.call(m.Skill, 'POST', '/api/v1/skills', body={'code': code, 'name': name}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Skill:
        """Read one skill. Skills."""
        return self._sender.call(m.Skill, 'GET', f'/api/v1/skills/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.SkillPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.SkillPart, 'GET', f'/api/v1/skills/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, code: str | Unset = UNSET, name: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Skill:
        """Change a skill. Sets the fields that are given."""
        return self._sender.call(m.Skill, 'PATCH', f'/api/v1/skills/{path_part(id)}', body={'code': code, 'name': name}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Skill:
        """Archive a skill. active -> archived: what stands keeps it, nothing new takes it."""
        return self._sender.call(m.Skill, 'POST', f'/api/v1/skills/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Skill:
        """Use a skill again. archived -> active."""
        return self._sender.call(m.Skill, 'POST', f'/api/v1/skills/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class SlaPlansNoun:
    """/sla-plans"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, calendar: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Plan]:
        """List sla plans. Service level plans. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Plan, 'GET', '/api/v1/sla-plans', query={'calendar': calendar, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, calendar: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Plan]:
        """List sla plans. Service level plans. All of them, page by page as they are read."""
        return self._sender.each(m.Plan, 'GET', '/api/v1/sla-plans', query={'calendar': calendar, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'calendar', 'urgent_response', 'urgent_resolution', 'high_response', 'high_resolution', 'normal_response', 'normal_resolution', 'low_response', 'low_resolution', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['calendar']] | Unset = UNSET, calendar: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.PlanPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.PlanPart, 'GET', '/api/v1/sla-plans', query={'fields': fields, 'expand': expand, 'calendar': calendar, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'calendar', 'urgent_response', 'urgent_resolution', 'high_response', 'high_resolution', 'normal_response', 'normal_resolution', 'low_response', 'low_resolution', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['calendar']] | Unset = UNSET, calendar: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.PlanPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.PlanPart, 'GET', '/api/v1/sla-plans', query={'fields': fields, 'expand': expand, 'calendar': calendar, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, calendar: int, name: str, high_resolution: int | Unset = UNSET, high_response: int | Unset = UNSET, low_resolution: int | Unset = UNSET, low_response: int | Unset = UNSET, normal_resolution: int | Unset = UNSET, normal_response: int | Unset = UNSET, urgent_resolution: int | Unset = UNSET, urgent_response: int | Unset = UNSET, idempotency_key: str | None = None) -> m.Plan:
        """Enter a service level plan. Targets in working minutes of the calendar."""
        return self._sender.call(m.Plan, 'POST', '/api/v1/sla-plans', body={'calendar': calendar, 'high_resolution': high_resolution, 'high_response': high_response, 'low_resolution': low_resolution, 'low_response': low_response, 'name': name, 'normal_resolution': normal_resolution, 'normal_response': normal_response, 'urgent_resolution': urgent_resolution, 'urgent_response': urgent_response}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Plan:
        """Read one sla plan. Service level plans."""
        return self._sender.call(m.Plan, 'GET', f'/api/v1/sla-plans/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'calendar', 'urgent_response', 'urgent_resolution', 'high_response', 'high_resolution', 'normal_response', 'normal_resolution', 'low_response', 'low_resolution', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['calendar']] | Unset = UNSET) -> m.PlanPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.PlanPart, 'GET', f'/api/v1/sla-plans/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, calendar: int | Unset = UNSET, high_resolution: int | Unset = UNSET, high_response: int | Unset = UNSET, low_resolution: int | Unset = UNSET, low_response: int | Unset = UNSET, name: str | Unset = UNSET, normal_resolution: int | Unset = UNSET, normal_response: int | Unset = UNSET, urgent_resolution: int | Unset = UNSET, urgent_response: int | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Plan:
        """Change a service level plan. Due times that stand are left."""
        return self._sender.call(m.Plan, 'PATCH', f'/api/v1/sla-plans/{path_part(id)}', body={'calendar': calendar, 'high_resolution': high_resolution, 'high_response': high_response, 'low_resolution': low_resolution, 'low_response': low_response, 'name': name, 'normal_resolution': normal_resolution, 'normal_response': normal_response, 'urgent_resolution': urgent_resolution, 'urgent_response': urgent_response}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Plan:
        """Archive a service level plan. active -> archived: no new order takes it; orders that have it keep it. Refused while a contract promises it."""
        return self._sender.call(m.Plan, 'POST', f'/api/v1/sla-plans/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class StatementLinesNoun:
    """/statement-lines"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, account: int | Unset = UNSET, booked_before: _dt.date | Unset = UNSET, booked_from: _dt.date | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['ignored', 'matched', 'open', 'proposed'] | Unset = UNSET, statement: int | Unset = UNSET, after: str | None = None) -> Page[m.StatementLine]:
        """List statement lines. Lines of bank statements. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.StatementLine, 'GET', '/api/v1/statement-lines', query={'account': account, 'booked_before': booked_before, 'booked_from': booked_from, 'limit': limit, 'order': order, 'reference': reference, 'state': state, 'statement': statement}, after=after)

    def each(self, *, account: int | Unset = UNSET, booked_before: _dt.date | Unset = UNSET, booked_from: _dt.date | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['ignored', 'matched', 'open', 'proposed'] | Unset = UNSET, statement: int | Unset = UNSET) -> Iterator[m.StatementLine]:
        """List statement lines. Lines of bank statements. All of them, page by page as they are read."""
        return self._sender.each(m.StatementLine, 'GET', '/api/v1/statement-lines', query={'account': account, 'booked_before': booked_before, 'booked_from': booked_from, 'limit': limit, 'order': order, 'reference': reference, 'state': state, 'statement': statement})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'account', 'statement', 'position', 'booked_on', 'value_on', 'amount', 'currency', 'counterparty_name', 'counterparty_iban', 'counterparty_tax_id', 'remittance', 'reference', 'end_to_end_id', 'is_reversal', 'state']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET, account: int | Unset = UNSET, booked_before: _dt.date | Unset = UNSET, booked_from: _dt.date | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['ignored', 'matched', 'open', 'proposed'] | Unset = UNSET, statement: int | Unset = UNSET, after: str | None = None) -> Page[m.StatementLinePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.StatementLinePart, 'GET', '/api/v1/statement-lines', query={'fields': fields, 'expand': expand, 'account': account, 'booked_before': booked_before, 'booked_from': booked_from, 'limit': limit, 'order': order, 'reference': reference, 'state': state, 'statement': statement}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'account', 'statement', 'position', 'booked_on', 'value_on', 'amount', 'currency', 'counterparty_name', 'counterparty_iban', 'counterparty_tax_id', 'remittance', 'reference', 'end_to_end_id', 'is_reversal', 'state']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET, account: int | Unset = UNSET, booked_before: _dt.date | Unset = UNSET, booked_from: _dt.date | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, reference: str | Unset = UNSET, state: _t.Literal['ignored', 'matched', 'open', 'proposed'] | Unset = UNSET, statement: int | Unset = UNSET) -> Iterator[m.StatementLinePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.StatementLinePart, 'GET', '/api/v1/statement-lines', query={'fields': fields, 'expand': expand, 'account': account, 'booked_before': booked_before, 'booked_from': booked_from, 'limit': limit, 'order': order, 'reference': reference, 'state': state, 'statement': statement})

    def get(self, id: int) -> m.StatementLine:
        """Read one statement line. Lines of bank statements."""
        return self._sender.call(m.StatementLine, 'GET', f'/api/v1/statement-lines/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'account', 'statement', 'position', 'booked_on', 'value_on', 'amount', 'currency', 'counterparty_name', 'counterparty_iban', 'counterparty_tax_id', 'remittance', 'reference', 'end_to_end_id', 'is_reversal', 'state']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET) -> m.StatementLinePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.StatementLinePart, 'GET', f'/api/v1/statement-lines/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def open_again(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.StatementLine:
        """Open a line again. A line that was set aside: the next run looks at it again. Refused (409) for any other line."""
        return self._sender.call(m.StatementLine, 'POST', f'/api/v1/statement-lines/{path_part(id)}/open-again', body={'reason': reason}, idempotency_key=idempotency_key)

    def set_aside(self, id: int, *, reason: str, idempotency_key: str | None = None) -> m.StatementLine:
        """Set a line aside. It pays no invoice, for a reason that is kept: runs leave it alone. Refused (409) for a line that is not open."""
        return self._sender.call(m.StatementLine, 'POST', f'/api/v1/statement-lines/{path_part(id)}/set-aside', body={'reason': reason}, idempotency_key=idempotency_key)


class StatementProfilesNoun:
    """/statement-profiles"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, name: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.StatementProfile]:
        """List statement profiles. Mapping profiles: an upload names one, or it is found by its headers. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.StatementProfile, 'GET', '/api/v1/statement-profiles', query={'limit': limit, 'name': name, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, name: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.StatementProfile]:
        """List statement profiles. Mapping profiles: an upload names one, or it is found by its headers. All of them, page by page as they are read."""
        return self._sender.each(m.StatementProfile, 'GET', '/api/v1/statement-profiles', query={'limit': limit, 'name': name, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'body', 'account', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, limit: int | Unset = UNSET, name: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.StatementProfilePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.StatementProfilePart, 'GET', '/api/v1/statement-profiles', query={'fields': fields, 'expand': expand, 'limit': limit, 'name': name, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'body', 'account', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, limit: int | Unset = UNSET, name: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.StatementProfilePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.StatementProfilePart, 'GET', '/api/v1/statement-profiles', query={'fields': fields, 'expand': expand, 'limit': limit, 'name': name, 'order': order, 'state': state})

    def create(self, *, body: dict[str, _t.Any], name: str, account: int | None | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.StatementProfile:
        """Add a mapping profile. Refused (422) with every problem of the body and its place, such as `body.columns.amount`."""
        return self._sender.call(m.StatementProfile, 'POST', '/api/v1/statement-profiles', body={'account': account, 'body': body, 'name': name, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.StatementProfile:
        """Read one statement profile. Mapping profiles: an upload names one, or it is found by its headers."""
        return self._sender.call(m.StatementProfile, 'GET', f'/api/v1/statement-profiles/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'body', 'account', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET) -> m.StatementProfilePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.StatementProfilePart, 'GET', f'/api/v1/statement-profiles/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, account: int | None | Unset = UNSET, body: dict[str, _t.Any] | Unset = UNSET, name: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.StatementProfile:
        """Change a mapping profile. Sets the fields that are given; `body` is replaced whole."""
        return self._sender.call(m.StatementProfile, 'PATCH', f'/api/v1/statement-profiles/{path_part(id)}', body={'account': account, 'body': body, 'name': name, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.StatementProfile:
        """Archive a mapping profile. No file is read by it any more, and its name is free."""
        return self._sender.call(m.StatementProfile, 'POST', f'/api/v1/statement-profiles/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class StatementsNoun:
    """/statements"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['imported', 'quarantined', 'released'] | Unset = UNSET, after: str | None = None) -> Page[m.Statement]:
        """List statements. Bank statements. Upload one by POST as multipart/form-data with the part `file`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Statement, 'GET', '/api/v1/statements', query={'account': account, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['imported', 'quarantined', 'released'] | Unset = UNSET) -> Iterator[m.Statement]:
        """List statements. Bank statements. Upload one by POST as multipart/form-data with the part `file`. All of them, page by page as they are read."""
        return self._sender.each(m.Statement, 'GET', '/api/v1/statements', query={'account': account, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'currency', 'format', 'file_name', 'file_sha256', 'statement_id', 'sequence', 'starts_on', 'ends_on', 'opening', 'closing', 'credit', 'debit', 'balances', 'entry_count', 'new_count', 'state', 'problem', 'warnings', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['imported', 'quarantined', 'released'] | Unset = UNSET, after: str | None = None) -> Page[m.StatementPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.StatementPart, 'GET', '/api/v1/statements', query={'fields': fields, 'expand': expand, 'account': account, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'currency', 'format', 'file_name', 'file_sha256', 'statement_id', 'sequence', 'starts_on', 'ends_on', 'opening', 'closing', 'credit', 'debit', 'balances', 'entry_count', 'new_count', 'state', 'problem', 'warnings', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET, account: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['imported', 'quarantined', 'released'] | Unset = UNSET) -> Iterator[m.StatementPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.StatementPart, 'GET', '/api/v1/statements', query={'fields': fields, 'expand': expand, 'account': account, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, file: File, account: int | Unset = UNSET, profile: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Import:
        """Upload a statement. The file is read whole before anything is stored. The same file, or an overlapping period, adds no entry twice. A statement whose opening balance and lines are not its closing balance is kept in quarantine and not reconciled."""
        return self._sender.call(m.Import, 'POST', '/api/v1/statements', form={'account': account, 'file': file, 'profile': profile}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Statement:
        """Read one statement. Bank statements. Upload one by POST as multipart/form-data with the part `file`."""
        return self._sender.call(m.Statement, 'GET', f'/api/v1/statements/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'account', 'iban', 'currency', 'format', 'file_name', 'file_sha256', 'statement_id', 'sequence', 'starts_on', 'ends_on', 'opening', 'closing', 'credit', 'debit', 'balances', 'entry_count', 'new_count', 'state', 'problem', 'warnings', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account']] | Unset = UNSET) -> m.StatementPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.StatementPart, 'GET', f'/api/v1/statements/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def release(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Statement:
        """Release a statement from quarantine. Lets it be reconciled in spite of its problem: its lines come into force."""
        return self._sender.call(m.Statement, 'POST', f'/api/v1/statements/{path_part(id)}/release', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class TaxCodesNoun:
    """/tax-codes"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.TaxCode]:
        """List tax codes. The codes that lines of invoices name. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.TaxCode, 'GET', '/api/v1/tax-codes', query={'limit': limit, 'order': order}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.TaxCode]:
        """List tax codes. The codes that lines of invoices name. All of them, page by page as they are read."""
        return self._sender.each(m.TaxCode, 'GET', '/api/v1/tax-codes', query={'limit': limit, 'order': order})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'rate_percent', 'category', 'starts_on', 'ends_before']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, after: str | None = None) -> Page[m.TaxCodePart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.TaxCodePart, 'GET', '/api/v1/tax-codes', query={'fields': fields, 'limit': limit, 'order': order}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'rate_percent', 'category', 'starts_on', 'ends_before']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET) -> Iterator[m.TaxCodePart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.TaxCodePart, 'GET', '/api/v1/tax-codes', query={'fields': fields, 'limit': limit, 'order': order})

    def create(self, *, category: m.CategoryEnum, code: str, name: str, rate_percent: _Decimal, starts_on: _dt.date, ends_before: _dt.date | None | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.TaxCode:
        """Enter a tax code. Refused (409) for a code that is taken."""
        return self._sender.call(m.TaxCode, 'POST', '/api/v1/tax-codes', body={'category': category, 'code': code, 'ends_before': ends_before, 'name': name, 'rate_percent': rate_percent, 'reason': reason, 'starts_on': starts_on}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.TaxCode:
        """Read one tax code. The codes that lines of invoices name."""
        return self._sender.call(m.TaxCode, 'GET', f'/api/v1/tax-codes/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'rate_percent', 'category', 'starts_on', 'ends_before']] | Unset = UNSET) -> m.TaxCodePart:
        """Records in part: only `fields`."""
        return self._sender.call(m.TaxCodePart, 'GET', f'/api/v1/tax-codes/{path_part(id)}', query={'fields': fields})

    def end(self, id: int, *, ends_before: _dt.date, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.TaxCode:
        """End a tax code. Invoices keep it; a line with a tax point from `ends_before` on is refused (422). Refused (409) where the code has an end."""
        return self._sender.call(m.TaxCode, 'POST', f'/api/v1/tax-codes/{path_part(id)}/end', body={'ends_before': ends_before, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resume(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.TaxCode:
        """Resume a tax code. It has no end any more."""
        return self._sender.call(m.TaxCode, 'POST', f'/api/v1/tax-codes/{path_part(id)}/resume', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class TeamsNoun:
    """/teams"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Team]:
        """List teams. Teams. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Team, 'GET', '/api/v1/teams', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each(self, *, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Team]:
        """List teams. Teams. All of them, page by page as they are read."""
        return self._sender.each(m.Team, 'GET', '/api/v1/teams', query={'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'site', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.TeamPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.TeamPart, 'GET', '/api/v1/teams', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'site', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site']] | Unset = UNSET, code: str | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.TeamPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.TeamPart, 'GET', '/api/v1/teams', query={'fields': fields, 'expand': expand, 'code': code, 'limit': limit, 'order': order, 'site': site, 'state': state})

    def create(self, *, code: str, name: str, site: int | None | Unset = UNSET, idempotency_key: str | None = None) -> m.Team:
        """Enter a team. Refused (409) for a code that is taken."""
        return self._sender.call(m.Team, 'POST', '/api/v1/teams', body={'code': code, 'name': name, 'site': site}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Team:
        """Read one team. Teams."""
        return self._sender.call(m.Team, 'GET', f'/api/v1/teams/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'code', 'name', 'site', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['site']] | Unset = UNSET) -> m.TeamPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.TeamPart, 'GET', f'/api/v1/teams/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, code: str | Unset = UNSET, name: str | Unset = UNSET, site: int | None | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Team:
        """Change a team. Sets the fields that are given."""
        return self._sender.call(m.Team, 'PATCH', f'/api/v1/teams/{path_part(id)}', body={'code': code, 'name': name, 'site': site}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Team:
        """Archive a team. active -> archived: what stands keeps it, nothing new takes it."""
        return self._sender.call(m.Team, 'POST', f'/api/v1/teams/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def restore(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Team:
        """Use a team again. archived -> active."""
        return self._sender.call(m.Team, 'POST', f'/api/v1/teams/{path_part(id)}/restore', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class UnreadFilesNoun:
    """/unread-files"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.UnreadFile]:
        """List unread files. Statement files that could not be read and were kept. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.UnreadFile, 'GET', '/api/v1/unread-files', query={'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET) -> Iterator[m.UnreadFile]:
        """List unread files. Statement files that could not be read and were kept. All of them, page by page as they are read."""
        return self._sender.each(m.UnreadFile, 'GET', '/api/v1/unread-files', query={'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'file_name', 'file_sha256', 'size', 'account', 'profile', 'errors', 'statement', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET, after: str | None = None) -> Page[m.UnreadFilePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.UnreadFilePart, 'GET', '/api/v1/unread-files', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'file_name', 'file_sha256', 'size', 'account', 'profile', 'errors', 'statement', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['discarded', 'taken', 'waiting'] | Unset = UNSET) -> Iterator[m.UnreadFilePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.UnreadFilePart, 'GET', '/api/v1/unread-files', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order, 'state': state})

    def get(self, id: int) -> m.UnreadFile:
        """Read one unread file. Statement files that could not be read and were kept."""
        return self._sender.call(m.UnreadFile, 'GET', f'/api/v1/unread-files/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'file_name', 'file_sha256', 'size', 'account', 'profile', 'errors', 'statement', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['account', 'statement']] | Unset = UNSET) -> m.UnreadFilePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.UnreadFilePart, 'GET', f'/api/v1/unread-files/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def discard(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.UnreadFile:
        """Discard a file. It is not wanted; its bytes are removed. Needs a reason."""
        return self._sender.call(m.UnreadFile, 'POST', f'/api/v1/unread-files/{path_part(id)}/discard', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def retry(self, id: int, *, account: int | None | Unset = UNSET, profile: str | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.UnreadFile:
        """Try a file again. With another account or profile. `state` tells what came of it: taken, with its `statement`, or waiting with the new `errors`. Refused (409) where it waits no more."""
        return self._sender.call(m.UnreadFile, 'POST', f'/api/v1/unread-files/{path_part(id)}/retry', body={'account': account, 'profile': profile, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class WebhookDeliveriesNoun:
    """/webhook-deliveries"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, endpoint: int | Unset = UNSET, kind: _t.Literal['event', 'sample'] | Unset = UNSET, limit: int | Unset = UNSET, message_id: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, state: _t.Literal['dead', 'delivered', 'pending', 'retrying'] | Unset = UNSET, after: str | None = None) -> Page[m.WebhookDelivery]:
        """List webhook deliveries. What was sent to endpoints, and what waits. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WebhookDelivery, 'GET', '/api/v1/webhook-deliveries', query={'endpoint': endpoint, 'kind': kind, 'limit': limit, 'message_id': message_id, 'order': order, 'sequence': sequence, 'state': state}, after=after)

    def each(self, *, endpoint: int | Unset = UNSET, kind: _t.Literal['event', 'sample'] | Unset = UNSET, limit: int | Unset = UNSET, message_id: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, state: _t.Literal['dead', 'delivered', 'pending', 'retrying'] | Unset = UNSET) -> Iterator[m.WebhookDelivery]:
        """List webhook deliveries. What was sent to endpoints, and what waits. All of them, page by page as they are read."""
        return self._sender.each(m.WebhookDelivery, 'GET', '/api/v1/webhook-deliveries', query={'endpoint': endpoint, 'kind': kind, 'limit': limit, 'message_id': message_id, 'order': order, 'sequence': sequence, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'endpoint', 'message_id', 'type', 'sequence', 'kind', 'state', 'attempts', 'replays', 'last_status', 'last_error', 'created_at', 'due_at', 'give_up_at', 'ended_at']] | Unset = UNSET, expand: Sequence[_t.Literal['endpoint']] | Unset = UNSET, endpoint: int | Unset = UNSET, kind: _t.Literal['event', 'sample'] | Unset = UNSET, limit: int | Unset = UNSET, message_id: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, state: _t.Literal['dead', 'delivered', 'pending', 'retrying'] | Unset = UNSET, after: str | None = None) -> Page[m.WebhookDeliveryPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WebhookDeliveryPart, 'GET', '/api/v1/webhook-deliveries', query={'fields': fields, 'expand': expand, 'endpoint': endpoint, 'kind': kind, 'limit': limit, 'message_id': message_id, 'order': order, 'sequence': sequence, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'endpoint', 'message_id', 'type', 'sequence', 'kind', 'state', 'attempts', 'replays', 'last_status', 'last_error', 'created_at', 'due_at', 'give_up_at', 'ended_at']] | Unset = UNSET, expand: Sequence[_t.Literal['endpoint']] | Unset = UNSET, endpoint: int | Unset = UNSET, kind: _t.Literal['event', 'sample'] | Unset = UNSET, limit: int | Unset = UNSET, message_id: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, sequence: int | Unset = UNSET, state: _t.Literal['dead', 'delivered', 'pending', 'retrying'] | Unset = UNSET) -> Iterator[m.WebhookDeliveryPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.WebhookDeliveryPart, 'GET', '/api/v1/webhook-deliveries', query={'fields': fields, 'expand': expand, 'endpoint': endpoint, 'kind': kind, 'limit': limit, 'message_id': message_id, 'order': order, 'sequence': sequence, 'state': state})

    def get(self, id: int) -> m.WebhookDeliveryWithAttempts:
        """Read one webhook delivery. What was sent to endpoints, and what waits."""
        return self._sender.call(m.WebhookDeliveryWithAttempts, 'GET', f'/api/v1/webhook-deliveries/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'endpoint', 'message_id', 'type', 'sequence', 'kind', 'state', 'attempts', 'replays', 'last_status', 'last_error', 'created_at', 'due_at', 'give_up_at', 'ended_at', 'attempted']] | Unset = UNSET, expand: Sequence[_t.Literal['endpoint']] | Unset = UNSET) -> m.WebhookDeliveryWithAttemptsPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.WebhookDeliveryWithAttemptsPart, 'GET', f'/api/v1/webhook-deliveries/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def replay(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.WebhookDelivery:
        """Send a delivery again. One that was delivered or given up; under the id that it had."""
        return self._sender.call(m.WebhookDelivery, 'POST', f'/api/v1/webhook-deliveries/{path_part(id)}/replay', body={'reason': reason}, idempotency_key=idempotency_key)


class WebhookEndpointsNoun:
    """/webhook-endpoints"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET, after: str | None = None) -> Page[m.WebhookEndpoint]:
        """List webhook endpoints. Addresses of other systems that are told of events as they happen (Standard Webhooks). One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WebhookEndpoint, 'GET', '/api/v1/webhook-endpoints', query={'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET) -> Iterator[m.WebhookEndpoint]:
        """List webhook endpoints. Addresses of other systems that are told of events as they happen (Standard Webhooks). All of them, page by page as they are read."""
        return self._sender.each(m.WebhookEndpoint, 'GET', '/api/v1/webhook-endpoints', query={'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'url', 'types', 'ordered', 'since_sequence', 'circuit', 'quiet_ends_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET, after: str | None = None) -> Page[m.WebhookEndpointPart]:
        """Records in part: only `fields`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WebhookEndpointPart, 'GET', '/api/v1/webhook-endpoints', query={'fields': fields, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'url', 'types', 'ordered', 'since_sequence', 'circuit', 'quiet_ends_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['active', 'archived', 'paused'] | Unset = UNSET) -> Iterator[m.WebhookEndpointPart]:
        """Records in part: only `fields`. All of them, page by page as they are read."""
        return self._sender.each(m.WebhookEndpointPart, 'GET', '/api/v1/webhook-endpoints', query={'fields': fields, 'limit': limit, 'order': order, 'state': state})

    def create(self, *, name: str, types: Sequence[str], url: str, ordered: bool | Unset = UNSET, idempotency_key: str | None = None) -> m.WebhookEndpointWithSecret:
        """Make an endpoint. It is sent what is journalled from now on. Its secret is in this answer and in no other."""
        return self._sender.call(m.WebhookEndpointWithSecret, 'POST', '/api/v1/webhook-endpoints', body={'name': name, 'ordered': ordered, 'types': types, 'url': url}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.WebhookEndpoint:
        """Read one webhook endpoint. Addresses of other systems that are told of events as they happen (Standard Webhooks)."""
        return self._sender.call(m.WebhookEndpoint, 'GET', f'/api/v1/webhook-endpoints/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'url', 'types', 'ordered', 'since_sequence', 'circuit', 'quiet_ends_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET) -> m.WebhookEndpointPart:
        """Records in part: only `fields`."""
        return self._sender.call(m.WebhookEndpointPart, 'GET', f'/api/v1/webhook-endpoints/{path_part(id)}', query={'fields': fields})

    def update(self, id: int, *, name: str | Unset = UNSET, ordered: bool | Unset = UNSET, types: Sequence[str] | Unset = UNSET, url: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpoint:
        """Change an endpoint. Sets the fields that are given."""
        return self._sender.call(m.WebhookEndpoint, 'PATCH', f'/api/v1/webhook-endpoints/{path_part(id)}', body={'name': name, 'ordered': ordered, 'types': types, 'url': url}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpoint:
        """Archive an endpoint. For good: what waits for it is never sent, and stays on the list."""
        return self._sender.call(m.WebhookEndpoint, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def pause(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpoint:
        """Pause an endpoint. Events are kept for it and not sent."""
        return self._sender.call(m.WebhookEndpoint, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/pause', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def replay(self, id: int, *, first: int, last: int, dry_run: bool | Unset = UNSET, only_dead: bool | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Replayed:
        """Send a range again. At most 10,000 events. They come under the ids that they had."""
        return self._sender.call(m.Replayed, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/replay', body={'dry_run': dry_run, 'first': first, 'last': last, 'only_dead': only_dead, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resume(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpoint:
        """Let an endpoint go on. What waited is sent."""
        return self._sender.call(m.WebhookEndpoint, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/resume', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def rotate_secret(self, id: int, *, overlap_hours: int | Unset = UNSET, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpointWithSecret:
        """Make a new secret. The old one signs along for `overlap_hours` (24), so that every message verifies by both."""
        return self._sender.call(m.WebhookEndpointWithSecret, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/rotate-secret', body={'overlap_hours': overlap_hours, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def send_sample(self, id: int, *, type: str, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WebhookEndpoint:
        """Send a sample. A worker sends what the newest event of the type told, marked `"sample": true`; see the deliveries for what came of it."""
        return self._sender.call(m.WebhookEndpoint, 'POST', f'/api/v1/webhook-endpoints/{path_part(id)}/send-sample', body={'reason': reason, 'type': type}, idempotency_key=idempotency_key, if_match=if_match)


class WebhooksNoun:
    """/webhooks"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def reconcile(self, *, endpoint: int, ranges: Sequence[m.RangeBodyRequest], idempotency_key: str | None = None) -> m.Reconciled:
        """Compare what was received. For each range the answer says whether the receiver has what was to be sent to the endpoint, and gives what it misses. Nothing is changed."""
        return self._sender.call(m.Reconciled, 'POST', '/api/v1/webhooks/reconcile', body={'endpoint': endpoint, 'ranges': ranges}, idempotency_key=idempotency_key)


class WorkOrdersNoun:
    """/work-orders"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, client: int | Unset = UNSET, contract: int | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, priority: _t.Literal['high', 'low', 'normal', 'urgent'] | Unset = UNSET, queue: int | Unset = UNSET, resolution_level: _t.Literal['at_risk', 'breached', 'in_time'] | Unset = UNSET, site: int | Unset = UNSET, skill: int | Unset = UNSET, state: _t.Literal['assigned', 'cancelled', 'done', 'in_progress', 'new', 'on_hold', 'queued'] | Unset = UNSET, after: str | None = None) -> Page[m.WorkOrder]:
        """List work orders. Work orders. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WorkOrder, 'GET', '/api/v1/work-orders', query={'client': client, 'contract': contract, 'employee': employee, 'limit': limit, 'number': number, 'order': order, 'priority': priority, 'queue': queue, 'resolution_level': resolution_level, 'site': site, 'skill': skill, 'state': state}, after=after)

    def each(self, *, client: int | Unset = UNSET, contract: int | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, priority: _t.Literal['high', 'low', 'normal', 'urgent'] | Unset = UNSET, queue: int | Unset = UNSET, resolution_level: _t.Literal['at_risk', 'breached', 'in_time'] | Unset = UNSET, site: int | Unset = UNSET, skill: int | Unset = UNSET, state: _t.Literal['assigned', 'cancelled', 'done', 'in_progress', 'new', 'on_hold', 'queued'] | Unset = UNSET) -> Iterator[m.WorkOrder]:
        """List work orders. Work orders. All of them, page by page as they are read."""
        return self._sender.each(m.WorkOrder, 'GET', '/api/v1/work-orders', query={'client': client, 'contract': contract, 'employee': employee, 'limit': limit, 'number': number, 'order': order, 'priority': priority, 'queue': queue, 'resolution_level': resolution_level, 'site': site, 'skill': skill, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'queue', 'client', 'contract', 'site', 'skill', 'title', 'description', 'priority', 'estimated_minutes', 'plan', 'received_at', 'response_due_at', 'response_level', 'resolution_due_at', 'resolution_level', 'employee', 'shift', 'assigned_at', 'assignment', 'responded_at', 'held_at', 'hold_reason', 'ended_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'contract', 'site', 'employee', 'shift', 'queue', 'skill', 'plan']] | Unset = UNSET, client: int | Unset = UNSET, contract: int | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, priority: _t.Literal['high', 'low', 'normal', 'urgent'] | Unset = UNSET, queue: int | Unset = UNSET, resolution_level: _t.Literal['at_risk', 'breached', 'in_time'] | Unset = UNSET, site: int | Unset = UNSET, skill: int | Unset = UNSET, state: _t.Literal['assigned', 'cancelled', 'done', 'in_progress', 'new', 'on_hold', 'queued'] | Unset = UNSET, after: str | None = None) -> Page[m.WorkOrderPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WorkOrderPart, 'GET', '/api/v1/work-orders', query={'fields': fields, 'expand': expand, 'client': client, 'contract': contract, 'employee': employee, 'limit': limit, 'number': number, 'order': order, 'priority': priority, 'queue': queue, 'resolution_level': resolution_level, 'site': site, 'skill': skill, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'queue', 'client', 'contract', 'site', 'skill', 'title', 'description', 'priority', 'estimated_minutes', 'plan', 'received_at', 'response_due_at', 'response_level', 'resolution_due_at', 'resolution_level', 'employee', 'shift', 'assigned_at', 'assignment', 'responded_at', 'held_at', 'hold_reason', 'ended_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'contract', 'site', 'employee', 'shift', 'queue', 'skill', 'plan']] | Unset = UNSET, client: int | Unset = UNSET, contract: int | Unset = UNSET, employee: int | Unset = UNSET, limit: int | Unset = UNSET, number: str | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, priority: _t.Literal['high', 'low', 'normal', 'urgent'] | Unset = UNSET, queue: int | Unset = UNSET, resolution_level: _t.Literal['at_risk', 'breached', 'in_time'] | Unset = UNSET, site: int | Unset = UNSET, skill: int | Unset = UNSET, state: _t.Literal['assigned', 'cancelled', 'done', 'in_progress', 'new', 'on_hold', 'queued'] | Unset = UNSET) -> Iterator[m.WorkOrderPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.WorkOrderPart, 'GET', '/api/v1/work-orders', query={'fields': fields, 'expand': expand, 'client': client, 'contract': contract, 'employee': employee, 'limit': limit, 'number': number, 'order': order, 'priority': priority, 'queue': queue, 'resolution_level': resolution_level, 'site': site, 'skill': skill, 'state': state})

    def create(self, *, title: str, client: int | Unset = UNSET, contract: int | None | Unset = UNSET, description: str | Unset = UNSET, estimated_minutes: int | Unset = UNSET, priority: m.WorkOrderPriorityEnum | Unset = UNSET, queue: int | Unset = UNSET, site: int | None | Unset = UNSET, skill: int | None | Unset = UNSET, idempotency_key: str | None = None) -> m.WorkOrder:
        """Ask for work. The order gets the next number of the year, and its promises run from now, by the plan of the contract, else of the queue."""
        return self._sender.call(m.WorkOrder, 'POST', '/api/v1/work-orders', body={'client': client, 'contract': contract, 'description': description, 'estimated_minutes': estimated_minutes, 'priority': priority, 'queue': queue, 'site': site, 'skill': skill, 'title': title}, idempotency_key=idempotency_key)

    def bulk(self, *, items: Sequence[dict[str, _t.Any]], idempotency_key: str | None = None) -> m.Outcome:
        """Ask for much work. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/work-orders/bulk', body={'items': items}, idempotency_key=idempotency_key)

    def bulk_cancel(self, *, ids: Sequence[int], reason: str, idempotency_key: str | None = None) -> m.Outcome:
        """Cancel many orders. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/work-orders/bulk/cancel', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_complete(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Complete many orders. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/work-orders/bulk/complete', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def bulk_enqueue(self, *, ids: Sequence[int], reason: str | Unset = UNSET, idempotency_key: str | None = None) -> m.Outcome:
        """Put many orders into the queue. Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."""
        return self._sender.call(m.Outcome, 'POST', '/api/v1/work-orders/bulk/enqueue', body={'ids': ids, 'reason': reason}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.WorkOrder:
        """Read one work order. Work orders."""
        return self._sender.call(m.WorkOrder, 'GET', f'/api/v1/work-orders/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'number', 'queue', 'client', 'contract', 'site', 'skill', 'title', 'description', 'priority', 'estimated_minutes', 'plan', 'received_at', 'response_due_at', 'response_level', 'resolution_due_at', 'resolution_level', 'employee', 'shift', 'assigned_at', 'assignment', 'responded_at', 'held_at', 'hold_reason', 'ended_at', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['client', 'contract', 'site', 'employee', 'shift', 'queue', 'skill', 'plan']] | Unset = UNSET) -> m.WorkOrderPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.WorkOrderPart, 'GET', f'/api/v1/work-orders/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, contract: int | None | Unset = UNSET, description: str | Unset = UNSET, estimated_minutes: int | Unset = UNSET, priority: m.WorkOrderPriorityEnum | Unset = UNSET, queue: int | Unset = UNSET, site: int | None | Unset = UNSET, skill: int | None | Unset = UNSET, title: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Change an order. Sets the fields that are given. Site and skill stay while somebody has the order (422)."""
        return self._sender.call(m.WorkOrder, 'PATCH', f'/api/v1/work-orders/{path_part(id)}', body={'contract': contract, 'description': description, 'estimated_minutes': estimated_minutes, 'priority': priority, 'queue': queue, 'site': site, 'skill': skill, 'title': title}, idempotency_key=idempotency_key, if_match=if_match)

    def assign(self, id: int, *, employee: int, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Give an order to a person. Overrides load and shift, with a reason; not the skill that the order asks for (409)."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/assign', body={'employee': employee, 'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def cancel(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Cancel an order. Any open state -> cancelled. Needs a reason. The number stays used."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/cancel', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def complete(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Complete an order. in_progress -> done: both clocks stop. A promise that was broken by then is still told by the sweep."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/complete', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def dispatch(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Give an order to who is on shift. To whom dispatch would give it. Refused (409) where nobody on shift can have it, with the reasons."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/dispatch', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def enqueue(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Put an order into the queue. new -> queued: dispatch may give it to somebody."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/enqueue', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def hold(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Put an order on hold. Both clocks stand."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/hold', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def resume(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Resume an order where it was held. on_hold -> the state from which it was held; what is due moves by the working time of the hold."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/resume', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def start(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Start work on an order. The first start answers the client: the clock of the answer stops."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/start', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def unassign(self, id: int, *, reason: str, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WorkOrder:
        """Take an order back into the queue. assigned, in_progress -> queued, for somebody else. Needs a reason. That the client was answered stands."""
        return self._sender.call(m.WorkOrder, 'POST', f'/api/v1/work-orders/{path_part(id)}/unassign', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class WorkQueuesNoun:
    """/work-queues"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.Queue]:
        """List work queues. Work queues. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.Queue, 'GET', '/api/v1/work-queues', query={'limit': limit, 'order': order, 'plan': plan, 'site': site, 'state': state}, after=after)

    def each(self, *, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.Queue]:
        """List work queues. Work queues. All of them, page by page as they are read."""
        return self._sender.each(m.Queue, 'GET', '/api/v1/work-queues', query={'limit': limit, 'order': order, 'plan': plan, 'site': site, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'plan', 'site', 'escalate_to', 'escalate_role', 'takes_requests', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['plan', 'site']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET, after: str | None = None) -> Page[m.QueuePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.QueuePart, 'GET', '/api/v1/work-queues', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order, 'plan': plan, 'site': site, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'plan', 'site', 'escalate_to', 'escalate_role', 'takes_requests', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['plan', 'site']] | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, plan: int | Unset = UNSET, site: int | Unset = UNSET, state: _t.Literal['active', 'archived'] | Unset = UNSET) -> Iterator[m.QueuePart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.QueuePart, 'GET', '/api/v1/work-queues', query={'fields': fields, 'expand': expand, 'limit': limit, 'order': order, 'plan': plan, 'site': site, 'state': state})

    def create(self, *, name: str, escalate_role: m.EscalateRoleEnum | Unset = UNSET, escalate_to: str | None | Unset = UNSET, plan: int | None | Unset = UNSET, site: int | None | Unset = UNSET, takes_requests: bool | Unset = UNSET, idempotency_key: str | None = None) -> m.Queue:
        """Enter a work queue. Refused (409) for a name that is taken."""
        return self._sender.call(m.Queue, 'POST', '/api/v1/work-queues', body={'escalate_role': escalate_role, 'escalate_to': escalate_to, 'name': name, 'plan': plan, 'site': site, 'takes_requests': takes_requests}, idempotency_key=idempotency_key)

    def get(self, id: int) -> m.Queue:
        """Read one work queue. Work queues."""
        return self._sender.call(m.Queue, 'GET', f'/api/v1/work-queues/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'name', 'plan', 'site', 'escalate_to', 'escalate_role', 'takes_requests', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['plan', 'site']] | Unset = UNSET) -> m.QueuePart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.QueuePart, 'GET', f'/api/v1/work-queues/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def update(self, id: int, *, escalate_role: m.EscalateRoleEnum | Unset = UNSET, escalate_to: str | None | Unset = UNSET, name: str | Unset = UNSET, plan: int | None | Unset = UNSET, site: int | None | Unset = UNSET, takes_requests: bool | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Queue:
        """Change a work queue. Another plan counts for new orders."""
        return self._sender.call(m.Queue, 'PATCH', f'/api/v1/work-queues/{path_part(id)}', body={'escalate_role': escalate_role, 'escalate_to': escalate_to, 'name': name, 'plan': plan, 'site': site, 'takes_requests': takes_requests}, idempotency_key=idempotency_key, if_match=if_match)

    def archive(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.Queue:
        """Archive a work queue. Refused (409) while an order of it is open."""
        return self._sender.call(m.Queue, 'POST', f'/api/v1/work-queues/{path_part(id)}/archive', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)

    def dispatch(self, id: int, *, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.HandedOut:
        """Hand out the orders of a queue. To the people who are on shift now. What nobody can have, and what was changed meanwhile, stays in the queue."""
        return self._sender.call(m.HandedOut, 'POST', f'/api/v1/work-queues/{path_part(id)}/dispatch', body={}, idempotency_key=idempotency_key, if_match=if_match)


class WriteOffsNoun:
    """/write-offs"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def page(self, *, invoice: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['applied', 'rejected', 'requested', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.WriteOff]:
        """List write offs. Write-offs. One is asked for at the invoice: `POST /invoices/{id}/write-off`. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WriteOff, 'GET', '/api/v1/write-offs', query={'invoice': invoice, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each(self, *, invoice: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['applied', 'rejected', 'requested', 'withdrawn'] | Unset = UNSET) -> Iterator[m.WriteOff]:
        """List write offs. Write-offs. One is asked for at the invoice: `POST /invoices/{id}/write-off`. All of them, page by page as they are read."""
        return self._sender.each(m.WriteOff, 'GET', '/api/v1/write-offs', query={'invoice': invoice, 'limit': limit, 'order': order, 'state': state})

    def page_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'invoice', 'amount', 'currency', 'reason', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['invoice']] | Unset = UNSET, invoice: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['applied', 'rejected', 'requested', 'withdrawn'] | Unset = UNSET, after: str | None = None) -> Page[m.WriteOffPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. One page; `after`: the cursor of the page before."""
        return self._sender.page(m.WriteOffPart, 'GET', '/api/v1/write-offs', query={'fields': fields, 'expand': expand, 'invoice': invoice, 'limit': limit, 'order': order, 'state': state}, after=after)

    def each_in_part(self, *, fields: Sequence[_t.Literal['id', 'version', 'invoice', 'amount', 'currency', 'reason', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['invoice']] | Unset = UNSET, invoice: int | Unset = UNSET, limit: int | Unset = UNSET, order: _t.Literal['newest', 'oldest'] | Unset = UNSET, state: _t.Literal['applied', 'rejected', 'requested', 'withdrawn'] | Unset = UNSET) -> Iterator[m.WriteOffPart]:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names. All of them, page by page as they are read."""
        return self._sender.each(m.WriteOffPart, 'GET', '/api/v1/write-offs', query={'fields': fields, 'expand': expand, 'invoice': invoice, 'limit': limit, 'order': order, 'state': state})

    def get(self, id: int) -> m.WriteOff:
        """Read one write off. Write-offs. One is asked for at the invoice: `POST /invoices/{id}/write-off`."""
        return self._sender.call(m.WriteOff, 'GET', f'/api/v1/write-offs/{path_part(id)}')

    def get_in_part(self, id: int, *, fields: Sequence[_t.Literal['id', 'version', 'invoice', 'amount', 'currency', 'reason', 'state', 'created_at', 'updated_at']] | Unset = UNSET, expand: Sequence[_t.Literal['invoice']] | Unset = UNSET) -> m.WriteOffPart:
        """Records in part: only `fields`, all where none are named, and under `expanded` the records that `expand` names."""
        return self._sender.call(m.WriteOffPart, 'GET', f'/api/v1/write-offs/{path_part(id)}', query={'fields': fields, 'expand': expand})

    def withdraw(self, id: int, *, reason: str | Unset = UNSET, idempotency_key: str | None = None, if_match: int | str | None = None) -> m.WriteOff:
        """Withdraw a write-off. By who asked for it, while it waits for approval. The invoice stays owed."""
        return self._sender.call(m.WriteOff, 'POST', f'/api/v1/write-offs/{path_part(id)}/withdraw', body={'reason': reason}, idempotency_key=idempotency_key, if_match=if_match)


class Nouns:
    """Everything by noun."""

    def __init__(self, sender: Sender) -> None:
        self.absences = AbsencesNoun(sender)
        self.accounting_periods = AccountingPeriodsNoun(sender)
        self.amendments = AmendmentsNoun(sender)
        self.api_keys = ApiKeysNoun(sender)
        self.approval_policies = ApprovalPoliciesNoun(sender)
        self.approval_requests = ApprovalRequestsNoun(sender)
        self.approvals = ApprovalsNoun(sender)
        self.audit_packs = AuditPacksNoun(sender)
        self.bank_accounts = BankAccountsNoun(sender)
        self.billing_runs = BillingRunsNoun(sender)
        self.bulk_acts = BulkActsNoun(sender)
        self.business_calendars = BusinessCalendarsNoun(sender)
        self.business_event_types = BusinessEventTypesNoun(sender)
        self.business_events = BusinessEventsNoun(sender)
        self.clients = ClientsNoun(sender)
        self.clockings = ClockingsNoun(sender)
        self.company = CompanyNoun(sender)
        self.contacts = ContactsNoun(sender)
        self.contract_documents = ContractDocumentsNoun(sender)
        self.contract_slas = ContractSlasNoun(sender)
        self.contracts = ContractsNoun(sender)
        self.delegations = DelegationsNoun(sender)
        self.employees = EmployeesNoun(sender)
        self.events = EventsNoun(sender)
        self.exports = ExportsNoun(sender)
        self.history_checks = HistoryChecksNoun(sender)
        self.history_differences = HistoryDifferencesNoun(sender)
        self.idempotency_keys = IdempotencyKeysNoun(sender)
        self.interactions = InteractionsNoun(sender)
        self.invoices = InvoicesNoun(sender)
        self.journal_entries = JournalEntriesNoun(sender)
        self.key = KeyNoun(sender)
        self.matches = MatchesNoun(sender)
        self.members = MembersNoun(sender)
        self.notices = NoticesNoun(sender)
        self.number_series = NumberSeriesNoun(sender)
        self.payments = PaymentsNoun(sender)
        self.people_groups = PeopleGroupsNoun(sender)
        self.provider_connections = ProviderConnectionsNoun(sender)
        self.provider_events = ProviderEventsNoun(sender)
        self.provider_payments = ProviderPaymentsNoun(sender)
        self.quarantined_rows = QuarantinedRowsNoun(sender)
        self.refunds = RefundsNoun(sender)
        self.report_schedules = ReportSchedulesNoun(sender)
        self.reports = ReportsNoun(sender)
        self.rule_sets = RuleSetsNoun(sender)
        self.runs = RunsNoun(sender)
        self.seals = SealsNoun(sender)
        self.shift_requests = ShiftRequestsNoun(sender)
        self.shift_templates = ShiftTemplatesNoun(sender)
        self.shifts = ShiftsNoun(sender)
        self.sites = SitesNoun(sender)
        self.skills = SkillsNoun(sender)
        self.sla_plans = SlaPlansNoun(sender)
        self.statement_lines = StatementLinesNoun(sender)
        self.statement_profiles = StatementProfilesNoun(sender)
        self.statements = StatementsNoun(sender)
        self.tax_codes = TaxCodesNoun(sender)
        self.teams = TeamsNoun(sender)
        self.unread_files = UnreadFilesNoun(sender)
        self.webhook_deliveries = WebhookDeliveriesNoun(sender)
        self.webhook_endpoints = WebhookEndpointsNoun(sender)
        self.webhooks = WebhooksNoun(sender)
        self.work_orders = WorkOrdersNoun(sender)
        self.work_queues = WorkQueuesNoun(sender)
        self.write_offs = WriteOffsNoun(sender)
