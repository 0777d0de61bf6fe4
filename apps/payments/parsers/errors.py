"""What is said of a file that cannot be read."""

from __future__ import annotations

from typing import Any


class UnreadableFile(Exception):
    """The file is not what it should be. `message` is a sentence (translatable), `where` the place in the file
    ("line 12"), `hint` how to mend it, `column` the column of a table, counted from 1."""

    def __init__(self, message: Any, *, where: str = "", hint: Any = "", column: int | None = None, **params: Any) -> None:
        self.message, self.where, self.hint, self.column, self.params = message, where, hint, column, params
        super().__init__(str(message))

    def __str__(self) -> str:
        text = str(self.message)
        if self.params:
            text = text % self.params
        if self.where:
            text = f"{self.where}: {text}"
        return f"{text} {self.hint}".strip()


class NoProfile(UnreadableFile):
    """A table whose columns no mapping profile fits. `columns`: its widest row, to make a profile from."""
