"""Logs of real approvals, played through the engine: what it refuses is what its rules say, and the rest ends as it ended."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import Count

from apps.approvals.models import Decision
from apps.tenants.scope import scope
from tests import factories as make
from tests.scenarios import approval_logs as log

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
CASES = 100


def played(outcome: log.Outcome) -> dict[str, int]:
    return {verb: times for verb, times in sorted(outcome.events.items()) if verb}


@pytest.mark.parametrize(
    ("name", "documents", "alike", "events", "deviations"),
    [
        (
            "DomesticDeclarations", 100, 99, {"approve": 113, "execute": 100, "final": 100, "reject": 14, "submit": 107},
            # The supervisor's final word came before the step in front of theirs, and so was paid what is not approved.
            {("final", "NotPermitted: not_asked"): 1, ("execute", "Refused: wrong_state"): 1},
        ),
        (
            "PrepaidTravelCost", 186, 183, {"approve": 265, "execute": 93, "final": 181, "reject": 40, "save": 1, "submit": 200},
            # Some rejections are by nobody that the log knows; what follows them finds the document where it was.
            {("reject", "the log names nobody"): 3, ("submit", "Refused: wrong_state"): 1, ("final", "Refused: wrong_state"): 1,
             ("final", "NotPermitted: not_asked"): 1},
        ),
    ],
)  # fmt: skip
def test_travel_expenses_end_as_they_ended(shared_dir, name, documents, alike, events, deviations):
    company = make.tenant("uni")
    cases = log.sample(log.travel_cases(shared_dir / f"data/invoices/bpi2020/{name}.xes.gz"), CASES)
    outcome = log.replay_travel(company, cases)
    assert (outcome.cases, outcome.documents, outcome.alike) == (CASES, documents, alike)
    assert (played(outcome), outcome.deviations) == (events, Counter(deviations))
    with scope(company.pk):
        approved = events["approve"] + events["final"] + events["reject"]
        assert 0 < Decision.objects.count() <= approved


def test_permits_end_as_they_ended_where_one_person_may_check_and_determine(shared_dir):
    company = make.tenant("town")
    cases = log.sample(log.permit_cases(shared_dir / "data/approvals/permits/receipt.csv"), CASES)
    outcome = log.replay_permits(company, cases, four_eyes=False)
    assert (outcome.cases, outcome.documents, outcome.alike) == (CASES, 105, 105)
    assert played(outcome) == {"adjust": 7, "approve": 107, "execute": 96, "final": 96, "submit": 105}
    assert not outcome.deviations


def test_with_four_eyes_who_drew_up_a_permit_neither_checks_nor_determines_it(shared_dir):
    """Most confirmations in the log were drawn up, checked and determined by one person."""
    company = make.tenant("town")
    cases = log.sample(log.permit_cases(shared_dir / "data/approvals/permits/receipt.csv"), CASES)
    outcome = log.replay_permits(company, cases, four_eyes=True)
    refused = {why: sum(times for (_verb, other), times in outcome.deviations.items() if other == why) for _verb, why in outcome.deviations}
    assert (outcome.documents, outcome.alike) == (105, 16)
    assert refused == {
        "Refused: four_eyes": 151, "Refused: counted_elsewhere": 8, "others are asked still": 12, "Refused: wrong_state": 89,
    }  # fmt: skip
    with scope(company.pk):
        for decision in Decision.objects.select_related("request"):
            assert decision.decided_by_id != decision.request.submitted_by_id
        assert not Decision.objects.values("request", "decided_by").annotate(times=Count("pk")).filter(times__gt=1).exists()
