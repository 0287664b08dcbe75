"""The documents say what the code does: every one that is named exists, every key, reason and kind is in its table."""

import re
import tomllib
from typing import get_args

import pytest

from assistant import exchange
from assistant.build import DESKS, PLATFORMS
from assistant.cli import parser
from assistant.domain import CommentFlag, Decision, PiiKind, Reason, SpeechFlag
from assistant.handoff.desks import DeskOptions
from assistant.handoff.hours import Limits
from assistant.platforms import read_plug, read_source
from assistant.settings import ConsoleSettings, PolicySettings, RecogniserSettings, RoomSettings, Settings, VoiceSettings, load_settings
from tests.conftest import ROOT

DOCS = ROOT / "docs"
TEXTS = [*(ROOT / "assistant").rglob("*.py"), *(ROOT / "evals").glob("*.py"), *ROOT.glob("*.md"), *DOCS.glob("*.md")]
NAMED = re.compile(r"docs/[\w./-]*\w")
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def read(name):
    return (DOCS / name).read_text(encoding="utf-8")


def ticked(text):
    """Every word in backticks."""
    return {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[\w]+", span)}


def test_every_document_that_is_named_exists():
    named = {(str(path.relative_to(ROOT)), name) for path in TEXTS for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert {name for _, name in named} >= {"docs/formats.md", "docs/session-file.md"}
    assert not [(path, name) for path, name in named if not (ROOT / name).exists()]


def test_every_link_leads_somewhere():
    links = [(path, link) for path in TEXTS if path.suffix == ".md" for link in LINK.findall(path.read_text(encoding="utf-8"))]
    assert links
    assert not [(str(path), link) for path, link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(set(exchange._Event.model_fields), id="keys of an event"),
        pytest.param(set(Decision.model_fields), id="keys of a decision"),
        pytest.param({str(reason) for reason in Reason}, id="reasons"),
        pytest.param({*get_args(CommentFlag), *get_args(SpeechFlag)}, id="flags"),
        pytest.param(set(get_args(PiiKind)), id="masks"),
    ],
)
def test_the_formats_name_every(words):
    assert not words - ticked(read("formats.md"))


def test_the_formats_name_every_reason_to_refuse_and_every_count():
    source = (ROOT / "assistant" / "exchange.py").read_text(encoding="utf-8")
    kinds = {word for found in re.findall(r'kind="(\w+)" if same else "(\w+)"|kind="(\w+)"|_count\("(\w+)"\)', source) for word in found if word}
    assert len(kinds) == 13, kinds
    assert not kinds - ticked(read("formats.md"))


def test_the_formats_examples_are_read_without_a_word():
    events, decision = re.findall(r"```json\n(.*?)```", read("formats.md"), re.DOTALL)
    assert not [made for made in exchange.EventReader().read(events.splitlines()) if isinstance(made, exchange.Refused)]
    assert exchange.decision_line(Decision.model_validate_json(decision)).replace(" ", "") == decision.strip().replace(" ", "")


def test_the_session_file_shown_is_one_and_has_every_key(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", read("session-file.md"), re.DOTALL)
    path = tmp_path / "live.toml"
    path.write_text(example, encoding="utf-8")
    settings = load_settings(path)
    assert [read_source(PLATFORMS, source)[1].name for source in settings.sources] == ["ingest"]
    shown = tomllib.loads(example)
    tables = {"room": RoomSettings, "policy": PolicySettings, "voice": VoiceSettings, "recogniser": RecogniserSettings, "handoff": Limits, "console": ConsoleSettings}
    choices = {"file", "microphone", "device", "languages"}  # instead of those shown
    for key, model in tables.items():
        assert set(model.model_fields) - set(shown[key]) - choices == set(), key
    assert set(shown) == set(Settings.model_fields) - {"voices"}
    assert choices <= ticked(read("session-file.md")) | set(re.findall(r"\w+", example))


@pytest.mark.parametrize("kind", sorted(PLATFORMS))
def test_the_session_file_names_every_key_of_a_source(kind):
    module = __import__(PLATFORMS[kind], fromlist=["Options"])
    (row,) = re.findall(rf"^\| `{kind}` \|.*\| `([\w ]+)` \|$", read("session-file.md"), re.MULTILINE)
    assert set(row.split()) == set(module.Options.model_fields)


@pytest.mark.parametrize("kind", sorted(DESKS))
def test_the_session_file_names_every_key_of_a_desk(kind):
    module = __import__(DESKS[kind], fromlist=["Options"])
    (row,) = re.findall(rf"^\| `{kind}` \|.*\| `([\w ]+)` \|$", read("session-file.md"), re.MULTILINE)
    assert set(row.split()) == set(module.Options.model_fields) - set(DeskOptions.model_fields)
    assert set(DeskOptions.model_fields) <= ticked(read("session-file.md"))


@pytest.mark.parametrize("kind", sorted(DESKS))
def test_a_desk_has_a_page_whose_table_and_variables_are_right(kind):
    page = read(f"desks/{kind}.md")
    table = tomllib.loads(re.search(r"^ *(\[desk\]\n.*?)```", page, re.DOTALL | re.MULTILINE)[1].replace("\n   ", "\n"))["desk"]
    _, options = read_plug(DESKS, table, where="desk")
    assert {getattr(options, name) for name in type(options).model_fields if name.endswith("_env")} <= set(re.findall(r"LIVE_ASSISTANT_\w+", page))


def test_every_command_that_a_document_names_exists():
    known = set(parser()._subparsers._group_actions[0].choices)
    texts = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS if path.suffix == ".md")
    named = set(re.findall(r"`assistant ([\w-]+)", texts))
    assert named
    assert not named - known
