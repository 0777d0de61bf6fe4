"""The pages of a record's past: its versions, the record as it was at an instant, its whole time line. To read only."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.journal.queries import actor_text
from apps.kernel import clock
from apps.tenants.permission import permission_q
from apps.workflow.past import look, versions_of
from apps.workflow.timeline import Change, Page, changes_between, timeline
from apps.workflow.wording import NOTHING, Words, shown_fields

VERSIONS = 50


class NotAnInstant(ValueError):
    """What was given is no time that a record can be looked at; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Shown:
    """A version on the page of versions. `kind`: "+" made, "~" changed, "-" deleted."""

    number: int
    kind: str
    at: dt.datetime
    who: str
    reason: str
    request_id: str
    address: str
    changes: list[Change]


class PastPages:
    """Mixed into the pages of models with history."""

    def past_urls(self: Any) -> list[Any]:
        """The addresses of a record's past, before Django's own."""
        view = lambda shown: self.admin_site.admin_view(require_safe(shown))  # noqa: E731
        return [
            path("<int:object_id>/as-of/", view(self.as_of_view), name=self._past_name("as_of")),
            path("<int:object_id>/timeline/", view(self.timeline_view), name=self._past_name("timeline")),
        ]

    def _past_name(self: Any, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _past_address(self: Any, page: str, pk: int, **query: Any) -> str:
        address = reverse(f"admin:{self._past_name(page)}", args=[pk])
        return f"{address}?{urlencode(query)}" if query else address

    def past_addresses(self: Any, row: Any, page: Page) -> dict[str, str]:
        """What the time line at the foot of a record leads to; its history and the record as it was only where it has one."""
        found = {"older": self._past_address("timeline", row.pk, before=page.next)} if page.next is not None else {}
        if hasattr(self.model, "history"):
            found |= {"history": self._past_address("history", row.pk), "as_of": self._past_address("as_of", row.pk)}
        return found

    # --- who sees it -----------------------------------------------------------------------------
    def _remembered(self: Any, request: HttpRequest, pk: int) -> QuerySet:
        """The versions of a record that the person may see: of one that is there by the filter of all pages, of a deleted one
        by a role that sees every record of its kind. Raises Http404."""
        if not hasattr(self.model, "history"):
            raise Http404
        found = versions_of(self.model, pk)
        if self.get_queryset(request).filter(pk=pk).exists():
            return found
        sees_all = permission_q(self.model, self.actor(request), f"view_{self.opts.model_name}") == Q()
        if not sees_all or self.model._default_manager.filter(pk=pk).exists() or not found.exists():
            raise Http404
        return found

    def _get_obj_does_not_exist_redirect(self: Any, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A record that was deleted is found in its history."""
        if object_id.isdigit() and hasattr(self.model, "history"):
            try:
                self._remembered(request, int(object_id))
            except Http404:
                pass
            else:
                return redirect(self._past_address("history", int(object_id)))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def _past_context(self: Any, request: HttpRequest, pk: int, title: str) -> dict[str, Any]:
        row = self.get_queryset(request).filter(pk=pk).first()
        name = str(row) if row is not None else f"{self.opts.verbose_name} № {pk}"
        return self.admin_site.each_context(request) | {
            "title": f"{name}: {title}", "opts": self.opts, "media": self.media, "oblik_row": row, "record": name,
            "change_address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk]) if row is not None else "",
            "history_address": self._past_address("history", pk), "as_of_address": self._past_address("as_of", pk),
            "zone": request.tenant.time_zone,  # type: ignore[attr-defined]
        }  # fmt: skip

    # --- pages -----------------------------------------------------------------------------------
    def history_view(self: Any, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The versions of a record, the newest first, each with what it changed. Nothing is posted to it."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not object_id.isdigit():
            raise Http404
        pk = int(object_id)
        if not hasattr(self.model, "history"):
            if not self.get_queryset(request).filter(pk=pk).exists():
                raise Http404
            return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]) + "#timeline")
        found = self._remembered(request, pk)
        before = request.GET.get("before", "")
        if before.isdigit():
            found = found.filter(history_id__lt=int(before))
        versions = list(found[: VERSIONS + 2])
        words = Words(versions)
        shown = [self._shown_version(versions, index, words) for index in range(min(len(versions), VERSIONS))]
        older = self._past_address("history", pk, before=versions[VERSIONS - 1].history_id) if len(versions) > VERSIONS else ""
        context = self._past_context(request, pk, _("history")) | {"versions": shown, "older": older, "is_first_page": not before}
        return render(request, "admin/oblik/history.html", context)

    def _shown_version(self: Any, versions: list[Any], index: int, words: Words) -> Shown:
        version = versions[index]
        earlier = versions[index + 1] if index + 1 < len(versions) else None
        if version.history_type == "+" or earlier is None:
            changes = [
                Change(str(item.verbose_name), "", text) for item in shown_fields(self.model) if (text := words.text(version, item)) != NOTHING
            ]
        else:
            changes = changes_between(earlier, version, words)
        return Shown(
            version.version, version.history_type, version.history_date, actor_text(version.actor_label), version.history_change_reason or "",
            version.request_id, self._past_address("as_of", version.id, at=instant_text(version.history_date, precise=True)), changes,
        )  # fmt: skip

    def as_of_view(self: Any, request: HttpRequest, object_id: int) -> HttpResponse:
        """The record as it was at `at`. A time without an offset is the company's, and leads to the address that says which:
        so a link that is handed on means the same instant everywhere."""
        self._remembered(request, object_id)
        now, given = clock.now(), request.GET.get("at", "").strip()
        context = self._past_context(request, object_id, _("as it was"))
        try:
            at = read_instant(given, request.tenant.time_zone, now=now) if given else now  # type: ignore[attr-defined]
        except NotAnInstant as problem:
            return render(request, "admin/oblik/as_of.html", context | {"problem": str(problem), "chosen": given}, status=422)
        if given and not _has_offset(given):
            return redirect(self._past_address("as_of", object_id, at=instant_text(at)))
        past = look(self.model, object_id, at=at, may=lambda codename: not codename or self.actor(request).may(codename))
        if past is None:
            told = _("No version of it is kept: it was put in past the program.")
            return render(request, "admin/oblik/as_of.html", context | {"problem": told, "chosen": given})
        chosen = timezone.localtime(at).replace(tzinfo=None, microsecond=0).isoformat()
        around = {"past": past, "chosen": chosen, "who": _stamp(past.version or past.last), "last_who": _stamp(past.last), "first_who": _stamp(past.first)}
        return render(request, "admin/oblik/as_of.html", context | around)

    def timeline_view(self: Any, request: HttpRequest, object_id: int) -> HttpResponse:
        """A part of the time line of a record that is there."""
        row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None or not getattr(row, "subject_kind", ""):
            raise Http404
        before = request.GET.get("before", "")
        page = timeline(row, actor=self.actor(request), before=int(before) if before.isdigit() else None)
        context = self._past_context(request, object_id, _("time line"))
        return render(request, "admin/oblik/timeline_page.html", context | {"oblik_timeline": page.events, "oblik_past": self.past_addresses(row, page)})


def _stamp(version: Any) -> dict[str, Any]:
    """When, by whom and why a version was made."""
    return {
        "at": version.history_date, "who": actor_text(version.actor_label), "reason": version.history_change_reason or "",
        "request_id": version.request_id,
    }  # fmt: skip


def instant_text(at: dt.datetime, *, precise: bool = False) -> str:
    """An instant for an address: in the company's time, with its offset."""
    return timezone.localtime(at).isoformat(timespec="microseconds" if precise else "seconds")


def _has_offset(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def read_instant(text: str, zone: str, *, now: dt.datetime) -> dt.datetime:
    """The instant that is meant by an ISO text. Without an offset it is on the clock of the zone, of an hour that comes
    twice the first one; a day alone is its end. Raises NotAnInstant for what is no time, for one that the clock jumped over, and for one to come.
    """
    try:
        found = dt.datetime.fromisoformat(text.replace(" ", "+") if text.count(":") > 2 else text)
        if len(text) == 10:
            found = dt.datetime.combine(found.date(), dt.time(23, 59, 59))
        if found.tzinfo is None:
            local = found.replace(tzinfo=zoneinfo.ZoneInfo(zone))
            found = local.astimezone(dt.UTC)
            if found.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
                raise NotAnInstant(_("There was no such time: the clock was put forward over it."))
        found = found.astimezone(dt.UTC)
    except NotAnInstant:
        raise
    except (ValueError, OverflowError):
        raise NotAnInstant(_("Give a day and a time, such as 2026-03-31 12:00.")) from None
    if found > now + dt.timedelta(seconds=1):
        raise NotAnInstant(_("That time is yet to come: what will be is not known."))
    return found
