"""The form of a table's columns: a role for each, how the table is written; and the profile that comes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from apps.payments.models import BankAccount
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.guessing import HEADER_AMONG, guess
from apps.payments.parsers.preview import SHOWN_ROWS, Rows, first_rows
from apps.payments.parsers.profiles import ALLOWED, DATES, CsvProfile, folded
from apps.payments.parsers.table import PREAMBLE

ROLE_NAMES = {
    "": _("— not read —"), "date": _("Date"), "value_date": _("Value date"), "amount": _("Amount"), "debit": _("Money out"), "credit": _("Money in"), "fee": _("Fee"),
    "direction": _("Direction (in or out)"), "currency": _("Currency"), "account": _("Own account"), "reference": _("Reference"), "party": _("Counterparty"),
    "iban": _("Their IBAN"), "tax_id": _("Their tax ID"), "text": _("Purpose"), "balance": _("Balance"), "status": _("Status"),
}  # fmt: skip
DELIMITERS = {"": _("found from the file"), ",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
DATE_NAMES = [("", _("found from the file")), *((form, form.replace("%d", "31").replace("%m", "03").replace("%Y", "2026").replace("%y", "26").replace("%b", "Mar")) for form in DATES)]
MARKS = {"": _("found from the file"), ",": "1 234,56", ".": "1 234.56"}


class ColumnsForm(forms.Form):
    """How the table is written, and what its profile is called. The roles of the columns stand beside it, as `role_0`, `role_1`."""

    header = forms.BooleanField(label=_("The first row shown is a row of headings"), required=False)
    skip_rows = forms.IntegerField(label=_("Rows above it to pass over"), min_value=0, max_value=100, required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, widget=UnfoldAdminSelectWidget, choices=[("", _("found from the file")), *((name, name) for name in ALLOWED["encoding"][1:])])
    delimiter = forms.ChoiceField(label=_("Between columns"), required=False, widget=UnfoldAdminSelectWidget, choices=list(DELIMITERS.items()))
    decimal = forms.ChoiceField(label=_("Amounts are written"), required=False, widget=UnfoldAdminSelectWidget, choices=list(MARKS.items()))
    dates = forms.ChoiceField(label=_("Dates are written"), required=False, widget=UnfoldAdminSelectWidget, choices=DATE_NAMES)
    default_currency = forms.CharField(label=_("Currency where none is stated"), required=False, max_length=3)
    debit_words = forms.CharField(label=_("Words for money out"), required=False, max_length=500, help_text=_("What the column of the direction says, with commas between."))
    account = forms.ModelChoiceField(
        label=_("Bank account"), queryset=BankAccount.objects.none(), required=False, widget=UnfoldAdminSelectWidget, help_text=_("Of a file that names none."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the profile"), required=False, max_length=40, help_text=_("Such as the name of the bank. Its next files are known by their headings."))

    def __init__(self, *args: Any, is_csv: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]
        if not is_csv:
            del self.fields["encoding"], self.fields["delimiter"]

    def values(self) -> dict[str, Any]:
        """What is filled in, or stands in the form at first; what is wrong is left out."""
        return dict(self.cleaned_data) if self.is_bound else {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}


class Columns:
    """A table as it is shown: its first rows, a role for each column, and the profile of both. `problem`: why it has no rows."""

    def __init__(self, data: bytes, kind: str, form: ColumnsForm, *, posted: Any = None) -> None:
        values = form.values()
        self.skip, self.header = values.get("skip_rows") or 0, bool(values.get("header"))
        self.values, self.problem, self.rows = values, "", []
        reading = CsvProfile(name="", skip_rows=self.skip, encoding=values.get("encoding") or "", delimiter=values.get("delimiter") or "")
        try:
            self.rows: Rows = first_rows(data, kind, reading, most=SHOWN_ROWS + 1)
        except UnreadableFile as error:
            self.problem = str(error)
        self.width = max((len(row) for _number, row in self.rows), default=0)
        cells = [row for _number, row in self.rows]
        guessed = guess(cells).roles if self.rows else []
        self.roles = guessed + [""] * (self.width - len(guessed))
        if posted is not None and posted.get("width") == str(self.width):
            self.roles = [role if (role := posted.get(f"role_{at}", "")) in ROLE_NAMES else "" for at in range(self.width)]
        self.heads = (cells[0] if cells and self.header else []) + [""] * self.width

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows to show, each as wide as the table."""
        return [
            {"line": number, "is_header": self.header and at == 0, "cells": [cell[:80] for cell in row] + [""] * (self.width - len(row))}
            for at, (number, row) in enumerate(self.rows[:SHOWN_ROWS])
        ]  # fmt: skip

    @property
    def choices(self) -> list[dict[str, Any]]:
        """By column its name and the roles to choose from."""
        return [
            {"name": f"role_{at}", "label": _g("Column %(number)s: %(heading)s") % {"number": at + 1, "heading": self.heads[at][:60] or "—"}, "chosen": role,
             "roles": [(key, str(name)) for key, name in ROLE_NAMES.items()]}
            for at, role in enumerate(self.roles)
        ]  # fmt: skip

    def problems(self) -> list[str]:
        """What cannot be said by a profile: a role twice, a heading that is empty or stands twice."""
        found = []
        for role in dict.fromkeys(filter(None, self.roles)):
            places = [at + 1 for at, given in enumerate(self.roles) if given == role]
            if len(places) > 1 and not (role == "text" and self.header):
                found.append(_g("“%(role)s” is chosen for columns %(places)s; choose it for one.") % {"role": ROLE_NAMES[role], "places": ", ".join(map(str, places))})
        if self.header:
            heads = [folded(head) for head in self.heads[: self.width]]
            for at, role in enumerate(self.roles):
                if role and (not heads[at] or heads.index(heads[at]) != at):
                    found.append(_g("Column %(number)s has no heading of its own. Pass over the row of headings: columns are then told by their numbers.") % {"number": at + 1})
        if not self.problem and not any(self.roles):
            found.append(ngettext("The table has %(count)s column, and none is chosen.", "The table has %(count)s columns, and none is chosen.", self.width) % {"count": self.width})
        return found

    def body(self) -> dict[str, Any]:
        """The profile as docs/statements.md describes it. Headings are found by themselves, so that the account and the balances that stand
        above them are read."""
        columns: dict[str, Any] = {}
        for at, role in enumerate(self.roles):
            if role in columns:
                columns.setdefault("more_text", []).append(self.heads[at].strip())
            elif role:
                columns[role] = self.heads[at].strip() if self.header else at + 1
        words = [word.strip() for word in (self.values.get("debit_words") or "").split(",") if word.strip()]
        found: dict[str, Any] = {"columns": columns} | ({} if self.header else {"header": False})
        settings = {
            "skip_rows": 0 if self.header and self.skip < PREAMBLE else self.skip, "encoding": self.values.get("encoding"), "delimiter": self.values.get("delimiter"), "decimal": self.values.get("decimal"),
            "dates": [self.values["dates"]] if self.values.get("dates") else [], "default_currency": (self.values.get("default_currency") or "").upper(),
            "debit_words": words if "direction" in columns else [], "credit_words": self._other_words(words) if "direction" in columns else [],
        }  # fmt: skip
        return found | {name: value for name, value in settings.items() if value}

    def _other_words(self, words: list[str]) -> list[str]:
        """What the column of the direction says beside those: money in."""
        at, out = self.roles.index("direction"), {word.casefold() for word in words}
        body = self.rows[1:] if self.header else self.rows
        return sorted({text for _number, row in body if words and at < len(row) and (text := row[at].strip().casefold()) and text not in out})[:50]


def first_guess(data: bytes, kind: str) -> dict[str, Any]:
    """What the form begins with: whether there are headings and under which rows, and words for money out."""
    try:
        rows = first_rows(data, kind, CsvProfile(name=""), most=HEADER_AMONG + SHOWN_ROWS)
        found = guess([row for _number, row in rows])
        if not found.header:
            return {"header": found.header is not None, "skip_rows": 0, "debit_words": ", ".join(found.debit_words)}
        line = rows[found.header][0]
        for skip in range(found.header, HEADER_AMONG + 1):
            if first_rows(data, kind, CsvProfile(name="", skip_rows=skip), most=1)[0][0] == line:
                return {"header": True, "skip_rows": skip, "debit_words": ", ".join(found.debit_words)}
    except (UnreadableFile, IndexError):
        pass
    return {"header": True, "skip_rows": 0}
