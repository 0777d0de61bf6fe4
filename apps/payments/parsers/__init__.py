"""Reading bank statements: bytes in, plain records out. No database, no settings.

`open_file(path)` finds the format by content and yields, statement by statement, a `Header`, its `Entry`s as
they are read, and an `End`. Memory stays flat whatever the size of the file.
"""

from apps.payments.parsers.detect import open_file
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice

__all__ = ["End", "Entry", "Event", "Header", "Notice", "UnreadableFile", "open_file"]
