"""How columns of dispatch that are no plain values are read out, of a row and of every version of it."""

from apps.dispatch.assignment import days_text, holds_text, week_text, why_text
from apps.dispatch.models import BusinessCalendar, WorkOrder
from apps.workflow import wording


def register() -> None:
    """Declares them. Called from ready()."""
    wording.register(WorkOrder._meta.label, "assignment", why_text)
    wording.register(WorkOrder._meta.label, "holds", holds_text)
    wording.register(BusinessCalendar._meta.label, "week", week_text)
    wording.register(BusinessCalendar._meta.label, "days_off", days_text)
