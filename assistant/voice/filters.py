"""Which hypotheses must not be believed. A recogniser invents fluent text on noise, music and foreign speech, often confidently.

Each rule looks at one hypothesis and names its reason or stays silent; language enters only through its script.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from assistant.domain import UNSPACED, Value, Word

NO_SPEECH, NO_SPEECH_LOGPROB = 0.6, -0.8
LOWEST_LOGPROB = -1.3
MOST_CHARS_PER_S = 30.0
MUDDLED_LOGPROB, MUDDLED_WORDS = -0.8, 0.45  # clear speech has 0.6-0.95 a word, an accent over a bad line still 0.5
FOREIGN_SHARE = 0.2
WRONG_SCRIPT = "another script than the language's"
LOOP_SHARE = 0.5  # of the text: "yes yes yes" inside a sentence is how hosts talk
LONGEST_LOOP, LONGEST_UNSPACED_LOOP = 4, 24  # words; letters with their marks

SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur", "ckb"), r"\p{Arabic}"),
    **dict.fromkeys(("ru", "kk", "uk", "bg", "mn", "ky"), r"\p{Cyrillic}"),
    **dict.fromkeys(("zh", "yue", "cmn"), r"\p{Han}"),
    "ja": r"\p{Hiragana}\p{Katakana}\p{Han}ー",
    "ko": r"\p{Hangul}\p{Han}",
    "th": r"\p{Thai}",
    "lo": r"\p{Lao}",
    "km": r"\p{Khmer}",
    "my": r"\p{Myanmar}",
    "hi": r"\p{Devanagari}",
    "he": r"\p{Hebrew}",
    "el": r"\p{Greek}",
}
MIXING = (*UNSPACED, "ko")  # scripts whose letters touch Latin ones
_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_RUNS = regex.compile(r"[\p{L}\p{M}]+")
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_CLUSTERS = regex.compile(r"\X")


class Hypothesis(Value):
    """What a recogniser says about one stretch of sound."""

    text: str
    lang: str  # BCP-47, the language it was told to hear
    seconds: float  # of sound
    no_speech: float = 0.0  # 0..1
    logprob: float = 0.0  # mean over its tokens
    words: tuple[Word, ...] = ()
    out_of_tokens: bool = False  # stopped by the budget, not by the end
    prompt: tuple[str, ...] = ()  # names it was told to expect


def rejection(hypothesis: Hypothesis) -> str | None:
    """Why the text must not be used, or None."""
    if not hypothesis.text.strip():
        return "no text"
    return next((reason for rule in RULES if (reason := rule(hypothesis)) is not None), None)


def _no_speech(h: Hypothesis) -> str | None:
    return "no speech" if h.no_speech > NO_SPEECH and h.logprob < NO_SPEECH_LOGPROB else None


def _unlikely(h: Hypothesis) -> str | None:
    return "improbable text" if h.logprob < LOWEST_LOGPROB else None


def _too_fast(h: Hypothesis) -> str | None:
    if h.out_of_tokens:
        return "more text than the sound can hold"
    return "more text than the sound can hold" if len(h.text.strip()) / max(h.seconds, 0.3) > MOST_CHARS_PER_S else None


def _loop(h: Hypothesis) -> str | None:
    units = _units(h.text, h.lang)
    longest = LONGEST_UNSPACED_LOOP if h.lang.split("-")[0] in UNSPACED else LONGEST_LOOP
    return "repeats itself" if longest_loop(units, longest) >= max(3, LOOP_SHARE * len(units)) else None


def longest_loop(units: list[str], longest: int) -> int:
    """Units covered by the longest run in which 1 to `longest` units come three times or more in a row."""
    best = 0
    for size in range(1, longest + 1):
        run = 0  # units in a row that equal the unit `size` before
        for i in range(size, len(units)):
            run = run + 1 if units[i] == units[i - size] else 0
            if run + size >= 3 * size:
                best = max(best, run + size)
    return best


def _wrong_script(h: Hypothesis) -> str | None:
    return WRONG_SCRIPT if in_another_script(h.text, h.lang) else None


def in_another_script(text: str, lang: str) -> bool:
    """Whether a text is in letters that the language (BCP-47) is not written in. Latin brand names are part of every language; a word of
    several alphabets is part of none, save where words have no spaces or take endings in their own script."""
    base = lang.split("-")[0]
    letters = _LETTER.findall(text)
    if not letters or "Latn" in lang:
        return False
    if base not in MIXING and any(_is_mixed(word) for word in text.split()):
        return True
    latin = sum(bool(_LATIN.match(x)) for x in letters)
    if base not in SCRIPTS:
        return 1 - latin / len(letters) > FOREIGN_SHARE
    own = len(regex.findall(f"[{SCRIPTS[base]}]", "".join(letters)))
    other = len(letters) - own - latin
    return other / len(letters) > FOREIGN_SHARE or (own == 0 and len(text.split()) > 2)


def _is_mixed(word: str) -> bool:
    """Latin letters and those of another alphabet in one run of letters."""
    return any(_LATIN.search(run) and _NOT_LATIN.search(run) for run in _RUNS.findall(word))


def _muddled(h: Hypothesis) -> str | None:
    """Words that are hardly believed one by one, in a text that is not likely either."""
    if not h.words or h.logprob > MUDDLED_LOGPROB:
        return None
    return "improbable words" if sum(w.probability for w in h.words) / len(h.words) < MUDDLED_WORDS else None


def _prompt_leak(h: Hypothesis) -> str | None:
    """The names it was told to expect, two or more in their order and nothing else."""
    said = " ".join(_WORDS.findall(h.text.casefold()))
    names = [" ".join(_WORDS.findall(name.casefold())) for name in h.prompt]
    named = sum(name in said for name in names if name)
    return "echoes the names it was told to expect" if named > 1 and said in " ".join(names) else None


def _outside(h: Hypothesis) -> str | None:
    late = sum((word.start + word.end) / 2 > h.seconds for word in h.words)
    return "words after the end of the sound" if h.words and late > len(h.words) / 2 else None


def _units(text: str, lang: str) -> list[str]:
    """Words; in scripts without spaces, letters with their marks."""
    folded = text.casefold()
    if lang.split("-")[0] not in UNSPACED:
        return list(_WORDS.findall(folded))
    return list(_CLUSTERS.findall("".join(_WORDS.findall(folded))))


RULES: tuple[Callable[[Hypothesis], str | None], ...] = (
    _no_speech,
    _unlikely,
    _muddled,
    _too_fast,
    _loop,
    _wrong_script,
    _prompt_leak,
    _outside,
)
