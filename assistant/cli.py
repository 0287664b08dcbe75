"""The front door: `assistant demo | run | replay | ask | guard | suggestions | handoff | check | desk | people | models | bench | eval`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import AssistantError, BadInput


def parser() -> argparse.ArgumentParser:
    """The whole command line, for `--help` and for the docs' test."""
    top = argparse.ArgumentParser(prog="assistant", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="replay a recorded live with voice and open the console")
    demo.add_argument("--recording", type=Path, help="folder of a recorded live (default: the one in knowledge/recordings)")
    demo.add_argument("--speed", type=_positive, default=1.0, help="times as fast as life (default 1)")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--data", type=Path, help="folder for the record (default: a fresh one each time)")
    demo.add_argument("--model", help="Whisper model: a name (small) or a folder; `none` uses the recording's transcript")
    demo.add_argument("--download", action="store_true", help="allow downloading the model, with progress")
    demo.add_argument("--exit", action="store_true", help="stop when the recording ends")

    run = commands.add_parser("run", help="a real live, described by a session file")
    run.add_argument("session", type=Path, metavar="SESSION.toml")

    replay = commands.add_parser("replay", help="read events, write one decision each")
    replay.add_argument("--events", type=Path, required=True, help="events, JSON lines; `-` is standard input")
    replay.add_argument("--shop", type=Path, required=True, help="the facts sheet")
    replay.add_argument("--out", type=Path, help="decisions, JSON lines (default: standard output)")
    replay.add_argument("--speed", type=_positive, help="pace by the events' times, this many times as fast as life")

    ask = commands.add_parser("ask", help="the decision for one comment, with its reasons")
    ask.add_argument("text")
    ask.add_argument("--shop", type=Path, required=True)
    ask.add_argument("--market", required=True, help="market of the room, such as ID")
    ask.add_argument("--lang", action="append", help="expected language of the room (may be given more than once)")
    ask.add_argument("--showing", help="product id the host is showing")

    guard = commands.add_parser("guard", help="what the guard makes of a sentence, rule by rule")
    guard.add_argument("text", nargs="?", help="the sentence (default: every line of standard input)")
    guard.add_argument("--market", required=True, help="market of the room, such as TH")
    guard.add_argument("--as", dest="said_by", choices=("viewer", "host", "answer"), default="viewer", help="who says it (default: viewer)")
    guard.add_argument("--lang", action="append", help="language of the room, the first one is the host's (default: the market's)")
    guard.add_argument("--shop", type=Path, help="facts sheet that the host's promises are compared with")
    guard.add_argument("--showing", help="product id the host is showing")

    suggested = commands.add_parser("suggestions", help="what was marked wrong in a live, as changes to the packs that somebody may make")
    suggested.add_argument("record", type=Path, metavar="RECORD.db")

    measured = commands.add_parser("handoff", help="how the people of a live took what was handed to them: waits, expired, viewers told")
    measured.add_argument("record", type=Path, metavar="RECORD.db")

    check = commands.add_parser("check", help="check facts sheets, language folders and session files")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    _add_people(commands.add_parser("people", help="who may use the console: list, invite, disable, let in again, new link"))
    _add_desk(commands.add_parser("desk", help="outside desks: set one up, look after letters it did not take"))

    _add_models(commands.add_parser("models", help="speech models: which there are, download one, check one"))

    new = commands.add_parser("new-language", help="start the folder of a language: every question to phrase, every line to write")
    new.add_argument("code", help="ISO 639 code, such as ro")
    new.add_argument("--name", required=True, help="the language's own name, such as Română")
    new.add_argument("--locale", help="Babel locale for numbers, dates and money (default: the code)")
    new.add_argument("--script", action="append", help="ISO 15924 code, the main one first (default: Latn)")
    new.add_argument("--unspaced", action="store_true", help="words are not separated by spaces")
    new.add_argument("--market", action="append", help="market where most viewers type it (may be given more than once)")
    new.add_argument("--knowledge", type=Path, help="the knowledge folder (default: the one in use)")

    bench = commands.add_parser("bench", help="measure this machine").add_subparsers(dest="what", required=True, metavar="WHAT")
    asr = bench.add_parser("asr", help="how late, how wrong and how costly speech becomes text, with your model and your sound")
    asr.add_argument("--model", default="small", help="Whisper model: a name or a folder (default: small)")
    asr.add_argument("--download", action="store_true", help="allow downloading the model, with progress")
    asr.add_argument(
        "--audio", type=Path, help="sounds with NAME.txt or NAME.json beside them, a recorded live, or a list of clips as JSON"
    )
    asr.add_argument("--lang", help="language of the sound (default: what its transcript says, else the model detects it)")
    asr.add_argument(
        "--policy",
        action="append",
        help="what to compare: ours (ours@0.5: another step), plain-chunking, vad-finals-only, or FILE.py:Class",
    )
    asr.add_argument("--streams", type=_counts, help="streams at once, such as 1,2,4 (default: one, and 2 and 4 for the first policy)")
    asr.add_argument("--seconds", type=_positive, help="of each stream (default 30); everything is heard in real time")
    asr.add_argument("--quick", action="store_true", help="eight seconds of one stream: under a minute in all")
    asr.add_argument("--random", metavar="SIZE", help="also spend what tiny, base or small would: random weights of these dimensions")
    asr.add_argument("--workers", type=int, choices=range(1, 65), metavar="N", help="calls at once (default: as streams, at most cores and 4)")
    asr.add_argument("--threads", type=int, choices=range(1, 65), metavar="N", help="threads of a call (default: the cores left, at most 4)")
    asr.add_argument("--window", type=_window, default=30.0, metavar="SECONDS", help="fill the encoder up to so much sound only (default 30)")
    asr.add_argument(
        "--silence", type=_positive, metavar="MINUTES", help="instead: words invented on silence, noise and music, not in real time"
    )
    asr.add_argument("--soak", type=_positive, metavar="MINUTES", help="instead: memory while the sound is heard over and over")
    asr.add_argument("--paced", action="store_true", help="with --soak: in real time")
    asr.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")

    commands.add_parser("eval", help="run the eval cases and compare with the baseline", add_help=False)
    return top


