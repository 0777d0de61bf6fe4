"""A single record shared with a person or a group: what they see and may do, until when, and who may share it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from apps.clients.actions import share_client, unshare_client, update_client
from apps.clients.models import Client, ClientGroupPermission, ClientUserPermission
from apps.contracts.actions import share_contract, submit_contract, update_contract
from apps.contracts.models import Contract
from apps.invoices.actions import share_invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants.actors import actor_for
from apps.tenants.grants import Holder
from apps.tenants.models import GroupMember, PeopleGroup, User
from apps.tenants.permission import permitted
from apps.tenants.scope import scope
from apps.workflow import ended_shares
from apps.workflow.actions import add_group_member, add_member, create_group, remove_group_member, rename_group, revoke_member
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as made

pytestmark = pytest.mark.django_db
# The filter asks the database's clock, so days are counted from the present.
NOW = timezone.now()
TODAY = NOW.date()


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def seen(actor, codename="view_client", model=Client):
    return list(permitted(model.objects.order_by("pk"), actor, codename))


def person(actor):
    return Holder(user_id=actor.user_id)


def again(actor, company):
    """The person's next request."""
    return actor_for(User.objects.get(pk=actor.user_id), company, door="admin")


def refused(error, act):
    """The codes of a refusal that left nothing behind."""
    before = JournalEntry.objects.count(), ClientUserPermission.objects.count(), ClientGroupPermission.objects.count()
    with pytest.raises(error) as found:
        act()
    assert (JournalEntry.objects.count(), ClientUserPermission.objects.count(), ClientGroupPermission.objects.count()) == before
    return [reason.code for reason in found.value.reasons]


def test_a_person_sees_what_is_shared_and_does_what_was_given(acme):
    shared, _hidden, someone = make.client(acme), make.client(acme), make.member(acme, "employee")
    owner = make.member(acme, "owner")
    share_client(shared.pk, person(someone), ["update_client"], actor=owner, at=NOW)
    assert seen(someone) == seen(someone, "update_client") == [shared]
    assert seen(someone, "hold_client") == []
    update_client(shared.pk, actor=someone, at=NOW, notes="Called.")
    entry = JournalEntry.objects.get(type="client.shared", subject_id=shared.pk)
    assert entry.payload == {
        "code": shared.code, "with": {"user_id": someone.user_id, "person": someone.label}, "permissions": ["view_client", "update_client"],
        "last_on": None, "before": None,
    }  # fmt: skip
    unshare_client(shared.pk, person(someone), actor=owner, at=NOW, reason="Done")
    assert seen(someone) == []
    entry = JournalEntry.objects.get(type="client.unshared")
    assert (entry.reason, entry.payload["before"]["permissions"]) == ("Done", ["view_client", "update_client"])
    assert refused(Refused, lambda: unshare_client(shared.pk, person(someone), actor=owner, at=NOW)) == ["not_shared"]
    assert Client.objects.get(pk=shared.pk).version == shared.history.count() == 4


def test_what_is_shared_anew_replaces_what_was(acme):
    row, someone, owner = make.client(acme), make.member(acme, "employee"), make.member(acme, "owner")
    share_client(row.pk, person(someone), ["update_client", "hold_client"], actor=owner, at=NOW)
    share_client(row.pk, person(someone), ["hold_client"], actor=owner, at=NOW, last_on=TODAY + dt.timedelta(days=3))
    assert (seen(someone, "update_client"), seen(someone, "hold_client")) == ([], [row])
    assert JournalEntry.objects.filter(type="client.shared").order_by("-sequence")[0].payload["before"] == {
        "permissions": ["view_client", "update_client", "hold_client"], "last_on": None,
    }  # fmt: skip


def test_a_group_holds_what_is_shared_with_it_for_whoever_belongs_to_it(acme):
    row, first, second = make.client(acme), make.member(acme, "employee"), make.member(acme, "employee")
    owner = make.member(acme, "owner")
    group = create_group("Partners", actor=owner, at=NOW, members=[first.membership_id])
    share_client(row.pk, Holder(group_id=group.pk), ["update_client"], actor=owner, at=NOW)
    assert (seen(first, "update_client"), seen(second)) == ([row], [])
    add_group_member(group.pk, second.membership_id, actor=owner, at=NOW)
    remove_group_member(group.pk, first.membership_id, actor=owner, at=NOW)
    assert (seen(first), seen(second)) == ([], [row])
    rename_group(group.pk, "Friends", actor=owner, at=NOW)
    assert PeopleGroup.objects.get().name == "Friends"
    types = JournalEntry.objects.filter(subject_kind="people_group").order_by("sequence").values_list("type", flat=True)
    assert [name.removeprefix("people_group.") for name in types] == ["created", "member_added", "member_removed", "renamed"]


