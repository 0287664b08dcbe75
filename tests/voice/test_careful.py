"""The recogniser of one voice with everything that keeps it honest, over a script."""

from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Word
from assistant.market.names import SheetNames
from assistant.market.sheet import load_sheet
from assistant.ports import Transcript
from assistant.voice.careful import Careful, Catalogue
from assistant.voice.invented import Inventions
from assistant.voice.language_lock import LanguageLock
from assistant.voice.name_repair import load_name_repair
from assistant.voice.pcm import RATE_HZ
from assistant.voice.recognition import load_recognition

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SHEET = load_sheet(KNOWLEDGE / "shops" / "tamarind_row" / "shop.toml")
SOUND = np.zeros(4 * RATE_HZ, np.float32)


class Scripted:
    """Says its text in whatever language it is told to hear; `chances` is what its detector answers."""

    name = "scripted"

    def __init__(self, text: str, chances: dict[str, float] | None = None, confidence: float = 0.9) -> None:
        self.text, self.chances, self.confidence = text, chances or {}, confidence
        self.asked: list[tuple[str | None, tuple[str, ...]]] = []
        self.detected = 0

    async def transcribe(self, pcm, lang, hotwords=(), *, draft=False, brief=False) -> Transcript:
        self.asked.append((lang, tuple(hotwords)))
        words = tuple(Word(text=w, start=i * 0.4, end=i * 0.4 + 0.4) for i, w in enumerate(self.text.split()))
        return Transcript(text=self.text, lang=lang or "id", confidence=self.confidence, words=words)

    async def detect(self, pcm):
        self.detected += 1
        return self.chances

    async def close(self) -> None:
        return None


@pytest.fixture(scope="module")
def repair():
    return load_name_repair(SheetNames(SHEET, ("id",)), KNOWLEDGE, ("id",))


def careful(inner: Scripted, repair=None, *, allowed=("id",), showing=()) -> Careful:
    inventions = Inventions([load_recognition(KNOWLEDGE / "languages" / lang) for lang in ("id", "en")])
    catalogue = Catalogue(SHEET, repair, lambda: showing) if repair else None
    return Careful(inner, LanguageLock(allowed), inventions, catalogue, lambda: 10.0)


async def test_a_misheard_name_is_put_right_with_its_time(repair):
    voice = careful(Scripted("kak kica u lamp masih ada tiga warna"), repair)
    heard = await voice.transcribe(SOUND, "id")
    assert "Kicau" in heard.text
    assert heard.text.split() == [word.text for word in heard.words]
    assert voice.repaired == 1


async def test_names_to_expect_are_those_on_screen(repair):
    inner = Scripted("halo")
    await careful(inner, repair, showing=tuple(SHEET.products)[:1]).transcribe(SOUND, "id")
    await careful(inner, repair).transcribe(SOUND, "id")
    assert [len(names) for _, names in inner.asked] == [1, 0]


async def test_the_language_is_found_out_by_whole_sentences_and_then_kept():
    inner = Scripted("ส่งฟรี วันนี้", {"th": 0.97, "id": 0.02})
    voice = careful(inner, allowed=("id", "th"))
    await voice.transcribe(SOUND, None, draft=True)
    assert inner.detected == 0
    for _ in range(4):
        await voice.transcribe(SOUND, None)
    assert [lang for lang, _ in inner.asked] == ["id", *["th"] * 4]
    assert (voice.language().lang, inner.detected < 4) == ("th", True)


async def test_a_fixed_language_is_never_asked_for():
    inner = Scripted("halo", {"th": 1.0}, confidence=0.3)
    await careful(inner, allowed=("id", "th")).transcribe(SOUND, "id")
    assert inner.detected == 0


async def test_credits_are_not_believed():
    assert (await careful(Scripted("Subtitle oleh Amara.org")).transcribe(SOUND, "id")).rejected == "a line that recognisers invent"
