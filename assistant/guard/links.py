"""Links and outside contacts in a text, also half hidden ones (`hxxp`, "titik com"), and how to show them harmlessly.

Which of them are the shop's own is said by the caller. What a link is used for is a matter of wording rules.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

# Endings that are also everyday words of a live need a path behind them ("kak.live" is no link, "wa.me/62" is).
_ENDINGS = (
    "com|net|org|info|biz|shop|store|online|site|xyz|top|club|vip|link|click|app|dev|page|web|icu|cc|tk|ml|ga|gq|cf|buzz|fun|win|bet|asia"
    "|mobi|pro|tech|blog|world|space|website|cloud|example|test|onion|io|ly|gd|gl|ee|ru|cn|kr|jp|uk|sg|id|th|vn|ae|eg|ke|kz|tr|mx|br|pl|ph|mm|kh|tz|ir"
)
_WORD = "dot|titik|noktah|ดอท|จุด|chấm|cham|نقطة|نقطه|دوت"
_DOT = rf"(?:\.|。|．|\s?[\(\[]\s?(?:\.|{_WORD})\s?[\)\]]\s?|\s(?:{_WORD})\s)"
_LABEL = r"[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,60}[\p{L}\p{M}\p{N}])?"
_LINK = regex.compile(
    rf"(?:h(?:tt|xx)ps?|ftp)\s?:\s?//[^\s<>\"]+"
    rf"|\bwww{_DOT}[^\s<>\"]+"
    rf"|(?<![\p{{L}}\p{{N}}@._-])(?:{_LABEL}{_DOT}){{1,4}}(?:{_ENDINGS}|xn--[a-z0-9-]+|คอม|كوم|ไทย|شبكة|السعودية|امارات|рф|中国)(?![\p{{L}}\p{{N}}@-])(?:[/?:][^\s<>\"]*)?"
    rf"|(?<![\p{{L}}\p{{N}}@._-]){_LABEL}\s\.\s?(?:com|net|org|xyz)(?![\p{{L}}\p{{N}}@-])(?:/[^\s<>\"]*)?"
    rf"|(?<![\p{{L}}\p{{N}}@._-])(?:{_LABEL}\.){{1,3}}(?:[a-z]{{2,6}})/[^\s<>\"]+"
    rf"|(?<![\p{{L}}\p{{N}}])(?:(?:javascript|data):\w|(?:intent|tg|whatsapp|line)://)[^\s<>\"]+",
    regex.IGNORECASE,
)
_SPELLED_DOT = regex.compile(rf"(?i){_DOT}")
_DROPPED = frozenset({"Cf", "Cc"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `text[start:end]`; `host` in lower case, dots restored, empty for other schemes."""

    start: int
    end: int
    host: str


def find_links(text: str) -> tuple[Link, ...]:
    """Every link, in order. Linear in the length of the text."""
    if not any(c in text for c in ".:。．[(") and not _SPELLED_DOT.search(text):
        return ()
    view, origin = _view(text)
    found = []
    for hit in _LINK.finditer(view):
        raw = hit.group().rstrip(".,!?)]}")
        if _is_time_or_number(raw):
            continue
        found.append(Link(origin[hit.start()], origin[hit.start() + len(raw) - 1] + 1, _host(raw)))
    return tuple(found)


def outside(text: str, own: frozenset[str]) -> tuple[Link, ...]:
    """Links whose host is neither one of the shop's own nor below one."""
    return tuple(link for link in find_links(text) if not any(link.host == host or link.host.endswith("." + host) for host in own))


def defang(text: str) -> str:
    """The text with every link made inert: `hxxps://shop[.]example/pay`."""
    out, at = [], 0
    for link in find_links(text):
        raw = text[link.start : link.end]
        inert = regex.sub(r"(?i)^(h)tt(ps?\s?:)", r"\1xx\2", raw)
        inert = regex.sub(r"\[?[.。．]\]?", "[.]", inert)
        if ":" in inert and "//" not in inert:
            inert = inert.replace(":", "[:]", 1)
        out += [text[at : link.start], inert]
        at = link.end
    return "".join([*out, text[at:]])


def _view(text: str) -> tuple[str, list[int]]:
    """The text without invisible characters and with plain widths, and where each character came from."""
    pairs = []
    for i, ch in enumerate(text):
        if unicodedata.category(ch) in _DROPPED and ch not in "\n\t\r":
            continue
        folded = unicodedata.normalize("NFKC", ch) if not ch.isascii() else ch
        pairs.append((folded if len(folded) == 1 else ch, i))
    return "".join(c for c, _ in pairs), [i for _, i in pairs]


def _host(raw: str) -> str:
    plain = regex.sub(r"\s?\.\s?", ".", _SPELLED_DOT.sub(".", raw).casefold())
    if "://" in plain.replace(" ", ""):
        plain = plain.replace(" ", "").split("://", 1)[1]
    elif ":" in plain and "." not in plain.split(":", 1)[0]:
        return ""
    return regex.split(r"[/?:#]", plain.rsplit("@", 1)[-1] if "@" in plain.split("/")[0] else plain, maxsplit=1)[0].removeprefix("www.")


def _is_time_or_number(raw: str) -> bool:
    return not any(c.isalpha() for c in raw.split("/")[0])
