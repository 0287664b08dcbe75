"""Chinese characters in their two standards: simplified is what is compared, traditional is answered in traditional."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def simplified(text: str) -> str:
    """Traditional characters as simplified ones (OpenCC `t2s`)."""
    return str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """Simplified text as traditional, with the usual choice of characters in Hong Kong and Taiwan (OpenCC `s2tw`)."""
    return str(_converter("s2tw").convert(text)).replace("臺", "台")


def is_traditional(text: str) -> bool:
    """Whether a text was typed in traditional characters: it has some that simplifying changes, and no more that are simplified only."""
    changed = sum(a != b for a, b in zip(text, simplified(text), strict=False))
    only_simplified = sum(a != b for a, b in zip(text, str(_converter("s2t").convert(text)), strict=False))
    return changed > only_simplified
