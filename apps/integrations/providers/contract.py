"""What an adapter of a payment provider is, and what it tells: the only module that adapters share.

An adapter is pure: bytes, headers and secrets in, verdicts and facts out. It reads no clock, calls nobody and knows no database.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


class FactKind(StrEnum):
    """What a provider may say of a payment."""

    PENDING = "payment_pending"
    SUCCEEDED = "payment_succeeded"
    FAILED = "payment_failed"
    EXPIRED = "payment_expired"
    REFUNDED = "payment_refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "payment_disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


@dataclass(frozen=True)
class Fact:
    """One thing that is so, whatever else is said before or after.

    `payment_id`: the provider's, by which its status is asked for too. `amount` and `fee`: exact, in units of `currency`, not in minor
    ones; None where it is not said. `part_id`: of which refund or dispute; a refund without one says how much went back in all.
    `reference`: what the company gave the provider along, commonly the number of an invoice. `page_key`: ours, of the page that it is paid
    by, where the provider tells it; `of_page`: `payment_id` is the page's, and the payment has another once it is begun.
    """

    kind: FactKind
    payment_id: str
    amount: Decimal | None = None
    currency: str = ""
    occurred_at: dt.datetime | None = None
    reference: str = ""
    part_id: str = ""
    fee: Decimal | None = None
    page_key: str = ""
    of_page: bool = False


@dataclass(frozen=True)
class Told:
    """What a message says. `event_id` is the same however often it is sent. `is_test`: of the provider's test mode; None: not said."""

    event_id: str
    type: str
    facts: tuple[Fact, ...] = ()
    is_test: bool | None = None


@dataclass(frozen=True)
class Incoming:
    """A request of a provider: headers by lower-case name, the body to the byte."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Keys:
    """What a connection was given. `secrets`: by name, the newest first; older ones hold until their overlap ends. `public_key`: of the
    company at the provider, or of the provider, as its adapter says. `address`: of the provider's API."""

    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    public_key: str = ""
    address: str = ""

    def newest(self, name: str) -> str:
        """The current secret, "" for none."""
        return next(iter(self.secrets.get(name, ())), "")


class Verdict(StrEnum):
    """Of a signature. UNSURE: the provider's key is to be fetched anew before it can be called wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Question:
    """A request to the provider's API."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class PageAsk:
    """A payment page that is asked for. `key`: ours, 32 hex digits, the same however often it is asked for. `reference`: the number of the
    invoice. `amount`: in units of `currency`, exact. `text`: for the payer. `message_url`: of our door. `since`: asked for first."""

    key: str
    reference: str
    amount: Decimal
    currency: str
    text: str
    return_url: str
    message_url: str
    since: dt.datetime


@dataclass(frozen=True)
class Page:
    """A payment page: the provider's id of the payment, or of the page, and the address that the payer opens."""

    payment_id: str
    url: str


class Unreadable(Exception):
    """A message that is not as its provider writes them. `str()` says where, in English, for the person who mends it."""


@dataclass(frozen=True)
class Adapter:
    """One provider. `secrets`: the names that it takes; `needed` of them are asked for, `made` by us. `address`: of its API, "" where
    each company has its own. `headers`: what is kept of a request, since the signature needs it."""

    kind: str
    headers: tuple[str, ...]
    secrets: tuple[str, ...]
    needed: tuple[str, ...]
    verify: Callable[[Incoming, Keys, int], Verdict]
    read: Callable[[Incoming], Told]
    made: tuple[str, ...] = ()
    address: str = ""
    takes_public_key: bool = False
    # A message of ours, signed as the provider would and saying nothing of money; None where only the provider can sign.
    sample: Callable[[Keys, int], Incoming] | None = None
    # What asks for the state of a payment, None where there is nobody to ask; and what the answer says.
    ask: Callable[[str, Keys, int], Question | None] | None = None
    answered: Callable[[str, bytes], tuple[Fact, ...]] | None = None
    # What asks for the key that the provider signs with, and the key in the answer.
    ask_key: Callable[[Keys], Question] | None = None
    key_of: Callable[[bytes], str] | None = None
    # What has a payment page made: a question, or the page itself where nobody is asked; by the secret that is named. And the page in
    # the answer. `page` raises Unreadable for what the provider does not take.
    page: Callable[[PageAsk, Keys], Question | Page] | None = None
    page_secret: str = ""
    paged: Callable[[bytes], Page] | None = None
    # What looks for pages whose answer was lost, where the provider knows no request by its key; and those that may be the one.
    lost: Callable[[PageAsk, Keys, int], Question] | None = None
    found: Callable[[PageAsk, bytes], tuple[Page, ...]] | None = None
    # What the provider says when it refuses, "" where nothing can be read.
    why_not: Callable[[bytes], str] | None = None


