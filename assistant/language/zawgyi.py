"""Burmese typed with a Zawgyi font, made Unicode: the same code points in another order and meaning, common on older telephones."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import regex

_BURMESE = regex.compile(r"\p{Myanmar}")
_LIKELY = 0.9  # of being Zawgyi; the detector's own advice is 0.95 for long texts, comments are short
_DOUBLED_WA = "\u103d\u103d"  # the converter's reading of U+108A, which is wa with ha
_WA_HA = "\u103d\u103e"


@cache
def _detector() -> Any:
    """The Markov model of myanmartools, loaded at the first Burmese comment."""
    from myanmartools import ZawgyiDetector

    with warnings.catch_warnings():  # it opens its model by a function of importlib that is deprecated, but stays
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()


def modern_burmese(text: str) -> str:
    """`text` in Unicode order where it is Burmese typed in Zawgyi; else unchanged, without a look at the model."""
    if text.isascii() or not _BURMESE.search(text) or _detector().get_zawgyi_probability(text) < _LIKELY:
        return text
    from mmfont.converter import zg12uni51

    return str(zg12uni51(text)).replace(_DOUBLED_WA, _WA_HA)
