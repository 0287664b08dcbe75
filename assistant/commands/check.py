"""`assistant check PATH…`: facts sheets, language folders, session files, recordings and whole knowledge folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.build import DESKS, ENCODERS, PLATFORMS, SPEAKERS
from assistant.errors import AssistantError, BadKnowledge
from assistant.knowledge import knowledge_root, load_common, load_kinds, load_senses
from assistant.market.gaps import check_report
from assistant.market.phrasebook import load_pack, thin_spots
from assistant.platforms import read_plug, read_source
from assistant.settings import VoiceSettings, load_settings
from assistant.voice.cues import FILE, case_lines
from assistant.voice.decoding import check_url, place_of
from assistant.voice.recording import read_recording


def check(paths: Sequence[Path]) -> int:
    """Prints what was found for each path. Returns 1 when anything has errors, else 0."""
    return max((_check(path) for path in paths), default=0)


def _check(path: Path) -> int:
    try:
        if path.is_dir():
            return _folder(path)
        if path.name == "shop.toml" or "markets" in _top_keys(path):
            return _sheet(path)
        settings = load_settings(path)
        for source in settings.sources:
            read_source(PLATFORMS, source)
        if settings.encoder is not None:
            read_plug(ENCODERS, settings.encoder, where="encoder")
        if settings.desk is not None:
            read_plug(DESKS, settings.desk, where="desk")
        if settings.earpiece is not None:
            read_plug(SPEAKERS, settings.earpiece, where="earpiece")
        print(f"ok    {path}: session file for {settings.room.room} ({settings.room.market})")
        for voice in settings.speaking:
            if voice.url is not None:
                check_url(voice.url)
            print(f"info  {path}: {voice.name} ({voice.role}) is heard from {_place(voice)}, in {', '.join(voice.allowed) or 'any language'}")
        if any(voice.microphone for voice in settings.speaking) and not any(o.startswith("https:") for o in settings.console.origins):
            print(f"info  {path}: the microphone page opens on this computer only; other devices need https (console.origins)")
        return _sheet(settings.shop)
    except BadKnowledge as error:
        for fault in error.what.split("; "):
            print(f"error {path}: {fault}")
        return 1
    except AssistantError as error:
        print(f"error {path}: {error}")
        return 1


def _place(voice: VoiceSettings) -> str:
    if voice.file is not None:
        return voice.file.name
    if voice.url is not None:
        return place_of(voice.url)
    return f"the sound device {voice.device}" if voice.device else "the console's microphone page"


def _folder(path: Path) -> int:
    if (path / "language.toml").is_file():
        pack = load_pack(path, shown=10_000, common=load_common(knowledge_root()).questions, senses=load_senses(knowledge_root()))
        book = pack.phrases
        asks, acts, common = (sum(map(len, table.values())) for table in (book.asks, book.acts, book.common))
        print(f"ok    {path}: {pack.language.name}, {asks} ways of asking, {common} of common questions, {acts} other comments, {len(pack.answers)} answer lines")
        for hint in thin_spots(pack, load_kinds(knowledge_root()), load_common(knowledge_root()).questions, load_senses(knowledge_root())):
            print(f"info  {path}: {hint}")
        if not case_lines(path.parent.parent, path.name):
            print(f"info  {path}: without {FILE} a host hears nothing of urgent cases by ear")
        if pack.language.draft:
            print(f"info  {path}: complete; take `draft = true` out of language.toml to use it")
        return 0
    if (path / "recording.toml").is_file():
        recording = read_recording(path)
        print(f"ok    {path}: {len(recording.comments)} comments, {len(recording.utterances)} host lines")
        return 0
    inner = sorted(p.parent for name in ("language.toml", "recording.toml") for p in path.glob(f"**/{name}"))
    found = inner + sorted(path.glob("**/shop.toml"))
    if not found:
        print(f"error {path}: nothing to check here (a facts sheet, a language folder, a session file or a recording)")
        return 1
    return max(_check(p) for p in found)


def _top_keys(path: Path) -> str:
    try:
        return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("[markets")) or ""
    except (OSError, UnicodeDecodeError):
        return ""


def _sheet(path: Path) -> int:
    report = check_report(path)
    for word, problems in (("error", report.errors), ("warn ", report.warnings), ("info ", report.information)):
        for problem in problems:
            print(f"{word} {path}: {problem}")
    print(f"{'FAIL ' if report.errors else 'ok   '} {path}: {len(report.errors)} errors, {len(report.warnings)} warnings, {len(report.information)} questions it cannot answer")
    return 1 if report.errors else 0
