"""The page of a person's choice of mails, and the list of mails that owners see."""

from __future__ import annotations

import pytest

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
