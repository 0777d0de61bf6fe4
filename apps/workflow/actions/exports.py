"""A table of records: asked for, made by a worker with the rights of the asker, taken by nobody else, removed when its time is up."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, NotVisible, Reason, Refusal, Refused, not_visible
from apps.tenants.actors import actor_again, system_actor
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow import exports
from apps.workflow.bulk import words_of
from apps.workflow.models import Export
from apps.workflow.models.export import KEPT
from apps.workflow.noted_work import free, waits
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
MAKE = "workflow.make_export"
# A worker that has written nothing for so long is taken for dead.
STALLED_AFTER = dt.timedelta(minutes=10)
LINK_LASTS = dt.timedelta(hours=1)
MOST_WAITING, MOST_ATTEMPTS = 20, 3
_SALT = "oblik.export"
Clock = Callable[[], dt.datetime]


class Overtaken(Exception):
    """Another worker makes it meanwhile, taking this one for dead; what this one wrote is removed."""


def ask_export(
    noun: str, form: str, *, actor: Actor, at: dt.datetime, language: str, version: str, filters: Mapping[str, str] | None = None,
    fields: Sequence[str] = (),
) -> Export:  # fmt: skip
    """Notes that a table is wanted, for a worker to make. `filters`, `fields`: as the noun's list in the API takes them, in `version`.

    Raises NotPermitted, also where the asker may not see the noun; Invalid for names and values that are none; Refused where too
    many of theirs wait.
    """
    require(actor, MAKE)
    with unit_of_work(actor=actor, at=at) as unit:
        wanted = Export(
            tenant_id=actor.tenant_id, noun=noun, format=form, filters=dict(filters or {}), fields=list(fields), contract_version=version, language=language[:5],
            membership_id=actor.membership_id, requested_by=actor.label, request_id=actor.request_id, created_at=at, updated_at=at,
        )  # fmt: skip
        exports.opened(wanted, actor=actor, at=at)
        if Export.objects.filter(own_exports(actor=actor), ended_at=None).count() >= MOST_WAITING:
            raise Refused(Reason("too_many_waiting", _("%(most)s of your exports wait already; ask again when they are made."), params={"most": MOST_WAITING}))
        wanted.save(force_insert=True)
        unit.drafts.append(Draft("export.asked", "export", wanted.pk, _told(wanted)))
    return wanted


def ask_export_again(export_id: int, *, actor: Actor, at: dt.datetime) -> Export:
    """Asks anew for what one's own export was of, with the rights and rows of now. Raises NotVisible for another's."""
    with scope(actor.tenant_id):
        past = Export.objects.filter(own_exports(actor=actor), pk=export_id).first()
    if past is None:
        raise not_visible()
    return ask_export(
        past.noun, past.format, actor=actor, at=at, language=past.language, version=past.contract_version, filters=past.filters, fields=past.fields
    )


def make_export(tenant_id: int, export_id: int, *, now: Clock) -> Export:
    """Makes an export that waits, or whose worker is taken for dead; nothing where another worker has it. It is begun anew each time:
    the file has its place when the row says so, and what a dead worker left is removed. Safe to call twice."""
    with scope(tenant_id):
        token = secrets.token_hex(16)
        claimed = Export.objects.filter(free(now(), STALLED_AFTER), pk=export_id).update(
            started_at=now(), updated_at=now(), worker=token, row_count=0
        )
        if not claimed:
            return Export.objects.get(pk=export_id)
        export = Export.objects.get(pk=export_id)
        try:
            actor = asker_of(export, at=now())
            with override(export.language):
                _make(export, actor, now)
        except Overtaken:
            logger.info("export_overtaken", export=export_id)
        except Refusal as refusal:
            with override(export.language):
                _fail(export, str(refusal), now())
        except Exception as error:
            _put_off(export, error, now())
        return Export.objects.get(pk=export_id)


def asker_of(export: Export, *, at: dt.datetime) -> Actor:
    """Who asked, with the rights of now. Raises NotPermitted for who has left, and who may not export any more."""
    actor = actor_again(export.tenant_id, export.requested_by, membership_id=export.membership_id, at=at, request_id=export.request_id)
    if actor is None:
        raise NotPermitted(Reason("asker_gone", _("The key was revoked or has ended, or the person has left.")))
    require(actor, MAKE)
    return actor


def own_exports(*, actor: Actor) -> Q:
    """Those that the actor asked for."""
    return Q(requested_by=actor.label, membership_id=actor.membership_id)


def token_of(export: Export, *, actor: Actor, at: dt.datetime) -> str:
    """A signed word that opens the file for LINK_LASTS without a key; "" where there is no file, and for who did not ask for it or may
    not see such records any more."""
    if export.state != "ready" or (export.requested_by, export.membership_id) != (actor.label, actor.membership_id):
        return ""
    try:
        exports.opened(export, actor=asker_of(export, at=at), at=at)
    except Refusal:
        return ""
    return signing.dumps([export.tenant_id, export.pk, export.sha256[:16]], salt=_SALT)


def open_link(export_id: int, token: str, *, at: dt.datetime) -> tuple[Export, Path]:
    """The file of a signed link, noted in the journal as taken. Raises NotVisible for a link that is none, is of another export or has
    ended, and for one whose asker has left or may not see such records any more."""
    try:
        tenant_id, pk, digest = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        raise _dead_link() from None
    with scope(tenant_id):
        export = Export.objects.filter(pk=export_id).first()
        if pk != export_id or export is None or export.sha256[:16] != digest:
            raise _dead_link()
        try:
            actor = asker_of(export, at=at)
        except NotPermitted:
            raise _dead_link() from None
        return export, record_export_taken(export_id, actor=actor, at=at)


def record_export_taken(export_id: int, *, actor: Actor, at: dt.datetime) -> Path:
    """Notes in the journal that the asker takes the file, and says where it lies. Locks: the journal head.

    Raises NotVisible for another's export and where the records may not be seen any more, Refused where there is no file.
    """
    with unit_of_work(actor=actor, at=at) as unit:
        export = Export.objects.filter(own_exports(actor=actor), pk=export_id).first()
        if export is None:
            raise not_visible()
        if export.state != "ready" or not path_of(export).is_file():
            raise Refused(Reason("no_file", _("There is no file any more, or none yet. Ask for the export again.")))
        try:
            require(actor, MAKE)
            exports.opened(export, actor=actor, at=at)
        except Refusal:
            raise not_visible() from None
        unit.drafts.append(Draft("export.downloaded", "export", export.pk, {"noun": export.noun, "sha256": export.sha256}))
        return path_of(export)


def remove_old_exports(tenant_id: int, *, at: dt.datetime) -> int:
    """Deletes the files of exports that are older than KEPT. How many."""
    with scope(tenant_id):
        count = 0
        for export in Export.objects.filter(ended_at__lt=at - KEPT, removed_at=None).exclude(sha256="").order_by("pk"):
            path_of(export).unlink(missing_ok=True)
            with unit_of_work(actor=system_actor(tenant_id, "exports"), at=at) as unit:
                if Export.objects.filter(pk=export.pk, removed_at=None).update(removed_at=at):
                    unit.drafts.append(Draft("export.removed", "export", export.pk, {"noun": export.noun, "sha256": export.sha256}))
                    count += 1
        return count


def unfinished_exports(now: dt.datetime) -> Q:
    """Which exports wait for a worker: not begun, or begun by one that is taken for dead."""
    return waits(now, STALLED_AFTER)


def path_of(export: Export) -> Path:
    """Where the file lies: apart for each company, under a name that nobody guesses. Served by no address of its own."""
    return _folder(export) / export.file_name


def file_name_of(export: Export) -> str:
    """The name under which the file is saved."""
    return f"{export.noun}-{export.pk}.{export.format}"


def _folder(export: Export) -> Path:
    return Path(settings.MEDIA_ROOT) / "exports" / str(export.tenant_id)


def _make(export: Export, actor: Actor, now: Clock) -> None:
    source = exports.opened(export, actor=actor, at=now())
    _alive(export, now, total_count=source.count())
    export.file_name = f"{export.pk}-{export.worker}.{export.format}"
    target = path_of(export)
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{export.pk}-*"):
        left.unlink(missing_ok=True)
    partial = target.with_suffix(".part")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            count = exports.write(source, export.format, out, tick=lambda done: _alive(export, now, row_count=done))
            size = out.seek(0, os.SEEK_END)
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()
        at = now()
        with unit_of_work(actor=actor, at=at) as unit:
            _alive(export, now, ended_at=at, error="", file_name=export.file_name, size=size, sha256=digest, row_count=count, total_count=count)
            unit.drafts.append(Draft("export.made", "export", export.pk, _told(export) | {"rows": count, "size": size, "sha256": digest}))
            partial.rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _alive(export: Export, now: Clock, **changed: Any) -> None:
    """A sign of life with what has changed. Raises Overtaken where another worker has taken over."""
    mine = Export.objects.filter(pk=export.pk, worker=export.worker, ended_at=None)
    if not mine.update(updated_at=now(), **changed):
        raise Overtaken


def _fail(export: Export, error: str, at: dt.datetime) -> None:
    with unit_of_work(actor=system_actor(export.tenant_id, "exports"), at=at) as unit:
        mine = Export.objects.filter(pk=export.pk, worker=export.worker, ended_at=None)
        if mine.update(ended_at=at, updated_at=at, error=error[:500] or "?"):
            unit.drafts.append(Draft("export.failed", "export", export.pk, _told(export) | {"error": error[:500]}))


def _put_off(export: Export, error: Exception, at: dt.datetime) -> None:
    """After an error that is no answer the sweeper has it begun anew, a bounded number of times."""
    number = uuid.uuid4().hex[:8]
    logger.exception("export_failed", export=export.pk, error_id=number)
    if export.attempts + 1 >= MOST_ATTEMPTS:
        with override(export.language):
            return _fail(export, words_of(error, number), at)
    Export.objects.filter(pk=export.pk, worker=export.worker, ended_at=None).update(attempts=export.attempts + 1, started_at=None, updated_at=at)
    return None


def _told(export: Export) -> dict[str, Any]:
    return {"noun": export.noun, "format": export.format, "filters": export.filters, "fields": export.fields}


def _dead_link() -> Refusal:
    return NotVisible(Reason("dead_link", _("This link is none, or its hour has passed. Open the export again to be given a new one.")))
