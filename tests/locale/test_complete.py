"""Ukrainian is complete: every text of ours has a translation that keeps its placeholders and counts as Ukrainian does."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.locale.texts import CATALOGUE, all_texts

_PLACEHOLDERS = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@pytest.fixture(scope="module")
def ukrainian() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="uk")


def placeholders(text: str) -> set[str]:
    return {one or other for one, other in _PLACEHOLDERS.findall(text)}


def test_each_text_has_one_translation_and_stands_once():
    """What else stands in the file is passed over in silence by whoever reads it."""
    entries = [entry for entry in CATALOGUE.read_text(encoding="utf-8").split("\n\n") if "msgid" in entry]
    twice = [entry for entry in entries if len(re.findall(r'^msg(?:str|str\[0\]) "', entry, re.M)) != 1 or len(re.findall(r'^msgid "', entry, re.M)) != 1]
    assert twice == []
    told = Counter("".join(re.findall(r'^(?:msgctxt|msgid) .*?(?=^msgid_plural|^msgstr)', entry, re.M | re.S)) for entry in entries)
    assert [text for text, count in told.items() if count > 1] == []


def test_the_texts_are_found():
    found = all_texts()
    assert len(found) > 800
    assert ("Time line", None) in found  # of a template
    assert ("Your role does not allow this.", None) in found  # of code
    assert ("%(act)s: confirm", None) in found  # of a template, with a placeholder


def test_every_text_is_translated(ukrainian):
    missing = [f"{one!r} of {min(places)}" for (one, many), places in all_texts().items() if not _done(ukrainian, one, many)]
    assert missing == []


def _done(catalogue: Catalog, one: str, many: str | None) -> bool:
    message = catalogue.get(one)
    if message is None or message.fuzzy:
        return False
    return bool(message.string) if many is None else isinstance(message.string, tuple) and all(message.string)


def test_translations_keep_the_placeholders(ukrainian):
    wrong = []
    for message in ukrainian:
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and any(placeholders(text) != placeholders(source[-1]) for text in translated):
            wrong.append(message.id)
    assert wrong == []


def test_plurals_have_the_forms_of_ukrainian(ukrainian):
    assert ukrainian.num_plurals == 4
    assert [message.id for message in ukrainian if message.pluralizable and len(message.string) != 4] == []


def test_no_text_stands_twice():
    entries = re.findall(r'^msgid ((?:".*"\n)+)', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    twice = {entry for entry in entries if entries.count(entry) > 1}
    assert twice == set()


def test_translations_are_in_ukrainian(ukrainian):
    """Letters that Russian has and Ukrainian has not; a translation that only repeats the English."""
    assert [message.id for message in ukrainian if message.id and re.search("[ыэъёЫЭЪЁ]", str(message.string))] == []
    same = {message.id for message in ukrainian if message.id and message.string == message.id}
    same = {text for text in same if re.search("[A-Za-z]", _PLACEHOLDERS.sub("", text))}
    assert same <= {"API", "IBAN", "CSV", "SHA-256", "XLSX"}
