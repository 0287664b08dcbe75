"""Where everybody has an e-mail address, as it is typed and as it is heard in other letters; and how such hosts end."""

from __future__ import annotations

HOSTS = (
    "gmail", "g mail", "gmeil", "gmal", "gmial", "googlemail", "google mail", "yahoo", "yahooo", "ymail", "rocketmail", "hotmail", "hot mail", "outlook", "out look", "live", "msn",
    "icloud", "i cloud", "proton", "protonmail", "proton mail", "pm", "tutanota", "zoho", "aol", "gmx", "mail", "yandex", "bk", "inbox", "list", "rambler", "naver", "hanmail",
    "daum", "kakao", "nate", "qq", "163", "126", "139", "sina", "foxmail", "wp", "onet", "interia", "o2", "op", "gazeta", "tlen", "uol", "bol", "terra", "ig", "globo",
    "docomo", "ezweb", "softbank", "nifty", "mynet", "prodigy", "rediffmail",
)  # fmt: skip
SHORT = frozenset({"live", "list", "inbox", "mail", "pm", "op", "ig", "bol", "terra", "globo", "daum", "sina", "nate", "bk", "wp", "o2", "msn", "139", "126", "163"})
"""Of these what says other things too: a host only where the sign is said in front of it, or digits or signs are in the name."""

HEARD = (
    "جيميل", "جي ميل", "جیمیل", "جی میل", "جميل", "قوقل ميل", "جوجل ميل", "ياهو", "یاهو", "هوتميل", "هت ميل", "هوت ميل", "هات میل", "هاتمیل", "اوتلوك", "أوتلوك", "اوت لوك", "اوتلوک", "اوت لوک",
    "ايكلاود", "آيكلاود", "اي كلاود", "آیکلاود", "ایکلاود", "آی کلود", "بروتون",
    "яндекс", "мейл", "майл", "мэйл", "мэил", "джимейл", "джимэйл", "джимайл", "гмейл", "гмайл", "гмаил", "инбокс", "хотмейл", "хотмайл", "аутлук", "оутлук", "айклауд", "айклуд", "яху", "рамблер", "лист",
    "네이버", "지메일", "쥐메일", "다음", "한메일", "카카오", "네이트", "핫메일", "아웃룩", "아이클라우드", "야후", "구글메일",
    "ジーメール", "じーめーる", "Gメール", "ヤフー", "やふー", "ホットメール", "アウトルック", "アイクラウド", "あいくらうど", "ドコモ", "どこも", "ソフトバンク", "イージーウェブ",
    "จีเมล", "จีเมล์", "จีเมลล์", "จีเมวล์", "ฮอตเมล", "ฮอตเมล์", "ฮ็อตเมล", "ยาฮู", "เอาท์ลุค", "เอาต์ลุค", "เอาท์ลุก", "ไอคลาวด์", "ไอคลาว", "ไลฟ์",
    "ជីមេល", "ជីមែល", "ជីម៉ែល", "ជីមេវ", "ហតមេល", "ហុតមេល", "យ៉ាហ៊ូ", "យ៉ាហូ", "អ៊ោតលុក", "អោតលុក", "អៅលុក", "អាយក្លោដ",
    "ဂျီမေးလ်", "ဂျီမေး", "ဂျီမေးလ်း", "ဟော့မေးလ်", "ဟော့မေး", "ယာဟူး", "ယာဟု", "အောက်လုခ်", "အောက်လွတ်ခ်", "အိုင်ကလောက်", "အိုင်ကလောင်း",
    "谷歌邮箱", "雅虎", "扣扣", "网易", "微软邮箱", "老虎邮箱",
)  # fmt: skip

ENDS = (
    "com", "kom", "ru", "kz", "pl", "br", "jp", "kr", "cn", "tr", "id", "my", "ph", "vn", "th", "ke", "tz", "ae", "sa", "eg", "mx", "es", "ir", "uk", "us", "net", "me", "org", "edu", "go", "co", "ne",
)  # fmt: skip
LOOSE_ENDS = ("com", "kom", "net", "ru", "kz", "pl", "br", "jp", "kr")
"""Of these what is no word of a sentence, so that a blank may stand for the dot."""

HEARD_ENDS = (
    "كوم", "کام", "کوم", "كم", "نت", "اورج", "دات کام", "ру", "ком", "кам", "кз", "нет", "컴", "콤", "넷", "닷컴", "케이알", "コム", "こむ", "ジェイピー", "ジェーピー", "じぇいぴー", "シーオー", "エヌイー", "ネット",
    "คอม", "คอมม์", "เน็ต", "ทีเอช", "ខម", "ខុម", "កុំ", "ណេត", "ကွန်းမ်", "ကွမ်", "ကွန်း", "ကွန်", "ကုမ်", "နက်", "康", "抗",
)  # fmt: skip
