from apps.workflow.models.bulk import BulkAct
from apps.workflow.models.checks import HistoryCheck, HistoryDifference
from apps.workflow.models.export import Export, ExportFormat, ExportState
from apps.workflow.models.ledger import KEPT_REPLAYS, IdempotencyRecord, IdempotencyReplay, SentAgain
from apps.workflow.models.notice import Notice, NoticeChoice, NoticeChoices, NoticeState
from apps.workflow.models.quarantine import QuarantinedRow

__all__ = [
    "KEPT_REPLAYS", "BulkAct", "Export", "ExportFormat", "ExportState", "HistoryCheck", "HistoryDifference", "IdempotencyRecord", "IdempotencyReplay", "Notice", "NoticeChoice", "NoticeChoices",
    "NoticeState", "QuarantinedRow", "SentAgain",
]  # fmt: skip
