"""Why a person has an order, and how its clocks stand, in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.dispatch.hours import WEEKDAYS, text_of_spans
from apps.dispatch.models import BusinessCalendar, WorkOrder
from apps.shifts.models import Employee

# Of the others on shift: why not they.
_OTHERS = {
    "site": gettext_lazy("work at another site"),
    "skill": gettext_lazy("lack the skill"),
    "ends": gettext_lazy("their shift ends before the work would"),
    "full": gettext_lazy("have too much work in hand"),
    "busier": gettext_lazy("could have had it, and have more in hand or rarer skills"),
}
_OVERRIDES = {
    "no_shift": gettext_lazy("is on no shift now or soon"),
    "later_shift": gettext_lazy("begins later"),
    "site": gettext_lazy("works at another site"),
    "ends": gettext_lazy("the shift ends before the work would"),
    "full": gettext_lazy("has too much work in hand"),
}
_DAYS = (gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"), gettext_lazy("Sat"), gettext_lazy("Sun"))


def why_lines(order: WorkOrder) -> list[str]:
    """Why whoever has the order has it, a sentence each; nothing while nobody has. One query, for names."""
    why = order.assignment
    if not why:
        return []
    hand = {"load": minutes_text(why["load"]), "left": minutes_text(why["left"])}
    if why["by"] == "person":
        lines = [_("Chosen by hand: %(reason)s") % {"reason": why["reason"]}]
        over = [str(_OVERRIDES[name]) for name in why["overrides"] if name in _OVERRIDES]
        return [*lines, *([_("Although: %(what)s.") % {"what": "; ".join(over)}] if over else [])]
    lines = [_("Given by dispatch: %(load)s in hand, %(left)s left of the shift.") % hand]
    lines += [f"{text}: {why['others'][name]}" for name, text in _OTHERS.items() if why["others"].get(name)]
    if why["next"]:
        names = dict(Employee.objects.filter(pk__in=[item["employee_id"] for item in why["next"]]).values_list("pk", "name"))
        told = ", ".join(f"{names.get(item['employee_id'], '—')} ({minutes_text(item['load'])})" for item in why["next"])
        lines.append(_("Next would have been: %(names)s.") % {"names": told})
    return lines


def why_text(order: Any) -> str:
    """The same of an order or a version of one, a line each."""
    return "\n".join(why_lines(order)) or "—"


def minutes_text(minutes: int) -> str:
    """ "2 h 5 min", "40 min"."""
    hours, rest = divmod(minutes, 60)
    return (_("%(hours)s h %(minutes)s min") if hours and rest else _("%(hours)s h") if hours else _("%(minutes)s min")) % {"hours": hours, "minutes": rest}


def left_text(due_at: dt.datetime, at: dt.datetime) -> str:
    """How long it is to an instant on the wall clock, or how long it has passed."""
    minutes = int(abs((due_at - at).total_seconds()) // 60)
    days, rest = divmod(minutes, 1440)
    if days:
        text = ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
        text = f"{text} {_('%(hours)s h') % {'hours': rest // 60}}" if rest >= 60 else text
    else:
        text = minutes_text(minutes)
    return (_("in %(time)s") if due_at > at else _("late by %(time)s")) % {"time": text}


def week_text(calendar: BusinessCalendar) -> str:
    """The working hours of a week, a day a line; days off are left out."""
    return "\n".join(f"{day}: {text_of_spans(spans)}" for day, spans in zip(_DAYS, calendar.week, strict=True) if spans) or "—"


def holds_text(order: Any) -> str:
    """The times on hold, one a line."""
    return "\n".join(" – ".join(map(_time, span)) for span in order.holds) or "—"


def days_text(calendar: Any) -> str:
    """Own days off, one after the other."""
    return ", ".join(map(_day, calendar.days_off)) or "—"


def _time(text: str) -> str:
    return date_format(timezone.localtime(dt.datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "SHORT_DATE_FORMAT")


def weekday_labels() -> Iterable[tuple[str, Any]]:
    """The fields of a week with the day's short name."""
    return zip(WEEKDAYS, _DAYS, strict=True)
