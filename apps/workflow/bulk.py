"""Set acts that take their time: asked for at a door, done by a worker, seen and cancelled by the asker."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Bug, Busy, NotPermitted, Refusal, Text
from apps.kernel.transitions import Transition
from apps.telemetry.masking import mask_text
from apps.tenants.actors import actor_again
from apps.tenants.scope import scope
from apps.workflow.models import BulkAct
from apps.workflow.models.bulk import BulkState
from apps.workflow.outcome import SetOutcome

logger = structlog.get_logger(__name__)

# So many rows at most are chosen at once.
MOST_ROWS = 200_000
# A worker that has not moved a running act for so long is taken for dead.
STALLED_AFTER = dt.timedelta(seconds=90)
# So often an act is tried that ends in an error of ours or in contention, each time after twice the pause.
MOST_ATTEMPTS, FIRST_PAUSE = 5, dt.timedelta(seconds=30)


@dataclass(frozen=True)
class SetAct:
    """A set act that a door may ask for. `declared`: the transition that it does on each row. `run(queryset, *, ids, actor, at, reason,
    params, after, on_chunk)` returns a SetOutcome."""

    name: str
    model: type[models.Model]
    declared: Transition
    run: Callable[..., SetOutcome]

    @property
    def label(self) -> Text:
        """What people call it."""
        return self.declared.label

    @property
    def verb(self) -> str:
        """As addresses name it: "publish-roster" of "shifts.publish_roster"."""
        return self.name.rpartition(".")[2].replace("_", "-")

    @property
    def permission(self) -> str:
        """The right that it takes, "app_label.codename"."""
        return f"{self.model._meta.app_label}.{self.declared.permission}"


_acts: dict[str, SetAct] = {}


class Cancelled(Exception):
    """The asker cancelled; the chunk in hand is rolled back."""


class Overtaken(Exception):
    """Another worker went on in the meantime, taking this one for dead; the chunk in hand is rolled back."""


def register(name: str, *, model: type[models.Model], declared: Transition, run: Callable[..., SetOutcome]) -> None:
    """Declares a set act under a name such as "invoices.issue". Called from an app's ready()."""
    _acts[name] = SetAct(name, model, declared, run)


def get(name: str) -> SetAct:
    """The declared set act. Raises Bug for an unknown name."""
    try:
        return _acts[name]
    except KeyError:
        raise Bug(f"set act {name!r} is not registered") from None


def acts_of(model: type[models.Model]) -> dict[str, SetAct]:
    """The set acts of a model by their verbs."""
    return {act.verb: act for act in _acts.values() if act.model is model}


def ask(
    name: str, ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str = "", params: dict[str, Any] | None = None,
    wake: bool = True,
) -> BulkAct:  # fmt: skip
    """Writes the request down and wakes a worker after commit. The row is the truth; the message only wakes, and where
    the broker does not take it the sweeper wakes one instead.

    `wake` false: the caller runs it at once; a worker would race it for the claim. If the caller dies, the sweeper finds
    the row. The worker reads the rights of the asker anew: of the person, or of the key.
    """
    get(name)
    with scope(actor.tenant_id), transaction.atomic():
        bulk = BulkAct.objects.create(
            tenant_id=actor.tenant_id, act=name, selection=sorted(set(ids)), params=params or {}, reason=reason,
            membership_id=actor.membership_id, requested_by=actor.label, request_id=actor.request_id,
            total_count=len(set(ids)), created_at=at, updated_at=at,
        )  # fmt: skip
        from apps.workflow.tasks import run_bulk_act

        if wake:
            run_bulk_act.delay_on_commit(bulk.tenant_id, bulk.pk)
    return bulk


def run(tenant_id: int, bulk_id: int) -> BulkAct:
    """Does what is left of the set act; safe to call twice and after a kill. Locks the BulkAct row per chunk."""
    with scope(tenant_id):
        if not _claim(bulk_id):
            return BulkAct.objects.get(pk=bulk_id)
        bulk = BulkAct.objects.get(pk=bulk_id)
        declared = get(bulk.act)
        rows = declared.model._default_manager.all()  # type: ignore[attr-defined]
        try:
            declared.run(
                rows, ids=bulk.selection, actor=_actor(bulk), at=clock.now(), reason=bulk.reason, params=bulk.params, after=bulk.cursor,
                on_chunk=_progress(bulk_id, bulk.done_count, bulk.refused_count, bulk.refused),
            )  # fmt: skip
        except Overtaken:
            return BulkAct.objects.get(pk=bulk_id)
        except Cancelled:
            return _end(bulk_id, BulkState.CANCELLED)
        except Busy as busy:
            return _put_off(bulk_id, busy)
        except Refusal as refusal:
            return _end(bulk_id, BulkState.FAILED, str(refusal))
        except Exception as error:
            return _put_off(bulk_id, error)
        return _end(bulk_id, BulkState.COMPLETED)


