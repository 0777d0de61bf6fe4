"""A refusal is an answer to a person; a bug is a message to us. They never mix."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Reason:
    """One cause of a refusal: a stable code for machines, a sentence for a clerk.

    `message` may hold %(name)s places, filled from `params` at the moment of reading, in the reader's
    language. `field` names the input that is to be mended, where there is one.
    """

    code: str
    message: Text
    field: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        text = str(self.message)
        return text % dict(self.params) if self.params else text


class Refusal(Exception):
    """The request was understood and is refused, with every reason that is known.

    Subclasses fix the HTTP status that the API answers with and a code for machines.
    """

    status = 409
    code = "refused"
    title: Text = _("This cannot be done")

    def __init__(self, *reasons: Reason | Iterable[Reason]) -> None:
        flat: list[Reason] = []
        for item in reasons:
            if isinstance(item, Reason):
                flat.append(item)
            else:
                flat.extend(item)
        self.reasons: tuple[Reason, ...] = tuple(flat)
        super().__init__(self.code)

    @classmethod
    def because(cls, code: str, message: Text, *, field: str = "", **params: Any) -> Refusal:
        """A refusal with a single reason."""
        return cls(Reason(code, message, field, params))

    @property
    def sentences(self) -> list[str]:
        """Why, in the reader's language: a sentence a reason; what it is called where it has none."""
        return [str(reason) for reason in self.reasons] or [str(self.title)]

    def __str__(self) -> str:
        return "; ".join(self.sentences)


class Refused(Refusal):
    """The thing is in the wrong state or a guard does not hold."""


class Invalid(Refusal):
    """The input itself is wrong."""

    status = 422
    code = "invalid"
    title = _("The data is not valid")


class KeyReused(Refusal):
    """The idempotency key was used before with another body."""

    status = 422
    code = "idempotency_key_reused"
    title = _("This idempotency key was used for another request")


class NotPermitted(Refusal):
    """The actor sees the thing but may not do this to it."""

    status = 403
    code = "not_permitted"
    title = _("You are not permitted to do this")


class NotVisible(Refusal):
    """The thing does not exist for this actor (it may exist for others)."""

    status = 404
    code = "not_found"
    title = _("Not found")


class Stale(Refusal):
    """The version that the change was based on is no longer the current one."""

    status = 412
    code = "stale"
    title = _("Someone else has changed this meanwhile")


class Busy(Refusal):
    """Another writer held the rows for too long; nothing was changed; the same request may be sent again."""

    status = 503
    code = "busy"
    title = _("The system is busy; please try again")


class Bug(Exception):
    """A programmer's error. Never shown to a user as an explanation."""


def not_visible() -> NotVisible:
    """The one answer for what does not exist and for what belongs to another tenant."""
    return NotVisible(Reason("not_found", _("There is no such record.")))


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
