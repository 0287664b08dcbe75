"""Session files: what is given, what is left out, and what is wrong is said with what was meant."""

from datetime import datetime

import pytest

from assistant.errors import BadSettings
from assistant.handoff.hours import Limits
from assistant.settings import ConsoleSettings, PolicySettings, RecogniserSettings, RoomSettings, VoiceSettings, load_settings

ROOM = '[room]\nroom = "tonight"\nmarket = "ID"\n'
SOURCE = '[[sources]]\nkind = "stdin"\n'
LEAST = f'shop = "shop.toml"\n{ROOM}{SOURCE}'


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "live.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_what_is_left_out(written, tmp_path):
    settings = load_settings(written(LEAST))
    assert settings.model_dump() == {
        "shop": tmp_path / "shop.toml",
        "record": tmp_path / "data" / "record.sqlite3",
        "room": RoomSettings(room="tonight", market="ID").model_dump(),
        "policy": PolicySettings(mode="suggest").model_dump(),
        "sources": ({"kind": "stdin"},),
        "voice": None,
        "voices": (),
        "recogniser": RecogniserSettings(model="small", device="cpu", compute_type=None, download=False).model_dump(),
        "encoder": None,
        "earpiece": None,
        "desk": None,
        "handoff": Limits().model_dump(),
        "console": ConsoleSettings(
            host="127.0.0.1", port=8765, token_env="LIVE_ASSISTANT_TOKEN", people=tmp_path / "data" / "people.sqlite3"
        ).model_dump(),
    }


def test_paths_are_relative_to_the_file(written, tmp_path):
    (tmp_path / "talk.wav").write_bytes(b"RIFF")
    (tmp_path / "model").mkdir()
    text = f'{LEAST}[[sources]]\nkind = "recorded"\nfolder = "evening"\n[voice]\nfile = "talk.wav"\n[recogniser]\nmodel = "model"\n'
    settings = load_settings(written(text))
    assert settings.sources[1]["folder"] == str(tmp_path / "evening")
    assert (settings.voice.file, settings.recogniser.model) == (tmp_path / "talk.wav", str(tmp_path / "model"))


def test_several_people_are_heard(written):
    voices = '[[voices]]\nurl = "rtmp://h/a"\nlang = "id"\n[[voices]]\nname = "น้องฟ้า"\nrole = "cohost"\nmicrophone = true\nlanguages = ["th", "en"]\n[[voices]]\nrole = "guest"\ndevice = "default"\n'
    settings = load_settings(written(LEAST + voices))
    assert settings.speaking == settings.voices == (
        VoiceSettings(name="host", url="rtmp://h/a", lang="id"),
        VoiceSettings(name="น้องฟ้า", role="cohost", microphone=True, languages=("th", "en")),
        VoiceSettings(name="guest", role="guest", device="default"),
    )
    assert [voice.allowed for voice in settings.speaking] == [("id",), ("th", "en"), ()]


def test_a_topic_has_its_own_mode(written):
    settings = load_settings(written(f'{LEAST}[policy.topics]\nship_fee = "auto"\np = "off"\n'))
    assert (settings.policy.mode_for("ship_fee"), settings.policy.mode_for("p.material"), settings.policy.mode_for("cod")) == (
        "auto",
        "off",
        "suggest",
    )


