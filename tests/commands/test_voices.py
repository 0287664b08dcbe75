"""Several people in a room: each from a place of its own, one recogniser for all."""

import asyncio
import struct
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import numpy as np
import pytest

from assistant.clock import EventClock
from assistant.commands.voices import Voices, admitted, hear, languages
from assistant.domain import Comment, Hearing, Room, Utterance
from assistant.errors import BadInput
from assistant.settings import RecogniserSettings, VoiceSettings
from assistant.voice.activity import Activity, load_silero
from assistant.voice.capture import FileAudio
from assistant.voice.decoder.capacity import Capacity
from assistant.voice.listen import Listener
from assistant.voice.microphone import Microphone
from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ
from assistant.voice.transcribers.scripted import ScriptedTranscriber

MICRO = Path(__file__).parents[1] / "data" / "whisper-micro"
MODEL = RecogniserSettings(model=str(MICRO / "model"))
ROOM = Room(room="r", market="ID", langs=("id",))
HOST = VoiceSettings(name="Dina", file=MICRO / "clips" / "id_host_05.ogg", lang="id")
GUEST = VoiceSettings(name="on mic", role="guest", microphone=True, languages=("id", "th"))


@pytest.fixture
def clock():
    return EventClock(7.0)


@pytest.fixture
async def stack():
    async with AsyncExitStack() as opened:
        yield opened


async def speak(microphone, clock, clip):
    """A clip said into a page's microphone, and a second of silence."""
    sound = [frame.array() async for frame in FileAudio(clip, room="r").frames()]
    pcm = np.concatenate([*sound, np.zeros(RATE_HZ, np.float32)])
    turn = microphone.open("tamu", "a" * 16, "id")
    for at in range(0, len(pcm), FRAME_SAMPLES):
        clock.advance(clock.now() + FRAME_SAMPLES / RATE_HZ)
        turn.push(struct.pack("<Q", at) + (pcm[at : at + FRAME_SAMPLES] * 32767).astype("<i2").tobytes())
        await asyncio.sleep(0)


async def first(source):
    """The first remark of a voice."""
    async with asyncio.timeout(60), aclosing(source.utterances()) as items:
        while isinstance(item := await anext(items), Hearing):
            pass
    return item


async def test_a_host_from_a_file_and_a_guest_at_the_microphone(stack, clock):
    voices = await hear(stack, [HOST, GUEST], MODEL, ROOM, clock)
    host, guest = voices.sources
    (microphone,) = voices.microphones
    assert (microphone.name, microphone.role, microphone.langs) == ("on mic", "guest", ("id", "th"))
    await speak(microphone, clock, MICRO / "clips" / "id_viewer_04.ogg")
    said, asked = await asyncio.gather(first(host), first(guest))
    assert isinstance(said, Utterance)
    assert (said.id, said.source, said.lang) == ("Dina:7:0001", "Dina", "id")
    assert isinstance(asked, Comment)
    assert (asked.id, asked.user, asked.voice, asked.lang) == ("on mic:7:0001", "on mic", True, "id")
    assert asked.text == "ongkirnya berapa"


@pytest.mark.parametrize("role", ["host", "cohost"])
async def test_whether_a_host_would_be_heard_now(clock, role):
    microphone = Microphone(room="r", clock=clock, name="m", role=role)
    listener = Listener(microphone, Activity(load_silero()), ScriptedTranscriber([]), ROOM)
    voices = Voices((listener,), (listener,), (microphone,))
    assert not voices.heard()
    turn = microphone.open("dina", "a" * 16)
    assert voices.heard()
    turn.muted = True
    assert not voices.heard()
    turn.muted = False
    clock.advance(clock.now() + 10)
    assert not voices.heard(), "no sound arrives"


async def test_a_guest_who_is_away_keeps_nothing_from_the_host(clock):
    host, guest = (Microphone(room="r", clock=clock, name=role, role=role) for role in ("host", "guest"))
    listeners = tuple(Listener(m, Activity(load_silero()), ScriptedTranscriber([]), ROOM) for m in (host, guest))
    voices = Voices(listeners, listeners[:1], (host, guest))
    host.open("dina", "a" * 16)
    assert voices.heard()
    assert not Voices(listeners[1:], (), (guest,)).heard(), "a guest alone says nothing of the host"


def test_where_nobody_listens_nobody_is_heard():
    assert not Voices().heard()


async def test_without_a_recogniser_the_live_goes_on_unheard(stack, clock, capsys, tmp_path):
    voices = await hear(stack, [GUEST], RecogniserSettings(model=str(tmp_path)), ROOM, clock)
    assert voices == Voices()
    assert "the live goes on without anybody being heard" in capsys.readouterr().err


async def test_nobody_speaks_no_model_is_loaded(stack, clock, capsys):
    assert await hear(stack, [], MODEL, ROOM, clock) == Voices()
    assert capsys.readouterr().err == ""


async def test_an_address_that_is_none_is_an_error(stack, clock):
    with pytest.raises(BadInput, match="not a live address"):
        await hear(stack, [VoiceSettings(name="Dina", url="ftp://h/x")], MODEL, ROOM, clock)


@pytest.mark.parametrize(
    ("each", "together"),
    [
        pytest.param([("id",), ("th", "id")], ("id", "th"), id="all told"),
        pytest.param([("id",), ()], (), id="one may speak anything"),
    ],
)
def test_what_the_recogniser_must_know(each, together):
    assert languages([VoiceSettings(name=f"v{n}", microphone=True, languages=langs) for n, langs in enumerate(each)]) == together


@pytest.mark.parametrize(
    ("seconds_per_call", "heard_while_speaking"),
    [
        pytest.param(0.2, ["Dina", "Budi", "on mic"], id="a fast machine"),
        pytest.param(0.4, ["Dina", "Budi"], id="the guest's sentences only whole"),
        pytest.param(0.7, ["Dina"], id="the host first"),
        pytest.param(3.0, [], id="a large model"),
    ],
)
def test_as_many_are_heard_while_speaking_as_the_cores_carry(seconds_per_call, heard_while_speaking):
    cohost = HOST.model_copy(update={"name": "Budi", "role": "cohost"})
    found = admitted((GUEST, cohost, HOST), Capacity(seconds_per_call=seconds_per_call, workers=2))
    assert [voice.name for voice in found] == heard_while_speaking


def test_who_wants_whole_sentences_only_still_counts():
    quiet = tuple(HOST.model_copy(update={"name": f"guest {i}", "partials": False}) for i in range(8))
    assert admitted((HOST, *quiet), Capacity(seconds_per_call=0.5, workers=2)) == ()
