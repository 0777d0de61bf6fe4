"""The typed client of Oblik's API.

    client = Oblik("https://oblik.example.com", key="obk_...")
    for invoice in client.invoices.each(state="issued"):
        print(invoice.number, invoice.open)
"""

from __future__ import annotations

import time
from collections.abc import Callable

from .nouns import VERSION, Nouns
from .problems import Busy, Cause, Invalid, NoAnswer, NotFound, NotPermitted, NotSignedIn, Problem, Refused, Stale, TooMany
from .sending import UNSET, File, Page, Request, Response, Sender, Transport, Unset, over_http
from .webhooks import NotGenuine, verified


class Oblik(Nouns):
    """All nouns behind one key, in the version of the contract that this client was made from.

    `transport`: sends in place of HTTP, for tests. `attempts`: how often what was not answered, 429 and 503 are sent at most.
    """

    def __init__(
        self, base_url: str = "", *, key: str, language: str = "en", attempts: int = 5, timeout: float = 30.0, transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        send = over_http(base_url, timeout=timeout) if transport is None else transport
        super().__init__(Sender(send, key=key, version=VERSION, language=language, attempts=attempts, sleep=sleep))


__all__ = [
    "UNSET", "VERSION", "Busy", "Cause", "File", "Invalid", "NoAnswer", "NotFound", "NotGenuine", "NotPermitted", "NotSignedIn", "Oblik", "Page", "Problem",
    "Refused", "Request", "Response", "Stale", "TooMany", "Transport", "Unset", "verified",
]
