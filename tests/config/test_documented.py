"""Pages under docs/ repeat facts of the code; here they are held to them. A failure prints the lines to put right."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import load_command_class
from drf_spectacular.generators import SchemaGenerator

from apps.payments.parsers.bank_profiles import PROFILES
from apps.reconciliation.engine import DEFAULT_RULES
from apps.workflow.completeness import audited_models
from tests.config import facts

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
READ = re.compile(r'(?:\benv\.\w+|environ\.get)\(\s*"([A-Z][A-Z0-9_]+)"')
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)")
COMMAND = re.compile(r"manage\.py ([a-z]+) ([a-z]+)([^`\n|]*)")


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def part(name: str, title: str) -> str:
    """What stands under a heading of the page, up to the next one of its rank."""
    return page(name).split(f"\n## {title}\n")[1].split("\n## ")[0]


def named(text: str) -> list[str]:
    """The first cells of a table's rows that are code."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def assert_rows(text: str, expected: list[str]) -> None:
    """The expected lines stand in the text, and no other line of a table begins with code."""
    found = {line for line in text.splitlines() if line.startswith("| `")}
    lacking, surplus = [line for line in expected if line not in found], sorted(found - set(expected))
    assert not lacking and not surplus, "\n".join(["", "lacking:", *lacking, "not so:", *surplus])


def commands() -> dict[tuple[str, str], argparse.ArgumentParser]:
    """Our commands with their sub-commands, by both names."""
    found = {}
    for config in apps.get_app_configs():
        if config.name.startswith("apps."):
            for file in sorted((Path(config.path) / "management/commands").glob("[a-z]*.py")):
                parser = load_command_class(config.name, file.stem).create_parser("manage.py", file.stem)
                for action in parser._actions:
                    if isinstance(action, argparse._SubParsersAction):
                        found |= {(file.stem, name): sub for name, sub in action.choices.items()}
    return found


def test_the_table_and_the_code_name_the_same_variables():
    read = {name for file in (ROOT / "config").rglob("*.py") for name in READ.findall(file.read_text())}
    described = set(ROW.findall((ROOT / "docs/settings.md").read_text()))
    assert described == read - {"DJANGO_SETTINGS_MODULE"}


def test_every_type_of_the_journal():
    assert_rows(part("journal.md", "Types"), facts.journal_types())


def test_every_grant_of_a_role():
    assert_rows(part("permissions.md", "Grants"), facts.grants())


def test_every_transition():
    text = "\n".join(page(name) for name in ("approvals.md", "clients.md", "contracts.md", "dispatch.md", "invoices.md", "payments.md", "periods.md", "providers.md", "quarantine.md", "refunds.md", "shifts.md", "statements.md", "webhooks.md", "reconciliation.md", "reports.md"))
    rows = "\n".join(line for line in text.splitlines() if line.count("|") == 7)
    assert_rows(rows, facts.transitions())


def test_every_address_of_the_api():
    assert_rows(part("api.md", "Addresses"), facts.addresses(SchemaGenerator().get_schema(request=None, public=True)))


def test_every_button():
    assert [line for line in facts.buttons() if line not in page("admin.md")] == []


def test_every_column_of_an_import():
    text = part("clients.md", "Import") + part("invoices.md", "Import of open invoices")
    assert_rows(text, facts.columns())


def test_every_set_act():
    assert sorted(name for name in named(part("sets.md", "Bulk acts")) if "." in name) == facts.set_acts()


def test_every_task_and_its_queue():
    found = re.findall(r"^\| `([^`]+)` \| (\w+) \|", part("jobs.md", "Queues and schedules"), re.MULTILINE)
    assert dict(found) == facts.tasks()


def test_rules_in_their_order_with_the_score_that_settles():
    rules = dict.fromkeys((rule.kind, str(rule.auto_accept or "-")) for rule in DEFAULT_RULES)
    assert re.findall(r"^\| `([^`]+)` \| (\S+) \|", part("reconciliation.md", "Rules, in order"), re.MULTILINE) == list(rules)


def test_every_profile_of_csv():
    assert named(part("statements.md", "Formats")) == [profile.name for profile in PROFILES]


def test_every_model_with_history():
    kept = next(line for line in page("history.md").splitlines() if line.startswith("| with history"))
    assert set(re.findall(r"\b[A-Z]\w+", kept.split("|")[2])) == {model.__name__ for model in audited_models()}


def test_every_app():
    folders = {path.parent.name for path in (ROOT / "apps").glob("*/__init__.py")}
    assert set(named(part("architecture.md", "Layers"))) == folders


def test_every_command_is_listed():
    listed = {found[:2] for found in COMMAND.findall(part("README.md", "Commands"))}
    assert listed == set(commands())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_and_links_of_a_page_are_there(path):
    text, known, ours = path.read_text("utf-8"), commands(), {name for name, _sub in commands()}
    for name, sub, rest in COMMAND.findall(text):
        if name in ours:
            options = {option for action in known[name, sub]._actions for option in action.option_strings}
            assert set(re.findall(r"--[a-z-]+", rest)) <= options, f"manage.py {name} {sub}{rest}"
    assert [link for link in LINK.findall(text) if "://" not in link and not (path.parent / link).exists()] == []


def test_every_page_is_in_an_index():
    linked = {(DOCS / folder / link).resolve() for folder in ("", "runbooks") for link in LINK.findall(page(f"{folder}/README.md".lstrip("/")))}
    assert set(DOCS.rglob("*.md")) - linked == {DOCS / "README.md"}
