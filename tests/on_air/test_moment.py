"""What is shown of words that are being said: masked, stable apart from the rest, the latest only."""

import asyncio
import re

from assistant.domain import Hearing, Word, Writing
from assistant.on_air.gist import Gist
from assistant.on_air.moment import VOICES, Moment


def mask(text, lang):
    return re.sub(r"\d{4} \d{4} \d{4}", "[phone]", text)


def hearing(words, stable=0, *, id="s1", source="host", role="host", state="going_on", lang="id"):
    made = tuple(Word(text=w, start=0, end=1) for w in words.split())
    return Hearing(id=id, room="r", source=source, role=role, state=state, t=3.0, until=4.0, words=made, stable=stable, lang=lang)


def shown(moment):
    return [(c.source, c.stable, c.rest) for c in moment.captions()]


def test_stable_words_stand_apart():
    moment = Moment(mask)
    moment.hear(hearing("ongkirnya sembilan ribu", 2))
    assert shown(moment) == [("host", "ongkirnya sembilan", " ribu")]


def test_personal_data_never_leaves_not_even_across_the_border_or_half_said():
    moment = Moment(mask)
    moment.hear(hearing("wa ke 0812 3456", 3))
    assert "0812" not in str(shown(moment))
    moment.hear(hearing("wa ke 0812 3456 7890 ya", 4))
    assert shown(moment) == [("host", "wa ke ", "[phone] ya")]


def test_a_voice_is_shown_until_its_remark_or_its_end():
    moment = Moment(mask)
    for n, end in enumerate((lambda: moment.said("s0"), lambda: moment.hear(hearing("", id="s1", state="nothing")), lambda: moment.silence("host"))):
        moment.hear(hearing("halo", 1, id=f"s{n}"))
        end()
        assert shown(moment) == []


def test_what_a_guest_asks_stays_until_it_is_understood_anew():
    moment = Moment(mask)
    asks = Gist(lang="id", question="ongkir berapa kak")
    moment.hear(hearing("how much", 2, source="g", role="guest"), asks)
    moment.hear(hearing("how much is it", 2, source="g", role="guest"))
    assert moment.captions()[0].gist == asks
    moment.hear(hearing("and", 0, id="s2", source="g", role="guest"))
    assert moment.captions()[0].gist is None


def test_many_voices_are_bounded():
    moment = Moment(mask)
    for n in range(VOICES + 5):
        moment.hear(hearing("halo", id=f"s{n}", source=f"v{n}"))
    assert [c.source for c in moment.captions()] == [f"v{n}" for n in range(5, VOICES + 5)]


async def test_who_watches_is_woken_by_every_change():
    moment = Moment(mask)
    waiting = asyncio.create_task(moment.wait(0))
    await asyncio.sleep(0)
    moment.write([Writing(by="dina", group="cod")])
    await waiting
    before = moment.version
    moment.write([Writing(by="dina", group="cod")])
    assert moment.version == before, "nothing new"
