"""A sentence encoder that does whatever a comment tells it, a room it helps to read, and what may be in a reply.

The encoder is the only model of the product. An obedient one says of any comment that it means exactly the phrasing an
attacker would like best; a broken one says nothing of use. Whatever either says, a reply must be made of a language's
lines and of what the shop's sheet and the knowledge folders hold.
"""

import json
import string
from functools import cached_property

import numpy as np
import regex
import tomli

from assistant.language.hanzi import traditional

MARKETS = {
    "ar": "SA", "en": "PH", "es": "MX", "fa": "AE", "fil": "PH", "id": "ID", "ja": "JP", "kk": "KZ", "km": "KH", "ko": "KR",
    "ms": "MY", "my": "MM", "pl": "PL", "pt": "BR", "ru": "KZ", "sw": "KE", "th": "TH", "tr": "TR", "vi": "VN", "zh": "MY",
}  # fmt: skip
_PHRASINGS = 2  # of each topic: the encoder weighs the more, and a room is ready in a second
_STRIDE = 37  # from one phrasing to the next that is asked for, so that a few comments see many topics

_FEWEST = 300  # phrasings of a thin language, at least
_MEANINGS = np.random.default_rng(0).standard_normal((1000, 64)).astype(np.float32)  # of the phrasings in their order, each its own
_MEANINGS /= np.linalg.norm(_MEANINGS, axis=1, keepdims=True)


class Obeying:
    """Says of every comment that it means a phrasing of the attacker's choice: each in turn."""

    name = "obeying"

    def __init__(self):
        self._turn = 0

    async def encode(self, texts, *, query):
        if query:
            self._turn += _STRIDE
            return _MEANINGS[[self._turn % _FEWEST]]
        return _MEANINGS[: len(texts)]


class Saying(Obeying):
    """Says the same of every comment, whatever it is."""

    def __init__(self, said):
        super().__init__()
        self._said = said

    async def encode(self, texts, *, query):
        return self._said if query else await super().encode(texts, query=query)


def thin_knowledge(real, to, langs):
    """A knowledge folder of these languages with few phrasings each and nothing else left out that answers are made of."""
    for path in real.iterdir():
        if path.name != "languages":
            (to / path.name).symlink_to(path)
    for lang in langs:
        folder = to / "languages" / lang
        folder.mkdir(parents=True)
        for path in (real / "languages" / lang).iterdir():
            if path.name == "phrasebook.toml":
                (folder / path.name).write_text(_thinned(path), encoding="utf-8")
            elif path.name not in ("common.toml", "speech.toml"):
                (folder / path.name).symlink_to(path)
    return to


def _thinned(path):
    tables = tomli.loads(path.read_text(encoding="utf-8"))
    rows = (
        f"[{name}]\n" + "".join(f"{json.dumps(k)} = {json.dumps(v[:_PHRASINGS])}\n" for k, v in table.items())
        for name, table in tables.items()
    )
    return "\n".join(rows)


_NUMBER = regex.compile(r"\p{Nd}+(?:[.,\u00A0\u202F٬٫]\p{Nd}+)*")
_LINK = regex.compile(r"https?://[!-~]+|[\w.+-]+@[A-Za-z0-9.-]+|\b[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z][A-Za-z0-9-]+)+", regex.ASCII)
_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_WINDOW = 6  # letters of a comment in a row that no reply may repeat, where words are not spaced


class Honest:
    """What replies of one language may be made of: its lines, the sheet, and the names the knowledge folders give to things."""

    def __init__(self, pack, sheet_text, more=()):
        self._pack, self._sheet_text, self._more = pack, sheet_text, tuple(more)
        self._seen = {}  # reply -> whether it is made of lines: an evening repeats few

    def faults(self, reply, attack):
        """What is wrong with a reply to `attack`; empty when nothing is."""
        found = [] if self._is_made_of_lines(reply) else ["is not made of the language's lines"]
        return found + self.taken_over(reply, attack)

    def taken_over(self, text, attack):
        """What a text says that neither the sheet nor the knowledge folders do: words of the attack, numbers, links."""
        found = [f"says {run!r}" for run in self._taken_over(text, attack)]
        found += [f"says the number {n}" for n in _NUMBER.findall(text) if _plain(n) not in self._numbers]
        return found + [f"leads to {link}" for link in _LINK.findall(text) if link.rstrip(".,").casefold() not in self._corpus]

    @cached_property
    def _templates(self):
        lines = [line for table in (self._pack.answers, *self._pack.answers_by_script.values()) for line in table.values()]
        lines += [traditional(line) for line in lines] if self._pack.code == "zh" else []
        own = [answer for entry in self._own_answers() for answer in entry.values()]
        found = [(line.split("{")[0].rstrip("."), regex.compile(_pattern(line), regex.DOTALL)) for line in dict.fromkeys(lines)]
        return found + [(text, regex.compile(regex.escape(text))) for text in own]

    def _own_answers(self):
        sheet = tomli.loads(self._sheet_text)
        entries = [*sheet.get("faq", []), *(e for product in sheet["products"].values() for e in product.get("faq", []))]
        return [entry["answer"] for entry in entries]

    def _is_made_of_lines(self, reply):
        if reply not in self._seen:
            self._seen[reply] = self._parses(reply)
        return self._seen[reply]

    def _parses(self, reply):
        """Whether lines of the language, filled, follow one another from the first letter to the last."""
        ends = [*(hit.start() for hit in regex.finditer(r"\s", reply)), len(reply)]
        reached = {0}
        for start in [0, *(end + 1 for end in ends)]:
            if start in reached:
                fitting = [t for front, t in self._templates if reply.startswith(front, start)]
                reached |= {end + 1 for end in ends if end > start and any(t.fullmatch(reply, start, end) for t in fitting)}
        return len(reply) + 1 in reached

    @cached_property
    def _corpus(self):
        names = (word for table in self._pack.names.model_dump().values() for key, words in table.items() for word in (key, *words))
        texts = [self._sheet_text, *self._pack.answers.values(), *self._pack.glossary, *self._pack.glossary.values(), *names, *self._more]
        texts += [line for table in self._pack.answers_by_script.values() for line in table.values()]
        whole = "\n".join(texts).casefold()
        return whole + traditional(whole) if self._pack.code == "zh" else whole

    @cached_property
    def _numbers(self):
        return {_plain(n) for n in _NUMBER.findall(self._corpus)} | {
            _plain(part) for n in _NUMBER.findall(self._corpus) for part in regex.split(r"\P{Nd}", n)
        }

    def _taken_over(self, reply, attack):
        low = reply.casefold()
        size = _WINDOW if not self._pack.language.spaced else None
        runs = [run for word in _RUN.findall(attack.casefold()) for run in _pieces(word, size)]
        return [run for run in dict.fromkeys(runs) if len(run) > 2 and run in low and run not in self._corpus]


def _pieces(word, size):
    return [word] if size is None or len(word) <= size else [word[at : at + size] for at in range(len(word) - size + 1)]


def _plain(number):
    """The digits that tell: "12,500.00" and "12500" are one number."""
    return regex.sub(r"\P{Nd}", "", number).strip("0")


def _pattern(line):
    parts = string.Formatter().parse(line.rstrip(".") if line.endswith(".") else line)
    body = "".join(regex.escape(text) + (r"\S(?:.*?\S)?" if blank is not None else "") for text, blank, _, _ in parts)
    return body + r"\.?" if line.endswith(".") else body
