"""Two connections at one act at the same moment: as many successes as versions, history rows and journal entries, and
one only where the act leaves the states that it may start from."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Sum

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal, Refused
from apps.payments.models import Allocation, Payment, StatementLine
from apps.reconciliation.actions import accept_match, settle_together
from apps.reconciliation.models import Decision, Match, MatchItem
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories.payments import Booked, Page, camt, imported
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


def test_of_two_who_settle_together_what_overlaps_one_does_and_nothing_is_half_done():
    """Two lines with two invoices each; what they share is a line, an invoice, or both, taken up from either end."""
    company = make.tenant()
    payer = make.client(company, "PAYER")
    opening = 0
    with scope(company.pk):
        for turn, (of_lines, of_invoices) in enumerate([
            ((0, 1, 1, 2), (0, 1, 2, 3)), ((0, 1, 2, 3), (0, 1, 1, 2)), ((0, 1, 1, 2), (0, 1, 1, 2)), ((1, 0, 2, 1), (2, 1, 1, 0)), ((0, 1, 0, 1), (0, 1, 0, 1)),
        ]):  # fmt: skip
            entries = [Booked("60.00", "unknown", f"R{turn}-{number}") for number in range(4)]
            made = imported(company, camt(Page(entries, opening=f"{opening}.00", number=str(turn))), name=f"{turn}.xml")
            opening += 240
            lines = list(StatementLine.objects.filter(statement=made.statements[0]).order_by("position").values_list("pk", flat=True))
            invoices = [make.issued(company, payer, "60.00").pk for _number in range(4)]
            before = Match.objects.count(), Payment.objects.count(), Allocation.objects.count(), Decision.objects.count()

            def attempt(number, lines=lines, invoices=invoices, of_lines=of_lines, of_invoices=of_invoices):
                mine = slice(0, 2) if number == 0 else slice(2, 4)
                amounts = {invoices[at]: 6_000 for at in of_invoices[mine]}
                with scope(company.pk):
                    try:
                        retrying(lambda: settle_together([lines[at] for at in of_lines[mine]], amounts, actor=make.system(company), at=AT), attempts=12)
                    except Refused:
                        return False
                    return True

            done = crew.at_once(2, attempt)
            assert sorted(done) == [False, True], turn
            won = slice(0, 2) if done[0] else slice(2, 4)
            assert set(StatementLine.objects.filter(pk__in=lines, reconciled_state="matched").values_list("pk", flat=True)) == {lines[at] for at in of_lines[won]}
            assert set(Invoice.objects.filter(pk__in=invoices, state="paid").values_list("pk", flat=True)) == {invoices[at] for at in of_invoices[won]}
            assert set(Invoice.objects.filter(pk__in=invoices).exclude(state="paid").values_list("open_minor", "allocated_minor")) == {(6_000, 0)}
            after = Match.objects.count(), Payment.objects.count(), Allocation.objects.count(), Decision.objects.count()
            assert [now - then for now, then in zip(after, before, strict=True)] == [2, 2, 2, 2], turn
            told = MatchItem.objects.filter(match__line__in=lines).aggregate(sum=Sum("amount_minor"))["sum"]
            assert told == Allocation.objects.filter(invoice__in=invoices).aggregate(sum=Sum("amount_minor"))["sum"] == 12_000
        assert_chain_holds(company.pk)
