"""`assistant ask`: the decision for one comment with its reasons; what the sheet does not have is said."""

import json

import pytest

from assistant.cli import main
from tests.commands.process import SHOP


def ask(capsys, monkeypatch, small, *words):
    monkeypatch.setenv("LIVE_ASSISTANT_KNOWLEDGE", str(small))
    with pytest.raises(SystemExit) as ended:
        main(["ask", "--shop", str(SHOP), *words])
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def test_the_reasons_and_the_decision(capsys, monkeypatch, small):
    status, out, _ = ask(capsys, monkeypatch, small, "--market", "ID", "ongkir berapa kak")
    decision = json.loads(out.splitlines()[-1])
    assert (status, decision["action"], decision["facts"][0]) == (0, "answer", "markets.ID.shipping.fee")
    assert "fact      markets.ID.shipping.fee = 9500" in out


def test_personal_data_is_not_said_again(capsys, monkeypatch, small):
    _, out, err = ask(capsys, monkeypatch, small, "--market", "ID", "hp saya 0812-0000-1234 ya kak")
    assert ("[phone]" in out, "0812" in out + err) == (True, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--market", "Indonesia", "halo"], "no market Indonesia", id="market in words"),
        pytest.param(["--market", "ID", "--showing", "none", "halo"], "no product none", id="unknown product"),
    ],
)
def test_what_the_sheet_does_not_have(capsys, monkeypatch, small, words, said):
    status, _, err = ask(capsys, monkeypatch, small, *words)
    assert (status, said in err, "it has" in err) == (1, True, True)


def test_an_unknown_option_ends_with_the_usage(capsys, monkeypatch, small):
    status, _, err = ask(capsys, monkeypatch, small, "--market", "ID", "halo", "--loud")
    assert (status, "unrecognized arguments: --loud" in err) == (2, True)
