"""The nouns of this app."""

from apps.dispatch.models.calendar import BusinessCalendar
from apps.dispatch.models.order import WorkOrder
from apps.dispatch.models.plan import ContractSla, SlaPlan
from apps.dispatch.models.queue import OrderSeries, WorkQueue

__all__ = ["BusinessCalendar", "ContractSla", "OrderSeries", "SlaPlan", "WorkOrder", "WorkQueue"]
