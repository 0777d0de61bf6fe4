"""What a report is asked with: checked at the door, kept as JSON, given to its source as days and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Kind
from apps.clients.models import Client
from apps.contracts.models import Contract
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Text, not_visible
from apps.payments.models import BankAccount
from apps.reconciliation.models import Run
from apps.tenants.permission import permitted

LABELS: dict[str, Text] = {
    "as_of": _("As of"), "since": _("Period from"), "until": _("to, included"), "client": _("Client"), "contract": _("Contract"), "run": _("Reconciliation run"),
    "account": _("Bank account"),
}  # fmt: skip
DAYS = ("as_of", "since", "until")
RECORDS: dict[str, Any] = {"client": Client, "contract": Contract, "run": Run, "account": BankAccount}
MOST_YEARS = 30


def checked(kind: Kind, given: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """The parameters as they are kept: ISO days and keys. A client's user asks for their own client, whom they need not name.

    Raises Invalid with every problem; NotVisible for a record that the actor may not see.
    """
    values = {name: value for name, value in given.items() if value not in (None, "")}
    if actor.client_id is not None and "client" in kind.asks:
        values.setdefault("client", actor.client_id)
    problems = [Reason("not_asked", _("This kind of report does not ask for that."), name) for name in sorted(set(values) - set(kind.asks))]
    problems += [
        Reason("required", _("“%(name)s” is needed for this report."), name, {"name": LABELS[name]}) for name in kind.needs if name not in values
    ]
    found = {name: _day(value, name, problems) if name in DAYS else _key(value, name, problems) for name, value in values.items() if name in kind.asks}
    since, until = found.get("since"), found.get("until")
    if since and until and not since <= until <= since + dt.timedelta(days=366 * MOST_YEARS):
        problems.append(Reason("empty_period", _("The period must end on its first day or later, within %(years)s years."), "until", {"years": MOST_YEARS}))
    if problems:
        raise Invalid(problems)
    for name, model in RECORDS.items():
        if name in found and not permitted(model.objects.filter(pk=found[name]), actor, f"view_{model._meta.model_name}").exists():
            raise not_visible()
    if found.get("contract") and not Contract.objects.filter(pk=found["contract"], client_id=found.get("client")).exists():
        raise Invalid(Reason("other_contract", _("The contract is of another client."), "contract"))
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in sorted(found.items())}


def _day(value: Any, name: str, problems: list[Reason]) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        problems.append(Reason("date", _("Write the day as 2026-03-31."), name))
        return None


def _key(value: Any, name: str, problems: list[Reason]) -> int | None:
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return int(value)
    problems.append(Reason("record", _("There is no such record."), name))
    return None


def as_asked(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The kept parameters as a source takes them: days as dates."""
    return {name: dt.date.fromisoformat(value) if name in DAYS else value for name, value in kept.items()}
