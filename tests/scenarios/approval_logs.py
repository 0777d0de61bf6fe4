"""Real logs of approvals, read where they lie beside the repository, and played through the engine event by event.

Every event is tried by the act that it tells of, in the order of the log, by the person or the role that the log names.
What the engine refuses, and where it ends otherwise than the log, is a deviation: counted by kind, with a sample.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request, reject_request
from apps.approvals.models import ApprovalRequest
from apps.invoices.actions import create_invoice, issue_invoice, submit_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, TaxCode
from apps.kernel.actor import Actor
from apps.kernel.errors import Refusal
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import approvals

TRAVEL = ("DomesticDeclarations", "InternationalDeclarations", "PrepaidTravelCost")
# In the order in which a travel document comes before them; and whom we have for each.
ROLES = {"PRE_APPROVER": "approver", "ADMINISTRATION": "accountant", "BUDGET OWNER": "dispatcher", "SUPERVISOR": "manager", "DIRECTOR": "owner"}
_STEP = re.compile(r"(.+) (SUBMITTED|SAVED|APPROVED|FINAL_APPROVED|REJECTED) by (.+)")
# Of a permit: three documents that are drawn up, checked, adjusted, determined and sent.
PERMIT = {
    "Confirmation of receipt": ("confirmation", "submit"), "T02": ("confirmation", "approve"), "T03": ("confirmation", "adjust"),
    "T04": ("confirmation", "final"), "T05": ("confirmation", "execute"),
    "T11": ("document X", "submit"), "T12": ("document X", "approve"), "T13": ("document X", "adjust"), "T14": ("document X", "final"),
    "T15": ("document X", "execute"),
    "T16": ("report Y", "submit"), "T17": ("report Y", "approve"), "T18": ("report Y", "adjust"), "T19": ("report Y", "final"),
    "T20": ("report Y", "execute"),
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """`verb`: submit, save, approve, final, reject, adjust, execute, or "" for what is no matter of approval. `who`: a role
    of the log, or a person."""

    at: dt.datetime
    case: str
    document: str
    verb: str
    who: str
    name: str


@dataclass
class Case:
    name: str
    amount: Decimal
    events: list[Event]

    def routes(self) -> dict[str, tuple[str, ...]]:
        """For each of its documents who had a say in it, in the order of ROLES; the supervisor always has."""
        seen = defaultdict(lambda: {"SUPERVISOR"})
        for event in self.events:
            if event.verb:
                seen[event.document].add(event.who)
        return {document: tuple(role for role in ROLES if role in roles) for document, roles in seen.items()}


def travel_cases(path: Path) -> Iterator[Case]:
    """The cases of a log of travel expenses (XES, gzip). A permit and what is declared after it are two documents."""
    with gzip.open(path) as file:
        for _event, element in iterparse(file):
            if not element.tag.endswith("trace"):
                continue
            name = next(item.get("value") for item in element if item.get("key") == "concept:name")
            told = [{item.get("key"): item.get("value") for item in child} for child in element if child.tag.endswith("event")]
            yield Case(name, _amount(told), [_travel_event(name, values) for values in told])
            element.clear()


def _amount(told: list[dict[str, str]]) -> Decimal:
    text = told[0].get("(case)_Amount") or told[0].get("(case)_RequestedAmount") or "0"
    return max(Decimal("0.01"), abs(Decimal(text)).quantize(Decimal("0.01")))


def _travel_event(case: str, values: dict[str, str]) -> Event:
    name, at = values["concept:name"], dt.datetime.fromisoformat(values["time:timestamp"]).astimezone(dt.UTC)
    if found := _STEP.fullmatch(name):
        verbs = {"SUBMITTED": "submit", "SAVED": "save", "APPROVED": "approve", "FINAL_APPROVED": "final", "REJECTED": "reject"}
        return Event(at, case, found[1], verbs[found[2]], found[3], name)
    # What is paid is the last document: the declaration, or the request for payment.
    document = "Request For Payment" if case.startswith("requestforpayment") else "Declaration"
    return Event(at, case, document, "execute" if name == "Request Payment" else "", "", name)


def permit_cases(path: Path) -> Iterator[Case]:
    """The cases of a log of permits (CSV)."""
    cases: dict[str, Case] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name, activity = row["case:concept:name"], row["concept:name"]
            document, verb = PERMIT.get(activity, PERMIT.get(activity[:3], ("", "")))
            at = dt.datetime.fromisoformat(row["time:timestamp"]).astimezone(dt.UTC)
            case = cases.setdefault(name, Case(name, Decimal("1.00"), []))
            case.events.append(Event(at, name, document, verb, row["org:resource"], activity))
    yield from cases.values()


def sample(cases: Iterable[Case], most: int) -> list[Case]:
    """So many cases, spread evenly over the log; all where there are not as many."""
    found = list(cases)
    return found if len(found) <= most else [found[index * len(found) // most] for index in range(most)]


@dataclass
class Outcome:
    """`events`: how many of each verb were played ("" beside approval). `deviations`: (what the log says, what the engine
    says) to how often, with the first that was met. `alike`: documents that ended as the log says, of `documents`."""

    cases: int = 0
    documents: int = 0
    alike: int = 0
    events: Counter[str] = field(default_factory=Counter)
    deviations: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], str] = field(default_factory=dict)
    seconds: float = 0.0

    def deviates(self, event: Event, why: str) -> None:
        key = (event.verb, why)
        self.deviations[key] += 1
        self.samples.setdefault(key, f"{event.case}, {event.at:%Y-%m-%d %H:%M}, {event.name}, {event.who}")


@dataclass
class Paper:
    """A document of the log as ours. `approved`: whether its last word in the log was the final approval."""

    row: Any
    approved: bool = False


class Replay:
    """Plays a log in one company. `person(event)` is who acts; `payer(case, document)` the client whose policy applies."""

    def __init__(self, company: Tenant, clerk: Actor, person: Callable[[Event], Actor | None], payer: Callable[[Case, str], Any]) -> None:
        self.company, self.clerk, self.person, self.payer = company, clerk, person, payer
        self.papers: dict[tuple[str, str], Paper] = {}
        self.outcome = Outcome()
        self.tax = TaxCode.objects.get(code="none").pk

    def play(self, cases: list[Case]) -> Outcome:
        """Every event of the cases, as time went."""
        by_name, outcome, begun = {case.name: case for case in cases}, self.outcome, time.perf_counter()
        for event in sorted((event for case in cases for event in case.events), key=lambda event: event.at):
            outcome.events[event.verb] += 1
            if event.verb:
                self._try(event, by_name[event.case])
        outcome.seconds, outcome.cases, outcome.documents = time.perf_counter() - begun, len(cases), len(self.papers)
        states = dict(Invoice.objects.filter(pk__in=[paper.row.pk for paper in self.papers.values()]).values_list("pk", "state"))
        outcome.alike = sum(paper.approved == (states[paper.row.pk] in ("approved", "issued")) for paper in self.papers.values())
        return outcome

    def _try(self, event: Event, case: Case) -> None:
        paper = self.papers.get((event.case, event.document))
        if paper is None and event.verb not in ("submit", "save"):
            self.outcome.deviates(event, "no such document: the log begins later")
            return
        if paper is None:
            line = LineDraft(event.document, Decimal(1), case.amount, self.tax)
            payer = self.payer(case, event.document)
            row = create_invoice(payer.pk, [line], actor=make.system(self.company), at=event.at, issue_on=event.at.date())
            paper = self.papers[event.case, event.document] = Paper(row)
        try:
            getattr(self, f"_{event.verb}")(event, paper)
        except Refusal as refusal:
            self.outcome.deviates(event, " + ".join(sorted({f"{type(refusal).__name__}: {reason.code}" for reason in refusal.reasons})))

    def _request(self, paper: Paper) -> ApprovalRequest | None:
        return ApprovalRequest.objects.filter(about_kind="invoice", about_id=paper.row.pk).order_by("-pk").first()

    def _save(self, event: Event, paper: Paper) -> None:
        """A draft is kept; there is nothing to ask anybody."""

    def _submit(self, event: Event, paper: Paper) -> None:
        paper.approved = False
        submit_invoice(paper.row.pk, actor=self._submitter(event), at=event.at)

    def _submitter(self, event: Event) -> Actor:
        return self.clerk

    def _approve(self, event: Event, paper: Paper) -> None:
        request, person = self._request(paper), self.person(event)
        paper.approved = event.verb == "final"
        if request is None or person is None:
            self.outcome.deviates(event, "never submitted" if request is None else "the log names nobody")
            return
        state = approve_request(request.pk, actor=person, at=event.at).state
        if (state == "approved") != paper.approved:
            self.outcome.deviates(event, "approved already here" if state == "approved" else "others are asked still")

    _final = _approve

    def _reject(self, event: Event, paper: Paper) -> None:
        request = self._request(paper)
        paper.approved = False
        if event.who == "EMPLOYEE":  # takes back what is before approvers, or takes note of a rejection
            if request is not None and request.state == "pending":
                actions.withdraw_request(request.pk, actor=self.clerk, at=event.at)
            return
        person = self.person(event)
        if request is None or person is None:
            self.outcome.deviates(event, "never submitted" if request is None else "the log names nobody")
            return
        reject_request(request.pk, actor=person, at=event.at, reason=event.name)

    def _adjust(self, event: Event, paper: Paper) -> None:
        """Sent back by who adjusts it, and submitted again; by who submitted it: taken back, and submitted again."""
        request, person = self._request(paper), self.person(event)
        paper.approved = False
        if request is None or person is None:
            self.outcome.deviates(event, "never submitted" if request is None else "the log names nobody")
        elif request.submitted_by_id == person.user_id and request.state == "pending":
            actions.withdraw_request(request.pk, actor=person, at=event.at)
            submit_invoice(paper.row.pk, actor=person, at=event.at)
        else:
            reject_request(request.pk, actor=person, at=event.at, reason=event.name)
            submit_invoice(paper.row.pk, actor=self._submitter(event), at=event.at)

    def _execute(self, event: Event, paper: Paper) -> None:
        issue_invoice(paper.row.pk, actor=make.system(self.company), at=event.at)


class _ByPerson(Replay):
    def _submitter(self, event: Event) -> Actor:
        found = self.person(event)
        assert found is not None
        return found


def replay_travel(company: Tenant, cases: list[Case]) -> Outcome:
    """One policy for each route that documents took, by a client of its own; one person a role."""
    people = {role: make.member(company, ours) for role, ours in ROLES.items()}
    clerk, payers = make.member(company, "accountant"), {}
    with scope(company.pk):
        for route in sorted({route for case in cases for route in case.routes().values()}):
            payers[route] = make.client(company)
            steps = [StepDraft("role", role=ROLES[role]) for role in route]
            approvals.policy(company, *steps, client_id=payers[route].pk, starts_on=dt.date(2010, 1, 1))
        replay = Replay(company, clerk, lambda event: people.get(event.who), lambda case, document: payers[case.routes()[document]])
        return replay.play(cases)


def replay_permits(company: Tenant, cases: list[Case], *, four_eyes: bool) -> Outcome:
    """Two steps, check and determine, by the people of the log. With four eyes who drew it up decides on none and nobody on
    both; without, the counter draws it up and one person may do both."""
    names = sorted({event.who for case in cases for event in case.events})
    people, clerk = {name: make.member(company, "accountant") for name in names}, make.member(company, "manager")
    with scope(company.pk):
        payer = make.client(company)
        step = StepDraft("role", role="accountant", may_repeat=not four_eyes)
        approvals.policy(company, step, step, starts_on=dt.date(2010, 1, 1))
        kind = _ByPerson if four_eyes else Replay
        return kind(company, clerk, lambda event: people.get(event.who), lambda case, document: payer).play(cases)
