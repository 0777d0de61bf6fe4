"""Connections to payment providers, their messages, and payments there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import AmountField, Body, MaybeMoneyField, MoneyField, ReasonBody, ReasonNeededBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1.business_events import EventReasonSerializer
from apps.integrations.reasons import told
from apps.integrations.sealed import Given
from apps.invoices.models import Invoice
from apps.kernel import clock
from apps.kernel.errors import Reason, Refused
from apps.kernel.money import to_minor
from apps.payments import actions
from apps.payments import provider_transitions as transitions
from apps.payments.models import ProviderCheck, ProviderConnection, ProviderEvent, ProviderPayment
from apps.payments.providers.polling import ask_at_once
from apps.payments.states import ConnectionState, EventState, ProviderKind, ProviderState
from apps.payments.tasks import check_provider_payments, handle_provider_messages
from apps.tenants.permission import permitted

SECRETS = ("signing", "api", "private")


class SecretText(serializers.CharField):
    """A secret in a request; what is kept of the request has its digest only."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=500, required=False, trim_whitespace=False, write_only=True, **more)


class ProviderConnectionSerializer(serializers.ModelSerializer):
    """A connection. `address`: what the provider is given. `account`: where its money is booked. Secrets are in no answer but the one
    that made them."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    address = serializers.SerializerMethodField()
    last_event_at = serializers.DateTimeField(source="pulse.last_event_at", read_only=True, allow_null=True)

    class Meta:
        model = ProviderConnection
        fields = ("id", "version", "kind", "name", "address", "account", "public_key", "status_url", "is_test", "state", "last_event_at", "created_at", "updated_at")
        read_only_fields = fields

    def get_address(self, row: ProviderConnection) -> str:
        return settings.SITE_URL + reverse("provider_message", args=[row.public_id])


class ProviderConnectionWithSecretSerializer(ProviderConnectionSerializer):
    """With the secret that we made; null where the provider makes it, and where the request came a second time."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ProviderConnectionSerializer.Meta):
        fields = (*ProviderConnectionSerializer.Meta.fields, "secret")
        read_only_fields = fields


class ProviderConnectionPatch(Body):
    """What is changed of a connection."""

    name = serializers.CharField(max_length=100, required=False)
    account = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    public_key = serializers.CharField(max_length=100, required=False, allow_blank=True)
    status_url = serializers.CharField(max_length=500, required=False, allow_blank=True)


@extend_schema_serializer(examples=[OpenApiExample("Any, by Standard Webhooks", value={"kind": "generic", "name": "Shop", "account": 1}, request_only=True)])
class ProviderConnectionBody(ProviderConnectionPatch):
    """A connection. `signing`: Stripe's secret of the endpoint; `api`: monobank's token, Stripe's key; `private`: LiqPay's key."""

    kind = serializers.ChoiceField(choices=ProviderKind.choices)
    name = serializers.CharField(max_length=100)
    account = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    is_test = serializers.BooleanField(required=False)
    signing, api, private = SecretText(), SecretText(), SecretText()


class RotateProviderBody(ReasonBody):
    """The new secrets; of a generic provider none: we make it. `overlap_hours`: for how long the old ones hold."""

    signing, api, private = SecretText(), SecretText(), SecretText()
    overlap_hours = serializers.IntegerField(min_value=0, max_value=168, required=False)


class ProviderConnectionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ConnectionState.choices)
    kind = filters.ChoiceFilter(choices=ProviderKind.choices)

    class Meta:
        model = ProviderConnection
        fields = ("state", "kind")


