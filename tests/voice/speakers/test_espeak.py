"""The installed program, where there is one."""

import io
import shutil
import time
import wave

import numpy as np
import pytest

from assistant.errors import Unavailable
from assistant.knowledge import knowledge_root, languages
from assistant.voice.cues import OTHER, case_lines
from assistant.voice.speakers import espeak

INSTALLED = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine: apt-get install espeak-ng")
SILENT = {"fil", "km", "ja", "zh"}  # no voice, or none that can be understood


async def spoken(text, lang, **options):
    async with espeak.connect(espeak.Options(**options), {}) as speaker:
        return await speaker.speak(text, lang)


def heard(sound):
    """Seconds of the sound, and how loud it is."""
    with wave.open(io.BytesIO(sound.data)) as file:
        assert file.getnframes() * file.getsampwidth() * file.getnchannels() + 44 == len(sound.data), "a header that lies"
        pcm = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return file.getnframes() / file.getframerate(), float(np.sqrt(np.mean(pcm.astype(float) ** 2)))


@INSTALLED
@pytest.mark.parametrize("lang", [x for x in languages(knowledge_root()) if x not in SILENT])
async def test_a_cue_is_spoken_in(lang):
    seconds, loudness = heard(await spoken(case_lines(knowledge_root(), lang)[OTHER], lang))
    assert 0.8 < seconds < 8
    assert loudness > 300


@INSTALLED
@pytest.mark.parametrize("lang", sorted(SILENT))
async def test_no_voice_is_said_instead_of_another_language_being_spoken(lang):
    with pytest.raises(Unavailable, match="name a voice in voices"):
        await spoken("x", lang)


@INSTALLED
@pytest.mark.parametrize(("lang", "voices"), [("pt-BR", {}), ("es-419", {}), ("id-ID", {}), ("zh-Hans", {"zh": "cmn"}), ("fil", {"fil": "id"})])
async def test_a_region_s_own_voice_or_the_one_that_was_named(lang, voices):
    assert heard(await spoken("satu dua tiga", lang, voices=voices))[0] > 0.3


@INSTALLED
@pytest.mark.parametrize("text", ["-v en --path /etc; $(touch x) `id`", "--version", "<speak>a</speak> & b", "\x00\n\n."])
async def test_a_text_is_never_an_order(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sound = await spoken(text + " hello", "en")
    assert heard(sound)[0] > 0.2
    assert list(tmp_path.iterdir()) == []


async def test_without_the_program_the_remedy_is_told():
    with pytest.raises(Unavailable, match=r"no espeak-nowhere on this machine.*apt-get install espeak-ng"):
        await spoken("x", "en", command="espeak-nowhere")


def program(folder, lines):
    path = folder / "espeak"
    path.write_text("#!/bin/sh\n" + lines)
    path.chmod(0o755)
    return str(path)


LISTS = '[ "$1" = --voices ] && printf "Pty Language\\n 5  en\\n" && exit 0\n'


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        pytest.param("exec sleep 60", "did not speak within 0.5 s", id="one that hangs"),
        pytest.param("cat >/dev/null; exit 3", "ended with status 3", id="one that fails"),
        pytest.param("cat >/dev/null", "nothing was spoken for en", id="one that says nothing"),
        pytest.param("cat >/dev/null; head -c 9000000 /dev/zero", "too long", id="one that never ends"),
    ],
)
async def test_a_program_that_misbehaves_costs_the_cue_only(tmp_path, lines, complaint):
    command = program(tmp_path, LISTS + lines)
    started = time.monotonic()
    async with espeak.connect(espeak.Options(command=command), {}) as speaker:
        speaker._options = espeak.Options(command=command, deadline_s=0.5 if "sleep" in lines else 20)
        with pytest.raises(Unavailable, match=complaint):
            await speaker.speak("hello", "en")
    assert time.monotonic() - started < 15