def _add_people(people: argparse.ArgumentParser) -> None:
    what = people.add_subparsers(dest="what", required=True, metavar="list|invite|disable|enable|reset")
    told = {
        "list": "everybody, with role and state",
        "invite": "somebody new: prints a one-time link",
        "disable": "shut somebody out, at once",
        "enable": "let somebody in again",
        "reset": "a new link for somebody, which sets another password",
    }
    for name, about in told.items():
        command = what.add_parser(name, help=about)
        command.add_argument("session", type=Path, metavar="SESSION.toml")
        if name != "list":
            command.add_argument("name", metavar="NAME")
        if name in ("invite", "reset"):
            command.add_argument("--hours", type=_hours, default=48.0, help="how long the link works (default 48, at most 720)")
    invite = what.choices["invite"]
    invite.add_argument("--role", required=True, choices=("owner", "host", "operator", "agent", "viewer", "guest"))
    invite.add_argument("--screen", action="store_true", help="a viewer without a password, such as a browser source: the link opens every time")
def _add_desk(desk: argparse.ArgumentParser) -> None:
    what = desk.add_subparsers(dest="what", required=True, metavar="letters|provision")
    letters = what.add_parser("letters", help="letters that a desk has not got: waiting, in doubt or dead")
    letters.add_argument("record", type=Path, metavar="RECORD.db")
    letters.add_argument("--retry", metavar="KEY", action="append", default=[], help="send this one again at the next start (`all`: every dead one)")
    letters.add_argument("--arrived", metavar="KEY", action="append", default=[], help="this one in doubt did arrive: somebody has looked")
    letters.add_argument("--ticket", metavar="ID", help="with --arrived for a hand-over: the desk's own id of the case")
    provision = what.add_parser("provision", help="make the bot at the desk and put it on the inbox")
    provision.add_argument("kind", choices=("chatwoot",))
    provision.add_argument("--url", required=True, help="of the Chatwoot installation")
    provision.add_argument("--account", type=int, required=True)
    provision.add_argument("--inbox", type=int, required=True, help="an inbox of the kind API")
    provision.add_argument("--callback", required=True, metavar="URL", help="where Chatwoot reaches the door of the desk, such as https://live.example/desk")
    provision.add_argument("--token-env", default="LIVE_ASSISTANT_CHATWOOT_ADMIN_TOKEN", help="variable with an administrator's access token")
    provision.add_argument("--allow-private", action="store_true", help="Chatwoot is on this machine or network")


