"""The state machines are closed: what the domain allows is written here by hand, and what is declared is held against it.

A transition that is declared and not listed fails, and so does one that is listed and not declared.
"""

from __future__ import annotations

import pytest
from django.apps import apps

CONTRACT = """
draft > submit > in_approval | draft > submit > approved | draft > cancel > cancelled
in_approval > approve > approved | in_approval > reject > draft | in_approval > withdraw > draft
approved > activate > active | approved > cancel > cancelled
active > suspend > suspended | active > terminate > terminated | active > expire > expired | active > renew > active
suspended > resume > active | suspended > terminate > terminated
"""
AMENDMENT = """
draft > submit > in_approval | draft > submit > approved | draft > withdraw > withdrawn
in_approval > approve > approved | in_approval > reject > rejected | in_approval > withdraw > withdrawn
"""
REQUEST = """
pending > approve > approved | pending > reject > rejected | pending > withdraw > withdrawn | pending > void > voided
pending > expire > expired
"""
STEP = """
waiting > open > open | waiting > skip > skipped
open > approve > approved | open > reject > rejected | open > skip > skipped | open > escalate > escalated
escalated > approve > approved | escalated > reject > rejected | escalated > skip > skipped
"""
INVOICE = """
draft > submit > in_approval | draft > submit > approved
in_approval > approve > approved | in_approval > reject > draft | in_approval > withdraw > draft
approved > issue > issued | approved > reopen > draft
issued > allocate > partially_paid | issued > allocate > paid | issued > void > void
partially_paid > allocate > partially_paid | partially_paid > allocate > paid
partially_paid > deallocate > issued | partially_paid > deallocate > partially_paid
paid > deallocate > partially_paid | paid > deallocate > issued
"""
WORK_ORDER = """
new > enqueue > queued | queued > dispatch > assigned | queued > assign > assigned | assigned > assign > assigned
assigned > unassign > queued | in_progress > unassign > queued | assigned > start > in_progress | in_progress > complete > done
queued > hold > on_hold | assigned > hold > on_hold | in_progress > hold > on_hold
on_hold > resume > queued | on_hold > resume > assigned | on_hold > resume > in_progress
new > cancel > cancelled | queued > cancel > cancelled | assigned > cancel > cancelled | in_progress > cancel > cancelled
on_hold > cancel > cancelled
"""
# Of an invoice that is credited or given up, in part or as a whole: only these, where there are such acts.
MORE_OF_INVOICES = """
issued > credit > issued | issued > credit > partially_paid | issued > credit > credited
partially_paid > credit > issued | partially_paid > credit > partially_paid | partially_paid > credit > credited
issued > write_off > written_off | partially_paid > write_off > written_off
"""
# What leaves the state as it is, by model.
STAYING = {
    "contracts.Contract": {"update", "remind", "attach", "reach", "amend", "share", "unshare"},
    "contracts.Amendment": {"update"},
    "approvals.ApprovalRequest": set(),
    "approvals.RequestStep": {"count", "remind"},
    "invoices.Invoice": {"update", "delete_draft", "share", "unshare"},
    "dispatch.WorkOrder": {"update", "note_risk", "note_breach"},
}
TABLES = {
    "contracts.Contract": CONTRACT, "contracts.Amendment": AMENDMENT, "approvals.ApprovalRequest": REQUEST, "approvals.RequestStep": STEP,
    "invoices.Invoice": INVOICE, "dispatch.WorkOrder": WORK_ORDER,
}  # fmt: skip


def edges(table):
    return {tuple(edge.strip().split(" > ")) for line in table.strip().splitlines() for edge in line.split("|")}


def declared(model):
    return {(source, item.name, target) for item in model.machine for source in item.sources for target in item.targets}


@pytest.mark.parametrize("label", TABLES)
def test_the_declared_machine_is_the_closed_table(label):
    model = apps.get_model(label)
    found = declared(model)
    if label == "invoices.Invoice":
        found -= edges(MORE_OF_INVOICES)
    assert found - edges(TABLES[label]) == set(), "declared, and not allowed"
    assert edges(TABLES[label]) - found == set(), "allowed, and not declared"


@pytest.mark.parametrize("label", TABLES)
def test_what_moves_nothing_is_listed_and_every_state_is_in_the_table(label):
    model = apps.get_model(label)
    assert {item.name for item in model.machine if not item.targets} <= STAYING[label]
    table = edges(TABLES[label]) | (edges(MORE_OF_INVOICES) if label == "invoices.Invoice" else set())
    assert {state for source, _name, target in table for state in (source, target)} == set(dict(model._meta.get_field("state").choices))


@pytest.mark.parametrize("label", TABLES)
def test_final_states_are_left_by_nothing(label):
    model, table = apps.get_model(label), edges(TABLES[label]) | (edges(MORE_OF_INVOICES) if label == "invoices.Invoice" else set())
    final = {target for _source, _name, target in table} - {source for source, _name, _target in table}
    assert final
    for item in model.machine:
        assert not item.targets or not final & set(item.sources), item.name
