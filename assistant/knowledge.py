"""Where the knowledge folders are, and loading all languages of them. Data only; nothing is trained here."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli as tomllib

from assistant import fingerprint
from assistant.errors import BadKnowledge
from assistant.market.phrasebook import PARTS, Pack, load_pack
from assistant.market.topics import TOPICS

log = logging.getLogger(__name__)
_COUNTRIES = "places/countries.toml"
VARIABLE = "LIVE_ASSISTANT_KNOWLEDGE"


@dataclass(frozen=True, slots=True)
class Common:
    """Questions that many shops answer in their own words: id -> what is asked; id -> the topic that half covers it."""

    questions: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The loaded folders: `root`, the languages, and the kinds of product with their words."""

    root: Path
    packs: Mapping[str, Pack]
    kinds: Mapping[str, Sequence[str]]
    near: Mapping[str, Sequence[str]]  # kinds that viewers call by each other's names
    common: Common
    digest: str = ""  # of what all languages share


def knowledge_root() -> Path:
    """The folder named by LIVE_ASSISTANT_KNOWLEDGE, else `knowledge/` beside the package. Raises `BadKnowledge`."""
    named = os.environ.get(VARIABLE)
    root = Path(named) if named else Path(__file__).resolve().parent.parent / "knowledge"
    if not (root / "languages").is_dir():
        raise BadKnowledge("no languages/ folder here", where=str(root), remedy=f"run from the project or set {VARIABLE}")
    return root


def languages(root: Path) -> tuple[str, ...]:
    """Codes of every language folder that has all its files and is no draft; `assistant check` names what an unfinished one lacks."""
    folders = (root / "languages").iterdir()
    return tuple(sorted(p.name for p in folders if all((p / f"{part}.toml").is_file() for part in PARTS) and not _is_draft(p)))


def _is_draft(folder: Path) -> bool:
    try:
        return bool(tomllib.loads((folder / "language.toml").read_text(encoding="utf-8")).get("draft"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False  # loading it says what is wrong


def load_knowledge(root: Path | None = None, langs: Sequence[str] | None = None, *, needed: Sequence[str] | None = None) -> Knowledge:
    """Load these languages (default: all). Raises `BadKnowledge` naming every fault of the first bad folder.

    `needed`: on air, languages without which there is no use in going on; another one that is broken is left out with a log line,
    now, or when it is first heard if it is its phrasings that are.
    """
    root = root or knowledge_root()
    packs, common, senses = {}, load_common(root), load_senses(root)
    for code in langs or languages(root):
        try:
            packs[code] = load_pack(root / "languages" / code, common=common.questions or None, senses=senses or None, phrases=needed is None or code in needed)
        except BadKnowledge as error:
            if needed is None or code in needed:
                raise
            log.error("the language %s is left out: %s", code, error)
    kinds, near = load_kinds(root), _products(root).get("near", {})
    return Knowledge(root, packs, kinds, {kind: tuple(others) for kind, others in near.items()}, common, _digest(root, kinds))


def _digest(root: Path, kinds: Mapping[str, Sequence[str]]) -> str:
    """Of what all languages are trained with: which kinds there are, not the English names a sheet may give them."""
    return sha256("|".join([*sorted(kinds), fingerprint.of_files((root / _COUNTRIES,))]).encode()).hexdigest()[:32]


def load_kinds(root: Path) -> dict[str, tuple[str, ...]]:
    """Kinds of product -> the English words by which a sheet's product is known as one."""
    return {kind: tuple(words) for kind, words in _products(root)["kinds"].items()}


def load_common(root: Path) -> Common:
    """The common questions of a knowledge folder; none where it has no list. Raises `BadKnowledge`."""
    path = root / "common_questions.toml"
    if not path.is_file():
        return Common()
    data = _read(path, "questions")
    common = Common(data["questions"], data.get("facts", {}))
    wrong = [f"{id} = {topic}" for id, topic in common.facts.items() if id not in common.questions or topic not in TOPICS]
    if wrong:
        raise BadKnowledge(f"no such question or topic: {', '.join(wrong)}", where=str(path))
    return common


def load_senses(root: Path) -> dict[str, str]:
    """Ids of what words may mean -> in English; none where a knowledge folder has no list. Raises `BadKnowledge`."""
    path = root / "senses.toml"
    return dict(_read(path, "senses")["senses"]) if path.is_file() else {}


def _products(root: Path) -> dict[str, Any]:
    return _read(root / "products.toml", "kinds")


def _read(path: Path, needed: str) -> dict[str, Any]:
    """A TOML file that must have the table `needed`. Raises `BadKnowledge`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadKnowledge(str(error), where=str(path)) from error
    if needed not in data:
        raise BadKnowledge(f"no [{needed}] in it", where=str(path))
    return data
