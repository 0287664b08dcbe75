"""Which language a comment is in, with the room as prior.

The script settles most; among languages that share a script a small model of words and character n-grams decides,
trained on the phrasebooks (on short live comments that beats general identifiers: the hard group Indonesian, Malay,
Filipino, Vietnamese, Turkish, Polish, English). In doubt the room's language wins: a reply in it is never strange.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from zlib import crc32

import numpy as np

from assistant.language.finder import is_unspaced
from assistant.language.spelling import match_key
from assistant.ports import Shelf

ROOM_PRIOR = math.log(3000.0)
OTHER_ROOM_PRIOR = math.log(3.0)
ROMANISED_DOUBT = math.log(8.0)  # a language in a script that is not its own, in a room that does not expect it
VERSION = 3  # of the models; a change of method makes stored ones worthless
GROW = 5.0  # how far the counts of a thin phrasebook are scaled up
SAMPLE = {"grams": 200_000.0, "words": 15_000.0}  # what a well-written phrasebook brings
GRAM_FLOOR, WORD_FLOOR = 0.3, 0.05  # counts of what a language was never seen with
_WIDTH = 1 << 16  # columns
_LETTERS_PER_WORD = 3  # in scripts without spaces
_DENSE, _LETTERS_A_SIGN = frozenset(("Hani", "Hang")), 2  # scripts whose signs each say as much as several letters
# First word of a letter's Unicode name -> ISO 15924 code.
_SCRIPTS = {
    "LATIN": "Latn", "THAI": "Thai", "ARABIC": "Arab", "KHMER": "Khmr", "MYANMAR": "Mymr", "HANGUL": "Hang", "HIRAGANA": "Kana", "KATAKANA": "Kana",
    "CJK": "Hani", "CYRILLIC": "Cyrl", "LAO": "Laoo", "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "HEBREW": "Hebr", "GREEK": "Grek",
}  # fmt: skip
# Languages for scripts that no loaded folder covers: named honestly, answered by a person.
_SCRIPT_ONLY = {
    "Thai": "th", "Arab": "ar", "Khmr": "km", "Mymr": "my", "Hang": "ko", "Kana": "ja", "Hani": "zh", "Cyrl": "ru", "Laoo": "lo", "Deva": "hi",
    "Beng": "bn", "Taml": "ta", "Hebr": "he", "Grek": "el",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identified:
    """`lang` is a folder's code where one fits, else the script's usual language. `confidence` 0..1."""

    lang: str
    script: str
    confidence: float


@lru_cache(maxsize=8192)
def _script(ch: str) -> str:
    """ISO 15924 code of one letter or mark; "" for anything else."""
    name = unicodedata.name(ch, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").removeprefix("MODIFIER LETTER ")
    return _SCRIPTS.get(name.partition(" ")[0], "") if unicodedata.category(ch)[0] in "LM" else ""


def script_of(text: str) -> str | None:
    """ISO 15924 code of the script most letters are in, or None without letters. Kana anywhere means Japanese."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else None
    counts: dict[str, float] = dict(Counter(map(_script, text)))
    counts.pop("", None)
    if "Kana" in counts:
        return "Kana"
    # One Latin brand name in a Thai or Arabic sentence does not make it Latin.
    for script in _DENSE & counts.keys():
        counts[script] *= _LETTERS_A_SIGN
    if "Latn" in counts and any(n >= 3 for script, n in counts.items() if script != "Latn"):
        counts["Latn"] *= 0.4
    return max(counts, key=lambda iso: counts[iso], default=None)


class _Models:
    """Log-probabilities of words and character n-grams of the languages that share a script, hashed to columns."""

    def __init__(self, samples: Callable[[], Mapping[str, Sequence[str]]], shelf: Shelf | None, name: str) -> None:
        """`samples` gives language -> texts in match form, where the models are not kept on the `shelf` under `name`."""
        digest = sha256(repr((name, VERSION, _WIDTH, GRAM_FLOOR, WORD_FLOOR, SAMPLE, GROW)).encode())
        name = f"lang-{digest.hexdigest()[:32]}"
        stored = shelf.get(name) if shelf else None
        if stored is None or not _is_whole(stored):
            stored = _count(samples())
            if shelf:
                shelf.put(name, stored)
        self.langs = tuple(map(str, stored["langs"]))
        self._grams, self._words = stored["grams"], stored["words"]

    def scores(self, match: str) -> np.ndarray:
        """Mean evidence per word for each language, so that a long text is not overconfident; known words weigh most. Shape (languages,)."""
        grams, words = _columns(_grams(match)), _columns(match.split())
        if not len(words):
            return np.zeros(len(self.langs))
        length = max(len(words), len(match) / _LETTERS_PER_WORD if any(map(is_unspaced, match)) else 0)
        evidence = 2.2 * self._grams[grams].astype(float).mean(axis=0) + 0.8 * self._words[words].astype(float).mean(axis=0)
        return evidence * min(length, 6)


