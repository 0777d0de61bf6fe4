"""A report on paper: set by typst, with the fonts that it brings, so that it looks the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.analytics.actions.reports import rows_of
from apps.analytics.kinds import Kind, get_kind
from apps.analytics.models import Report
from apps.analytics.wording import asked_lines, cell_text, controls, day_text
from apps.clients.models import Client
from apps.kernel.money import format_money
from apps.tenants.models import Tenant

MOST_ROWS = 5_000
_FOLDER = Path(__file__).parent / "print"


def pdf_of(report: Report) -> bytes:
    """The report as PDF, in the language that is set. The statement of a client is a paper of its own, for two signatures."""
    import typst

    kind = get_kind(report.kind)
    data = _statement(report, kind) if kind.code == "statement" else _table(report, kind)
    template = _FOLDER / ("statement.typ" if kind.code == "statement" else "table.typ")
    found: Any = typst.compile(template.read_bytes(), root=str(_FOLDER), ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return bytes(found)


def _frame(report: Report) -> dict[str, Any]:
    made = date_format(timezone.localtime(report.ended_at), "SHORT_DATETIME_FORMAT") if report.ended_at else ""
    return {
        "lang": get_language() or "uk", "company": Tenant.objects.get(pk=report.tenant_id).name, "title": report.label, "page": _("page"),
        "foot": _("Report № %(number)s, made %(when)s, stands at journal entry № %(sequence)s. Digest %(digest)s") % {
            "number": report.pk, "when": made, "sequence": report.journal_sequence, "digest": report.digest,
        },
    }  # fmt: skip


def _table(report: Report, kind: Kind) -> dict[str, Any]:
    rows = [[cell_text(kind, cells, index) for index in range(len(kind.columns))] for cells in rows_of(report)]
    totals = [[currency, [[kind.words(code), format_money(minor, currency) if currency else str(minor)] for code, minor in pairs]] for currency, pairs in report.head["totals"]]
    return _frame(report) | {
        "asked": asked_lines(report), "rows": rows, "totals": totals, "columns": [[str(column.label), column.type in ("money", "count")] for column in kind.columns],
        "controls_title": _("Controls"), "controls": [[item["title"], item["found"], "✓" if item["holds"] else f"✗ {item['expected']}"] for item in controls(report)],
    }  # fmt: skip


def _statement(report: Report, kind: Kind) -> dict[str, Any]:
    facts = dict(report.head["facts"])
    company = Tenant.objects.get(pk=report.tenant_id)
    place, until = kind.place("currency") or 0, day_text(report.params["until"])
    sections: dict[str, list[Any]] = {}
    for cells in rows_of(report):
        shown = [cell_text(kind, cells, index) for index in range(len(kind.columns))]
        words = " ".join(filter(None, [shown[1], shown[2]])) + (f" ({shown[3]})" if shown[3] else "")
        sections.setdefault(cells[place], []).append([shown[0], words, *(_bare(text) for text in shown[5:7]), cells[1] in kind.emphasised])
    contract = _("under the contract %(number)s") % {"number": facts["contract"]} if "contract" in facts else ""
    return _frame(report) | {
        "title": _("Statement of mutual settlements"), "contract": contract,
        "between": _("between %(company)s and %(client)s") % {"company": company.name, "client": f"{facts['client']}, {facts['edrpou']}" if facts.get("edrpou") else facts["client"]},
        "period": _("for the period from %(since)s to %(until)s") % {"since": day_text(report.params["since"]), "until": until},
        "intro": _("We, the undersigned, have compared the settlements of the parties for the period; by the books they stand as follows:"),
        "ours": _("By the books of %(company)s") % {"company": company.name}, "theirs": _("By the books of %(client)s") % {"client": facts["client"]},
        "heads": [_("Date"), _("Document"), kind.words("debit"), kind.words("credit")],
        "sections": [
            {"currency": currency, "rows": rows, "said": _said(company.name, facts["client"], until, currency, dict(dict(report.head["totals"])[currency])["closing"])}
            for currency, rows in sections.items()
        ],
        "signatures": [[_("For %(company)s") % {"company": company.name}], [_("For %(company)s") % {"company": facts["client"]}]],
        "sign": [_("Position"), _("Signature"), _("Full name"), _("Date")], "stamp": _("Place of seal (if any)"),
    }  # fmt: skip


def _said(company: str, client: str, until: str, currency: str, minor: int) -> str:
    """Who owes whom how much, in a sentence."""
    if not minor:
        return _("As of %(day)s neither party owes the other anything in %(currency)s.") % {"day": until, "currency": currency}
    debtor, creditor = (client, company) if minor > 0 else (company, client)
    return _("As of %(day)s %(debtor)s owes %(creditor)s %(amount)s.") % {
        "day": until, "debtor": debtor, "creditor": creditor, "amount": format_money(abs(minor), currency),
    }  # fmt: skip


def _bare(text: str) -> str:
    """An amount without the sign of its currency, which stands above the table."""
    return "".join(char for char in text if char.isdigit() or char in ",.-\u00a0\u202f ").strip()


def language_of(report: Report, asked: str) -> str:
    """Which language the paper is in: the one that is asked for, else the client's, else the reader's."""
    if asked in ("uk", "en"):
        return asked
    client = Client.objects.filter(pk=report.client_id).values_list("language", flat=True).first() if report.client_id else None
    return client or get_language() or "uk"
