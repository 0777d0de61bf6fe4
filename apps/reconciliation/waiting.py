"""Lines that wait for a person, a page at a time: no count, no scan, each filter in the order of an index.

What no index knows (words of the text, a client) is looked for in the next LOOK lines only, and where the looking ended is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from apps.clients.models import Client, ClientIban
from apps.invoices.models import Invoice
from apps.kernel.actor import Actor
from apps.kernel.db import Branch, first_keys
from apps.payments.models import StatementLine
from apps.reconciliation.models import Match, RunLine
from apps.reconciliation.states import MatchState
from apps.tenants.permission import permitted

PAGE = 50
LOOK, AT_A_TIME = 2_000, 250
MOST_OF_RULE, FIRST_OF_RULE = 5_000, 400
PROPOSED = "proposed"
WAITING = ("open", PROPOSED)
Place = tuple[Any, int]


@dataclass(frozen=True)
class Asked:
    """What is shown. `state`: "" both, "open" or "proposed". `rule`: of a live proposal. Amounts are minor units, both included; with
    one of them the order is by amount, else by day. `side`: "in", "out". `after`: the place behind which the page begins."""

    account_id: int | None = None
    state: str = ""
    rule: str = ""
    amount_from: int | None = None
    amount_to: int | None = None
    text: str = ""
    client_id: int | None = None
    side: str = "in"
    after: Place | None = None

    @property
    def by(self) -> str:
        return "amount_minor" if self.amount_from is not None or self.amount_to is not None else "booked_on"


@dataclass
class Page:
    """The lines in order, their live proposals and what the last run said of the others, by line. `behind`: the place of the next
    page, None at the end; `looked`: how many lines were looked through, where words or a client were asked for."""

    lines: list[StatementLine] = field(default_factory=list)
    proposals: dict[int, Match] = field(default_factory=dict)
    said: dict[int, tuple[str, list[Any]]] = field(default_factory=dict)
    behind: Place | None = None
    looked: int = 0


def waiting_page(asked: Asked, actor: Actor) -> Page:
    """One page. Six queries, up to seven more where words or a client are asked for, up to two more for a rule."""
    fits = _predicate(asked)
    if fits is None:
        found = _keys(asked, actor, PAGE + 1)
        page, ended = Page(), None
    else:
        found, places, more = _looked_for(asked, actor, fits)
        page, ended = Page(looked=len(places)), places[-1] if more else None
    rows = {line.pk: line for line in StatementLine.objects.filter(pk__in=found[:PAGE]).select_related("account").defer("raw")}
    page.lines = [rows[pk] for pk in found[:PAGE] if pk in rows]
    page.behind = (getattr(page.lines[-1], asked.by), page.lines[-1].pk) if page.lines and len(found) > PAGE else ended
    ids = [line.pk for line in page.lines]
    live = Match.objects.filter(live_key__in=ids, state=MatchState.PROPOSED).prefetch_related(Prefetch("items__invoice", Invoice.objects.only("number")))
    page.proposals = {match.line_id: match for match in live}
    page.said = last_said([pk for pk in ids if pk not in page.proposals])
    return page


def _looked_for(asked: Asked, actor: Actor, fits: Callable[[Sequence[str]], bool]) -> tuple[list[int], list[Place], bool]:
    """The next lines that fit, until there are more than a page; the places of those that were looked through; whether others follow.

    Of them only the words are read. First a few lines, which are enough for common words, then the others up to LOOK."""
    places: list[Place] = []
    found: list[int] = []
    few, more = min(AT_A_TIME, LOOK) if not asked.rule else LOOK, True
    for most in (few, LOOK - few):
        if not (most and more):
            break
        keys = _keys(replace(asked, after=places[-1]) if places else asked, actor, most + 1)
        more = len(keys) > most
        keys = keys[:most]
        while keys:
            size = AT_A_TIME if not places else 4 * AT_A_TIME
            some, keys = keys[:size], keys[size:]
            read = sorted(StatementLine.objects.filter(pk__in=some).order_by().values_list(asked.by, "pk", *_WORDS))
            places += [row[:2] for row in read]
            found += [row[1] for row in read if fits(row[2:])]
            if len(found) > PAGE:
                return found, places, True
    return found, places, more and bool(places)


def last_said(line_ids: Sequence[int]) -> dict[int, tuple[str, list[Any]]]:
    """Rule and reasons that the last run gave, by line."""
    rows = RunLine.objects.filter(line_id__in=line_ids).order_by("pk").values_list("line_id", "rule", "reasons")
    return {line: (rule, reasons) for line, rule, reasons in rows}


def waiting_lines(actor: Actor) -> QuerySet[StatementLine]:
    """Every line in force that is neither settled nor set aside, of those that the actor may see."""
    return permitted(StatementLine.objects.filter(live_key__isnull=False, reconciled_state__in=WAITING), actor, "view_statementline")


def _keys(asked: Asked, actor: Actor, most: int) -> list[int]:
    rows = permitted(StatementLine.objects.filter(live_key__isnull=False), actor, "view_statementline")
    if asked.side:
        rows = rows.filter(amount_minor__gt=0) if asked.side == "in" else rows.filter(amount_minor__lt=0)
    if asked.account_id is not None:
        rows = rows.filter(account_id=asked.account_id)
    if asked.amount_from is not None:
        rows = rows.filter(amount_minor__gte=asked.amount_from)
    if asked.amount_to is not None:
        rows = rows.filter(amount_minor__lte=asked.amount_to)
    if asked.after is not None:
        value, pk = asked.after
        rows = rows.filter(Q(**{f"{asked.by}__gt": value}) | Q(**{asked.by: value, "pk__gt": pk}), **{f"{asked.by}__gte": value})
    states = [state for state in WAITING if asked.state in ("", state)]
    if asked.rule:
        return _of_rule(asked, rows, most) if PROPOSED in states else []
    return first_keys([Branch(rows, "reconciled_state", states)], by=asked.by, most=most)


def _of_rule(asked: Asked, rows: QuerySet[StatementLine], most: int) -> list[int]:
    """Of those rows the lines of the rule's newest proposals. What has a proposal is in the state of that name.

    First among the next few lines with a proposal, where a common rule fills a page; else all of the MOST_OF_RULE proposals are read, each
    with its line, and put in order: fewer than all that wait."""
    proposals = Match.objects.filter(state=MatchState.PROPOSED, rule=asked.rule)
    oldest = proposals.order_by("-pk").values_list("pk", flat=True)[MOST_OF_RULE - 1 : MOST_OF_RULE].first()
    newest = proposals.filter(pk__gte=oldest) if oldest else proposals
    if most <= FIRST_OF_RULE:
        few = first_keys([Branch(rows, "reconciled_state", [PROPOSED])], by=asked.by, most=FIRST_OF_RULE)
        of_rule = set(newest.order_by().filter(live_key__in=few).values_list("live_key", flat=True))
        found = [key for key in few if key in of_rule]
        if len(found) >= most or len(few) < FIRST_OF_RULE:
            return found[:most]
    waiting = rows.filter(reconciled_state=PROPOSED, pk__in=newest.order_by().values("line_id"))
    return list(waiting.order_by(asked.by, "pk").values_list("pk", flat=True)[:most])


_WORDS = ("counterparty_iban", "counterparty_tax_id", "counterparty_name", "remittance", "reference")


def _predicate(asked: Asked) -> Callable[[Sequence[str]], bool] | None:
    """What is decided line by line, by its _WORDS, or None."""
    words = asked.text.casefold().split()
    known: tuple[set[str], set[str]] | None = None
    if asked.client_id is not None:
        client = Client.objects.filter(pk=asked.client_id).values_list("edrpou", flat=True)
        known = (set(ClientIban.objects.filter(client=asked.client_id).values_list("iban", flat=True)), {code for code in client if code})
    if not words and known is None:
        return None

    def fits(said: Sequence[str]) -> bool:
        iban, tax_id, _name, remittance, _reference = said
        if known is not None and iban not in known[0] and tax_id not in known[1] and not any(code in remittance for code in known[1]):
            return False
        text = " ".join(said).casefold() if words else ""
        return all(word in text for word in words)

    return fits


def place_text(place: Place | None) -> str:
    """A place as an address carries it."""
    return "" if place is None else f"{place[0].isoformat() if isinstance(place[0], dt.date) else place[0]}~{place[1]}"


def place_of(text: str, by: str) -> Place | None:
    """The place in an address; None for what is none."""
    value, _tilde, pk = text.partition("~")
    try:
        return (dt.date.fromisoformat(value) if by == "booked_on" else int(value)), int(pk)
    except ValueError:
        return None
