"""Every variable that the settings read is described in docs/settings.md, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:\benv\.\w+|environ\.get)\(\s*"([A-Z][A-Z0-9_]+)"')
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|", re.MULTILINE)


def test_the_table_and_the_code_name_the_same_variables():
    read = {name for file in (ROOT / "config").rglob("*.py") for name in READ.findall(file.read_text())}
    described = set(ROW.findall((ROOT / "docs/settings.md").read_text()))
    assert described == read - {"DJANGO_SETTINGS_MODULE"}
