"""Forms of dispatch: the hours of a week as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextInputWidget

from apps.dispatch.assignment import weekday_labels
from apps.dispatch.hours import OFFICE, WEEKDAYS, spans_of, text_of_spans
from apps.dispatch.models import BusinessCalendar
from apps.kernel.clock import time_zones


class SpansField(forms.CharField):
    """The spans of a day, such as 09:00–13:00, 14:00–18:00; empty for a day off. Gives them as the act takes them."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=200, widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "09:00–13:00, 14:00–18:00"}))

    def prepare_value(self, value: Any) -> Any:
        return text_of_spans(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return spans_of(text)
        except ValueError as error:
            raise forms.ValidationError(_("“%(text)s” is no span such as 09:00–18:00."), params={"text": str(error)}) from None


class CalendarForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=capfirst(_("time zone")), widget=UnfoldAdminSelect2Widget)

    class Meta:
        model = BusinessCalendar
        fields = ("name", "time_zone", "holiday_country", "holiday_subdivision", "days_off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = [(name, name) for name in sorted(time_zones()) if "/" in name or name == "UTC"]  # type: ignore[attr-defined]
        for name, spans in zip(WEEKDAYS, self.instance.week if self.instance.pk else OFFICE, strict=True):
            if name in self.fields:
                self.fields[name].initial = spans

    def week(self) -> list[Any]:
        """The spans of all days."""
        return [self.cleaned_data.get(name) or [] for name in WEEKDAYS]


for _name, _label in weekday_labels():
    CalendarForm.base_fields[_name] = CalendarForm.declared_fields[_name] = SpansField(label=_label)
