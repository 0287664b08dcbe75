"""The promise guard on spoken sentences of six languages: right, wrong, unknown, and clean speech that must stay silent."""

import json
from pathlib import Path

import pytest

from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.market.places import Places
from assistant.market.sheet import load_sheet
from tests.guard.host_lines import LINES, PRODUCTS

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "tests" / "data" / "contract"
CASES = [pytest.param(lang, *line, id=f"{lang}-{line[1][:50]}") for lang, lines in LINES.items() for line in lines]
SESSION = [json.loads(x) for x in (CONTRACT / "example_session.jsonl").read_text(encoding="utf-8").splitlines() if x]
DECISIONS = {d["event_id"]: d for d in map(json.loads, (CONTRACT / "example_decisions.jsonl").read_text(encoding="utf-8").splitlines())}
EXAMPLES = [json.loads(x) for x in (CONTRACT / "examples_speech.jsonl").read_text(encoding="utf-8").splitlines() if x]


@pytest.fixture(scope="module")
def languages():
    return PromiseLanguages(ROOT / "knowledge" / "languages")


@pytest.fixture(scope="module")
def guards(languages):
    sheet = load_sheet(CONTRACT / "shop.toml")
    markets = {line[0] for lines in LINES.values() for line in lines}
    return {m: PromiseGuard(sheet, Places.load(ROOT / "knowledge", m), m, languages) for m in markets}


def finder(lang):
    words = PRODUCTS[lang[:2]]
    return lambda match: next((product for word, product in words.items() if word in match), None)


@pytest.mark.parametrize(("lang", "market", "text", "verdict", "fact"), CASES)
def test_spoken_sentence(guards, lang, market, text, verdict, fact):
    promise = guards[market].check(text, lang, find_product=finder(lang))
    assert (promise and promise.verdict, promise and promise.fact) == (verdict, fact)


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"]) for r in EXAMPLES if r["lang"][:2] in LINES and r["expect"] != "flag"])
def test_contract_example(guards, row):
    promise = guards[row["market"]].check(row["text"], row["lang"], find_product=finder(row["lang"]))
    contradicted = promise is not None and promise.verdict == "contradicted"
    assert contradicted == (row["expect"] == "promise_mismatch")
    if contradicted:
        assert (promise.fact, promise.truth) == (row["fact"], row["value"])


@pytest.mark.parametrize("line", [pytest.param(e, id=e["id"]) for e in SESSION if e["type"] == "host"])
def test_the_contract_session(guards, line):
    want = DECISIONS[line["id"]]
    checked = guards["ID"].checked(line["text"], "id", find_product=finder("id"), product_on_screen="rice_cooker")
    if want["promise"] is None:
        assert checked is None
    else:
        told = {key: want["promise"][key] for key in ("verdict", "fact", "truth")}
        assert (checked.promise.model_dump(include=set(told)), list(checked.facts)) == (told, want["facts"])


def test_one_wrong_promise_outweighs_what_was_right(guards):
    checked = guards["ID"].checked("ongkirnya sembilan ribu lima ratus dan retur boleh sampai tiga puluh hari", "id")
    assert (checked.promise.verdict, checked.promise.fact, checked.facts) == ("contradicted", "markets.ID.returns.window_days", ())


@pytest.mark.parametrize(
    ("lang", "market", "text", "kind"),
    [
        pytest.param("tr", "TR", "almanyaya da gönderiyoruz", "shop.markets_served", id="tr ships to"),
        pytest.param("kk", "KZ", "америкаға да жібереміз", "shop.markets_served", id="kk ships to"),
        pytest.param("ja", "JP", "アメリカにも発送できます", "shop.markets_served", id="ja ships to"),
        pytest.param("ko", "KR", "두 개 사시면 하나 무료로 드려요", "live.deal.offer", id="ko buy and get"),
        pytest.param("tr", "TR", "iki tane alana bir tane bedava", "live.deal.offer", id="tr buy and get"),
    ],
)
def test_where_the_verb_ends_the_clause(languages, lang, market, text, kind):
    guard = PromiseGuard(load_sheet(CONTRACT / "shop.toml"), Places.load(ROOT / "knowledge", market), market, languages)
    promise = guard.check(text, lang, find_product=lambda match: None)
    assert promise is not None
    assert promise.fact == kind


SHOP = "copper_lantern"
LATER = [
    ("en", "KE", "everywhere except lamu and garissa three days max", None), ("ko", "KR", "제주도 빼면 이틀이면 도착해요", None), ("tr", "TR", "hakkari van kars hariç üç günde kapınızda", None),
    ("ja", "JP", "沖縄と北海道以外は二日で届きます", None), ("ru", "KZ", "за исключением актау и атырау дойдёт за восемь дней", None),
    ("id", "ID", "jakarta dua hari kalau papua delapan hari ya kak", None), ("id", "ID", "jakarta dua hari papua dua hari juga sampai", "markets.ID.shipping.days_remote"),
    ("zh", "MY", "吉隆坡两天沙巴也是两天到", "markets.MY.shipping.days_remote"), ("en", "MY", "the bag is one forty nine ninety and the tumbler sixty one ninety", None),
    ("en", "MY", "the price is 149.90 ringgit for the bag and 99 ringgit for the tumbler", "markets.MY.prices.tumbler"),
    ("pt", "BR", "parcela em três vezes sem juros", None), ("pt", "BR", "parcela em seis vezes sem juros", "markets.BR.payment.installments.interest_free_months"),
    ("en", "MY", "the bag is twenty thousand", None), ("tr", "TR", "iade ücreti elli lira", "markets.TR.returns.return_fee"), ("tr", "TR", "iade ücreti seksen beş lira", None),
    ("en", "MY", "free shipping for everyone once you reach eighty ringgit free shipping", None), ("ko", "KR", "환불은 24시간 안에 돼요", "markets.KR.returns.refund_days"),
    ("en", "KE", "returning costs you just one hundred shillings", "markets.KE.returns.return_fee"), ("id", "ID", "ongkirnya empat belas aja", None),
    ("id", "ID", "ongkirnya sepuluh aja", "markets.ID.shipping.fee"), ("id", "ID", "garansi lampu tiga puluh enam bulan iya tiga tahun", None),
]  # fmt: skip
GOODS = {"bag": "backpack", "tumbler": "tumbler", "lampu": "desk_lamp"}


def first_named(match):
    """The product whose word stands first in a sentence, or None."""
    found = sorted((match.find(word), product) for word, product in GOODS.items() if word in match)
    return found[0][1] if found else None


@pytest.mark.parametrize(("lang", "market", "text", "fact"), [pytest.param(*row, id=f"{row[0]}-{row[2][:50]}") for row in LATER])
def test_said_as_people_say_it(languages, lang, market, text, fact):
    guard = PromiseGuard(load_sheet(ROOT / "knowledge" / "shops" / SHOP / "shop.toml"), Places.load(ROOT / "knowledge", market), market, languages)
    promise = guard.check(text, lang, find_product=first_named)
    assert (promise.fact if promise and promise.verdict == "contradicted" else None) == fact
    assert fact is None or promise.correction
