from apps.journal.models.cursor import ConsumerCursor, JournalDay, ParkedEntry
from apps.journal.models.entry import JournalEntry, JournalHead
from apps.journal.models.pack import AuditPack
from apps.journal.models.seal import Seal

__all__ = ["AuditPack", "ConsumerCursor", "JournalDay", "JournalEntry", "JournalHead", "ParkedEntry", "Seal"]
