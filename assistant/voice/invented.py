"""Lines that recognisers invent where little or nothing is said: credits of films, thanks for watching, please subscribe.

Credits nobody says aloud: they and what follows them go. The rest hosts say too, so it goes only when it is all there is and the speech
does not bear it out: too short or far too long for the words, or the same line again within two minutes. Dropping a true "thanks for
watching" costs nothing, since nothing is promised or asked in it; believing an invented one holds up replies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from assistant.domain import Word, said
from assistant.language.spelling import match_key
from assistant.ports import Transcript
from assistant.voice.recognition import Recognition

INVENTED = "a line that recognisers invent"
OUTSIDE = "words where nobody speaks"
LEAST_SPEECH_S = 1.0  # of voice: less does not bear out a line that is often invented
FEWEST_LETTERS_PER_S = {True: 1.5, False: 4.0}  # scripts whose letters are syllables or words, and others: slower than anybody speaks
AGAIN_S, REMEMBERED = 120.0, 8  # how long, and how many, lines are remembered
MARGIN_S = 0.3  # word times are off by about this much


class Inventions:
    """What was not said by one voice. Remembers its last few doubtful lines; not for several threads at once."""

    def __init__(self, known: Iterable[Recognition]) -> None:
        """`known`: of the languages that may be heard and of English, which recognisers fall back on."""
        known = list(known)
        self._credits = tuple(dict.fromkeys(key for r in known for line in r.never_said if (key := match_key(line))))
        lines = {_joined(line) for r in known for line in r.often_invented}
        self._lines = tuple(sorted(filter(None, lines), key=len, reverse=True))
        self._recent: deque[tuple[float, str]] = deque(maxlen=REMEMBERED)

    def checked(self, transcript: Transcript, speech_s: float, t: float, *, draft: bool = False) -> Transcript:
        """The transcript without credits; rejected where nothing else is left, or where it is a line that is often invented and not borne
        out. `speech_s`: seconds of voice in the stretch; `t`: its start, stream seconds; a `draft` is not remembered."""
        if transcript.rejected is not None:
            return transcript
        kept = self._without_credits(transcript)
        if kept.rejected is not None or not self._is_line(kept.text):
            return kept
        line = _joined(kept.text)
        again = any(line == other and t - at <= AGAIN_S for at, other in self._recent)
        if not draft:
            self._recent.append((t, line))
        return kept.model_copy(update={"rejected": INVENTED}) if again or _is_unlikely(line, speech_s) else kept

    def _without_credits(self, transcript: Transcript) -> Transcript:
        """Cut where a credit starts: it ends a film, so nothing true comes behind it."""
        text = match_key(transcript.text)
        if not any(_stands_in(credit, text) for credit in self._credits):
            return transcript
        at = self._credit_in(transcript.words) if transcript.words else 0
        return transcript if at is None else with_words(transcript, transcript.words[:at], INVENTED)

    def _credit_in(self, words: Sequence[Word]) -> int | None:
        """The word that a credit starts with."""
        keys = [match_key(word.text) for word in words]
        for at in range(len(keys)):
            ahead = [key for key in keys[at:] if key]
            spaced, joined = " ".join(ahead) + " ", "".join(ahead)
            if any(spaced.startswith(f"{x} ") or (_is_unspaced(x) and joined.startswith(x.replace(" ", ""))) for x in self._credits):
                return at
        return None

    def _is_line(self, text: str) -> bool:
        """Whether a text is nothing but lines that are often invented."""
        rest = _joined(text)
        if not rest:
            return False
        while rest:
            line = next((line for line in self._lines if rest.startswith(line)), None)
            if line is None:
                return False
            rest = rest[len(line) :]
        return True


def within_speech(transcript: Transcript, start: float, end: float) -> Transcript:
    """Without the words that lie where nobody speaks. `start`, `end`: of the voice, seconds from the start of the stretch."""
    kept = tuple(w for w in transcript.words if start - MARGIN_S <= (w.start + w.end) / 2 <= end + MARGIN_S)
    if transcript.rejected is not None or len(kept) == len(transcript.words):
        return transcript
    return with_words(transcript, kept if 2 * len(kept) >= len(transcript.words) else (), OUTSIDE)


def with_words(transcript: Transcript, words: Sequence[Word], reason: str) -> Transcript:
    """The transcript cut down to some of its words; rejected for `reason` where none are left."""
    if not words:
        return transcript.model_copy(update={"rejected": reason})
    confidence = sum(word.probability for word in words) / len(words)
    text = said([word.text for word in words], transcript.lang)
    return transcript.model_copy(update={"text": text, "words": tuple(words), "confidence": min(1.0, confidence)})


def _joined(text: str) -> str:
    return match_key(text).replace(" ", "")


def _stands_in(credit: str, text: str) -> bool:
    return credit in text if _is_unspaced(credit) else f" {credit} " in f" {text} "


def _is_unspaced(text: str) -> bool:
    return any(ord(ch) > 0x0DFF for ch in text)  # Thai and what lies behind it: no spaces, or spaces set at will


def _is_unlikely(line: str, speech_s: float) -> bool:
    dense = any("\u1100" <= ch <= "\u11ff" or "\u3040" <= ch <= "\ud7ff" for ch in line)
    return speech_s < LEAST_SPEECH_S or len(line) / speech_s < FEWEST_LETTERS_PER_S[dense]
