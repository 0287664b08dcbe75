"""The host's earpiece in a whole live: a cue reaches the page in a pause of the host's speech."""

import asyncio
import shutil

import pytest
from aiohttp.test_utils import unused_port

from assistant.cli import main
from tests.commands.process import TOKEN, assistant, connector, session_file, signed_in
from tests.conftest import ROOT

MICRO = ROOT / "tests" / "data" / "whisper-micro"
TOKENS = {"LIVE_ASSISTANT_INGEST_TOKEN": TOKEN, "LIVE_ASSISTANT_TOKEN": TOKEN}
VOICE = f'[voice]\nfile = "{MICRO / "streams" / "id.flac"}"\nlang = "id"\n[recogniser]\nmodel = "{MICRO / "model"}"\n'
EARPIECE = '[earpiece]\nkind = "espeak"\n'
BURNT = {"id": "c1", "user": "ani", "text": "kak baterainya meledak pas dicas, tangan saya luka bakar"}


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine: apt-get install espeak-ng")
async def test_a_cue_comes_in_a_pause_and_stops_when_the_host_goes_on(tmp_path, small):
    port = unused_port()
    path = session_file(tmp_path, f'kind = "ingest"\nport = {port}\n{VOICE}{EARPIECE}')
    async with assistant("run", path, knowledge=small, **TOKENS) as live:
        base = await live.console()
        async with connector(port) as (shop, _), signed_in(base) as page, page.live() as socket:
            await socket.send_json({"earpiece": True})
            await shop.send(BURNT)
            done: list[str] = []
            async with asyncio.timeout(50):
                while done[-1:] != ["hush"]:
                    message = await socket.receive_json()
                    if message["type"] != "earpiece":
                        continue
                    done.append(message["do"])
                    if message["do"] == "play":
                        async with page.http.get(f"{base}/api/earpiece/{message['id']}") as answer:
                            assert (await answer.read())[:4] == b"RIFF"
            async with page.http.get(f"{base}/api/health") as answer:
                (light,) = [part for part in (await answer.json())["parts"] if part["name"] == "earpiece"]
        assert done[0] == "play"
        assert (light["state"], light["received"] > 0) == ("ok", True)
        assert await live.terminate() == 0, live.said
    assert "Traceback" not in live.said["err"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(EARPIECE, "earpiece: off, since nobody hears whether the host speaks", id="no voice"),
        pytest.param(
            f'{VOICE}{EARPIECE}command = "espeak-nowhere"\n', "earpiece: there is no espeak-nowhere on this machine (install it", id="no program"
        ),
    ],
)
async def test_without_it_the_live_goes_on(tmp_path, small, more, said):
    path = session_file(tmp_path, f'kind = "ingest"\nport = {unused_port()}\n{more}')
    async with assistant("run", path, knowledge=small, **TOKENS) as live:
        await live.until("err", said)
        await live.console()
        assert await live.terminate() == 0, live.said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param('[earpiece]\nkind = "siri"', ["earpiece.kind: there is no 'siri'", "espeak, openai"], id="a kind that is not there"),
        pytest.param('[earpiece]\nkind = "espeak"\nevery = 5', ["every: unknown key", 'did you mean "every_s"?'], id="a key that is not there"),
        pytest.param('[earpiece]\nkind = "openai"\nurl = "http://x/v1"', ["model: Field required"], id="a key that is needed"),
    ],
)
def test_what_is_wrong_is_said_by_check(tmp_path, capsys, more, words):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(session_file(tmp_path, f'kind = "stdin"\n{more}'))])
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert not [word for word in words if word not in said], said
