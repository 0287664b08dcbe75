"""What is truly said in a stream, and when: sentences, with the times of their words where these are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import BadInput

REMEDY = 'write {"sentences": [{"text": …, "start": …, "end": …, "words": [[word, start, end], …]}]}, times in seconds'
MOST_BYTES = 16 * 2**20


class Sentence(Value):
    """Stream seconds. `words`: (word, start, end) of each, or none when they are not known."""

    text: str
    start: float
    end: float
    lang: str | None = None  # BCP-47
    words: tuple[tuple[str, float, float], ...] = ()

    def later(self, seconds: float) -> Sentence:
        words = tuple((text, start + seconds, end + seconds) for text, start, end in self.words)
        return self.model_copy(update={"start": self.start + seconds, "end": self.end + seconds, "words": words})


def read_script(path: Path, seconds: float) -> tuple[Sentence, ...]:
    """Of `NAME.json` (sentences or words with times) or `NAME.txt` (one text for the whole sound). `seconds`: length of the sound.
    Raises BadInput."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"larger than {MOST_BYTES} bytes", where=str(path), remedy="cut the sound and its transcript")
    try:
        text = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as e:
        raise BadInput("is not UTF-8", where=str(path), remedy="save it as UTF-8") from e
    if path.suffix == ".txt":
        return (Sentence(text=text, start=0.0, end=seconds),) if text else ()
    try:
        told = json.loads(text)
        if not isinstance(told, dict):
            raise TypeError("an object is expected")
        return tuple(_sentence(one) for one in told["sentences"]) if "sentences" in told else (_only_words(told["words"]),)
    except (ValueError, LookupError, TypeError, ValidationError) as e:
        raise BadInput(f"is not a transcript with times ({type(e).__name__})", where=str(path), remedy=REMEDY) from e


def _sentence(told: dict[str, Any]) -> Sentence:
    known = {key: told[key] for key in ("text", "start", "end", "lang") if key in told}
    return Sentence(**known, words=_words(told.get("words", ())))


def _only_words(told: Any) -> Sentence:
    words = _words(told)
    return Sentence(text=" ".join(text for text, _, _ in words), start=words[0][1], end=words[-1][2], words=words)


def _words(told: Any) -> tuple[tuple[str, float, float], ...]:
    return tuple((str(text), float(start), float(end)) for text, start, end in told)
