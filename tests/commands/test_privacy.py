"""Viewers' personal data comes in and goes nowhere: not into the record, a log, the console, a decision or a reply."""

import asyncio
import json

import pytest
from aiohttp.test_utils import unused_port

from tests.commands.process import SHOP, TOKEN, assistant, connector, session_file, signed_in

SECRETS = ["0812-0000-1234", "081200004321", "5140-0000-1111-2222", "4111 1111 1111 1111", "TRW-88121", "budi.santoso@contoh.example", "Melati 14"]
TEXTS = [
    f"wa saya {SECRETS[0]} ya kak, ongkir berapa",
    f"no hp {SECRETS[1]}",
    f"transfer ke rekening {SECRETS[2]} a.n. Budi bisa?",
    f"kartu saya {SECRETS[3]} kok ditolak",
    f"tolong cek pesanan {SECRETS[4]} belum sampai",
    f"email aku {SECRETS[5]} tolong kirim invoice",
    f"kirim ke Jl. {SECRETS[6]} RT 3 RW 5 Bandung 40115 bisa cod?",
]
COMMENTS = [{"id": f"c{n}", "user": f"viewer{n}", "text": text, "t": n} for n, text in enumerate(TEXTS)]
HOST = {"id": "h1", "type": "host", "t": 9.0, "text": f"hubungi admin di {SECRETS[0]} ongkirnya sembilan ribu lima ratus"}
BROKEN = f'{{"id":"x","text":"{SECRETS[0]} {SECRETS[4]}'


def leaks(text):
    return [secret for secret in SECRETS if secret in text]


async def test_a_live(tmp_path, small):
    port = unused_port()
    path = session_file(tmp_path, f'kind = "ingest"\nport = {port}\nrate_per_s = 100')
    tokens = {"LIVE_ASSISTANT_INGEST_TOKEN": TOKEN, "LIVE_ASSISTANT_TOKEN": TOKEN}
    async with assistant("run", path, knowledge=small, **tokens) as live:
        base = await live.console()
        async with connector(port) as (shop, replies), signed_in(base) as page:
            acks = await shop.send([*COMMENTS, {**COMMENTS[0], "text": f"lain {SECRETS[1]}"}, {"id": "bad", "text": SECRETS[0]}])
            assert [ack["status"] for ack in acks] == ["ok"] * len(COMMENTS) + ["invalid"] * 2
            async with page.live() as socket:
                seen = [await socket.receive_str(timeout=10)]
                while '"c6"' not in seen[-1]:
                    seen.append(await socket.receive_str(timeout=10))
            assert "[phone]" in "".join(seen)
            seen.append(json.dumps(acks))
            async with page.http.get(f"{base}/api/health") as answer:
                seen.append(await answer.text())
            assert await live.terminate() == 0
            while isinstance(message := (await replies.receive(timeout=10)).data, str):
                seen.append(message)
    files = b"".join(file.read_bytes() for file in sorted((tmp_path / "data").iterdir())).decode("utf-8", "replace")
    assert "[phone]" in files
    assert leaks(files + "".join(seen) + live.said["out"] + live.said["err"]) == []


@pytest.mark.parametrize("stream", ["out", "err"])
def test_a_replay(stream, replayed):
    said = replayed[stream]
    assert said
    assert leaks(said) == []


@pytest.fixture(scope="module")
def replayed(small):
    """What a replay of all of it says, to standard output and standard error."""
    session = {"type": "session", "room": "r", "market": "ID", "langs": ["id"]}
    lines = [*map(json.dumps, [session, *COMMENTS, HOST]), BROKEN]

    async def replay():
        words = ("replay", "--events", "-", "--shop", SHOP)
        async with assistant(*words, knowledge=small, stdin=asyncio.subprocess.PIPE) as process:
            assert await process.end("\n".join(lines).encode()) == 1
            return process.said

    return asyncio.run(replay())
