"""The nightly comparison of rows with their history, and what the journal keeps of it."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import structlog

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.workflow.completeness import Difference, count_rows, differences
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
MOST = 1000


def check_history(*, actor: Actor, at: dt.datetime) -> list[Difference]:
    """Compares every business row of the actor's company with its history; the differences, at most MOST.

    The journal keeps that it was done and what was found, so a check that did not happen shows too. Locks: the journal head.
    """
    found = list(islice(differences(actor.tenant_id), MOST))
    body = {"rows": count_rows(actor.tenant_id), "differences": len(found), "first": [str(item) for item in found[:20]]}
    with unit_of_work(actor=actor, at=at) as unit:
        unit.drafts.append(Draft("history.checked", "tenant", actor.tenant_id, body))
    for item in found:
        logger.error("history_differs", tenant=actor.tenant_id, row=str(item))
    return found
