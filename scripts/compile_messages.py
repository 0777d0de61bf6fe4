"""Compiles locale/*/LC_MESSAGES/*.po to .mo where the .po is newer; needs no gettext programs."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]

for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        continue
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parts[-3])
    fresh = target.with_suffix(f".{os.getpid()}")  # renamed at once: others may be reading, or doing the same
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(target)
    print(f"compiled {source.relative_to(ROOT)}")