def test_own_and_group_grants_add_up_and_none_is_shown_twice(acme):
    own, by_group, both = (make.client(acme) for _ in range(3))
    someone, owner = make.member(acme, "employee"), make.member(acme, "owner")
    group = create_group("Partners", actor=owner, at=NOW, members=[someone.membership_id])
    for row in (own, both):
        share_client(row.pk, person(someone), actor=owner, at=NOW)
    for row in (by_group, both):
        share_client(row.pk, Holder(group_id=group.pk), actor=owner, at=NOW)
    assert seen(someone) == [own, by_group, both]


@pytest.mark.parametrize("to_group", [False, True], ids=["person", "group"])
def test_a_grant_past_its_end_gives_nothing_though_no_sweep_came_by(acme, to_group):
    row, someone, owner = make.client(acme), make.member(acme, "employee"), make.member(acme, "owner")
    group = create_group("Partners", actor=owner, at=NOW, members=[someone.membership_id])
    holder, table = (Holder(group_id=group.pk), ClientGroupPermission) if to_group else (person(someone), ClientUserPermission)
    share_client(row.pk, holder, actor=owner, at=NOW, last_on=TODAY + dt.timedelta(days=2))
    assert seen(someone) == [row]
    table.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=2))
    assert seen(someone) == []
    with pytest.raises(NotVisible):
        update_client(row.pk, actor=someone, at=NOW, notes="Late.")
    table.objects.update(ends_at=timezone.now() + dt.timedelta(minutes=1))
    assert seen(someone) == [row]


def test_a_grant_ends_with_its_day_where_the_company_is(acme):
    """The last day of March in Kyiv: clocks went forward two days before, so its midnight is 21:00 UTC."""
    row, someone = make.client(acme), make.member(acme, "employee")
    share_client(row.pk, person(someone), actor=make.system(acme), at=AT, last_on=dt.date(2026, 3, 31))
    assert {item.ends_at for item in ClientUserPermission.objects.all()} == {dt.datetime(2026, 3, 31, 21, tzinfo=dt.UTC)}
    yesterday = dt.date(2026, 3, 30)
    assert refused(Invalid, lambda: share_client(row.pk, person(someone), actor=make.system(acme), at=AT, last_on=yesterday)) == ["day_passed"]


def test_the_sweep_takes_and_tells_what_has_ended_and_nothing_else(acme):
    row, someone, other = make.client(acme), make.member(acme, "employee"), make.member(acme, "employee")
    system = make.system(acme)
    group = create_group("Partners", actor=system, at=AT)
    share_client(row.pk, person(someone), ["update_client"], actor=system, at=AT, last_on=dt.date(2026, 4, 2))
    share_client(row.pk, Holder(group_id=group.pk), actor=system, at=AT, last_on=dt.date(2026, 4, 1))
    share_client(row.pk, person(other), actor=system, at=AT)
    midnight = dt.datetime(2026, 4, 1, 21, tzinfo=dt.UTC)
    assert ended_shares.sweep(acme.pk, midnight - dt.timedelta(microseconds=1)) == 0
    assert [ended_shares.sweep(acme.pk, midnight) for _twice in range(2)] == [1, 0]
    assert ended_shares.sweep(acme.pk, midnight + dt.timedelta(days=1)) == 1
    entries = JournalEntry.objects.filter(type="client.unshared").order_by("sequence")
    assert [(entry.payload["ended"], entry.payload["with"].get("group")) for entry in entries] == [(True, "Partners"), (True, None)]
    assert (ClientGroupPermission.objects.count(), list(ClientUserPermission.objects.values_list("user_id", flat=True))) == (0, [other.user_id])


def test_a_grant_ends_with_the_membership_and_so_does_the_place_in_a_group(acme):
    row, someone, owner = make.client(acme), make.member(acme, "employee"), make.member(acme, "owner")
    group = create_group("Partners", actor=owner, at=NOW, members=[someone.membership_id])
    share_client(row.pk, person(someone), actor=owner, at=NOW)
    share_client(row.pk, Holder(group_id=group.pk), actor=owner, at=NOW)
    revoke_member(someone.membership_id, actor=owner, at=NOW)
    add_member(someone.label, ["employee"], actor=owner, at=NOW)
    assert seen(again(someone, acme)) == []
    assert (ClientUserPermission.objects.count(), GroupMember.objects.count()) == (0, 0)


