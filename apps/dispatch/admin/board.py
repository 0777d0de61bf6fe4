"""The board: open orders by time left, each with how its promise stands in words and colour."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.dispatch.assignment import left_text, minutes_text
from apps.dispatch.clock import used
from apps.dispatch.models import WorkOrder, WorkQueue
from apps.dispatch.queries import on_shift
from apps.dispatch.states import OPEN, Clock, Kept, Level, OrderState
from apps.shifts.models import Employee, Site, Skill

SHOWN = 100
_TONES = {Level.BREACHED: "bad", Level.AT_RISK: "warn", Level.IN_TIME: "good"}


class BoardForm(forms.Form):
    """What is shown of the board; nothing chosen is everything."""

    queue = forms.ModelChoiceField(label=_("Work queue"), queryset=None, required=False, empty_label=_("all"))
    site = forms.ModelChoiceField(label=_("Site"), queryset=None, required=False, empty_label=_("all"))
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=None, required=False, empty_label=_("all"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].queryset = WorkQueue.objects.filter(state=Kept.ACTIVE)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(state="active")  # type: ignore[attr-defined]
        self.fields["skill"].queryset = Skill.objects.filter(state="active")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """An order as the board shows it. `standing`: in words; `tone`: the colour that says the same."""

    order: WorkOrder
    standing: str
    tone: str
    clock: str
    due_at: dt.datetime | None
    left: str


@dataclass(frozen=True)
class Board:
    """The first lines, how many of them stand how, and whether more lie behind."""

    lines: list[Line]
    counts: list[tuple[str, str, int]]
    more: bool


def board(orders: QuerySet[WorkOrder], asked: dict[str, Any], at: dt.datetime) -> Board:
    """Open orders by the promise that would be broken first; those without one, and those on hold, come last."""
    rows = orders.filter(state__in=OPEN)
    if asked.get("queue"):
        rows = rows.filter(queue=asked["queue"])
    if asked.get("skill"):
        rows = rows.filter(skill=asked["skill"])
    if asked.get("site"):
        rows = rows.filter(site=asked["site"]) | rows.filter(site=None, queue__site=asked["site"])
    # An answer is due no later than the resolution, so the first due is the answer until it was given.
    due = Case(
        When(state=OrderState.ON_HOLD, then=Value(None)), When(responded_at=None, then=F("response_due_at")), default=F("resolution_due_at"),
        output_field=DateTimeField(),
    )  # fmt: skip
    # Keys alone are sorted, since whole rows with their texts are not sorted in memory; then the first of them are read.
    found = list(rows.annotate(first_due=due).order_by(F("first_due").asc(nulls_last=True), "pk").values_list("pk", flat=True)[: SHOWN + 1])
    read = orders.select_related("client", "queue", "site", "skill", "employee").in_bulk(found[:SHOWN])
    lines = [_line(read[pk], at) for pk in found[:SHOWN] if pk in read]
    counts = Counter((line.standing, line.tone) for line in lines)
    return Board(lines, [(standing, tone, count) for (standing, tone), count in counts.items()], len(found) > SHOWN)


def _line(order: WorkOrder, at: dt.datetime) -> Line:
    if order.state == OrderState.ON_HOLD:
        return Line(order, _g("On hold"), "plain", "", None, "")
    clock = Clock.RESOLUTION if order.responded_at else Clock.RESPONSE
    due_at = getattr(order, f"{clock}_due_at")
    if due_at is None:
        return Line(order, _g("Nothing promised"), "plain", "", None, "")
    level = Level(used(order, clock, at))
    return Line(order, str(level.label), _TONES[level], str(clock.label), due_at, left_text(due_at, at))


def people_choices(order: WorkOrder, at: dt.datetime) -> list[tuple[Any, str]]:
    """Who can be chosen by hand: those on shift with what is left of it, then everybody else who works here."""
    working = {person.employee: person for person in on_shift(at)}
    people = list(Employee.objects.filter(state="active").exclude(pk=order.employee_id).order_by("name", "pk").values_list("pk", "name", "code"))
    on = [(pk, f"{name} · {code} · {_g('free: %(time)s') % {'time': minutes_text(max(0, working[pk].left - working[pk].load))}}") for pk, name, code in people if pk in working]
    off = [(pk, f"{name} · {code}") for pk, name, code in people if pk not in working]
    return [("", "—"), (_g("On shift now"), on), (_g("Not on shift"), off)]  # type: ignore[list-item]
