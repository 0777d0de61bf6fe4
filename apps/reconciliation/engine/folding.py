"""Reduces what payers write to a skeleton in which the usual variations of a number are equal.

Upper and lower case, Latin and Cyrillic letters that look alike or are each other's transliteration, dashes,
kinds of space and full-width digits all fold together. Folding merges letters on purpose (Cyrillic «Р» is read
as P and written as R, so both are one class): two numbers that become equal are told apart later by their
exact spelling, and where that fails a person decides.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

# Each string is one class; its first letter stands for all.
_CLASSES = (
    "aаα", "bбвvwβ", "cсs", "dд", "eеєэёε", "fф", "hнnгgґη", "xхχ", "iіїийыyуujιυў", "kкκ", "lл",
    "mмμ", "oоο", "pрrпρ", "tтτ", "zзζ", "q", "ж", "ц", "ч", "ш", "щ", "ю", "я",
)  # fmt: skip
_DROPPED = "ьъ'’‘ʼ`´\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DASHES = "-‐‑‒–—―−﹘﹣－_"
_SLASHES = "/\\|⁄∕／"
_DIGRAPHS = {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code) for code in range(128)}
    for code in range(128, 0x2100):
        char = chr(code)
        if unicodedata.category(char) in ("Mn", "Cf"):
            table[code] = None
        elif char.isspace():
            table[code] = " "
        elif (digit := unicodedata.digit(char, None)) is not None and unicodedata.category(char) == "Nd":
            table[code] = str(digit)
        else:
            table[code] = char.lower() if len(char.lower()) == 1 else char
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    # A class letter carries over to capitals and to letters with accents.
    spellings: dict[str, str] = {letter: group[0] for group in _CLASSES for letter in group}
    for code in list(table):
        bare = unicodedata.normalize("NFKD", chr(code)).casefold()[:1]
        char = chr(code).lower()
        if char in spellings:
            table[code] = spellings[char]
        elif bare in spellings and chr(code).isalpha():
            table[code] = spellings[bare]
    table.update({ord(char): None for char in _DROPPED + "ЬЪ"})
    table.update({ord(char): "-" for char in _DASHES})
    table.update({ord(char): "/" for char in _SLASHES})
    table.update(dict.fromkeys((9, 10, 11, 12, 13, 8232, 8233, 8239, 8287, 12288), " "))
    table[ord("№")] = "#"
    return table


_TABLE = _table()


class _Bytes:
    """The same table for texts of common characters: one byte each, folded as bytes, four times as fast."""

    COMMON = (
        *map(chr, range(128)), *"абвгґдеєжзиіїйклмнопрстуфхцчшщьюяъыэёАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯЪЫЭЁ«»“”„’‘ʼ№–—\u00a0…€§°´`ґäöüßÄÖÜéèçąćęłńóśźż₴",
    )  # fmt: skip

    def __init__(self) -> None:
        common = [*dict.fromkeys(self.COMMON)]
        skeletons = [char.translate(_TABLE) for char in common]
        ends = sorted({*skeletons} - {""})
        self.encoding = codecs.charmap_build("".join(common).ljust(256, "\ufffe"))
        self.dropped = bytes(at for at, skeleton in enumerate(skeletons) if not skeleton)
        self.folded = bytes(ends.index(skeleton) if skeleton else 0 for skeleton in skeletons).ljust(256, b"\0")
        self.decoding = "".join(ends).ljust(256, "\ufffe")
        self.common = "".join(common).ljust(256, "\ufffe")


_BYTES = _Bytes()
_encode, _decode = codecs.charmap_encode, codecs.charmap_decode
_ENCODING, _DECODING, _FOLDED, _DROPPED_BYTES = _BYTES.encoding, _BYTES.decoding, _BYTES.folded, _BYTES.dropped
# Every digit of a text as a nought: what is left is its shape.
_NOUGHTS = dict.fromkeys(range(ord("0"), ord("9") + 1), "0")
_NOUGHT_BYTES = bytes(ord(_NOUGHTS.get(code, chr(code))) for code in range(256))  # a common ASCII character stands at its own place
_LONG_LETTERS = re.compile("[жхцчшщюя]")

# A run of letters, a short gap, and a chain of digit groups: the shape of every number that we look for.
TOKEN = re.compile(
    r"(?<![^\W\d_])([^\W\d_]*+)([ \-/.#:]{0,3}+)([0-9]++(?:[ \-/.]{1,3}+[0-9]++)*+)",
)
DIGITS = re.compile(r"[0-9]+")
WORDS = re.compile(r"[^\W_]+")  # runs of what `isalnum` calls letters and digits
LETTERS = re.compile(r"[^\W\d_]*")
_NO_NOUGHT = re.compile(r"[1-9]")
_ZERO_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])o(?=[0-9])")


def fold(text: str) -> str:
    """The skeleton of a text. Linear in its length."""
    try:
        raw = _encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return text.translate(_TABLE)
    return _decode(raw.translate(_FOLDED, _DROPPED_BYTES), "strict", _DECODING)[0]


def fold_and_mask(text: str) -> tuple[str, bytes | str]:
    """The skeleton of a text, and its mask: the text with every digit as a nought, for `unmasked`. Texts of one mask differ in
    digits only, which stand at the same places in them and in their skeletons."""
    try:
        raw = _encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return text.translate(_TABLE), text.translate(_NOUGHTS)
    return _decode(raw.translate(_FOLDED, _DROPPED_BYTES), "strict", _DECODING)[0], raw.translate(_NOUGHT_BYTES)


def unmasked(mask: bytes | str) -> tuple[str, str]:
    """The text of a mask and its skeleton, both with noughts for digits: for those too that become digits in the skeleton."""
    text = mask if isinstance(mask, str) else _decode(mask, "strict", _BYTES.common)[0]
    return text, _NO_NOUGHT.sub("0", fold(text))


def as_written(text: str, start: int, end: int) -> str:
    """The part of a text whose skeleton stands at these places of the text's skeleton, for people to read."""
    kept = [at for at, char in enumerate(text) if fold(char)]
    return text[kept[start] : kept[end - 1] + 1]


def is_letter(char: str) -> bool:
    """Whether a character is one of those that `LETTERS` and `TOKEN` take for letters."""
    return char.isalnum() and not char.isdecimal()


def zeros_for_letters(folded: str) -> str:
    """Reads a letter O between two digits as a zero."""
    return _ZERO_BETWEEN_DIGITS.sub("0", folded)


def transliterated(text: str) -> str:
    """The skeleton of a text in which letters like «Ж» were written as "ZH"."""
    return fold(_LONG_LETTERS.sub(lambda found: _DIGRAPHS[found.group()], text.lower()))


def compact(folded: str) -> str:
    """Only the letters and digits of a skeleton."""
    return "".join(WORDS.findall(folded))


def strip_zeros(digits: str) -> str:
    """A digit group without leading zeros; "000" becomes "0"."""
    return digits.lstrip("0") or "0"


def is_year(digits: str) -> bool:
    """Whether four digits are a year of this or the last century."""
    return len(digits) == 4 and digits[:2] in ("19", "20")
