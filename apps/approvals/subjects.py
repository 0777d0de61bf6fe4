"""What can be approved. Nouns register here at start, since calls never go up the layers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import models

from apps.journal.hashing import canonical
from apps.kernel.actor import Actor
from apps.kernel.errors import Bug, Text


@dataclass(frozen=True)
class Facts:
    """What policies look at. `amount_minor` in minor units of `currency`. `owner_user_id`: whose manager is asked.

    `prepared_by_user_id` and `also_prepared_by` may not decide, like the submitter.
    """

    amount_minor: int = 0
    currency: str = ""
    client_id: int | None = None
    department: str = ""
    contract_kind: str = ""
    owner_user_id: int | None = None
    prepared_by_user_id: int | None = None
    label: str = ""
    also_prepared_by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Told:
    """One thing of a content, in the reader's words. `key` finds the same thing in another content."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Subject:
    """One kind of thing that can be approved.

    `content(row)`: JSON-able dict of the material fields; a change of any of them voids the request.
    `on_approved(pk, *, actor, at, reason, digest)`: the noun's act when the last step is met.
    `on_rejected(pk, *, actor, at, reason)`: the noun's act when the request ended otherwise: rejected, voided, expired.
    `on_withdrawn(pk, *, actor, at, reason)`: the noun's own withdraw act, which calls `close_withdrawn`; None where the
    noun has none. All run in the transaction of the decision, with the subject locked.
    `many_facts(rows)`: facts by key, where a set can be read at once. `submit_permission`: who may ask for approval
    ("invoices.submit_invoice"), for the check of policies. `lock_before(pk)`: locks what the document stands on, where its
    content is read from there; called before the document is locked. `told(content)` says the content in words, for the page of
    a request. `papers(row, actor)`: names and addresses of what belongs to it. `contract_kinds`: the kinds of contract that
    policies may name.
    """

    kind: str
    model: type[models.Model]
    label: Text
    content: Callable[[Any], dict[str, Any]]
    facts: Callable[[Any], Facts]
    on_approved: Callable[..., Any]
    on_rejected: Callable[..., Any]
    on_withdrawn: Callable[..., Any] | None = None
    many_facts: Callable[[list[Any]], dict[int, Facts]] | None = None
    submit_permission: str = ""
    lock_before: Callable[[int], None] | None = None
    told: Callable[[dict[str, Any]], list[Told]] | None = None
    papers: Callable[[Any, Actor], list[tuple[str, str]]] | None = None
    contract_kinds: Sequence[tuple[str, Text]] = ()

    def facts_of(self, rows: list[Any]) -> dict[int, Facts]:
        """The facts of the rows, by key."""
        if self.many_facts is not None:
            return self.many_facts(rows)
        return {row.pk: self.facts(row) for row in rows}


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Declares a kind of thing that can be approved. Called from an app's ready()."""
    _subjects[subject.kind] = subject


def get(kind: str) -> Subject:
    """The declared subject. Raises Bug for a kind that nobody declared."""
    try:
        return _subjects[kind]
    except KeyError:
        raise Bug(f"{kind!r} cannot be approved: no subject is registered") from None


def find(kind: str) -> Subject | None:
    """The declared subject, or None (of another version of the program)."""
    return _subjects.get(kind)


def kind_of(row: Any) -> str:
    """The kind under which the row is approved: its own where it has one (a credit note is an invoice by its table)."""
    return str(getattr(row, "approval_kind", row.subject_kind))


def choices() -> list[tuple[str, Text]]:
    """Kinds and their names, for forms."""
    return [(kind, subject.label) for kind, subject in sorted(_subjects.items())]


def contract_kinds() -> list[tuple[str, Text]]:
    """The kinds of contract that some subject knows, for forms."""
    return list({kind: (kind, label) for subject in _subjects.values() for kind, label in subject.contract_kinds}.values())


_client_key: list[models.ForeignKey] = []


def register_clients(key: models.ForeignKey) -> None:
    """Declares a foreign key to clients, so that forms can offer them. Called from an app's ready()."""
    _client_key[:] = [key]


def client_key() -> models.ForeignKey:
    """The declared foreign key to clients. Raises Bug where no app declared one."""
    if not _client_key:
        raise Bug("no app declared its clients")
    return _client_key[0]


def frozen(content: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The content as it is kept, and its digest: SHA-256, hex, over the canonical form (sorted keys, no blanks)."""
    text = canonical(content)
    return orjson.loads(text), hashlib.sha256(text.encode()).hexdigest()


def digest_of(subject: Subject, row: Any) -> str:
    """The digest of the row's content as it is now."""
    return frozen(subject.content(row))[1]