class ProviderConnectionView(NounView):
    """Payment providers that tell of payments (docs/providers.md)."""

    model = ProviderConnection
    serializer_class = ProviderConnectionSerializer
    filterset_class = ProviderConnectionFilter

    def base_queryset(self) -> QuerySet:
        return ProviderConnection.objects.select_related("pulse")

    @extend_schema(
        request=ProviderConnectionBody, responses={201: ProviderConnectionWithSecretSerializer}, summary="Connect a provider",
        description="The secret of a generic provider is in this answer and in no other.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = _given(self.body(ProviderConnectionBody))
        return self.run_with_secret(lambda: actions.create_connection(actor=self.actor, at=self.at, **asked), status=201, fingerprint=_noted(asked))  # type: ignore[arg-type]

    @extend_schema(request=ProviderConnectionPatch, responses=ProviderConnectionSerializer, summary="Change a connection", description="Sets the fields that are given.")
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = _given(self.body(ProviderConnectionPatch)), self.expected_version()
        return self.run(lambda: actions.update_connection(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))  # type: ignore[arg-type]

    @extend_schema(
        request=RotateProviderBody, responses=ProviderConnectionWithSecretSerializer, summary="Give a connection new secrets",
        description="What was signed by the old one is taken for `overlap_hours` (24).",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser], url_path="rotate-secret")
    def rotate_secret(self, request: Request, pk: str) -> Response:
        asked, version = _given(self.body(RotateProviderBody)), self.expected_version()
        made = lambda: actions.rotate_connection_secret(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked)  # type: ignore[arg-type] # noqa: E731
        return self.run_with_secret(made, fingerprint=_noted(asked))

    pause = act(
        transitions.PAUSE_CONNECTION, actions.pause_connection, ProviderConnectionSerializer, summary="Pause a connection",
        description="Messages are taken and kept, and nothing comes of them yet.",
    )  # fmt: skip
    resume = act(transitions.RESUME_CONNECTION, actions.resume_connection, ProviderConnectionSerializer, summary="Let a connection go on", description="What waited is handled.")
    archive = act(
        transitions.ARCHIVE_CONNECTION, actions.archive_connection, ProviderConnectionSerializer, summary="Archive a connection",
        description="For good: its address is not found any more.",
    )  # fmt: skip
    send_sample = act(
        transitions.SEND_SAMPLE, actions.send_sample, ProviderConnectionSerializer, summary="Send a sample to oneself",
        description="A message of our own, signed as the provider would and saying nothing of money. Refused (409) where only the provider signs.",
    )  # fmt: skip


def _noted(asked: dict[str, Any]) -> dict[str, str]:
    """What the ledger keeps of a request: of secrets their digests."""
    return {name: str(value) for name, value in asked.items()}


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    """The act's arguments: secrets that print as digests, keys of rows by their column."""
    found = {name: Given(value) if name in SECRETS else value for name, value in asked.items()}
    if "account" in found:
        found["account_id"] = found.pop("account")
    return found


class ProviderEventSerializer(serializers.ModelSerializer):
    """A message as it came. `event_id`: the provider's. `reasons`: why it was ignored or failed."""

    connection = serializers.IntegerField(source="connection_id", read_only=True)
    provider_payment = serializers.IntegerField(source="about_id", read_only=True, allow_null=True)
    size = serializers.IntegerField(read_only=True)
    attempts = serializers.IntegerField(read_only=True)
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = ProviderEvent
        fields = ("id", "connection", "provider_payment", "event_id", "type", "state", "reasons", "attempts", "size", "body_sha256", "received_at", "due_at", "ended_at")
        read_only_fields = fields

    @extend_schema_field(EventReasonSerializer(many=True))
    def get_reasons(self, row: ProviderEvent) -> Any:
        return told(row.reasons)


class ProviderEventFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=EventState.choices)
    connection = IdFilter(field_name="connection_id")
    provider_payment = IdFilter(field_name="about_id")

    class Meta:
        model = ProviderEvent
        fields = ("state", "connection", "provider_payment")


class ProviderEventView(NounView):
    """What payment providers sent, and what became of it."""

    model = ProviderEvent
    serializer_class = ProviderEventSerializer
    filterset_class = ProviderEventFilter

    def base_queryset(self) -> QuerySet:
        return ProviderEvent.objects.defer("body", "headers")

    @extend_schema(request=ReasonNeededBody, responses=ProviderEventSerializer, summary="Handle a message again", description="One that failed; a worker does.")
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def retry(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonNeededBody)["reason"]
        self.expected_version()
        answer = self.run(lambda: actions.retry_message(int(pk), actor=self.actor, at=self.at, reason=reason))  # type: ignore[arg-type]
        handle_provider_messages.delay_on_commit(self.actor.tenant_id)  # type: ignore[union-attr]
        return answer

    @extend_schema(request=ReasonNeededBody, responses=ProviderEventSerializer, summary="Set a message aside", description="One that failed and was seen to otherwise.")
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def ignore(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonNeededBody)["reason"]
        self.expected_version()
        return self.run(lambda: actions.ignore_message(int(pk), actor=self.actor, at=self.at, reason=reason))  # type: ignore[arg-type]


class ProviderPaymentSerializer(serializers.ModelSerializer):
    """How a payment stands at its provider. `asked`: what was asked for on `invoice`; `paid`: what the provider took, null until it said.
    `payment`: in the books. `page_url`: the payment page that was made, for the client; "" for none. `problems`: what a person has to look at; `is_flagged` while there are any."""

    connection = serializers.IntegerField(source="connection_id", read_only=True)
    invoice = serializers.IntegerField(source="invoice_id", read_only=True, allow_null=True)
    payment = serializers.IntegerField(source="payment_id", read_only=True, allow_null=True)
    asked, paid = MaybeMoneyField(), MaybeMoneyField()
    refunded, fee = MoneyField(), MoneyField()
    problems = serializers.SerializerMethodField()

    class Meta:
        model = ProviderPayment
        fields = (
            "id", "version", "connection", "reference", "our_reference", "invoice", "payment", "currency", "asked", "paid", "refunded", "fee", "paid_at", "state",
            "page_url", "is_flagged", "problems", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(EventReasonSerializer(many=True))
    def get_problems(self, row: ProviderPayment) -> Any:
        return told(row.problems)


@extend_schema_serializer(examples=[OpenApiExample("All that is open", value={"invoice": 1, "connection": 1, "reference": "p2_9ZgpZVsl3"}, request_only=True)])
class AskBody(ReasonBody):
    """A payment that a client is about to make. `reference`: its id at the provider; left out, the payment page is made at monobank, LiqPay or
    Stripe. `amount`: part of the invoice; left out, all that is open."""

    invoice = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    connection = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True)
    amount = AmountField(required=False)


