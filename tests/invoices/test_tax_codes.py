"""Tax codes end from a day on and are resumed; where number series stand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from apps.clients.models import Client
from apps.invoices.actions import (
    create_invoice,
    credit_invoice,
    end_tax_code,
    issue_invoice,
    reopen_invoice,
    resume_tax_code,
    submit_invoice,
    submit_invoices,
    update_invoice,
)
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, NumberSeries, TaxCode
from apps.invoices.numbering import with_last
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat("2026-05-01")


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def code(name="7"):
    return TaxCode.objects.get(code=name)


def drafted(company, day, name="7"):
    client = Client.objects.filter(code="C1").first() or make.client(company, "C1")
    head = {"issue_on": day, "due_on": day, "tax_point_on": day, "currency": "UAH"}
    return create_invoice(client.pk, [LineDraft("Work", Decimal(1), Decimal(10), code(name).pk)], actor=make.system(company), at=AT, **head)


def test_a_line_of_an_ended_code_is_refused_from_that_day_on_and_what_there_is_stays(acme):
    before = drafted(acme, DAY)
    end_tax_code(code().pk, DAY, actor=make.system(acme), at=AT, reason="law")
    assert drafted(acme, DAY - dt.timedelta(days=1)).lines.get().tax_code == code()
    with pytest.raises(Invalid) as refusal:
        drafted(acme, DAY)
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.field) == ("not_valid_then", "lines.0.tax_code")
    assert all(words in str(reason) for words in ("“7” ended", "Choose another code"))
    assert Invoice.objects.get(pk=before.pk).lines.get().tax_code == code()


def test_a_draft_whose_code_ended_since_is_neither_submitted_nor_issued_until_it_is_mended(acme):
    how = {"actor": make.system(acme), "at": AT}
    drafts = [drafted(acme, DAY), drafted(acme, DAY - dt.timedelta(days=1))]
    approved = drafted(acme, DAY)
    submit_invoice(approved.pk, **how)
    end_tax_code(code().pk, DAY, **how)
    for act, late in ((submit_invoice, drafts[0]), (issue_invoice, approved)):
        with pytest.raises(Refused) as refusal:
            act(late.pk, **how)
        (reason,) = refusal.value.reasons
        assert (reason.code, reason.field) == ("code_ended", "lines.0.tax_code")
        assert "“7”, which ended since" in str(reason)
    submit_invoice(drafts[1].pk, **how)
    assert issue_invoice(drafts[1].pk, **how).state == "issued", "its tax point is before the end"
    reopen_invoice(approved.pk, **how)
    update_invoice(approved.pk, lines=[LineDraft("Work", Decimal(1), Decimal(10), code("20").pk)], **how)
    submit_invoice(approved.pk, **how)
    assert issue_invoice(approved.pk, **how).state == "issued"


def test_of_a_set_only_those_whose_codes_ended_are_refused(acme):
    how = {"actor": make.system(acme), "at": AT}
    late, good = drafted(acme, DAY), drafted(acme, DAY, "20")
    end_tax_code(code().pk, DAY, **how)
    outcome = submit_invoices(Invoice.objects.filter(pk__in=[late.pk, good.pk]), **how)
    assert outcome.refused == {"code_ended": 1}
    assert [Invoice.objects.get(pk=row.pk).state for row in (late, good)] == ["draft", "approved"]


def test_a_credit_note_keeps_the_code_of_what_it_corrects_though_it_ended(acme):
    how = {"actor": make.system(acme), "at": AT}
    wrong = drafted(acme, DAY)
    submit_invoice(wrong.pk, **how)
    issue_invoice(wrong.pk, **how)
    end_tax_code(code().pk, DAY - dt.timedelta(days=30), **how)
    note = credit_invoice(wrong.pk, reason="wrong", issue_on=DAY, **how)
    submit_invoice(note.pk, **how)
    assert issue_invoice(note.pk, **how).state == "issued"


def test_an_end_is_told_and_kept_with_its_history(acme):
    end_tax_code(code().pk, DAY, actor=make.system(acme), at=AT)
    entry = JournalEntry.objects.filter(subject_kind="tax_code", subject_id=code().pk).latest("sequence")
    assert (entry.type, entry.payload) == ("tax_code.ended", {"code": "7", "ends_before": "2026-05-01"})
    assert list(TaxCode.history.filter(id=code().pk).order_by("history_id").values_list("ends_before", flat=True)) == [None, DAY]


def test_an_end_is_not_moved_but_resumed_with_a_reason_and_set_again(acme):
    how = {"actor": make.system(acme), "at": AT}
    end_tax_code(code().pk, DAY, **how)
    with pytest.raises(Refused, match="resume it first"):
        end_tax_code(code().pk, DAY, **how)
    with pytest.raises(Invalid):
        resume_tax_code(code().pk, reason="", **how)
    resume_tax_code(code().pk, reason="the law was put off", **how)
    assert drafted(acme, DAY).lines.get().tax_code == code()
    with pytest.raises(Refused, match="no end"):
        resume_tax_code(code().pk, reason="x", **how)
    assert end_tax_code(code().pk, DAY.replace(year=2027), **how).ends_before == DAY.replace(year=2027)


def test_what_is_no_end_is_refused_and_leaves_nothing(acme):
    with pytest.raises(Invalid):
        end_tax_code(code().pk, code().starts_on, actor=make.system(acme), at=AT)
    with pytest.raises(NotPermitted):
        end_tax_code(code().pk, DAY, actor=make.member(acme, "manager"), at=AT)
    assert (code().ends_before, code().version, JournalEntry.objects.filter(type="tax_code.ended").exists()) == (None, 1, False)


def test_an_accountant_ends_and_resumes_by_buttons(acme):
    clerk, page = browser_of(make.member(acme, "accountant")), f"/admin/invoices/taxcode/{code().pk}/"
    assert b"do/end/" in clerk.get(f"{page}change/").content
    clerk.post(f"{page}do/end/", {"ends_before": "2026-05-01", "version": code().version})
    assert code().ends_before == DAY
    clerk.post(f"{page}do/resume/", {"reason": "mistake", "version": code().version})
    assert code().ends_before is None
    assert browser_of(make.member(acme, "manager")).post(f"{page}do/end/", {"ends_before": "2026-05-01"}).status_code == 302
    assert code().ends_before is None


def test_a_draft_keeps_the_code_until_its_lines_are_sent_again(acme):
    row = drafted(acme, DAY)
    end_tax_code(code().pk, DAY, actor=make.system(acme), at=AT)
    with pytest.raises(Invalid):
        update_invoice(row.pk, lines=[LineDraft("Work", Decimal(2), Decimal(10), code().pk)], actor=make.system(acme), at=AT)
    update_invoice(row.pk, lines=[LineDraft("Work", Decimal(2), Decimal(10), code("20").pk)], actor=make.system(acme), at=AT)


def test_series_tell_where_they_stand(acme):
    payer = make.client(acme, "A1")
    number = make.issued(acme, payer, "10.00").number
    NumberSeries.objects.create(tenant=acme, series="ZZ", year=2026, next_value=1)
    found = {row.series: row for row in with_last(NumberSeries.objects.all())}
    assert (found["INV"].last_number, found["INV"].last_kind, found["INV"].next_number) == (number, "invoice", "INV-2026-000002")
    assert (found["ZZ"].last_number, found["ZZ"].next_number) == (None, "ZZ-2026-000001")
    clerk = browser_of(make.member(acme, "auditor"))
    shown = clerk.get("/admin/invoices/numberseries/").content.decode()
    assert number in shown
    assert "INV-2026-######" in shown
    assert clerk.get(f"/admin/invoices/numberseries/{found['INV'].pk}/change/").status_code == 200
    assert clerk.post(f"/admin/invoices/numberseries/{found['INV'].pk}/change/", {"next_value": 7}).status_code == 403
    assert browser_of(make.member(acme, "employee")).get("/admin/invoices/numberseries/").status_code == 403


def test_a_series_past_a_million_is_found_too(acme):
    NumberSeries.objects.create(tenant=acme, series="ZZ", year=2026, next_value=1_000_001)
    row = make.issued(acme, make.client(acme, "A1"), "10.00")
    Invoice.objects.filter(pk=row.pk).update(number="ZZ-2026-1000000")
    assert with_last(NumberSeries.objects.filter(series="ZZ")).get().last_number == "ZZ-2026-1000000"
