"""What an outside desk reads around a case, in the language of its people."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import tomli as tomllib

from assistant.errors import BadSettings

FILE = "desk_texts.toml"


class DeskWords:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, lang: str) -> DeskWords:
        """Raises `BadSettings` for a language that has no texts."""
        tables = tomllib.loads((files("assistant.handoff") / FILE).read_text(encoding="utf-8"))
        if lang not in tables:
            raise BadSettings(f"desk.lang: there are no texts in {lang!r}", remedy=f"one of {', '.join(tables)}")
        return cls(tables[lang])

    def __call__(self, name: str, **blanks: str) -> str:
        text = self._texts[name]
        for blank, value in blanks.items():  # not str.format: what people wrote may hold braces
            text = text.replace("{" + blank + "}", value)
        return text