def _add_models(models: argparse.ArgumentParser) -> None:
    what = models.add_subparsers(dest="what", required=True, metavar="list|get|check")
    what.add_parser("list", help="published sizes: download, memory, languages, licence, what suits this machine, what is here")
    get = what.add_parser("get", help="download a published size; a broken download goes on where it was")
    get.add_argument("name", metavar="NAME", help="such as small; see `assistant models list`")
    get.add_argument("--folder", type=Path, help="where the model's folder is put (default: $LIVE_ASSISTANT_MODELS, else the user's data)")
    get.add_argument("--endpoint", metavar="URL", help="address of the model hub or of a mirror (default: $HF_ENDPOINT, else huggingface.co)")
    check = what.add_parser("check", help="is a model whole and sound, and how fast is it here")
    check.add_argument("model", metavar="NAME|DIR", help="a published size that is here, or a folder")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1000:
        raise argparse.ArgumentTypeError("a number above 0 and at most 1000")
    return value


def _hours(text: str) -> float:
    value = float(text)
    if not 0 < value <= 720:
        raise argparse.ArgumentTypeError("hours above 0 and at most 720")
    return value


def _window(text: str) -> float:
    value = float(text)
    if not 2 <= value <= 30:
        raise argparse.ArgumentTypeError("seconds from 2 to 30")
    return value


def _counts(text: str) -> tuple[int, ...]:
    counts = tuple(int(part) for part in text.split(","))
    if not all(1 <= count <= 64 for count in counts):
        raise argparse.ArgumentTypeError("numbers from 1 to 64, with commas between them")
    return counts


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command. Exit status: 0 fine, 1 the input has errors, 2 it could not be done, 130 interrupted."""
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if rest and arguments.command != "eval":  # the harness reads its own arguments
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    try:
        status = _COMMANDS[arguments.command](arguments)
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
        status = 1
    except AssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        status = 2
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        status = 0
    sys.exit(status)


# Each command imports what it needs: `--help` stays instant.


def _replay(arguments: argparse.Namespace) -> int:
    from assistant.commands.replay import replay

    return asyncio.run(replay(arguments.events, arguments.shop, arguments.out, speed=arguments.speed))


def _ask(arguments: argparse.Namespace) -> int:
    from assistant.commands.ask import ask

    return ask(arguments.text, arguments.shop, arguments.market, tuple(arguments.lang or ()), arguments.showing)


def _guard(arguments: argparse.Namespace) -> int:
    from assistant.commands.guard import guard

    return guard(arguments)


def _suggestions(arguments: argparse.Namespace) -> int:
    from assistant.commands.suggestions import suggestions

    return suggestions(arguments.record)


def _desk(arguments: argparse.Namespace) -> int:
    from assistant.commands.desk import letters, provision

    return asyncio.run(letters(arguments) if arguments.what == "letters" else provision(arguments))


def _handoff(arguments: argparse.Namespace) -> int:
    from assistant.commands.handoff import handoff

    return handoff(arguments.record)


def _check(arguments: argparse.Namespace) -> int:
    from assistant.commands.check import check

    return check(arguments.paths)


def _people(arguments: argparse.Namespace) -> int:
    from assistant.commands.people import people

    return people(arguments)


def _models(arguments: argparse.Namespace) -> int:
    from assistant.commands.models import models

    return models(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from assistant.commands.demo import demo

    return asyncio.run(demo(arguments))


def _run(arguments: argparse.Namespace) -> int:
    from assistant.commands.run import run

    return asyncio.run(run(arguments.session))


def _new_language(arguments: argparse.Namespace) -> int:
    from assistant.commands.new_language import new_language

    return new_language(arguments)


def _bench(arguments: argparse.Namespace) -> int:
    from assistant.commands.bench import bench_asr

    return asyncio.run(bench_asr(arguments))


def _eval(arguments: argparse.Namespace) -> int:
    from evals.command import main as eval_main

    return eval_main(arguments.rest)


_COMMANDS = {
    "replay": _replay,
    "ask": _ask,
    "guard": _guard,
    "suggestions": _suggestions,
    "handoff": _handoff,
    "check": _check,
    "people": _people,
    "desk": _desk,
    "models": _models,
    "demo": _demo,
    "run": _run,
    "new-language": _new_language,
    "bench": _bench,
    "eval": _eval,
}
