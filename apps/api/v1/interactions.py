"""What was said with clients, of all of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from apps.api.platform.queries import DayFilter, IdFilter
from apps.api.platform.views import NounView
from apps.api.v1.clients import InteractionSerializer
from apps.clients.models import Interaction
from apps.clients.states import InteractionKind


class ClientInteractionSerializer(InteractionSerializer):
    """A conversation as it was recorded, and with which client."""

    client = serializers.IntegerField(source="client_id", read_only=True)

    class Meta(InteractionSerializer.Meta):
        fields = (*InteractionSerializer.Meta.fields, "client")
        read_only_fields = fields


class InteractionFilter(filters.FilterSet):
    client = IdFilter(field_name="client_id")
    kind = filters.ChoiceFilter(choices=InteractionKind.choices)
    follow_up_on = DayFilter(field_name="follow_up_on")

    class Meta:
        model = Interaction
        fields = ("client", "kind", "follow_up_on")


class InteractionView(NounView):
    """Conversations. They are recorded under their client, and never changed."""

    model = Interaction
    serializer_class = ClientInteractionSerializer
    filterset_class = InteractionFilter
    expands = {"client": "client"}

    def base_queryset(self) -> QuerySet:
        return Interaction.objects.select_related("owner")