class MatchBody(ReasonBody):
    """`payment`: of the books, the same money."""

    payment = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ProviderPaymentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ProviderState.choices)
    is_flagged = filters.BooleanFilter()
    connection = IdFilter(field_name="connection_id")
    invoice = IdFilter(field_name="invoice_id")
    reference = filters.CharFilter(field_name="reference", help_text="The id at the provider.")

    class Meta:
        model = ProviderPayment
        fields = ("state", "is_flagged", "connection", "invoice", "reference")


class ProviderPaymentView(NounView):
    """Payments as they stand at their providers."""

    model = ProviderPayment
    serializer_class = ProviderPaymentSerializer
    filterset_class = ProviderPaymentFilter

    @extend_schema(
        request=AskBody, responses={201: ProviderPaymentSerializer}, summary="Await a payment",
        description=(
            "Without `reference` the payment page is made at the provider, and `page_url` is what the client opens. Refused (409) with the provider's sentence where "
            "it makes none; where it does not answer, `page_url` is empty yet and a worker asks again. The provider is asked how the payment stands after 5 minutes, "
            "an hour, and on the five days that follow."
        ),
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(AskBody)
        amount = asked.get("amount")
        invoice = permitted(Invoice.objects.filter(pk=asked["invoice"]), self.actor, "view_invoice").first()  # type: ignore[arg-type]
        minor = None if amount is None or invoice is None else to_minor(amount, invoice.currency)
        answer = self.run(
            lambda: actions.ask_payment(
                asked["invoice"], connection_id=asked["connection"], reference=asked.get("reference", ""), amount_minor=minor, reason=asked["reason"], actor=self.actor, at=self.at,  # type: ignore[arg-type]
            ),
            status=201,
        )  # fmt: skip
        return answer if asked.get("reference") else self._with_page(answer)

    def _with_page(self, answer: Response) -> Response:
        """The answer with the page, which is made behind the commit; the same to who sends the key again."""
        row = ask_at_once(answer.data["id"], now=clock.now)
        if row.page_key and not row.page_url and row.state == ProviderState.CLOSED:
            raise Refused(Reason("provider_refused", ProviderCheck.objects.get(about=row).last_error or _("The provider refused to make the payment page.")))
        fresh = self._fresh(row, answer.status_code)
        if "Idempotent-Replayed" in answer.headers:
            fresh.headers["Idempotent-Replayed"] = "true"
        return fresh

    @extend_schema(request=ReasonBody, responses=ProviderPaymentSerializer, summary="Ask the provider now", description="A worker asks how the payment stands.")
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def check(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonBody)["reason"], self.expected_version()
        answer = self.run(lambda: actions.check_payment(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))  # type: ignore[arg-type]
        check_provider_payments.delay_on_commit(self.actor.tenant_id)  # type: ignore[union-attr]
        return answer

    book = act(
        transitions.BOOK, actions.book_payment, ProviderPaymentSerializer, summary="Bring a payment into the books",
        description="After what stood in the way was mended; or although another amount came than was asked for: it is then on no invoice.",
    )  # fmt: skip
    @extend_schema(
        request=MatchBody, responses=ProviderPaymentSerializer, summary="Say that a payment is money that the books have",
        description="Nothing is booked: of the same client, amount, currency and account, three days away at most, and of no provider.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def match(self, request: Request, pk: str) -> Response:
        asked, version = self.body(MatchBody), self.expected_version()
        return self.run(
            lambda: actions.match_payment(
                int(pk), counterpart_id=asked["payment"], reason=asked["reason"], actor=self.actor, at=self.at, expected_version=version,  # type: ignore[arg-type]
            )
        )  # fmt: skip

    resolve = act(transitions.RESOLVE, actions.resolve_payment, ProviderPaymentSerializer, summary="Say that a payment was seen to", description="Flagged again only when the provider tells something new.")
    close = act(transitions.CLOSE, actions.close_payment, ProviderPaymentSerializer, summary="Await a payment no more", description="What the provider tells later still counts.")
