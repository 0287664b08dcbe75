"""Burmese typed with a Zawgyi font, made Unicode: the same code points in another order and meaning, common on older telephones."""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache
from typing import Any

import regex

_BURMESE = regex.compile(r"\p{Myanmar}")
_LIKELY = 0.9  # of being Zawgyi; the detector's own advice is 0.95 for long texts, comments are short
_DOUBLED_WA = "\u103d\u103d"  # the converter's reading of U+108A, which is wa with ha
_ZERO_FOR_WA = regex.compile(r"(?<!\d)\u1040(?=[\u1000-\u1021\u102b-\u103e])")
_WA_HA = "\u103d\u103e"


@cache
def _detector() -> Any:
    """The Markov model of myanmartools, loaded at the first Burmese comment."""
    from myanmartools import ZawgyiDetector

    with warnings.catch_warnings():  # it opens its model by a function of importlib that is deprecated, but stays
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()


def modern_burmese(text: str) -> str:
    """Burmese in Unicode and its marks in their usual order, also where it was typed in Zawgyi; any other text unchanged."""
    if text.isascii() or not _BURMESE.search(text):
        return text
    if _detector().get_zawgyi_probability(text) >= _LIKELY:
        from mmfont.converter import zg12uni51

        text = str(zg12uni51(text)).replace(_DOUBLED_WA, _WA_HA)
    ordered = unicodedata.normalize("NFC", text).replace("\u102f\u102d", "\u102d\u102f")
    return _ZERO_FOR_WA.sub("\u101d", ordered)
