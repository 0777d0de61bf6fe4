from apps.workflow.models.bulk import BulkAct
from apps.workflow.models.checks import HistoryCheck, HistoryDifference
from apps.workflow.models.ledger import IdempotencyRecord
from apps.workflow.models.notice import Notice, NoticeChoice, NoticeChoices, NoticeState

__all__ = [
    "BulkAct", "HistoryCheck", "HistoryDifference", "IdempotencyRecord", "Notice", "NoticeChoice", "NoticeChoices", "NoticeState",
]  # fmt: skip
