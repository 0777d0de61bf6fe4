"""The nouns of this app."""

from apps.dispatch.models.calendar import BusinessCalendar
from apps.dispatch.models.plan import ContractSla, SlaPlan

__all__ = ["BusinessCalendar", "ContractSla", "SlaPlan"]
