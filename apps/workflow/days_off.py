"""Days on which nobody works, as a person lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason

MOST_DAYS_OFF = 400


def checked_days(given: Sequence[str], problems: list[Reason]) -> list[str]:
    """Days in ISO form, ascending, each once; of more than 400 none is read. What is wrong is added to `problems`."""
    if len(given) > MOST_DAYS_OFF:
        problems.append(Reason("days_off", _("At most %(count)s days."), "days_off", {"count": MOST_DAYS_OFF}))
        return []
    found = set()
    for text in given:
        try:
            found.add(dt.date.fromisoformat(text).isoformat())
        except (TypeError, ValueError):
            problems.append(Reason("days_off", _("“%(day)s” is no day such as 2027-01-04."), "days_off", {"day": text}))
    return sorted(found)
