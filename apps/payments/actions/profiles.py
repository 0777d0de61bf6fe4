"""Mapping profiles of the company: made, changed, archived; and made together with the import of the file that they are for."""

from __future__ import annotations

import datetime as dt
import json
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused
from apps.payments.actions.statements import ImportResult, import_statement
from apps.payments.actions.unread import take_file
from apps.payments.models import BankAccount, StatementProfile, UnreadFile
from apps.payments.parsers.bank_profiles import profile_named
from apps.payments.parsers.profiles import MOST_TEXT, checked
from apps.payments.payloads import profile_body
from apps.payments.states import ProfileState
from apps.payments.transitions import ARCHIVE_PROFILE, CREATE_PROFILE, UPDATE_PROFILE
from apps.tenants.permission import permitted
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work

MOST_PROFILES = 100  # active ones of a company
_FIELDS = ("name", "body", "account_id")


def create_profile(name: str, body: dict[str, Any], *, actor: Actor, at: dt.datetime, account_id: int | None = None, reason: str = "") -> StatementProfile:
    """A new profile, active at once. `body`: columns and settings as docs/statements.md describes them.

    Raises NotPermitted, Invalid with every problem of the body and its place (`body.columns.amount`), Refused for a name that is taken and
    where the company has 100.
    """
    with creating(CREATE_PROFILE, StatementProfile, actor=actor, at=at, reason=reason) as batch:
        if StatementProfile.objects.filter(state=ProfileState.ACTIVE).count() >= MOST_PROFILES:
            raise Refused(Reason("too_many", _("There are %(most)s active profiles; archive some first."), params={"most": MOST_PROFILES}))
        row = StatementProfile()
        _assign(row, {"name": name, "body": body, "account_id": account_id}, actor)
        batch.add(row)
        batch.record(profile_body)
    return row


def update_profile(
    profile_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> StatementProfile:
    """Changes what is given of `name`, `body` and `account_id`. What was read by it before stays as it is."""
    with performing(UPDATE_PROFILE, StatementProfile, profile_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _assign(batch.row, values, actor)
        batch.record(profile_body)
    return batch.row


def archive_profile(profile_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> StatementProfile:
    """active -> archived: no file is read by it any more, and its name is free."""
    with performing(ARCHIVE_PROFILE, StatementProfile, profile_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.live_name = None
        batch.record(profile_body)
    return batch.row


def import_by_new_profile(
    stream: IO[bytes], file_name: str, *, name: str, body: dict[str, Any], actor: Actor, at: dt.datetime, account_id: int | None = None
) -> ImportResult:
    """Makes a profile and imports the file by it, both or neither. Raises what the two acts raise."""
    with unit_of_work(actor=actor, at=at):
        row = create_profile(name, body, actor=actor, at=at, account_id=account_id)
        return import_statement(stream, file_name, actor=actor, at=at, profile=row.name)


def take_by_new_profile(
    file_id: int, *, name: str, body: dict[str, Any], actor: Actor, at: dt.datetime, account_id: int | None = None
) -> UnreadFile:
    """As import_by_new_profile, of a file that waits in quarantine. Raises Refused with the reasons where it still cannot be read."""
    with unit_of_work(actor=actor, at=at):
        row = create_profile(name, body, actor=actor, at=at, account_id=account_id)
        return take_file(file_id, actor=actor, at=at, profile=row.name, account_id=account_id)


def _assign(row: StatementProfile, values: dict[str, Any], actor: Actor) -> None:
    set_fields(row, values, _FIELDS)
    problems = field_problems(row, leave_out=("account", "body", "live_name"))
    row.live_name = row.name.casefold()
    if row.name.startswith("{") or profile_named(row.live_name):
        problems.append(Reason("name_taken", _("“%(name)s” is the name of a built-in profile; take another."), "name", {"name": row.name}))
    if row.account_id is not None and not permitted(BankAccount.objects.filter(pk=row.account_id), actor, "view_bankaccount").exists():
        problems.append(Reason("no_account", _("There is no such bank account."), "account"))
    if problems := [*problems, *_of_body(row)]:
        raise Invalid(problems)


def _of_body(row: StatementProfile) -> list[Reason]:
    """What is wrong with the columns and settings; leaves out the name that a copied profile has."""
    if isinstance(row.body, dict):
        row.body = {key: value for key, value in row.body.items() if key != "name"}
    if len(json.dumps(row.body, ensure_ascii=False)) > MOST_TEXT:
        return [Reason("too_long", _("The profile is longer than %(most)s characters."), "body", {"most": MOST_TEXT})]
    _profile, wrong = checked(row.body)
    return [Reason("profile", str(item), f"body.{item.place}".rstrip(".")) for item in wrong]
