"""Which language a comment is in, with the room as prior.

The script settles most; among languages that share a script a small model of words and character n-grams decides,
trained on the phrasebooks (on short live comments that beats general identifiers: the hard group Indonesian, Malay,
Filipino, Vietnamese, Turkish, Polish, English). In doubt the room's language wins: a reply in it is never strange.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.spelling import match_key

ROOM_PRIOR = math.log(300.0)
OTHER_ROOM_PRIOR = math.log(3.0)
ROMANISED_DOUBT = math.log(8.0)  # a language in a script that is not its own, in a room that does not expect it
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
    if "Latn" in counts and any(n >= 3 for script, n in counts.items() if script != "Latn"):
        counts["Latn"] *= 0.4
    return max(counts, key=lambda iso: counts[iso], default=None)


class _Model:
    """Log-probabilities of one language's words and n-grams."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.grams: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        for text in texts:
            self.words.update(text.split())
            self.grams.update(_grams(text))
        self.gram_total = sum(self.grams.values()) + 1
        self.word_total = sum(self.words.values()) + 1

    def score(self, grams: Sequence[str], words: Sequence[str]) -> float:
        """Mean evidence per word, so that a long text is not overconfident; words weigh most where they are known."""
        gram_part = sum(math.log((self.grams[g] + 0.3) / self.gram_total) for g in grams) / max(1, len(grams))
        word_part = sum(math.log((self.words[w] + 0.05) / self.word_total) for w in words) / max(1, len(words))
        return (2.2 * gram_part + 0.8 * word_part) * min(len(words), 6)


def _grams(text: str) -> list[str]:
    padded = f" {text} "
    return [padded[i : i + n] for n in (2, 3, 4) for i in range(len(padded) - n + 1)]


class Identifier:
    """One per room. `texts`: language code -> sample texts; `scripts`: language code -> ISO 15924 codes."""

    def __init__(self, texts: Mapping[str, Iterable[str]], scripts: Mapping[str, Sequence[str]], room_langs: Sequence[str]) -> None:
        self._room = tuple(lang.split("-")[0] for lang in room_langs)
        self._scripts = {lang: tuple(codes) for lang, codes in scripts.items()}
        self._samples: dict[tuple[str, str], list[str]] = {}
        self._models: dict[tuple[str, str], _Model] = {}
        for lang, samples in texts.items():
            for sample in samples:
                script = script_of(sample) or scripts[lang][0]
                if script in scripts[lang]:
                    self._samples.setdefault((lang, script), []).append(sample)

    def identify(self, text: str, match: str, *, usual: str | None = None) -> Identified:
        """`match` is the match channel of `text`; `usual` the language this viewer has written in before."""
        script = script_of(text)
        home = self._room[0] if self._room else next(iter(self._scripts), "en")
        if script is None:
            return Identified(home, self._scripts.get(home, ("Latn",))[0], 0.3)
        rivals = [lang for lang, codes in self._scripts.items() if script in codes and (lang, script) in self._samples]
        if not rivals:
            return Identified(_SCRIPT_ONLY.get(script, home), script, 0.6)
        if len(rivals) == 1:
            return Identified(rivals[0], script, 0.98)
        grams, words = _grams(match), match.split()
        scores = {lang: self._model(lang, script).score(grams, words) + self._prior(lang, script, usual) for lang in rivals}
        best = max(scores, key=lambda lang: scores[lang])
        total = sum(math.exp(max(-60.0, s - scores[best])) for s in scores.values())
        return Identified(best, script, 1 / total)

    def _model(self, lang: str, script: str) -> _Model:
        """Made at the first text that two languages contend for."""
        if (lang, script) not in self._models:
            self._models[lang, script] = _Model(map(match_key, self._samples[lang, script]))
        return self._models[lang, script]

    def _prior(self, lang: str, script: str, usual: str | None) -> float:
        romanised = script != self._scripts[lang][0] and lang not in self._room
        prior = -ROMANISED_DOUBT if romanised else 0.0
        if self._room and lang == self._room[0]:
            prior += ROOM_PRIOR
        elif lang in self._room:
            prior += OTHER_ROOM_PRIOR
        return prior + (1.0 if lang == usual else 0.0)