def restart(bulk_id: int, *, at: dt.datetime) -> bool:
    """Lets a failed act go on behind what it has done, and wakes a worker. False for one that has not failed. Needs a bound
    tenant."""
    from apps.workflow.tasks import run_bulk_act

    with transaction.atomic():
        failed = BulkAct.objects.filter(pk=bulk_id, state=BulkState.FAILED)
        if not failed.update(state=BulkState.QUEUED, attempts=0, error="", finished_at=None, updated_at=at):
            return False
        bulk = BulkAct.objects.get(pk=bulk_id)
        run_bulk_act.delay_on_commit(bulk.tenant_id, bulk.pk)
    return True


def _put_off(bulk_id: int, error: Exception) -> BulkAct:
    """After an error that is no answer: tried again by the sweeper after a pause, a bounded number of times. The pause is
    kept as the last sign of life. The log has the error whole under the number that the page shows."""
    number = uuid.uuid4().hex[:8]
    logger.exception("bulk_act_failed", bulk=bulk_id, error_id=number)
    bulk = BulkAct.objects.get(pk=bulk_id)
    attempts = bulk.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return _end(bulk_id, BulkState.FAILED, words_of(error, number))
    again_at = clock.now() + FIRST_PAUSE * 2 ** (attempts - 1)
    BulkAct.objects.filter(pk=bulk_id, state=BulkState.RUNNING).update(
        attempts=attempts, error=words_of(error, number), updated_at=again_at - STALLED_AFTER
    )
    return BulkAct.objects.get(pk=bulk_id)


def words_of(error: Exception, number: str) -> str:
    """An error of ours for the page of what it ended, at most 500 characters: the number finds it in the log."""
    if isinstance(error, Refusal):
        return str(error)[:500]
    told = mask_text(f"{type(error).__name__}: {error}")
    return (_("Something went wrong on our side; it is number %(number)s in the log.") % {"number": number} + f" {told}")[:500]


def cancel(bulk_id: int) -> None:
    """Asks the worker to stop behind the chunk in hand; what is done stays done. Needs a bound tenant."""
    BulkAct.objects.filter(pk=bulk_id, state__in=[BulkState.QUEUED, BulkState.RUNNING]).update(cancel_asked=True)
    BulkAct.objects.filter(pk=bulk_id, state=BulkState.QUEUED).update(
        state=BulkState.CANCELLED, finished_at=clock.now()
    )


def unfinished(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, id) of acts that wait or whose worker is taken for dead: for the sweeper."""
    from django.db.models import Q

    from apps.tenants.scope import unscoped

    late = Q(state=BulkState.QUEUED, created_at__lt=now - dt.timedelta(seconds=10)) | Q(
        state=BulkState.RUNNING, updated_at__lt=now - STALLED_AFTER
    )
    found = unscoped(BulkAct, reason="the sweeper wakes workers for every tenant").filter(late)
    return list(found.values_list("tenant_id", "pk"))


def _claim(bulk_id: int) -> bool:
    """Takes the act for this worker: queued, or running but stalled."""
    now = clock.now()
    queued = BulkAct.objects.filter(pk=bulk_id, state=BulkState.QUEUED).update(state=BulkState.RUNNING, updated_at=now)
    if queued:
        return True
    return bool(
        BulkAct.objects.filter(
            pk=bulk_id, state=BulkState.RUNNING, updated_at__lt=now - STALLED_AFTER
        ).update(updated_at=now)
    )


def _actor(bulk: BulkAct) -> Actor:
    """The asker with the rights of now: a right revoked meanwhile stops the rest."""
    actor = actor_again(bulk.tenant_id, bulk.requested_by, membership_id=bulk.membership_id, at=clock.now(), request_id=bulk.request_id)
    if actor is None:
        raise NotPermitted()
    return actor


def _progress(bulk_id: int, done_before: int, count_before: int, refused_before: dict[str, Any]) -> Callable[[SetOutcome], None]:
    def on_chunk(outcome: SetOutcome) -> None:
        bulk = locked(BulkAct.objects.filter(pk=bulk_id)).get()
        if bulk.state != BulkState.RUNNING or bulk.cursor != outcome.began:
            raise Overtaken
        if bulk.cancel_asked:
            raise Cancelled
        bulk.done_count = done_before + outcome.done
        bulk.cursor = outcome.cursor
        bulk.refused = _merged(refused_before, outcome)
        bulk.refused_count = count_before + outcome.refused_rows
        bulk.attempts, bulk.error, bulk.updated_at = 0, "", clock.now()
        bulk.save()

    return on_chunk


def _merged(before: dict[str, Any], outcome: SetOutcome) -> dict[str, Any]:
    merged = {code: dict(line) for code, line in before.items()}
    for code, count in outcome.refused.items():
        line = merged.setdefault(code, {"rows": 0, "sentence": str(outcome.reasons[code]), "sample": []})
        line["rows"] = before.get(code, {}).get("rows", 0) + count
        line["sample"] = (before.get(code, {}).get("sample", []) + outcome.samples[code])[:20]
    return merged


def _end(bulk_id: int, state: str, error: str = "") -> BulkAct:
    now = clock.now()
    BulkAct.objects.filter(pk=bulk_id, state=BulkState.RUNNING).update(state=state, error=error[:500], finished_at=now, updated_at=now)
    return BulkAct.objects.get(pk=bulk_id)
