from apps.workflow.models.bulk import BulkAct
from apps.workflow.models.checks import HistoryCheck, HistoryDifference
from apps.workflow.models.ledger import IdempotencyRecord

__all__ = ["BulkAct", "HistoryCheck", "HistoryDifference", "IdempotencyRecord"]
