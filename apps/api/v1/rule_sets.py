"""Rule sets of reconciliation: drafted as the next version, tried on past decisions, switched on."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import paging
from apps.api.platform.fields import Body
from apps.api.platform.views import NounView, act
from apps.api.v1.noted import WORK, work_state
from apps.kernel.errors import not_visible
from apps.reconciliation import actions, transitions
from apps.reconciliation.models import BackTest, RuleSet
from apps.reconciliation.states import RuleSetState
from apps.reconciliation.tasks import make_backtest

MOST_RULES = 100
RULES_TEXT = (
    "The rules in the order in which they are tried: `kind` says what counts as evidence, `params` bounds it (what is left out has its default), "
    "`auto_accept` is the score, 0 to 100, from which a match needs no person (null: never). GET /rule-sets shows what is in use; an unknown "
    "kind or parameter is refused (422) by name."
)


EXAMPLE = {"name": "By number, then by amount", "rules": [
    {"kind": "exact_reference", "auto_accept": 85}, {"kind": "client_amount", "auto_accept": None},
    {"kind": "non_invoice", "params": {"category": "bank_fee", "direction": "out", "words": ["комісі", "bank fee"]}, "auto_accept": None},
]}  # fmt: skip


class RuleSerializer(serializers.Serializer):
    """One rule as it is kept: its kind, what bounds it, and the score from which it needs no person."""

    kind = serializers.CharField()
    params = serializers.DictField()
    auto_accept = serializers.IntegerField(allow_null=True)


class RuleSetSerializer(serializers.ModelSerializer):
    """A version of the rules. New runs use the newest version that is active."""

    rules = serializers.SerializerMethodField()

    class Meta:
        model = RuleSet
        fields = ("id", "version", "number", "name", "rules", "state", "created_at", "updated_at")
        read_only_fields = fields

    @extend_schema_field(RuleSerializer(many=True))
    def get_rules(self, row: RuleSet) -> list[dict[str, Any]]:
        return list(row.rules["rules"])


class RuleBody(Body):
    """One rule."""

    kind = serializers.CharField(max_length=40)
    params = serializers.DictField(required=False, help_text="By name; a whole number, a word, or a list of words.")
    auto_accept = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)


@extend_schema_serializer(examples=[OpenApiExample("By the number of the invoice, then by amount", value=EXAMPLE, request_only=True)])
class RuleSetBody(Body):
    """The next version, a draft. Nothing of an earlier one is changed."""

    name = serializers.CharField(max_length=100)
    rules = RuleBody(many=True, min_length=1, max_length=MOST_RULES, help_text=RULES_TEXT)  # type: ignore[call-arg]


class BackTestSerializer(serializers.ModelSerializer):
    """A rule set tried on past decisions. `hit_count` of them it would have settled unaided as people did, `false_count` otherwise (of
    these `conflict_count` in the very way that people rejected or undid); `offered_count`: proposed with the right answer among those
    offered; `missed_count`: neither. `precision_percent`: hits of what would be settled unaided; null where nothing would be."""

    state = serializers.SerializerMethodField()
    precision_percent = serializers.SerializerMethodField()

    class Meta:
        model = BackTest
        fields = (
            "id", "state", "requested_by", "decision_count", "hit_count", "false_count", "conflict_count", "offered_count", "missed_count",
            "precision_percent", "input_digest", "error", "created_at", "started_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(WORK)
    def get_state(self, row: BackTest) -> str:
        """By what the worker has written."""
        return work_state(row)

    @extend_schema_field({"type": ["string", "null"], "pattern": r"^[0-9]{1,3}\.[0-9]{2}$", "examples": ["99.50"]})
    def get_precision_percent(self, row: BackTest) -> str | None:
        found = row.precision_bps
        return None if found is None else f"{found // 100}.{found % 100:02d}"


class RuleSetFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RuleSetState.choices)

    class Meta:
        model = RuleSet
        fields = ("state",)


class RuleSetView(NounView):
    """Versions of the rules by which statement lines find their invoices."""

    model = RuleSet
    serializer_class = RuleSetSerializer
    filterset_class = RuleSetFilter
    children = ("back-tests",)
    listed = {"back_tests": BackTestSerializer}

    def known_parameters(self) -> set[str]:
        return set(paging.PARAMETERS) if self.action == "back_tests" else super().known_parameters()

    @extend_schema(
        request=RuleSetBody, responses={201: RuleSetSerializer}, summary="Draft rules",
        description="They are the next version: rules are never edited. Have it tried, then switch it on.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(RuleSetBody)
        rules = {"version": asked["name"], "rules": asked["rules"]}
        return self.run(lambda: actions.create_rule_set(asked["name"], rules, actor=self.actor, at=self.at), status=201)  # type: ignore[arg-type]

    @extend_schema(responses=BackTestSerializer(many=True), summary="List the back-tests of a rule set", filters=True)
    @action(detail=True, methods=["get"], url_path="back-tests", filterset_class=None)
    def back_tests(self, request: Request, pk: str) -> Response:
        """The newest first."""
        page = self.paginate_queryset(BackTest.objects.filter(rule_set=self.get_object()))
        return self.get_paginated_response(self.told(page, many=True, serializer=BackTestSerializer))

    @extend_schema(
        request=None, responses={202: BackTestSerializer}, summary="Try rules on past decisions",
        description="Noted here, done by a worker; see the back-tests of the rule set for its figures. One that waits or is at work is answered instead.",
    )  # fmt: skip
    @back_tests.mapping.post
    def backtest(self, request: Request, pk: str) -> Response:
        """The back-test that was asked for."""
        self.body(Body)
        if not self.get_queryset().filter(pk=int(pk)).exists():
            raise not_visible()

        def asked() -> dict[str, Any]:
            test = actions.backtest_rule_set(int(pk), actor=self.actor, at=self.at)  # type: ignore[arg-type]
            make_backtest.delay_on_commit(test.tenant_id, test.pk)
            return dict(BackTestSerializer(test).data)

        return self.run(asked, status=202)

    activate = act(
        transitions.ACTIVATE, actions.activate_rule_set, RuleSetSerializer, summary="Switch rules on",
        description="New runs use them. Refused (409) without a back-test that was done, and where it was less precise than the company demands.",
    )  # fmt: skip
    retire = act(
        transitions.RETIRE, actions.retire_rule_set, RuleSetSerializer, summary="Take rules out of use",
        description="The newest other version that is active is used then, or Oblik's own rules.",
    )  # fmt: skip
