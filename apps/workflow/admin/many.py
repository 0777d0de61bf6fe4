"""Acts on chosen rows, asked for once however often the form is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.kernel.errors import Refusal
from apps.workflow import bulk
from apps.workflow.admin.sent import Came, taken_once
from apps.workflow.models import BulkAct

AT_ONCE = 100


def ask_once(request: HttpRequest, name: str, ids: Sequence[int], *, reason: str, wake: bool) -> BulkAct:
    """The set act that the form asks for, or asked for when it was sent first. As bulk.ask; run again it goes on or does nothing."""

    def work(at: dt.datetime) -> Came:
        asked = bulk.ask(name, ids, actor=request.actor, at=at, reason=reason, wake=wake)  # type: ignore[attr-defined]
        return Came(told={"asked": asked.pk})

    return BulkAct.objects.get(pk=taken_once(request, work).told["asked"])


def set_action(name: str) -> Callable[[Any, HttpRequest, QuerySet], Any]:
    """The list action of a set act: a few rows at once, more by a worker with progress."""

    def run(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: bulk.MOST_ROWS + 1])
        if len(ids) > bulk.MOST_ROWS:
            messages.error(request, _("At most %(most)s rows at a time: narrow them by filters first.") % {"most": bulk.MOST_ROWS})
            return None
        try:
            asked = ask_once(request, name, ids, reason=request.POST.get("reason", ""), wake=len(ids) > AT_ONCE)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return None
        if len(ids) > AT_ONCE:
            return redirect("admin:workflow_bulkact_change", asked.pk)
        done = bulk.run(asked.tenant_id, asked.pk)
        if done.error:
            messages.error(request, done.error)
        else:
            messages.success(request, _("%(done)s done, %(refused)s refused.") % {"done": done.done_count, "refused": done.refused_count})
        for line in done.refused_lines:
            messages.warning(request, f"{line['rows']}: {line['sentence']}")
        return None

    run.__name__ = name.replace(".", "_")
    return run
