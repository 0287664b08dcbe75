"""Places viewers name, and the areas shops describe."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadKnowledge
from assistant.language.spelling import match_key
from assistant.market.countries import Countries
from assistant.market.place_data import PlaceFile
from assistant.market.places import Places

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
MARKETS = ("ID", "MY", "TH", "VN", "SA", "AE", "EG", "KE", "PH", "TR", "BR", "MX", "JP", "KR", "KH", "MM", "KZ", "TZ")


@pytest.fixture(scope="module")
def places() -> dict[str, Places]:
    return {market: Places.load(KNOWLEDGE, market) for market in MARKETS}


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.load(KNOWLEDGE)


@pytest.mark.parametrize(
    ("market", "text", "found"),
    [
        ("ID", "manado estimasinya brp hari kakk", ["Manado"]),
        ("ID", "ongkir ke jkt sama sby brp", ["Jakarta", "Surabaya"]),
        ("ID", "papua maluku paling lama", ["Papua", "Maluku"]),
        ("ID", "bisa dikirim dikalimantan?", ["Kalimantan"]),
        ("ID", "kirim ke jawa timur", ["East Java"]),
        ("MY", "sy dok sarawak, brapa lama", ["Sarawak"]),
        ("MY", "pos ke KK boleh?", ["Kota Kinabalu"]),
        ("MY", "古晋这边等多久才到咧", ["Kuching"]),
        ("TH", "อยู่เกาะพะงัน ของมากี่วันจ๊ะ", ["Koh Phangan"]),
        ("TH", "ส่ง กทม. กี่วัน", ["Bangkok"]),
        ("TH", "ตากแดดได้ไหม ขายดีเลย", []),
        ("VN", "lên hà giang chắc cả tuần ha shop", ["Ha Giang"]),
        ("VN", "danang bao lau", ["Da Nang"]),
        ("VN", "ship về SG nha", ["Ho Chi Minh City"]),
        ("PH", "taga palawan po ako", ["Palawan"]),
        ("PH", "hm shipping to cdo", ["Cagayan de Oro"]),
        ("SA", "ساكنه بنجران كم ياخذ يوم", ["Najran"]),
        ("SA", "للرياض ولجدة كم", ["Riyadh", "Jeddah"]),
        ("AE", "فجیره هستم کی میرسه دستم", ["Fujairah"]),
        ("EG", "انا من اسيوط هتوصلني امتى", ["Asyut"]),
        ("EG", "ana men el mansoura", ["Mansoura"]),
        ("KE", "niko Kisumu, rider akileta", ["Kisumu"]),
        ("KE", "wa Turkana mzigo", ["Turkana"]),
        ("KE", "nakurumega discount", []),
        ("TR", "Hakkari taraflarına kaç güne ulaşır acaba", ["Hakkari"]),
        ("TR", "trabzondan seyrediyoruz", ["Trabzon"]),
        ("KR", "제주도는 며칠 잡아야 해요", ["Jeju"]),
        ("KR", "젤리 구미 있어요?", []),
        ("JP", "沖縄だとどれくらいかかりますかね", ["Okinawa"]),
        ("JP", "東京都に住んでます", ["Tokyo"]),
        ("KZ", "ақтаудамын, неше күнде", ["Aktau"]),
        ("KH", "នៅរតនគិរី ទំនិញមកដល់", ["Ratanakiri"]),
        ("MM", "ဟားခါး ဘယ်လောက်ကြာမလဲ", ["Hakha"]),
    ],
    ids=str,
)
def test_a_place_is_found_as_viewers_write_it(places: dict[str, Places], market: str, text: str, found: list[str]) -> None:
    assert [hit.name for hit in places[market].find(match_key(text))] == found


@pytest.mark.parametrize(
    ("market", "text", "name"),
    [("ID", "nasib malang", "Malang"), ("MY", "ada warna perak?", "Perak"), ("VN", "có cà màu nào", "Ca Mau"), ("PH", "antique ring", "Antique"), ("SA", "وش الخبر", "Khobar")],
)
def test_an_ordinary_word_is_marked(places: dict[str, Places], market: str, text: str, name: str) -> None:
    assert [(hit.name, hit.weak) for hit in places[market].find(match_key(text))] == [(name, True)]


def test_a_hit_covers_the_name(places: dict[str, Places]) -> None:
    text = match_key("aku di ambon, kak")
    hit = places["ID"].find(text)[0]
    assert text[hit.start : hit.end] == "ambon"


# market, what a shop writes, places inside, places outside, places that cannot be told
AREAS = [
    ("ID", "Sulawesi, Maluku and Papua", "manado ambon jayapura papua sulawesi", "surabaya bali kalimantan", "east outer"),
    ("ID", "outside Java", "manado bali medan", "bandung jakarta java", "thousand_islands islands"),
    ("ID", "Kalimantan and NTT", "kupang samarinda labuan_bajo", "lombok jakarta", "nusa_tenggara"),
    ("ID", "all provinces except Java and Bali", "medan papua", "denpasar bandung", ""),
    ("ID", "North and South Sumatra", "medan palembang", "padang jakarta", "sumatra"),
    ("ID", "Kalimantan (except Balikpapan), Papua", "samarinda jayapura", "balikpapan medan", "kalimantan"),
    ("ID", "Papua and Xyzland", "jayapura", "", "jakarta medan"),
    ("ID", "remote areas of Papua", "", "jakarta medan", "jayapura papua"),
    ("ID", "remote areas", "", "", "jakarta jayapura rural"),
    ("MY", "Sabah, Sarawak and Labuan", "kuching kota_kinabalu labuan east_malaysia sabah", "johor_bahru kuala_lumpur", "islands"),
    ("MY", "East Malaysia", "kuching labuan", "penang johor", ""),
    ("MY", "East Malaysia (Sabah, Sarawak, Labuan) and islands", "kuching langkawi", "johor_bahru", "terengganu"),
    ("TH", "the deep south and islands", "koh_phangan yala deep_south islands songkhla_border", "bangkok chiang_mai surat_thani", "hat_yai phuket south"),
    ("TH", "all provinces except Bangkok", "chiang_mai phuket", "bangkok", "greater_bangkok"),
    ("TH", "northern provinces and islands", "chiang_mai koh_tao", "bangkok", "tak"),
    ("VN", "northern highlands and islands", "ha_giang phu_quoc", "ho_chi_minh ha_noi lam_dong can_tho", "hoa_binh north"),
    ("VN", "mountain provinces", "ha_giang lam_dong", "can_tho ho_chi_minh", "central"),
    ("SA", "villages and Najran, Jazan, Al Jouf", "najran jazan sakaka rural sharurah_najran", "riyadh jeddah dammam", "qassim south"),
    ("AE", "Al Dhafra and the east coast", "fujairah khor_fakkan ruwais_al_dhafra", "dubai abu_dhabi al_ain", "sharjah northern_emirates"),
    ("EG", "Upper Egypt, Sinai and Matrouh", "asyut luxor dahab_south_sinai siwa_matrouh", "cairo alexandria mansoura_dakahlia", "red_sea frontier"),
    ("KE", "Turkana, Marsabit, Wajir and Mandera", "turkana lodwar_turkana wajir", "nairobi mombasa coast", "northern"),
    ("PH", "Batanes, Palawan, Sulu and Tawi-Tawi", "batanes coron_palawan tawi_tawi", "cebu manila davao_city", "islands barmm"),
    ("PH", "anywhere outside Metro Manila", "cebu baguio_benguet", "manila makati_metro_manila", "luzon rural"),
    ("MY", "all states in Borneo", "kuching", "kuala_lumpur", ""),
    ("TR", "eastern provinces", "hakkari_eastern_anatolia van eastern_anatolia", "istanbul izmir bursa_marmara", "mardin_southeast trabzon"),
    ("BR", "North and Northeast regions", "manaus_amazonas recife_pernambuco north", "sao_paulo curitiba_parana", "rural"),
    ("MX", "rural areas and the islands", "cozumel rural", "guadalajara monterrey_nuevo_leon mexico_city", "jalisco puebla"),
    ("JP", "Okinawa and remote islands", "okinawa naha_okinawa sado", "tokyo sapporo_hokkaido", "awaji"),
    ("KR", "Jeju and islands", "jeju ulleung", "seoul busan", "geoje"),
    ("KH", "Ratanakiri, Mondulkiri and Koh Kong", "ratanakiri koh_kong", "phnom_penh kratie", "northeast"),
    ("MM", "Chin, Kachin and Rakhine", "chin hakha_chin", "yangon mandalay", ""),
    ("KZ", "western regions: Aktau, Atyrau, Oral", "aktau_mangystau atyrau oral_west_kazakhstan", "almaty astana", "mangystau"),
    ("TZ", "Zanzibar, Kigoma and Mtwara", "zanzibar pemba kigoma", "dar_es_salaam arusha", "islands"),
    ("PH", "Provincial areas: Visayas & Mindanao", "cebu davao_city", "manila baguio_benguet", ""),
]


@pytest.mark.parametrize(("market", "text", "inside", "outside", "unknown"), AREAS, ids=[f"{row[0]} {row[1]}" for row in AREAS])
def test_areas_a_shop_describes(places: dict[str, Places], market: str, text: str, inside: str, outside: str, unknown: str) -> None:
    wanted = {place: truth for names, truth in ((inside, True), (outside, False), (unknown, None)) for place in names.split()}
    assert all(places[market].place(place) for place in wanted)
    assert {place: places[market].is_remote(place, text) for place in wanted} == wanted


@pytest.mark.parametrize(
    ("market", "comment", "remote", "truth"),
    [
        ("ID", "Denpasar, Bali", "outside Java", True),
        ("ID", "dari bandung atau medan", "outside Java", None),
        ("ID", "Atlantis", "outside Java", None),
        ("SA", "أنا في قرية", "villages and Najran, Jazan, Al Jouf", True),
    ],
    ids=["town and island agree", "two places differ", "not known", "a village"],
)
def test_a_place_in_words(places: dict[str, Places], market: str, comment: str, remote: str, truth: bool | None) -> None:
    assert places[market].is_remote(comment, remote) is truth


@pytest.mark.parametrize(
    ("place", "areas", "truth"),
    [
        ("kisumu", ["Mombasa", "Nairobi", "Kisumu"], True),
        ("westlands_nairobi", ["Nairobi"], True),
        ("meru", ["Mombasa", "Nairobi"], False),
        ("ahero_kisumu", ["Kisumu"], None),
        ("coast", ["Mombasa"], None),
        ("meru", ["Mombasa", "Xanadu"], None),
        ("nairobi", ["Nairobi", "Xanadu"], True),
    ],
    ids=["listed", "part of a listed city", "elsewhere", "city or county?", "wider than the list", "a name not known", "listed all the same"],
)
def test_cash_on_delivery_areas(places: dict[str, Places], place: str, areas: list[str], truth: bool | None) -> None:
    assert places["KE"].in_areas(place, areas) is truth


@pytest.mark.parametrize(("market", "least"), [("ID", 250), ("MY", 150), ("TH", 120), ("VN", 130), ("SA", 90), ("EG", 150), ("KE", 180), ("PH", 250), ("KH", 30)])
def test_every_spelling_finds_its_own_place(places: dict[str, Places], market: str, least: int) -> None:
    """No name is hidden behind another, and the market's data is not a stub."""
    book = places[market]
    assert len(book.ids) >= least
    spelled = {(i, name) for i in book.ids if (p := book.place(i)) for name in (p.name, *p.names, *p.weak)}
    assert {(i, name) for i, name in spelled if [hit.place_id for hit in book.find(match_key(name))] != [i]} == set()


