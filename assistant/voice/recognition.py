"""What is known of recognising a language, as data: `knowledge/languages/<lang>/recognition.toml`, optional.

`never_said`   lines that recognisers invent and nobody says aloud: credits of subtitles they were trained on
`often_invented`  lines that they invent and that hosts say too: thanks for watching, please subscribe
`letters`      how Latin letters sound in this language where English sounds them otherwise
"""

from __future__ import annotations

from pathlib import Path

import tomli as tomllib
from pydantic import Field, ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge

FILE = "recognition.toml"


class Recognition(Value):
    """One language's file."""

    never_said: tuple[str, ...] = ()
    often_invented: tuple[str, ...] = ()
    letters: dict[str, str] = Field(default_factory=dict)


def load_recognition(folder: Path) -> Recognition:
    """Of one language folder; empty where it has no such file. Raises `BadKnowledge`."""
    path = folder / FILE
    try:
        return Recognition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Recognition()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadKnowledge(str(error), where=str(path)) from error
