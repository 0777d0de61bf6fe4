"""A fiscal year for the auditor: asked for, made by a worker, downloaded, removed when its time is up."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.journal import packing
from apps.journal.log import Draft
from apps.journal.models import AuditPack
from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, Reason, Refusal, Refused, not_visible
from apps.telemetry.masking import mask_text
from apps.tenants.actors import actor_again
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow.noted_work import free, waits
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
KEPT_DAYS = 30
# A worker that has written nothing for so long is taken for dead.
STALLED_AFTER = dt.timedelta(minutes=10)
Clock = Callable[[], dt.datetime]


def ask_audit_pack(year: int, *, actor: Actor, at: dt.datetime) -> AuditPack:
    """Notes that the pack of a fiscal year is wanted, for a worker to make; one of that year that waits or is in the making is
    given back instead.

    Raises NotPermitted, Refused for a year that has not begun.
    """
    require(actor, "journal.make_audit_pack")
    with unit_of_work(actor=actor, at=at):
        wanted = packing.year_of(Tenant.objects.get(pk=actor.tenant_id), year, at=at)
        waiting = AuditPack.objects.filter(year=year, ended_at=None).order_by("pk").first()
        return waiting or AuditPack.objects.create(
            tenant_id=actor.tenant_id, year=year, starts_on=wanted.starts_on, ends_before=wanted.ends_before, membership_id=actor.membership_id,
            requested_by=actor.label, request_id=actor.request_id, created_at=at, updated_at=at,
        )  # fmt: skip


def make_audit_pack(tenant_id: int, pack_id: int, *, now: Clock) -> AuditPack:
    """Makes a pack that waits, or whose worker is taken for dead; nothing where another worker has it. Who asked must still
    be allowed to. What goes wrong ends it, in words. Safe to call twice: the file has its place when the row says so."""
    with scope(tenant_id):
        if not _claim(pack_id, now()):
            return AuditPack.objects.get(pk=pack_id)
        pack = AuditPack.objects.get(pk=pack_id)
        try:
            actor = _asker(pack, now())
            _make(pack, actor, now)
        except Refusal as refusal:
            _fail(pack_id, str(refusal), now())
        except Exception as error:
            number = uuid.uuid4().hex[:8]
            logger.exception("audit_pack_failed", pack=pack_id, error_id=number)
            _fail(pack_id, mask_text(f"{number} {type(error).__name__}: {error}"), now())
        return AuditPack.objects.get(pk=pack_id)


def record_download(pack_id: int, *, actor: Actor, at: dt.datetime) -> Path:
    """Notes in the journal that the pack is taken, and says where the file lies. Locks: the journal head.

    Raises NotVisible, Refused where there is no file (not ready, failed, removed).
    """
    with unit_of_work(actor=actor, at=at) as unit:
        pack = permitted(AuditPack.objects.filter(pk=pack_id), actor, "view_auditpack").first()
        if pack is None:
            raise not_visible()
        if not pack.sha256 or pack.removed_at is not None or not path_of(pack).is_file():
            raise Refused(Reason("no_file", _("There is no file any more, or none yet. Make the pack again.")))
        unit.drafts.append(Draft("audit_pack.downloaded", "audit_pack", pack.pk, {"year": pack.year, "sha256": pack.sha256}))
        return path_of(pack)


def remove_old_packs(tenant_id: int, *, at: dt.datetime) -> int:
    """Deletes the files of packs that are older than KEPT_DAYS, and what a dead worker left. How many packs."""
    with scope(tenant_id):
        old = AuditPack.objects.filter(ended_at__lt=at - dt.timedelta(days=KEPT_DAYS), removed_at=None).exclude(file_name="")
        count = 0
        for pack in old.order_by("pk"):
            path_of(pack).unlink(missing_ok=True)
            count += AuditPack.objects.filter(pk=pack.pk, removed_at=None).update(removed_at=at)
        return count


def unfinished_packs(now: dt.datetime) -> Q:
    """Which packs wait for a worker: not begun, or begun by one that is taken for dead."""
    return waits(now, STALLED_AFTER)


def path_of(pack: AuditPack) -> Path:
    """Where the file of a pack lies: apart for each company, under a name that nobody guesses. Served by no address of its own."""
    return Path(settings.MEDIA_ROOT) / "audit-packs" / str(pack.tenant_id) / pack.file_name


def _claim(pack_id: int, at: dt.datetime) -> bool:
    waiting = AuditPack.objects.filter(free(at, STALLED_AFTER), pk=pack_id)
    return bool(waiting.update(started_at=at, updated_at=at, done_count=0))


def _asker(pack: AuditPack, at: dt.datetime) -> Actor:
    """Who asked, person or key, with the rights of now: a right revoked meanwhile stops the making."""
    actor = actor_again(pack.tenant_id, pack.requested_by, membership_id=pack.membership_id, at=at, request_id=pack.request_id)
    if actor is None:
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
    require(actor, "journal.make_audit_pack")
    return actor


def _make(pack: AuditPack, actor: Actor, now: Clock) -> None:
    year = packing.year_of(Tenant.objects.get(pk=pack.tenant_id), pack.year, at=now())
    pack.file_name = f"{year.tenant.slug}-{pack.year}-{pack.pk}-{secrets.token_hex(8)}.zip"
    target = path_of(pack)
    target.parent.mkdir(parents=True, exist_ok=True)
    AuditPack.objects.filter(pk=pack.pk).update(total_count=packing.count_entries(year))
    partial = target.with_suffix(".part")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            made = packing.build(year, out, made_by=pack.requested_by, tick=_progress(pack.pk, now))
        partial.rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    at = now()
    with unit_of_work(actor=actor, at=at) as unit:
        AuditPack.objects.filter(pk=pack.pk).update(
            ended_at=at, updated_at=at, error="", file_name=pack.file_name, size=made.size, sha256=made.sha256, total_count=made.last - made.first + 1,
        )  # fmt: skip
        unit.drafts.append(Draft("audit_pack.made", "audit_pack", pack.pk, packing.made_body(year, made)))


def _progress(pack_id: int, now: Clock) -> Callable[[int], None]:
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        AuditPack.objects.filter(pk=pack_id).update(done_count=done, updated_at=now())

    return tick


def _fail(pack_id: int, error: str, at: dt.datetime) -> None:
    AuditPack.objects.filter(pk=pack_id, ended_at=None).update(ended_at=at, updated_at=at, error=error[:500] or "?")
