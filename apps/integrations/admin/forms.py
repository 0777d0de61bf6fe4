"""Forms of webhooks: which events, how long the old secret holds, which range again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.integrations.bodies import ALL, offered_types
from apps.integrations.models import WebhookEndpoint


def type_choices() -> list[tuple[str, str]]:
    """Every event that is sent, by its words, with its name."""
    return sorted(((item.name, f"{item.label} ({item.name})") for item in offered_types()), key=lambda item: item[1])


class EndpointForm(forms.ModelForm):
    types = forms.MultipleChoiceField(
        label=_("Events"), widget=forms.CheckboxSelectMultiple(attrs={"class": "oblik-types"}), choices=lambda: [(ALL, _("All events")), *type_choices()]
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "types", "ordered")
        help_texts = {"ordered": _("An event is sent only when the one before it was received or given up: for what must come in order, such as closed shifts.")}


OVERLAP = {
    "overlap_hours": forms.IntegerField(
        label=_("The old secret signs along for (hours)"), min_value=0, max_value=168, initial=24,
        help_text=_("As long as the receiver needs to take over the new one. 0: not at all."),
    )
}  # fmt: skip


class ReplayForm(forms.Form):
    first = forms.IntegerField(label=_("From journal entry"), min_value=1)
    last = forms.IntegerField(label=_("to journal entry"), min_value=1)
    only_dead = forms.BooleanField(label=_("Only what was given up"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("first") and found.get("last") and found["first"] > found["last"]:
            self.add_error("last", _("Give the first and the last entry, the first one first."))
        return found
