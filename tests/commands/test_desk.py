"""`assistant desk letters`: what a desk has not got, and what a person decides about it."""

from __future__ import annotations

import asyncio

import pytest

from assistant.cli import main
from assistant.letters import CaseBrief, Delivery, Letter
from assistant.ports import Batch
from assistant.record.store import SqliteStore


def letter(case, kind="hand_over"):
    brief = CaseBrief(case=case, room="r", market="ID", reason="complaint", user="ani", lang="id", question="?") if kind == "hand_over" else None
    return Letter(key=f"{case}/{kind}", room="r", desk="fake", case=case, episode=1, kind=kind, brief=brief)


@pytest.fixture
def record(tmp_path):
    """One letter dead, one in doubt, one that waits behind it."""

    async def write():
        store = SqliteStore.open(tmp_path / "r.db")
        await store.write(Batch(letters=(letter("k1"), letter("k2"), letter("k2", "note"))))
        for status in ("failed", "uncertain"):
            claimed = await store.claim_letter(room="r", lease_s=60)
            await store.mark_letter(Delivery(key=claimed.letter.key, status=status, detail="no such inbox"))
        await store.close()

    asyncio.run(write())
    return str(tmp_path / "r.db")


def ran(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["desk", "letters", *arguments])
    said = capsys.readouterr()
    return end.value.code, [line.split()[0] for line in said.out.splitlines()], said.err


def test_letters_are_listed(record, capsys):
    assert ran(capsys, record) == (1, ["failed", "uncertain", "pending", "3"], "")


def test_a_dead_one_is_sent_again(record, capsys):
    assert ran(capsys, record, "--retry", "all") == (1, ["pending", "uncertain", "pending", "3"], "")


def test_one_in_doubt_was_found_there(record, capsys):
    status, _, error = ran(capsys, record, "--arrived", "k2/hand_over")
    assert (status, "--ticket" in error) == (1, True)
    assert ran(capsys, record, "--arrived", "k2/hand_over", "--ticket", "77") == (1, ["failed", "pending", "2"], "")


@pytest.mark.parametrize("asked", [("--retry", "none"), ("--retry", "k2/note"), ("--arrived", "k1/hand_over")])
def test_what_cannot_be_is_refused(record, capsys, asked):
    status, _, error = ran(capsys, record, *asked)
    assert (status, error.startswith("error: ")) == (1, True)


def test_no_record(tmp_path, capsys):
    assert "there is no record here" in ran(capsys, str(tmp_path / "x.db"))[2]