def _is_whole(stored: Mapping[str, np.ndarray]) -> bool:
    if not {"langs", "grams", "words"} <= stored.keys():
        return False
    shape = (_WIDTH, len(stored["langs"]))
    return all(stored[k].shape == shape and np.isfinite(stored[k]).all() for k in ("grams", "words"))


def _count(samples: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """`langs`; `grams` and `words`: log-probabilities, float16, shape (columns, languages)."""
    tables: dict[str, list[np.ndarray]] = {"grams": [], "words": []}
    for texts in samples.values():
        for kind, features, floor in (("grams", _grams, GRAM_FLOOR), ("words", str.split, WORD_FLOOR)):
            counted = Counter(feature for text in texts for feature in features(text))
            columns = _columns(counted)
            counts = np.bincount(columns, weights=np.fromiter(counted.values(), dtype=float, count=len(counted)), minlength=_WIDTH)
            # Unseen means the same in every language, however few samples it has; a few dozen lines are no language.
            whole = SAMPLE[kind]
            tables[kind].append(np.log((counts * min(GROW, whole / (counts.sum() + 1)) + floor) / whole))
    return {"langs": np.array(list(samples))} | {kind: np.stack(rows, axis=1).astype(np.float16) for kind, rows in tables.items()}


def _columns(features: Iterable[str]) -> np.ndarray:
    return np.fromiter((crc32(f.encode()) % _WIDTH for f in features), dtype=np.int32)


def _grams(text: str) -> list[str]:
    padded = f" {text} "
    return [padded[i : i + n] for n in (2, 3, 4) for i in range(len(padded) - n + 1)]


class Identifier:
    """One per room. Languages are told apart by models made at the first text that two of them contend for."""

    def __init__(
        self,
        texts: Mapping[str, Callable[[], Iterable[str]]],
        scripts: Mapping[str, Sequence[str]],
        room_langs: Sequence[str],
        shelf: Shelf | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        """`texts`: language code -> what gives sample texts; `scripts`: language code -> ISO 15924 codes; `shelf`: where the models
        are kept, under names made of the languages' `digests`: without them nothing is."""
        self._room = tuple(lang.split("-")[0] for lang in room_langs)
        self._scripts = {lang: tuple(codes) for lang, codes in scripts.items()}
        self._texts, self._shelf, self._digests = texts, shelf if digests else None, digests or {}
        self._models: dict[str, _Models] = {}

    def identify(self, text: str, match: str, *, usual: str | None = None) -> Identified:
        """`match` is the match channel of `text`; `usual` the language this viewer has written in before."""
        script = script_of(text)
        home = self._room[0] if self._room else next(iter(self._scripts), "en")
        if script is None:
            return Identified(home, self._scripts.get(home, ("Latn",))[0], 0.3)
        rivals = [lang for lang, codes in self._scripts.items() if script in codes]
        if not rivals:
            return Identified(_SCRIPT_ONLY.get(script, home), script, 0.6)
        if len(rivals) == 1:
            return Identified(rivals[0], script, 0.98)
        models = self._model(script, rivals)
        seen = text.casefold() if script == "Hani" else match  # folding makes the characters of Japan, Taiwan and the mainland one
        scores = {lang: s + self._prior(lang, script, usual) for lang, s in zip(models.langs, models.scores(seen).tolist(), strict=True)}
        best = max(scores, key=lambda lang: scores[lang])
        total = sum(math.exp(max(-60.0, s - scores[best])) for s in scores.values())
        return Identified(best, script, 1 / total)

    def _model(self, script: str, rivals: Sequence[str]) -> _Models:
        if script not in self._models:
            name = repr([(lang, self._digests.get(lang)) for lang in rivals])
            self._models[script] = _Models(lambda: self._samples(script, rivals), self._shelf, f"{script} {name}")
        return self._models[script]

    def _samples(self, script: str, rivals: Sequence[str]) -> dict[str, list[str]]:
        """Texts in match form of the languages that have some in this script."""
        folded = str.casefold if script == "Hani" else match_key
        samples = {lang: [folded(t) for t in self._texts[lang]() if (script_of(t) or self._scripts[lang][0]) == script] for lang in rivals}
        return {lang: texts for lang, texts in samples.items() if texts}

    def _prior(self, lang: str, script: str, usual: str | None) -> float:
        romanised = script != self._scripts[lang][0] and lang not in self._room
        prior = -ROMANISED_DOUBT if romanised else 0.0
        if self._room and lang == self._room[0]:
            prior += ROOM_PRIOR
        elif lang in self._room:
            prior += OTHER_ROOM_PRIOR
        return prior + (1.0 if lang == usual else 0.0)
