"""The page of a person's choice of mails, and the list of mails that owners see."""

from __future__ import annotations

import pytest

from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow.models import Notice, NoticeChoice
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_a_person_chooses_for_the_company_that_they_work_for():
    company = make.tenant("acme")
    person = make.member(company, "approver")
    browser = browser_of(person)
    assert 'value="at_once" checked' in browser.get("/accounts/notices/").content.decode()
    assert browser.post("/accounts/notices/", {"choice": "daily"}).status_code == 302
    assert 'value="daily" checked' in browser.get("/accounts/notices/").content.decode()
    browser.post("/accounts/notices/", {"choice": "hourly"})
    with scope(company.pk):
        assert NoticeChoice.objects.get().choice == "daily"


def test_owners_see_what_failed_and_others_do_not():
    company, other = make.tenant("acme"), make.tenant("other")
    person = make.member(company, "approver")
    with scope(company.pk):
        Notice.objects.create(
            tenant=company, sequence=1, person_id=person.user_id, kind="approval.asked", about_id=1, created_at=AT, send_at=AT, ended_at=AT,
            state="failed", error="SMTPServerDisconnected: gone", attempts=7,
        )  # fmt: skip
    path = "/admin/workflow/notice/?state__exact=failed"
    text = browser_of(make.member(company, "owner")).get(path).content.decode()
    assert "SMTPServerDisconnected" in text and "Waits for approval" in text
    assert browser_of(person).get(path).status_code == 403
    assert "SMTPServerDisconnected" not in browser_of(make.member(other, "owner")).get(path).content.decode()


def failed(company, person, sequence):
    return Notice.objects.create(
        tenant=company, sequence=sequence, person_id=person.user_id, kind="approval.asked", about_id=1, created_at=AT, send_at=AT, ended_at=AT,
        state="failed", error="gone", attempts=7, message_id=f"<notice.{sequence}@x>",
    )  # fmt: skip


def test_an_owner_sends_failed_mails_again_one_or_many():
    company, other = make.tenant("acme"), make.tenant("other")
    owner, auditor = make.member(company, "owner"), make.member(company, "auditor")
    with scope(company.pk):
        first, second, sent = (failed(company, owner, number) for number in (1, 2, 3))
        Notice.objects.filter(pk=sent.pk).update(state="sent", error="")
    browser, page = browser_of(owner), f"/admin/workflow/notice/{first.pk}"
    assert f"{page}/retry/" in browser.get(f"{page}/change/").content.decode()
    for stranger, status in ((auditor, 302), (make.member(other, "owner"), 404)):
        assert browser_of(stranger).post(f"{page}/retry/").status_code == status
    with scope(company.pk):
        assert Notice.objects.get(pk=first.pk).state == "failed"
    browser.post(f"{page}/retry/")
    chosen = {"action": "retry_chosen", "_selected_action": [second.pk, sent.pk]}
    browser_of(auditor).post("/admin/workflow/notice/", chosen)
    browser.post("/admin/workflow/notice/", chosen)
    assert "None of these mails has failed." in browser.post(f"{page}/retry/", follow=True).content.decode()
    with scope(company.pk):
        rows = Notice.objects.order_by("sequence")
        assert [(row.state, row.attempts, row.message_id) for row in rows] == [
            ("waiting", 0, "<notice.1@x>"), ("waiting", 0, "<notice.2@x>"), ("sent", 7, "<notice.3@x>"),
        ]  # fmt: skip
        noted = JournalEntry.objects.filter(type="notice.retried").order_by("sequence")
        assert [(entry.subject_id, entry.payload["attempts"]) for entry in noted] == [(first.pk, 7), (second.pk, 7)]


def test_the_time_line_of_a_record_tells_which_mails_went_out_to_who_may_see_mails():
    company = make.tenant("acme")
    owner, clerk = make.member(company, "owner"), make.member(company, "accountant")
    row = make.draft(company, make.client(company))
    with scope(company.pk):
        created = JournalEntry.objects.get(type="invoice.created").sequence
        failed(company, owner, created)
        sent = failed(company, clerk, created)
        Notice.objects.filter(pk=sent.pk).update(state="sent", error="")
        elsewhere = failed(company, clerk, created + 1_000)
        Notice.objects.filter(pk=elsewhere.pk).update(error="of another record")
        names = [member.label for member in (owner, clerk)]
    page = f"/admin/invoices/invoice/{row.pk}/change/"
    told = browser_of(owner).get(page).content.decode()
    assert f"Mail to {names[0]}: failed, gone." in told
    assert f"Mail to {names[1]}: sent 31 Mar 2026, " in told
    assert "of another record" not in told
    assert "Mail to" not in browser_of(clerk).get(page).content.decode()
