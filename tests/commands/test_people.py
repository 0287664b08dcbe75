"""`assistant people`: what a host without a browser does, and what it says."""

import re

import pytest

from assistant.cli import main
from assistant.people.people import People
from assistant.people.person import Doer
from tests.commands.process import session_file

BY = Doer(name="test", role="owner")


@pytest.fixture
def path(tmp_path):
    return session_file(tmp_path, 'kind = "stdin"')


def run(capsys, *words):
    """(exit status, what it said)."""
    with pytest.raises(SystemExit) as ended:
        main(["people", *map(str, words)])
    said = capsys.readouterr()
    return ended.value.code, said.out + said.err


async def test_an_evening_without_a_browser(path, capsys, tmp_path):
    assert "nobody yet" in run(capsys, "list", path)[1]
    _, said = run(capsys, "invite", path, "Rina", "--role", "owner", "--hours", "2")
    secret = re.search(r"^http://127\.0\.0\.1:0/join#(\S+)$", said, re.MULTILINE)[1]
    people = People.open(tmp_path / "data" / "people.sqlite3")
    assert (await people.read_link(secret)).role == "owner"
    entered = await people.use_link(secret, "hash", "")
    run(capsys, "invite", path, "Maya", "--role", "owner")
    assert "the only owner" in run(capsys, "disable", path, "rina")[1]
    assert run(capsys, "invite", path, "RINA", "--role", "agent")[0] == 1
    assert run(capsys, "reset", path, "Nobody")[0] == 1
    link = re.search(r"#(\S+)", run(capsys, "reset", path, "Rina")[1])[1]
    assert (await people.read_link(link)).purpose == "reset"
    listed = run(capsys, "list", path)[1].splitlines()
    assert [line.split()[:3] for line in listed] == [["Rina", "owner", "active,"], ["Maya", "owner", "invited,"]]
    await people.look(1e9)
    assert people.session(entered.cookie, 1e9, 1e9).name == "Rina"
    assert {line.who for line in await people.deeds(None, 100)} == {"Rina", "command line"}
    people.close()


def test_the_session_file_says_where_people_are(tmp_path, capsys):
    path = session_file(tmp_path, 'kind = "stdin"')
    text = path.read_text().replace("[console]", '[console]\npeople = "house.sqlite3"\norigins = ["https://console.example"]')
    path.write_text(text)
    assert "https://console.example/join#" in run(capsys, "invite", path, "OBS", "--role", "viewer", "--screen")[1]
    assert (tmp_path / "house.sqlite3").exists()
