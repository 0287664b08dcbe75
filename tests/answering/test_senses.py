"""A shop's own questions are recognised by what the words mean, in languages they were never asked in."""

import pytest

from assistant.answering.senses import OwnBySense, SenseFinder
from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.language.spelling import marked_words, match_key
from assistant.market.phrasebook import load_pack

ASKED = {  # path -> how the shop wrote it, in English only
    "products.fountain.faq.runs_dry": "does it stop by itself when the water runs out",
    "products.waffles.faq.plates": "can I take the plates out to wash them",
    "products.curtains.faq.hanging": "do they hang on rings or on hooks, which rod do I need",
    "products.watch.faq.without_phone": "does it record my run and the route without the phone",
}
COMMENTS = [
    ("th", "เครื่องให้น้ำแมวถ้าน้ำหมดมันหยุดเองไหมคะ", "products.fountain.faq.runs_dry"),
    ("tr", "su bitince kendi kendine duruyor mu", "products.fountain.faq.runs_dry"),
    ("ja", "水がなくなったら自動で止まりますか", "products.fountain.faq.runs_dry"),
    ("pt", "dá pra tirar as placas pra lavar?", "products.waffles.faq.plates"),
    ("ko", "판 분리해서 씻을 수 있나요", "products.waffles.faq.plates"),
    ("es", "¿van colgadas con ganchos o con argollas en el cortinero?", "products.curtains.faq.hanging"),
    ("id", "gantungnya pake ring apa pengait ya kak", "products.curtains.faq.hanging"),
    ("fil", "marerecord ba nya yung takbo ko kahit walang dalang cp", "products.watch.faq.without_phone"),
    ("ru", "пробежку запишет без телефона?", "products.watch.faq.without_phone"),
]  # fmt: skip


@pytest.fixture(scope="module")
def packs():
    return load_knowledge(langs=["en", *dict.fromkeys(lang for lang, _, _ in COMMENTS)]).packs


def _senses(pack, text):
    return SenseFinder(pack.senses, pack.language.before).find(match_key(text), marked_words(text))


@pytest.fixture(scope="module")
def own(packs):
    return OwnBySense((_senses(packs["en"], text), f"faq:{path}", (path,), text, False) for path, text in ASKED.items())


def even(sense):
    return 1.0


@pytest.mark.parametrize(("lang", "text", "path"), COMMENTS)
def test_the_entry_is_found_from_another_language(packs, own, lang, text, path):
    meant = own.nearest(_senses(packs[lang], text), (), even)
    assert meant is not None
    assert meant.label == f"faq:{path}"
    assert meant.likeness > 0.3
    assert meant.shared


def test_entries_on_another_product_than_the_one_named_are_left_out(packs, own):
    senses = _senses(packs["tr"], "su bitince kendi kendine duruyor mu")
    meant = own.nearest(senses, ("watch",), even)
    assert meant is None or meant.label == "faq:products.watch.faq.without_phone"


def test_what_shares_no_sense_means_none_of_them(own):
    assert own.nearest(frozenset(), (), even) is None
    assert own.nearest(frozenset({"wedding"}), (), even) is None


def test_a_rare_sense_tells_more_than_a_usual_one():
    own = OwnBySense([(frozenset({"use", "gps"}), "faq:a", ("a",), "", False), (frozenset({"use", "wash"}), "faq:b", ("b",), "", False)])
    meant = own.nearest(frozenset({"use", "gps", "clean"}), (), lambda sense: 3.0 if sense == "gps" else 1.0)
    assert meant is not None
    assert meant.label == "faq:a"
    assert meant.lead > 0.3


def test_the_longest_words_win():
    finder = SenseFinder({"wash": ("wash",), "washing_machine": ("wash machine",)})
    assert finder.find("in the wash machine") == {"washing_machine"}


def test_a_sense_that_is_not_on_the_list_is_a_fault():
    with pytest.raises(BadKnowledge, match="unknown sense fold"):
        load_pack(knowledge_root() / "languages" / "th", senses={"open": "to open"}, phrases=False, shown=1000)