_LONGEST = 100
_FIRST, _LAST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return found


def _refused(text: str) -> Any:
    raise Unreadable(f"{text} is no number")


def json_of(body: bytes) -> dict[str, Any]:
    """The JSON object of the body, fractions as Decimal. Raises Unreadable for what is none, and for keys that stand twice."""
    try:
        found = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise Unreadable(f"no JSON: {str(error)[:120] or 'nested too deep'}") from error
    if not isinstance(found, dict):
        raise Unreadable("no JSON object")
    return found


def object_in(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under the name. Raises Unreadable."""
    found = data.get(name)
    if not isinstance(found, dict):
        raise Unreadable(f"{name}: an object is expected")
    return found


def text_in(data: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    """A text or a whole number as text, "" where there is none. Raises Unreadable for other things and for more than 100 characters."""
    value = data.get(name)
    if value is None or value == "":
        if needed:
            raise Unreadable(f"{name} is missing")
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(f"{name}: a text is expected")
    text = str(value) if isinstance(value, str) or abs(value) < 10**30 else "x" * (_LONGEST + 1)
    if len(text) > _LONGEST or not text.isprintable():
        raise Unreadable(f"{name}: at most {_LONGEST} printable characters are expected")
    return text


def number_in(data: Mapping[str, Any], name: str) -> Decimal | None:
    """A number that is not negative, None where there is none. Raises Unreadable for other things, texts among them."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable(f"{name}: a number is expected")
    if not 0 <= value <= 10**13 or (isinstance(value, Decimal) and int(value.as_tuple().exponent) < -9):
        raise Unreadable(f"{name}: no amount of money")
    return Decimal(value)


def url_in(data: Mapping[str, Any], name: str) -> str:
    """The address of a page. Raises Unreadable."""
    value = data.get(name)
    if not isinstance(value, str) or not value.startswith(("https://", "http://")) or len(value) > 4000 or any(char <= " " or char > "~" for char in value):
        raise Unreadable(f"{name}: an address is expected")
    return value


def minor_of(amount: Decimal, digits: int) -> int:
    """Minor units. Raises Unreadable for an amount that has more decimals."""
    found = amount.scaleb(digits)
    if found != found.to_integral_value():
        raise Unreadable(f"amount: more than {digits} decimals")
    return int(found)


_PLAIN = re.compile(r"[0-9]{1,13}(\.[0-9]{1,9})?")


def decimal_text_in(data: Mapping[str, Any], name: str) -> Decimal | None:
    """An amount as a text of digits and a point, None where there is none. Raises Unreadable for other things, numbers among them."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _PLAIN.fullmatch(value):
        raise Unreadable(f"{name}: a text such as \"120.50\" is expected")
    return Decimal(value)


def quoted(text: str) -> bytes:
    """The text as JSON writes it."""
    return json.dumps(text).encode()


def currency_in(data: Mapping[str, Any], name: str) -> str:
    """Three capital letters, "" where there is none. Raises Unreadable."""
    text = text_in(data, name).upper()
    if text and not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise Unreadable(f"{name}: no code of a currency")
    return text


def moment_in(data: Mapping[str, Any], name: str, *, milliseconds: bool = False) -> dt.datetime | None:
    """An instant as ISO 8601, or as whole seconds (`milliseconds`) since 1970; None where there is none. Raises Unreadable."""
    value = data.get(name)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            found = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=value if milliseconds else value * 1000)
        else:
            found = dt.datetime.fromisoformat(value)
            found = found.replace(tzinfo=found.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unreadable(f"{name}: no instant") from error
    if not _FIRST <= found < _LAST:
        raise Unreadable(f"{name}: no instant of this century")
    return found
