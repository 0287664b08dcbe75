"""Loading a sheet and asking it for facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadSheet
from assistant.market.sheet import MAX_BYTES, MISSING, InvalidSheet, LocalText, Sheet, load_sheet, parse_sheet

Change = Callable[[str, str], str]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sheet(example: str) -> Sheet:
    return parse_sheet(example, "shop.toml")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("markets.ID.shipping.fee", 9500),
        ("markets.ID.shipping.days_remote", [6, 11]),
        ("giveaway.prize_shipping_fee", 0),
        ("markets.BR.payment.cod", False),
        ("products.chews.allergens", []),
        ("products.shoes.size_chart.40", {"foot_cm": 25.3, "uk": 6.5, "us": 8.5}),
        ("products.prayer_set.faq.pouch_fits_mat.answer.ms", "Muat sejadah travel yang nipis, yang tebal tak muat."),
        ("products.rice_cooker.plug.MY", "G"),
        ("products.rice_cooker.plug.TH", MISSING),
        ("products.shoes.halal.certified", MISSING),
        ("markets.SG.shipping.fee", MISSING),
        ("faq.no_such_answer", MISSING),
        ("shop.name.x", MISSING),
        ("", MISSING),
    ],
    ids=str,
)
def test_a_fact_by_its_cited_path(sheet: Sheet, path: str, value: Any) -> None:
    found = sheet.get(path)
    assert found == value
    assert type(found) is type(value)


def test_missing_is_none_of_the_known_values() -> None:
    assert not MISSING
    assert all(known != MISSING for known in (False, 0, [], "", None))


def test_a_free_answer_is_cited_by_id(sheet: Sheet) -> None:
    assert sheet.get("faq.invoice_company")["asks"]["en"] == ["can I get an invoice for my company", "tax invoice?"]
    assert [faq.path for faq in sheet.faqs()] == ["faq.invoice_company", "products.prayer_set.faq.pouch_fits_mat"]
    assert next(sheet.faqs()).answer["pl"].startswith("Tak.")


def test_a_size_with_a_dot_or_a_space_is_one_key(change: Change) -> None:
    text = change('size_chart."36" = {', 'size_chart."36.5 EU" = { foot_cm = 22.9 }\nsize_chart."36" = {')
    sheet = parse_sheet(text, "shop.toml")
    assert sheet.get("products.shoes.size_chart.36.5 EU.foot_cm") == 22.9
    assert sheet.get_segments("products", "shoes", "size_chart", "36.5 EU") == {"foot_cm": 22.9}


def test_answers_cannot_change_the_sheet(sheet: Sheet) -> None:
    sheet.get("markets.ID.payment.methods").append("cheque")
    market = sheet.market("ID")
    assert market is not None
    market["payment"].clear()
    assert sheet.get("markets.ID.payment.methods")[-1] == "BRI virtual account"


def test_a_market_that_is_not_served_has_no_facts(sheet: Sheet) -> None:
    assert sheet.market("SG") is None
    assert sheet.market("XX") is None
    assert sheet.markets_served[:2] == ("ID", "MY")


@pytest.mark.parametrize(("product", "market", "sold"), [("rice_cooker", "ID", True), ("rice_cooker", "JP", False), ("shoes", "SG", False)])
def test_where_a_product_is_sold(sheet: Sheet, product: str, market: str, sold: bool) -> None:
    assert sheet.sold_in(product, market) is sold


@pytest.mark.parametrize(
    ("product", "market", "path"),
    [
        ("rice_cooker", "MY", "products.rice_cooker.plug.MY"),
        ("rice_cooker", "TH", "products.rice_cooker.plug.default"),
        ("shoes", "TH", None),
    ],
)
def test_the_plug_of_a_market(sheet: Sheet, product: str, market: str, path: str | None) -> None:
    assert sheet.plug_path(product, market) == path


@pytest.fixture(scope="module")
def linen(change: Change) -> Sheet:
    table = 'material = { en = "linen", th = "ลินิน", ar = "كتان", ar-EG = "كتان مصري" }'
    return parse_sheet(change('material = "95 percent rayon jersey, 5 percent elastane"', table), "shop.toml")


class TestTextInTheViewersLanguage:
    @pytest.mark.parametrize(
        ("lang", "text", "of"),
        [("th", "ลินิน", "th"), ("ar-SA", "كتان", "ar"), ("ar-EG", "كتان مصري", "ar-EG"), ("ar-Latn-EG", "كتان", "ar"), ("ko", "linen", "en")],
    )
    def test_exact_then_base_then_english(self, linen: Sheet, lang: str, text: str, of: str) -> None:
        assert linen.text("products.prayer_set.material", lang) == LocalText(text=text, lang=of)

    def test_the_plain_value_is_english(self, linen: Sheet) -> None:
        assert linen.get("products.prayer_set.material") == "linen"

    def test_a_plain_text_is_english_and_a_free_answer_has_its_own_languages(self, linen: Sheet) -> None:
        assert linen.text("products.shoes.fit", "th") == LocalText(text="true to size", lang="en")
        answer = linen.text("products.prayer_set.faq.pouch_fits_mat", "id-ID")
        assert answer == LocalText(text="Muat sajadah travel yang tipis, yang tebal tidak muat.", lang="id")

    @pytest.mark.parametrize("path", ["products.shoes.stock", "products.shoes.sizes", "products.shoes.waterproof", "products.none.name"])
    def test_what_is_no_text_is_none(self, linen: Sheet, path: str) -> None:
        assert linen.text(path, "en") is None


def test_the_version_follows_the_content(change: Change, sheet: Sheet) -> None:
    again = parse_sheet(change("# Example", "# Example"), "elsewhere.toml")
    other = parse_sheet(change("fee = 9500", "fee = 9600"), "shop.toml")
    assert again.version == sheet.version != other.version
    assert len(sheet.version) == 12


def test_times_of_a_market(sheet: Sheet) -> None:
    assert sheet.utc_offset("MM") == timedelta(hours=6, minutes=30)
    assert sheet.utc_offset("MX") == timedelta(hours=-6)
    assert str(sheet.zone("EG")) == "Africa/Cairo"
    assert sheet.utc_offset("SG") is sheet.zone("SG") is None


class TestFilesThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b'[shop]\nname = "x\n', ":2: not valid TOML"),
            (b"[shop]\nname = 'a'\nname = 'b'\n", "not valid TOML"),
            (b"[shop]\nname = '\xff\xfe'\n", "not UTF-8 text (line 2)"),
            (b"#" * (MAX_BYTES + 1), "larger than 2 MiB"),
            (b"x = " + b"[" * 5000, "not valid TOML"),
            (b"", "required key is missing"),
        ],
        ids=["open quote", "key twice", "not utf-8", "huge", "nested without end", "empty"],
    )
    def test_the_reason_is_given(self, tmp_path: Path, content: bytes, says: str) -> None:
        path = tmp_path / "shop.toml"
        path.write_bytes(content)
        with pytest.raises(BadSheet) as caught:
            load_sheet(path)
        assert says in str(caught.value)
        assert str(path) in str(caught.value)

    def test_no_file_and_a_folder(self, tmp_path: Path) -> None:
        for path, says in ((tmp_path / "none.toml", "no such file"), (tmp_path, "this is a folder")):
            with pytest.raises(BadSheet, match=says):
                load_sheet(path)

    def test_a_link_and_a_byte_order_mark_are_fine(self, tmp_path: Path, example: str) -> None:
        (tmp_path / "real.toml").write_text(example, encoding="utf-8-sig")
        (tmp_path / "shop.toml").symlink_to(tmp_path / "real.toml")
        assert load_sheet(tmp_path / "shop.toml").get("shop.name") == "Tamarind Row"

    def test_every_error_is_listed(self, change: Change) -> None:
        text = change("free_from = 120000", "freefrom = 120000").replace("cutoff_local_time", "cut_off_time").replace("stock = 75", 'stock = "75"')
        with pytest.raises(InvalidSheet) as caught:
            parse_sheet(text, "shop.toml")
        errors = [p for p in caught.value.problems if p.level == "error"]
        assert {(p.path, p.did_you_mean) for p in errors} == {
            ("markets.ID.shipping.freefrom", "markets.ID.shipping.free_from"),
            ("dispatch.cut_off_time", "dispatch.cutoff_local_time"),
            ("products.shoes.stock", None),
        }
        assert all(str(p) in str(caught.value) for p in errors)


def test_the_demo_shop_says_what_the_example_says(sheet: Sheet) -> None:
    demo = load_sheet(ROOT / "knowledge" / "shops" / "tamarind_row" / "shop.toml")
    different = [path for path in _leaf_paths(sheet) if demo.get_segments(*path) != sheet.get_segments(*path)]
    assert different == []
    assert demo.warnings == ()


@pytest.mark.parametrize("lang", ["id", "ms", "th", "vi", "ar"])
def test_the_demo_shop_speaks_the_languages_of_its_markets(lang: str) -> None:
    demo = load_sheet(ROOT / "knowledge" / "shops" / "tamarind_row" / "shop.toml")
    texts = [demo.text(f"products.{product}.name", lang) for product in demo.products]
    texts += [demo.text(path, lang) for path in ("returns_common.condition", "orders.cancel", "products.prayer_set.care")]
    assert {text.lang for text in texts if text} == {lang}


def _leaf_paths(sheet: Sheet) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    def walk(path: tuple[str, ...]) -> None:
        value = sheet.get_segments(*path)
        if isinstance(value, dict):
            for name in value:
                walk((*path, name))
        else:
            found.append(path)

    for table in ("shop", "dispatch", "orders", "live", "giveaway", "returns_common", "products", "markets", "faq"):
        walk((table,))
    assert len(found) > 700
    return found
