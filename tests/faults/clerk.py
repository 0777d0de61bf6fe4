"""A clerk in a process of its own, so that it can be killed: `python -m tests.faults.clerk WHAT TENANT ...`.

Says on a line of its own, at once, what it has done: that is its acknowledgement. What was done before is passed over, so
that a successor can be given the same work. With CLERK_DIES_IN=n it kills itself inside its n-th transaction, with all locks in its hands.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

POINTS = ("after the act", "after the journal", "before the commit", "after the commit", "after the answer")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def die(*_args: Any) -> None:
    """As the kernel would: no clean-up, no rollback sent, no connection closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def issue(tenant_id: int, *ids: str) -> None:
    """Issues invoices; says "ID NUMBER" of each."""
    from apps.invoices.actions import issue_invoice
    from apps.kernel import clock
    from apps.kernel.db import retrying
    from apps.kernel.errors import Refused
    from apps.tenants.actors import system_actor

    actor = system_actor(tenant_id, "clerk")
    for pk in map(int, ids):
        try:
            row = retrying(lambda pk=pk: issue_invoice(pk, actor=actor, at=clock.now()), attempts=12)  # type: ignore[misc]
        except Refused as refusal:
            assert {reason.code for reason in refusal.reasons} == {"wrong_state"}, refusal
        else:
            say(f"{row.pk} {row.number}")


def enter(tenant_id: int, prefix: str, count: str) -> None:
    """Makes so many clients, one journal entry each; says the code of each."""
    from apps.clients.actions import create_client
    from apps.kernel import clock
    from apps.kernel.db import retrying
    from apps.kernel.errors import Refused
    from apps.tenants.actors import system_actor

    actor = system_actor(tenant_id, "clerk")
    for number in range(int(count)):
        code = f"{prefix}-{number}"
        try:
            retrying(lambda code=code: create_client(actor=actor, at=clock.now(), code=code, legal_name=code), attempts=12)  # type: ignore[misc]
        except Refused as refusal:
            assert {reason.code for reason in refusal.reasons} == {"client_code_once"}, refusal
        else:
            say(code)


def bill(tenant_id: int, run_id: str) -> None:
    """Does a billing run."""
    from apps.invoices.billing_runs import execute

    say(str(execute(tenant_id, int(run_id)).invoice_count))


def close(tenant_id: int, *ids: str) -> None:
    """Closes shifts; says "ID NUMBER" of each."""
    from apps.kernel import clock
    from apps.kernel.db import retrying
    from apps.kernel.errors import Refused
    from apps.shifts.actions import close_shift
    from apps.tenants.actors import system_actor

    actor = system_actor(tenant_id, "clerk")
    for pk in map(int, ids):
        try:
            row = retrying(lambda pk=pk: close_shift(pk, actor=actor, at=clock.now()), attempts=12)  # type: ignore[misc]
        except Refused as refusal:
            assert {reason.code for reason in refusal.reasons} == {"wrong_state"}, refusal
        else:
            say(f"{row.pk} {row.close_number}")


def hand_out(tenant_id: int, moment: str) -> None:
    """Gives the waiting work orders to the people on shift at a moment (ISO 8601)."""
    import datetime as dt

    from apps.dispatch.actions import dispatch_queue
    from apps.tenants.actors import system_actor

    dispatch_queue(actor=system_actor(tenant_id, "clerk"), at=dt.datetime.fromisoformat(moment))
    say("done")


def send(_tenant_id: int) -> None:
    """Sends the webhooks that are due."""
    from apps.integrations.sending import send_due

    say(str(send_due()))


def die_at(tenant_id: int, pk: str, point: str) -> None:
    """Issues one invoice and dies at the point."""
    from django.db import connection

    from apps.invoices.actions import issue_invoice
    from apps.kernel import clock
    from apps.tenants.actors import system_actor
    from apps.workflow import unit

    work: dict[str, Callable[[], Any]] = {
        "after the journal": lambda: _wrap(unit.log, "append", after=die),
        "before the commit": lambda: _wrap(connection, "_commit", before=die),
        "after the commit": lambda: _wrap(connection, "_commit", after=die),
    }
    connection.ensure_connection()
    work.get(point, lambda: None)()
    actor = system_actor(tenant_id, "clerk")
    with unit.unit_of_work(actor=actor, at=clock.now()):
        row = issue_invoice(int(pk), actor=actor, at=clock.now())
        if point == "after the act":
            die()
    say(f"{row.pk} {row.number}")
    die()


def die_in_transaction(number: int) -> None:
    """Arranges the end: when the journal's head is locked and the entry written, before the commit."""
    from apps.workflow import unit

    calls = itertools.count(1)
    _wrap(unit.log, "append", after=lambda: next(calls) == number and die())


def _wrap(owner: Any, name: str, *, before: Callable[[], Any] | None = None, after: Callable[[], Any] | None = None) -> None:
    original = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            before()
        value = original(*args, **kwargs)
        if after:
            after()
        return value

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    import django

    django.setup()
    if "CLERK_DIES_IN" in os.environ:
        die_in_transaction(int(os.environ["CLERK_DIES_IN"]))
    {"issue": issue, "enter": enter, "bill": bill, "close": close, "hand_out": hand_out, "send": send, "die": die_at}[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