def test_a_market_without_places_knows_none(tmp_path: Path) -> None:
    book = Places.load(tmp_path, "XX")
    assert book.find("jakarta") == []
    assert book.is_remote("jakarta", "outside Java") is None


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[places]\na = { name = "A", kind = "city", in = "b" }', "no place 'b'"),
        ('[places]\na = { name = "A", kind = "city", in = "b" }\nb = { name = "B", kind = "city", in = "a" }', "lies in itself"),
        ('[places]\na = { name = "A", kind = "city" }\nb = { name = "a", kind = "city" }', "names both a and b"),
        ('[places]\na = { name = "A", kind = "hamlet" }', "kind"),
        ('[places]\na = { name = "A", kind = "city", colour = "red" }', "colour"),
        ("[places", "places.toml"),
    ],
    ids=["no such parent", "a circle", "one name for two", "kind that is none", "unknown key", "broken"],
)
def test_a_broken_file_is_refused(tmp_path: Path, toml: str, says: str) -> None:
    folder = tmp_path / "markets" / "XX"
    folder.mkdir(parents=True)
    (folder / "places.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(BadKnowledge, match=says):
        Places.load(tmp_path, "XX")


def test_towns_are_places_of_their_own() -> None:
    book = Places(PlaceFile.model_validate({"places": {"west": {"name": "West", "kind": "province"}}, "towns": {"west": ["Rivertown|rt", "~Sale"]}}))
    assert [(h.place_id, h.weak) for h in book.find("rt or sale")] == [("rivertown_west", False), ("sale_west", True)]
    assert book.within("rivertown_west") == {"west"}


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("en", "ship to spore?", "SG"),
        ("en", "deliver to India pls", "IN"),
        ("en", "made in china?", None),
        ("en", "jersey fabric?", None),
        ("en", "using us sizes", None),
        ("en-KE", "do you ship to viet nam", "VN"),
        ("id", "kirim ke singapura bisa kak", "SG"),
        ("id", "bisa bahasa inggris ga", None),
        ("id", "keripik singkong", None),
        ("ms", "hantar ke brunei boleh", "BN"),
        ("ms", "boleh cuba dulu tak", None),
        ("th", "ส่งมาเลไหม", "MY"),
        ("th", "ส่งลาวไหมคะ", "LA"),
        ("th", "คนไทยไหม", None),
        ("th", "แบรนด์เกาหลีไหม", None),
        ("vi", "ship qua hàn quốc k shop", "KR"),
        ("vi", "hàng hàn quốc hả", None),
        ("vi", "còn hạn không, cái nào tốt nhất", None),
        ("ar", "توصلون للكويت", "KW"),
        ("tr", "Almanya'ya kargo var mı", "DE"),
        ("pl", "wysyłka do niemiec?", "DE"),
        ("kk", "ресейге жібересіз бе", "RU"),
        ("ko", "미국으로 배송되나요", "US"),
        ("ja", "台湾に発送できますか", "TW"),
        ("ja", "このスタイルは", None),
        ("sw", "mnatuma uganda?", "UG"),
        ("zz", "uae?", "AE"),
    ],
    ids=str,
)
def test_a_country_a_parcel_should_go_to(countries: Countries, lang: str, text: str, code: str | None) -> None:
    match = match_key(text)
    assert countries.find_country(match, lang) == code
    assert [c for c, _, _ in countries.spans(match, lang)] == ([code] if code else [])
