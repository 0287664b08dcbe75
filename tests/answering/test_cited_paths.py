"""Whatever is answered rests on paths that stand in the sheet, in every market of every shop."""

import pytest

from assistant.answering import compose
from assistant.answering.facts import Asked, Desk
from assistant.knowledge import knowledge_root
from assistant.market.places import Places
from assistant.market.rendering import Renderer
from assistant.market.sheet import MISSING, load_sheet
from assistant.market.topics import TOPICS

SHOPS = sorted(p.parent.name for p in (knowledge_root() / "shops").glob("*/shop.toml"))


@pytest.mark.parametrize("shop", SHOPS)
def test_every_cited_path_exists(shop, knowledge):
    root = knowledge_root()
    sheet = load_sheet(root / "shops" / shop / "shop.toml")
    told = 0
    for market in sheet.markets_served:
        currency = sheet.get(f"markets.{market}.currency")
        pack = knowledge.packs["en"]
        desk = Desk(sheet, market, pack, Renderer(pack, market, currency), Places.load(root, market))
        for topic in TOPICS:
            for products in [(), *((p,) for p in sheet.products if compose.needs_product(topic))]:
                answer = compose.answer(desk, Asked(topic, products))
                if answer is not None:
                    told += 1
                    lacking = [f for f in answer.facts if sheet.get(f) is MISSING]
                    assert not lacking, f"{market} {topic} {products}: {lacking}"
                    assert answer.text.strip()
                    assert "{" not in answer.text
    assert told > 1000
