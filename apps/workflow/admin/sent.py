"""Forms that are sent a second time: what came of them the first time is shown again, and nothing is done."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import KeyReused, Reason, Refused
from apps.workflow.kinds import kind_of
from apps.workflow.ledger import already_done, once

NEW_USED = _("This form was sent before. Open a new one to enter another record.")
CHANGE_USED = _("This form was sent before. Open the record again to change more.")
OTHER_USED = _("This form was sent before with other values. Open the page again.")
MADE_ONCE = _("This form was sent twice; the record was made once.")
CHANGED_ONCE = _("This form was sent twice; the record was changed once.")
DONE_ONCE = _("This form was sent twice; it took effect once. This is what came of it.")
_NO_VALUES = ("csrfmiddlewaretoken", "form_token")
_MOST_VALUE = 4_000  # characters; of what is longer the digest stands for it


@dataclass
class Came:
    """What came of a form: the address that shows it, what is said there as (level, sentence), the record that it made or changed,
    and what else the page tells, JSON-able. `again`: it came of the first of two."""

    to: str = ""
    said: list[tuple[int, str]] = field(default_factory=list)
    row: Any = None
    told: dict[str, Any] = field(default_factory=dict)
    again: bool = False

    def say(self, level: int, sentence: Any) -> None:
        """Adds a sentence."""
        self.said.append((level, str(sentence)))


def came(to: str, sentence: Any = "", *, row: Any = None, level: int = messages.SUCCESS) -> Came:
    """That which most forms come to: a page, a sentence on it, and the record."""
    return Came(to, [(level, str(sentence))] if sentence else [], row)


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields as they were posted, without the tokens and the buttons."""
    return {name: [_short(text) for text in request.POST.getlist(name)] for name in request.POST if name not in _NO_VALUES and not name.startswith("_")}


def _short(text: str) -> str:
    return text if len(text) <= _MOST_VALUE else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _files(request: HttpRequest) -> dict[str, list[str]]:
    found = {}
    for name in request.FILES:
        upload: Any = request.FILES[name]
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        found[name] = [str(upload.name), digest.hexdigest()]
    return found


def _token(request: HttpRequest) -> str:
    return request.POST.get("form_token", "")[:100]


def was_sent(request: HttpRequest) -> bool:
    """Whether the person has sent the form before and it took effect."""
    token = _token(request)
    return bool(token and already_done(door="admin", keys=[token], caller=str(request.actor.user_id)))  # type: ignore[attr-defined]


def taken_once(request: HttpRequest, work: Callable[[dt.datetime], Came], *, in_steps: bool = False) -> Came:
    """Does `work(at)` with its ledger row, by the person and the token of the form. Sent again, it gives what came of the first time.

    The ledger row is in the transaction of the acts, which is tried again whole under contention: `work` says what there is to say in
    what it returns. `in_steps`: acts that commit row by row, each of which takes effect once by its own state; their ledger row is
    written behind them. Raises what `work` raises, and Refused for a token that was sent with other values.
    """
    actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
    token = _token(request) or uuid.uuid4().hex
    body = {"method": "POST", "path": request.path, "posted": posted(request), "files": _files(request)}
    caller, found = str(actor.user_id), None
    if in_steps and not was_sent(request):
        found = work(at)

    def kept() -> Came:
        with once(actor=actor, at=at, door="admin", key=token, caller=caller, body=body) as slot:
            if slot.replayed:
                return Came(slot.outcome["to"], [(level, text) for level, text in slot.outcome["said"]], told=slot.outcome["told"], again=True)
            what = found or work(at)
            kind, key = (kind_of(what.row), what.row.pk) if what.row is not None else ("", None)
            slot.keep({"to": what.to, "said": what.said, "told": what.told}, object_kind=kind, object_id=key)
            return what

    try:
        what = retrying(kept)
    except KeyReused:
        raise Refused(Reason("form_used", OTHER_USED)) from None
    for level, sentence in what.said:
        messages.add_message(request, level, sentence)
    if what.again:
        messages.info(request, DONE_ONCE)
    return what


def answered_once(request: HttpRequest, work: Callable[[dt.datetime], Came], *, in_steps: bool = False) -> HttpResponse:
    """As taken_once, and leads to the page that shows what came of it."""
    return redirect(taken_once(request, work, in_steps=in_steps).to)
