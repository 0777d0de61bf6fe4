"""Every registered transition, walked: on a row by its act, and as a set over equal twins, with the same outcome; and
refused from every state that is not among its sources, with nothing left behind.

A new transition needs an entry in `tests/scenarios/transitions/`; without one these tests fail.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django_fsm import TransitionNotAllowed

from apps.journal.models import JournalEntry
from apps.kernel.errors import Bug, Invalid, NotPermitted, NotVisible, Refusal, Refused, Stale
from apps.kernel.transitions import Transition
from apps.tenants.permission import NOTHING
from apps.tenants.scope import scope
from apps.workflow.runner import performing
from apps.workflow.sets import performing_many
from tests import factories as make
from tests.factories import AT
from tests.scenarios.transitions import CASES, MAKERS, Case, stood_in

pytestmark = pytest.mark.django_db
MACHINES = [model for model in apps.get_models() if getattr(model, "machine", None) is not None]
WALKED = [(model, item) for model in MACHINES for item in model.machine]
TWINS = 2
_STAMPS = ("history_type", "history_change_reason", "history_user_id", "actor_label", "request_id")


def states_of(model: type[models.Model]) -> list[str]:
    return [value for value, _label in model._meta.get_field(model.machine.field).choices]


def key_of(item: Transition) -> str:
    return f"{item.subject}.{item.name}"


def value_of(row: Any, field: models.Field) -> Any:
    """The stored value; of what points at rows by key only whether it points at one, of documents and digests the shape.
    The digest of lines holds such keys."""
    value = getattr(row, field.attname)
    if field.name == "content_digest":
        return bool(value)
    if field.is_relation or field.name.endswith(("_key", "_id")):
        return value is not None
    return shape(value) if isinstance(value, dict | str) else value


def shape(value: Any) -> Any:
    """A payload without the keys of rows: whole numbers by type, digests by what they are."""
    if isinstance(value, dict):
        return sorted((("#" if str(name).isdigit() else name, shape(item)) for name, item in value.items()), key=str)
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value):
        return "digest"
    return "int" if isinstance(value, int) and not isinstance(value, bool) else value


def left_behind(model: type[models.Model], ids: list[int]) -> list[Any]:
    """Rows, history and journal of the rows in order, without what differs between equal twins."""
    fields = [field for field in model._meta.concrete_fields if field.name not in ("id", "tenant")]
    history = [model.history.model._meta.get_field(field.name) for field in fields]
    found = []
    for pk in ids:
        row = model._default_manager.filter(pk=pk).first()
        versions = model.history.filter(id=pk).order_by("history_id")
        entries = JournalEntry.objects.filter(subject_kind=model.subject_kind, subject_id=pk).order_by("sequence")
        found.append(
            {
                "row": row and {field.name: value_of(row, field) for field in fields},
                "history": [
                    {field.name: value_of(version, field) for field in history}
                    | {name: getattr(version, name) for name in _STAMPS}
                    for version in versions
                ],
                "journal": [
                    (e.type, e.schema_version, e.from_state, e.to_state, e.reason, e.actor_label, e.door, shape(e.payload))
                    for e in entries
                ],
            }
        )
    return found


def test_every_transition_is_walked():
    assert {key_of(item) for _model, item in WALKED} == set(CASES)
    assert {model._meta.label for model in MACHINES} == set(MAKERS)


@pytest.mark.parametrize(
    ("model", "item", "source"),
    [(model, item, source) for model, item in WALKED for source in (item.sources or states_of(model))],
    ids=lambda part: part._meta.label if isinstance(part, type) else getattr(part, "name", part),
)
def test_a_set_does_what_a_row_does(model, item, source):
    case: Case = CASES[key_of(item)]
    outcomes = []
    for slug, one_by_one in (("rows", True), ("sets", False)):
        company = make.tenant(slug)
        with scope(company.pk):
            ids = [stood_in(model, source, company, number, case).pk for number in range(TWINS)]
            before = left_behind(model, ids)
            if one_by_one:
                for pk in ids:
                    case.act(model._default_manager.get(pk=pk), make.system(company))
            else:
                outcome = performing_many(
                    item,
                    model._default_manager.filter(pk__in=ids),
                    case.apply,
                    actor=make.system(company),
                    at=AT,
                    reason=case.reason,
                )
                assert (outcome.done, outcome.refused) == (TWINS, {})
            after = left_behind(model, ids)
            for old, new in zip(before, after, strict=True):
                assert len(new["history"]) == len(old["history"]) + 1
                added = new["journal"][len(old["journal"]) :]
                assert [entry[0] for entry in added].count(item.journal_type) == 1
                assert new["journal"][-1][:4] == (item.journal_type, item.schema_version, source, _target(item, new, source))
            outcomes.append(after)
    assert outcomes[0] == outcomes[1]


def _target(item: Transition, after: dict[str, Any], source: str) -> str:
    """Where the row stands now, which must be a declared target; "" where it is gone."""
    if after["row"] is None:
        assert after["history"][-1]["history_type"] == "-"
        return ""
    assert after["row"]["state"] in (item.targets or (source,))
    return str(after["row"]["state"])


@pytest.mark.parametrize(
    ("model", "item"),
    [(model, item) for model, item in WALKED if item.sources and set(item.sources) != set(states_of(model))],
    ids=lambda part: part._meta.label if isinstance(part, type) else part.name,
)
def test_from_any_other_state_it_is_refused_and_nothing_is_left(model, item):
    case: Case = CASES[key_of(item)]
    company = make.tenant("acme")
    actor = make.system(company)

    def never(batch):
        raise AssertionError(f"{key_of(item)} took {batch.rows} in hand")

    with scope(company.pk):
        for state in states_of(model):
            if state in item.sources:
                continue
            row = stood_in(model, state, company, 0)
            rows = model._default_manager.filter(pk=row.pk)
            before = left_behind(model, [row.pk]), JournalEntry.objects.count()
            with pytest.raises(Refusal):
                case.act(row, actor)
            with pytest.raises(Refused) as refusal, performing(item, model, row.pk, actor=actor, at=AT, reason="why") as batch:
                never(batch)
            assert "wrong_state" in {reason.code for reason in refusal.value.reasons}, state
            outcome = performing_many(item, rows, never, actor=actor, at=AT, reason="why")
            assert (outcome.done, outcome.refused["wrong_state"]) == (0, 1), state
            assert (left_behind(model, [row.pk]), JournalEntry.objects.count()) == before, state


@pytest.mark.parametrize(("model", "item"), WALKED, ids=lambda part: part._meta.label if isinstance(part, type) else part.name)
def test_denied_it_leaves_nothing_whatever_the_ground(model, item):
    """Who may only look, who sees nothing, another company, an old version, no reason, an error in the middle, nothing recorded."""
    case: Case = CASES[key_of(item)]
    company, other = make.tenant("acme"), make.tenant("other")
    system, auditor, employee = make.system(company), make.member(company, "auditor"), make.member(company, "employee")
    why = {"at": AT, "reason": "why"}
    with scope(company.pk):
        row = stood_in(model, (item.sources or states_of(model))[0], company, 0, case)
        before = left_behind(model, [row.pk]), JournalEntry.objects.count()

        def denied(expected, actor, act=None, **how):
            with pytest.raises(expected), performing(item, model, row.pk, actor=actor, **(why | how)) as batch:
                assert act is not None, "the row was taken in hand"
                act(batch)
            assert (left_behind(model, [row.pk]), JournalEntry.objects.count()) == before

        seen = employee.may(f"{model._meta.app_label}.view_{model._meta.model_name}")
        denied(NotPermitted, auditor)
        denied(NotPermitted if seen else NotVisible, employee)
        denied(Stale, system, expected_version=99)
        if "reason" in item.needs:
            denied(Invalid, system, reason="  ")
        denied(ZeroDivisionError, system, lambda batch: (case.apply(batch), 1 / 0))
        denied(Bug, system, lambda batch: None)
        with pytest.raises(NotPermitted):
            case.act(row, auditor)
        assert (left_behind(model, [row.pk]), JournalEntry.objects.count()) == before
        for actor, code in ((auditor, {"not_permitted": 1}), (employee, {"not_permitted": 1} if seen else {})):
            rows = model._default_manager.filter(pk=row.pk)
            assert performing_many(item, rows, case.apply, actor=actor, **why).refused == code
        with pytest.raises(TransitionNotAllowed):
            getattr(row, item.method)(*item.targets[:1] if len(item.targets) > 1 else ())
        assert (left_behind(model, [row.pk]), JournalEntry.objects.count()) == before
    with scope(other.pk), pytest.raises(NotVisible), performing(item, model, row.pk, actor=make.system(other), **why):
        raise AssertionError("another company's row was taken in hand")


GUARDED = [(model, item) for model, item in WALKED if len([g for g in item.guards if not callable(g.condition)]) > 1]


@pytest.mark.parametrize(("model", "item"), GUARDED, ids=lambda part: part._meta.label if isinstance(part, type) else part.name)
def test_every_reason_is_told_at_once(model, item):
    """From a wrong state with no guard holding: one refusal, all of its reasons."""
    company = make.tenant("acme")
    with scope(company.pk):
        state = next(state for state in states_of(model) if state not in item.sources)
        row = stood_in(model, state, company, 0)
        broken = dataclasses.replace(item, guards=tuple(dataclasses.replace(guard, condition=NOTHING) for guard in item.guards))
        with pytest.raises(Refused) as refusal, performing(broken, model, row.pk, actor=make.system(company), at=AT, reason="why"):
            raise AssertionError("the row was taken in hand")
        assert [reason.code for reason in refusal.value.reasons] == ["wrong_state", *(guard.code for guard in item.guards)]
        assert all(str(reason) for reason in refusal.value.reasons)
