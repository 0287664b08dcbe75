"""`assistant new-language CODE`: the folder of a language, ready to be filled in: what to write stands beside where it goes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping

from babel import Locale, UnknownLocaleError

from assistant.errors import BadInput
from assistant.knowledge import knowledge_root, load_common, load_kinds
from assistant.market.phrasebook import BLANKS, Pack, Phrasebook, load_pack
from assistant.market.topics import ACTS, CONCEPTS, TOPICS, answer_lines

# What a comment can be besides a question, told to the person who writes examples of it.
_ACT_NOTES = {
    "safety": "harm done or imminent: burn, shock, rash, swallowed part, smoke",
    "legal_or_medical": "illness, pregnancy, medicine, cure, legal advice",
    "angry": "accuses of fraud, threatens with police, court or press",
    "complaint": "unhappy with goods or service already bought",
    "order_specific": "needs a look at one order, payment or address",
    "negotiation": "asks for a lower price",
    "bulk_or_b2b": "wholesale, resale, team or company order",
    "av_issue": "sound or picture of the stream is bad",
    "unknown_fact": "fair questions that no facts sheet answers: the shop's plans, other products, the host's taste",
    "greeting": "hello, where from",
    "chatter": "laughter, praise, small talk, leaving and coming back, friendly swearing, product words in statements",
    "claim": "takes an item in chat",
    "abuse": "insult or threat",
    "sexual_harassment": "sexual remark aimed at a person",
    "ethnicity": "contempt for a group of people",
    "religion": "contempt for a faith",
    "politics": "parties, leaders, borders",
    "monarchy": "mocks a royal house",
    "competitor_spam": "sends buyers elsewhere",
    "phishing": "false prize, asks for card or code",
    "prompt_injection": "commands the assistant or asks for its instructions or data",
}


def new_language(arguments: argparse.Namespace) -> int:
    """Write the files; returns 0. Raises `BadInput` for a wrong code or locale, or where the folder exists."""
    root = arguments.knowledge or knowledge_root()
    folder = root / "languages" / arguments.code
    if not (arguments.code.isalpha() and arguments.code.islower() and 2 <= len(arguments.code) <= 3):
        raise BadInput(f"{arguments.code!r} is no ISO 639 code", remedy="two or three small letters, such as ro")
    if folder.exists():
        raise BadInput("this language has a folder already", where=str(folder), remedy="`assistant check` names what it lacks")
    locale = arguments.locale or arguments.code
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError) as error:
        raise BadInput(f"Babel knows no locale {locale!r}", remedy="such as ro_RO") from error
    english = load_pack(root / "languages" / "en")
    book = english.phrases
    files = {
        "language": _language(arguments, locale),
        "phrasebook": _phrasebook(book),
        "words": _words(),
        "names": _names(english, load_kinds(root)),
        "glossary": _table("What facts sheets say in English, and how it reads in this language.", "terms", english.glossary),
        "answers": _answers(english),
        "numbers": _numbers(),
        "common": _common(load_common(root).questions, book),
    }
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    print(f"{folder}: {len(TOPICS)} questions to phrase, {len(ACTS)} other kinds of comment, {len(answer_lines())} lines to write")
    print(f"fill them in (docs/languages.md), run `assistant check {folder}` until it is content, then take `draft = true` out of language.toml")
    return 0


def _language(arguments: argparse.Namespace, locale: str) -> str:
    rows = {
        "code": arguments.code,
        "name": arguments.name,
        "scripts": arguments.script or ["Latn"],
        "spaced": not arguments.unspaced,
        "locale": locale,
        "markets": arguments.market or [],
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()]
    return "\n".join([*lines, "draft = true", "# before = []  # what is written onto the front of names", "# after = []  # and onto their end", ""])


def _phrasebook(english: Phrasebook) -> str:
    lines = [f"# How viewers ask, and what else they write. Blanks: {', '.join('{' + b + '}' for b in BLANKS)}.", "", "[asks]"]
    for topic in TOPICS.values():
        lines += [f"# {topic.meaning}; in English: {'; '.join(english.asks[topic.id][:3])}", f"{_key(topic.id)} = []"]
    lines += ["", "[acts]"]
    for act in ACTS:
        lines += [f"# {_ACT_NOTES[act]}", f"{act} = []"]
    return "\n".join([*lines, ""])


def _common(questions: Mapping[str, str], english: Phrasebook) -> str:
    lines = ["# Questions that shops answer in their own words, as viewers ask them.", "", "[common]"]
    for id, meaning in questions.items():
        lines += [f"# {meaning}; in English: {'; '.join(english.common.get(id, ())[:3])}", f"{id} = []"]
    return "\n".join([*lines, ""])


def _words() -> str:
    lines = ["# Words that shape how a comment is read.", "", "[slang]", '# "brp" = "berapa"', "", "[cues]", "# words that are strong signs of a topic or idea"]
    lines += [f"{_key(key)} = []" for key in dict.fromkeys((*TOPICS, *CONCEPTS))]
    notes = {
        "question": "words that ask",
        "joiners": "words that join two questions",
        "this": "words that point at what is shown",
        "yes_no": "words of questions to be answered with yes or no",
        "follow": "openings of a continuation",
        "filler": "politeness that says nothing about what is asked",
    }
    for name, note in notes.items():
        lines += ["", f"[{name}]  # {note}", "words = []"]
    return "\n".join([*lines, ""])


def _names(english: Pack, kinds: Iterable[str]) -> str:
    lines = ["# How viewers name things, the most usual first."]
    tables = {
        "products": list(kinds),
        **{name: list(getattr(english.names, name)) for name in ("colours", "methods", "carriers", "channels", "things", "sizes", "weekdays", "days")},
    }
    for name, keys in tables.items():
        lines += ["", f"[{name}]", *(f"{_key(key)} = []" for key in keys)]
    return "\n".join([*lines, ""])


def _answers(english: Pack) -> str:
    lines = ["# One line per answer. The blanks in braces are filled from the facts.", "", "[answers]"]
    for key, blanks in answer_lines().items():
        wanted = f" (blanks: {', '.join(blanks)})" if blanks else ""
        lines += [f"# {english.answers[key]}{wanted}", f'{_key(key)} = ""']
    return "\n".join([*lines, ""])


def _numbers() -> str:
    """Number words: every value that most languages have a word of its own for."""
    values = [*range(21), *range(30, 100, 10), 100, 1000]
    lines = ["# How numbers are said, as transcripts write them; docs/wording-packs.md explains every key.", "", "[words]  # value -> words"]
    lines += [f"{value} = []" for value in values]
    lines += ["", "[scales]  # what multiplies the part before it", *(f"{value} = []" for value in (100, 1000, 1_000_000)), ""]
    return "\n".join(lines)


def _table(title: str, name: str, rows: Iterable[str]) -> str:
    return "\n".join([f"# {title} An empty line stays in English.", "", f"[{name}]", *(f'# {_key(row)} = ""' for row in rows), ""])


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)
