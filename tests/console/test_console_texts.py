"""The interface's texts: every language complete, and a word for everything the trade can name."""

import re
from importlib.resources import files
from typing import get_args

import pytest

from assistant.console.pages import PAGES, pages
from assistant.domain import Act, CaseState, Cause, CommentFlag, Health, IgnoreKind, Reason, Receipt, Resolution, Severity, SpeechFlag

STATIC = files("assistant.console") / "static"
LINE = re.compile(r'^ {2}"([\w.]+)": "((?:[^"\\]|\\.)+)",$')
OWN = {name: page.body.decode() for name, page in pages().items() if name.endswith(".mjs") and not name.startswith(("vendor/", "texts/"))}

NO_NOTES = {"wrong_flag", "corrected", "pin", "mode", "mute", "unmute", "slow"}  # they mark a warning, move a pin, or set how the assistant works


def texts(tag: str) -> dict[str, str]:
    lines = (STATIC / "texts" / f"{tag}.mjs").read_text(encoding="utf-8").splitlines()[1:-1]
    return dict(LINE.fullmatch(line).groups() for line in lines)


@pytest.mark.parametrize("tag", ["zh", "id"])
def test_a_language_says_all_that_english_says_with_the_same_blanks(tag):
    def blanks(said):
        return {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in said.items()}

    assert blanks(texts(tag)) == blanks(texts("en"))


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        pytest.param("reason", [*Reason, *Cause], id="reasons"),
        pytest.param("kind", list(IgnoreKind), id="what is ignored"),
        pytest.param("flag", [*get_args(CommentFlag), *get_args(SpeechFlag), "promise", "case_late", "case_expired"], id="flags"),
        pytest.param("severity", get_args(Severity), id="severities"),
        pytest.param("cases", [*get_args(CaseState), "now", "soon", "later"], id="cases"),
        pytest.param("sent", ["waiting", *get_args(Receipt.model_fields["status"].annotation)], id="receipts"),
        pytest.param("health", get_args(Health.model_fields["state"].annotation), id="lights"),
        pytest.param("act", [Act.SUGGEST, Act.SILENT, Act.CASE], id="acts"),
        pytest.param("note", [k for k in get_args(Resolution.model_fields["kind"].annotation) if k not in NO_NOTES], id="notes"),
    ],
)
def test_everything_the_trade_names_has_a_word(prefix, names):
    assert [name for name in names if f"{prefix}.{name}" not in texts("en")] == []


def test_no_text_is_left_over_and_none_is_missing():
    code = "\n".join(OWN.values())
    said = set(texts("en"))
    asked = set(re.findall(r'"([a-z]+\.[a-zA-Z]+)"', code)) & set(said) | {
        key for prefix in re.findall(r"\bt\(`([a-z]+)\.\$\{", code) for key in said if key.startswith(f"{prefix}.")
    }
    assert said - asked == set()
    assert set(re.findall(r'\bt\("([^"]+)"', code)) - said == set()


@pytest.mark.parametrize("name", sorted(name for name in pages() if not name.endswith(".woff2")))
def test_a_file_asks_only_for_its_neighbours(name):
    body = pages()[name].body.decode()
    reached = re.findall(r'(?:\bfrom\s*|\bimport\s*|src=|href=)"([^"]+)"', body)
    assert [to for to in reached if not to.startswith(("./", "../", "/static/")) and to not in PAGES] == []


@pytest.mark.parametrize("name", sorted(OWN))
def test_text_is_never_read_as_markup(name):
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySet|\beval\(|new Function|srcdoc", OWN[name]) == []
    )


def test_what_came_from_others_carries_its_licence():
    vendor = {entry.name for entry in (STATIC / "vendor").iterdir()}
    assert {name for name in vendor if name.startswith("LICENSE.")} == {
        "LICENSE.preact", "LICENSE.htm", "LICENSE.signals", "LICENSE.signals-core",
    }  # fmt: skip
    assert "SIL Open Font License" in (STATIC / "fonts" / "LICENSE.noto").read_text(encoding="utf-8")


def test_the_page_is_light():
    """What is sent to show any of the console's views, but the fonts, which only come for letters a computer lacks."""
    weight = sum(len(page.answer("gzip")[0]) for name, page in pages().items() if not name.endswith(".woff2") and not name.startswith("microphone"))
    assert weight <= 150_000
