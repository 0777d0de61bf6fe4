"""Two connections at one act at the same moment: as many successes as versions, history rows and journal entries, and
one only where the act leaves the states that it may start from."""

from __future__ import annotations

import pytest
from django.apps import apps

from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal, Refused
from apps.reconciliation.actions import accept_match
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds
from tests.scenarios.transitions import CASES, stood_in
from tests.scenarios.transitions.reconciliation import a_match

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
WALKED = [
    (model, item)
    for model in apps.get_models()
    for item in getattr(model, "machine", None) or ()
    if f"{item.subject}.{item.name}" in CASES
]


def raced(company, attempts, act):
    """How many of the attempts succeeded; the others were refused in words."""

    def attempt(_number):
        with scope(company.pk):
            try:
                retrying(lambda: act(make.system(company)), attempts=12)
            except Refusal as refusal:
                assert refusal.code in ("refused", "not_found"), refusal
                return False
            return True

    return sum(crew.at_once(attempts, attempt))


# What is told twice in the same words is taken once, without refusing the second.
SAID_ONCE = {"provider_payment.report"}


def test_every_transition_is_raced():
    """In one test: making the tables empty between tests takes longer than the races."""
    company = make.tenant()
    with scope(company.pk):
        for number, (model, item) in enumerate(WALKED):
            case = CASES[f"{item.subject}.{item.name}"]
            source = (item.sources or (model._meta.get_field("state").choices[0][0],))[0]
            row = stood_in(model, source, company, 100 + number, case)
            entries = JournalEntry.objects.filter(type=item.journal_type, subject_id=row.pk)
            history = model.history.filter(id=row.pk)
            before = entries.count(), history.count()
            done = raced(company, 2, lambda actor, case=case, row=row: case.act(row, actor))
            told = f"{item.subject}.{item.name}"
            fresh = model.objects.filter(pk=row.pk).first()
            exclusive = (bool(item.sources) and not set(item.targets or item.sources) & set(item.sources)) or fresh is None
            assert done == 1 if exclusive else done >= 1, told
            took = min(done, 1) if told in SAID_ONCE else done
            assert (entries.count() - before[0], history.count() - before[1]) == (took, took), told
            assert fresh is None or fresh.version == row.version + took, told
        assert_chain_holds(company.pk)


def test_of_many_who_settle_one_line_exactly_one_does():
    company = make.tenant()
    with scope(company.pk):
        match = a_match(company, "proposed", 1)
        assert raced(company, 12, lambda actor: accept_match(match.pk, actor=actor, at=AT)) == 1
        assert type(match).objects.get(pk=match.pk).version == 2
        with pytest.raises(Refused):
            accept_match(match.pk, actor=make.system(company), at=AT)
