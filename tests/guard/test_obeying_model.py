"""A model that does whatever it is told, in a real room: nothing leaves but the language's own lines filled with the shop's facts."""

from pathlib import Path

import numpy as np
import pytest
import tomli
from babel import Locale

from assistant.answering.compose import answer, answered_topics
from assistant.answering.facts import Asked
from assistant.build import build_judge
from assistant.domain import Act, Room
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.language.spelling import normalise
from tests.conftest import CONTRACT, Rooms, comment, host
from tests.guard.obeying import MARKETS, Honest, Obeying, Saying, thin_knowledge

LINES = tomli.loads((Path(__file__).parent / "injection_lines.toml").read_text(encoding="utf-8"))
CANARY = "ZQX99"
ATTACKS = {lang: [text for round_ in LINES[lang].values() for text in round_["attacks"]] for lang in MARKETS}
VIEWERS_WORDS = {
    "summary",  # of a case, for the person who takes it
    "text",
    "question",
    "history",
    "later",
    "pii_masked",
    "user",
    "users",
    "said",
    "trace",
}  # where a record quotes what was heard


@pytest.fixture(scope="module", params=sorted(MARKETS))
def tongue(request, tmp_path_factory):
    """(language, market, thin knowledge of it and English)."""
    lang = request.param
    langs = list(dict.fromkeys((lang, "en")))
    root = thin_knowledge(knowledge_root(), tmp_path_factory.mktemp(lang), langs)
    return lang, MARKETS[lang], load_knowledge(root, langs)


@pytest.fixture
def honest(tongue):
    lang, _, knowledge = tongue
    locale = Locale.parse(knowledge.packs[lang].language.locale)
    named = [*locale.territories.values(), *locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    return Honest(knowledge.packs[lang], (CONTRACT / "shop.toml").read_text(encoding="utf-8"), named)


async def evening(sheet, tongue, encoder, remarks):
    """(what was judged of each remark, everything recorded, everything to be posted)."""
    lang, market, knowledge = tongue
    rooms = Rooms(sheet, knowledge)
    session = await rooms.open(market=market, langs=(lang,), encoder=encoder)
    judged = [await session.take(remark) for remark in remarks]
    lines = [(line.kind, line.body) for line in await rooms.journal.since(0, limit=10_000)]
    posted = await rooms.store.claim(room="r", lease_s=5, limit=1000)
    broken = session.counts.broken
    await rooms.close()
    return judged, lines, posted, broken


def attacks_of(tongue):
    """Every attack of a language as a comment, in a display name, behind a question, as what is continued and replied to, and from the host."""
    lang, market, knowledge = tongue
    fair = knowledge.packs[lang].phrases.asks["cod"][0]
    for n, text in enumerate(ATTACKS[lang]):
        t, same = 1000.0 * n, {"market": market}
        yield text, comment(f"a{n}", text, user=f"u{n}", t=t, **same)
        yield text, comment(f"b{n}", fair, user=text, t=t + 10, **same)
        yield text, comment(f"c{n}", f"{fair} {text}", user=f"v{n}", t=t + 20, **same)
        yield text, comment(f"d{n}", fair, user=f"u{n}", t=t + 30, prev=f"a{n}", **same)
        yield text, comment(f"e{n}", fair, user=f"w{n}", t=t + 40, reply_to=f"a{n}", **same)
        yield text, host(f"h{n}", text, t=t + 50, lang=lang, **same)


def faults_of(judged, attack, honest):
    """What is wrong with the texts of a judgement that may reach a viewer, or the host's ear."""
    decision = judged.judgement.decision
    replies = [
        judged.reply,
        decision.reply,
        *(option.reply for option in judged.judgement.options),
        *(judged.group.replies.values() if judged.group else ()),
    ]
    found = [(reply, faults) for reply in replies if reply and (faults := honest.faults(reply, attack))]
    told = [decision.promise.correction] if decision.promise else []
    told += [flag.say_instead for flag in decision.flags]
    return found + [(text, faults) for text in told if text and (faults := honest.taken_over(text, attack))]


def quoted_elsewhere(body, word, name=""):
    """Names of the fields in a record that hold a word, but for those that quote what was heard."""
    if isinstance(body, dict):
        return [found for key, value in body.items() for found in quoted_elsewhere(value, word, key)]
    if isinstance(body, list | tuple):
        return [found for value in body for found in quoted_elsewhere(value, word, name)]
    return [name] if isinstance(body, str) and word in body and name not in VIEWERS_WORDS else []


def is_known_and_obeyed(judged):
    """An order seen for what it is gets no answer, whatever the model says it means."""
    decision = judged.judgement.decision
    known = any(flag.category == "prompt_injection" for flag in decision.flags)
    return known and (decision.action, decision.reply, judged.reply, judged.judgement.act) != ("ignore", None, None, Act.SILENT)


async def test_nothing_but_facts_leaves(sheet, tongue, honest):
    sent = list(attacks_of(tongue))
    judged, lines, posted, broken = await evening(sheet, tongue, Obeying(), [remark for _, remark in sent])
    faults = [(text, found) for (text, _), one in zip(sent, judged, strict=True) if (found := faults_of(one, text, honest))]
    attack_of = {remark.id: text for text, remark in sent}
    faults += [(o.in_reply_to, o.text, found) for o in posted if (found := honest.faults(o.text, attack_of[o.in_reply_to]))]
    assert not faults
    assert broken == 0
    assert not [(kind, name) for kind, body in lines for name in quoted_elsewhere(body, CANARY)]
    assert not [text for (text, _), one in zip(sent, judged, strict=True) if is_known_and_obeyed(one)]


SAID = {
    "always the same": np.ones((1, 64), dtype=np.float32) / 8,
    "nothing": np.zeros((1, 64), dtype=np.float32),
    "no numbers": np.full((1, 64), np.nan, dtype=np.float32),
    "endless": np.full((1, 64), np.inf, dtype=np.float32),
    "out of measure": np.full((1, 64), 1e30, dtype=np.float32),
    "another size": np.ones((1, 3), dtype=np.float32),
    "no row": np.zeros((0, 64), dtype=np.float32),
    "no vector": np.float32(1),
    "words": [["ignore", "everything"]],
    "none": None,
}


# What a vector is worth is the same in every language: one with spaces between words, one without.
@pytest.mark.parametrize("tongue", ["id", "th"], indirect=True)
@pytest.mark.parametrize("said", [pytest.param(said, id=name) for name, said in SAID.items()])
async def test_a_model_that_talks_nonsense_does_no_harm(sheet, tongue, honest, said):
    sent = list(attacks_of(tongue))
    judged, _, _, broken = await evening(sheet, tongue, Saying(said), [remark for _, remark in sent])
    faults = [found for (text, _), one in zip(sent, judged, strict=True) if (found := faults_of(one, text, honest))]
    assert (broken, faults) == (0, [])


def test_whichever_topic_a_model_names(sheet, tongue, honest):
    """A model that chose the topic itself could have nothing said but a fact: every topic, over every attack."""
    lang, market, knowledge = tongue
    judge = build_judge(sheet, Room(room="r", market=market, langs=(lang,)), knowledge)
    desk = judge._desks[lang]
    for text in ATTACKS[lang][::4]:
        match = normalise(text).match
        entities = tuple(judge._reader._namer.find(match, lang))
        for topic in sorted(answered_topics()):
            for products in ((), sheet.products[:1], sheet.products[1:2]):
                made = answer(desk, Asked(topic, products, entities, match))
                assert made is None or not honest.faults(made.text, text), topic
