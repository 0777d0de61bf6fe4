"""Mails of approvals: who gets which, once, in their language, while it concerns them."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation
from django.utils.formats import date_format

from apps.approvals.actions import StepDraft, approve_request, delegate, expire_request, reject_request, wake_step
from apps.approvals.consumers import NAME, read
from apps.approvals.models import RequestStep
from apps.invoices.actions import update_invoice
from apps.invoices.models import Invoice
from apps.journal import consumers
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid
from apps.tenants.models import User
from apps.tenants.scope import scope
from apps.workflow import notices
from apps.workflow.actions import add_member, choose_notices, revoke_member, update_member, update_tenant
from apps.workflow.models import Notice
from tests import factories as make
from tests.factories import AT, approvals

pytestmark = pytest.mark.django_db
SOON = AT + dt.timedelta(seconds=30)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def email(actor):
    return actor.label


def deliver(company, at=SOON):
    """The reader and the sender, as their jobs run them: addresses and subjects of what went out."""
    consumers.consume(company.pk, NAME, now=at)
    before = len(mail.outbox)
    for tenant_id, person_id in notices.due(at):
        if tenant_id == company.pk:
            notices.send(tenant_id, person_id, at=at)
    return sorted((item.to[0], item.subject) for item in mail.outbox[before:])


def states():
    return sorted(Notice.objects.values_list("state", flat=True))


def test_who_is_asked_and_their_delegates_get_a_mail_that_leads_to_the_request(acme, settings):
    settings.SITE_URL = "https://books.example"
    boss, deputy, clerk, _other = (make.member(acme, role) for role in ("approver", "manager", "accountant", "accountant"))
    approvals.policy(acme)
    delegate(deputy.user_id, actor=boss, at=AT, starts_on=AT.date(), ends_before=AT.date() + dt.timedelta(days=5))
    request = approvals.submitted(acme, "1234.50", by=clerk)
    subject = f"Acme: For your approval: {request.label}"
    assert deliver(acme) == sorted([(email(boss), subject), (email(deputy), subject)])
    text = mail.outbox[0].body
    assert "Invoice: UAH\N{NO-BREAK SPACE}1,234.50" in text and f"Submitted by: {clerk.label}" in text
    assert f"https://books.example/admin/approvals/approvalrequest/{request.pk}/change/" in text
    assert deliver(acme) == [] and states() == ["sent", "sent"]


def test_in_ukrainian_and_on_the_companys_clock(acme):
    boss, clerk = make.member(acme, "approver"), make.member(acme, "accountant")
    User.objects.filter(pk=boss.user_id).update(language="uk")
    approvals.policy(acme, StepDraft("role", role="approver", sla_hours=2))
    request = approvals.submitted(acme, "1234.50", by=clerk)
    [(_to, subject)] = deliver(acme)
    assert subject == f"Acme: Чекає на ваше погодження: {request.label}"
    text = mail.outbox[0].body
    translation.activate("uk")
    # Submitted at 9:00 UTC on 31 March: two working hours later it is 14:00 in Kyiv.
    assert f"Вирішити до: {date_format(dt.datetime(2026, 3, 31, 14), 'DATETIME_FORMAT')}" in text and "1\N{NO-BREAK SPACE}234,50" in text and "Рахунок" in text


def test_the_next_step_the_reminder_and_the_escalation(acme):
    first, second, clerk = make.member(acme, "approver"), make.member(acme, "manager"), make.member(acme, "accountant")
    owner = "owner@acme.example"
    approvals.policy(
        acme, approvals.BY_APPROVER, StepDraft("role", role="manager", on_breach="escalate", escalate_role="owner", sla_hours=4)
    )
    request = approvals.submitted(acme, by=clerk)
    assert [to for to, _subject in deliver(acme)] == [email(first)]
    approve_request(request.pk, actor=first, at=AT)
    assert [to for to, _subject in deliver(acme)] == [email(second)]
    step = RequestStep.objects.get(position=2)
    wake_step(acme.pk, step.pk, at=step.due_at)
    late = step.due_at + dt.timedelta(minutes=1)
    assert deliver(acme, late) == [(owner, f"Acme: Late, and now for you to decide: {request.label}")]
    again = RequestStep.objects.get(pk=step.pk).wake_at
    wake_step(acme.pk, step.pk, at=again)
    told = deliver(acme, again + dt.timedelta(minutes=1))
    assert {to for to, _subject in told} == {email(second), owner} and all("Still waits" in subject for _to, subject in told)


@pytest.mark.parametrize("end", ["approved", "rejected", "voided", "expired"])
def test_who_submitted_hears_what_became_of_it(acme, end):
    boss, clerk = make.member(acme, "approver"), make.member(acme, "accountant")
    approvals.policy(acme, expire_days=1)
    request = approvals.submitted(acme, by=clerk)
    deliver(acme)
    if end == "approved":
        approve_request(request.pk, actor=boss, at=AT)
    if end == "rejected":
        reject_request(request.pk, actor=boss, at=AT, reason="no contract")
    if end == "voided":
        Invoice.objects.filter(pk=request.about_id).update(note="other words")
        approve_request(request.pk, actor=boss, at=AT)
    if end == "expired":
        expire_request(acme.pk, request.pk, at=AT + dt.timedelta(days=2))
    told = deliver(acme, AT + dt.timedelta(days=2, minutes=1))
    said = {"approved": "Approved", "rejected": "Rejected", "voided": "Void", "expired": "Expired"}[end]
    assert [(to, subject.startswith(f"Acme: {said}")) for to, subject in told] == [(email(clerk), True)]
    assert end != "rejected" or "Reason: no contract" in mail.outbox[-1].body


def test_what_does_not_concern_a_person_any_more_is_not_sent(acme):
    """Between the entry and the mail: decided by another, the right gone, the membership ended."""
    bosses = [make.member(acme, "approver") for _n in range(4)]
    clerk = make.member(acme, "accountant")
    approvals.policy(acme)
    request = approvals.submitted(acme, by=clerk)
    consumers.consume(acme.pk, NAME, now=SOON)
    assert states() == ["waiting"] * 4
    system = make.system(acme)
    update_member(bosses[0].membership_id, ["employee"], actor=system, at=AT)
    revoke_member(bosses[1].membership_id, actor=system, at=AT)
    assert [to for to, _subject in deliver(acme)] == sorted([email(bosses[2]), email(bosses[3])])
    assert states() == ["dropped", "dropped", "sent", "sent"]
    Notice.objects.filter(person_id=bosses[3].user_id).update(state="waiting", next_at=SOON, ended_at=None)
    approve_request(request.pk, actor=bosses[2], at=AT)
    assert [to for to, _subject in deliver(acme)] == [email(clerk)]


def test_once_a_day_when_work_begins_in_one_mail(acme):
    boss, clerk = make.member(acme, "approver"), make.member(acme, "accountant")
    update_tenant(acme.pk, workday_starts_at=dt.time(8, 30), actor=make.member(acme, "owner"), at=AT)
    choose_notices("daily", actor=boss, at=AT)
    approvals.policy(acme)
    requests = [approvals.submitted(acme, by=clerk) for _n in range(3)]
    approve_request(requests[0].pk, actor=boss, at=AT)
    assert [to for to, _subject in deliver(acme)] == [email(clerk)]
    morning = dt.datetime(2026, 4, 1, 5, 30, tzinfo=dt.UTC)  # 8:30 in Kyiv
    assert deliver(acme, morning - dt.timedelta(seconds=1)) == []
    assert deliver(acme, morning) == [(email(boss), "Acme: news of the day (2)")]
    text = mail.outbox[-1].body
    assert text.count("For your approval:") == 4 and all(f"/{request.pk}/change/" in text for request in requests[1:])
    assert deliver(acme, morning + dt.timedelta(minutes=5)) == []


@pytest.mark.parametrize(
    ("at", "opens"),
    [("2026-04-03T14:00", "2026-04-06T06:00"), ("2026-04-05T05:00", "2026-04-06T06:00"), ("2026-04-01T05:59", "2026-04-01T06:00"), ("2026-04-01T06:00", "2026-04-02T06:00")],
)  # fmt: skip
def test_the_daily_mail_waits_for_the_next_working_day(acme, at, opens):
    """Kyiv is three hours ahead; 3 April 2026 is a Friday."""
    assert notices.next_opening(acme, dt.datetime.fromisoformat(at + "+00:00")) == dt.datetime.fromisoformat(opens + "+00:00")


def test_who_wants_no_mail_gets_none(acme):
    boss = make.member(acme, "approver")
    choose_notices("none", actor=boss, at=AT)
    approvals.policy(acme)
    approvals.submitted(acme)
    assert deliver(acme) == [] and not Notice.objects.exists()
    with pytest.raises(Invalid):
        choose_notices("weekly", actor=boss, at=AT)
    assert JournalEntry.objects.filter(type="membership.notices_chosen").count() == 1


def test_a_sender_that_dies_sends_again_under_the_same_message_id(acme, monkeypatch):
    """Behind the mail server's answer and before the row: what can be promised is that the reader's mail program knows it."""
    make.member(acme, "approver")
    approvals.policy(acme)
    approvals.submitted(acme)
    def die(rows, state, at):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(notices, "_end", die)
        with pytest.raises(SystemExit):
            deliver(acme)
    assert deliver(acme, SOON + dt.timedelta(seconds=60)) == [] and states() == ["waiting"]
    later = SOON + notices.CLAIM
    assert len(deliver(acme, later)) == 1 and states() == ["sent"]
    first, second = (item.extra_headers["Message-ID"] for item in mail.outbox)
    assert first == second
    assert deliver(acme, later + dt.timedelta(days=1)) == []


def test_a_mail_server_that_is_away_is_tried_with_growing_waits_then_the_mail_is_failed(acme, monkeypatch):
    make.member(acme, "approver")
    approvals.policy(acme)
    approvals.submitted(acme)

    def away(self, messages):
        raise SMTPServerDisconnected("gone, password=hunter2hunter2")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    at, waits = SOON, []
    for _n in range(len(notices.BACK_OFF)):
        assert deliver(acme, at) == []
        row = Notice.objects.get()
        waits.append(row.next_at - at)
        assert (row.state, "SMTPServerDisconnected" in row.error) == ("waiting", True)
        at = row.next_at
    assert waits == sorted(waits) == list(notices.BACK_OFF)
    deliver(acme, at)
    row = Notice.objects.get()
    assert (row.state, row.next_at, row.attempts) == ("failed", None, len(notices.BACK_OFF) + 1)
    assert "SMTPServerDisconnected" in row.error


def test_a_reader_that_comes_twice_notes_a_mail_once(acme):
    make.member(acme, "approver")
    approvals.policy(acme)
    approvals.submitted(acme)
    consumers.consume(acme.pk, NAME, now=SOON)
    entry = JournalEntry.objects.get(type="approval_request.opened")
    read([entry])
    assert Notice.objects.count() == 1


def test_what_is_a_week_old_is_not_news(acme):
    make.member(acme, "approver")
    approvals.policy(acme)
    approvals.submitted(acme)
    assert deliver(acme, AT + dt.timedelta(days=8)) == [] and states() == ["dropped"]


def test_a_person_of_two_companies_gets_each_companys_own(acme):
    """And chooses for each; nothing of one stands in the other's mail."""
    other = make.tenant("other")
    boss = make.member(acme, "approver")
    add_member(boss.label, ["approver"], actor=make.system(other), at=AT)
    approvals.policy(acme)
    request = approvals.submitted(acme)
    with scope(other.pk):
        approvals.policy(other)
        theirs = approvals.submitted(other)
        consumers.consume(other.pk, NAME, now=SOON)
    choose_notices("none", actor=boss, at=AT)
    told = deliver(acme)
    assert told == []
    with scope(other.pk):
        assert [subject for _to, subject in deliver(other)] == [f"Other: For your approval: {theirs.label}"]
    assert request.label not in mail.outbox[-1].body and "Acme" not in mail.outbox[-1].body


def test_a_changed_draft_is_no_mail(acme):
    make.member(acme, "approver")
    invoice = make.draft(acme, make.client(acme))
    update_invoice(invoice.pk, actor=make.system(acme), at=AT, note="x")
    assert deliver(acme) == []
