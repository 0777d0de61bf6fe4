"""The state machines of rule sets, runs and matches, on one screen."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Guard, Machine, Transition
from apps.reconciliation.states import MatchState, RuleSetState, RunState


def _line_is_free() -> Q:
    from apps.payments.models import StatementLine

    free = StatementLine.objects.filter(pk=OuterRef("line_id"), reconciled_state__in=["open", "proposed"])
    return Q(Exists(free))


CREATE_RULE_SET = Creation("rule_set", "create_rule_set", "rule_set.created", _("New rule set"))

CREATE_ACTIVE_RULE_SET = Creation("rule_set", "create_rule_set", "rule_set.created", _("New rule set"), name="take_over")


def _no_newer_active(_params: object) -> Q:
    from apps.reconciliation.models import RuleSet

    newer = RuleSet.objects.filter(state=RuleSetState.ACTIVE, number__gt=OuterRef("number"))
    return ~Q(Exists(newer))


ACTIVATE = Transition(
    "activate", "rule_set", "activate_rule_set", "rule_set.activated", _("Switch on"), sources=(RuleSetState.DRAFT,), targets=(RuleSetState.ACTIVE,),
    guards=(Guard("newer_active", _no_newer_active, _("A newer version is active, so this one would not be used; retire that one first, or write these rules as the next version.")),),
)  # fmt: skip
RETIRE = Transition(
    "retire", "rule_set", "retire_rule_set", "rule_set.retired", _("Retire"), sources=(RuleSetState.DRAFT, RuleSetState.ACTIVE),
    targets=(RuleSetState.RETIRED,), needs=("reason",),
)  # fmt: skip

RULE_SET = Machine("rule_set", ACTIVATE, RETIRE, label=_("Rule set"))

CREATE_RUN = Creation("run", "start_run", "run.queued", _("Start a run"), name="start")


def _run(name: str, label: str, sources: tuple[str, ...], target: str, **more: object) -> Transition:
    journal_type = more.pop("journal_type")
    permission = more.pop("permission", "start_run")
    return Transition(
        name, "run", str(permission), str(journal_type), label, sources=sources, targets=(target,), by=str(more.pop("by", "job")), **more
    )


BEGIN = _run("begin", _("Begin"), (RunState.QUEUED,), RunState.RUNNING, journal_type="run.started")
COMPLETE = _run("complete", _("Complete"), (RunState.RUNNING,), RunState.COMPLETED, journal_type="run.completed")
CHECK = Transition(
    "check", "run", "start_run", "run.checked", _("Check"), sources=(RunState.COMPLETED,),
    targets=(RunState.CHECKED, RunState.SUSPECT), by="job",
)  # fmt: skip
FAIL = _run(
    "fail", _("Fail"), (RunState.QUEUED, RunState.RUNNING), RunState.FAILED, journal_type="run.failed", needs=("reason",)
)
CANCEL = _run(
    "cancel", _("Cancel"), (RunState.QUEUED, RunState.RUNNING), RunState.CANCELLED, journal_type="run.cancelled",
    permission="cancel_run", by="person",
)  # fmt: skip

RUN = Machine("run", BEGIN, COMPLETE, CHECK, FAIL, CANCEL, label=_("Reconciliation run"))

CREATE_MATCH = Creation("match", "accept_match", "match.proposed", _("Propose"), name="propose")
CREATE_ACCEPTED = Creation("match", "accept_match", "match.accepted", _("Accept"), name="settle")
ACCEPT = Transition(
    "accept", "match", "accept_match", "match.accepted", _("Accept"), sources=(MatchState.PROPOSED,),
    targets=(MatchState.ACCEPTED,),
    guards=(Guard("line_settled", lambda params: _line_is_free(), _("The statement line is settled or set aside already.")),),
)  # fmt: skip
REJECT = Transition(
    "reject", "match", "reject_match", "match.rejected", _("Reject"), sources=(MatchState.PROPOSED,),
    targets=(MatchState.REJECTED,),
)  # fmt: skip
UNDO = Transition(
    "undo", "match", "undo_match", "match.undone", _("Undo"), sources=(MatchState.ACCEPTED,),
    targets=(MatchState.UNDONE,), needs=("reason",),
)  # fmt: skip

MATCH = Machine("match", ACCEPT, REJECT, UNDO, label=_("Match"))