@pytest.mark.parametrize(
    ("given", "start"),
    [pytest.param("", "2026-03-04T19:30", id="now"), pytest.param('local_start = "20:00"\n', "20:00", id="as written")],
)
def test_the_room_begins_at_the_markets_time(written, given, start):
    room = load_settings(written(LEAST.replace(ROOM, ROOM + given))).room.at(datetime(2026, 3, 4, 19, 30))
    assert (room.room, room.market, room.local_start) == ("tonight", "ID", start)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", ["shop: Field required", "room: Field required", "sources: Field required"], id="empty"),
        pytest.param(b"\xff\xfe", ["utf-8", "mend the TOML"], id="binary"),
        pytest.param("shop = ", ["Invalid value", "mend the TOML"], id="not TOML"),
        pytest.param(f'shops = "x"\n{LEAST}', ["shops: unknown key", '"shop"'], id="misspelt key"),
        pytest.param(LEAST.replace("market =", "markets ="), ["room.markets: unknown key", '"market"', "room.market: Field required"], id="misspelt key of a table"),
        pytest.param(f"{LEAST}[consol]\nport = 1\n", ["consol: unknown key", '"console"'], id="misspelt table"),
        pytest.param(f'{LEAST}[console]\ntoken = "x"\n', ["console.token: unknown key", '"token_env"'], id="a secret in the file"),
        pytest.param(f"{LEAST}[console]\nport = 70000\n", ["console.port", "65535"], id="port out of range"),
        pytest.param(LEAST.replace('"ID"', '"Indonesia"'), ["room.market", "pattern"], id="market in words"),
        pytest.param(LEAST.replace(ROOM, ROOM + 'langs = ["Indonesian!"]\n'), ["room.langs.0", "pattern"], id="language in words"),
        pytest.param(LEAST.replace(ROOM, ROOM + 'local_start = "tonight"\n'), ["room.local_start", "pattern"], id="start in words"),
        pytest.param(f'{LEAST}[policy]\nmode = "automatic"\n', ["policy.mode", "'auto', 'suggest' or 'off'"], id="unknown mode"),
        pytest.param(f"{LEAST}[policy]\nauto_precision = 97\n", ["policy.auto_precision", "less than or equal to 1"], id="confidence in percent"),
        pytest.param(f'{LEAST}[policy.topics]\nship_fees = "auto"\n', ["policy.topics.ship_fees: unknown topic", '"ship_fee"'], id="misspelt topic"),
        pytest.param(f'{LEAST}[voice]\nlang = "id"\n', ["voice", "exactly one of url, file, microphone, device"], id="voice from nowhere"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\ndevice = "default"\n', ["voice", "exactly one of"], id="voice from two places"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nlang = "id"\nlanguages = ["id"]\n', ["lang or languages, not both"], id="a language twice"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nlanguages = ["Melayu"]\n', ["voice.languages.0", "pattern"], id="a voice's language in words"),
        pytest.param(f'{LEAST}[voice]\nurl = "rtmp://h/a"\nmodel = "tiny"\n', ["voice.model: belongs in [recogniser]"], id="the model beside the voice"),
        pytest.param(f'{LEAST}[voice]\nurl = "rtmp://h/a"\ndevice = "cuda"\n', ["device is a sound card", "[recogniser]"], id="the processor beside the voice"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nrole = "star"\n', ["voice.role", "'host', 'cohost' or 'guest'"], id="unknown role"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nname = "a:b"\n', ["voice.name", "pattern"], id="a name that ids could not carry"),
        pytest.param(f'{LEAST}[[voices]]\nmicrophone = true\nrolle = "host"\n', ["voices.0.rolle: unknown key", '"role"'], id="misspelt key of a voice"),
        pytest.param(f'{LEAST}[[voices]]\nmicrophone = true\n[voice]\nmicrophone = true\n', ["[voice] for one or [[voices]] for several"], id="one voice and several"),
        pytest.param(LEAST + '[[voices]]\nmicrophone = true\n' * 2, ["the name 'host' is taken"], id="two voices of one name"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nname = "stdin"\n', ["the name 'stdin' is taken"], id="a voice named like a source"),
        pytest.param(f'{LEAST}[voice]\nmicrophone = true\nname = "record"\n', ["the name 'record' is taken"], id="a voice named like a light"),
        pytest.param(LEAST + "".join(f'[[voices]]\nmicrophone = true\nname = "v{n}"\n' for n in range(9)), ["voices", "at most 8"], id="a choir"),
        pytest.param(f'{LEAST}[voice]\nfile = "talk.wav"\n', ["voice.file: there is no file talk.wav"], id="sound that is not there"),
        pytest.param(f'{LEAST}[[voices]]\nfile = "talk.wav"\n', ["voices.0.file: there is no file talk.wav"], id="sound of one voice that is not there"),
        pytest.param(f'shop = "s"\nsources = []\n{ROOM}', ["sources", "at least 1"], id="no source"),
    ],
)  # fmt: skip
def test_what_is_wrong(written, text, words):
    path = written(text)
    with pytest.raises(BadSettings) as error:
        load_settings(path)
    assert not [word for word in [str(path), *words] if word not in str(error.value)], str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadSettings, match=r"No such file.*give the path of a session file"):
        load_settings(tmp_path / "none.toml")
