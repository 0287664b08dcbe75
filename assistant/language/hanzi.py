"""Chinese characters in their two standards: simplified is what is compared, traditional is answered in traditional."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_CHARACTERS = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))  # CJK Unified Ideographs and Extension A


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2tw")


@cache
def _simplifying() -> dict[int, str]:
    """Characters that simplifying changes, one by one: for comparing that is enough, and a converter holds 10 MB."""
    converted = OpenCC("t2s").convert("\n".join(_CHARACTERS)).split("\n")
    return {ord(a): b for a, b in zip(_CHARACTERS, converted, strict=True) if a != b}


@cache
def _only_simplified() -> frozenset[int]:
    """What simplifying makes of others and leaves alone itself."""
    return frozenset(map(ord, _simplifying().values())) - _simplifying().keys()


def simplified(text: str) -> str:
    """Traditional characters as simplified ones (OpenCC `t2s`, character by character)."""
    return text.translate(_simplifying())


def traditional(text: str) -> str:
    """Simplified text as traditional, with the usual choice of characters in Hong Kong and Taiwan (OpenCC `s2tw`)."""
    return str(_to_traditional().convert(text)).replace("臺", "台")


def is_traditional(text: str) -> bool:
    """Whether a text was typed in traditional characters: it has some that simplifying changes, and no more that are simplified only."""
    return sum(ord(c) in _simplifying() for c in text) > sum(ord(c) in _only_simplified() for c in text)