def test_nobody_gives_what_they_do_not_hold(acme):
    """An accountant keeps the contract and may not approve contracts."""
    accountant, someone = make.member(acme, "accountant"), make.member(acme, "employee")
    row = made.draft(acme, make.client(acme), "D-1", owner_id=accountant.user_id)
    with pytest.raises(Refused) as found:
        share_contract(row.pk, person(someone), ["approve_contract", "submit_contract"], actor=accountant, at=NOW)
    assert [str(reason) for reason in found.value.reasons] == ["You do not hold “Approve” yourself, so you cannot give it."]
    share_contract(row.pk, person(someone), ["update_contract", "submit_contract"], actor=accountant, at=NOW)
    update_contract(row.pk, actor=someone, at=NOW, title="Better words")
    assert submit_contract(row.pk, actor=someone, at=NOW).state == "approved"


def test_a_keeper_shares_what_they_keep_and_no_other(acme):
    accountant, auditor, someone = make.member(acme, "accountant"), make.member(acme, "auditor"), make.member(acme, "employee")
    kept, other = make.client(acme, account_manager_id=accountant.user_id), make.client(acme, account_manager_id=auditor.user_id)
    assert share_client(kept.pk, person(someone), actor=accountant, at=NOW).pk == kept.pk
    for actor in (accountant, auditor):  # an auditor changes nothing, not even what bears their name
        assert refused(NotPermitted, lambda actor=actor: share_client(other.pk, person(someone), actor=actor, at=NOW)) == ["not_permitted"]


def test_what_was_given_is_not_given_on(acme):
    row, someone, other = make.client(acme), make.member(acme, "employee"), make.member(acme, "employee")
    share_client(row.pk, person(someone), ["update_client"], actor=make.system(acme), at=NOW)
    assert refused(NotPermitted, lambda: share_client(row.pk, person(other), actor=someone, at=NOW)) == ["not_permitted"]
    assert refused(Invalid, lambda: share_client(row.pk, person(other), ["share_client"], actor=make.system(acme), at=NOW)) == ["not_shareable"]


def test_with_whom_nothing_is_shared(acme):
    row, owner, other = make.client(acme), make.member(acme, "owner"), make.tenant("other")
    stranger, theirs = make.member(other, "employee"), make.member(acme, "client", client_id=row.pk)
    with scope(other.pk):
        foreign = create_group("Theirs", actor=make.system(other), at=NOW)
    gone = make.member(acme, "employee")
    revoke_member(gone.membership_id, actor=owner, at=NOW)

    def share(holder):
        return refused(Invalid, lambda: share_client(row.pk, holder, actor=owner, at=NOW))

    assert share(person(stranger)) == share(person(gone)) == share(Holder(user_id=10**9)) == ["no_member"]
    assert share(Holder(group_id=foreign.pk)) == ["no_group"]
    assert share(Holder()) == share(Holder(user_id=owner.user_id, group_id=1)) == ["one_holder"]
    assert share(person(theirs)) == ["client_user"]
    assert refused(Invalid, lambda: create_group("Us", actor=owner, at=NOW, members=[theirs.membership_id])) == ["client_user"]
    assert refused(Invalid, lambda: create_group("Us", actor=owner, at=NOW, members=[stranger.membership_id])) == ["no_member"]
    with scope(other.pk):
        assert refused(NotVisible, lambda: share_client(row.pk, person(stranger), actor=make.system(other), at=NOW)) == ["not_found"]
        assert refused(NotVisible, lambda: rename_group(10**9, "X", actor=make.system(other), at=NOW)) == ["not_found"]


def test_a_group_has_a_name_of_its_own_in_its_company(acme):
    owner, other = make.member(acme, "owner"), make.tenant("other")
    create_group("Partners", actor=owner, at=NOW)
    with pytest.raises(Refused):
        create_group("Partners", actor=owner, at=NOW)
    assert refused(Invalid, lambda: create_group("  ", actor=owner, at=NOW)) == ["blank"]
    with scope(other.pk):
        assert create_group("Partners", actor=make.system(other), at=NOW).name == "Partners"
    accountant = make.member(acme, "accountant")
    assert refused(NotPermitted, lambda: create_group("Us", actor=accountant, at=NOW)) == ["not_permitted"]


def test_an_invoice_is_shared_in_any_state_and_what_it_says_stays(acme):
    row, someone, accountant = make.issued(acme, make.client(acme)), make.member(acme, "employee"), make.member(acme, "accountant")
    share_invoice(row.pk, person(someone), actor=accountant, at=NOW)
    assert seen(someone, "view_invoice", type(row)) == [row]
    assert seen(someone, "view_contract", Contract) == []
