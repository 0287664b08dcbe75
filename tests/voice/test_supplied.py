from assistant.domain import Utterance
from assistant.voice.supplied import SuppliedSpeech


def line(id: str, t: float, end: float | None, text: str, lang: str = "id") -> Utterance:
    return Utterance(id=id, room="bandung", market="ID", t=t, end=end, text=text, lang=lang)


async def course(*lines: Utterance, clock) -> list[tuple]:
    source = SuppliedSpeech(lines, clock)
    heard = [(x, clock.now()) async for x in source.utterances()]
    assert (source.health().state, source.health().detail, source.health().received) == ("ended", "supplied transcript, not recognised", len(lines))
    return heard


async def test_it_comes_when_it_has_been_said_and_is_marked_as_supplied(clock):
    heard = await course(line("h1", 1.0, 2.5, "halo kak"), line("h2", 4.0, None, "ya"), clock=clock)
    assert [(u.id, u.origin, u.source, t) for u, t in heard if isinstance(u, Utterance)] == [
        ("h1", "supplied", "transcript", 2.5),
        ("h2", "supplied", "transcript", 4.0),
    ]


async def test_what_is_being_said_grows_word_by_word(clock):
    heard = await course(line("h1", 1.0, 2.4, "gratis ongkir kak"), clock=clock)
    assert [(x.id, x.state, x.stable_text, round(t, 2)) for x, t in heard if not isinstance(x, Utterance)] == [
        ("h1", "started", "", 1.0),
        ("h1", "going_on", "", 1.4),
        ("h1", "going_on", "gratis", 1.8),
        ("h1", "going_on", "gratis ongkir", 2.2),
        ("h1", "ended", "", 2.4),
    ]


async def test_scripts_without_spaces_grow_letter_by_letter(clock):
    heard = await course(line("h1", 0.0, 0.8, "ส่งฟรี", "th"), clock=clock)
    assert [x.text for x, _ in heard if not isinstance(x, Utterance)] == ["", "ส่ง", "ส่งฟรี", ""]
